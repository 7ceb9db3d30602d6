package report

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// answerOf is what a reader wants to know first.
func answerOf(r *Report, d document) span {
	s := r.Summary
	switch {
	case d.answer.text != "":
		return d.answer
	case s.Clients > 0:
		return clientsAnswer(s)
	case s.ExitCode >= ExitInput && len(r.Findings)+len(d.blocks) == 0:
		return span{"Nothing was checked", bad}
	case s.Errors > 0:
		return span{countText(s), bad}
	case s.Warnings > 0:
		return span{countText(s), doubt}
	case s.Notes+s.Waived > 0:
		return span{countText(s), good}
	}
	return span{"Nothing found", good}
}

func clientsAnswer(s Summary) span {
	what, count := "accepted", s.Accepted
	switch {
	case s.Denied > 0:
		what, count = "denied", s.Denied
	case s.Unclear > 0:
		what, count = "unclear", s.Unclear
	}
	text := fmt.Sprintf("%d of %d clients %s", count, s.Clients, what)
	switch {
	case s.Clients == 1:
		text = "Client " + what
	case count == s.Clients:
		text = fmt.Sprintf("All %d clients %s", count, what)
	}
	return span{text, verdictStyle(what)}
}

// leadFacts stand below the answer: the counts, what was judged, by what, and when.
func leadFacts(r *Report, d document) facts {
	var list facts
	s := r.Summary
	switch {
	case d.count != "":
		list = append(list, fact{"summary", plain(d.count)})
	case s.Clients > 1:
		list = append(list, fact{"clients", plain(fmt.Sprintf("%d accepted, %d denied, %d unclear", s.Accepted, s.Denied, s.Unclear))})
	}
	if n := unread(r); n > 0 {
		list = append(list, fact{"not complete", styled(bad, plural(n, "input")+" could not be read or used: see the inputs below")})
	}
	if t := r.Truststore; t != nil {
		list = append(list, fact{"truststore", prose{{t.Ref, code}, {", " + ledgerWords(t.Ledger), normal}}})
		list = append(list, readFact(r)...)
	}
	if r.Profile != "" {
		list = append(list, fact{"rules of", plain(r.Profile + ", applied offline: this is a prediction, nobody was asked")})
	}
	if len(r.Inputs) > 0 { // what is known of rules and reasons has no time
		list = append(list, fact{"as at", plain(r.EvaluatedAt.UTC().Format(time.RFC3339))})
	}
	return list
}

// readFact says which state of the truststore was read, where it lies in S3.
func readFact(r *Report) facts {
	for _, in := range r.Inputs {
		if text := versionText(in); in.Ref == r.Truststore.Ref && text != "" {
			return facts{{"object read", plain(text)}}
		}
	}
	return nil
}

func unread(r *Report) int {
	n := 0
	for _, in := range r.Inputs {
		if in.Error != "" {
			n++
		}
	}
	return n
}

// commonBlocks are what every report has below its answer and its clients, as far as it has them.
func commonBlocks(r *Report, o Options) []block {
	blocks := findingBlocks("Findings", untold(r), r.Rules, o)
	blocks = append(blocks, storeBlocks(r.Truststore, o)...)
	blocks = append(blocks, findingBlocks("Remarks on the inputs", r.Problems, r.Rules, o)...)
	if r.Command != "rules" {
		blocks = append(blocks, ruleFold(r)...)
	}
	if len(r.Inputs) > 0 {
		blocks = append(blocks, heading{1, "Inputs", span{}}, inputTable(r.Inputs))
	}
	if len(r.NotChecked) > 0 {
		blocks = append(blocks, heading{1, "Not checked", span{}}, paragraph{plain(strings.Join(r.NotChecked, "; "))})
	}
	return blocks
}

// ruleFold has what is known of the rules that found something. lint names those too that did not, for formats that count
// them.
func ruleFold(r *Report) []block {
	rules := r.Rules
	if r.Command == "lint" {
		rules = slices.DeleteFunc(slices.Clone(rules), func(rule Rule) bool {
			return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == rule.ID })
		})
	}
	if len(rules) == 0 {
		return nil
	}
	return []block{fold{"What the rules say", rulesDocument(&Report{Tail: Tail{Rules: rules}}).blocks}}
}

// storeBlocks are the truststore: its books, what is wrong with its form, and what stands in it.
func storeBlocks(t *Bundle, o Options) []block {
	if t == nil {
		return nil
	}
	blocks := []block{heading{1, "Truststore", span{}}, ledgerBlock(t)}
	if shown := shownFindings(t.Problems, o); len(shown) > 0 {
		blocks = append(blocks, findingTable("Remarks on the truststore", shown))
	}
	if len(t.Entries) > 0 {
		blocks = append(blocks, fold{"What stands in the truststore: " + plural(len(t.Entries), "block"), []block{entryTable(t)}})
	}
	return blocks
}

// ledgerBlock balances the books of one input: seen = accepted + rejected.
func ledgerBlock(b *Bundle) block {
	l := b.Ledger
	text := fmt.Sprintf(": %s seen = %d accepted + %d rejected", plural(l.Seen, "certificate"), l.Accepted, l.Rejected)
	if l.Other > 0 {
		text += fmt.Sprintf(", and %s of other kinds", plural(l.Other, "block"))
	}
	return paragraph{prose{{b.Ref, code}, {text + lineCount(b.Lines) + ".", normal}}}
}

// shownFindings leaves out what --quiet does.
func shownFindings(list []Finding, o Options) []Finding {
	if !o.Quiet {
		return list
	}
	var shown []Finding
	for _, f := range list {
		if f.Severity == SeverityError && f.Waived == nil {
			shown = append(shown, f)
		}
	}
	return shown
}

func findingBlocks(title string, list []Finding, known []Rule, o Options) []block {
	shown := shownFindings(list, o)
	if len(shown) == 0 {
		return nil
	}
	blocks := []block{heading{1, title, span{}}, findingTable(title, shown)}
	if sources := sourceFacts(shown, known); len(sources) > 0 {
		blocks = append(blocks, fold{"Where these rules come from", []block{sources}})
	}
	return blocks
}

func findingTable(name string, list []Finding) table {
	t := table{name: name, columns: []string{"severity", "place", "rule", "finding", "fix", "basis"}}
	for _, f := range list {
		severity := styled(severityStyle(f.Severity), f.Severity)
		if f.Waived != nil {
			severity = styled(dim, "waived "+f.Severity)
		}
		t.rows = append(t.rows, []prose{severity, styled(code, lineText(f.Where)), styled(code, f.Rule), plain(findingText(&f)),
			plain(f.Fix), plain(f.Basis)})
	}
	return t
}

// lineText is a place as editors and compilers write it.
func lineText(w Where) string {
	if w.Line == 0 {
		return w.Ref
	}
	return fmt.Sprintf("%s:%d", w.Ref, w.Line)
}

func findingText(f *Finding) string {
	text := f.Message
	if f.Note != "" {
		text += " (" + f.Note + ")"
	}
	if w := f.Waived; w != nil {
		text += "; waived " + waivedWords(w)
	}
	return text
}

// sourceFacts name the page behind each rule once, but for those of which the report tells more.
func sourceFacts(list []Finding, known []Rule) facts {
	var out facts
	told := map[string]bool{}
	for _, r := range known {
		told[r.ID] = true
	}
	for _, f := range list {
		if f.Source != "" && !told[f.Rule] {
			told[f.Rule] = true
			out = append(out, fact{f.Rule, styled(link, f.Source)})
		}
	}
	return out
}

func inputTable(list []Input) table {
	t := table{name: "Inputs", columns: []string{"role", "input", "bytes", "sha256", "version"}}
	for _, in := range list {
		name := prose{{in.Ref, code}}
		if in.Error != "" {
			name = append(name, span{" could not be read or used: " + in.Error, bad})
		}
		t.rows = append(t.rows, []prose{plain(in.Role), name, plain(fmt.Sprint(in.Size)), styled(code, in.SHA256), plain(versionText(in))})
	}
	return t
}

// versionText says which state of an S3 object was read.
func versionText(in Input) string {
	var parts []string
	for _, d := range []detail{{"version", in.VersionID}, {"etag", in.ETag}, {"region", in.Region}} {
		if d.value != "" {
			parts = append(parts, d.name+" "+d.value)
		}
	}
	if in.LastModified != nil {
		parts = append(parts, "last modified "+in.LastModified.UTC().Format(time.RFC3339))
	}
	return strings.Join(parts, ", ")
}
