package report

import (
	"cmp"
	"fmt"
	"slices"
)

// shownPlaces bounds how many places of one rule are shown; JSON has them all.
const shownPlaces = 8

// lint writes the findings about a truststore rule by rule, the gravest first: whoever has to mend the file wants to
// know what stands in the way, and reads why and how once for all places. What may be uploaded stands last, where the
// eye is when the command ends.
func (p *page) lint(r *Report, o Options) {
	for _, g := range groupByRule(r) {
		p.ruleGroup(g, o)
	}
	p.problems(r.Problems, o)
	if r.Truststore != nil {
		p.wrapped("", 0, ledgerText(r.Truststore), nil)
		p.wrapped("", 0, countText(r.Summary)+hiddenText(r, o), nil)
	}
	p.failed(r, o)
	text, s := uploadAnswer(r)
	p.wrapped("", 0, badgeSign(s)+" "+text, p.ink(s))
}

// ruleGroup is what one rule found, of one severity.
type ruleGroup struct {
	rule     Rule
	severity string
	findings []Finding
	store    string // the file that the findings are about, unless they say otherwise
}

// groupByRule puts the findings together, errors first, then in the order of the first place in the file.
func groupByRule(r *Report) []ruleGroup {
	var groups []ruleGroup
	for _, f := range r.Findings {
		i := slices.IndexFunc(groups, func(g ruleGroup) bool { return g.rule.ID == f.Rule && g.severity == f.Severity })
		if i < 0 {
			i = len(groups)
			groups = append(groups, ruleGroup{rule: ruleOf(r, f), severity: f.Severity, store: storeRef(r)})
		}
		groups[i].findings = append(groups[i].findings, f)
	}
	slices.SortStableFunc(groups, func(a, b ruleGroup) int { return cmp.Compare(gravity(a.severity), gravity(b.severity)) })
	return groups
}

func gravity(severity string) int {
	return slices.Index([]string{SeverityError, SeverityWarning, SeverityNote}, severity)
}

// ruleOf gives what the report knows of a finding's rule.
func ruleOf(r *Report, f Finding) Rule {
	if i := slices.IndexFunc(r.Rules, func(rule Rule) bool { return rule.ID == f.Rule }); i >= 0 {
		return r.Rules[i]
	}
	return Rule{ID: f.Rule, Title: f.Message, Basis: f.Basis, Source: f.Source}
}

func (p *page) ruleGroup(g ruleGroup, o Options) {
	findings := findingsWorthShowing(g, o)
	if len(findings) == 0 {
		return
	}
	sign, ink, word := groupSign(p, findings)
	p.spread(ink.Sprint(sign), g.rule.Title, remark{word, ink}, remark{g.rule.ID, p.dim})
	one := sameFix(findings)
	for i, f := range findings {
		if i == shownPlaces && !o.Verbose {
			p.more("    ", len(findings)-i)
			break
		}
		p.lintFinding(f, g.store, !one)
	}
	if f := findings[0]; one && f.Fix != "" {
		p.row("  fix", f.Fix)
	}
	if f := findings[0]; f.Note != "" {
		p.row("  note", f.Note)
	}
	if o.Verbose {
		p.row("  why", g.rule.Explanation)
		p.row("  basis", g.rule.Basis)
		p.row("  source", g.rule.Source)
	}
	p.blank()
}

// findingsWorthShowing leaves out what the options do not ask for: notes unless all is wanted, and all but errors that
// count when little is.
func findingsWorthShowing(g ruleGroup, o Options) []Finding {
	var list []Finding
	for _, f := range g.findings {
		if f.Severity == SeverityNote && !o.Verbose || o.Quiet && (f.Waived != nil || f.Severity != SeverityError) {
			continue
		}
		list = append(list, f)
	}
	return list
}

func sameFix(list []Finding) bool {
	return !slices.ContainsFunc(list, func(f Finding) bool { return f.Fix != list[0].Fix })
}

func (p *page) lintFinding(f Finding, store string, withFix bool) {
	lead := "    "
	if f.Where.Ref != store { // the configuration
		lead += Escape(f.Where.Ref) + " "
	}
	if f.Where.Line > 0 {
		lead += fmt.Sprintf("line %d", f.Where.Line)
	} else {
		lead += "file"
	}
	indent := max(15, displayWidth(lead)+2)
	text := f.Message
	if f.Waived != nil {
		text += "; waived " + waivedWords(f.Waived)
	}
	p.wrapped(pad(lead, indent), indent, text, nil)
	if withFix && f.Fix != "" {
		p.wrapped(pad("", indent)+"fix: ", indent+5, f.Fix, nil)
	}
}

// countText sums up the findings of a run.
func countText(s Summary) string {
	text := fmt.Sprintf("%s, %s, %s", plural(s.Errors, "error"), plural(s.Warnings, "warning"), plural(s.Notes, "note"))
	if s.Waived > 0 {
		text += fmt.Sprintf(", %d waived", s.Waived)
	}
	return text
}

// hiddenText says that there is more than is shown.
func hiddenText(r *Report, o Options) string {
	if o.Verbose || r.Summary.Notes == 0 {
		return ""
	}
	return ": --verbose shows them all"
}
