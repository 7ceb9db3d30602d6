package lint_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

const fixtures = "../../testdata/certs"

// expectation is where a rule's positive fixture has its finding, and what else is bound to be found there.
type expectation struct {
	line int
	also []string
}

// expectations are of the rules whose finding is not on line 1, or not alone.
func expectations() map[string]expectation {
	return map[string]expectation{
		"private_key_in_truststore": {line: 12},
		"block_rejected":            {line: 12},
		"not_a_certificate":         {line: 12},
		"path_length_exceeded":      {line: 13},
		"subject_equals_issuer":     {line: 12},
		"not_a_ca":                  {line: 12},
		"duplicate_certificate":     {line: 23},
		"duplicate_subject":         {line: 12},
		"cross_signed":              {line: 23},
		"renewed_ca":                {line: 12},
		"trailing_data":             {line: 12},
		"pem_mixed_encoding":        {line: 12, also: []string{"pem_utf16"}},
		"pem_joined_lines":          {line: 11},
		"pem_missing_end":           {line: 11, also: []string{"block_rejected"}},
		"pem_no_final_newline":      {line: 11},
		"pem_spaces":                {line: 3},
		"pem_control_characters":    {line: 3},
		"pem_unicode_space":         {line: 3},
		"pem_blank_lines":           {line: 4},
		"pem_long_lines":            {line: 2},
		"pem_headers":               {line: 2},
		"pem_openssh_key":           {line: 12, also: []string{"private_key_in_truststore"}},
		"pem_doubled_cr":            {line: 1, also: []string{"pem_crlf"}},
		"pem_unframed_certificate":  {line: 12},
		"pem_shared_line":           {line: 1, also: []string{"pem_text"}},
		"merge_conflict":            {line: 1, also: []string{"pem_text"}},
		"search_stopped":            {line: 1, also: []string{"duplicate_subject", "truststore_near_limit", "truststore_too_large"}},
		"not_named_pem":             {line: 0},
		"empty_file":                {line: 0},
		"not_a_certificate_file":    {line: 0},
		"unreadable_content":        {line: 0},
		"base64_without_boundaries": {line: 0},
		"der":                       {line: 0},
		"truststore_too_large":      {line: 0},
		"truststore_near_limit":     {line: 0},
	}
}

// TestEveryRuleFindsItsFixture: the positive of each rule has that finding, on its line, and no other; the negative,
// which comes as near as can be, has it not.
func TestEveryRuleFindsItsFixture(t *testing.T) {
	expected := expectations()
	for _, r := range lint.Rules() {
		t.Run(r.ID, func(t *testing.T) {
			want, ok := expected[r.ID]
			if !ok {
				want.line = 1
			}
			found := run(t, positive(t, r.ID))
			if n := count(found, r.ID); n != 1 {
				t.Errorf("found %d times; all findings: %v", n, ids(found)[:min(len(found), 20)])
			}
			for _, f := range found {
				switch {
				case f.ID == r.ID && f.Where.Line != want.line:
					t.Errorf("on line %d, want %d: %s", f.Where.Line, want.line, f.Message)
				case f.ID != r.ID && !slices.Contains(want.also, f.ID):
					t.Errorf("it has %s too: line %d, %s", f.ID, f.Where.Line, f.Message)
				}
			}
			if got := ids(run(t, negative(t, r.ID))); slices.Contains(got, r.ID) {
				t.Errorf("the negative has it: %v", got)
			}
		})
	}
}

func positive(t *testing.T, id string) *truststore.Bundle {
	if b := made(t, id, true); b != nil {
		return b
	}
	return fixture(t, "positive", id)
}

func negative(t *testing.T, id string) *truststore.Bundle {
	if b := made(t, id, false); b != nil {
		return b
	}
	return fixture(t, "negative", id)
}

// made makes the fixtures that are too large to be kept; nil for every other rule.
func made(t *testing.T, id string, positive bool) *truststore.Bundle {
	t.Helper()
	sizes := map[string][2]int{"truststore_too_large": {1_000_000, 1_000_001}, "truststore_near_limit": {899_999, 900_000}}
	size := sizes[id][0]
	if positive {
		size = sizes[id][1]
	}
	switch {
	case size > 0:
		text := testpki.Root(t, "root").PEM()
		return testpki.Load(t, "truststore.pem", append(text, bytes.Repeat([]byte("\n"), size-len(text))...))
	case id == "search_stopped" && positive:
		return crowd(t, 2000)
	case id == "search_stopped":
		return crowd(t, 100)
	}
	return nil
}

func fixture(t *testing.T, kind, id string) *truststore.Bundle {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(fixtures, "lint", kind, id+".*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d fixtures: scripts/gen-certs.sh makes one in testdata/certs/lint/%s (%v)", len(files), kind, err)
	}
	return load(t, files[0])
}

func load(t testing.TB, path string) *truststore.Bundle {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return testpki.Load(t, filepath.Base(path), data)
}

func run(t testing.TB, b *truststore.Bundle) []lint.Finding {
	t.Helper()
	p := certcheck.APIGateway()
	return lint.Run(&lint.Input{Bundle: b, Checker: certcheck.New(b, p), Policy: p, At: testpki.At(), ExpiresWithin: 30 * 24 * time.Hour})
}

func ids(found []lint.Finding) []string {
	var list []string
	for _, f := range found {
		list = append(list, f.ID)
	}
	return list
}

// TestEveryRuleIsWhole: nothing of what `mtlscheck rules` prints is missing, and ids are unique and stable in form.
func TestEveryRuleIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range lint.Rules() {
		if seen[r.ID] || strings.Trim(r.ID, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			t.Errorf("id %q", r.ID)
		}
		seen[r.ID] = true
		if r.Title == "" || r.Explanation == "" || r.Fix == "" || !strings.HasPrefix(r.Source, "https://") {
			t.Errorf("%s lacks something: %+v", r.ID, r)
		}
		if !slices.Contains([]lint.Severity{lint.Error, lint.Warning, lint.Note}, r.Severity) ||
			!slices.Contains([]certcheck.Basis{certcheck.Documented, certcheck.Observed, certcheck.Inferred, certcheck.Unknown, lint.Advice}, r.Basis) {
			t.Errorf("%s: severity %q, basis %q", r.ID, r.Severity, r.Basis)
		}
	}
}

// TestWhatBothReadersLoseIsAnError: what openssl or Go reads is a warning.
func TestWhatBothReadersLoseIsAnError(t *testing.T) {
	for form, want := range map[truststore.Form]lint.Severity{
		truststore.FormUTF16: lint.Error, truststore.FormJoined: lint.Error, truststore.FormHeaders: lint.Error, truststore.FormDER: lint.Error,
		truststore.FormBOM: lint.Warning, truststore.FormBlankLines: lint.Warning, truststore.FormMixedEncoding: lint.Warning,
		truststore.FormUnicodeSpace: lint.Warning, truststore.FormTrustedLabel: lint.Warning, truststore.FormCRLF: lint.Note,
	} {
		if r := lint.FormRule(form); r.Severity != want || strings.Contains(r.Explanation, "both known readers") != (want == lint.Error) {
			t.Errorf("%s: %s, want %s: %s", form, r.Severity, want, r.Explanation)
		}
	}
}

// TestEveryFormHasARule: a form that the scanner comes to know must not be lost here.
func TestEveryFormHasARule(t *testing.T) {
	source, err := os.ReadFile("../../truststore/block.go")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range lint.Rules() {
		known[r.ID] = true
	}
	n := 0
	for line := range strings.Lines(string(source)) {
		if _, value, ok := strings.Cut(line, "Form = \""); ok {
			n++
			if id, _, _ := strings.Cut(value, `"`); !known[id] {
				t.Errorf("no rule for the form %s", id)
			}
		}
	}
	if n < 25 {
		t.Errorf("%d forms in truststore/block.go", n)
	}
}

// TestEveryFileHasAnAnswer: each file that the scanner can meet ends with a finding or is sound, and what holds no
// certificate ends with an error.
func TestEveryFileHasAnAnswer(t *testing.T) {
	sound := []string{"clean.pem"}
	files, err := filepath.Glob(filepath.Join(fixtures, "pem", "*"))
	if err != nil || len(files) < 40 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b := load(t, path)
			found := run(t, b)
			if clean := slices.Contains(sound, filepath.Base(path)); clean != (len(found) == 0) {
				t.Errorf("%d findings", len(found))
			}
			if b.Ledger.Accepted == 0 && !slices.ContainsFunc(found, func(f lint.Finding) bool {
				return f.Severity == lint.Error || f.ID == "not_a_certificate" || f.ID == "der"
			}) {
				t.Errorf("holds no certificate, and %v", ids(found))
			}
			if b.OpenSSLMisses() != "" && !slices.ContainsFunc(found, func(f lint.Finding) bool { return f.Severity != lint.Note }) {
				t.Errorf("openssl loses something here (%s), and %v", b.OpenSSLMisses(), ids(found))
			}
		})
	}
}

func count(found []lint.Finding, id string) int {
	n := 0
	for _, f := range found {
		if f.ID == id {
			n++
		}
	}
	return n
}

// crowd is n CAs of one name, each with a key of its own, and one CA below the last of them. No key identifier says
// below which.
func crowd(t *testing.T, n int) *truststore.Bundle {
	t.Helper()
	pki := testpki.New(t)
	var store []*testpki.Cert
	for i := range n {
		store = append(store, pki.Root("mid", testpki.NoKeyIDs, testpki.KeyNamed(fmt.Sprint(i))))
	}
	low := store[n-1].Intermediate("low", testpki.NoKeyIDs)
	return testpki.Bundle(t, append([]*testpki.Cert{low}, store...)...)
}
