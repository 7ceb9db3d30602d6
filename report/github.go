package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// githubFormat writes workflow commands, which a runner of GitHub Actions shows as annotations
// (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions). Every line that it writes is a
// command of its own making: text from a certificate can neither begin a line nor end a property.
type githubFormat struct {
	flat
	options Options
	gathered
}

// GitHub shows so many annotations of each kind in one step, and drops the others without a word.
const githubShown = 10

func newGitHub(o Options) *githubFormat {
	return &githubFormat{options: o, gathered: gathered{gravest: gravest{limit: githubShown}}}
}

// flat stands in for the parts of a format that makes all its bytes at the end.
type flat struct{}

func (flat) render(*Client) []byte                   { return nil }
func (flat) client(io.Writer, *Report, []byte) error { return nil }

// gathered is what the clients of a report come to in a flat list.
type gathered struct {
	gravest gravest
}

func (g *gathered) gather(c *Client) { g.gravest.add(clientResults(c)...) }

// annotation is the kind of command for a severity.
func (x *result) annotation() string {
	switch x.gravity() {
	case 0:
		return "error"
	case 1:
		return "warning"
	}
	return "notice"
}

func (f *githubFormat) end(w io.Writer, r *Report) error {
	f.gravest.add(reportResults(r)...)
	left := map[string]int{"error": githubShown, "warning": githubShown, "notice": githubShown - 1} // one is for what is left out
	shown := 0
	var b strings.Builder
	for _, x := range f.gravest.list(4 * githubShown) {
		if kind := x.annotation(); left[kind] > 0 {
			left[kind]--
			shown++
			b.WriteString(command(kind, f.properties(x), annotationText(x)))
		}
	}
	b.WriteString(command("notice", []string{"title", "mtlscheck " + r.Command}, closing(r, f.gravest.count()-shown)))
	return writeAll(w, []byte(b.String()))
}

// properties places a command. GitHub ignores a line without a file.
func (f *githubFormat) properties(x result) []string {
	var list []string
	if isFile(x.where.Ref) {
		path, _ := filePath(x.where.Ref, f.options.Dir)
		list = append(list, "file", path)
		if x.where.Line > 0 {
			list = append(list, "line", strconv.Itoa(x.where.Line), "endLine", strconv.Itoa(max(x.where.Line, x.where.LastLine)))
		}
	}
	return append(list, "title", words(x.rule))
}

func annotationText(x result) string {
	text := x.message
	if !isFile(x.where.Ref) && x.where.Ref != "" {
		text = Escape(placeWords(x.where)) + ": " + text
	}
	if x.waived != nil {
		text = Escape("waived "+waivedWords(x.waived)) + ": " + text
	}
	if x.fix != "" {
		text += "\nfix: " + Escape(x.fix)
	}
	return text
}

// closing ends the annotations with the counts, so that nobody takes what is shown for all there is.
func closing(r *Report, more int) string {
	s := r.Summary
	text := countText(s)
	if s.Clients > 0 {
		text = fmt.Sprintf("%s: %d accepted, %d denied, %d unclear; %s", plural(s.Clients, "client"), s.Accepted, s.Denied, s.Unclear, text)
	}
	if more > 0 {
		text += fmt.Sprintf("\nand %d more that GitHub would not show here: --output text or --output json=FILE has them all", more)
	}
	return text
}

// command writes one workflow command; properties are names and values in turn.
func command(kind string, properties []string, message string) string {
	var b strings.Builder
	b.WriteString("::" + kind)
	for i := 0; i+1 < len(properties); i += 2 {
		lead := ","
		if i == 0 {
			lead = " "
		}
		b.WriteString(lead + properties[i] + "=" + escapeCommand(Escape(properties[i+1]), true))
	}
	b.WriteString("::" + escapeCommand(escapeLines(message), false) + "\n")
	return b.String()
}

// escapeCommand escapes the text of a workflow command exactly as actions/toolkit does (packages/core/src/command.ts,
// escapeData and escapeProperty).
func escapeCommand(text string, property bool) string {
	text = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
	if property {
		text = strings.NewReplacer(":", "%3A", ",", "%2C").Replace(text)
	}
	return text
}
