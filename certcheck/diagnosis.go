package certcheck

import (
	"slices"
	"sync"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/opensslverify"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Diagnosis is the answer for one client certificate.
type Diagnosis struct {
	Client  *truststore.Certificate
	Verdict Verdict

	// Reason is the finding that decides; nil when nothing stands in the way.
	Reason *Finding

	// Basis, Confidence and Source say how the verdict is known: those of the reason, or of the rule that lets pass.
	Basis      Basis
	Confidence Confidence
	Source     string

	Chain      []Link // the best chain, from the client's certificate upwards
	Paths      []Path // every chain that was found, the best first
	PathsCut   bool   // the search stopped at its bound: there may be more
	NearMisses []NearMiss
	Findings   []Finding // of the best chain, the reason first
	Fix        string    // what to do about all that decides, in one sentence; empty when there is nothing to do

	OpenSSL *OpenSSL // what openssl verify answers; nil only when there was nothing to judge

	// Append lists the certificates that the client sends and the truststore lacks, when they would complete the chain.
	Append []Place
}

// Place says where a certificate stands.
type Place struct {
	Ref     string
	Index   int // the number of the block in its input, from 1; 0 when it stands in none
	Line    int // its first line; 0 in DER
	Subject string
	SHA256  [32]byte
}

// Finding is one condition, found at one place.
type Finding struct {
	Outcome
	Message string
	Where   Place
	Depth   int // in the chain; 0 is the client's certificate
	Fix     string

	remedies []remedy // of which Fix is made
}

// Role says what a certificate is in a chain.
type Role string

// The roles.
const (
	RoleClient       Role = "client"
	RoleIntermediate Role = "intermediate"
	RoleRoot         Role = "root"
	RoleMissing      Role = "missing" // the issuer that the truststore lacks; only its name is known
)

// Link is one certificate of a chain.
type Link struct {
	Role        Role
	Where       Place
	Sent        bool                    // it comes from the client, not from the truststore
	Certificate *truststore.Certificate // nil for RoleMissing
	Verdict     Verdict                 // the worst condition found at this certificate
	Conditions  []Condition
}

// Path is one chain with all that is wrong with it.
type Path struct {
	Verdict  Verdict
	Complete bool // it ends at a self-signed certificate inside the truststore
	Links    []Link
	Findings []Finding
}

// Fact is what one comparison between a certificate and a possible issuer says.
type Fact string

// The facts. The zero value means that the question does not arise.
const (
	FactYes     Fact = "yes"
	FactNo      Fact = "no"
	FactUnknown Fact = "unknown"  // one side does not say, or it cannot be checked
	FactFolded  Fact = "encoding" // of names: equal but for case, spaces or string type
)

// NearMiss is a certificate that is almost the missing issuer: five facts, and the sentence they make.
type NearMiss struct {
	Where     Place
	Sent      bool // it was found among what the client sends, not in the truststore
	Name      Fact // its subject is the wanted issuer
	KeyID     Fact // its subject key identifier is the wanted authority key identifier
	Serial    Fact // issuer and serial number are those of the authority key identifier
	Signature Fact // its key made the signature
	CA        Fact
	Current   Fact // its dates include the time of evaluation
	Wanted    string
	Found     string
	Sentence  string
}

// Client is a certificate to judge and what is known of its surroundings.
type Client struct {
	Ref   string
	Entry *truststore.Entry // with a certificate in it; without one there is nothing to judge

	// Sent lists the further certificates that the client sends, from its own file or another. API Gateway does not
	// take issuers from there; they serve the explanation.
	Sent []SentCertificate

	// Key is the public half of the private key that the client would use; nil when it is not known.
	Key *truststore.PublicKey
	// KeyRef names the file of Key.
	KeyRef string
}

// SentCertificate is one certificate that a client sends beside its own.
type SentCertificate struct {
	Ref   string
	Entry *truststore.Entry
}

// Checker judges client certificates against one truststore. It is built once, and may then judge from many
// goroutines at the same time.
type Checker struct {
	ref    string // of the truststore
	count  int    // certificates in it
	policy *Policy
	rules  rulebook
	graph  *graph
	lost   *graph // see newLost

	forth, back *opensslverify.Store
	missed      string // what openssl would not read of the truststore
	openSSLArgs opensslverify.Options
}

// New builds the issuer graph of a truststore.
func New(b *truststore.Bundle, p *Policy) *Checker {
	c := &Checker{ref: "the truststore", count: b.Ledger.Accepted, policy: p, rules: newRulebook(p)}
	if b.Object != nil {
		c.ref = b.Object.Ref
	}
	c.missed = b.OpenSSLMisses()
	var both sync.WaitGroup
	both.Go(func() { c.forth, c.back = newStores(b.Certificates()) })
	c.graph = newGraph(c.ref, b.Certificates())
	c.lost = newLost(b, c.ref, c.graph)
	both.Wait()
	return c
}

// Diagnose judges one client certificate at one time and explains the verdict. It always answers within the bounds of
// the search. A client without a certificate gets a diagnosis without a verdict.
func (c *Checker) Diagnose(client Client, at time.Time) *Diagnosis {
	return c.Judge(client, at).Diagnosis()
}

func hasCertificate(e *truststore.Entry) bool { return e != nil && e.Certificate != nil }

// settle makes the first finding the reason when something stands in the way: findings are sorted by what they lead to
// and then by the policy's order.
func (d *Diagnosis) settle(p *Policy) {
	rule := p.Acceptance
	if d.Verdict != Accepted {
		d.Reason = &d.Findings[0]
		rule = d.Reason.Outcome
	}
	d.Basis, d.Confidence, d.Source = rule.Basis, rule.Confidence, rule.Source
	for _, f := range d.Findings {
		d.weaken(&f)
	}
}

// weaken makes a verdict no surer than the remarks that it rests on. What a client's certificate itself is denied for
// rests on none.
func (d *Diagnosis) weaken(f *Finding) {
	if d.Verdict != Accepted && (f.Condition != IntermediateSent || d.Reason.Depth == 0) {
		return
	}
	if lowersConfidence(f.Condition) && doubt(f.Confidence) > doubt(d.Confidence) {
		d.Confidence = f.Confidence
	}
	if lowersBasis(f.Condition) && weakness(f.Basis) > weakness(d.Basis) {
		d.Basis, d.Source = f.Basis, f.Source
	}
}

func weakness(b Basis) int { return slices.Index([]Basis{Documented, Observed, Inferred, Unknown}, b) }

func doubt(c Confidence) int {
	switch c {
	case High:
		return 0
	case Medium:
		return 1
	}
	return 2
}

// lowersConfidence tells the remarks that put an acceptance itself in doubt from those that are merely worth a line.
func lowersConfidence(c Condition) bool {
	return c == PathDependent || c == TruststoreDamaged || c == DuplicateSubject || c == DuplicateCertificate ||
		c == SelfSignedNotCA || lowersBasis(c)
}

// lowersBasis tells the remarks without which nothing would pass here: an acceptance is known no better than they are.
func lowersBasis(c Condition) bool {
	return c == ChainAtLimit || c == IntermediateSent || c == ClientVersion1
}
