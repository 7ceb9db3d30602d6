package report

import (
	"bufio"
	"io"
)

// The formats.
const (
	FormatText = "text"
	FormatJSON = "json"
)

// Stream writes a report whose clients come one by one, so that a hundred thousand need not be held.
type Stream struct {
	w      *bufio.Writer
	format format
}

// format is one way to write a report.
type format interface {
	omits(verdict string) bool
	render(c *Client) []byte // may be called from many goroutines at once
	client(w io.Writer, r *Report, rendered []byte) error
	end(w io.Writer, r *Report) error
}

// NewStream begins a report in one of the formats. Options apply to text.
func NewStream(w io.Writer, name string, o Options) *Stream {
	s := &Stream{w: bufio.NewWriterSize(w, 1<<16)}
	if name == FormatJSON {
		s.format = &jsonFormat{}
	} else {
		s.format = &textFormat{options: o, palette: newPalette(o.Color)}
	}
	return s
}

// Omits tells whether nothing is written of clients with this verdict, so that they need only be counted.
func (s *Stream) Omits(verdict string) bool { return s.format.omits(verdict) }

// Render makes the bytes of one client. It may be called from many goroutines at once.
func (s *Stream) Render(c *Client) []byte { return s.format.render(c) }

// Client writes one rendered client. The head of the report has to be complete before the first one.
func (s *Stream) Client(r *Report, rendered []byte) error { return s.format.client(s.w, r, rendered) }

// Flush hands on what is written so far: what a person at a terminal waits for.
func (s *Stream) Flush() error { return s.w.Flush() }

// End writes what comes after the clients.
func (s *Stream) End(r *Report) error {
	if err := s.format.end(s.w, r); err != nil {
		return err
	}
	return s.w.Flush()
}
