package report

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/change"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// The rules of what a change does to clients.
const (
	RuleLosesAccess    = "client_loses_access"
	RuleMayLoseAccess  = "client_may_lose_access"
	RuleGainsAccess    = "client_gains_access"
	RuleVerdictChanges = "client_verdict_changes"
)

// MaxChanges bounds the clients that a report on a change names; the others are counted. It is far above what a person
// or a build server reads, and keeps a stream of millions from being held in memory.
const MaxChanges = 20_000

// NewDiff tells how the certificates of two truststores differ. The clients are added to it.
func NewDiff(before, after *truststore.Bundle, c *change.Certificates) *Diff {
	was, is := before.Object.Ref, after.Object.Ref
	d := &Diff{Old: was, New: is, SameBytes: c.SameBytes, Unchanged: c.Unchanged, Reordered: c.Reordered,
		Gone: entryWheres(was, c.Gone), Come: entryWheres(is, c.Come), Clients: []ClientChange{},
		RepeatedOld: entryWheres(was, c.RepeatedOld), RepeatedNew: entryWheres(is, c.RepeatedNew)}
	for _, p := range c.Renewed {
		d.Renewed = append(d.Renewed, replacement(was, is, p))
	}
	for _, p := range c.Rekeyed {
		d.Rekeyed = append(d.Rekeyed, replacement(was, is, p))
	}
	return d
}

func replacement(was, is string, p change.Pair) Replacement {
	r := Replacement{Old: EntryWhere(was, p.Old), New: EntryWhere(is, p.New)}
	for _, d := range certcheck.Differences(p.Old.Certificate, p.New.Certificate) {
		r.Differences = append(r.Differences, Field{d.Field, d.Left, d.Right})
	}
	return r
}

// EntryWhere is the place of a block.
func EntryWhere(ref string, e *truststore.Entry) Where {
	w := Where{Ref: ref, Line: e.FirstLine, LastLine: e.LastLine, Index: e.Index}
	if c := e.Certificate; c != nil {
		w.Subject, w.SHA256 = c.Subject.String(), hex.EncodeToString(c.SHA256[:])
	}
	return w
}

func entryWheres(ref string, list []*truststore.Entry) []Where {
	var out []Where
	for _, e := range list {
		out = append(out, EntryWhere(ref, e))
	}
	return out
}

// NewClientChange tells what a change does to one client.
func NewClientChange(d *Diff, client certcheck.Client, c change.Client, p *certcheck.Policy) ClientChange {
	out := ClientChange{Client: EntryWhere(client.Ref, client.Entry), Change: string(c.Kind),
		Before: string(c.Before.Verdict), After: string(c.After.Verdict)}
	told := c.After
	if c.Kind == change.Gains {
		told, out.Causes = c.Before, entryWheres(d.New, c.Causes)
	} else {
		out.Causes = entryWheres(d.Old, c.Causes)
		out.Fix = changeFix(d, &out, c.After.Fix)
	}
	if told.Reason != nil {
		out.Reason = newReason(told.Reason, p)
	}
	return out
}

// changeFix says how a client keeps its access: by what its old chain had, else by what its new verdict asks for.
func changeFix(d *Diff, c *ClientChange, otherwise string) string {
	if len(c.Causes) == 0 {
		return otherwise
	}
	var names []string
	for _, w := range c.Causes {
		names = append(names, placeText(w, false)+" "+w.Subject)
	}
	keep := "keep " + strings.Join(names, " and ") + " of " + d.Old
	if now := successor(d.Renewed, c.Causes); now != "" && len(names) == 1 {
		return keep + " in the place of " + now + " of " + d.New + ", which has the same name and key, until that one lets the client in"
	}
	keep += " in " + d.New + " until no client needs it"
	if now := successor(d.Rekeyed, c.Causes); now != "" {
		keep += ", and have the new CA, " + now + " there, issued under a subject of its own: a published test says that API Gateway refuses " +
			"two CA certificates of one subject; or replace it as here, and allow the loss with --allow-loss"
	}
	return keep
}

// successor names what took the place of the first of some certificates.
func successor(list []Replacement, of []Where) string {
	for _, w := range of {
		for _, r := range list {
			if r.Old.SHA256 == w.SHA256 {
				return placeText(r.New, false)
			}
		}
	}
	return ""
}

// NewChangeFinding is the finding about one client. It stands at the first certificate of the old truststore whose going
// is the cause; when none is gone, at the client.
func NewChangeFinding(d *Diff, c *ClientChange, told *certcheck.Diagnosis) Finding {
	f := Finding{Rule: RuleVerdictChanges, Severity: SeverityNote, Basis: string(told.Basis), Source: told.Source,
		Where: c.Client, Fix: c.Fix, Message: changeMessage(d, c)}
	if len(c.Causes) > 0 {
		client := c.Client
		f.Where, f.Client = c.Causes[0], &client
	}
	switch change.Kind(c.Change) {
	case change.Loses:
		f.Rule, f.Severity = RuleLosesAccess, SeverityError
	case change.MayLose:
		f.Rule, f.Severity = RuleMayLoseAccess, SeverityError // nothing says that it keeps its access
	case change.Gains:
		f.Rule, f.Fix = RuleGainsAccess, ""
	}
	return f
}

func changeMessage(d *Diff, c *ClientChange) string {
	text := clientAt(c.Client)
	switch change.Kind(c.Change) {
	case change.Loses:
		text += " loses access"
	case change.MayLose:
		text += fmt.Sprintf(" may lose access (%s before, %s after)", c.Before, c.After)
	case change.Gains:
		text += fmt.Sprintf(" gains access (%s before)", c.Before)
	default:
		text += fmt.Sprintf(" has no access before or after, for another reason now (%s, then %s)", c.Before, c.After)
	}
	for i, w := range c.Causes {
		text += []string{": ", " and "}[min(i, 1)] + placeText(w, false) + " " + w.Subject
	}
	switch {
	case c.Change == string(change.Gains) && len(c.Causes) > 0:
		return text + " came with " + d.New
	case len(c.Causes) > 0:
		text += " of " + d.Old + goneWord(len(c.Causes)) + d.New
	}
	if c.Reason != nil && c.Change != string(change.Gains) {
		text += "; " + c.Reason.Message
	}
	return text
}

func goneWord(n int) string {
	if n == 1 {
		return " is gone from "
	}
	return " are gone from "
}

// clientAt names a client by its file and its subject.
func clientAt(w Where) string {
	name := w.Ref
	if w.Index > 1 {
		name += fmt.Sprintf(" #%d", w.Index)
	}
	if w.Subject == "" {
		return name
	}
	return name + " (" + w.Subject + ")"
}

// Add enters a client whose verdict changes. It tells whether the client is named, or only counted.
func (d *Diff) Add(c ClientChange) (named bool) {
	n := &d.Counts
	switch change.Kind(c.Change) {
	case change.Loses:
		n.Loses++
	case change.MayLose:
		n.MayLose++
	case change.Gains:
		n.Gains++
	default:
		n.Changes++
	}
	if len(d.Clients) == MaxChanges {
		n.Untold++
		return false
	}
	d.Clients = append(d.Clients, c)
	return true
}

// settle says of each client that loses access who allowed it: waivers mark findings, and know nothing of clients.
func (d *Diff) settle(findings []Finding) {
	type key struct {
		ref    string
		index  int
		sha256 string
	}
	waived := map[key]*Waived{}
	for i := range findings {
		f := &findings[i]
		if f.Waived == nil || f.Rule != RuleLosesAccess && f.Rule != RuleMayLoseAccess {
			continue
		}
		at := f.Where
		if f.Client != nil {
			at = *f.Client
		}
		waived[key{at.Ref, at.Index, at.SHA256}] = f.Waived
	}
	for i := range d.Clients {
		c := &d.Clients[i]
		if c.Change == string(change.Loses) || c.Change == string(change.MayLose) {
			c.Allowed = waived[key{c.Client.Ref, c.Client.Index, c.Client.SHA256}]
		}
	}
}
