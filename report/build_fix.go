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
	for _, d := range dropFlags() {
		if n := counts[d.rule]; n > 0 {
			list = append(list, Spared{d.flag, n})
		}
	}
	return list
}

// dropFlag is a flag that leaves certificates out, and what these are called.
type dropFlag struct {
	rule      rewrite.Rule
	flag      string
	one, more string
}

func dropFlags() []dropFlag {
	return []dropFlag{
		{rewrite.Duplicate, "--drop-duplicates", "further copy", "further copies"},
		{rewrite.Expired, "--drop-expired", "expired certificate", "expired certificates"},
		{rewrite.NotCA, "--drop-non-ca", "certificate that is no CA's", "certificates that are no CAs'"},
	}
}

// sparedWords name what a flag would leave out. One that a report of another version has is named as any certificate is.
func sparedWords(s Spared) string {
	for _, d := range dropFlags() {
		if d.flag == s.Flag {
			return verb(s.Count, d.one, d.more)
		}
	}
	return verb(s.Count, "certificate", "certificates")
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
