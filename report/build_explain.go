package report

import "github.com/mtlscheck/mtlscheck/internal/explain"

// NewTopic tells of a topic that was found.
func NewTopic(asked string, h explain.Hit) Topic {
	t := Topic{Asked: asked, Known: true, ID: h.ID, Kind: string(h.Kind), Title: h.Title, Text: h.Text, Severity: h.Severity,
		Explanation: h.Explanation, Note: h.Note, Fix: h.Fix, Basis: string(h.Basis), Source: h.Source, See: h.See}
	for _, o := range h.Outcomes {
		t.Outcomes = append(t.Outcomes, TopicOutcome{Profile: o.Gateway, Verdict: string(o.Verdict), HTTP: o.HTTP, LogLine: o.LogLine,
			Basis: string(o.Basis), Confidence: string(o.Confidence), Source: o.Source, Note: o.Note})
	}
	return t
}

// NewUnknownTopic tells of a text that nothing is known of, with what comes closest to it.
func NewUnknownTopic(asked string, near []explain.Near) Topic {
	t := Topic{Asked: asked}
	for _, n := range near {
		t.Near = append(t.Near, NearTopic{ID: n.ID, Kind: string(n.Kind), Title: n.Title, Similarity: n.Similarity})
	}
	return t
}

// NewRuleOf tells of a topic as of a rule.
func NewRuleOf(t explain.Topic) Rule {
	return Rule{ID: t.ID, Title: t.Title, Severity: t.Severity, Basis: string(t.Basis), Source: t.Source, Explanation: t.Explanation, Fix: t.Fix}
}
