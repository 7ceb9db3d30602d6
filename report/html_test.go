package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
)

// htmlText resolves character references.
func htmlText(s string) string { return html.UnescapeString(s) }

// TestHTMLHasNoMarkupFromCertificates reads the page of every fixture, tag by tag.
func TestHTMLHasNoMarkupFromCertificates(t *testing.T) {
	for name, r := range fixtures(t) {
		t.Run(name, func(t *testing.T) {
			page := rendered(t, FormatHTML, r)
			shown := ownElementsOnly(t, page)
			for _, c := range r.Clients {
				if want := Escape(c.Subject); !strings.Contains(shown, want) {
					t.Errorf("the subject %q is not in the page as it is", want)
				}
			}
		})
	}
}

// ownElementsOnly wants balanced elements, of the format's own kinds, with its own attributes, and gives the text.
func ownElementsOnly(t *testing.T, page []byte) string {
	t.Helper()
	elements := regexp.MustCompile(`^(html|head|meta|title|style|body|a|main|header|footer|section|p|h[1-6]|span|strong|code|pre|dl|dt|dd|ol|li|` +
		`table|caption|thead|tbody|tr|th|td|details|summary|figure|figcaption|svg|desc|path|circle|text|script)$`)
	attributes := regexp.MustCompile(`^(lang|charset|http-equiv|content|name|class|id|href|rel|tabindex|scope|role|aria-hidden|data-label|data-rank|` +
		`xmlns|width|height|viewBox|d|cx|cy|r|x|y|fill|stroke|stroke-width|stroke-dasharray|font-size|text-anchor)$`)
	body := regexp.MustCompile(`(?s)<(style|script)>.*?</(style|script)>`).ReplaceAll(page, nil)
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.Entity, decoder.AutoClose, decoder.Strict = xml.HTMLEntity, []string{"meta"}, false
	var open []string
	var shown strings.Builder
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if !elements.MatchString(token.Name.Local) {
				t.Errorf("an element %s", token.Name.Local)
			}
			for _, a := range token.Attr {
				if !attributes.MatchString(a.Name.Local) {
					t.Errorf("an attribute %s=%q", a.Name.Local, a.Value)
				}
				if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#") && !isAddress(a.Value) {
					t.Errorf("a link to %s", a.Value)
				}
			}
			if token.Name.Local != "meta" {
				open = append(open, token.Name.Local)
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != token.Name.Local {
				t.Fatalf("</%s> ends %v", token.Name.Local, open)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			shown.Write(token)
		}
	}
	if len(open) > 0 {
		t.Errorf("%v are left open", open)
	}
	return shown.String()
}

// TestEveryAnswerHasAPage puts all the data that a report can have, in hostile words, through both formats.
func TestEveryAnswerHasAPage(t *testing.T) {
	w := Where{Ref: hostile, Line: 3, Index: 2, Subject: hostile}
	f := Finding{Rule: "not_a_ca", Severity: SeverityWarning, Basis: "documented", Message: hostile, Where: w, Fix: hostile,
		Source: "https://example.com/\"><script>", Note: hostile, Waived: &Waived{Reason: hostile, Until: "2027-01-01", Config: w}}
	bundle := Bundle{Ref: hostile, Lines: 4, Ledger: Ledger{Seen: 2, Accepted: 1, Rejected: 1, Other: 1}, Problems: []Finding{f},
		Entries: []Entry{{Index: 1, Kind: "certificate", Certificate: &Certificate{Subject: hostile, Issuer: hostile, Oddities: []string{hostile}, AlternativeNames: []string{hostile}}},
			{Index: 2, Kind: "certificate", Label: hostile, Reject: hostile}, {Index: 3, Kind: "private_key", Label: hostile}}}
	match := &KeyMatch{Sentence: hostile, Notes: []string{hostile}, Holders: []KeyHolder{
		{Kind: "certificate", Where: w, Group: 1, Odd: true, Format: hostile, Modulus: &ModulusHashes{hostile, hostile, hostile}},
		{Kind: "truststore_certificate", Where: w, Group: 2}}, Listings: []Listing{{Client: w, Entry: &w, Differences: []Difference{{hostile, hostile, hostile}}}}}
	for command, tail := range map[string]Tail{
		"lint":    {Findings: []Finding{f, f}, Problems: []Finding{f}, Rules: []Rule{{ID: hostile, Title: hostile, Severity: "error", Source: hostile}}},
		"inspect": {Files: []Bundle{bundle}},
		"match":   {KeyMatch: match},
		"rules":   {Rules: []Rule{{ID: hostile, Title: hostile, Severity: "error", Source: hostile, Explanation: hostile, Fix: hostile}}},
	} {
		t.Run(command, func(t *testing.T) {
			tail.Inputs = []Input{{Ref: hostile, Role: RoleFile, Error: hostile, VersionID: hostile}}
			tail.NotChecked = []string{hostile}
			r := &Report{Head: Head{Command: command, Truststore: &bundle, Profile: hostile, Tool: Tool{Version: hostile}}, Tail: tail}
			page := rendered(t, FormatHTML, r)
			if shown := ownElementsOnly(t, page); strings.Count(shown, Escape(hostile)) < 5 {
				t.Errorf("most of the report is not in the page: %s", shown)
			}
			source := rendered(t, FormatMarkdown, r)
			ownMarkupOnly(t, parsed(source), source, r)
			for _, c := range append(page, source...) {
				if c < ' ' && c != '\n' || c == 0x7f {
					t.Errorf("the character %q came through", c)
				}
			}
		})
	}
}
