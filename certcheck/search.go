package certcheck

import (
	"bytes"
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// The bounds of one search for chains. Truststores come from strangers, and a mesh of cross-signed certificates has
// more chains than there are atoms: whatever the input, a search ends within these and says so (SearchStopped).
const (
	maxDepth      = 16      // CA certificates in one chain
	maxPaths      = 16      // chains told of one client
	maxVisits     = 4       // chains up to one certificate that are followed although better ones lead there
	maxSteps      = 50_000  // certificates judged at their place in a chain; the first time counts firstStep
	firstStep     = 5       // because Go's parser reads the certificate then
	maxCandidates = 200_000 // certificates looked at as possible issuers
	maxSignatures = 150_000 // estimated microseconds spent on signatures, see sigcheck.Cost
	maxCompared   = 4 << 20 // octets of names compared with name constraints
)

// fault is a condition met at one place of a chain.
type fault struct {
	*rule
	depth  int
	node   *node
	detail string // the fact that only the place of discovery knows; may be empty
}

// step is one certificate of a chain under search, linked towards the client's certificate.
type step struct {
	child  *step
	node   *node
	depth  int // 0 for the client's certificate
	isRoot bool
	end    ending
	faults []fault // of this certificate and of its link to the child
	cost   cost
}

// ending says how a chain ends at its last step.
type ending int

const (
	open       ending = iota // it may go on
	complete                 // at a self-signed certificate inside the truststore
	incomplete               // no issuer in the truststore
	circular                 // every issuer in the truststore stands in the chain already
	cut                      // the search stopped here
)

// cost orders chains: the best is the one with the fewest refusals, and among as many, one that reaches a root; then
// the one with the fewest doubts, then the one that takes least from what the client sends, and at last the shortest.
type cost struct {
	denied, missing, unclear, rank, sent, remarks int
}

func (c cost) compare(o cost) int {
	return cmp.Or(cmp.Compare(c.denied, o.denied), cmp.Compare(c.missing, o.missing), cmp.Compare(c.unclear, o.unclear),
		cmp.Compare(c.rank, o.rank), cmp.Compare(c.sent, o.sent), cmp.Compare(c.remarks, o.remarks))
}

func (c *cost) add(f fault) {
	if isMissingLink(f.Condition) {
		c.missing++
	}
	switch f.Verdict {
	case Denied:
		c.denied++
		c.rank += f.rank
	case Unclear:
		c.unclear++
		c.rank += f.rank
	default:
		c.remarks++
	}
}

// search enumerates the chains of one client, best first. A fault never makes a chain better, so the first chain that
// ends is the best there is, and what a bound cuts off later cannot change the verdict.
type search struct {
	graph  *graph
	lost   *graph // what readers lose of the truststore, see newLost; may be nil
	sent   *graph // what the client sends, when it may take part; else nil
	asRoot bool   // what the client sends may even end a chain: asked only to find what to append
	policy *Policy
	rules  rulebook
	at     time.Time

	queue   queue
	reached map[*node][]reached
	dropped *step // a step that was not followed, because better ones lead to its certificate
	checked map[edgeKey]edgeCheck
	stopped bool // a bound was met

	steps, candidates, signatures, compared int
}

// run gives the chains from leaf upwards, the best one first. There is always one, if only the leaf's own.
func (s *search) run(leaf *node, faults []fault, alone bool) []*step {
	s.reached = map[*node][]reached{}
	first := &step{node: leaf, faults: faults}
	for _, f := range faults {
		first.cost.add(f)
	}
	if alone {
		first.end = complete
	}
	heap.Push(&s.queue, first)
	var found []*step
	for s.queue.Len() > 0 && len(found) < maxPaths && (len(found) == 0 || !s.stopped) {
		next := heap.Pop(&s.queue).(*step)
		if next.end != open {
			found = append(found, next)
			continue
		}
		s.expand(next)
	}
	if len(found) == 0 {
		return []*step{s.ended(s.dropped, circular, ChainIncomplete, "")}
	}
	return found
}

// cutShort tells whether there may be chains besides those that were found.
func (s *search) cutShort(found []*step) bool {
	isCut := func(end *step) bool { return end.end == cut }
	return s.stopped || s.dropped != nil || s.queue.Len() > 0 || slices.ContainsFunc(found, isCut)
}

// expand pushes each way on from an open step.
func (s *search) expand(from *step) {
	switch {
	case from.isRoot:
		s.finish(from, complete, "", "")
	case s.stopped:
		s.finish(from, cut, SearchStopped, "")
	case from.depth == maxDepth:
		s.finish(from, cut, SearchStopped, fmt.Sprintf("this chain was not followed beyond %d CA certificates", maxDepth))
	default:
		s.climb(from)
	}
}

// reached is the place in which a certificate was met.
type reached struct {
	cost  cost
	depth int
}

// push follows a step further, unless several chains of which none is worse and none longer lead to the same
// certificate already. One more of the kind tells nothing new, and in a mesh of cross-signed CAs there is no end of them.
func (s *search) push(at *step) {
	better := 0
	for _, r := range s.reached[at.node] {
		if r.depth <= at.depth && r.cost.compare(at.cost) <= 0 {
			better++
		}
	}
	if better >= maxVisits {
		s.dropped = at
		return
	}
	s.reached[at.node] = append(s.reached[at.node], reached{at.cost, at.depth})
	heap.Push(&s.queue, at)
}

// climb pushes every issuer of a step whose signature fits, or else the end of the chain.
func (s *search) climb(from *step) {
	found := false
	for _, c := range s.issuers(from.node.cert) {
		if from.holds(c.node) {
			continue
		}
		edge, ok := s.check(from.node, c.node)
		if !ok {
			break
		}
		if edge.result == sigcheck.Bad {
			continue
		}
		if !s.step(c.node) {
			break
		}
		found = true
		s.push(s.next(from, c, edge))
	}
	switch {
	case s.stopped:
		s.finish(from, cut, SearchStopped, "")
	case from.depth > 0 && takenForSelfSigned(from.node) && s.trusts(from.node):
		s.finish(from, complete, RootSignature, "") // which openssl does even where an issuer is at hand
	case !found:
		s.deadEnd(from)
	}
}

// step spends what it takes to judge a certificate at one place; it tells whether that was still there.
func (s *search) step(n *node) bool {
	s.steps++
	if s.reached[n] == nil {
		s.steps += firstStep - 1
	}
	s.stopped = s.stopped || s.steps > maxSteps
	return !s.stopped
}

// check tells whether issuer signed child, and spends the estimated time of that once for each key. It spends it
// whether or not the graph remembers the answer: what is told must not depend on what was asked before. ok is false
// when there is nothing left to spend.
func (s *search) check(child, issuer *node) (e edgeCheck, ok bool) {
	key := edgeKey{child.cert, issuer.twin}
	if e, ok := s.checked[key]; ok {
		return e, true
	}
	cost := sigcheck.Cost(child.cert, &issuer.cert.PublicKey)
	if s.signatures += cost; s.signatures > maxSignatures {
		s.stopped = true
		return e, false
	}
	e = s.graph.check(child.cert, issuer)
	if s.checked == nil {
		s.checked = map[edgeKey]edgeCheck{}
	}
	s.checked[key] = e
	return e, true
}

// known gives what this search, or one before it, found out about a signature.
func (s *search) known(subject, issuer *truststore.Certificate) (sigcheck.Result, bool) {
	n := s.graph.byIdentity[issuer.SHA256]
	if n == nil {
		return "", false
	}
	e, ok := s.checked[edgeKey{subject, n.twin}]
	return e.result, ok
}

// isRoot tells whether a certificate carries its own name as issuer and its own signature.
func (s *search) isRoot(n *node) bool {
	if !n.selfIssued || !s.trusts(n) {
		return false
	}
	e, ok := s.check(n, n)
	return ok && e.result != sigcheck.Bad
}

// trusts tells whether a chain may end at a certificate: it has to stand in the truststore.
func (s *search) trusts(n *node) bool { return !n.sent || s.asRoot }

// deadEnd says why a chain does not go on.
func (s *search) deadEnd(at *step) {
	switch {
	case at.depth == 0 && len(s.graph.named(at.node.cert.Issuer)) > 0:
		s.finish(at, incomplete, IssuerKeyMismatch, "")
	case at.depth == 0:
		s.finish(at, incomplete, IssuerNotFound, "")
	case s.runsInCircle(at):
		s.finish(at, circular, ChainIncomplete, "")
	default:
		s.finish(at, incomplete, ChainIncomplete, "")
	}
}

// runsInCircle tells whether a chain ends only because its issuer stands in it already.
func (s *search) runsInCircle(at *step) bool {
	for below := at.child; below != nil && below.depth > 0; below = below.child {
		if compareNames(at.node.cert.Issuer, below.node.cert.Subject) == FactNo {
			continue
		}
		if e, ok := s.check(at.node, below.node); ok && e.result != sigcheck.Bad {
			return true
		}
	}
	return false
}

// finish puts a chain that goes no further into the queue.
func (s *search) finish(at *step, end ending, wrong Condition, detail string) {
	heap.Push(&s.queue, s.ended(at, end, wrong, detail))
}

// ended makes the last step of a chain, with what is wrong about its end.
func (s *search) ended(at *step, end ending, wrong Condition, detail string) *step {
	last := *at
	last.end = end
	last.faults = slices.Clip(at.faults)
	if wrong != "" {
		s.fault(&last, wrong, last.depth, last.node, detail)
	}
	return &last
}

// candidate is a possible issuer with what speaks for it.
type candidate struct {
	node  *node
	exact bool // its subject is the wanted name to the byte
	class int  // of how much speaks for it, the most being 0
}

// issuers lists the possible issuers of c: those with the wanted key identifier first, those with another one last,
// and among each the very name before one that is merely the same to openssl.
func (s *search) issuers(c *truststore.Certificate) []candidate {
	var list []candidate
	for _, g := range []*graph{s.graph, s.sent, s.lost} {
		if g == nil {
			continue
		}
		named := g.named(c.Issuer)
		if s.candidates += len(named); s.candidates > maxCandidates {
			s.stopped = true
			break
		}
		list = slices.Grow(list, len(named))
		for _, n := range named {
			list = append(list, newCandidate(n, c))
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(a.class, b.class) })
	return list
}

func newCandidate(issuer *node, child *truststore.Certificate) candidate {
	c := candidate{node: issuer, exact: bytes.Equal(child.Issuer, issuer.cert.Subject), class: 2 * int(matchKeyID(child, issuer.cert))}
	if !c.exact {
		c.class++
	}
	return c
}

// next makes the step from one certificate to its issuer.
func (s *search) next(from *step, c candidate, edge edgeCheck) *step {
	to := &step{child: from, node: c.node, depth: from.depth + 1, cost: from.cost}
	to.isRoot = s.isRoot(c.node)
	if c.node.sent {
		to.cost.sent++
	}
	if edge.result == sigcheck.Unchecked {
		s.fault(to, UncheckedSignature, from.depth, from.node, edge.why)
	}
	if !c.exact {
		s.fault(to, NameEncoding, from.depth, from.node, c.node.place().String())
	}
	if pointsAway(from.node.cert, c.node.cert) {
		s.fault(to, KeyIDMismatch, from.depth, from.node, c.node.place().String())
	}
	if to.isRoot && pointsAway(c.node.cert, c.node.cert) {
		s.fault(to, KeyIDMismatch, to.depth, to.node, "its own")
	}
	s.judgeCA(to)
	return to
}

func (s *search) fault(at *step, c Condition, depth int, n *node, detail string) {
	f := fault{s.rules.rule(s.policy, c), depth, n, detail}
	at.faults = append(at.faults, f)
	at.cost.add(f)
}

// holds tells whether a certificate, or another one of the same name and key, stands in the chain already: such a
// chain leads nowhere that the shorter one does not.
func (s *step) holds(n *node) bool {
	for at := s; at != nil; at = at.child {
		if at.node == n || at.node.cert.SHA256 == n.cert.SHA256 || at.depth > 0 && at.node.sameHolder(n) {
			return true
		}
	}
	return false
}

// steps lists a chain from the client's certificate upwards.
func (s *step) steps() []*step {
	list := make([]*step, s.depth+1)
	for at := s; at != nil; at = at.child {
		list[at.depth] = at
	}
	return list
}

// allFaults lists the faults of a chain from the client's certificate upwards.
func (s *step) allFaults() []fault {
	var list []fault
	for _, at := range s.steps() {
		list = append(list, at.faults...)
	}
	return list
}

// queue is a heap of steps, cheapest first; ties go to the shorter chain and then to an order that no file can choose.
type queue []*step

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	a, b := q[i], q[j]
	return cmp.Or(a.cost.compare(b.cost), cmp.Compare(a.depth, b.depth),
		bytes.Compare(a.node.cert.SHA256[:], b.node.cert.SHA256[:]), cmp.Compare(b.end, a.end)) < 0
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(*step)) }
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
