package report

import (
	"fmt"
	"slices"
	"strings"
)

// The parts that documents about truststores and clients have in common.

// findingBlocks tells of what was found beside the answer itself. Remarks are for those who look closer.
func findingBlocks(list []Finding) []block {
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
	return []block{heading{4, lineText(f.Where), badge}, paragraph{plain(f.Message)}, more}
}

// lineText is a place as editors and build servers know it: "truststore.pem:12".
func lineText(w Where) string {
	if w.Line == 0 {
		return w.Ref
	}
	return fmt.Sprintf("%s:%d", w.Ref, w.Line)
}

// inputFindings gathers what is wrong with the inputs.
func inputFindings(r *Report) []Finding {
	var list []Finding
	if r.Truststore != nil {
		list = append(list, r.Truststore.Problems...)
	}
	return append(list, r.Problems...)
}

// failureBlocks tell of the inputs that could not be read or hold nothing to check.
func failureBlocks(r *Report) []block {
	var blocks []block
	for _, in := range r.Inputs {
		if in.Error != "" {
			blocks = append(blocks, heading{4, in.Ref, span{"cannot be used", bad}}, paragraph{plain(in.Error)})
		}
	}
	return blocks
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
	return clientName(w)
}
