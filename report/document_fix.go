package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/internal/rewrite"
)

// fixDocument says what was written, what was left out and why, and what is proved about clients.
func fixDocument(r *Report) document {
	doc := document{title: "Truststore written anew"}
	f := r.Fixed
	if f == nil {
		return doc
	}
	doc.answer, doc.count = fixBadge(r), fixSummary(r)
	doc.blocks = append(doc.blocks, heading{1, fixTitle(r), fixBadge(r)}, paragraph{plain(fixIntro(r))})
	if d := r.Diff; d != nil {
		doc.blocks = append(doc.blocks, changeGroups(d)...)
	}
	left, mended := "Left out", "Mended"
	if !f.Written {
		left, mended = "Would be left out", "Would be mended"
	}
	doc.blocks = append(doc.blocks, remarkBlocks(left, f.Dropped)...)
	doc.blocks = append(doc.blocks, remarkBlocks(mended, f.Changed)...)
	return doc
}

func fixTitle(r *Report) string {
	if r.Truststore == nil {
		return r.Fixed.Ref
	}
	return r.Truststore.Ref + " → " + r.Fixed.Ref
}

func fixBadge(r *Report) span {
	if !r.Fixed.Written {
		return span{"not written", bad}
	}
	text, look := "written, "+plural(r.Fixed.Kept, "certificate"), good
	if r.Diff != nil && r.Diff.Judged && r.Summary.Accepted == 0 {
		look = doubt // it is as clean as it can be, and of no use to those who were named
	}
	if lost := lostBlocks(r.Fixed); lost > 0 {
		text, look = text+", "+plural(lost, "block")+" lost", doubt
	}
	return span{text, look}
}

// lostBlocks counts what claims to be a certificate and cannot be read: somebody may depend on it, and no client can be
// judged by it.
func lostBlocks(f *Fixed) int {
	n := 0
	for _, d := range f.Dropped {
		if d.Rule == string(rewrite.LostBlock) {
			n++
		}
	}
	return n
}

// fixIntro says what is lost, what is proved about clients and what is not, and what somebody may yet want to leave out.
func fixIntro(r *Report) string {
	return lostText(r.Fixed) + provedText(r) + sparedText(r.Fixed)
}

// lostText comes first: what is lost may be the very root.
func lostText(f *Fixed) string {
	lost := lostBlocks(f)
	if lost == 0 {
		return ""
	}
	return fmt.Sprintf("%s LOST: what should be %s there does not go along, and clients may need it. Append a sound copy before the new "+
		"file is uploaded; mtlscheck lint tells which chains end without it. ", plural(lost, "block"), verb(lost, "a certificate", "certificates"))
}

func provedText(r *Report) string {
	d := r.Diff
	switch {
	case d == nil:
		return "Nothing was compared."
	case !d.Judged:
		return "No clients were given, so nothing is proved about them. " + dropsText(r)
	case d.Counts.Loses+d.Counts.MayLose > 0:
		return "A known client would, or might, lose access."
	case r.Summary.Clients == 0 || anyFailed(r):
		return "Not every client could be judged, so nothing is proved."
	}
	return fmt.Sprintf("%s judged by both: nobody loses access%s.", plural(r.Summary.Clients, "client"), outsideText(r.Summary))
}

// outsideText tells of clients that are not let in, which cleaning has not changed.
func outsideText(s Summary) string {
	var parts []string
	if s.Denied > 0 {
		parts = append(parts, fmt.Sprintf("%d %s denied before and after", s.Denied, verb(s.Denied, "is", "are")))
	}
	if s.Unclear > 0 {
		parts = append(parts, fmt.Sprintf("%d %s unclear after", s.Unclear, verb(s.Unclear, "is", "are")))
	}
	if len(parts) == 0 {
		return ""
	}
	return ", but " + strings.Join(parts, ", and ") + " (mtlscheck verify says why)"
}

// sparedText names the flags by which kept certificates would go.
func sparedText(f *Fixed) string {
	if !f.Written || len(f.Spared) == 0 {
		return ""
	}
	var parts []string
	for _, s := range f.Spared {
		parts = append(parts, fmt.Sprintf("%d %s (%s)", s.Count, sparedWords(s), s.Flag))
	}
	return " Kept, as no flag says otherwise: " + strings.Join(parts, ", ") + "; mtlscheck lint tells more."
}

// dropsText says of which kind the certificates are that were left out.
func dropsText(r *Report) string {
	if !slices.ContainsFunc(r.Fixed.Dropped, func(f Finding) bool { return f.Where.SHA256 != "" }) {
		return "No certificate that could be read was left out."
	}
	if r.Diff != nil && len(r.Diff.Gone) == 0 {
		return "Every certificate left out was a further copy of one that is kept."
	}
	return "Every certificate left out is named below; name the clients with --clients to see who needs it."
}

// remarkBlocks list what was left out or mended.
func remarkBlocks(name string, list []Finding) []block {
	if len(list) == 0 {
		return nil
	}
	t := table{name: name, columns: []string{"lines", "rule", "what"}}
	worst := dim
	for i := range list {
		f := &list[i]
		s := normal
		if f.Severity != SeverityNote {
			s, worst = severityStyle(f.Severity), doubt
		}
		text := prose{{f.Message, s}}
		if f.Fix != "" {
			text = append(text, span{"; " + f.Fix, normal})
		}
		t.rows = append(t.rows, []prose{styled(code, whereLines(f.Where)), plain(f.Rule), text})
	}
	return []block{heading{1, name, span{fmt.Sprint(len(list)), worst}}, t}
}

func whereLines(w Where) string {
	switch {
	case w.Line == 0:
		return ""
	case w.LastLine > w.Line:
		return fmt.Sprintf("%d–%d", w.Line, w.LastLine)
	}
	return fmt.Sprint(w.Line)
}

// besideRemarks are the findings that are told neither of blocks nor of clients.
func besideRemarks(r *Report) []Finding {
	type remark struct {
		rule  string
		where Where
	}
	told := make(map[remark]bool, len(r.Fixed.Dropped))
	for _, f := range r.Fixed.Dropped {
		told[remark{f.Rule, f.Where}] = true
	}
	return slices.DeleteFunc(otherFindings(r.Findings), func(f Finding) bool { return told[remark{f.Rule, f.Where}] })
}

func fixSummary(r *Report) string {
	f := r.Fixed
	certificates := 0
	for _, d := range f.Dropped {
		if d.Where.SHA256 != "" {
			certificates++
		}
	}
	lost := lostBlocks(f)
	others := len(f.Dropped) - certificates - lost
	text := fmt.Sprintf("%s kept, %d left out, %d lost, %d other %s left out, %s kept", plural(f.Kept, "certificate"),
		certificates, lost, others, verb(others, "block or text", "blocks and texts"), plural(f.Texts, "text"))
	if !f.Written {
		return text + "; nothing was written"
	}
	return text + fmt.Sprintf("; %s has %s", f.Ref, plural(f.Size, "byte"))
}
