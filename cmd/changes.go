package cmd

import (
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/change"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// changes gathers what a change of the truststore does to clients.
type changes struct {
	diff   *report.Diff
	judge  *change.Judge
	policy *certcheck.Policy
	allow  *allowance

	findings []report.Finding
	untold   map[string]report.Finding // by severity: the first finding of those about clients that are only counted
	more     map[string]int            // how many there are
}

// compare judges the clients of all arguments by two truststores, and puts what changes into the report.
func (j *job) compare(before, after *truststore.Bundle, clients []string, p *certcheck.Policy, allow *allowance) error {
	g := &changes{diff: report.NewDiff(before, after, change.Compare(before, after)), policy: p, allow: allow,
		untold: map[string]report.Finding{}, more: map[string]int{}}
	j.report.Diff = g.diff
	if len(clients) == 0 {
		return nil
	}
	g.diff.Judged = true
	g.judge = change.NewJudge(before, after, p, j.at)
	if err := j.judgeAll(&judge{job: j, ask: g.ask}, clients, false); err != nil {
		return err
	}
	j.report.Findings = append(j.report.Findings, append(g.findings, g.remaining()...)...)
	j.report.Findings = append(j.report.Findings, allow.unused()...)
	return nil
}

func (g *changes) ask(c certcheck.Client, counts *report.Summary) answer {
	got := g.judge.Client(c)
	counts.AddVerdict(string(got.After.Verdict))
	matches := g.allow.matches(c)
	if got.Kind == "" && matches == nil {
		return nil
	}
	told := report.NewClientChange(g.diff, c, got, g.policy)
	finding := report.NewChangeFinding(g.diff, &told, got.After)
	return func() error {
		waived := g.allow.apply(matches, got.Kind)
		if got.Kind != "" {
			finding.Waived = waived
			g.enter(told, finding)
		}
		return nil
	}
}

func (g *changes) enter(c report.ClientChange, f report.Finding) {
	if g.diff.Add(c) {
		g.findings = append(g.findings, f)
		return
	}
	if f.Waived != nil {
		return
	}
	if g.more[f.Severity]++; g.more[f.Severity] == 1 {
		g.untold[f.Severity] = f
	}
}

// remaining tells of the clients that are only counted: one finding a severity. It bears no fingerprint, so that no
// waiver for one of them lets all of them pass.
func (g *changes) remaining() []report.Finding {
	var list []report.Finding
	for _, severity := range []string{report.SeverityError, report.SeverityWarning, report.SeverityNote} {
		if n := g.more[severity]; n > 0 {
			f := g.untold[severity]
			f.Where.SHA256, f.Client = "", nil
			f.Message = fmt.Sprintf("%d more clients are counted and not named, the first of them: %s", n, f.Message)
			list = append(list, f)
		}
	}
	return list
}

// allowance is the clients that may lose access, as --allow-loss names them: by file, common name or fingerprint.
type allowance struct {
	names []string
	known []bool // a client of that name was judged
	used  []bool // and it loses access
}

func newAllowance(names []string) *allowance {
	return &allowance{names: names, known: make([]bool, len(names)), used: make([]bool, len(names))}
}

// matches gives the numbers of the names that a client has.
func (a *allowance) matches(c certcheck.Client) []int {
	if len(a.names) == 0 {
		return nil
	}
	leaf := c.Entry.Certificate
	have := append(leaf.Subject.Attribute("CN"), c.Ref, filepath.Base(c.Ref), hex.EncodeToString(leaf.SHA256[:]))
	var list []int
	for i, name := range a.names {
		if slices.Contains(have, name) || slices.Contains(have, plainHex(name)) {
			list = append(list, i)
		}
	}
	return list
}

// plainHex writes a fingerprint the way reports do: openssl prints it in capitals and with colons.
func plainHex(name string) string { return strings.ToLower(strings.ReplaceAll(name, ":", "")) }

// apply notes that names were met, and waives the loss of a client that has one.
func (a *allowance) apply(matches []int, kind change.Kind) *report.Waived {
	loses := kind == change.Loses || kind == change.MayLose
	for _, i := range matches {
		a.known[i] = true
		a.used[i] = a.used[i] || loses
	}
	if !loses || len(matches) == 0 {
		return nil
	}
	return &report.Waived{Reason: "--allow-loss " + a.names[matches[0]], Config: report.Where{Ref: "the command line"}}
}

// unused tells of names that allow nothing: a misspelt one must not look like a decision.
func (a *allowance) unused() []report.Finding {
	var list []report.Finding
	for i, name := range a.names {
		f := report.Finding{Rule: "allow_loss_unused", Severity: report.SeverityWarning, Basis: string(certcheck.Observed),
			Where:   report.Where{Ref: "the command line"},
			Message: "--allow-loss " + name + " matches no client",
			Fix:     "name a client's file, its common name or its SHA-256 fingerprint exactly, or leave it out"}
		switch {
		case a.used[i]:
			continue
		case a.known[i]:
			f.Severity, f.Fix = report.SeverityNote, "leave it out"
			f.Message = "--allow-loss " + name + " is not needed: that client does not lose access"
		}
		list = append(list, f)
	}
	return list
}
