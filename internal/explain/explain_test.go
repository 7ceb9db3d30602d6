package explain

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/lint"
)

func TestEveryConditionIsExplained(t *testing.T) {
	c := New()
	conditions := conditionConstants(t)
	for _, p := range []*certcheck.Policy{certcheck.APIGateway(), certcheck.ALB(), certcheck.CloudFront()} {
		for _, o := range p.Outcomes {
			conditions = append(conditions, string(o.Condition))
		}
	}
	for _, id := range conditions {
		topic, ok := c.Lookup(id, KindReason)
		if !ok {
			t.Errorf("%s is not explained", id)
			continue
		}
		first, count := certcheck.APIGateway(), 3
		if id == string(certcheck.IntermediateSent) {
			first, count = certcheck.ALB(), 2 // API Gateway takes none
		}
		if want, _ := first.Outcome(certcheck.Condition(id)); topic.Basis != want.Basis || topic.Source != want.Source || len(topic.Outcomes) != count {
			t.Errorf("%s does not say what the policies say: %+v", id, topic)
		}
	}
}

// conditionConstants reads the constants of type Condition out of certcheck's source: the language has no list of them.
func conditionConstants(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../certcheck/policy.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || fmt.Sprint(spec.Type) != "Condition" {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, text)
		return true
	})
	if len(ids) < 30 {
		t.Fatalf("only %d conditions found in the source", len(ids))
	}
	return ids
}

func TestEveryRuleOfLintIsExplainedInItsOwnWords(t *testing.T) {
	c := New()
	for _, r := range lint.Rules() {
		topic, ok := c.Lookup(r.ID, KindRule)
		if !ok || topic.Explanation != r.Explanation || topic.Fix != r.Fix {
			t.Errorf("%s: %+v", r.ID, topic)
		}
	}
}

func TestTheThreeDocumentedReasonsAreKnownByteForByte(t *testing.T) {
	c := New()
	for _, line := range []string{certcheck.LogIssuerNotFound, certcheck.LogInsecureSignature, certcheck.LogSelfSigned} {
		hits := c.Match(line)
		if len(hits) != 1 || hits[0].Text != line || hits[0].Basis != certcheck.Documented {
			t.Errorf("%s: %+v", line, hits)
		}
	}
}

func TestEveryTopicIsWholeAndFound(t *testing.T) {
	c := New()
	seen := map[string]bool{}
	for _, topic := range c.Topics() {
		name := string(topic.Kind) + " " + topic.ID
		if seen[name] {
			t.Errorf("%s stands there twice", name)
		}
		seen[name] = true
		if topic.Title == "" || topic.Explanation == "" || topic.Basis == "" || !slices.Contains(Kinds(), topic.Kind) {
			t.Errorf("%s lacks title, explanation, basis or kind: %+v", name, topic)
		}
		checkSource(t, name, topic)
		for _, see := range topic.See {
			if _, ok := c.Lookup(see); !ok {
				t.Errorf("%s: see %s, which nobody knows", name, see)
			}
		}
		for _, text := range append([]string{topic.ID, topic.Text}, topic.wholes...) {
			if text != "" && !found(c.Match(text), topic) {
				t.Errorf("%s is not found by %q", name, text)
			}
		}
	}
}

func checkSource(t *testing.T, name string, topic Topic) {
	t.Helper()
	address, err := url.Parse(topic.Source)
	if err != nil || topic.Source != "" && address.Scheme != "https" {
		t.Errorf("%s has the source %q", name, topic.Source)
	}
	// Only mtlscheck's own bounds and remarks stand on no page.
	if topic.Source == "" && topic.Kind != KindFinding && topic.ID != string(certcheck.SearchStopped) {
		t.Errorf("%s has no source", name)
	}
}

func found(hits []Hit, topic Topic) bool {
	return slices.ContainsFunc(hits, func(h Hit) bool { return h.ID == topic.ID && h.Kind == topic.Kind })
}

func TestTextsAreMatched(t *testing.T) {
	tests := []struct {
		name, text string
		want       string // ids, in order
	}{
		{"an id", "issuer_not_found", "issuer_not_found"},
		{"an id in capitals with spaces around", "  Issuer_Not_Found ", "issuer_not_found"},
		{"a log line with ids and a timestamp", "2026-03-01T10:00:00.123Z (abcd-ef) Extended Request Id: XyZ= Access denied. Reason: Could not find issuer for certificate", "log_issuer_not_found"},
		{"a log line in JSON in JSON", `{"@message":"{\"error\":\"Access denied. Reason: self signed certificate\"}"}`, "log_self_signed"},
		{"the hyphen of AWS's translation", "Access denied. Reason: self-signed certificate", "log_self_signed"},
		{"a reason that AWS does not document, with openssl's words", "Access denied. Reason: certificate has expired", "log_reason_not_documented openssl_10"},
		{"a reason that nobody knows", "Access denied. Reason: the moon is full", "log_reason_not_documented"},
		{"the bare text of a reason", "Could not find issuer for certificate.", "log_issuer_not_found"},
		{"openssl verify's line", "error 20 at 0 depth lookup: unable to get local issuer certificate", "openssl_20"},
		{"s_client's line", "verify error:num=20:unable to get local issuer certificate", "openssl_20"},
		{"s_client's end", "    Verify return code: 21 (unable to verify the first certificate)", "openssl_21"},
		{"s_client's end in order", "Verify return code: 0 (ok)", "openssl_0"},
		{"a number whose text is cut off", "error 47 at 2 depth lookup:", "openssl_47"},
		{"a number alone", "20", "openssl_20"},
		{"a number with a word", "openssl 7", "openssl_7"},
		{"a number of curl and of openssl", "35", "openssl_35 client_sends_no_certificate"},
		{"OpenSSL 1.1.1's number for another text", "error 24 at 1 depth lookup:invalid CA certificate", "openssl_79"},
		{"OpenSSL 1.1.1's text", "error 26 at 0 depth lookup:unsupported certificate purpose", "openssl_26"},
		{"a longer text holds a shorter one", "error 19 at 1 depth lookup: self signed certificate in certificate chain", "openssl_19"},
		{"a text that API Gateway shares with openssl", "self-signed certificate", "log_self_signed openssl_18"},
		{"the same text in a line of openssl", "verify error:num=18:self-signed certificate", "openssl_18"},
		{"nginx", `client SSL certificate verify error: (20:unable to get local issuer certificate) while reading`, "openssl_20"},
		{"Node", "Error: UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "openssl_20"},
		{"the constant of the header", "X509_V_ERR_CERT_HAS_EXPIRED", "openssl_10"},
		{"an API error with its object", "BadRequestException: Unable to access truststore URI s3://bucket/trust.pem version N/A. (Status 400)", "api_truststore_inaccessible"},
		{"an API error with its subject", "The certificate subject <CN=api.example.org> conflicts with an existing certificate from a different issuer.", "api_certificate_subject_conflict"},
		{"the console's warning", "There is an invalid certificate in your truststore bundle", "warning_invalid_certificate"},
		{"a status", "FAILED", "domain_failed"},
		{"a status inside a sentence is a word", "the build FAILED again", ""},
		{"a load balancer's code", "tls_handshake Failed:ClientCertUntrusted -", "log_client_cert_untrusted"},
		{"curl's handshake", "curl: (35) LibreSSL SSL_connect: SSL_ERROR_SYSCALL in connection to api.example.org:443", "client_sends_no_certificate"},
		{"curl's certificate", "curl: (58) could not load PEM client certificate, OpenSSL error", "curl_58_certificate"},
		{"curl's key", "curl: (58) unable to set private key file: 'client.key' type PEM", "curl_58_private_key"},
		{"a bare body", `{"message": "Forbidden"}`, "forbidden"},
		{"a status line", "HTTP/2 403", "forbidden"},
		{"the number of a status", "403", "forbidden"},
		{"curl refuses the server", "curl: (60) SSL certificate problem: unable to get local issuer certificate", "server_certificate_refused"},
		{"curl refuses an expired server", "curl: (60) SSL certificate problem: certificate has expired", "server_certificate_refused"},
		{"curl refuses a self-signed server", "curl: (60) SSL certificate problem: self-signed certificate", "server_certificate_refused"},
		{"curl refuses a chain", "curl: (60) SSL certificate problem: self-signed certificate in certificate chain", "server_certificate_refused"},
		{"git refuses the server", "fatal: unable to access 'https://h/': SSL certificate problem: certificate has expired", "server_certificate_refused"},
		{"Python refuses the server", "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1007)'))", "server_certificate_refused"},
		{"Go refuses the server", "Get \"https://h/\": tls: failed to verify certificate: x509: certificate signed by unknown authority", "server_certificate_refused"},
		{"Go refuses an expired server", "x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-01-01T00:00:00Z", "server_certificate_refused"},
		{"Node refuses the server", "FetchError: request to https://h/ failed, reason: unable to verify the first certificate", "server_certificate_refused"},
		{"Node's error object", "Error: unable to verify the first certificate\n at TLSSocket.onConnectSecure { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }", "server_certificate_refused"},
		{"Java refuses the server", "javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target", "server_certificate_refused"},
		{"a Go server refuses the client", "http: TLS handshake error from 1.2.3.4:5: tls: failed to verify certificate: x509: certificate signed by unknown authority", "go_server_refuses_client"},
		{"Node fails otherwise", "FetchError: request to https://h/ failed, reason: connect ECONNREFUSED 127.0.0.1:443", ""},
		{"curl's refusal beside the gateway's", "curl: (60) SSL certificate problem: self-signed certificate; Access denied. Reason: self signed certificate", "server_certificate_refused log_self_signed"},
		{"curl's refusal beside openssl's line", "curl: (60) SSL certificate problem; error 20 at 0 depth lookup: unable to get local issuer certificate", "server_certificate_refused openssl_20"},
		{"an alert by its number", "SSL alert number 116", "alert_certificate_required"},
		{"curl meets an alert", "curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0", "alert_certificate_required"},
		{"Go meets an alert", "remote error: tls: certificate required", "alert_certificate_required"},
		{"an unknown CA", "curl: (35) error:0A000418:SSL routines::tlsv1 alert unknown ca", "alert_unknown_ca"},
		{"the beginning of an alert", "alert unknown ca", "alert_unknown_ca"},
		{"an alert that nobody knows", "SSL alert number 40", "tls_alert"},
		{"another in curl's words", "curl: (35) error:0A000410:SSL routines::sslv3 alert handshake failure", "tls_alert"},
		{"another in Go's words", "remote error: tls: bad certificate", "tls_alert"},
		{"Java meets an alert", "javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_required", "alert_certificate_required"},
		{"curl cannot read", "curl: (56) Recv failure: Broken pipe", "curl_56"},
		{"the beginning of a reason", "Could not find issuer", "log_issuer_not_found"},
		{"the beginning of another", "self-signed", "log_self_signed"},
		{"no reason", "Access Denied.", "log_access_denied"},
		{"no reason in a sentence", "he said access denied again", ""},
		{"part of a word", "xissuer_not_foundx", ""},
		{"nothing known", "the moon is full", ""},
		{"nothing", "", ""},
		{"a number that openssl does not have", "error 95 at 0 depth lookup:", ""},
		{"a port", "443", ""},
	}
	c := New()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var ids []string
			for _, h := range c.Match(test.text) {
				ids = append(ids, h.ID)
			}
			if got := strings.Join(ids, " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestTheDepthSaysWhoseErrorItIs(t *testing.T) {
	c := New()
	for text, want := range map[string]string{
		"error 10 at 0 depth lookup: certificate has expired": "depth 0 is the client's certificate",
		"error 10 at 1 depth lookup: certificate has expired": "depth 1 is the CA that issued the client's certificate",
		"error 10 at 3 depth lookup: certificate has expired": "depth 3 is the CA 3 steps above the client's certificate",
		"certificate has expired at 5 o'clock":                "",
	} {
		if hits := c.Match(text); len(hits) != 1 || hits[0].Note != want {
			t.Errorf("%s: %+v", text, hits)
		}
	}
}

func TestALookupPrefersTheKindsThatAreNamed(t *testing.T) {
	for _, test := range []struct {
		kinds []Kind
		want  Kind
	}{
		{nil, KindReason}, {[]Kind{KindRule, KindReason}, KindRule}, {[]Kind{KindReason, KindRule}, KindReason},
	} {
		if got, ok := Lookup("not_a_ca", test.kinds...); !ok || got.Kind != test.want {
			t.Errorf("%v: %v", test.kinds, got.Kind)
		}
	}
	if _, ok := Lookup("not_a_ca", KindOpenSSL); ok {
		t.Error("a kind that has no such id was answered")
	}
	if _, ok := Lookup(""); ok {
		t.Error("no id was answered")
	}
}

func TestTheNearestIsWhatWasMeant(t *testing.T) {
	c := New()
	for text, want := range map[string]string{
		"isuer_not_fuond":                       "issuer_not_found",
		"chain too log":                         "chain_too_long",
		"Could not find the issuer certificate": "log_issuer_not_found",
		"unable to get isuer localy":            "openssl_20",
	} {
		near := c.Nearest(text, 3)
		if len(near) == 0 || !slices.ContainsFunc(near, func(n Near) bool { return n.ID == want }) {
			t.Errorf("%s: %+v", text, near)
		}
		for i := 1; i < len(near); i++ {
			if near[i].Similarity > near[i-1].Similarity {
				t.Errorf("%s: %d%% comes after %d%%", text, near[i].Similarity, near[i-1].Similarity)
			}
		}
	}
	if near := c.Nearest("zzzzzz", 3); len(near) > 0 {
		t.Errorf("something is near to nothing: %+v", near)
	}
}

// TestNamesOfOpenSSLErrors holds the constants to openssl's own header.
func TestNamesOfOpenSSLErrors(t *testing.T) {
	header, err := os.ReadFile("/usr/include/openssl/x509_vfy.h")
	if err != nil {
		absent(t, "openssl's headers are not installed")
	}
	names := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\s*#\s*define\s+(X509_V_(?:ERR_)?\w+)\s+(\d+)`).FindAllSubmatch(header, -1) {
		if n, _ := strconv.Atoi(string(m[2])); n <= 94 && (string(m[1]) == "X509_V_OK" || strings.HasPrefix(string(m[1]), "X509_V_ERR_")) {
			names[string(m[1])] = string(m[2])
		}
	}
	if len(names) != 95 {
		t.Fatalf("the header names %d errors up to 94", len(names))
	}
	c := New()
	for name, number := range names {
		if hits := c.Match(name); len(hits) != 1 || hits[0].ID != "openssl_"+number {
			t.Errorf("%s, %s: %+v", name, number, hits)
		}
	}
}

// TestTextsOfOpenSSLErrors holds the texts to those that openssl's library gives.
func TestTextsOfOpenSSLErrors(t *testing.T) {
	if testing.Short() {
		t.Skip("a C program is compiled")
	}
	cc, err := exec.LookPath("cc")
	if err != nil {
		absent(t, "there is no C compiler to ask openssl's library with")
	}
	dir := t.TempDir()
	source, program := filepath.Join(dir, "texts.c"), filepath.Join(dir, "texts")
	code := "#include <stdio.h>\n#include <openssl/x509_vfy.h>\n#include <openssl/crypto.h>\n" +
		"int main(void) { puts(OpenSSL_version(OPENSSL_VERSION)); for (int i = 0; i <= 94; i++) puts(X509_verify_cert_error_string(i)); }\n"
	if err := os.WriteFile(source, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(cc, "-o", program, source, "-lcrypto").CombinedOutput(); err != nil {
		absent(t, "openssl's library is not installed for programs: "+string(out))
	}
	out, err := exec.Command(program).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if !strings.HasPrefix(lines[0], "OpenSSL 3.0.") {
		t.Skipf("the texts are those of OpenSSL 3.0, and this is %s", lines[0])
	}
	c := New()
	for i, want := range lines[1:] {
		if topic, ok := c.Lookup(fmt.Sprintf("openssl_%d", i)); !ok || topic.Text != want {
			t.Errorf("%d: got %q, want %q", i, topic.Text, want)
		}
	}
}

// absent skips a test whose means are missing, but not where they could have been installed.
func absent(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func FuzzMatch(f *testing.F) {
	c := New()
	for _, topic := range c.Topics() {
		f.Add(topic.ID)
		f.Add(topic.Text)
	}
	f.Add("error 20 at 0 depth lookup: unable to get local issuer certificate\x00\xff\u2019")
	f.Fuzz(func(t *testing.T, text string) {
		hits := c.Match(text)
		if len(hits) > maxHits {
			t.Fatalf("%d topics", len(hits))
		}
		again := c.Match(text)
		for i := range hits {
			if hits[i].ID != again[i].ID || hits[i].Note != again[i].Note || hits[i].Title == "" {
				t.Fatalf("%q: %q, then %q", text, hits[i].ID, again[i].ID)
			}
		}
		if len(hits) == 0 {
			for _, n := range c.Nearest(text, 3) {
				if n.Similarity < leastSimilarity || n.Similarity > 100 {
					t.Fatalf("similarity %d", n.Similarity)
				}
			}
		}
	})
}

func BenchmarkMatchALogLine(b *testing.B) {
	c := New()
	line := "2026-03-01T10:00:00.123Z (abcd-ef) Extended Request Id: XyZ= Access denied. Reason: Could not find issuer for certificate"
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		c.Match(line)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}
