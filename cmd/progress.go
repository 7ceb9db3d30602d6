package cmd

import (
	"fmt"
	"io"
	"time"
)

// progress tells on a terminal how far a long run is; anywhere else it is silent.
type progress struct {
	w     io.Writer // nil when silent
	next  time.Time
	shown bool
}

// progressEvery is how often it speaks; what is done sooner needs no word.
const progressEvery = 200 * time.Millisecond

func newProgress(w io.Writer) *progress {
	p := &progress{next: time.Now().Add(progressEvery)}
	if _, ok := terminal(w); ok {
		p.w = w
	}
	return p
}

func (p *progress) at(clients int) {
	if p.w == nil || time.Now().Before(p.next) {
		return
	}
	fmt.Fprintf(p.w, "\rmtlscheck: %d clients", clients)
	p.next, p.shown = time.Now().Add(progressEvery), true
}

func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
