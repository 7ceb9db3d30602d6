package report

import (
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

// TestChainsFitTheTerminal: what is to say of a certificate goes below its name where both do not fit, whole.
func TestChainsFitTheTerminal(t *testing.T) {
	links := []Link{{Role: "client", Subject: "CN=orders.acme.example, O=Acme", Verdict: "denied", Conditions: []string{"client_expired", "key_usage"}}}
	for i := range 16 {
		links = append(links, Link{Role: "root", Subject: "CN=Acme Issuing CA of the North, O=Acme, C=DE", Verdict: "unclear",
			Where: &Where{Ref: "truststore.pem", Index: 100 + i, Line: 12345}, Conditions: []string{"extended_key_usage", "chain_too_long"}})
	}
	for _, width := range []int{40, 60, 80, 100, 160} {
		p := newPage(Options{Width: width}, newPalette(false))
		p.links(links)
		for line := range strings.Lines(p.out.String()) {
			if n := displayWidth(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("%d columns of %d: %s", n, width, line)
			}
		}
		if told := strings.Join(strings.Fields(p.out.String()), " "); strings.Count(told, "extended key usage without clientAuth, chain too long") != 16 {
			t.Errorf("not all is told in %d columns:\n%s", width, p.out.String())
		}
	}
}

// TestLabelsAreEnglish: no label of a chain is an id with its underscores taken out where that is no English.
func TestLabelsAreEnglish(t *testing.T) {
	for id, want := range map[string]string{
		"self_signed": "self-signed", "not_a_ca": "not a CA", "x509_syntax": "X.509 syntax broken", "openssl_20": "openssl error 20",
		"key_cert_sign_missing": "keyCertSign missing", "issuer_not_found": "issuer not found",
	} {
		if got := words(id); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
	for _, p := range []*certcheck.Policy{certcheck.APIGateway(), certcheck.ALB(), certcheck.CloudFront()} {
		for _, o := range p.Outcomes {
			for _, w := range strings.Fields(words(string(o.Condition))) {
				if w == "ca" || w == "pem" || w == "x509" || w == "cert" {
					t.Errorf("%s is read as %q", o.Condition, words(string(o.Condition)))
				}
			}
		}
	}
}
