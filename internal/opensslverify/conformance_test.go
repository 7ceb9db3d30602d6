package opensslverify

import (
	"bufio"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// The suites come from the outside and are not part of this repository: NIST PKITS and the test data of OpenSSL 3.0,
// with what OpenSSL 3.0.19 answered, recorded line by line.
const conformanceDir = "../../../shared/conformance"

// conformanceDifferences lists, as "suite mode id", the cases whose lines differ from the recorded ones, and why.
// The test fails on a difference that is not here, and on an entry that is no longer one.
func conformanceDifferences() map[string]string {
	return map[string]string{
		"openssl-verify-3.0 case 25-test_verify/158 SM2 ID test":     "-vfyopt distid is not offered: an identity for SM2 signatures",
		"openssl-verify-3.0 case 25-test_verify/159 SM2 hex ID test": "-vfyopt hexdistid is not offered: an identity for SM2 signatures",
		"openssl-verify-3.0 case 25-test_eai_data/012 (unnamed)":     "-verify_email is not offered: a certificate is judged without a name to expect",
	}
}

type suiteCase struct {
	ID         string   `json:"id"`
	Truststore []string `json:"truststore"`
	Untrusted  []string `json:"untrusted"`
	Leaf       string   `json:"leaf"`
	Time       string   `json:"time"`
	Purpose    string   `json:"purpose"`
	Flags      []string `json:"openssl_flags"`
	CRLs       []string `json:"crls"`
}

type recorded struct {
	ID      string `json:"id"`
	Verdict string `json:"verdict"`
	Errors  []struct {
		Code  int    `json:"code"`
		Depth int    `json:"depth"`
		Text  string `json:"text"`
	} `json:"errors"`
}

func (r recorded) lines() []string {
	var lines []string
	for _, e := range r.Errors {
		lines = append(lines, Error{Code: e.Code, Depth: e.Depth, Message: e.Text}.String())
	}
	return lines
}

func lines(r Result) []string {
	var lines []string
	for _, e := range r.Errors {
		if !e.CRLPath { // the recordings are without these
			lines = append(lines, e.String())
		}
	}
	return lines
}

func TestConformance(t *testing.T) {
	if _, err := os.Stat(conformanceDir); err != nil {
		t.Skip("the conformance suites are not beside this repository")
	}
	listed := conformanceDifferences()
	for _, suite := range []string{"pkits", "openssl-verify-3.0"} {
		for _, mode := range []string{"client", "client-bundle", "plain", "bundle", "case"} {
			t.Run(suite+" "+mode, func(t *testing.T) { conform(t, suite, mode, listed) })
		}
	}
	for name := range listed {
		t.Errorf("%s is listed as a difference and is none", name)
	}
}

func conform(t *testing.T, suite, mode string, listed map[string]string) {
	want := recordedResults(t, suite, mode)
	total, verdicts, first, full := 0, 0, 0, 0
	for _, c := range suiteCases(t, suite) {
		w, ok := want[c.ID]
		if !ok {
			t.Errorf("no result is recorded for %s", c.ID)
			continue
		}
		got := c.verify(t, suite, mode)
		total++
		verdicts += count(got.OK == (w.Verdict == "accept"))
		first += count(firstLine(lines(got)) == firstLine(w.lines()))
		if slices.Equal(lines(got), w.lines()) && got.OK == (w.Verdict == "accept") {
			full++
			continue
		}
		name := strings.Join([]string{suite, mode, c.ID}, " ")
		if _, ok := listed[name]; ok {
			delete(listed, name)
			continue
		}
		t.Errorf("%s:\n got %v %q\nwant %s %q", c.ID, got.OK, lines(got), w.Verdict, w.lines())
	}
	t.Logf("of %d cases: %d verdicts, %d first lines, %d complete lists of lines", total, verdicts, first, full)
}

func count(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

func firstLine(lines []string) string { return strings.Join(lines[:min(1, len(lines))], "") }

func (c suiteCase) verify(t *testing.T, suite, mode string) Result {
	t.Helper()
	trusted, pool := c.Truststore, c.Untrusted
	if strings.HasSuffix(mode, "bundle") {
		trusted, pool = slices.Concat(trusted, pool), nil
	}
	o := Options{Purpose: PurposeAny, At: c.at(t), NoCheckTime: slices.Contains(c.Flags, "-no_check_time")}
	if strings.HasPrefix(mode, "client") {
		o.Purpose = PurposeClient
	}
	if mode == "case" {
		c.options(t, suite, &o)
	}
	var certs []*truststore.Certificate
	for _, p := range readPEM(t, suite, pool) {
		certs = append(certs, p.Certificate)
	}
	leaf := readPEM(t, suite, []string{c.Leaf})[0].Certificate
	return NewStoreWithTrust(readPEM(t, suite, trusted)).Verify(leaf, certs, o)
}

// options sets what the suite itself asks for.
func (c suiteCase) options(t *testing.T, suite string, o *Options) {
	t.Helper()
	o.Purpose = map[string]Purpose{"client": PurposeClient, "server": PurposeServer}[c.Purpose]
	if o.Purpose == "" {
		o.Purpose = PurposeAny
	}
	for i, flag := range c.Flags {
		c.option(t, o, flag, strings.Join(c.Flags[min(i+1, len(c.Flags)):min(i+2, len(c.Flags))], ""))
	}
	for _, name := range c.CRLs {
		o.CRLs = append(o.CRLs, readCRLs(t, suite, name)...)
		o.CRLCheck = true
	}
}

func (c suiteCase) option(t *testing.T, o *Options, flag, value string) {
	t.Helper()
	switches := map[string]*bool{"-partial_chain": &o.PartialChain, "-x509_strict": &o.X509Strict, "-check_ss_sig": &o.CheckSelfSigned,
		"-allow_proxy_certs": &o.AllowProxyCerts, "-policy_check": &o.PolicyCheck, "-explicit_policy": &o.ExplicitPolicy, "-inhibit_any": &o.InhibitAnyPolicy,
		"-inhibit_map": &o.InhibitMapping, "-crl_check": &o.CRLCheck, "-crl_check_all": &o.CRLCheckAll, "-extended_crl": &o.ExtendedCRL, "-use_deltas": &o.UseDeltas}
	if set := switches[flag]; set != nil {
		*set = true
	}
	n, _ := strconv.Atoi(value)
	switch flag {
	case "-policy":
		o.Policies = append(o.Policies, value)
	case "-auth_level":
		o.AuthLevel = n
	case "-verify_depth":
		o.VerifyDepth = n
		if n == 0 {
			o.VerifyDepth = -1
		}
	}
}

func readCRLs(t *testing.T, suite, name string) []*CRL {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(conformanceDir, suite, name))
	if err != nil {
		t.Fatal(err)
	}
	var all []*CRL
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		crl, err := ParseCRL(block.Bytes)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, crl)
	}
	return all
}

// at is the time of the case; an empty one stands for the time of the recording.
func (c suiteCase) at(t *testing.T) time.Time {
	t.Helper()
	text := c.Time
	if text == "" {
		text = "2026-11-22T12:00:00Z"
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func readPEM(t *testing.T, suite string, names []string) []Trusted {
	t.Helper()
	var all []Trusted
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(conformanceDir, suite, name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, parsePEM(t, data)...)
	}
	return all
}

func parsePEM(t *testing.T, data []byte) []Trusted {
	t.Helper()
	var all []Trusted
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			return all
		}
		data = rest
		if !strings.HasSuffix(block.Type, "CERTIFICATE") {
			continue
		}
		var whole asn1.RawValue
		aux, err := asn1.Unmarshal(block.Bytes, &whole)
		if err != nil {
			t.Fatal(err)
		}
		c, err := truststore.ParseCertificate(whole.FullBytes)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Trusted{c, aux})
	}
}

func suiteCases(t *testing.T, suite string) []suiteCase {
	t.Helper()
	f, err := os.Open(filepath.Join(conformanceDir, suite, "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []suiteCase
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var c suiteCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	if lines.Err() != nil || len(cases) == 0 {
		t.Fatalf("no cases in %s: %v", suite, lines.Err())
	}
	return cases
}

func recordedResults(t *testing.T, suite, mode string) map[string]recorded {
	t.Helper()
	name := fmt.Sprintf("results/%s.openssl-3.0.19.%s.json", suite, mode)
	data, err := os.ReadFile(filepath.Join(conformanceDir, name))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Results []recorded }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	byID := map[string]recorded{}
	for _, r := range file.Results {
		byID[r.ID] = r
	}
	return byID
}
