package certcheck

import (
	"bytes"
	"cmp"
	"runtime"
	"slices"
	"sync"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Standing is how one certificate of a truststore stands in it by itself, whatever clients come.
type Standing struct {
	Entry  *truststore.Entry
	Copies []*truststore.Entry // further blocks of the very same certificate

	Name   int // numbers its subject, by openssl's comparison: certificates of one name have the same
	Holder int // numbers its subject and key together

	SelfSigned    bool              // it carries its own name as issuer and its own signature
	RootSignature bool              // it passes for self-signed, as openssl looks at it, and its signature is not its own
	Issuer        *truststore.Entry // whose key signed it; nil when that is itself, or in no certificate of the truststore
	Rival         *truststore.Entry // has the name of the missing issuer, and another key
	Child         *truststore.Entry // the first certificate, of those that its key signed
	Unchecked     bool              // there are no means to check its signature: Issuer goes by name alone

	NameFolded bool // its issuer's name and the issuer's subject differ in their encoding
	KeyIDAway  bool // its authority key identifier names another certificate than that of the key that signed it

	// Length counts the certificates of the shortest chain from this one, itself included, to a self-signed end in the
	// truststore. 0: there is no such chain.
	Length int
	Chain  []*truststore.Entry // that chain, itself first; at most 16 certificates of it

	// Of a certificate without a chain at most one of these is set, and none when its issuer was not found in time.
	End       *truststore.Entry // where the way up ends: the certificate whose issuer is missing, perhaps this one
	Circle    *truststore.Entry // one of the certificates that have signed each other in a circle, with no end above
	Elsewhere *truststore.Entry // has the same name and key, and a chain: nobody below it needs this one

	// Stopped says that its issuer was not found within the bounds: too many keys might be the issuer's.
	Stopped bool
}

// The bounds of Standings, in estimated microseconds of signature checks on one core, see sigcheck.Cost. Every
// certificate has one look at the few keys that are likely its issuer's: that is linear, and enough for the megabyte
// that a gateway takes, whatever the keys. The second look is at all others that have the name: what is quadratic in
// files made to be so.
const (
	maxFirstLooks  = 800_000
	maxSecondLooks = 150_000
	maxLikely      = 4       // keys in the first look
	maxRivals      = 200_000 // certificates and keys looked at in the second
	maxSpelled     = 16      // certificates of one CA, or one key identifier, among which the best is looked for
)

// Standings says how each certificate of the truststore stands in it, in the order of the file, without a client. It
// follows no single chain, so that loops and meshes of cross-signed CAs cost no more than their certificates: it asks
// once who signed what, and spreads lengths from the self-signed ends downwards. Signatures are checked on all cores.
func (c *Checker) Standings() []Standing {
	l := newLadder(c.graph)
	l.link()
	l.measure()
	l.strand()
	list := make([]Standing, len(l.rungs))
	for i, r := range l.rungs {
		list[i] = l.standing(r)
	}
	return list
}

// ladder is the graph of a truststore, for the question who hangs on whom.
type ladder struct {
	graph   *graph
	rungs   []*rung // in the order of the file
	byNode  map[*node]*rung
	holders map[*group][]*holder
	names   map[*group]int
}

// rung is one certificate on its way up.
type rung struct {
	node    *node
	holder  *holder   // its own name and key
	issuers []*holder // whose key signed it; several only when that could not be checked
	self    bool      // its own key signed it
	badRoot bool
	open    bool // no key that signed it is known yet
	stopped bool
	doubt   bool // the signature could not be checked
	length  int
	end     *rung
	circle  *rung
}

// holder is one name with one key: the same CA, however often certified.
type holder struct {
	node   *node // the first with the key
	number int
	rungs  []*rung
	below  []*rung // what the key signed
	length int
	top    *rung // of its certificates the one on the shortest chain
}

func newLadder(g *graph) *ladder {
	l := &ladder{graph: g, byNode: make(map[*node]*rung, len(g.nodes)), holders: map[*group][]*holder{}, names: map[*group]int{}}
	type key struct {
		group *group
		twin  *node
	}
	known := make(map[key]*holder, len(g.nodes))
	for _, n := range g.nodes {
		k := key{n.group, n.twin}
		h := known[k]
		if h == nil {
			h = &holder{node: n, number: len(known)}
			known[k] = h
			l.names[n.group] = cmp.Or(l.names[n.group], len(l.names)+1)
			l.holders[n.group] = append(l.holders[n.group], h)
		}
		r := &rung{node: n, holder: h, open: true}
		h.rungs = append(h.rungs, r)
		l.rungs, l.byNode[n] = append(l.rungs, r), r
	}
	return l
}

// look is one certificate with the keys that may have signed it.
type look struct {
	rung *rung
	at   []*holder
}

// link finds the issuers of every certificate.
func (l *ladder) link() {
	var looks []look
	spent := 0
	for _, r := range l.rungs {
		one := look{r, l.likely(r)}
		if spent += one.cost(); spent > maxFirstLooks {
			r.stopped = true
			continue
		}
		looks = append(looks, one)
	}
	l.lookAll(looks)
	l.lookAll(l.secondLooks())
	for _, r := range l.rungs {
		l.settle(r)
	}
}

// likely lists the holders of the issuer's name that are looked at first: all, when they are few; else itself and those
// that have the key identifier wanted.
func (l *ladder) likely(r *rung) []*holder {
	all := l.named(r)
	if len(all) <= maxLikely {
		return all
	}
	var list []*holder
	if r.node.selfIssued {
		list = append(list, r.holder)
	}
	wanted := l.graph.byKeyID[string(r.node.cert.AuthorityKeyID)]
	for _, n := range wanted[:min(len(wanted), maxSpelled)] {
		h := l.byNode[n].holder
		if n.group == all[0].node.group && !slices.Contains(list, h) {
			list = append(list, h)
		}
		if len(list) == maxLikely {
			break
		}
	}
	return list
}

// named lists the holders of the name of a certificate's issuer.
func (l *ladder) named(r *rung) []*holder {
	named := l.graph.named(r.node.cert.Issuer)
	if len(named) == 0 {
		return nil
	}
	return l.holders[named[0].group]
}

func (k look) cost() int {
	sum := 0
	for _, h := range k.at {
		sum += sigcheck.Cost(k.rung.node.cert, &h.node.cert.PublicKey)
	}
	return sum
}

// secondLooks lists the certificates whose issuer is not known yet, with all other keys of that name. Those with the
// fewest come first, so that a name shared by thousands costs nobody else an answer.
func (l *ladder) secondLooks() []look {
	var waiting []*rung
	for _, r := range l.rungs {
		if r.open && !r.stopped && len(l.named(r)) > maxLikely {
			waiting = append(waiting, r)
		}
	}
	slices.SortStableFunc(waiting, func(a, b *rung) int { return cmp.Compare(len(l.named(a)), len(l.named(b))) })
	var looks []look
	spent, rivals := 0, 0
	for _, r := range waiting {
		if rivals += len(l.named(r)); rivals > maxRivals {
			r.stopped = true
			continue
		}
		one := look{r, l.named(r)} // the first look's answers are remembered
		if spent += one.cost(); spent > maxSecondLooks {
			r.stopped = true
			continue
		}
		looks = append(looks, one)
	}
	return looks
}

// lookAll checks signatures on all cores. What is checked was decided before, so the answer does not depend on them.
func (l *ladder) lookAll(looks []look) {
	workers := runtime.GOMAXPROCS(0)
	var work sync.WaitGroup
	for w := range workers {
		work.Go(func() {
			for i := w; i < len(looks); i += workers {
				l.look(looks[i])
			}
		})
	}
	work.Wait()
}

// look stops at the first key that made the signature: no other one did.
func (l *ladder) look(k look) {
	k.rung.issuers = nil
	for _, h := range k.at {
		switch l.graph.check(k.rung.node.cert, h.node).result {
		case sigcheck.Good:
			k.rung.issuers, k.rung.open, k.rung.doubt = []*holder{h}, false, false
			return
		case sigcheck.Unchecked:
			k.rung.issuers, k.rung.open, k.rung.doubt = append(k.rung.issuers, h), false, true
		}
	}
}

// settle tells the self-signed from the rest, and hangs the rest under their issuers.
func (l *ladder) settle(r *rung) {
	r.self = r.node.selfIssued && slices.Contains(r.issuers, r.holder)
	r.badRoot = !r.self && len(r.issuers) == 0 && !r.stopped && takenForSelfSigned(r.node)
	for _, h := range r.issuers {
		if h != r.holder {
			h.below = append(h.below, r)
		}
	}
}

// measure spreads the lengths of the shortest chains from their ends downwards.
func (l *ladder) measure() {
	var queue []*rung
	for _, r := range l.rungs {
		if r.self || r.badRoot {
			r.length = 1
			queue = append(queue, r)
		}
	}
	for len(queue) > 0 {
		r := queue[0]
		queue = queue[1:]
		h := r.holder
		if h.length > 0 {
			continue // a chain as short leads here already
		}
		h.length, h.top = r.length, r
		for _, below := range h.below {
			if below.length == 0 {
				below.length = h.length + 1
				queue = append(queue, below)
			}
		}
	}
}

// strand tells each certificate without a chain where its way up ends.
func (l *ladder) strand() {
	stopped := func(r, _ *rung) { r.stopped = true }
	atEnd := func(r, end *rung) { r.end = end }
	inCircle := func(r, one *rung) { r.circle = one }
	for _, phase := range []struct {
		begins func(*rung) bool
		mark   func(r, from *rung)
	}{
		{func(r *rung) bool { return r.stopped }, stopped},
		{func(r *rung) bool { return !r.stopped && len(r.issuers) == 0 }, atEnd},
		{func(r *rung) bool { return !r.stopped }, inCircle},
	} {
		for _, r := range l.rungs {
			if r.holder.length == 0 && r.end == nil && r.circle == nil && phase.begins(r) {
				markDown(r, phase.mark)
			}
		}
	}
}

// markDown marks a certificate without a chain and all that hang on it and have no mark yet.
func markDown(from *rung, mark func(r, from *rung)) {
	mark(from, from)
	for queue := []*rung{from}; len(queue) > 0; queue = queue[1:] {
		for _, r := range queue[0].holder.below {
			if r.holder.length == 0 && !r.stopped && r.end == nil && r.circle == nil {
				mark(r, from)
				queue = append(queue, r)
			}
		}
	}
}

func (l *ladder) standing(r *rung) Standing {
	s := Standing{Entry: r.entry(), Copies: r.node.entries[1:], Name: l.names[r.node.group], Holder: r.holder.number, SelfSigned: r.self, RootSignature: r.badRoot, Unchecked: r.doubt,
		Length: r.length, Stopped: r.stopped && r.length == 0, Child: r.holder.child(r)}
	switch {
	case r.length == 0 && r.holder.length > 0:
		s.Elsewhere = r.holder.top.entry()
	case r.end != nil:
		s.End = r.end.entry()
	case r.circle != nil:
		s.Circle = r.circle.entry()
	}
	if !r.self && len(r.issuers) > 0 {
		l.spell(r, &s)
	}
	if len(r.issuers) == 0 {
		s.Rival = l.rival(r)
	}
	s.Chain = r.chain()
	return s
}

func (r *rung) entry() *truststore.Entry { return r.node.entries[0] }

// child gives the first certificate that a key signed, other than r itself.
func (h *holder) child(r *rung) *truststore.Entry {
	for _, below := range h.below {
		if below != r {
			return below.entry()
		}
	}
	return nil
}

// spell chooses among the certificates of the issuer the one that is named best.
func (l *ladder) spell(r *rung, s *Standing) {
	best := -1
	for _, h := range r.issuers {
		for _, above := range h.rungs[:min(len(h.rungs), maxSpelled)] {
			folded := !bytes.Equal(r.node.cert.Issuer, above.node.cert.Subject)
			away := pointsAway(r.node.cert, above.node.cert)
			score := 0
			for _, good := range []bool{!folded, !away, above.length > 0} {
				score *= 2
				if good {
					score++
				}
			}
			if score > best {
				best, s.Issuer, s.NameFolded, s.KeyIDAway = score, above.entry(), folded, away
			}
		}
	}
}

// rival gives a certificate that has the name of the missing issuer.
func (l *ladder) rival(r *rung) *truststore.Entry {
	for _, h := range l.named(r) {
		if h != r.holder {
			return h.rungs[0].entry()
		}
	}
	return nil
}

// chain lists the shortest chain.
func (r *rung) chain() []*truststore.Entry {
	if r.length == 0 {
		return nil
	}
	list := []*truststore.Entry{r.entry()}
	for r.length > 1 && len(list) < maxDepth {
		i := slices.IndexFunc(r.issuers, func(h *holder) bool { return h.length == r.length-1 })
		r = r.issuers[i].top
		list = append(list, r.entry())
	}
	return list
}
