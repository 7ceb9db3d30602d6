package report

import (
	"crypto/sha256"
	"io"
	"slices"
)

// textFormat writes a report for a person at a terminal.
type textFormat struct {
	options Options
	palette *palette
	told    told
}

func newTextFormat(o Options) *textFormat {
	return &textFormat{options: o, palette: newPalette(o.Color), told: told{first: map[[sha256.Size]byte]string{}}}
}

func (f *textFormat) omits(verdict string) bool { return f.options.Quiet && verdict == "accepted" }

func (f *textFormat) render(c *Client) []byte {
	if f.omits(c.Verdict) {
		return nil
	}
	p := newPage(f.options, f.palette)
	if c.Reason != nil && !f.options.Verbose {
		return p.separated(c, f.options)
	}
	p.client(c, f.options)
	return []byte(p.out.String())
}

func (f *textFormat) client(w io.Writer, _ *Report, rendered []byte) error {
	return f.told.write(w, newPage(f.options, f.palette), rendered)
}

func (f *textFormat) end(w io.Writer, r *Report) error {
	p := newPage(f.options, f.palette)
	p.out.Write(f.told.gap())
	p.objects(r.Inputs)
	switch {
	case r.KeyMatch != nil:
		p.keyMatch(r, f.options)
	case r.Command == "inspect":
		p.inspect(r, f.options)
	case r.Command == "lint":
		p.lint(r, f.options)
	case r.Command == "explain": // what is not known is told there already
		p.document(newDocument(r), f.options)
	case slices.Contains([]string{"rules", "diff", "timeline", "fix", "config check"}, r.Command):
		p.document(withRemarks(newDocument(r), r), f.options)
		p.hidden = hiddenNotes(append(inputFindings(r), untold(r)...), f.options)
		p.notShown()
		p.failed(r, f.options)
	default:
		if r.Truststore != nil {
			p.problems(r.Truststore.Problems, f.options)
		}
		p.problems(r.Problems, f.options)
		p.problems(r.Findings, f.options)
		p.summary(r, f.options)
	}
	return writeAll(w, []byte(p.out.String()))
}

// objects says of every object of S3 which state was read: "the latest" is another one tomorrow. The lines are not
// wrapped, so that references can be copied.
func (p *page) objects(list []Input) {
	for _, in := range list {
		if text := versionText(in); text != "" {
			p.line(p.dim.Sprint(Escape(in.Ref + ": " + text)))
		}
	}
}
