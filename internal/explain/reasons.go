package explain

import (
	"slices"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

// reason is what is said of one condition here; what each gateway makes of it comes from the policies.
type reason struct {
	condition   certcheck.Condition
	title       string
	explanation string
	fix         string
	see         []string
}

// reasons are said by gateways, of which API Gateway comes first.
func reasons(gateways []*certcheck.Policy) []Topic {
	var list []Topic
	for _, r := range slices.Concat(issuerReasons(), clientReasons(), chainReasons(), formReasons()) {
		t := Topic{ID: string(r.condition), Kind: KindReason, Title: r.title, Explanation: r.explanation, Fix: r.fix, See: r.see}
		for _, p := range gateways {
			if o, _ := p.Outcome(r.condition); arises(r.condition, p) {
				t.Outcomes = append(t.Outcomes, Said{p.Name, o})
			}
		}
		first := t.Outcomes[0]
		t.Severity, t.Basis, t.Source = severity(first.Verdict), first.Basis, first.Source
		list = append(list, t)
	}
	return list
}

// arises tells whether a gateway ever meets a condition: what a client sends stands in a chain only where it is used.
func arises(c certcheck.Condition, p *certcheck.Policy) bool {
	return c != certcheck.IntermediateSent || p.ClientIntermediates
}

func gateways() []*certcheck.Policy {
	return []*certcheck.Policy{certcheck.APIGateway(), certcheck.ALB(), certcheck.CloudFront()}
}

// severity is that of a finding that leads to a verdict.
func severity(v certcheck.Verdict) string {
	switch v {
	case certcheck.Denied:
		return "error"
	case certcheck.Unclear:
		return "warning"
	}
	return "note"
}
