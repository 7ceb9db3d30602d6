package report

import "testing"

// TestChangeRulesAreWhole: whoever reads a finding can look up what it means.
func TestChangeRulesAreWhole(t *testing.T) {
	met := map[string]bool{}
	for _, r := range ChangeRules() {
		if met[r.ID] || r.ID == "" || r.Title == "" || r.Explanation == "" || r.Basis == "" {
			t.Errorf("rule %q is named twice or lacks a part", r.ID)
		}
		met[r.ID] = true
	}
	for _, id := range []string{RuleLosesAccess, RuleMayLoseAccess, RuleGainsAccess, RuleVerdictChanges, RuleClientsStop, RuleCertificateExpires, RuleTimelineCut} {
		if !met[id] {
			t.Errorf("nothing is known of %s", id)
		}
	}
}
