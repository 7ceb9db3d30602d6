package report

import (
	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/rewrite"
)

// NewFixed tells of a truststore written anew, with the findings that somebody has to look at. It is not written yet.
func NewFixed(ref, to string, r *rewrite.Result) (*Fixed, []Finding) {
	f := &Fixed{Ref: to, Kept: len(r.Kept), Texts: r.Texts, Dropped: []Finding{}, Spared: newSpared(r.Spared)}
	var grave []Finding
	for _, remark := range r.Dropped {
		told := newRemark(ref, remark)
		f.Dropped = append(f.Dropped, told)
		if told.Severity != SeverityNote {
			grave = append(grave, told)
		}
	}
	for _, remark := range r.Changed {
		f.Changed = append(f.Changed, newRemark(ref, remark))
	}
	return f, grave
}

func newSpared(counts map[rewrite.Rule]int) []Spared {
	var list []Spared
	for _, s := range []struct {
		rule rewrite.Rule
		flag string
	}{{rewrite.Duplicate, "--drop-duplicates"}, {rewrite.Expired, "--drop-expired"}, {rewrite.NotCA, "--drop-non-ca"}} {
		if n := counts[s.rule]; n > 0 {
			list = append(list, Spared{s.flag, n})
		}
	}
	return list
}

func newRemark(ref string, r rewrite.Remark) Finding {
	f := Finding{Rule: string(r.Rule), Severity: SeverityNote, Basis: string(certcheck.Observed), Message: r.Message, Fix: r.Fix,
		Where: Where{Ref: ref, Line: r.FirstLine, LastLine: r.LastLine}}
	if r.Entry != nil {
		f.Where = EntryWhere(ref, r.Entry)
	}
	switch r.Rule {
	case rewrite.LostBlock, rewrite.PrivateKey, rewrite.Container, rewrite.TextIsSecret, rewrite.TextConflict:
		f.Severity = SeverityWarning
	}
	return f
}
