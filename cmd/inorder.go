package cmd

import (
	"context"
	"runtime"
)

// unit is work that may run beside other units: a file of clients, or a part of one.
type unit func() *outcome

// inOrder runs the units that produce emits on all cores, and hands their outcomes to consume in the order in which
// they were emitted. Only a few are under way or waiting at any time, so that no input is held whole.
func inOrder(ctx context.Context, produce func(emit func(unit) error) error, consume func(*outcome) error) error {
	type slot struct {
		do   unit
		done chan *outcome
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	work, order := make(chan slot, workers), make(chan slot, 4*workers)
	var produced error
	go func() {
		defer close(order)
		defer close(work)
		produced = produce(func(u unit) error {
			s := slot{u, make(chan *outcome, 1)}
			for _, c := range []chan slot{order, work} {
				select {
				case c <- s:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}()
	for range workers {
		go func() {
			for s := range work {
				s.done <- s.do()
			}
		}()
	}
	for s := range order {
		select {
		case o := <-s.done:
			if err := consume(o); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return produced
}
