package cmd

import (
	"fmt"
	"io"
	"time"
)

// progress tells on a terminal how far a long run is; anywhere else it is silent.
type progress struct {
	w     io.Writer // nil when silent
	total int
	next  time.Time
	shown bool
}

const (
	progressFrom  = 200 // fewer clients are done before a person could read it
	progressEvery = 100 * time.Millisecond
)

func newProgress(w io.Writer, total int) *progress {
	p := &progress{total: total, next: time.Now().Add(progressEvery)}
	if _, ok := terminal(w); ok && total >= progressFrom {
		p.w = w
	}
	return p
}

func (p *progress) at(done int) {
	if p.w == nil || done%16 != 0 || time.Now().Before(p.next) {
		return
	}
	fmt.Fprintf(p.w, "\rmtlscheck: %d of %d clients", done, p.total)
	p.next, p.shown = time.Now().Add(progressEvery), true
}

func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
