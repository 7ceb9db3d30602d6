package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mtlscheck/mtlscheck/cmd"
)

// TestMain makes the test binary the program itself, so that the scripts run what a user runs.
func TestMain(m *testing.M) {
	hearAgain()
	testscript.Main(m, map[string]func(){
		"mtlscheck": func() { os.Exit(cmd.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// hearAgain takes back that signals are ignored, as under nohup: programs started from here would ignore them too.
func hearAgain() {
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
}

// TestScripts plays testdata/script/*.txtar: command lines with their exit codes, results and messages. The first
// word of a file's name is the command it is about. $CERTS are the committed fixtures, judged at $AT.
func TestScripts(t *testing.T) {
	certs, err := filepath.Abs("../testdata/certs")
	if err != nil {
		t.Fatal(err)
	}
	gate, err := filepath.Abs("../scripts/gate.sh")
	if err != nil {
		t.Fatal(err)
	}
	schema := compileSchema(t)
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			// A short path that is the same everywhere: text is wrapped, and goldens must not depend on where the tree lies.
			if err := os.Symlink(certs, filepath.Join(e.WorkDir, "certs")); err != nil {
				return err
			}
			e.Setenv("CERTS", "certs")
			e.Setenv("AT", "2026-06-01T00:00:00Z")
			e.Setenv("GATE", gate)
			e.Setenv("NO_COLOR", "")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"validate": func(ts *testscript.TestScript, _ bool, _ []string) { validate(ts, schema) },
			"json":     jsonValue,
			"oneline":  oneLine,

			"gateworld": gateWorld(t),
			"waiver":    writeWaiver,
			"join":      join,
		},
	})
}

// exits runs a command and wants the exit code of its first argument: exits 3 mtlscheck …
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// validate holds the JSON on stdout to the published schema.
func validate(ts *testscript.TestScript, schema *jsonschema.Schema) {
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile("stdout")))
	ts.Check(err)
	ts.Check(schema.Validate(document))
}

// jsonValue compares one value of the JSON on stdout: json clients.0.verdict denied
func jsonValue(ts *testscript.TestScript, negated bool, args []string) {
	var at any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &at))
	for _, key := range strings.Split(args[0], ".") {
		switch container := at.(type) {
		case map[string]any:
			at = container[key]
		case []any:
			var i int
			if _, err := fmt.Sscan(key, &i); err != nil || i >= len(container) {
				ts.Fatalf("%s: no element %s", args[0], key)
			}
			at = container[i]
		default:
			at = nil
		}
	}
	if got := fmt.Sprint(at); (got == args[1]) == negated {
		ts.Fatalf("%s is %q, want %q", args[0], got, args[1])
	}
}

// oneLine wants no control character but line feeds in stdout and stderr: nothing read from a certificate may act on
// a terminal.
func oneLine(ts *testscript.TestScript, _ bool, _ []string) {
	for _, stream := range []string{"stdout", "stderr"} {
		text := []byte(ts.ReadFile(stream))
		if i := bytes.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e }); i >= 0 {
			ts.Fatalf("%s has the character %q at %d", stream, text[i], i)
		}
	}
}

// join writes files one after the other into a new one: join all.pem a.pem b.pem
func join(ts *testscript.TestScript, _ bool, args []string) {
	var all []byte
	for _, name := range args[1:] {
		all = append(all, ts.ReadFile(name)...)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), all, 0o644))
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile("../report/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
