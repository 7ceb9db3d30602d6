package timeline

import (
	"slices"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Story is what happens to one client until its own certificate ends.
type Story struct {
	Now *certcheck.Diagnosis // at the time of evaluation

	turns []turn
	cut   bool
}

// turn is a change of a client's verdict, or a change of its chain alone.
type turn struct {
	moment
	goesOn bool
	Turn
}

// Follow judges a client now, and anew at each later date of a certificate that its chains may run through.
func (t *Timeline) Follow(client certcheck.Client) *Story {
	s := &Story{Now: t.checker.Diagnose(client, t.at)}
	before, now := s.Now, t.at
	for n := 0; ; n++ {
		next, ok := t.next(before, now)
		if !ok {
			return s
		}
		if n == maxMoments {
			s.cut = true
			return s
		}
		after := t.checker.Diagnose(client, next)
		s.turn(before, after, next)
		before, now = after, next
	}
}

// next finds the first date after now at which a verdict could change. The chains that a search found are all there are,
// unless it was cut: then every date of the truststore is asked. When the client's own certificate has ended nothing can
// let it in any more.
func (t *Timeline) next(d *certcheck.Diagnosis, now time.Time) (time.Time, bool) {
	if end := d.Client.NotAfter; !end.IsZero() && now.After(end) {
		return time.Time{}, false
	}
	var next time.Time
	consider := func(at time.Time) {
		if at.After(now) && t.inWindow(at) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	eachCertificate(d, func(l certcheck.Link) {
		for _, m := range moments(l.Certificate, l.Where) {
			consider(m.at)
		}
	})
	if d.PathsCut {
		for _, m := range t.dates {
			consider(m.at)
		}
	}
	return next, !next.IsZero()
}

// eachCertificate visits the certificates of every chain, from the client upwards, the best chain first.
func eachCertificate(d *certcheck.Diagnosis, visit func(certcheck.Link)) {
	for _, p := range d.Paths {
		for _, l := range p.Links {
			if l.Certificate != nil {
				visit(l)
			}
		}
	}
}

// turn enters what differs between the second before and the second of a date.
func (s *Story) turn(before, after *certcheck.Diagnosis, at time.Time) {
	made := turn{Turn: Turn{Client: s.Now.Chain[0].Where, Before: before.Verdict, After: after.Verdict}}
	var ok bool
	switch {
	case rank(after.Verdict) > rank(before.Verdict):
		made.moment, ok = cause(at, Expires, after.Reason, before)
	case rank(after.Verdict) < rank(before.Verdict):
		made.moment, ok = cause(at, BecomesValid, nil, after)
	case before.Verdict != certcheck.Denied:
		// The chain of today counts too: a certificate that has come meanwhile may already stand in the place of this one.
		made.goesOn = true
		if made.moment, ok = inChain(at, Expires, before.Chain); !ok {
			made.moment, ok = inChain(at, Expires, s.Now.Chain)
		}
		if !ok {
			return
		}
	default:
		return // denied as before: another reason stops nobody
	}
	if !ok { // no certificate of its chains has this date; the client's own verdict changes all the same
		made.moment = moment{at, Expires, s.Now.Chain[0].Where}
	}
	made.Reason = about(made.moment, after)
	s.turns = append(s.turns, made)
}

// about gives the reason of a verdict. Where that is a date of another certificate, which may have ended long before on
// a chain of its own, it gives the finding on the certificate whose date the verdict turned on.
func about(m moment, d *certcheck.Diagnosis) *certcheck.Finding {
	if d.Reason == nil || m.kind != Expires || !isDate(d.Reason.Condition) {
		return d.Reason
	}
	for _, p := range d.Paths {
		for i, f := range p.Findings {
			if f.Where.SHA256 == m.cause.SHA256 && isDate(f.Condition) {
				return &p.Findings[i]
			}
		}
	}
	return d.Reason
}

func isDate(c certcheck.Condition) bool {
	switch c {
	case certcheck.ClientExpired, certcheck.IntermediateExpired, certcheck.RootExpired, certcheck.ClientNotYetValid, certcheck.CANotYetValid:
		return true
	}
	return false
}

// rank orders verdicts from the best to the worst.
func rank(v certcheck.Verdict) int {
	switch v {
	case certcheck.Accepted:
		return 0
	case certcheck.Unclear:
		return 1
	}
	return 2
}

// cause finds the certificate whose date a verdict turned on: the one that the reason names, else the highest one of the
// chain, which more clients share, else any of another chain.
func cause(at time.Time, kind Kind, reason *certcheck.Finding, d *certcheck.Diagnosis) (moment, bool) {
	var named moment
	found := false
	eachCertificate(d, func(l certcheck.Link) {
		if reason == nil || l.Where.SHA256 != reason.Where.SHA256 || found {
			return
		}
		named, found = dated(at, kind, l.Certificate, l.Where)
	})
	if found {
		return named, true
	}
	if m, ok := inChain(at, kind, d.Chain); ok {
		return m, true
	}
	eachCertificate(d, func(l certcheck.Link) {
		if !found {
			named, found = dated(at, kind, l.Certificate, l.Where)
		}
	})
	return named, found
}

// inChain finds the highest certificate of a chain with a date.
func inChain(at time.Time, kind Kind, chain []certcheck.Link) (moment, bool) {
	for _, l := range slices.Backward(chain) {
		if l.Certificate == nil {
			continue
		}
		if m, ok := dated(at, kind, l.Certificate, l.Where); ok {
			return m, true
		}
	}
	return moment{}, false
}

func dated(at time.Time, kind Kind, c *truststore.Certificate, place certcheck.Place) (moment, bool) {
	for _, m := range moments(c, place) {
		if m.kind == kind && m.at.Equal(at) {
			return m, true
		}
	}
	return moment{}, false
}

// Enter puts a client's story into the timeline. Stories are entered in the order of the inputs.
func (t *Timeline) Enter(s *Story) {
	if s.cut {
		t.Cut++
	}
	s.lean(t.depends)
	for _, made := range s.turns {
		e := t.event(made.moment)
		switch {
		case made.goesOn:
			e.GoesOn++
		case t.turns == maxTurns:
			t.Untold++
		case rank(made.After) > rank(made.Before):
			t.turns++
			e.Stops = append(e.Stops, made.Turn)
		default:
			t.turns++
			e.Starts = append(e.Starts, made.Turn)
		}
	}
}

// lean counts the CA certificates that the client's chain runs through and that its story does not turn on.
func (s *Story) lean(depends map[[32]byte]int) {
	if s.Now.Verdict == certcheck.Denied {
		return
	}
	for _, l := range s.Now.Chain[1:] {
		turnsOn := func(made turn) bool { return made.kind == Expires && made.cause.SHA256 == l.Where.SHA256 }
		if l.Certificate != nil && !slices.ContainsFunc(s.turns, turnsOn) {
			depends[l.Where.SHA256]++
		}
	}
}
