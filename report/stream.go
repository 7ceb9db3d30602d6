package report

import (
	"bufio"
	"io"
)

// The formats.
const (
	FormatText = "text"
	FormatJSON = "json"

	// Of timeline only.
	FormatICal       = "ical"
	FormatPrometheus = "prometheus"
)

// Formats lists the formats that every command can write.
func Formats() []string {
	return []string{FormatText, FormatJSON}
}

// Output is one place that a report goes to. Options apply to text.
type Output struct {
	W       io.Writer
	Format  string
	Options Options
}

// Stream writes a report, in one or more formats at once, whose clients come one by one, so that a hundred thousand
// need not be held.
type Stream struct {
	sinks []sink
}

type sink struct {
	w      *bufio.Writer
	format format
}

// format is one way to write a report. A format that begins with what is known last keeps what it was given.
type format interface {
	render(c *Client) []byte // may be called from many goroutines at once
	client(w io.Writer, r *Report, rendered []byte) error
	end(w io.Writer, r *Report) error
}

// Rendered is one client as each format of a stream writes it.
type Rendered [][]byte

// NewStream begins a report. The formats of the outputs have to be among Formats.
func NewStream(outputs ...Output) *Stream {
	s := &Stream{}
	for _, o := range outputs {
		s.sinks = append(s.sinks, sink{bufio.NewWriterSize(o.W, 1<<16), newFormat(o)})
	}
	return s
}

func newFormat(o Output) format {
	switch o.Format {
	case FormatJSON:
		return &jsonFormat{}
	case FormatICal:
		return &icalFormat{}
	case FormatPrometheus:
		return &prometheusFormat{}
	}
	return &textFormat{options: o.Options, palette: newPalette(o.Options.Color)}
}

// Render makes the bytes of one client. It may be called from many goroutines at once.
func (s *Stream) Render(c *Client) Rendered {
	parts := make(Rendered, len(s.sinks))
	for i, sink := range s.sinks {
		parts[i] = sink.format.render(c)
	}
	return parts
}

// Client writes one rendered client. The head of the report has to be complete before the first one.
func (s *Stream) Client(r *Report, rendered Rendered) error {
	for i, sink := range s.sinks {
		if err := sink.format.client(sink.w, r, rendered[i]); err != nil {
			return err
		}
	}
	return nil
}

// Flush hands on what is written so far: what a person at a terminal waits for.
func (s *Stream) Flush() error {
	for _, sink := range s.sinks {
		if err := sink.w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// End writes what comes after the clients.
func (s *Stream) End(r *Report) error {
	for _, sink := range s.sinks {
		if err := sink.format.end(sink.w, r); err != nil {
			return err
		}
	}
	return s.Flush()
}
