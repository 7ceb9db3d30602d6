package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// parsed reads Markdown as GitHub does.
func parsed(source []byte) ast.Node {
	return goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
}

// ownHTML is all the HTML that the format writes. The text of a summary is whatever was escaped.
var ownHTML = regexp.MustCompile(`^(<details>\n?|<summary>[^<>]*</summary>\n?|</details>\n?|<a name="client-[0-9]+">|</a>)+$`)

// TestMarkdownHasNoMarkupFromCertificates parses the page of every fixture: no HTML, link, image, emphasis or cell but
// the format's own.
func TestMarkdownHasNoMarkupFromCertificates(t *testing.T) {
	for name, r := range fixtures(t) {
		t.Run(name, func(t *testing.T) {
			source := rendered(t, FormatMarkdown, r)
			page := parsed(source)
			ownMarkupOnly(t, page, source, r)
			for _, c := range r.Clients {
				if want := shorten(Escape(c.Subject), cellText); !strings.Contains(pageText(page, source), want) {
					t.Errorf("the subject %q is not in the page as it is", want)
				}
			}
		})
	}
}

func TestStoredMarkdownHasNoForeignMarkup(t *testing.T) {
	for _, name := range []string{"demo", "hostile"} {
		r := stored(t, name)
		source := rendered(t, FormatMarkdown, r)
		ownMarkupOnly(t, parsed(source), source, r)
	}
}

func ownMarkupOnly(t *testing.T, page ast.Node, source []byte, r *Report) {
	t.Helper()
	sources := knownSources(r)
	walk(page, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.RawHTML:
			if raw := string(n.Segments.Value(source)); !ownHTML.MatchString(raw) {
				t.Errorf("raw HTML %q", raw)
			}
		case *ast.HTMLBlock:
			if raw := string(n.Lines().Value(source)); !ownHTML.MatchString(raw) {
				t.Errorf("HTML block %q", raw)
			}
		case *ast.Link:
			if !regexp.MustCompile(`^#client-[0-9]+$`).Match(n.Destination) {
				t.Errorf("link to %s", n.Destination)
			}
		case *ast.AutoLink:
			if url := string(n.URL(source)); !sources[url] {
				t.Errorf("link to %s", url)
			}
		case *ast.Emphasis:
			if n.Level != 2 {
				t.Errorf("emphasis in %q", n.Parent().Lines().Value(source))
			}
		case *ast.Image, *extast.Strikethrough, *extast.TaskCheckBox:
			t.Errorf("a %s", n.Kind())
		case *ast.Heading:
			if n.Level > 3 {
				t.Errorf("a heading of level %d", n.Level)
			}
		}
	})
	wholeTables(t, string(source))
}

// wholeTables counts the bars of every row: text has none.
func wholeTables(t *testing.T, source string) {
	t.Helper()
	columns := 0
	for line := range strings.SplitSeq(source, "\n") {
		if !strings.HasPrefix(line, "| ") {
			columns = 0
			continue
		}
		if columns == 0 {
			columns = strings.Count(line, "|")
		}
		if n := strings.Count(line, "|"); n != columns {
			t.Errorf("a row has %d bars, its table %d: %s", n, columns, line)
		}
	}
}

func knownSources(r *Report) map[string]bool {
	known := map[string]bool{}
	for _, c := range r.Clients {
		known[c.Source] = true
	}
	for _, f := range r.Findings {
		known[f.Source] = true
	}
	for _, rule := range r.Rules {
		known[rule.Source] = true
	}
	return known
}

func walk(n ast.Node, visit func(ast.Node)) {
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // visit cannot fail
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil
	})
}

// pageText is what a reader sees.
func pageText(page ast.Node, source []byte) string {
	var b strings.Builder
	walk(page, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(source))
		case *ast.String:
			b.Write(n.Value)
		case *ast.FencedCodeBlock:
			b.Write(n.Lines().Value(source))
		}
	})
	return seen(b.String())
}

// seen resolves character references as a browser does, without the joiners.
func seen(s string) string {
	return strings.ReplaceAll(htmlText(s), "\u200b", "")
}

// asRendered is a text that goldmark renders, as a browser shows it.
func asRendered(t *testing.T, markdown string) (rendered, shown string) {
	t.Helper()
	var out bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(markdown), &out); err != nil {
		t.Fatal(err)
	}
	return out.String(), seen(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(out.String(), ""))
}

func markdownSeeds() []string {
	return []string{
		"a|b", `a\|b`, "`code`", "``", "*x* _y_ **z** ~~s~~ ~~~", "<script>alert(1)</script>", "<!-- ", "&lt;&#60;&amp;", "[a](javascript:alert(1))",
		"![i](https://evil.example/x.png)", "https://evil.example", "http://evil", "www.evil.example", "ftp://evil", "s3://bucket/key?versionId=x",
		"a@evil.example", "mailto:a@evil.example", "@team", "@org/team", "#123", "org/repo#5", "group/project!7", "GH-12", "x gh-7", "- item", "+ item", "* item", "1. one",
		"1) one", "# head", "=====", "-----", "> quote", "    indented", "\t tab", "a\nb\n\nc", "$x$ and $$y$$", ":tada: :ab:cd: :100:", "[^1]", "[x]: http://e",
		"| a | b |", "http://[::1]/", "\x1b[31m\u202e\u200b\xff", "trailing\\", "a  b", "é 漢字 👩", "<https://evil.example>", "&#64;team",
	}
}

// FuzzEscapeMarkdown holds what a reader sees to what was written: in a cell, in running text and in a summary.
func FuzzEscapeMarkdown(f *testing.F) {
	for _, seed := range markdownSeeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := strings.Join(strings.Fields(Escape(s)), " ")
		escaped := escapeMarkdown(s)
		for place, markdown := range map[string]string{
			"cell":      "| a | b |\n| --- | --- |\n| " + escaped + " | - |\n",
			"paragraph": escaped + "\n",
			"list":      "- **label:** " + escaped + "\n",
			"summary":   "<details>\n<summary>" + escaped + "</summary>\n\nx\n\n</details>\n",
		} {
			out, shown := asRendered(t, markdown)
			if place == "summary" { // HTML passes through as it is
				out, shown = escaped, seen(escaped)
			}
			if !strings.Contains(strings.Join(strings.Fields(shown), " "), want) {
				t.Errorf("in a %s %q shows as %q", place, s, shown)
			}
			if bad := regexp.MustCompile(`<(a|em|del|img|code|script|h[1-6]|blockquote|ol|input|sup)\b`).FindString(out); bad != "" {
				t.Errorf("in a %s %q becomes %s: %s", place, s, bad, out)
			}
		}
		if alive := liveText(escaped); alive != "" {
			t.Errorf("%q keeps %q alive", s, alive)
		}
	})
}

// liveText finds what GitHub and GitLab make of rendered text, after Markdown's own escapes are gone.
func liveText(escaped string) string {
	return regexp.MustCompile(`@[\w]|[#!][0-9]|://|:(ab|de|tada|100):|(?i:www\.)|(?i:\bgh-[0-9])`).FindString(htmlText(escaped))
}

func TestKeyIDsStayCopyable(t *testing.T) {
	const id = "82:a0:b1:45:0b:7e:c1:f0"
	if got := escapeMarkdown("key id " + id); got != "key id "+id {
		t.Errorf("got %q", got)
	}
}

// TestFencesHold puts text with fences of its own into a listing.
func TestFencesHold(t *testing.T) {
	for _, s := range []string{"```", "a\n````\nb", "~~~", "`x`", "", "```text\n</details>\n```"} {
		page := []byte(fence(s) + "\nafter\n")
		root := parsed(page)
		block, ok := root.FirstChild().(*ast.FencedCodeBlock)
		if !ok {
			t.Errorf("%q: no listing but %s", s, root.FirstChild().Kind())
			continue
		}
		if got := strings.TrimSuffix(string(block.Lines().Value(page)), "\n"); got != s {
			t.Errorf("%q shows as %q", s, got)
		}
		if root.ChildCount() != 2 {
			t.Errorf("%q makes %d blocks", s, root.ChildCount())
		}
	}
}

func TestCodeSpansShowWhatWasWritten(t *testing.T) {
	for _, s := range append(markdownSeeds(), "bundle.pem:12", "s3://b/k", " lead", "``a") {
		want := strings.Join(strings.Fields(Escape(s)), " ")
		_, shown := asRendered(t, "| a | b |\n| --- | --- |\n| "+codeSpan(s)+" | - |\n")
		if !strings.Contains(strings.Join(strings.Fields(shown), " "), want) {
			t.Errorf("%q shows as %q", s, shown)
		}
	}
}
