package cmd

import (
	"slices"

	"github.com/mtlscheck/mtlscheck/internal/explain"
	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/report"
)

// ruleTexts tells what is known of rules and conditions, for the ids that are known, in the order of the manual. An id
// that is both a rule of lint and a reason is explained as the command has it.
func ruleTexts(ids []string, command string) []report.Rule {
	if len(ids) == 0 {
		return nil
	}
	kinds := []explain.Kind{explain.KindReason, explain.KindRule, explain.KindFinding, explain.KindOpenSSL}
	if command == "lint" {
		kinds = []explain.Kind{explain.KindRule, explain.KindReason, explain.KindFinding}
	}
	var list []explain.Topic
	topics := explain.All()
	for _, kind := range kinds {
		for _, t := range topics {
			met := slices.ContainsFunc(list, func(have explain.Topic) bool { return have.ID == t.ID })
			if t.Kind == kind && !met && slices.Contains(ids, t.ID) {
				list = append(list, t)
			}
		}
	}
	rules := make([]report.Rule, 0, len(list))
	for _, t := range list {
		rules = append(rules, report.NewRuleOf(t))
	}
	return rules
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
	known := ruleTexts(ids, r.Command)
	for _, rule := range named {
		if !slices.ContainsFunc(known, func(k report.Rule) bool { return k.ID == rule.ID }) {
			known = append(known, rule)
		}
	}
	r.Rules = known
}
