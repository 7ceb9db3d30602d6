package report

import (
	"fmt"
	"strings"
	"testing"
)

// TestTextNamesFailedInputs: a text in a file tells what is missing from it, near the summary. One on the terminal that
// standard error goes to as well does not tell it twice, and does not read as a pass.
func TestTextNamesFailedInputs(t *testing.T) {
	for _, command := range append(commandsOf(), "config check") {
		r := &Report{Head: Head{Command: command}, Tail: Tail{
			Inputs:  []Input{{Ref: "t.pem"}, {Ref: "bad.key", Error: "is encrypted", Hint: "give --passin"}},
			Summary: Summary{Clients: 1, Accepted: 1}}}
		if command == "explain" || command == "rules" { // read nothing that could fail
			continue
		}
		r.Diff, r.Timeline, r.Fixed, r.Config = &Diff{}, &Timeline{}, &Fixed{}, &Settings{}
		if command == "match" {
			r.KeyMatch = &KeyMatch{}
		}
		file := written(t, r, Output{Format: FormatText, Options: Options{Quiet: true}})
		if !strings.Contains(file, "✗ 1 input could not be read or used\n    bad.key: is encrypted\n    fix: give --passin\n") {
			t.Errorf("%s in a file:\n%s", command, file)
		}
		beside := written(t, r, Output{Format: FormatText, Options: Options{Quiet: true, FailuresBeside: true}})
		if !strings.Contains(beside, "✗ 1 input could not be read or used\n") || strings.Contains(beside, "bad.key") {
			t.Errorf("%s on a terminal:\n%s", command, beside)
		}
	}
}

// TestManyFailedInputs are not all named, but counted.
func TestManyFailedInputs(t *testing.T) {
	r := &Report{}
	for i := range 30 {
		r.Inputs = append(r.Inputs, Input{Ref: fmt.Sprintf("c%d.pem", i), Error: "gone"})
	}
	text := written(t, r, Output{Format: FormatText})
	if strings.Count(text, ": gone") != shownProblems || !strings.Contains(text, "30 inputs") || !strings.Contains(text, "… and 18 more") {
		t.Errorf("got:\n%s", text)
	}
}
