// Package lint holds the rules by which a truststore may be uploaded or not: one small file each, in one slice, in the
// order of the manual. A rule looks and tells; it decides nothing about clients, which is certcheck's, and prints nothing.
package lint

import (
	"cmp"
	"fmt"
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
	Upload      string // what API Gateway is thought to say of it when the domain is updated; empty when nothing is known
	Fix         string // what to do

	check func(*scene) []Finding
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
	Severity Severity // of this finding; the rule's own when the check leaves it empty
	Message  string
	Note     string // what more is known of it; the rule's Upload when the check leaves it empty
	Fix      string // of this finding; the rule's own when the check leaves it empty
	Where    certcheck.Place
	LastLine int
}

// MaxFindings bounds what one rule tells of: a truststore of a thousand faults of one kind is mended by its maker, not
// line by line. One further finding says how many there are.
const MaxFindings = 200

// Run asks every rule. Findings come in the order of the file, then of the rules.
func Run(in *Input) []Finding {
	s := newScene(in)
	var all []Finding
	for _, r := range Rules() {
		for _, f := range s.bounded(r.check(s)) {
			all = append(all, f.of(r))
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(a.Where.Line-b.Where.Line, a.Where.Index-b.Where.Index)
	})
	return all
}

// of fills in what a rule says of all its findings.
func (f Finding) of(r *Rule) Finding {
	f.Rule = r
	f.Severity, f.Note, f.Fix = cmp.Or(f.Severity, r.Severity), cmp.Or(f.Note, r.Upload), cmp.Or(f.Fix, r.Fix)
	return f
}

func (s *scene) bounded(list []Finding) []Finding {
	if len(list) <= MaxFindings {
		return list
	}
	rest := list[MaxFindings]
	rest.Message = fmt.Sprintf("and %d more from here on: mtlscheck inspect --output json lists every block", len(list)-MaxFindings)
	rest.Where.Subject, rest.Where.SHA256, rest.LastLine = "", [32]byte{}, 0
	return append(list[:MaxFindings:MaxFindings], rest)
}
