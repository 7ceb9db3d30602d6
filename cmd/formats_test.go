package cmd_test

import (
	"bytes"
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/cmd"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

const (
	fixtures  = "../testdata/certs"
	fixtureAt = "--at=2026-06-01T00:00:00Z"
)

// ran is how a command ended.
type ran struct {
	code     int
	out, err string
}

func run(stdin string, args ...string) ran {
	var out, err bytes.Buffer
	code := cmd.Main(args, strings.NewReader(stdin), &out, &err)
	return ran{code, out.String(), err.String()}
}

// commandLines are command lines over the fixtures, without --output: every command that makes a report, clients of
// every verdict, inputs that fail, and names that are an attack.
func commandLines(t *testing.T) [][]string {
	t.Helper()
	lines := [][]string{
		{"rules", fixtureAt},
		{"demo"},
		{"verify", fixtureAt, "-t", fixtures + "/demo/truststore.pem", fixtures + "/demo", "--fail-on", "warning"},
		{"verify", fixtureAt, "-t", fixtures + "/demo/truststore.pem", fixtures + "/demo/merchant-42.pem", "--key", fixtures + "/demo/merchant-42.key", "--show-openssl"},
		{"verify", fixtureAt, "-t", fixtures + "/accepted/truststore.pem", fixtures + "/gone.pem", fixtures + "/pem/empty.pem", fixtures + "/accepted/client.pem"},
		{"verify", fixtureAt, "-t", fixtures + "/hostile-names/truststore.pem", fixtures + "/hostile-names"},
		{"verify", fixtureAt, "-t", fixtures + "/gone.pem", fixtures + "/accepted/client.pem"},
		{"match", fixtureAt, fixtures + "/wrong-key/client.key", fixtures + "/wrong-key/client.pem", fixtures + "/wrong-key/truststore.pem"},
		{"match", fixtureAt, fixtures + "/rsa-key-pair/client.key", fixtures + "/rsa-key-pair/client.pem"},
		{"match", fixtureAt, fixtures + "/self-signed-regenerated/client.pem", fixtures + "/self-signed-regenerated/truststore.pem"},
		{"inspect", fixtureAt, fixtures + "/hostile-names/truststore.pem", fixtures + "/hostile-names/long.pem"},
	}
	for _, store := range fixturesLike(t, "*/truststore.pem") {
		lines = append(lines, []string{"lint", fixtureAt, store})
		lines = append(lines, []string{"verify", fixtureAt, "-t", store, filepath.Dir(store)})
	}
	for _, file := range fixturesLike(t, "pem/*") {
		lines = append(lines, []string{"lint", fixtureAt, file}, []string{"inspect", fixtureAt, file})
	}
	return lines
}

func fixturesLike(t *testing.T, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(fixtures, pattern))
	if err != nil || len(list) == 0 {
		t.Fatalf("no fixture is like %s: %v", pattern, err)
	}
	return list
}

func TestTheSameRunMakesTheSameBytesInEveryFormat(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, line := range commandLines(t) {
		for _, format := range report.Formats() {
			for _, more := range []string{"--redact=false", "--redact"} {
				args := append(slices.Clone(line), "--output", format, more)
				runtime.GOMAXPROCS(1)
				first := run("", args...)
				runtime.GOMAXPROCS(8)
				if second := run("", args...); second != first {
					t.Errorf("%v ended otherwise the second time", args)
				}
			}
		}
	}
}

func TestARenderedReportIsTheReport(t *testing.T) {
	for _, line := range commandLines(t) {
		stored := run("", append(slices.Clone(line), "--output", "json")...)
		for _, format := range report.Formats() {
			direct := run("", append(slices.Clone(line), "--output", format)...)
			again := run(stored.out, "render", "-", "--output", format, "--fail-on", failOnOf(line))
			if line[0] == "demo" { // which never fails
				again = run(stored.out, "render", "-", "--output", format)
			}
			if again.out != direct.out || again.code != direct.code {
				t.Errorf("%v: rendered as %s it ends with %d instead of %d, and its bytes are equal: %t", line, format, again.code, direct.code, again.out == direct.out)
			}
		}
		if kept := run(stored.out, "render", "-"); kept.code != stored.code {
			t.Errorf("%v: rendered it ends with %d, not with %d", line, kept.code, stored.code)
		}
	}
}

func failOnOf(line []string) string {
	if i := slices.Index(line, "--fail-on"); i >= 0 {
		return line[i+1]
	}
	return report.FailOnError
}

func TestNoNameActsOnATerminalOrARunner(t *testing.T) {
	command := regexp.MustCompile(`(?m)^::`)
	own := regexp.MustCompile(`^::(error|warning|notice) [^\n]*$`)
	for _, line := range commandLines(t) {
		for _, format := range report.Formats() {
			got := run("", append(slices.Clone(line), "--output", format)...)
			for _, text := range []string{got.out, got.err} {
				if i := strings.IndexFunc(text, actsOnTerminal); i >= 0 {
					t.Errorf("%v as %s has the character %q", line, format, text[i:i+1])
				}
			}
			if format != report.FormatGitHub && command.MatchString(got.out+got.err) {
				t.Errorf("%v as %s has a workflow command", line, format)
			}
			for out := range strings.Lines(got.out) {
				if format == report.FormatGitHub && !own.MatchString(strings.TrimSuffix(out, "\n")) {
					t.Errorf("%v: %q is no annotation", line, out)
				}
			}
		}
	}
}

func actsOnTerminal(r rune) bool {
	return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func TestNoPrivateKeyStandsInAnyOutput(t *testing.T) {
	var secrets, keys []string
	for _, pattern := range []string{"*/*.key", "pem/private-key-*"} {
		keys = append(keys, fixturesLike(t, pattern)...)
	}
	for _, file := range keys {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// What stands between a private key's BEGIN and END, line by line.
		for _, block := range regexp.MustCompile(`(?s)PRIVATE KEY-----(.*?)-----END`).FindAllStringSubmatch(string(data), -1) {
			for secret := range strings.FieldsSeq(block[1]) {
				if len(secret) >= 16 && !strings.Contains(secret, "-") {
					secrets = append(secrets, secret)
				}
			}
		}
	}
	if len(secrets) < 50 {
		t.Fatalf("only %d lines of keys were found", len(secrets))
	}
	for _, file := range keys {
		client := filepath.Join(filepath.Dir(file), "client.pem")
		for _, line := range [][]string{
			{"inspect", file}, {"lint", file}, {"match", file, client, "--passin", "pass:x"}, {"match", file, client},
			{"verify", "-t", file, file}, {"verify", "-t", filepath.Join(filepath.Dir(file), "truststore.pem"), client, "--key", file},
		} {
			for _, format := range report.Formats() {
				got := run("", append(slices.Clone(line), fixtureAt, "--verbose", "--output", format)...)
				for _, secret := range secrets {
					if strings.Contains(got.out+got.err, secret) {
						t.Errorf("%v as %s shows a part of a private key", line, format)
					}
				}
			}
		}
	}
}

// private are the texts of the fixtures' certificates that --redact has to hide.
func private(t *testing.T, files []string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, file := range files {
		object, err := truststore.Read(t.Context(), file, truststore.ReadOptions{})
		if err != nil {
			continue
		}
		bundle, err := truststore.Load(object)
		if err != nil {
			continue
		}
		for _, e := range bundle.Certificates() {
			addPrivate(texts, file, e.Certificate)
		}
	}
	return texts
}

func addPrivate(texts map[string]string, file string, c *truststore.Certificate) {
	add := func(text string) {
		if len(text) >= 4 {
			texts[text] = file
		}
	}
	for _, name := range []truststore.Name{c.Subject, c.Issuer} {
		if !name.IsEmpty() && !strings.HasPrefix(name.String(), "(") {
			add(name.String())
		}
		for _, kind := range []string{"CN", "O", "OU", "L", "ST", "street", "DC", "UID", "emailAddress", "serialNumber", "SN", "GN", "title"} {
			for _, value := range name.Attribute(kind) {
				add(value)
			}
		}
	}
	for _, name := range c.SubjectAltNames {
		add(name.String())
		_, value, _ := strings.Cut(name.String(), ":")
		add(value)
	}
	if text := c.SerialText(); len(text) > len("10:00:00") {
		add(text)
	}
}

// words of our own sentences and formats that are also values of names in the fixtures.
var ours = []string{"client", "truststore"}

func TestRedactionHidesEveryNameInEveryFormat(t *testing.T) {
	hidden := 0
	for _, line := range commandLines(t) {
		if line[0] == "rules" {
			continue
		}
		texts := private(t, filesOf(t, line))
		stored := run("", append(slices.Clone(line), "--output", "json")...)
		for _, format := range report.Formats() {
			direct := run("", append(slices.Clone(line), "--redact", "--verbose", "--output", format)...)
			later := run(stored.out, "render", "-", "--redact", "--verbose", "--output", format)
			for _, told := range []string{readable(t, format, direct.out), direct.err, readable(t, format, later.out), later.err} {
				for text, file := range texts {
					if !slices.Contains(ours, text) && stands(told, text) {
						t.Errorf("%v as %s tells %q of %s", line, format, text, file)
					}
				}
			}
			hidden += len(texts)
		}
	}
	if hidden < 1000 {
		t.Errorf("only %d texts were looked for", hidden)
	}
}

// filesOf lists the files that a command line reads.
func filesOf(t *testing.T, line []string) []string {
	if line[0] == "demo" {
		return fixturesLike(t, "demo/*.pem")
	}
	var files []string
	for _, arg := range line {
		switch info, err := os.Stat(arg); {
		case err != nil:
		case info.IsDir():
			inside, err := filepath.Glob(filepath.Join(arg, "*"))
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, inside...)
		default:
			files = append(files, arg)
		}
	}
	return files
}

// readable gives the texts of an output as they are after it was read.
func readable(t *testing.T, format, out string) string {
	switch {
	case format == report.FormatJUnit:
		return html.UnescapeString(out) // the entities of XML are among those of HTML
	case format == report.FormatGitHub:
		return strings.NewReplacer("%0A", "\n", "%2C", ",", "%3A", ":", "%25", "%").Replace(out)
	case format != report.FormatJSON && format != report.FormatSARIF || out == "":
		return out
	}
	var document any
	if err := json.Unmarshal([]byte(out), &document); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			b.WriteString(v + "\n")
		case []any:
			for _, element := range v {
				walk(element)
			}
		case map[string]any:
			for _, element := range v {
				walk(element)
			}
		}
	}
	walk(document)
	return b.String()
}

// stands tells whether a text stands in another one as a word of its own.
func stands(in, text string) bool {
	for at := 0; ; {
		i := strings.Index(in[at:], text)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(text)
		if (from == 0 || !isWordByte(in[from-1])) && (to == len(in) || !isWordByte(in[to])) {
			return true
		}
		at = to
	}
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80
}
