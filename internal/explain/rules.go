package explain

import "github.com/mtlscheck/mtlscheck/internal/lint"

// rules are those of lint, in its own words.
func rules() []Topic {
	var list []Topic
	for _, r := range lint.Rules() {
		list = append(list, Topic{ID: r.ID, Kind: KindRule, Title: r.Title, Severity: string(r.Severity), Explanation: r.Explanation,
			Fix: r.Fix, Basis: r.Basis, Source: r.Source})
	}
	return list
}
