package report

import (
	"fmt"
	"strings"

	"github.com/fatih/color"
)

// shownProblems bounds what a broken file may print; JSON has them all.
const shownProblems = 12

func (p *page) problems(list []Finding, o Options) {
	shown := 0
	p.hidden += hiddenNotes(list, o)
	for _, f := range list {
		if f.Severity == SeverityNote && !o.Verbose || o.Quiet && (f.Severity != SeverityError || f.Waived != nil) {
			continue
		}
		if shown++; shown > shownProblems && !o.Verbose {
			p.more("  ", len(list)-shown+1)
			break
		}
		p.problem(f)
	}
	if shown > 0 {
		p.blank()
	}
}

// hiddenNotes counts the notes that are not shown although nobody asked for less.
func hiddenNotes(list []Finding, o Options) int {
	n := 0
	for _, f := range list {
		if f.Severity == SeverityNote && !o.Verbose && !o.Quiet {
			n++
		}
	}
	return n
}

// notShown says how many notes are hidden, so that nothing is lost without a word.
func (p *page) notShown() {
	if p.hidden > 0 {
		p.wrapped("", 0, plural(p.hidden, "note")+" not shown: --verbose shows "+verb(p.hidden, "it", "them"), nil)
	}
}

// more says how many are not shown of a long list.
func (p *page) more(lead string, n int) {
	p.wrapped(lead, 0, fmt.Sprintf("… and %d more: see --verbose or --output json", n), nil)
}

func (p *page) problem(f Finding) {
	sign, style, word := findingSign(p, &f)
	p.spread(style.Sprint(sign), lineText(f.Where), remark{word, style}, remark{f.Rule, p.dim})
	p.wrapped("", 4, f.Message, nil)
	if f.Waived != nil {
		p.wrapped("    waived ", 11, waivedWords(f.Waived), nil)
	}
	if f.Note != "" {
		p.wrapped("", 4, f.Note, nil)
	}
	if f.Fix != "" {
		p.wrapped("    fix: ", 9, f.Fix, nil)
	}
}

func severitySign(p *page, severity string) (string, *color.Color) {
	switch severity {
	case SeverityError:
		return "✗", p.bad
	case SeverityWarning:
		return "!", p.doubt
	}
	return "·", p.dim
}

func (p *page) summary(r *Report, o Options) {
	if t := r.Truststore; t != nil {
		p.wrapped("", 0, ledgerText(t), nil)
	}
	s := r.Summary
	if n := skippedFiles(r.Problems); n > 0 {
		p.line(plural(n, "file") + " skipped")
	}
	p.notShown()
	if s.Clients > 0 {
		p.wrapped("", 0, fmt.Sprintf("%s: %d accepted, %d denied, %d unclear", plural(s.Clients, "client"), s.Accepted, s.Denied, s.Unclear), nil)
	}
	p.failed(r, o)
	if text := waivedCount(s); text != "" {
		p.line(text)
	}
	if len(r.NotChecked) > 0 && s.Clients > 0 {
		p.wrapped("", 0, "not checked: "+strings.Join(r.NotChecked, "; "), p.dim)
	}
}

// failed says what is missing from an answer, so that it does not read as a pass. Where standard error is read beside it,
// which inputs failed and why stands there.
func (p *page) failed(r *Report, o Options) {
	n := unread(r)
	if n == 0 {
		return
	}
	p.wrapped(p.bad.Sprint("✗")+" ", 2, plural(n, "input")+" could not be read or used", p.bad)
	if o.FailuresBeside {
		return
	}
	shown := 0
	for _, in := range r.Inputs {
		if in.Error == "" {
			continue
		}
		if shown++; shown > shownProblems && !o.Verbose {
			p.more("  ", n-shown+1)
			return
		}
		p.wrapped("  ", 4, in.Ref+": "+in.Error, nil)
		if in.Hint != "" {
			p.wrapped("    fix: ", 9, in.Hint, nil)
		}
	}
}

func skippedFiles(list []Finding) int {
	n := 0
	for _, f := range list {
		if f.Rule == "file_skipped" {
			n++
		}
	}
	return n
}

// ledgerText balances the books of one input in a sentence.
func ledgerText(b *Bundle) string {
	return b.Ref + ": " + ledgerWords(b.Ledger)
}

func ledgerWords(l Ledger) string {
	text := plural(l.Accepted, "certificate")
	if l.Rejected > 0 {
		text = fmt.Sprintf("%d of %s read, %d rejected", l.Accepted, plural(l.Seen, "certificate"), l.Rejected)
	}
	if l.Other > 0 {
		text += fmt.Sprintf(", and %s of other kinds", plural(l.Other, "block"))
	}
	return text
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
