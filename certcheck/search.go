package certcheck

import (
	"bytes"
	"cmp"
	"container/heap"
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
	maxRevisits   = 4       // how often one certificate may be left at one depth
	maxCandidates = 100_000 // certificates looked at as possible issuers
	maxSignatures = 150_000 // estimated microseconds spent on signatures, see sigcheck.Cost
)

// fault is a condition met at one place of a chain.
type fault struct {
	condition Condition
	outcome   Outcome
	rank      int
	depth     int
	node      *node
	detail    string // the fact that only the place of discovery knows; may be empty
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
)

// cost orders chains: the best is the one with the fewest refusals, then the fewest doubts, then the shortest.
type cost struct {
	denied, unclear, remarks, rank int
}

func (c cost) compare(o cost) int {
	return cmp.Or(cmp.Compare(c.denied, o.denied), cmp.Compare(c.unclear, o.unclear),
		cmp.Compare(c.rank, o.rank), cmp.Compare(c.remarks, o.remarks))
}

func (c *cost) add(f fault) {
	switch f.outcome.Verdict {
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

// search enumerates the chains of one client, best first.
type search struct {
	graph  *graph
	policy *Policy
	at     time.Time
	sent   bool // certificates that the client sends may take part

	queue      queue
	left       map[*node][maxDepth + 1]int8
	candidates int
	signatures int
	stopped    bool
}

// run gives the chains from leaf upwards, the best one first. There is always one, if only the leaf's own.
func (s *search) run(leaf *node, faults []fault, alone bool) []*step {
	s.left = map[*node][maxDepth + 1]int8{}
	first := &step{node: leaf, faults: faults}
	for _, f := range faults {
		first.cost.add(f)
	}
	if alone {
		first.end = complete
	}
	heap.Push(&s.queue, first)
	var found []*step
	for s.queue.Len() > 0 && len(found) < maxPaths {
		next := heap.Pop(&s.queue).(*step)
		if next.end != open {
			found = append(found, next)
			continue
		}
		s.expand(next)
	}
	s.stopped = s.stopped || s.queue.Len() > 0 && len(found) == 0
	return found
}

// expand pushes each way on from an open step.
func (s *search) expand(from *step) {
	if from.isRoot {
		s.finish(from, complete)
		return
	}
	visits := s.left[from.node]
	if from.depth >= maxDepth || visits[from.depth] >= maxRevisits {
		s.stopped = s.stopped || from.depth >= maxDepth
		return
	}
	visits[from.depth]++
	s.left[from.node] = visits
	switch {
	case s.climb(from):
	case from.depth > 0 && from.node.cert.SelfIssued():
		s.finish(from, complete, RootSignature)
	default:
		s.finish(from, incomplete, s.brokenLink(from))
	}
}

// finish puts a chain that goes no further back into the queue, with what is wrong with its end.
func (s *search) finish(at *step, end ending, wrong ...Condition) {
	last := *at
	last.end = end
	last.faults = slices.Clone(at.faults)
	for _, c := range wrong {
		s.fault(&last, c, last.depth, last.node, "")
	}
	heap.Push(&s.queue, &last)
}

// brokenLink names the condition of a chain that does not go on.
func (s *search) brokenLink(at *step) Condition {
	if at.depth > 0 {
		return ChainIncomplete
	}
	named, _ := s.graph.named(at.node.cert)
	for _, n := range named {
		if (s.sent || !n.sent) && n.cert != at.node.cert {
			return IssuerKeyMismatch
		}
	}
	return IssuerNotFound
}

// climb pushes every issuer of a step whose signature fits; it tells whether there is one.
func (s *search) climb(from *step) bool {
	found := false
	for _, c := range s.issuers(from.node.cert) {
		if s.candidates++; s.candidates > maxCandidates {
			s.stopped = true
			break
		}
		if from.holds(c.node) {
			continue
		}
		s.signatures += sigcheck.Cost(from.node.cert, &c.node.cert.PublicKey)
		if s.signatures > maxSignatures {
			s.stopped = true
			break
		}
		edge := s.graph.check(from.node.cert, c.node)
		if edge.result == sigcheck.Bad {
			continue
		}
		found = true
		heap.Push(&s.queue, s.next(from, c, edge))
	}
	return found || s.stopped
}

// candidate is a possible issuer with what speaks for it.
type candidate struct {
	node  *node
	exact bool // its subject is the wanted name to the byte
	keyID keyIDMatch
}

// issuers lists the possible issuers of c, likeliest first and then in an order that no file can choose.
func (s *search) issuers(c *truststore.Certificate) []candidate {
	named, exact := s.graph.named(c)
	list := make([]candidate, 0, len(named))
	for i, n := range named {
		if n.sent && !s.sent {
			continue
		}
		list = append(list, candidate{n, i < exact, matchKeyID(c, n.cert)})
	}
	if len(list) < 2 {
		return list
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.keyID, b.keyID), -compareBool(a.exact, b.exact),
			bytes.Compare(a.node.cert.SHA256[:], b.node.cert.SHA256[:]))
	})
	return list
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// next makes the step from one certificate to its issuer.
func (s *search) next(from *step, c candidate, edge edgeCheck) *step {
	to := &step{child: from, node: c.node, depth: from.depth + 1, cost: from.cost}
	to.isRoot = s.graph.selfSigned(c.node)
	if edge.result == sigcheck.Unchecked {
		s.fault(to, UncheckedSignature, from.depth, from.node, edge.why)
	}
	if !c.exact {
		s.fault(to, NameEncoding, from.depth, from.node, "")
	}
	s.judgeCA(to)
	return to
}

func (s *search) fault(at *step, c Condition, depth int, n *node, detail string) {
	outcome, rank := s.policy.Outcome(c)
	f := fault{c, outcome, rank, depth, n, detail}
	at.faults = append(at.faults, f)
	at.cost.add(f)
}

// holds tells whether a certificate, or another one of the same name and key, stands in the chain already: such a
// chain leads nowhere that the shorter one does not.
func (s *step) holds(n *node) bool {
	for at := s; at != nil; at = at.child {
		if at.node == n || at.node.cert.SHA256 == n.cert.SHA256 {
			return true
		}
		if at.depth > 0 && bytes.Equal(at.node.cert.Subject, n.cert.Subject) && at.node.cert.PublicKey.Same(n.cert.PublicKey) {
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
