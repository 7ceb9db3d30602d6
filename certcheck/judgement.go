package certcheck

import (
	"slices"
	"time"
)

// Judgement is the verdict on one client, not yet put into words: these, and openssl's answer, cost as much as the
// verdict itself, and of clients that pass often nobody reads them. It is for one goroutine.
type Judgement struct {
	Verdict Verdict // empty when there was no certificate to judge

	writer writer
	search *search
	found  []*step    // the chains, the best first
	whole  *Diagnosis // when it was made together with the verdict
}

// Judge gives the verdict on one client certificate at one time. It always answers within the bounds of the search.
func (c *Checker) Judge(client Client, at time.Time) *Judgement {
	if !hasCertificate(client.Entry) {
		return &Judgement{whole: &Diagnosis{}}
	}
	if c.policy.Name == "openssl" {
		d := c.diagnoseOpenSSL(client, at)
		return &Judgement{Verdict: d.Verdict, whole: d}
	}
	j := &Judgement{writer: writer{checker: c, client: client, at: at}}
	j.search = &search{graph: c.graph, lost: c.lost, policy: c.policy, rules: c.rules, at: at}
	if c.policy.ClientIntermediates {
		j.search.sent = j.writer.sentGraph()
	}
	j.found = j.search.judge(newNode(client.Ref, client.Entry, false, nil), client, c.listed(client.Entry.Certificate))
	j.Verdict = j.found[0].cost.verdict()
	return j
}

// judge gives the chains of a client's certificate, with all that is wrong with them. listed is where it stands in the
// truststore itself, if it does.
func (s *search) judge(leaf *node, client Client, listed *node) []*step {
	selfSigned := s.graph.selfSigned(leaf)
	faults := s.judgeClient(leaf, listed, selfSigned)
	if client.Key != nil && client.Key.Differs(leaf.cert.PublicKey) {
		faults = append(faults, fault{s.rules.rule(s.policy, KeyMismatch), 0, leaf, client.KeyRef})
	}
	return s.run(leaf, faults, selfSigned || trustedAsRoot(leaf, listed))
}

// verdict is the worst that the faults of a chain lead to.
func (c cost) verdict() Verdict {
	switch {
	case c.denied > 0:
		return Denied
	case c.unclear > 0:
		return Unclear
	}
	return Accepted
}

// Clean tells a client that passes without a remark: its Diagnosis has no findings.
func (j *Judgement) Clean() bool {
	if j.whole != nil {
		return j.Verdict == Accepted && len(j.whole.Findings) == 0
	}
	return j.Verdict == Accepted && j.writer.checker.missed == "" && j.found[0].cost.remarks == 0 && !slices.ContainsFunc(j.found, (*step).interferes)
}

// Diagnosis puts the judgement into words, once.
func (j *Judgement) Diagnosis() *Diagnosis {
	if j.whole == nil {
		j.whole = j.explained()
	}
	return j.whole
}

func (j *Judgement) explained() *Diagnosis {
	w := &j.writer
	c := w.checker
	d := &Diagnosis{Client: w.client.Entry.Certificate, PathsCut: j.search.cutShort(j.found)}
	w.paths(d, j.found)
	w.damaged(d)
	d.settle(c.policy)
	w.explain(d, j.found[0])
	answer, got := c.openssl(w.client, w.at, j.search.known)
	d.OpenSSL = answer
	d.OpenSSL.Difference = d.difference(c, got.Chain)
	return d
}
