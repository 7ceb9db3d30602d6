package report

import (
	"reflect"
	"strings"
	"testing"
)

func TestAReportIsReadAsItWasWritten(t *testing.T) {
	for _, text := range []string{"plain", evil, "", "\ufffd", "<&>"} {
		first := written(t, filled(text), Output{Format: FormatJSON})
		r, err := Parse([]byte(first))
		if err != nil {
			t.Fatal(err)
		}
		if again := written(t, r, Output{Format: FormatJSON}); again != first {
			t.Errorf("a report with the text %q has other bytes after it was read: %s", text, firstDifference(again, first))
		}
	}
}

func TestAnEmptyReportIsReadAsItWasWritten(t *testing.T) {
	r := &Report{}
	r.SchemaVersion = SchemaVersion
	first := written(t, r, Output{Format: FormatJSON})
	again, err := Parse([]byte(first))
	if err != nil {
		t.Fatal(err)
	}
	if second := written(t, again, Output{Format: FormatJSON}); second != first {
		t.Error(firstDifference(second, first))
	}
}

func firstDifference(got, want string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return "got " + got[max(0, i-40):min(len(got), i+40)] + ", want " + want[max(0, i-40):min(len(want), i+40)]
		}
	}
	return "one is longer"
}

func TestWhatIsNoReportIsRefusedWithItsPlace(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "line 1, column 1: is not JSON: unexpected end of JSON input"},
		{"no JSON", "{\n  \"a\": x\n}", "line 2, column 8: is not JSON: invalid character 'x' looking for beginning of value"},
		{"something after it", `{"schema_version":"1.0"} {}`, "line 1, column 26: is not JSON: invalid character '{' after top-level value"},
		{"a list", `[]`, "where a report has an object"},
		{"another JSON file", `{"runs":[]}`, "is no report of mtlscheck: it has no schema_version"},
		{"a version that is null", `{"schema_version":null}`, "is no report of mtlscheck: it has no schema_version"},
		{"a later major version", `{"schema_version":"2.0","clients":7}`, "has schema version 2.0, and this mtlscheck reads version 1.x"},
		{"a version of many digits", `{"schema_version":"11.0"}`, "has schema version 11.0"},
		{"a text for a number", "{\"schema_version\":\"1.0\",\n\"summary\":{\"clients\":\"three\"}}", "line 2, column 28: summary.clients is a JSON string, where a report has a whole number"},
		{"a number for a list", `{"schema_version":"1.0","inputs":3}`, "inputs is a JSON number, where a report has a list"},
		{"a number that no machine has", `{"schema_version":"1.0","summary":{"clients":99999999999999999999}}`, "summary.clients is a JSON number"},
		{"an exit code that a shell would take for success", `{"schema_version":"1.0","summary":{"exit_code":256}}`, "summary.exit_code is 256: a report ends with 0 to 4"},
		{"an exit code below zero", `{"schema_version":"1.0","summary":{"exit_code":-1}}`, "summary.exit_code is -1"},
		{"endless nesting", `{"schema_version":"1.0","x":` + strings.Repeat("[", 1<<20), "exceeded max depth"},
		{"UTF-16", "\xff\xfe{\x00", "is UTF-16"},
	} {
		if _, err := Parse([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestWhatALaterVersionAddsIsIgnored(t *testing.T) {
	r, err := Parse([]byte("\xef\xbb\xbf" + `{"schema_version":"1.9","later":{"x":[1]},"clients":[{"ref":"a.pem","later":true}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Clients) != 1 || r.Clients[0].Ref != "a.pem" {
		t.Errorf("got %+v", r.Clients)
	}
}

func TestFailuresComeBackFromTheInputs(t *testing.T) {
	r, err := Parse([]byte(`{"schema_version":"1.0","inputs":[{"ref":"a","error":"no such file","hint":"look"},{"ref":"b"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if want := []*Failure{{Ref: "a", Fact: "no such file", Hint: "look"}}; !reflect.DeepEqual(r.Failures, want) {
		t.Errorf("got %v, want %v", r.Failures, want)
	}
}

func TestFailOnDecidesAnewButNotAboutFailedInputs(t *testing.T) {
	for _, c := range []struct {
		name    string
		summary Summary
		failOn  string
		want    int
	}{
		{"warnings pass by default", Summary{Warnings: 1, ExitCode: 1}, FailOnError, 0},
		{"warnings fail when asked", Summary{Warnings: 1}, FailOnWarning, 1},
		{"errors pass when nothing may fail", Summary{Errors: 1, ExitCode: 1}, FailOnNever, 0},
		{"an input that failed stays failed", Summary{ExitCode: ExitInput}, FailOnNever, ExitInput},
	} {
		r := &Report{Tail: Tail{Summary: c.summary}}
		if r.Decide(c.failOn); r.Summary.ExitCode != c.want {
			t.Errorf("%s: got %d, want %d", c.name, r.Summary.ExitCode, c.want)
		}
	}
}

// FuzzRender reads any JSON as a report and writes it in every format: no panic, and nothing in it acts on a terminal
// or a runner.
func FuzzRender(f *testing.F) {
	for _, command := range commandsOf() {
		for _, text := range []string{"text", evil} {
			r := filled(text)
			r.Command = command
			f.Add([]byte(written(f, r, Output{Format: FormatJSON})))
		}
		f.Add([]byte(`{"schema_version":"1.0","command":"` + command + `","key_match":{"listings":[{"same":true},{"entry":{}}],"holders":[{"group":-1}]},"clients":[{"verdict":"denied","reason":{}},{"chain":[{}]}]}`))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range Formats() {
			for _, redact := range []bool{false, true} {
				r, err := Parse(data)
				if err != nil {
					return
				}
				checkRendering(t, r, format, redact)
			}
		}
	})
}

func checkRendering(t *testing.T, r *Report, format string, redact bool) {
	var b strings.Builder
	s := NewStream(Output{W: &b, Format: format, Options: Options{Verbose: true}})
	if redact {
		s.Redact()
	}
	write(t, s, r)
	if i := actsOnTerminal(b.String()); i >= 0 {
		t.Errorf("%s has a character that acts, at %d: %q", format, i, b.String()[max(0, i-60):min(b.Len(), i+20)])
	}
	checkFormat(t, format, b.String())
}
