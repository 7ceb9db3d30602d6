package report

import (
	"slices"
	"strings"
)

// The parts that documents about truststores and clients have in common.

// findingSections tells of what was found beside the answer itself. Remarks are for those who look closer.
func findingSections(list []Finding) []block {
	var shown, remarks []block
	for i := range list {
		f := &list[i]
		if f.Severity == SeverityNote {
			remarks = append(remarks, findingBlock(f)...)
		} else {
			shown = append(shown, findingBlock(f)...)
		}
	}
	if len(remarks) > 0 {
		shown = append(shown, fold{"remarks", remarks})
	}
	return shown
}

func findingBlock(f *Finding) []block {
	badge := span{f.Severity, severityStyle(f.Severity)}
	if f.Waived != nil {
		badge = span{"waived", dim}
	}
	more := facts{{"rule", styled(code, f.Rule)}}
	if f.Note != "" {
		more = append(more, fact{"note", plain(f.Note)})
	}
	if f.Fix != "" {
		more = append(more, fact{"fix", plain(f.Fix)})
	}
	return []block{heading{3, lineText(f.Where), badge}, paragraph{plain(f.Message)}, more}
}

// inputFindings gathers what is wrong with the inputs.
func inputFindings(r *Report) []Finding {
	var list []Finding
	if r.Truststore != nil {
		list = append(list, r.Truststore.Problems...)
	}
	return append(list, r.Problems...)
}

// anyFailed tells whether an input is missing from the answer.
func anyFailed(r *Report) bool {
	return slices.ContainsFunc(r.Inputs, func(in Input) bool { return in.Error != "" })
}

// notCheckedBlock says what no verdict covers.
func notCheckedBlock(r *Report) []block {
	if len(r.NotChecked) == 0 || r.Summary.Clients == 0 {
		return nil
	}
	return []block{paragraph{styled(dim, "not checked: "+strings.Join(r.NotChecked, "; "))}}
}

// verb chooses the form that goes with a number.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// fileName names a client by its file alone.
func fileName(w Where) string {
	w.Subject = ""
	return clientAt(w)
}

// untold are the findings that the sections of a command's own document do not tell.
func untold(r *Report) []Finding {
	switch {
	case r.Diff != nil && r.Fixed == nil:
		return otherFindings(r.Findings)
	case r.Timeline != nil:
		return besideEvents(r.Findings)
	case r.Fixed != nil:
		return besideRemarks(r)
	}
	return r.Findings
}

// withRemarks adds what a terminal shows below an answer: what is odd about the inputs, the summary, what was not checked. Pages have sections of their own for these.
func withRemarks(d document, r *Report) document {
	d.blocks = append(d.blocks, findingSections(append(inputFindings(r), untold(r)...))...)
	if d.count != "" {
		d.blocks = append(d.blocks, heading{1, "Summary", span{}}, paragraph{plain(d.count)})
	}
	d.blocks = append(d.blocks, notCheckedBlock(r)...)
	return d
}
