package report

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// icalFormat writes a timeline as a calendar (RFC 5545). Of two runs the same event has the same UID, made from the
// certificate's fingerprint, so that a calendar that reads the file again does not double it.
type icalFormat struct{}

func (*icalFormat) render(*Client) []byte                   { return nil }
func (*icalFormat) client(io.Writer, *Report, []byte) error { return nil }

func (*icalFormat) end(w io.Writer, r *Report) error {
	c := &calendar{stamp: icalTime(r.EvaluatedAt)}
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//mtlscheck//timeline//EN")
	c.line("CALSCALE", "GREGORIAN")
	switch {
	case r.Timeline == nil:
		c.unread(r)
	case len(r.Timeline.Events) == 0:
		c.utc()
	default:
		for i := range r.Timeline.Events {
			c.event(r.Timeline, &r.Timeline.Events[i])
		}
	}
	c.line("END", "VCALENDAR")
	return writeAll(w, []byte(c.out.String()))
}

// calendar writes content lines.
type calendar struct {
	out   strings.Builder
	stamp string
}

// line writes one content line, folded at 75 octets and never inside a character (RFC 5545 section 3.1).
func (c *calendar) line(name, value string) {
	rest := name + ":" + value
	for room := 75; len(rest) > room; room = 74 { // the space that begins the next line is one of its octets
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		c.out.WriteString(rest[:cut] + "\r\n ")
		rest = rest[cut:]
	}
	c.out.WriteString(rest + "\r\n")
}

// text writes a line whose value comes from outside.
func (c *calendar) text(name, value string) { c.line(name, icalText(value)) }

// icalText is the escaping of this format (RFC 5545 section 3.3.11); what could act on whoever shows it is taken out
// first, as for a terminal.
func icalText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`).Replace(Escape(s))
}

func icalTime(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

func (c *calendar) event(t *Timeline, e *Event) {
	at, err := time.Parse(time.RFC3339, e.At)
	if err != nil {
		return // no event without a date is made
	}
	c.line("BEGIN", "VEVENT")
	c.line("UID", e.Cause.SHA256[:min(32, len(e.Cause.SHA256))]+"-"+strings.ReplaceAll(e.Kind, "_", "-")+"@mtlscheck")
	c.line("DTSTAMP", c.stamp)
	c.line("DTSTART", icalTime(at))
	c.line("TRANSP", "TRANSPARENT")
	c.text("SUMMARY", eventSummary(t, e))
	c.text("DESCRIPTION", happensText(t, e))
	c.text("LOCATION", e.Cause.Ref+" "+placeText(e.Cause, false))
	if len(e.Stops)+e.Depends > 0 || !t.Judged {
		c.alarm(t, e)
	}
	c.line("END", "VEVENT")
}

func (c *calendar) alarm(t *Timeline, e *Event) {
	c.line("BEGIN", "VALARM")
	c.line("ACTION", "DISPLAY")
	c.line("TRIGGER", fmt.Sprintf("-P%dD", max(t.ExpiresWithin, 1)))
	c.text("DESCRIPTION", eventSummary(t, e))
	c.line("END", "VALARM")
}

func eventSummary(t *Timeline, e *Event) string {
	text := e.Cause.Subject + " " + kindWords(e.Kind)
	switch n := len(e.Stops); {
	case n > 0:
		return plural(n, "client") + verb(n, " stops: ", " stop: ") + text
	case !t.Judged:
		return text
	case len(e.Starts)+e.GoesOn+e.Depends == 0:
		return text + " (no known client depends on it)"
	}
	return text
}

// unread makes an event of a truststore that could not be read: an empty calendar would say that nothing ever stops.
func (c *calendar) unread(r *Report) {
	c.line("BEGIN", "VEVENT")
	c.line("UID", "unread@mtlscheck")
	c.line("DTSTAMP", c.stamp)
	c.line("DTSTART", c.stamp)
	c.text("SUMMARY", "mtlscheck could not read its inputs: no dates are known")
	for _, in := range r.Inputs {
		if in.Error != "" {
			c.text("DESCRIPTION", in.Ref+": "+in.Error)
			break
		}
	}
	c.line("END", "VEVENT")
}

// utc stands in a calendar without events, which has to have a component (RFC 5545 section 3.6).
func (c *calendar) utc() {
	for _, l := range [][2]string{{"BEGIN", "VTIMEZONE"}, {"TZID", "UTC"}, {"BEGIN", "STANDARD"}, {"DTSTART", "19700101T000000"},
		{"TZOFFSETFROM", "+0000"}, {"TZOFFSETTO", "+0000"}, {"END", "STANDARD"}, {"END", "VTIMEZONE"}} {
		c.line(l[0], l[1])
	}
}
