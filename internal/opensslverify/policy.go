package opensslverify

import (
	"slices"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// certPolicies is what a certificate says about policies (crypto/x509/pcy_cache.c, policy_cache_new).
type certPolicies struct {
	hasAny   bool
	has      bool // there is a list of policies at all
	policies []*policy
	invalid  bool

	skipAny, skipExplicit, skipMapping int // -1 when the certificate does not say
}

// policy is one policy of a certificate with those it is mapped to.
type policy struct {
	id       string
	mapped   bool // by name
	fromAny  bool // the certificate lists it only as anyPolicy and maps it
	expected []string
}

const oidAnyPolicy = "\x55\x1d\x20\x00"

func (x *cert) readPolicies() *certPolicies {
	p := &certPolicies{skipAny: -1, skipExplicit: -1, skipMapping: -1}
	if !x.optional(oidPolicyConstraints, p.readConstraints) {
		p.invalid = true
		return p
	}
	if !x.optional(oidPolicies, p.readList) {
		p.invalid = true
		return p
	}
	if p.has && (!x.optional(oidPolicyMappings, p.readMappings) || !x.optional(oidInhibitAnyPolicy, p.readInhibitAny)) {
		p.invalid = true
	}
	return p
}

// optional reads an extension that may be absent but must not stand twice.
func (x *cert) optional(oid string, read func(cryptobyte.String) bool) bool {
	var found *extension
	for i, e := range x.extensions {
		if e.oid != oid {
			continue
		}
		if found != nil {
			return false
		}
		found = &x.extensions[i]
	}
	return found == nil || readBER(found.value, read) || read(found.value)
}

func (p *certPolicies) readConstraints(s cryptobyte.String) bool {
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) || seq.Empty() {
		return false
	}
	return readSkip(&seq, implicitTag(0), &p.skipExplicit) && readSkip(&seq, implicitTag(1), &p.skipMapping) && seq.Empty()
}

func readSkip(s *cryptobyte.String, tag cbasn1.Tag, into *int) bool {
	if !s.PeekASN1Tag(tag) {
		return true
	}
	n, ok := readInteger(s, tag)
	if !ok || n[0]&0x80 != 0 {
		return false
	}
	*into = smallInteger(n)
	return true
}

func (p *certPolicies) readInhibitAny(s cryptobyte.String) bool {
	return s.PeekASN1Tag(cbasn1.INTEGER) && readSkip(&s, cbasn1.INTEGER, &p.skipAny)
}

func (p *certPolicies) readList(s cryptobyte.String) bool {
	var list cryptobyte.String
	if !readList(&s, &list, cbasn1.SEQUENCE) {
		return false
	}
	p.has = !list.Empty()
	for !list.Empty() {
		var info cryptobyte.String
		if !list.ReadASN1(&info, cbasn1.SEQUENCE) {
			return false
		}
		id, ok := readOID(&info, cbasn1.OBJECT_IDENTIFIER)
		if !ok || !readsAsQualifiers(info) || p.hasAny && id == oidAnyPolicy || p.find(id) != nil {
			return false
		}
		if id == oidAnyPolicy {
			p.hasAny = true
		} else {
			p.policies = append(p.policies, &policy{id: id})
		}
	}
	return true
}

func (p *certPolicies) find(id string) *policy {
	for _, q := range p.policies {
		if q.id == id {
			return q
		}
	}
	return nil
}

// readMappings is crypto/x509/pcy_map.c, ossl_policy_cache_set_mapping.
func (p *certPolicies) readMappings(s cryptobyte.String) bool {
	var list cryptobyte.String
	if !readList(&s, &list, cbasn1.SEQUENCE) || list.Empty() {
		return false
	}
	for !list.Empty() {
		var pair cryptobyte.String
		if !list.ReadASN1(&pair, cbasn1.SEQUENCE) {
			return false
		}
		from, ok := readOID(&pair, cbasn1.OBJECT_IDENTIFIER)
		to, okToo := readOID(&pair, cbasn1.OBJECT_IDENTIFIER)
		if !ok || !okToo || !pair.Empty() || from == oidAnyPolicy || to == oidAnyPolicy {
			return false
		}
		p.addMapping(from, to)
	}
	return true
}

func (p *certPolicies) addMapping(from, to string) {
	q := p.find(from)
	switch {
	case q == nil && !p.hasAny:
		return
	case q == nil:
		q = &policy{id: from, fromAny: true}
		p.policies = append(p.policies, q)
	default:
		q.mapped = true
	}
	q.expected = append(q.expected, to)
}

// checkPolicy evaluates policies when an option asks for it (crypto/x509/x509_vfy.c, check_policy). openssl verify
// tolerates the lack of an explicit policy as it tolerates an expired certificate.
func (r *run) checkPolicy() bool {
	if r.parent != nil || !(r.PolicyCheck || r.ExplicitPolicy || r.InhibitAnyPolicy || r.InhibitMapping || len(r.Policies) > 0) {
		return true
	}
	t, outcome := r.newPolicyTree()
	if outcome == policyOpen {
		outcome = t.outcome(r.Policies)
	}
	switch outcome {
	case policyInvalid:
		return r.reportInvalidPolicies()
	case policyFailure:
		return r.reportAbout(codeNoExplicitPolicy, 0, "")
	case policyTooBig:
		r.code = codeOutOfMemory
		return false
	}
	return true
}

func (r *run) reportInvalidPolicies() bool {
	for i, x := range r.chain[:len(r.chain)-1] {
		if x.readPolicies().invalid && !r.report(codeInvalidPolicy, i) {
			return false
		}
	}
	return true
}

// policyOutcome is what a policy check ends in.
type policyOutcome int

const (
	policyOpen policyOutcome = iota // the tree has to tell
	policyValid
	policyFailure
	policyInvalid
	policyTooBig
)

// policyTree is the valid policy tree of RFC 5280 section 6.1 as openssl grows it, the trust anchor first
// (crypto/x509/pcy_tree.c).
type policyTree struct {
	levels   []*policyLevel
	explicit bool
	nodes    int
}

type policyLevel struct {
	says                   *certPolicies
	nodes                  []*policyNode
	any                    *policyNode
	inhibitAny, inhibitMap bool
}

type policyNode struct {
	policy
	parent   *policyNode
	children int
}

// maxPolicyNodes bounds the tree (OPENSSL_POLICY_TREE_NODES_MAX, against CVE-2023-0464).
const maxPolicyNodes = 1000

// newPolicyTree decides what can be decided without growing the tree (tree_init).
func (r *run) newPolicyTree() (*policyTree, policyOutcome) {
	n := len(r.chain) - 1
	if n == 0 {
		return nil, policyValid
	}
	says := make([]*certPolicies, n)
	for i := range says {
		says[i] = r.chain[i].readPolicies()
	}
	left, empty := skipUnless(r.ExplicitPolicy, n), false
	for i := n - 1; i >= 0 && (left > 0 || !empty); i-- {
		if says[i].invalid {
			return nil, policyInvalid
		}
		empty = empty || !says[i].has
		left = countDown(left, r.chain[i].selfIssued, says[i].skipExplicit)
	}
	t := &policyTree{explicit: left == 0}
	switch {
	case empty && t.explicit:
		return nil, policyFailure
	case empty:
		return nil, policyValid
	}
	r.levels(t, says)
	return t, policyOpen
}

func skipUnless(now bool, n int) int {
	if now {
		return 0
	}
	return n + 1
}

// countDown is how the counters of RFC 5280 section 6.1.2 shrink at each certificate.
func countDown(left int, selfIssued bool, limit int) int {
	if left == 0 {
		return 0
	}
	if !selfIssued {
		left--
	}
	if limit >= 0 && limit < left {
		return limit
	}
	return left
}

func (r *run) levels(t *policyTree, says []*certPolicies) {
	n := len(says)
	top := &policyLevel{any: &policyNode{}}
	t.levels, t.nodes = []*policyLevel{top}, 1
	skipAny, skipMap := skipUnless(r.InhibitAnyPolicy, n), skipUnless(r.InhibitMapping, n)
	for i := n - 1; i >= 0; i-- {
		x := r.chain[i]
		l := &policyLevel{says: says[i], inhibitAny: !says[i].hasAny, inhibitMap: skipMap == 0}
		if skipAny == 0 && (!x.selfIssued || i == 0) {
			l.inhibitAny = true
		}
		skipAny = countDown(skipAny, x.selfIssued, says[i].skipAny)
		skipMap = countDown(skipMap, x.selfIssued, says[i].skipMapping)
		t.levels = append(t.levels, l)
	}
}

// outcome grows the tree and looks for a policy that the user takes (X509_policy_check).
func (t *policyTree) outcome(wanted []string) policyOutcome {
	for i := range t.levels[1:] {
		last, l := t.levels[i], t.levels[i+1]
		if !t.link(last, l) || !l.inhibitAny && !t.linkAny(last, l) {
			return policyTooBig
		}
		if !t.prune(i + 1) {
			return failureIf(t.explicit)
		}
	}
	return failureIf(t.explicit && !t.satisfies(wanted))
}

func failureIf(fails bool) policyOutcome {
	if fails {
		return policyFailure
	}
	return policyValid
}

func (t *policyTree) add(l *policyLevel, p policy, parent *policyNode) bool {
	if t.nodes >= maxPolicyNodes {
		return false
	}
	t.nodes++
	parent.children++
	l.nodes = append(l.nodes, &policyNode{policy: p, parent: parent})
	return true
}

// link puts each policy of the certificate below the nodes that expect it, else below anyPolicy (tree_link_nodes).
func (t *policyTree) link(last, l *policyLevel) bool {
	for _, p := range l.says.policies {
		matched := false
		for _, node := range last.nodes {
			if node.expects(p.id, last.inhibitMap) {
				matched = true
				if !t.add(l, *p, node) {
					return false
				}
			}
		}
		if !matched && last.any != nil && !t.add(l, *p, last.any) {
			return false
		}
	}
	return true
}

// expects is crypto/x509/pcy_node.c, ossl_policy_node_match.
func (n *policyNode) expects(id string, inhibitMap bool) bool {
	if inhibitMap || !n.mapped && !n.fromAny {
		return n.id == id
	}
	return slices.Contains(n.expected, id)
}

// linkAny lets anyPolicy of the certificate stand for what is expected and not listed (tree_link_any).
func (t *policyTree) linkAny(last, l *policyLevel) bool {
	for _, node := range last.nodes {
		for _, id := range node.unmatched(last.inhibitMap, l) {
			if !t.add(l, policy{id: id}, node) {
				return false
			}
		}
	}
	if last.any == nil {
		return true
	}
	if t.nodes >= maxPolicyNodes {
		return false
	}
	t.nodes++
	last.any.children++
	l.any = &policyNode{parent: last.any}
	return true
}

// unmatched lists the expected policies of a node that no child has (tree_link_unmatched).
func (n *policyNode) unmatched(inhibitMap bool, l *policyLevel) []string {
	if inhibitMap || !n.mapped {
		if n.children > 0 {
			return nil
		}
		return []string{n.id}
	}
	var ids []string
	for _, id := range n.expected {
		has := slices.ContainsFunc(l.nodes, func(c *policyNode) bool { return c.parent == n && c.id == id })
		if n.children != len(n.expected) && !has {
			ids = append(ids, id)
		}
	}
	return ids
}

// prune removes what leads nowhere; false says that nothing is left (tree_prune).
func (t *policyTree) prune(depth int) bool {
	if l := t.levels[depth]; l.inhibitMap {
		l.nodes = remove(l.nodes, func(n *policyNode) bool { return n.mapped || n.fromAny })
	}
	for i := depth - 1; i >= 0; i-- {
		l := t.levels[i]
		l.nodes = remove(l.nodes, func(n *policyNode) bool { return n.children == 0 })
		if l.any != nil && l.any.children == 0 {
			if l.any.parent != nil {
				l.any.parent.children--
			}
			l.any = nil
		}
	}
	return t.levels[0].any != nil
}

func remove(nodes []*policyNode, gone func(*policyNode) bool) []*policyNode {
	return slices.DeleteFunc(nodes, func(n *policyNode) bool {
		if !gone(n) {
			return false
		}
		n.parent.children--
		return true
	})
}

// satisfies tells whether the authorities' policies hold one that the user wants. Who wants none gets none: openssl
// counts the policies of the user here (tree_calculate_authority_set and tree_calculate_user_set).
func (t *policyTree) satisfies(wanted []string) bool {
	anyAtLeaf := t.levels[len(t.levels)-1].any != nil
	ids := t.authorityPolicies()
	for _, w := range wanted {
		id := encodeOID(w)
		if anyAtLeaf || id == oidAnyPolicy && len(ids) > 0 || slices.Contains(ids, id) {
			return true
		}
	}
	return false
}

func (t *policyTree) authorityPolicies() []string {
	var ids []string
	for i, l := range t.levels[1:] {
		above := t.levels[i].any
		if above == nil {
			break
		}
		for _, n := range l.nodes {
			if n.parent == above {
				ids = append(ids, n.id)
			}
		}
	}
	return ids
}
