package formattest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const at = "--at=2026-06-01T00:00:00Z"

// program builds mtlscheck as a user would.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mtlscheck")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	build := exec.Command("go", "build", "-o", path, ".")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// certs are the fixtures of the main module.
func certs(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "testdata", "certs"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// commandLines are runs over every fixture.
func commandLines(t *testing.T) [][]string {
	t.Helper()
	dir := certs(t)
	lines := [][]string{{"rules"}, {"demo"}, {"verify", at, "-t", "gone.pem", "gone.pem"},
		{"verify", at, "-t", filepath.Join(dir, "accepted", "truststore.pem"), filepath.Join(dir, "gone \x1b&<.pem")},
		{"match", at, filepath.Join(dir, "wrong-key", "client.key"), filepath.Join(dir, "wrong-key", "client.pem")}}
	stores, err := filepath.Glob(filepath.Join(dir, "*", "truststore.pem"))
	if err != nil || len(stores) < 40 {
		t.Fatalf("only %d truststores are among the fixtures: %v", len(stores), err)
	}
	for _, store := range stores {
		lines = append(lines, []string{"verify", at, "-t", store, filepath.Dir(store)}, []string{"lint", at, store})
	}
	files, err := filepath.Glob(filepath.Join(dir, "pem", "*"))
	if err != nil || len(files) < 40 {
		t.Fatalf("only %d forms are among the fixtures: %v", len(files), err)
	}
	for _, file := range files {
		lines = append(lines, []string{"lint", at, file}, []string{"inspect", at, file})
	}
	return lines
}

// output runs mtlscheck; findings make it fail, which is none of a failure here.
func output(t *testing.T, program string, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c := exec.CommandContext(t.Context(), program, args...)
	c.Stdout, c.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if stdout.Len() == 0 {
		t.Fatalf("%q writes nothing: %s", args, stderr.String())
	}
	return stdout.Bytes()
}

func TestSARIFFitsThePublishedSchema(t *testing.T) {
	schema := sarifSchema(t)
	mtlscheck := program(t)
	for _, line := range commandLines(t) {
		for _, more := range []string{"--redact=false", "--redact"} {
			text := output(t, mtlscheck, append(line[:len(line):len(line)], "--output", "sarif", more)...)
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(document); err != nil {
				t.Errorf("%q: %v", line, err)
			}
			read, err := sarif.FromBytes(text, sarif.WithStrictValidation())
			if err != nil {
				t.Errorf("%q: go-sarif cannot read it: %v", line, err)
				continue
			}
			checkSARIF(t, line, read)
		}
	}
}

// checkSARIF wants what the schema cannot say: that indices and ids belong together.
func checkSARIF(t *testing.T, line []string, read *sarif.Report) {
	t.Helper()
	if len(read.Runs) != 1 {
		t.Fatalf("%q: %d runs", line, len(read.Runs))
	}
	rules := read.Runs[0].Tool.Driver.Rules
	for _, r := range read.Runs[0].Results {
		if *rules[r.RuleIndex].ID != *r.RuleID {
			t.Errorf("%q: a result of %s points at the rule %s", line, *r.RuleID, *rules[r.RuleIndex].ID)
		}
	}
}

// sarifSchema takes the schema out of go-sarif's source, where it is a constant that is not exported.
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	file := filepath.Join(moduleDir(t, "github.com/owenrumney/go-sarif/v3"), "pkg", "report", "v210", "sarif", "schema.go")
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	ast.Inspect(tree, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING && len(literal.Value) > len(text) {
			text = literal.Value
		}
		return true
	})
	if text, err = strconv.Unquote(text); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func moduleDir(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestJUnitFitsThePublishedSchema(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatal("xmllint is not installed: it is in Debian's libxml2-utils")
	default:
		t.Skip("xmllint is not installed: it is in Debian's libxml2-utils")
	}
	dir := t.TempDir()
	check := []string{"--noout", "--nonet", "--schema", filepath.Join(moduleDir(t, "github.com/yannh/kubeconform"), "fixtures", "junit.xsd")}
	mtlscheck := program(t)
	for i, line := range commandLines(t) {
		file := filepath.Join(dir, strconv.Itoa(i)+".xml")
		args := append(line[:len(line):len(line)], "--fail-on", "warning", "--output", "junit")
		if err := os.WriteFile(file, output(t, mtlscheck, args...), 0o600); err != nil {
			t.Fatal(err)
		}
		check = append(check, file)
	}
	if out, err := exec.CommandContext(t.Context(), xmllint, check...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, complaints(string(out)))
	}
}

// complaints leaves out the files that xmllint has nothing against.
func complaints(out string) string {
	var list []string
	for line := range strings.Lines(out) {
		if !strings.HasSuffix(strings.TrimSpace(line), " validates") {
			list = append(list, line)
		}
	}
	return strings.Join(list, "")
}

func TestJUnitIsReadByAnother(t *testing.T) {
	mtlscheck := program(t)
	for _, line := range commandLines(t) {
		text := output(t, mtlscheck, append(line[:len(line):len(line)], "--output", "junit")...)
		var read junit.Testsuites
		if err := xml.Unmarshal(text, &read); err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		tests, failures, failed := 0, 0, 0
		for _, s := range read.Suites {
			tests += len(s.Testcases)
			failures += s.Failures
			for _, c := range s.Testcases {
				if c.Failure != nil {
					failed++
				}
			}
		}
		if tests != read.Tests || failures != read.Failures || failed != failures || tests == 0 && line[0] != "rules" && line[0] != "demo" {
			t.Errorf("%q: %d cases and %d failures are counted as %d and %d", line, tests, failed, read.Tests, read.Failures)
		}
	}
}
