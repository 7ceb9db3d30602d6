package report

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

// hostile has what acts on terminals and reports: ESC, a line feed, C1, bidirectional and invisible characters, markup.
const hostile = "a\x1b[31m\n\u009b\u202eb\u200b\U000e0001<script>\xffé"

func TestTerminalTextIsOnePrintableLine(t *testing.T) {
	got := Escape(hostile)
	for _, r := range got {
		if !unicode.IsPrint(r) {
			t.Errorf("%q came through", r)
		}
	}
	if !strings.Contains(got, "é") {
		t.Error("a printable letter was escaped")
	}
}

func TestJSONKeepsTheTextAndHidesItsPower(t *testing.T) {
	text := indented(Where{Ref: hostile}, "")
	for _, r := range string(text) {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Errorf("%q came through", r)
		}
	}
	var back Where
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if want := strings.ToValidUTF8(hostile, "\ufffd"); back.Ref != want {
		t.Errorf("got %q, want %q", back.Ref, want)
	}
}

func TestNoTextIsAWorkflowCommand(t *testing.T) {
	for _, text := range []string{"::error::x", "a ::error::x", "##[error]x", "a##[add-mask]b", "###[error]"} {
		for _, out := range []string{Escape(text), escapeMarkdown(text), codeSpan(text), escapeHTML(text), escapeXML(text)} {
			for _, word := range strings.Fields(out) {
				if strings.HasPrefix(word, "::") || strings.Contains(word, "##[") {
					t.Errorf("%q came out as %q", text, out)
				}
			}
		}
		if out := string(indented(text, "")); strings.Contains(out, "##[") { // a line of JSON never begins with a colon
			t.Errorf("%q came out as %q", text, out)
		}
	}
	if got := Escape("2001:db8::1 and #1"); got != "2001:db8::1 and #1" {
		t.Errorf("harmless text became %q", got)
	}
}
