package cmd

import (
	"slices"

	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/report"
)

// ruleTexts tells what is known of rules and conditions, for the ids that are known.
func ruleTexts(ids []string) []report.Rule {
	var list []report.Rule
	for _, r := range lint.Rules() {
		if slices.Contains(ids, r.ID) {
			list = append(list, report.NewRule(r))
		}
	}
	return list
}

// nameRules puts into the report what is known of the rules it names; of one without a text, what its first finding
// tells. lint names every rule that it asked, so that a report shows what was looked for.
func (j *job) nameRules() {
	r := j.report
	if r.Command == "rules" {
		return
	}
	named := j.stream.Rules(r)
	if r.Command == "lint" && r.Truststore != nil {
		for _, rule := range lint.Rules() {
			named = append(named, report.NewRule(rule))
		}
	}
	var ids []string
	for _, rule := range named {
		ids = append(ids, rule.ID)
	}
	known := ruleTexts(ids)
	for _, rule := range named {
		if !slices.ContainsFunc(known, func(k report.Rule) bool { return k.ID == rule.ID }) {
			known = append(known, rule)
		}
	}
	r.Rules = known
}
