// Package timeline finds the moments at which certificates stop, or begin, to let clients in. Nothing is guessed from
// dates alone: every verdict on a client after such a moment is judged anew, so that a client with a second chain is not
// told to stop with the first.
package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Kind says what happens to a certificate.
type Kind string

// The kinds. RFC 5280 section 4.1.2.5 has both dates inclusive: a certificate is valid still in the second of its
// notAfter, and valid already in that of its notBefore.
const (
	Expires      Kind = "expires"
	BecomesValid Kind = "becomes_valid"
)

// Event is a moment and the certificate that it belongs to.
type Event struct {
	At     time.Time // the first second of the new state
	Kind   Kind
	Cause  certcheck.Place
	Stops  []Turn // clients that are let in less than before
	Starts []Turn // clients that are let in more than before
	GoesOn int    // clients whose chain ends here and whose verdict is the same by another

	// Depends counts the clients whose chain runs through the certificate today and that it will not stop, because
	// their own certificate, or another one, ends no later. Renewed clients would find it ended.
	Depends int
}

// Turn is a client whose verdict changes at an event.
type Turn struct {
	Client certcheck.Place
	Before certcheck.Verdict
	After  certcheck.Verdict
	Reason *certcheck.Finding // of the verdict after, on the certificate of the event if it can be; nil when it is accepted
}

// Timeline gathers events. Follow may be called from many goroutines at once, everything else may not.
type Timeline struct {
	Ref    string // of the truststore
	Cut    int    // clients that were not followed to the end
	Untold int    // turns beyond the bound

	checker   *certcheck.Checker
	at, until time.Time
	dates     []moment // of the truststore's certificates, sorted
	events    map[eventKey]*Event
	depends   map[[32]byte]int
	turns     int
}

type eventKey struct {
	at   int64
	kind Kind
	sum  [32]byte
}

// moment is a date of a certificate, as the first second of the new state.
type moment struct {
	at    time.Time
	kind  Kind
	cause certcheck.Place
}

// The bounds. A client's own certificate ends every client's story, so that the first is far above what CAs with sane
// dates lead to; the second keeps a stream of millions from being held in memory.
const (
	maxMoments = 200    // judged anew for one client
	maxTurns   = 50_000 // clients named in all events together
)

// New begins a timeline with the dates of a truststore's certificates after at, up to and with until; a zero until is
// no limit.
func New(b *truststore.Bundle, p *certcheck.Policy, at, until time.Time) *Timeline {
	t := &Timeline{checker: certcheck.New(b, p), at: at, until: until, Ref: b.Object.Ref, events: map[eventKey]*Event{}, depends: map[[32]byte]int{}}
	seen := map[[32]byte]bool{}
	for _, e := range b.Certificates() {
		c := e.Certificate
		if seen[c.SHA256] {
			continue
		}
		seen[c.SHA256] = true
		place := certcheck.Place{Ref: t.Ref, Index: e.Index, Line: e.FirstLine, Subject: c.Subject.String(), SHA256: c.SHA256}
		for _, m := range moments(c, place) {
			if t.inWindow(m.at) {
				t.dates = append(t.dates, m)
				t.event(m)
			}
		}
	}
	slices.SortFunc(t.dates, func(a, b moment) int { return a.at.Compare(b.at) })
	return t
}

// moments are the dates of a certificate. One that never ends has the year 9999 (RFC 5280 section 4.1.2.5), whose next
// second no report can write.
func moments(c *truststore.Certificate, place certcheck.Place) []moment {
	var list []moment
	if !c.NotBefore.IsZero() {
		list = append(list, moment{c.NotBefore, BecomesValid, place})
	}
	if end := c.NotAfter.Add(time.Second); !c.NotAfter.IsZero() && end.UTC().Year() <= 9999 {
		list = append(list, moment{end, Expires, place})
	}
	return list
}

func (t *Timeline) inWindow(at time.Time) bool {
	return at.After(t.at) && (t.until.IsZero() || !at.After(t.until))
}

func (t *Timeline) event(m moment) *Event {
	key := eventKey{m.at.Unix(), m.kind, m.cause.SHA256}
	if t.events[key] == nil {
		t.events[key] = &Event{At: m.at, Kind: m.kind, Cause: m.cause}
	}
	return t.events[key]
}

// Events lists what was gathered, by time; at one time what ends comes before what begins, then by place.
func (t *Timeline) Events() []Event {
	list := make([]Event, 0, len(t.events))
	for _, e := range t.events {
		if e.Kind == Expires {
			e.Depends = t.depends[e.Cause.SHA256]
		}
		list = append(list, *e)
	}
	slices.SortFunc(list, func(a, b Event) int {
		return cmp.Or(a.At.Compare(b.At), -cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Cause.Ref, b.Cause.Ref),
			cmp.Compare(a.Cause.Index, b.Cause.Index), slices.Compare(a.Cause.SHA256[:], b.Cause.SHA256[:]))
	})
	return list
}
