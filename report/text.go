package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fatih/color"
)

// textFormat writes a report for a person at a terminal.
type textFormat struct {
	options Options
	palette *palette
}

func (f *textFormat) omits(verdict string) bool { return f.options.Quiet && verdict == "accepted" }

func (f *textFormat) render(c *Client) []byte {
	if f.omits(c.Verdict) {
		return nil
	}
	p := newPage(f.options, f.palette)
	p.client(c, f.options)
	return []byte(p.out.String())
}

func (f *textFormat) client(w io.Writer, _ *Report, rendered []byte) error {
	return writeAll(w, rendered)
}

func (f *textFormat) end(w io.Writer, r *Report) error {
	p := newPage(f.options, f.palette)
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
	default:
		if r.Truststore != nil {
			p.problems(r.Truststore.Problems, f.options)
		}
		p.problems(r.Problems, f.options)
		p.problems(r.Findings, f.options)
		p.summary(r)
	}
	return writeAll(w, []byte(p.out.String()))
}

// client writes the answer for one client: the verdict, what the gateway says, why, and what to do.
func (p *page) client(c *Client, o Options) {
	p.headline(c, o)
	if c.Reason == nil {
		p.accepted(c, o)
		p.blank()
		return
	}
	p.prediction(c)
	p.blank()
	p.row("why", c.Reason.Message)
	p.near(c)
	if c.Fix != "" {
		p.row("fix", c.Fix)
	}
	p.chain(c)
	p.also(c)
	p.waived(c)
	p.key(c)
	p.openSSL(c)
	p.replay(c)
	if o.Verbose {
		p.paths(c)
	}
	p.row("basis", basisText(c))
	if c.Source != "" {
		p.row("source", c.Source)
	}
	p.blank()
}

// basisText says how the prediction is known, and what of it is not.
func basisText(c *Client) string {
	text := c.Basis + ", " + c.Confidence + " confidence"
	if c.Reason != nil && c.Reason.Note != "" {
		text += ": " + c.Reason.Note
	}
	return text
}

func (p *page) headline(c *Client, o Options) {
	sign, word, style := "✗", "DENIED", p.bad
	switch c.Verdict {
	case "accepted":
		sign, word, style = "✓", "ACCEPTED", p.good
	case "unclear":
		sign, word, style = "?", "UNCLEAR", p.doubt
	}
	if passes(c) {
		word += ", waived"
	}
	name := Escape(clientName(c))
	lead := fmt.Sprintf("%s %s   %s   ", sign, p.strong.Sprint(name), style.Sprint(word))
	room := p.width - displayWidth(fmt.Sprintf("%s %s   %s   ", sign, name, word))
	if room < 24 && !o.Verbose {
		p.line(lead)
		p.line("  ", shorten(Escape(c.Subject), p.width-2))
		return
	}
	p.line(strings.Replace(lead, sign, style.Sprint(sign), 1), shorten(Escape(c.Subject), max(room, 24)))
}

// clientName is the client's file, and its number in it where that is not clear.
func clientName(c *Client) string {
	if c.Index > 1 {
		return fmt.Sprintf("%s #%d", c.Ref, c.Index)
	}
	return c.Ref
}

func (p *page) accepted(c *Client, o Options) {
	if o.Verbose || len(c.Findings) > 0 {
		p.chain(c)
	} else {
		p.row("chain", strings.Join(chainNames(c), " ← "))
	}
	p.also(c)
	p.waived(c)
	p.key(c)
	if o.Verbose || len(c.Commands) > 0 || c.OpenSSL != nil && !c.OpenSSL.OK {
		p.openSSL(c)
	}
	p.replay(c)
	p.row("basis", basisText(c))
	if o.Verbose {
		p.paths(c)
		p.row("source", c.Source)
	}
}

func chainNames(c *Client) []string {
	var names []string
	for _, l := range c.Chain {
		names = append(names, shortName(l.Subject))
	}
	return names
}

// shortName is the first part of a name, which is its most specific one.
func shortName(subject string) string {
	for i := 0; i < len(subject); i++ {
		if subject[i] == '\\' {
			i++
		} else if subject[i] == ',' {
			return subject[:i]
		}
	}
	return subject
}

// prediction says what the gateway would do, in its own words where the vendor documents them. A log line is never
// wrapped, so that it can be copied.
func (p *page) prediction(c *Client) {
	p.wrapped("  ", 2, c.Prediction, nil)
	if c.Reason.LogLine != "" {
		p.line("      ", p.strong.Sprint(Escape(c.Reason.LogLine)))
	}
}

// openSSL writes the line that openssl would print, and why it says otherwise if it does.
func (p *page) openSSL(c *Client) {
	o := c.OpenSSL
	if o == nil || c.Reason != nil && strings.HasPrefix(c.Reason.ID, "openssl_") {
		return
	}
	p.row("openssl", openSSLText(o))
	for _, note := range openSSLNotes(o) {
		p.row("", note)
	}
}

// openSSLText is the line that openssl prints.
func openSSLText(o *OpenSSL) string {
	switch {
	case o.CutShort || o.Unread != "":
		return "not known"
	case len(o.Errors) == 0 && !o.OK:
		return "fails without a line of its own"
	case !o.OK:
		return fmt.Sprintf("error %d at %d depth lookup: %s", o.Code, o.Depth, o.Message)
	}
	return "OK"
}

// openSSLNotes say why openssl answers otherwise than the verdict, or might.
func openSSLNotes(o *OpenSSL) []string {
	var notes []string
	if o.Difference != "" {
		notes = append(notes, o.Difference)
	}
	if o.OrderDependent && !strings.Contains(o.Difference, "order") {
		notes = append(notes, "with the certificates of the truststore in another order openssl would answer otherwise")
	}
	return notes
}

// replay writes the commands for a sceptic, unwrapped.
func (p *page) replay(c *Client) {
	label := "replay"
	for _, command := range c.Commands {
		p.line(p.dim.Sprint(pad("  "+label, labelWidth)), Escape(command))
		label = ""
	}
}

const labelWidth = 11

// row writes a labelled paragraph.
func (p *page) row(label, text string) { p.rowIn(label, text, nil) }

func (p *page) rowIn(label, text string, style *color.Color) {
	p.wrapped(p.dim.Sprint(pad("  "+Escape(label), labelWidth)), labelWidth, text, style)
}

func (p *page) near(c *Client) {
	label := "near"
	for i, m := range c.NearMisses {
		if i == 2 {
			p.row("", fmt.Sprintf("and %d more", len(c.NearMisses)-i))
			return
		}
		p.row(label, fmt.Sprintf("%s %s: %s", placeText(m.Where, m.Sent), m.Subject, m.Sentence))
		if m.KeyID == "no" {
			p.row("", fmt.Sprintf("key id wanted %s, found %s", m.Wanted, m.Found))
		}
		label = ""
	}
}

// placeText says where a block stands; the input is named when it is not the truststore.
func placeText(w Where, named bool) string {
	text := fmt.Sprintf("#%d", w.Index)
	if w.Line > 0 {
		text += fmt.Sprintf(" (line %d)", w.Line)
	}
	if named {
		text = w.Ref + " " + text
	}
	return text
}

// chain draws the chain as a tree, the client first, with the break marked.
func (p *page) chain(c *Client) { p.links(c.Chain) }

func (p *page) links(links []Link) {
	label := "chain"
	for i, l := range links {
		branch := ""
		if i > 0 {
			branch = strings.Repeat("   ", i-1) + "└─ "
		}
		sign, style := "", p.strong
		switch {
		case l.Role == "missing":
			sign, style = "✗ ", p.bad
		case l.Verdict == "denied":
			sign, style = "✗ ", p.bad
		case l.Verdict == "unclear":
			sign, style = "? ", p.doubt
		}
		note := linkNote(l)
		room := p.width - labelWidth - displayWidth(branch+sign+note)
		p.line(p.dim.Sprint(pad("  "+label, labelWidth)), branch, style.Sprint(sign), shorten(Escape(l.Subject), max(room, 20)), p.dim.Sprint(note))
		label = ""
	}
}

func linkNote(l Link) string {
	if note := linkWords(l); note != "" {
		return "   " + Escape(note)
	}
	return ""
}

// linkWords say where a certificate of a chain stands, and what is wrong with it.
func linkWords(l Link) string {
	var parts []string
	switch l.Role {
	case "missing":
		return "missing"
	case "root":
		parts = append(parts, "root")
	}
	if l.Where != nil && l.Role != "client" {
		parts = append(parts, placeText(*l.Where, false))
	}
	for _, condition := range l.Conditions {
		parts = append(parts, strings.ReplaceAll(condition, "_", " "))
	}
	return strings.Join(parts, ", ")
}

// also lists the further findings: everything that is wrong is told, not only what decides.
func (p *page) also(c *Client) {
	label := "also"
	for _, text := range alsoTexts(c) {
		p.row(label, text)
		label = ""
	}
}

func alsoTexts(c *Client) []string {
	var texts []string
	for _, f := range c.Findings {
		if c.Reason != nil && f.Rule == c.Reason.ID && f.Message == c.Reason.Message {
			continue
		}
		text := f.Severity + ": " + f.Message
		if f.Note != "" {
			text += " (" + f.Note + ")"
		}
		texts = append(texts, text)
	}
	return texts
}

func (p *page) key(c *Client) {
	if c.Key == nil {
		return
	}
	p.row("key", keyText(c.Key))
}

func keyText(k *KeyFit) string {
	switch {
	case k.Damage != "":
		return k.Ref + " is damaged: " + k.Damage
	case k.Fits:
		return k.Ref + " fits the certificate"
	}
	return k.Ref + " does not fit the certificate"
}

func (p *page) paths(c *Client) {
	for i, path := range c.Paths {
		p.row(fmt.Sprintf("path %d", i+1), path.Verdict+": "+strings.Join(path.Chain, " ← "))
		for _, f := range path.Findings {
			p.row("", "  "+f.Severity+" "+f.Rule+": "+f.Message)
		}
	}
	if c.PathsCut {
		p.row("", "the search stopped at its bound: there may be more paths")
	}
}

// shownProblems bounds what a broken file may print; JSON has them all.
const shownProblems = 12

func (p *page) problems(list []Finding, o Options) {
	shown := 0
	for _, f := range list {
		if f.Severity == SeverityNote && !o.Verbose || o.Quiet && (f.Severity != SeverityError || f.Waived != nil) {
			continue
		}
		if shown++; shown > shownProblems && !o.Verbose {
			p.line(fmt.Sprintf("  … and %d more: see --verbose or --output json", len(list)-shown+1))
			break
		}
		p.problem(f)
	}
	if shown > 0 {
		p.blank()
	}
}

func (p *page) problem(f Finding) {
	place := Escape(f.Where.Ref)
	if f.Where.Line > 0 {
		place += fmt.Sprintf(":%d", f.Where.Line)
	}
	sign, style, word := findingSign(p, &f)
	p.line(style.Sprint(sign), " ", p.strong.Sprint(place), "   ", style.Sprint(Escape(word)), "   ", p.dim.Sprint(Escape(f.Rule)))
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

func (p *page) summary(r *Report) {
	if t := r.Truststore; t != nil {
		p.line(ledgerText(t))
	}
	s := r.Summary
	if n := skippedFiles(r.Problems); n > 0 {
		p.line(plural(n, "file") + " skipped: see --verbose")
	}
	if s.Clients > 0 {
		p.line(fmt.Sprintf("%s: %d accepted, %d denied, %d unclear", plural(s.Clients, "client"), s.Accepted, s.Denied, s.Unclear))
	}
	if text := waivedCount(s); text != "" {
		p.line(text)
	}
	if len(r.NotChecked) > 0 && s.Clients > 0 {
		p.wrapped("", 0, "not checked: "+strings.Join(r.NotChecked, "; "), p.dim)
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
	return Escape(b.Ref) + ": " + ledgerWords(b.Ledger)
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
