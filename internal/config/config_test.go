package config

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/explain"
)

const sum = "3f9a110022334455667788990aabbccddeeff00112233445566778899aabbccd"

// one is a configuration with one waiver, some of whose lines a test replaces.
const one = `version: 1
waivers:
  - rule: issuer_not_found
    certificate: ` + sum + `
    reason: known
    expires: 2026-12-31
`

func parse(t *testing.T, text string) *File {
	t.Helper()
	f, err := Parse("c.yaml", "/repo", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheExampleIsRight(t *testing.T) {
	if f := parse(t, Example); len(f.Waivers)+len(f.Defaults) > 0 {
		t.Errorf("it sets something: %+v", f)
	}
	// What it shows in comments is right too, once the "# " before keys is taken away.
	shown := regexp.MustCompile(`(?m)^  # ((?:- |  )?[a-z_]+:)`).ReplaceAllString(Example, "  $1")
	f, err := Parse("c.yaml", "/repo", []byte(shown))
	var wrong *Error
	if errors.As(err, &wrong) {
		// not_named_pem is a rule of lint; everything else has to pass.
		if len(wrong.Problems) != 1 || !strings.Contains(wrong.Problems[0].Fact, "not_named_pem") {
			t.Fatal(wrong.Problems)
		}
		f = parse(t, strings.ReplaceAll(shown, "not_named_pem", "not_a_ca"))
	}
	if len(f.Waivers) != 2 || len(f.Defaults) != 3 {
		t.Errorf("got %d waivers and %d defaults", len(f.Waivers), len(f.Defaults))
	}
}

func TestAFingerprintMayBeWrittenInManyWays(t *testing.T) {
	var colons []string
	for i := 0; i < len(sum); i += 2 {
		colons = append(colons, strings.ToUpper(sum[i:i+2]))
	}
	digits := strings.Repeat("1234567890", 6) + "1234"
	for _, text := range []string{sum, "sha256:" + sum, strings.ToUpper(sum), strings.Join(colons, ":"), `"` + sum + `"`,
		"SHA256 Fingerprint=" + strings.Join(colons, ":"), "sha256 Fingerprint=" + strings.Join(colons, ":")} {
		if f := parse(t, strings.Replace(one, sum, text, 1)); f.Waivers[0].Certificate != sum {
			t.Errorf("%s is read as %s", text, f.Waivers[0].Certificate)
		}
	}
	if f := parse(t, strings.Replace(one, sum, digits, 1)); f.Waivers[0].Certificate != digits {
		t.Errorf("a fingerprint of digits only is read as %s", f.Waivers[0].Certificate)
	}
}

func TestMistakesAreToldWithTheirLine(t *testing.T) {
	replaced := func(old, with string) string { return strings.Replace(one, old, with, 1) }
	tests := []struct {
		name, text string
		line       int
		fact, hint string // parts
	}{
		{"an empty file", "", 0, "it is empty", "config init"},
		{"comments only", "# nothing\n", 0, "it is empty", ""},
		{"no YAML", "version: 1\nwaivers: [\n", 2, "it is not YAML", ""},
		{"a tab", "version: 1\nwaivers:\n\t- rule: x\n", 3, "it is not YAML", ""},
		{"two documents", one + "---\nversion: 1\n", 7, "a second document begins here", ""},
		{"a list at the top", "- version: 1\n", 1, "the configuration has to be a list of keys and values, not a list", ""},
		{"no version", "waivers: []\n", 1, "does not say its version", "version: 1"},
		{"another version", "version: 2\n", 1, `there is no version "2"`, ""},
		{"a version that is a list", "version: [1]\n", 1, "version has to be a value, not a list", ""},
		{"an unknown key", "version: 1\nwaiver: []\n", 2, `has no key "waiver"`, "did you mean waivers?"},
		{"an unknown key of a waiver", replaced("reason:", "raeson:"), 5, `a waiver has no key "raeson"`, "did you mean reason?"},
		{"a key twice", "version: 1\nversion: 1\n", 2, "stands there already, in line 1", ""},
		{"a key twice in a waiver", replaced("    reason: known\n", "    reason: known\n    reason: other\n"), 6, "in line 5", ""},
		{"a merge key", replaced("    reason: known\n", "    <<: {reason: known}\n"), 5, `has no key "<<"`, ""},
		{"an anchor", replaced("reason: known", "reason: &a known"), 5, "reason has to be a value, not an anchor or alias", ""},
		{"an alias", "version: 1\ndefaults: &a\n  fail_on: error\nwaivers: *a\n", 2, "an anchor or alias", ""},
		{"a tag", replaced("reason: known", "reason: !!binary aGVsbG8="), 5, "a value with a tag", ""},
		{"waivers that are no list", "version: 1\nwaivers:\n  rule: x\n", 3, "waivers has to be a list, not keys and values", ""},
		{"a waiver that is a text", "version: 1\nwaivers:\n  - rule\n", 3, "a waiver has to be a list of keys and values, not a text", ""},
		{"a reason that is a number", replaced("reason: known", "reason: 4711"), 5, "reason has to be a text, not a number", "quotes"},
		{"an empty reason", replaced("reason: known", `reason: "  "`), 5, "reason has to be a text of 1 to 500 bytes", ""},
		{"a reason without end", replaced("reason: known", "reason: "+strings.Repeat("x", 501)), 5, "1 to 500 bytes", ""},
		{"no reason", replaced("    reason: known\n", ""), 3, "the waiver has no reason", ""},
		{"no end", replaced("    expires: 2026-12-31\n", ""), 3, "the waiver has no expires", ""},
		{"no certificate", replaced("    certificate: "+sum+"\n", ""), 3, "the waiver has no certificate", "certificate or input"},
		{"certificate and input", replaced("    reason", "    input: "+sum+"\n    reason"), 3, "both certificate and input", ""},
		{"a short fingerprint", replaced(sum, sum[:40]), 4, "certificate has to be a SHA-256 fingerprint", "openssl x509"},
		{"any certificate", replaced(sum, "any"), 4, `not "any"`, ""},
		{"an unknown rule", replaced("issuer_not_found", "isuer_not_found"), 3, `there is no rule "isuer_not_found"`, "did you mean issuer_not_found?"},
		{"what is no finding", replaced("issuer_not_found", "log_issuer_not_found"), 3, "there is no rule", ""},
		{"a private key", replaced("issuer_not_found", "private_key_in_truststore"), 3, "private_key_in_truststore cannot be waived: nothing makes", ""},
		{"waivers themselves", replaced("issuer_not_found", "waiver_expired"), 3, "waiver_expired cannot be waived", ""},
		{"an end that is no day", replaced("2026-12-31", "next week"), 6, `expires has to be a day, not "next week"`, "2026-12-31"},
		{"an end that never was", replaced("2026-12-31", "2026-02-30"), 6, "expires has to be a day", ""},
		{"never", replaced("2026-12-31", "~"), 6, "expires has to be a value, not nothing", ""},
		{"the same waiver twice", one + strings.TrimPrefix(one, "version: 1\nwaivers:\n"), 7, "the same waiver stands there already, in line 3", ""},
		{"a pattern that is none", replaced("    reason", "    truststores: [\"[\"]\n    reason"), 5, "is no pattern", ""},
		{"an empty list of truststores", replaced("    reason", "    truststores: []\n    reason"), 5, "empty list", ""},
		{"an unknown value of a default", "version: 1\ndefaults:\n  fail_on: errors\n", 3, `fail_on has no value "errors"`, "error, warning, never"},
		{"a default that is no number of days", "version: 1\ndefaults:\n  expires_within: soon\n", 3, "has to be a number of days", ""},
		{"an unknown default", "version: 1\ndefaults:\n  output: json\n", 3, `defaults has no key "output"`, ""},
		{"too much", one + strings.Repeat("#", MaxSize), 0, "it is larger than 1048576 bytes", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("c.yaml", "/repo", []byte(test.text))
			var wrong *Error
			if !errors.As(err, &wrong) {
				t.Fatalf("it is taken: %v", err)
			}
			got := wrong.Problems[0]
			if got.Line != test.line || !strings.Contains(got.Fact, test.fact) || !strings.Contains(got.Hint, test.hint) || got.Hint == "" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestEveryMistakeIsTold(t *testing.T) {
	_, err := Parse("c.yaml", "/repo", []byte("version: 1\nfoo: 1\nwaivers:\n  - bar: 1\n  - baz: 1\n"))
	var wrong *Error
	if !errors.As(err, &wrong) || len(wrong.Problems) != 3 || !strings.HasSuffix(err.Error(), "(and 2 more: mtlscheck config check)") {
		t.Errorf("got %v", err)
	}
}

func TestAnAliasBombIsRefusedAtOnce(t *testing.T) {
	bomb := "version: 1\na: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'z'; c++ {
		p := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [*" + strings.Repeat(p+",*", 8) + p + "]\n"
	}
	if _, err := Parse("c.yaml", "/repo", []byte(bomb)); err == nil {
		t.Error("it is taken")
	}
}

func TestAWaiverHoldsToTheEndOfItsDay(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	day, moment := one, strings.Replace(one, "2026-12-31", "2026-12-31T12:00:00+02:00", 1)
	for _, test := range []struct {
		text, at string
		want     bool
	}{
		{day, "2026-01-01T00:00:00Z", true}, {day, "2026-12-31T23:59:59Z", true}, {day, "2027-01-01T00:00:00Z", false},
		{moment, "2026-12-31T10:00:00Z", true}, {moment, "2026-12-31T10:00:01Z", false},
	} {
		a := parse(t, test.text).At(at(test.at))
		if got := a.ForCertificate("issuer_not_found", sum) != nil; got != test.want {
			t.Errorf("at %s it holds: %v", test.at, got)
		}
	}
}

func TestAWaiverIsNarrow(t *testing.T) {
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	other := strings.Repeat("0", 64)
	a := parse(t, one+"  - {rule: pem_form, input: "+other+", reason: r, expires: 2026-12-31}\n").At(at)
	for _, test := range []struct {
		name string
		got  *Waiver
		want bool
	}{
		{"the rule and the certificate", a.ForCertificate("issuer_not_found", sum), true},
		{"the certificate of the client whom it is about", a.ForCertificate("issuer_not_found", other, sum), true},
		{"another rule", a.ForCertificate("chain_incomplete", sum), false},
		{"another certificate", a.ForCertificate("issuer_not_found", other), false},
		{"no certificate", a.ForCertificate("issuer_not_found", ""), false},
		{"an input that has the fingerprint of the certificate", a.ForInput("issuer_not_found", sum), false},
		{"the input", a.ForInput("pem_form", other), true},
		{"a certificate that has the fingerprint of the input", a.ForCertificate("pem_form", other), false},
		{"no configuration", (*Active)(nil).ForCertificate("issuer_not_found", sum), false},
	} {
		if (test.got != nil) != test.want {
			t.Errorf("%s: %v", test.name, test.got)
		}
	}
}

func TestTruststoresNarrowAWaiver(t *testing.T) {
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	text := strings.Replace(one, "    reason", "    truststores: [trust/*.pem, \"s3://bucket/trust.pem\"]\n    reason", 1)
	for ref, want := range map[string]bool{
		filepath.Join(dir, "trust", "a.pem"):       true,
		filepath.Join(dir, "trust", "a", "b.pem"):  false,
		filepath.Join(dir, "other.pem"):            false,
		filepath.Join(dir, "..", "trust", "a.pem"): false,
		"s3://bucket/trust.pem?versionId=abc":      true,
		"s3://bucket/other.pem":                    false,
		"-":                                        false,
	} {
		f, err := Parse("c.yaml", dir, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		a := f.At(at)
		a.Truststore(ref)
		if got := a.ForCertificate("issuer_not_found", sum) != nil; got != want {
			t.Errorf("%s: it holds: %v", ref, got)
		}
	}
}

func TestWhatIsSaidOfWaivers(t *testing.T) {
	reasons := Scope{Kinds: []explain.Kind{explain.KindReason}, ClientsOnly: true}
	whole := Scope{Kinds: []explain.Kind{explain.KindReason}, WholeStore: true}
	narrowed := strings.Replace(one, "    reason", "    truststores: t.pem\n    reason", 1)
	nothing := func(*Active) {}
	used := func(a *Active) { a.ForCertificate("issuer_not_found", sum) }
	tests := []struct {
		name  string
		text  string
		at    string
		scope Scope
		run   func(*Active)
		want  string // id and severity
	}{
		{"used", one, "2026-06-01", reasons, used, ""},
		{"used, and soon over", one, "2026-12-10", reasons, used, "waiver_expires_soon note"},
		{"over", one, "2027-02-01", reasons, used, "waiver_expired warning"},
		{"over, though the run has nothing to do with it", one, "2027-02-01", Scope{}, nothing, "waiver_expired warning"},
		{"over, for another truststore", narrowed, "2027-02-01", reasons, nothing, ""},
		{"unused, and its client was met", one, "2026-06-01", reasons, func(a *Active) { a.MetClient(sum) }, "waiver_unused warning"},
		{"unused and soon over is unused", one, "2026-12-10", reasons, func(a *Active) { a.MetClient(sum) }, "waiver_unused warning"},
		{"unused, and its certificate was met, not as a client", one, "2026-06-01", reasons, func(a *Active) { a.Met(sum) }, ""},
		{"unused, and it was not met", one, "2026-06-01", reasons, nothing, ""},
		{"unused, and the whole truststore was looked at", one, "2026-06-01", whole, nothing, "waiver_unused note"},
		{"unused, and its own truststore was looked at", narrowed, "2026-06-01", whole, func(a *Active) { a.Truststore("/repo/t.pem") }, "waiver_unused warning"},
		{"unused, and another truststore was looked at", narrowed, "2026-06-01", whole, func(a *Active) { a.Truststore("/repo/u.pem") }, ""},
		{"unused by a command that does not ask the rule", one, "2026-06-01", Scope{IDs: []string{"client_loses_access"}}, func(a *Active) { a.Met(sum) }, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			at, err := time.Parse(time.DateOnly, test.at)
			if err != nil {
				t.Fatal(err)
			}
			a := parse(t, test.text).At(at)
			test.run(a)
			var got []string
			for _, r := range a.Remarks(test.scope) {
				got = append(got, r.ID+" "+r.Severity)
				if r.Line != 3 || r.Message == "" {
					t.Errorf("no place or message: %+v", r)
				}
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if got := (*Active)(nil).Remarks(whole); got != nil {
		t.Errorf("without a configuration: %v", got)
	}
}

func TestWaiversAreCountedFromManyGoroutines(t *testing.T) {
	a := parse(t, one).At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 1000 {
				a.MetClient(sum)
				a.ForCertificate("issuer_not_found", sum)
			}
		})
	}
	wg.Wait()
	if got := a.Remarks(Scope{Kinds: []explain.Kind{explain.KindReason}}); got != nil {
		t.Errorf("used a thousand times, and yet %+v", got)
	}
}

func TestFindStopsAtTheRootOfTheRepository(t *testing.T) {
	dir := t.TempDir()
	write := func(parts ...string) string {
		path := filepath.Join(append([]string{dir}, parts...)...)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(one), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	above := write(Name)
	write("repo", ".git") // as in a worktree
	write("repo", "a", "b", "x")
	for _, test := range []struct{ from, want string }{
		{dir, above}, {filepath.Join(dir, "repo", "a", "b"), ""},
	} {
		if got, err := Find(test.from); err != nil || got != test.want {
			t.Errorf("from %s: %q, %v", test.from, got, err)
		}
	}
	inside := write("repo", Name)
	if got, err := Find(filepath.Join(dir, "repo", "a", "b")); err != nil || got != inside {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestWhatIsNoFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{dir: "it is not a file", filepath.Join(dir, "none"): "there is no such file", os.DevNull: "it is not a file"} {
		_, err := Load(name, "c.yaml")
		if err == nil || err.Error() != "c.yaml: "+want {
			t.Errorf("%s: %v", name, err)
		}
	}
	big := filepath.Join(dir, "big")
	if err := os.WriteFile(big, make([]byte, MaxSize+1), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(big, "c.yaml"); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(one))
	f.Add([]byte(Example))
	f.Add([]byte("version: 1\nwaivers: [*a, &a [*a]]\n---\n"))
	f.Add([]byte("{version: 1, defaults: {fail_on: error}, waivers: [{rule: not_a_ca, input: " + sum + ", reason: \"\\e[31m\", expires: 2026-12-31}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Parse("c.yaml", "/repo", data)
		var wrong *Error
		if (got == nil) != errors.As(err, &wrong) {
			t.Fatalf("%v, %v", got, err)
		}
		if wrong != nil {
			if len(wrong.Problems) == 0 || len(wrong.Problems) > maxProblems {
				t.Fatalf("%d problems", len(wrong.Problems))
			}
			return
		}
		for _, w := range got.Waivers {
			if w.Rule == "" || w.Reason == "" || w.Expires == "" || (w.Certificate == "") == (w.Input == "") || unwaivable(w.Rule) != "" {
				t.Fatalf("%+v is taken", w)
			}
		}
	})
}
