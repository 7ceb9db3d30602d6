package report

// rulesDocument is the table that `mtlscheck rules` prints, and docs/rules.md holds.
func rulesDocument(r *Report) document {
	d := document{title: "Rules", answer: span{plural(len(r.Rules), "rule"), normal}}
	for _, rule := range r.Rules {
		d.blocks = append(d.blocks, heading{1, rule.ID, span{rule.Severity, severityStyle(rule.Severity)}},
			paragraph{plain(rule.Title)}, facts{
				{"why", plain(rule.Explanation)},
				{"fix", plain(rule.Fix)},
				{"basis", plain(rule.Basis)},
				{"source", styled(link, rule.Source)},
			})
	}
	return d
}
