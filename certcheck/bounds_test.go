package certcheck

import (
	"fmt"
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// TestTheBoundsHold counts the work of a search instead of its time: a mesh of 40 CAs that all signed each other, under
// 40 different constraints, asks for more of everything than there is to spend.
func TestTheBoundsHold(t *testing.T) {
	outside := testpki.New(t).Root("outside")
	var cas, certs []*testpki.Cert
	for i := range 40 {
		cas = append(cas, outside.Intermediate(fmt.Sprintf("ca-%d", i)))
	}
	for _, issuer := range cas {
		for _, subject := range cas {
			certs = append(certs, issuer.CrossSign(subject))
		}
	}
	leaf := newNode("client.pem", cas[0].Leaf("client").Entry(), false, nil)
	c := New(testpki.Bundle(t, certs...), APIGateway())
	s := &search{graph: c.graph, policy: c.policy, rules: c.rules, at: testpki.At()}
	found := s.run(leaf, nil, false)
	// One group of candidates, one signature and one step more than the bound may be counted before it is noticed.
	if s.steps > maxSteps+firstStep || s.signatures > maxSignatures+5000 || s.candidates > maxCandidates+len(certs) || len(found) > maxPaths {
		t.Errorf("%d steps, %d µs of signatures, %d candidates, %d chains", s.steps, s.signatures, s.candidates, len(found))
	}
	for n, list := range s.reached {
		if len(list) > maxVisits*(maxDepth+1) {
			t.Errorf("%s was reached %d times", n, len(list))
		}
	}
	if len(c.graph.checked) > maxRemembered {
		t.Errorf("%d signatures remembered", len(c.graph.checked))
	}
}

// TestSplittingSpendsNoMoreThanItHas: a certificate that did issue another one counts as a client once all is spent.
func TestSplittingSpendsNoMoreThanItHas(t *testing.T) {
	root := testpki.Root(t, "root", testpki.NotCA)
	file := testpki.Bundle(t, root, root.Leaf("client")).Certificates()
	spent := 0
	if !issuedOne(file[0], file[1:], &spent) || spent == 0 {
		t.Error("the root did issue the client")
	}
	spent = maxSplit
	if issuedOne(file[0], file[1:], &spent) {
		t.Error("a signature was checked with nothing left to spend")
	}
}
