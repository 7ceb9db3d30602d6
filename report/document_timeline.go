package report

import (
	"fmt"
	"strings"
	"time"
)

// timelineDocument says what stops soon, with whom, and then lists every date.
func timelineDocument(r *Report) document {
	doc := document{title: "What stops when"}
	t := r.Timeline
	if t == nil {
		return doc
	}
	doc.answer, doc.count = timelineBadge(r), timelineSummary(r)
	doc.blocks = append(doc.blocks, heading{1, timelineTitle(r), timelineBadge(r)})
	doc.blocks = append(doc.blocks, paragraph{plain(timelineIntro(r))})
	for i := range t.Events {
		if e := &t.Events[i]; e.Severity != SeverityNote {
			doc.blocks = append(doc.blocks, soonBlocks(t, e)...)
		}
	}
	doc.blocks = append(doc.blocks, datesBlocks(r)...)
	return doc
}

func timelineTitle(r *Report) string {
	text := "from " + dateOnly(stamp(r.EvaluatedAt))
	if r.Timeline.Until != "" {
		text += " to " + dateOnly(r.Timeline.Until)
	}
	if r.Truststore != nil {
		text = r.Truststore.Ref + ", " + text
	}
	return text
}

func timelineBadge(r *Report) span {
	t := r.Timeline
	clients, certificates := 0, 0
	for _, e := range t.Events {
		if e.Severity != SeverityNote {
			clients += len(e.Stops)
			certificates++
		}
	}
	within := soonWords(r)
	switch {
	case clients > 0:
		return span{plural(clients, "client") + verb(clients, " stops", " stop") + within, doubt}
	case certificates > 0:
		return span{plural(certificates, "certificate") + verb(certificates, " expires", " expire") + within, doubt}
	case !t.Judged:
		return span{"no clients given", doubt}
	case t.Cut+t.Untold > 0:
		return span{"cut short", doubt}
	case r.Summary.Clients == 0 || anyFailed(r):
		return span{"not every client could be judged", doubt}
	case r.Summary.Accepted == 0:
		return span{"no client is accepted now", doubt}
	}
	return span{"nothing stops" + within, good}
}

// soonWords say which time the answer is about: the days of the warning, or less when fewer were looked at.
func soonWords(r *Report) string {
	t := r.Timeline
	until, err := time.Parse(time.RFC3339, t.Until)
	if err == nil && until.Before(r.EvaluatedAt.AddDate(0, 0, t.ExpiresWithin)) {
		return " until " + t.Until
	}
	return " within " + plural(t.ExpiresWithin, "day")
}

// inDays counts whole days ahead.
func inDays(n int) string {
	if n == 0 {
		return "within a day"
	}
	return "in " + plural(n, "day")
}

func timelineIntro(r *Report) string {
	t, s := r.Timeline, r.Summary
	if !t.Judged {
		return "No clients were given, so nobody knows who depends on which certificate: name their certificates with --clients."
	}
	text := fmt.Sprintf("%s now: %d accepted, %d denied, %d unclear.", plural(s.Clients, "client"), s.Accepted, s.Denied, s.Unclear)
	if s.Denied > 0 {
		text += " What is denied already is not told here: mtlscheck verify says why."
	}
	return text
}

// soonBlocks tell of one certificate that is a warning: when, whom it stops, and what to do.
func soonBlocks(t *Timeline, e *Event) []block {
	when := kindWords(e.Kind) + " " + inDays(e.Days)
	list := facts{
		{"from", styled(code, e.At)},
		{"where", styled(code, causePlace(t, e))},
	}
	if len(e.Stops) > 0 && e.Stops[0].Reason != nil {
		list = append(list, fact{"why", plain(e.Stops[0].Reason.Message)})
	}
	list = append(list, fact{"who", plain(whoText(e))})
	if e.GoesOn > 0 {
		list = append(list, fact{"goes on", plain(plural(e.GoesOn, "client") + " by another chain")})
	}
	list = append(list, fact{"fix", plain(eventFix(e))})
	blocks := []block{heading{2, e.Cause.Subject, span{when, doubt}}, list}
	if len(e.Stops) > shownNames {
		blocks = append(blocks, stopTable(e.Stops))
	}
	return blocks
}

// causePlace says where a certificate stands; the truststore is not named again.
func causePlace(t *Timeline, e *Event) string {
	if e.Cause.Ref == t.Truststore {
		return placeText(e.Cause, false)
	}
	text := e.Cause.Ref
	if e.Cause.Index > 1 || !ownEnd(e) {
		text += fmt.Sprintf(" #%d", e.Cause.Index)
	}
	if e.Cause.Line > 0 {
		text += fmt.Sprintf(", line %d", e.Cause.Line)
	}
	return text
}

// whoText names whom an event stops.
func whoText(e *Event) string {
	switch {
	case len(e.Stops) > 0:
		return stopsText(e)
	case e.Depends > 0:
		return dependsText(e.Depends)
	}
	return "no clients were given, so nobody knows who depends on it"
}

func dependsText(n int) string {
	return plural(n, "client") + verb(n, " depends on it, but another certificate of its chain", " depend on it, but another certificate of each chain") +
		" ends first or with it"
}

func stopTable(list []ClientStop) table {
	t := table{name: "clients that stop", columns: []string{"client", "subject", "then"}}
	for _, s := range list {
		then := s.Before + " → " + s.After
		if s.Reason != nil {
			then += ": " + s.Reason.ID
		}
		t.rows = append(t.rows, []prose{styled(code, fileName(s.Client)), plain(s.Client.Subject), styled(verdictStyle(s.After), then)})
	}
	return t
}

// datesBlocks list every date in order, those too that stop nobody.
func datesBlocks(r *Report) []block {
	t := r.Timeline
	if len(t.Events) == 0 {
		return []block{heading{1, "All dates", span{"none", dim}}}
	}
	dates := table{name: "all dates", columns: []string{"from", "in", "certificate", "what happens"}}
	var inside []block
	for i := range t.Events {
		e := &t.Events[i]
		dates.rows = append(dates.rows, []prose{styled(code, e.At), plain(fmt.Sprintf("%d d", e.Days)), plain(e.Cause.Subject),
			styled(eventStyle(e), happensText(t, e))})
		if len(e.Stops) > shownNames && e.Severity == SeverityNote {
			inside = append(inside, heading{3, e.At + " " + e.Cause.Subject, span{}}, stopTable(e.Stops))
		}
	}
	blocks := []block{heading{1, "All dates", span{plural(len(t.Events), "date"), dim}}, dates}
	if len(inside) > 0 {
		blocks = append(blocks, fold{"every client that stops", inside})
	}
	return blocks
}

func eventStyle(e *Event) style {
	switch {
	case e.Severity != SeverityNote:
		return doubt
	case len(e.Stops)+len(e.Starts) > 0:
		return normal
	}
	return dim
}

// happensText says what a date does to whom, in a line.
func happensText(t *Timeline, e *Event) string {
	text := kindWords(e.Kind) + ", " + causePlace(t, e) + ": "
	var parts []string
	if len(e.Stops) > 0 {
		parts = append(parts, stopsText(e))
	}
	if n := len(e.Starts); n > 0 {
		parts = append(parts, plural(n, "client")+verb(n, " starts: ", " start, the first of them: ")+fileName(e.Starts[0].Client))
	}
	if e.GoesOn > 0 {
		parts = append(parts, plural(e.GoesOn, "client")+verb(e.GoesOn, " goes on", " go on")+" by another chain")
	}
	if e.Depends > 0 {
		parts = append(parts, dependsText(e.Depends))
	}
	switch {
	case len(e.Stops)+len(e.Starts) == 1 && ownEnd(e) && len(parts) == 1:
		return kindWords(e.Kind) + ": the client's own, " + causePlace(t, e)
	case len(parts) > 0:
		return text + strings.Join(parts, "; ")
	case !t.Judged:
		return text + "no clients given"
	}
	return text + "no known client depends on it"
}

// besideEvents are the findings that the events do not tell.
func besideEvents(list []Finding) []Finding {
	var others []Finding
	for _, f := range list {
		if f.Rule != RuleClientsStop && f.Rule != RuleCertificateExpires {
			others = append(others, f)
		}
	}
	return others
}

func timelineSummary(r *Report) string {
	t := r.Timeline
	stops := 0
	for _, e := range t.Events {
		stops += len(e.Stops)
	}
	text := plural(len(t.Events), "date")
	if t.Until != "" {
		text += " until " + t.Until
	}
	if !t.Judged {
		return text
	}
	return text + fmt.Sprintf(", at which %s", plural(stops, "client")+verb(stops, " stops", " stop"))
}
