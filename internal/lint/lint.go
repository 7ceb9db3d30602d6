// Package lint holds the rules by which a truststore may be uploaded or not: one small file each, in one slice, in the
// order of the manual. A rule looks and tells; it decides nothing about clients, which is certcheck's, and prints nothing.
package lint

import (
	"cmp"
	"slices"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Severity is how grave a finding is.
type Severity string

// The severities: an error must not be uploaded, a warning ought to be looked at, a note is worth knowing.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Advice is the basis of a rule that no gateway enforces: good practice, with the page that says so. The other bases
// are certcheck's.
const Advice certcheck.Basis = "advice"

// Rule is one thing that may be wrong with a truststore.
type Rule struct {
	ID          string // stable: waivers and reports name it
	Title       string // what is wrong, in a few words
	Severity    Severity
	Basis       certcheck.Basis
	Source      string // the page or RFC that the rule stands on
	Explanation string // what happens because of it, and how that is known
	Fix         string // what to do

	check func(*Input) []Finding
}

// Input is what the rules look at.
type Input struct {
	Bundle        *truststore.Bundle
	Checker       *certcheck.Checker // of the same bundle
	Policy        *certcheck.Policy
	At            time.Time
	ExpiresWithin time.Duration // how long before its end a certificate is told of
}

// Finding is one rule at one place.
type Finding struct {
	*Rule
	Message  string
	Fix      string // of this finding; the rule's own when it is empty
	Where    certcheck.Place
	LastLine int
}

// Run asks every rule. Findings come in the order of the file, then of the rules.
func Run(in *Input) []Finding {
	var all []Finding
	for _, r := range Rules() {
		for _, f := range r.check(in) {
			f.Rule = r
			f.Fix = cmp.Or(f.Fix, r.Fix)
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(a.Where.Line-b.Where.Line, a.Where.Index-b.Where.Index)
	})
	return all
}

// at makes a finding about one block.
func (in *Input) at(e *truststore.Entry, message string) Finding {
	p := certcheck.Place{Ref: in.Bundle.Object.Ref, Index: e.Index, Line: e.FirstLine}
	if c := e.Certificate; c != nil {
		p.Subject, p.SHA256 = c.Subject.String(), c.SHA256
	}
	return Finding{Message: message, Where: p, LastLine: e.LastLine}
}

// each asks a question of every certificate; an empty answer is no finding.
func each(ask func(*Input, *truststore.Entry) string) func(*Input) []Finding {
	return func(in *Input) []Finding {
		var list []Finding
		for _, e := range in.Bundle.Certificates() {
			if message := ask(in, e); message != "" {
				list = append(list, in.at(e, message))
			}
		}
		return list
	}
}
