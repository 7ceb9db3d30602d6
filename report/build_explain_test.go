package report

import (
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/explain"
	"github.com/mtlscheck/mtlscheck/internal/rewrite"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestEveryFindingCanBeLookedUp: whoever reads a finding can ask what it means.
func TestEveryFindingCanBeLookedUp(t *testing.T) {
	ids := []string{RuleLosesAccess, RuleMayLoseAccess, RuleGainsAccess, RuleVerdictChanges, RuleClientsStop, RuleCertificateExpires, RuleTimelineCut}
	for _, r := range []rewrite.Rule{rewrite.LostBlock, rewrite.PrivateKey, rewrite.Container, rewrite.OtherBlock, rewrite.Duplicate, rewrite.Expired,
		rewrite.NotCA, rewrite.TextDropped, rewrite.TextIsSecret, rewrite.TextConflict, rewrite.FormMended, rewrite.BlockChanged} {
		ids = append(ids, string(r))
	}
	for _, f := range []truststore.Form{truststore.FormBOM, truststore.FormUTF16, truststore.FormJoined, truststore.FormDER, truststore.FormMergeConflict,
		truststore.FormTrailingData, truststore.FormEmpty} {
		ids = append(ids, string(f))
	}
	ids = append(ids, "private_key", "private_key_in_truststore", "block_rejected", "not_a_certificate", "certificate_oddity", "more_problems", "file_skipped")
	c := explain.New()
	for _, id := range ids {
		if topic, ok := c.Lookup(id); !ok || topic.Severity == "" {
			t.Errorf("nothing is known of %s", id)
		}
	}
}
