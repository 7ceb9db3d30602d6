package report

import (
	"bufio"
	"context"
	"io"
)

// The formats.
const (
	FormatText     = "text"
	FormatJSON     = "json"
	FormatMarkdown = "markdown"
	FormatHTML     = "html"
	FormatSARIF    = "sarif"
	FormatJUnit    = "junit"
	FormatGitHub   = "github"

	// Of timeline only.
	FormatICal       = "ical"
	FormatPrometheus = "prometheus"
)

// Formats lists the formats that every command can write.
func Formats() []string {
	return []string{FormatText, FormatJSON, FormatMarkdown, FormatHTML, FormatSARIF, FormatJUnit, FormatGitHub}
}

// Output is one place that a report goes to. Options say how it is laid out there.
type Output struct {
	W       io.Writer
	Format  string
	Options Options
}

// Stream writes a report, in one or more formats at once, whose clients come one by one, so that a hundred thousand
// need not be held.
type Stream struct {
	sinks    []sink
	named    ruleNames // by the clients so far
	redactor *redactor // nil when names may be told
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

// omitter is a format that may write nothing of some clients.
type omitter interface {
	omits(verdict string) bool
}

// gatherer is a format that makes its bytes at the end: it is given the clients in their order, instead of what render
// made of them.
type gatherer interface {
	gather(c *Client)
}

// Rendered is one client as each format of a stream writes it.
type Rendered *rendering

// rendering is a client and its bytes. A client whose names have to be hidden has none before its turn comes, because
// stand-ins are numbered in the order of the clients.
type rendering struct {
	client *Client
	parts  [][]byte
}

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
	case FormatMarkdown:
		return newMarkdownFormat(o.Options)
	case FormatHTML:
		return newHTMLFormat(o.Options)
	case FormatSARIF:
		return newSARIF(o.Options)
	case FormatJUnit:
		return &junitFormat{options: o.Options}
	case FormatGitHub:
		return newGitHub(o.Options)
	case FormatICal:
		return &icalFormat{}
	case FormatPrometheus:
		return &prometheusFormat{}
	}
	return newTextFormat(o.Options)
}

// Redact hides names and serial numbers behind stand-ins in all that is written from now on.
func (s *Stream) Redact() { s.redactor = newRedactor() }

// Omits tells whether nothing is written of clients with this verdict, so that they need only be counted. Where names are
// hidden every client is told of, for its number.
func (s *Stream) Omits(verdict string) bool {
	for _, sink := range s.sinks {
		if o, ok := sink.format.(omitter); !ok || !o.omits(verdict) {
			return false
		}
	}
	return s.redactor == nil
}

// Render makes the bytes of one client. It may be called from many goroutines at once.
func (s *Stream) Render(c *Client) Rendered {
	if s.redactor != nil {
		return &rendering{client: c}
	}
	return &rendering{c, s.render(c)}
}

func (s *Stream) render(c *Client) [][]byte {
	parts := make([][]byte, len(s.sinks))
	for i, sink := range s.sinks {
		parts[i] = sink.format.render(c)
	}
	return parts
}

// Client writes one rendered client. The head of the report has to be complete before the first one.
func (s *Stream) Client(r *Report, rendered Rendered) error {
	c, parts := rendered.client, rendered.parts
	if s.redactor != nil {
		s.redactor.head(r)
		s.redactor.client(c)
		parts = s.render(c)
	}
	s.named.client(c)
	for i, sink := range s.sinks {
		if g, ok := sink.format.(gatherer); ok {
			g.gather(c)
			continue
		}
		if err := sink.format.client(sink.w, r, parts[i]); err != nil {
			return err
		}
	}
	return nil
}

// Settle makes a report what is told of it: when names are to be hidden it hides them. Nothing may be added to it
// afterwards but what holds no names.
func (s *Stream) Settle(r *Report) {
	if s.redactor != nil {
		s.redactor.head(r)
		s.redactor.tail(r)
	}
}

// Rules lists every rule that the report and its clients name, by id, with what its findings tell of it.
func (s *Stream) Rules(r *Report) []Rule {
	s.named.report(r)
	return s.named.list()
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

// End writes what comes after the clients. The end of the context ends it between two formats, with its error.
func (s *Stream) End(ctx context.Context, r *Report) error {
	s.Settle(r)
	for _, sink := range s.sinks {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := sink.format.end(sink.w, r); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.Flush()
}
