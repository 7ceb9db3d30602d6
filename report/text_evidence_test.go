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

// TestFurtherChainsAreMentioned: of several chains that all fail, one is shown.
func TestFurtherChainsAreMentioned(t *testing.T) {
	for _, tc := range []struct {
		paths   int
		verbose bool
		want    string
	}{
		{1, false, ""},
		{2, false, "and 1 further chain that does not pass either: --verbose shows why"},
		{4, false, "and 3 further chains that do not pass either: --verbose shows why"},
		{4, true, ""}, // it has them below
	} {
		p := newPage(Options{}, newPalette(false))
		p.client(&Client{Verdict: "denied", Reason: &Reason{Message: "expired"}, Paths: make([]Path, tc.paths)}, Options{Verbose: tc.verbose})
		if got := p.out.String(); strings.Contains(got, "further chain") != (tc.want != "") || !strings.Contains(got, tc.want) {
			t.Errorf("%d paths: want %q in\n%s", tc.paths, tc.want, got)
		}
	}
}

// TestShortNames: made the other way round, a name has first what all have.
func TestShortNames(t *testing.T) {
	for subject, want := range map[string]string{
		"CN=orders, O=T":           "CN=orders",
		"O=T, CN=orders":           "CN=orders",
		`O=T\, CN=none, CN=a\, b`:  `CN=a\, b`,
		"OU=only, O=T":             "OU=only",
		"CN=user, CN=Users, DC=ad": "CN=user",
		"":                         "",
	} {
		if got := shortName(subject); got != want {
			t.Errorf("%q: got %q, want %q", subject, got, want)
		}
	}
}
