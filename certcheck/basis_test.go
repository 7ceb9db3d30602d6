package certcheck_test

import (
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// TestSentIntermediateIsInferred: AWS says nowhere that a load balancer uses what the client sends.
func TestSentIntermediateIsInferred(t *testing.T) {
	s, client := fullChain(t)
	for _, policy := range []*certcheck.Policy{certcheck.ALB(), certcheck.CloudFront()} {
		d := certcheck.New(s.bundle(t), policy).Diagnose(client, testpki.At())
		want(t, d, certcheck.Accepted, "")
		if d.Basis != certcheck.Inferred || d.Confidence != certcheck.Medium || find(d, certcheck.IntermediateSent) == nil {
			t.Errorf("%s: %s, %s, %v", policy.Name, d.Basis, d.Confidence, conditions(d))
		}
	}
}

// TestAcceptanceAtTheLimit is known no better than how the limit counts.
func TestAcceptanceAtTheLimit(t *testing.T) {
	s := chain(3)(t)
	if d := s.diagnose(t); d.Verdict != certcheck.Accepted || d.Basis != certcheck.Observed || d.Confidence != certcheck.Medium {
		t.Errorf("%s, %s, %s", d.Verdict, d.Basis, d.Confidence)
	}
	d := certcheck.New(s.bundle(t), certcheck.ALB()).Diagnose(s.asClient(), testpki.At())
	if d.Verdict != certcheck.Accepted || d.Basis != certcheck.Inferred || d.Confidence != certcheck.Low {
		t.Errorf("%s, %s, %s", d.Verdict, d.Basis, d.Confidence)
	}
}
