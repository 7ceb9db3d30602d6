package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/timeline"
)

// The rules of what stops when.
const (
	RuleClientsStop        = "clients_stop"
	RuleCertificateExpires = "certificate_expires"
	RuleTimelineCut        = "timeline_cut"
)

// Window is the time that a timeline is about.
type Window struct {
	At            time.Time
	Until         time.Time // zero: no limit
	ExpiresWithin int       // days
	Judged        bool      // clients were given
}

// soon tells whether a moment lies within the days that are a warning.
func (w Window) soon(at time.Time) bool {
	return !at.After(w.At.AddDate(0, 0, w.ExpiresWithin))
}

// days counts the whole days to a moment. A time.Duration holds no more than 292 years.
func (w Window) days(at time.Time) int { return int((at.Unix() - w.At.Unix()) / (24 * 60 * 60)) }

// NewTimeline tells what stops when, with the findings on it: one for each certificate that stops clients.
func NewTimeline(t *timeline.Timeline, w Window, p *certcheck.Policy) (*Timeline, []Finding) {
	out := &Timeline{Truststore: t.Ref, Until: stamp(w.Until), ExpiresWithin: w.ExpiresWithin, Judged: w.Judged, Events: []Event{}, Cut: t.Cut, Untold: t.Untold}
	var findings []Finding
	for _, e := range t.Events() {
		told := newEvent(&e, w, p)
		if f, ok := eventFinding(&told, &e, w); ok {
			findings = append(findings, f)
		}
		out.Events = append(out.Events, told)
	}
	return out, append(findings, cutFindings(out)...)
}

func newEvent(e *timeline.Event, w Window, p *certcheck.Policy) Event {
	out := Event{At: stamp(e.At), Days: w.days(e.At), Kind: string(e.Kind), Cause: named(e.Cause),
		Stops: newTurns(e.Stops, e, p), Starts: newTurns(e.Starts, e, p), GoesOn: e.GoesOn, Depends: e.Depends, Severity: SeverityNote}
	unknown := !w.Judged && e.Kind == timeline.Expires
	if w.soon(e.At) && (len(e.Stops)+e.Depends > 0 || unknown) {
		out.Severity = SeverityWarning
	}
	return out
}

func newTurns(list []timeline.Turn, e *timeline.Event, p *certcheck.Policy) []ClientStop {
	var out []ClientStop
	for _, t := range list {
		stop := ClientStop{Client: named(t.Client), Before: string(t.Before), After: string(t.After)}
		if t.Reason != nil {
			stop.Reason = newReason(t.Reason, p)
			stop.Reason.Message = ahead(t.Reason, e)
		}
		out = append(out, stop)
	}
	return out
}

// ahead words the end that an event is about, which is still to come: a verdict at a later time says that the certificate
// expired. Of any other certificate that may be past.
func ahead(f *certcheck.Finding, e *timeline.Event) string {
	switch f.Condition {
	case certcheck.ClientExpired, certcheck.IntermediateExpired, certcheck.RootExpired:
		i := strings.LastIndex(f.Message, " expired on ")
		if i >= 0 && e.Kind == timeline.Expires && f.Where.SHA256 == e.Cause.SHA256 {
			return f.Message[:i] + " expires on " + f.Message[i+len(" expired on "):]
		}
	}
	return f.Message
}

// eventFinding tells of a certificate that stops clients, and when no clients are known of one that ends soon: nobody
// knows then that nobody depends on it.
func eventFinding(told *Event, e *timeline.Event, w Window) (Finding, bool) {
	f := Finding{Rule: RuleClientsStop, Severity: told.Severity, Basis: string(certcheck.Inferred), Where: told.Cause, Fix: eventFix(told),
		Message: fmt.Sprintf("%s %s; from %s, %s, %s", told.Cause.Subject, kindWords(told.Kind), told.At, inDays(told.Days), stopsText(told))}
	switch {
	case len(e.Stops) > 0:
		if reason := e.Stops[0].Reason; reason != nil {
			f.Basis, f.Source = string(reason.Basis), reason.Source
		}
		return f, true
	case told.Severity == SeverityWarning:
		f.Rule, f.Basis = RuleCertificateExpires, string(certcheck.Observed)
		f.Message = fmt.Sprintf("%s expires; from %s, %s, nobody may be let in through it; %s",
			told.Cause.Subject, told.At, inDays(told.Days), whoText(told))
		return f, true
	}
	return f, false
}

func kindWords(kind string) string { return strings.ReplaceAll(kind, "_", " ") }

// shownNames bounds the clients named in one sentence.
const shownNames = 6

func stopsText(e *Event) string {
	var names []string
	for i, s := range e.Stops {
		if i == shownNames {
			names = append(names, fmt.Sprintf("and %d more", len(e.Stops)-i))
			break
		}
		names = append(names, fileName(s.Client))
	}
	return plural(len(e.Stops), "client") + verb(len(e.Stops), " stops: ", " stop: ") + strings.Join(names, ", ")
}

// eventFix says what to do before the moment.
func eventFix(e *Event) string {
	if ownEnd(e) {
		return "have it re-issued, and the new certificate in use, before then"
	}
	return "have it renewed with the same key, put the new certificate in its place in the truststore and update the domain before " +
		"then; a new key needs a CA with a subject of its own beside the old one, and clients issued anew"
}

// ownEnd tells whether the certificate is that of the client which it stops or lets in.
func ownEnd(e *Event) bool {
	for _, s := range append(e.Stops[:len(e.Stops):len(e.Stops)], e.Starts...) {
		if s.Client.SHA256 == e.Cause.SHA256 && s.Client.Ref == e.Cause.Ref {
			return true
		}
	}
	return false
}

// cutFindings say what the bounds left out.
func cutFindings(t *Timeline) []Finding {
	var list []Finding
	add := func(message string) {
		list = append(list, Finding{Rule: RuleTimelineCut, Severity: SeverityWarning, Basis: string(certcheck.Observed), Message: message,
			Fix: "ask about a shorter time with --within, or about fewer clients at once"})
	}
	if t.Cut > 0 {
		add(plural(t.Cut, "client") + " could not be followed to the end: too many dates bear on the chains there")
	}
	if t.Untold > 0 {
		add(plural(t.Untold, "change") + " of clients are counted and not named: there are too many")
	}
	return list
}
