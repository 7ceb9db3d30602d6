package certcheck_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// opensslCodes is what openssl verify -purpose sslclient makes of a condition: the errors that it may name for it
// (include/openssl/x509_vfy.h), none where it has no such rule.
func opensslCodes(c certcheck.Condition) []int {
	switch c {
	case certcheck.IssuerNotFound:
		return []int{20} // unable to get local issuer certificate
	case certcheck.IssuerKeyMismatch:
		return []int{20, 7} // the same, or certificate signature failure
	case certcheck.ChainIncomplete:
		return []int{2, 20, 7} // unable to get issuer certificate
	case certcheck.SelfSigned, certcheck.SubjectEqualsIssuer:
		return []int{18} // self-signed certificate
	case certcheck.ClientExpired, certcheck.IntermediateExpired, certcheck.RootExpired:
		return []int{10}
	case certcheck.ClientNotYetValid, certcheck.CANotYetValid:
		return []int{9}
	case certcheck.NotACA, certcheck.KeyCertSignMissing:
		return []int{79, 32} // invalid CA certificate, key usage does not include certificate signing
	case certcheck.PathLengthExceeded:
		return []int{25}
	case certcheck.NameConstraintViolated:
		return []int{47, 48}
	case certcheck.ExtendedKeyUsage, certcheck.KeyUsage:
		return []int{26} // unsuitable certificate purpose
	case certcheck.CriticalExtension:
		return []int{34}
	case certcheck.KeyIDMismatch:
		return []int{20, 2, 18}
	}
	return nil
}

// trial is one generated client with both answers.
type trial struct {
	seed    uint64
	drawn   []string // what was done to it
	scene   scene
	d       *certcheck.Diagnosis
	openssl []int // its errors in order; none when it said OK
}

// knownDifference is a way in which openssl answers another question than a gateway's documentation does.
type knownDifference struct {
	name, why string
	applies   func(t *testing.T, dir string, r trial) bool
}

func knownDifferences() []knownDifference {
	return []knownDifference{
		{"bad signature last", "openssl builds a chain by names and key identifiers alone, and looks at its signatures last: what is wrong further up comes first",
			func(_ *testing.T, _ string, r trial) bool {
				return len(r.openssl) > 0 && r.d.Verdict == certcheck.Denied && namesAnIssuer(r)
			}},
		{"rivals", "openssl builds one chain, by the order in the file, and does not come back when it fails; here the best of all chains counts. Without the rivals the two agree",
			func(t *testing.T, dir string, r trial) bool { return hasRivals(r) && agreesWithoutRivals(t, dir, r) }},
	}
}

// namesAnIssuer tells whether the chain stops although the truststore holds its issuer's name: the signature is bad.
func namesAnIssuer(r trial) bool {
	if reasonOf(r.d) == certcheck.IssuerKeyMismatch {
		return true
	}
	return find(r.d, certcheck.ChainIncomplete) != nil && strings.Contains(find(r.d, certcheck.ChainIncomplete).Message, "holds its issuer's name")
}

// agreesWithoutRivals asks both again with nothing in the truststore but the best chain.
func agreesWithoutRivals(t *testing.T, dir string, r trial) bool {
	var chain []*testpki.Cert
	for _, c := range r.scene.store {
		inChain := func(l certcheck.Link) bool {
			return l.Certificate != nil && l.Certificate.SHA256 == c.Certificate().SHA256
		}
		if slices.ContainsFunc(r.d.Chain, inChain) {
			chain = append(chain, c)
		}
	}
	if len(chain) == 0 {
		return false
	}
	r.scene.store = chain
	before := r.d
	r.d = r.scene.diagnose(t)
	r.openssl = opensslErrors(t, dir, r.scene)
	return r.d.Verdict == before.Verdict && (r.agrees() || namesAnIssuer(r))
}

// hasRivals tells whether two certificates of the truststore have one subject.
func hasRivals(r trial) bool {
	seen := map[string]int{}
	for _, c := range r.scene.store {
		subject := c.Certificate().Subject.Canonical()
		if seen[subject]++; seen[subject] > 1 {
			return true
		}
	}
	return false
}

func explains(list []certcheck.Condition, code int) bool {
	return slices.ContainsFunc(list, func(c certcheck.Condition) bool { return slices.Contains(opensslCodes(c), code) })
}

// agrees tells whether openssl refuses for one of the conditions that were found, or accepts where it has a rule
// against none.
func (r trial) agrees() bool {
	found := conditions(r.d)
	if len(r.openssl) > 0 {
		return explains(found, r.openssl[0])
	}
	return !slices.ContainsFunc(found, func(c certcheck.Condition) bool { return len(opensslCodes(c)) > 0 })
}

// usualDraws is what takes some twenty seconds on a build server, and two elsewhere.
func usualDraws() int {
	if os.Getenv("CI") == "true" && !raceEnabled {
		return 2000
	}
	return 200
}

// TestAgainstOpenSSL draws small PKIs and lets openssl verify judge them too. MTLSCHECK_ORACLE_N says how many,
// MTLSCHECK_ORACLE_SEED which.
func TestAgainstOpenSSL(t *testing.T) {
	needsOpenSSL3(t)
	n, seed := number(t, "MTLSCHECK_ORACLE_N", usualDraws()), number(t, "MTLSCHECK_ORACLE_SEED", 1)
	counts := map[string]int{}
	dir := t.TempDir()
	for i := range n {
		r := draw(t, uint64(seed), uint64(i))
		r.d = r.scene.diagnose(t)
		r.openssl = opensslErrors(t, dir, r.scene)
		counts[string(r.d.Verdict)]++
		counts[judgeTrial(t, dir, r)]++
	}
	t.Logf("%d clients: %v", n, counts)
	if n >= 200 && (counts["accepted"] < n/20 || counts["denied"] < n/20 || counts["unclear"] < n/20) {
		t.Error("the draw is lopsided: it proves little")
	}
}

func judgeTrial(t *testing.T, dir string, r trial) string {
	t.Helper()
	if r.agrees() {
		return "agree"
	}
	for _, known := range knownDifferences() {
		if known.applies(t, dir, r) {
			return known.name
		}
	}
	t.Errorf("draw %d: %v\n\topenssl: %v\n\there: %s %v", r.seed, r.drawn, r.openssl, r.d.Verdict, conditions(r.d))
	return "unlisted"
}

// draw makes the i-th PKI of a seed: a chain of one to six CAs, with an accident here and there, and now and then a
// rival beside a CA.
func draw(t *testing.T, seed, i uint64) trial {
	t.Helper()
	g := &generator{random: rand.New(rand.NewPCG(seed, i)), pki: testpki.New(t), trial: trial{seed: i}}
	above := g.pki.Root("root", g.accidents("root", rootAccidents())...)
	g.list(above, "root")
	for depth := range g.random.IntN(6) {
		name := fmt.Sprintf("mid-%d", depth)
		mid := above.Intermediate(name, g.accidents(name, caAccidents())...)
		g.list(mid, name)
		g.rival(above, mid, name)
		above = mid
	}
	g.client(above)
	g.random.Shuffle(len(g.trial.scene.store), func(i, j int) {
		store := g.trial.scene.store
		store[i], store[j] = store[j], store[i]
	})
	if len(g.trial.scene.store) == 0 {
		g.trial.scene.store = []*testpki.Cert{g.pki.Root("bystander")}
	}
	return g.trial
}

type generator struct {
	random *rand.Rand
	pki    *testpki.PKI
	trial  trial
}

// accident is something that can be wrong with a certificate.
type accident struct {
	name   string
	option testpki.Option
}

func (g *generator) chance(percent int) bool { return g.random.IntN(100) < percent }

func (g *generator) note(format string, args ...any) {
	g.trial.drawn = append(g.trial.drawn, fmt.Sprintf(format, args...))
}

// accidents draws none for most certificates, and otherwise one.
func (g *generator) accidents(who string, from []accident) []testpki.Option {
	if !g.chance(14) {
		return nil
	}
	a := from[g.random.IntN(len(from))]
	g.note("%s: %s", who, a.name)
	return []testpki.Option{a.option}
}

// list puts a CA into the truststore, as a rule.
func (g *generator) list(c *testpki.Cert, name string) {
	if g.chance(5) {
		g.note("%s: not listed", name)
		return
	}
	g.trial.scene.store = append(g.trial.scene.store, c)
	if g.chance(3) {
		g.note("%s: listed twice", name)
		g.trial.scene.store = append(g.trial.scene.store, c)
	}
}

// rival puts another certificate of the same name beside a CA: renewed, expired, of another key, or cross-signed.
func (g *generator) rival(above, c *testpki.Cert, name string) {
	store := &g.trial.scene.store
	switch g.random.IntN(24) {
	case 0:
		g.note("%s: renewed", name)
		*store = append(*store, above.Intermediate(name))
	case 1:
		g.note("%s: an expired copy", name)
		*store = append(*store, above.Intermediate(name, testpki.Expired))
	case 2:
		g.note("%s: another key", name)
		*store = append(*store, above.Intermediate(name, testpki.KeyNamed(name+" of old")))
	case 3:
		g.note("%s: cross-signed by a listed root", name)
		other := g.pki.Root("other root")
		*store = append(*store, other, other.CrossSign(c))
	case 4:
		g.note("%s: cross-signed by a missing root", name)
		*store = append(*store, g.pki.Root("missing root").CrossSign(c))
	}
}

func (g *generator) client(above *testpki.Cert) {
	options := g.accidents("client", clientAccidents())
	switch {
	case g.chance(4):
		g.trial.scene.client = g.pki.SelfSigned("client", options...)
		g.note("client: self-signed")
		if g.chance(60) {
			g.note("client: listed")
			g.trial.scene.store = append(g.trial.scene.store, g.trial.scene.client)
		}
	case g.chance(4):
		g.note("client: subject equals issuer")
		subject := testpki.Subject(above.Certificate().Subject)
		g.trial.scene.client = above.Leaf("client", append(options, subject)...)
	default:
		g.trial.scene.client = above.Leaf("client", options...)
	}
}

func rootAccidents() []accident {
	return []accident{
		{"expired", testpki.Expired}, {"not yet valid", testpki.NotYetValid}, {"no CA", testpki.NotCA},
		{"no keyCertSign", testpki.NoCertSign}, {"path length 0", testpki.MaxPath(0)}, {"path length 1", testpki.MaxPath(1)},
		{"SHA-1", testpki.SHA1}, {"P-521", testpki.Key(testpki.P521)}, {"no key ids", testpki.NoKeyIDs}, {"version 1", testpki.Version1},
		{"a damaged signature", testpki.Tampered}, {"an authority key id of another", testpki.AuthorityKeyID("another")},
		{"constraints", constraints([]string{"example.org"})}, {"Ed25519", testpki.Key(testpki.Ed25519)},
		{"no basic constraints", testpki.Template(func(c *x509.Certificate) { c.BasicConstraintsValid, c.IsCA = false, false })},
	}
}

func caAccidents() []accident {
	return append(rootAccidents(), accident{"serverAuth only", testpki.Usage(x509.ExtKeyUsageServerAuth)},
		accident{"clientAuth", testpki.Usage(x509.ExtKeyUsageClientAuth)},
		accident{"issuer as PrintableString", printableIssuer},
		accident{"an unknown critical extension", testpki.Extension(true, []byte{5, 0}, 1, 3, 6, 1, 4, 1, 99999, 1)},
	)
}

// printableIssuer names the root of every draw in another string type; for any other issuer it names the wrong one.
func printableIssuer(s *testpki.Spec) { testpki.Issuer(testpki.Name(testpki.Printable, "Root"))(s) }

func clientAccidents() []accident {
	return []accident{
		{"expired", testpki.Expired}, {"not yet valid", testpki.NotYetValid}, {"SHA-1", testpki.SHA1},
		{"tampered", testpki.Tampered}, {"version 1", testpki.Version1}, {"a CA", testpki.CA}, {"no key ids", testpki.NoKeyIDs},
		{"an authority key id of another", testpki.AuthorityKeyID("another")}, {"P-384", testpki.Key(testpki.P384)},
		{"serverAuth only", testpki.Usage(x509.ExtKeyUsageServerAuth)}, {"any usage", testpki.Usage(x509.ExtKeyUsageAny)},
		{"clientAuth", testpki.Usage(x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth)},
		{"keyEncipherment", keyUsage(x509.KeyUsageKeyEncipherment)}, {"keyAgreement", keyUsage(x509.KeyUsageKeyAgreement)},
		{"an alternative name", alternatives([]string{"client.example.com"})}, {"another", alternatives([]string{"client.example.org"})},
		{"a host as common name", testpki.Subject(testpki.Name(testpki.UTF8, "client.example.com"))},
		{"an unknown critical extension", testpki.Extension(true, []byte{5, 0}, 1, 3, 6, 1, 4, 1, 99999, 1)},
		{"issuer as PrintableString", printableIssuer},
	}
}

// opensslErrors gives the numbers of the errors that openssl verify prints, in their order.
func opensslErrors(t *testing.T, dir string, s scene) []int {
	t.Helper()
	store, client := filepath.Join(dir, "truststore.pem"), filepath.Join(dir, "client.pem")
	if err := os.WriteFile(store, testpki.PEM(s.store...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(client, s.client.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "openssl", "verify", "-no-CApath", "-no-CAstore", "-purpose", "sslclient",
		"-attime", strconv.FormatInt(testpki.At().Unix(), 10), "-CAfile", store, client)
	// A system may forbid SHA-1 in its own configuration; this is not about it.
	cmd.Env = append(os.Environ(), "OPENSSL_CONF="+os.DevNull)
	out, err := cmd.CombinedOutput()
	var codes []int
	for _, m := range regexp.MustCompile(`(?m)^error (\d+) at \d+ depth lookup`).FindAllSubmatch(out, -1) {
		code, _ := strconv.Atoi(string(m[1]))
		codes = append(codes, code)
	}
	if err != nil && len(codes) == 0 {
		t.Fatalf("openssl verify gave no verdict: %v\n%s", err, out)
	}
	return codes
}

func number(t *testing.T, variable string, usual int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, and should be a number", variable, text)
	}
	return n
}

// needsOpenSSL3 skips the test where there is none. A build server has it, so there its absence is a failure.
func needsOpenSSL3(t *testing.T) {
	t.Helper()
	out, _ := exec.CommandContext(context.Background(), "openssl", "version").Output()
	if strings.HasPrefix(string(out), "OpenSSL 3.") {
		return
	}
	why := "OpenSSL 3 is not installed, so nothing was compared here"
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}
