package certcheck

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// word makes the sentence of a fault; what to do about it is said by remedies.
func (w *writer) word(f fault, end *step) string {
	switch f.Condition {
	case IssuerNotFound, IssuerKeyMismatch, ChainIncomplete:
		return w.wordMissing(f, end)
	case KeyMismatch, SelfSigned, SubjectEqualsIssuer, SubjectEqualsIssuerAKI, InsecureSignature, WeakKey:
		return w.wordClient(f)
	case ClientExpired, IntermediateExpired, RootExpired, ClientNotYetValid, CANotYetValid:
		return wordDates(f)
	case ChainTooLong, ChainAtLimit, DuplicateSubject, DuplicateCertificate, SearchStopped:
		return w.wordSize(f, end)
	case ClientIsCA, ClientVersion1, SelfSignedNotCA, IntermediateSent:
		return wordRemark(f)
	case NameEncoding, KeyIDMismatch, RootSignature, UncheckedSignature, X509Syntax, PEMForm:
		return wordForm(f)
	}
	return w.wordUse(f)
}

// wordMissing words a chain that does not go on.
func (w *writer) wordMissing(f fault, end *step) string {
	c := end.node.cert
	stops := ""
	if f.depth > 0 {
		stops = fmt.Sprintf("the chain stops at %s (%s): ", c.Subject, end.node.place())
	}
	all := w.checker.graph.named(c.Issuer)
	named := rivals(all, end)
	switch {
	case end.end == circular:
		return stops + "from there the CAs have signed each other in a circle, and none of them is self-signed"
	case f.depth == 0 && c.SelfIssued() && sameKeyAmong(named, c) != nil:
		return w.store() + " holds its name and key (" + sameKeyAmong(named, c).place().String() + "), and that key did not sign this certificate as it stands"
	case len(all) == 0 && f.depth == 0 && ownKeyID(c):
		return "its issuer, " + c.Issuer.String() + ", is not in " + w.storeSize() + ", and its authority key identifier is its own"
	case len(all) == 0:
		return stops + "its issuer, " + c.Issuer.String() + ", is not in " + w.storeSize()
	case len(named) == 0:
		return stops + w.store() + " holds its issuer's name, " + c.Issuer.String() + ", only in a certificate of this chain (" + all[0].place().String() + ")"
	case sameKeyIDAmong(named, c):
		return stops + w.store() + " holds its issuer's name, " + c.Issuer.String() + ", and key id, but the key there did not sign this certificate as it stands"
	}
	return stops + w.store() + " holds its issuer's name, " + c.Issuer.String() + ", but not the key that signed it"
}

// rivals lists the certificates that have the name of a missing issuer, without those of the chain itself.
func rivals(named []*node, end *step) []*node {
	return slices.DeleteFunc(slices.Clone(named), end.holds)
}

func sameKeyIDAmong(nodes []*node, c *truststore.Certificate) bool {
	return slices.ContainsFunc(nodes, func(n *node) bool { return matchKeyID(c, n.cert) == keyIDSame })
}

// ownKeyID tells whether a certificate names its own key as that of its issuer: then it was meant to be self-signed.
func ownKeyID(c *truststore.Certificate) bool {
	return c.SelfIssued() && matchKeyID(c, c) == keyIDSame
}

// wordClient words what only a client's certificate can have against it.
func (w *writer) wordClient(f fault) string {
	c := f.node.cert
	switch f.Condition {
	case KeyMismatch:
		return "the private key" + spaced(f.detail) + " does not belong to the client's certificate"
	case SelfSigned:
		return "the client's certificate is self-signed and does not stand in " + w.storeSize()
	case SubjectEqualsIssuer, SubjectEqualsIssuerAKI:
		return "its subject equals its issuer, " + c.Subject.String() + ", although its signature is not its own"
	case InsecureSignature:
		return "the client's certificate is signed with " + c.SignatureAlgorithm.String()
	}
	return fmt.Sprintf("the client's key is %s; the least is RSA %d", c.PublicKey, w.checker.policy.MinRSABits)
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func wordDates(f fault) string {
	c, who := f.node.cert, who(f)
	switch f.Condition {
	case ClientNotYetValid, CANotYetValid:
		return who + " is not valid before " + day(c.NotBefore)
	case RootExpired:
		return "the root " + who + " expired on " + day(c.NotAfter)
	}
	return who + " expired on " + day(c.NotAfter)
}

func (w *writer) wordSize(f fault, end *step) string {
	switch f.Condition {
	case ChainTooLong:
		return fmt.Sprintf("the chain has %s CA certificates, root included; the most is %d", atLeast(end), w.checker.policy.MaxCAs)
	case ChainAtLimit:
		return fmt.Sprintf("the chain has %d CA certificates, root included, which is the most", w.checker.policy.MaxCAs)
	case DuplicateSubject:
		return fmt.Sprintf("%d certificates of the truststore have the subject of %s", len(f.node.group.nodes), who(f))
	case DuplicateCertificate:
		return fmt.Sprintf("%s stands in the truststore %d times", who(f), len(f.node.entries))
	}
	return cmp.Or(f.detail, "the search for a chain was given up: too many certificates of the truststore could be the issuer")
}

func atLeast(end *step) string {
	if end.end == complete {
		return fmt.Sprint(end.depth)
	}
	return fmt.Sprintf("at least %d", end.depth)
}

func wordRemark(f fault) string {
	switch f.Condition {
	case ClientIsCA:
		return "the client's certificate is a CA certificate"
	case ClientVersion1:
		return "the client's certificate is of version 1, without extensions"
	case IntermediateSent:
		return who(f) + " comes from the client, not from the truststore"
	}
	return "the client's certificate is self-signed, without the CA flag, and stands in the truststore itself"
}

// wordForm words what is odd about a certificate or about its link to the next.
func wordForm(f fault) string {
	who := who(f)
	switch f.Condition {
	case NameEncoding:
		return "the issuer named in " + who + " and the subject of the CA that signed it (" + f.detail + ") differ in string type, letter case or spaces"
	case KeyIDMismatch:
		return "the authority key identifier of " + who + " names another certificate than that of the CA whose key signed it (" + f.detail + ")"
	case RootSignature:
		if f.depth == 0 {
			return "the client's certificate stands in the truststore itself (" + f.detail + ") and names itself as issuer, but its signature is not its own"
		}
		return who + " names itself as issuer, but its signature is not its own"
	case UncheckedSignature:
		return "the signature of " + who + " was not checked: " + f.detail
	case PEMForm:
		if f.node.lost {
			return wordLost(f)
		}
		if f.depth == 0 {
			who = "the copy of the client's certificate in the truststore"
		}
		return who + " is written in a form that is not read by " + truststore.Form(f.detail).LostBy()
	}
	return who + " breaks X.509 syntax: " + f.detail
}

// wordUse words what a certificate may be used for.
func (w *writer) wordUse(f fault) string {
	c, who := f.node.cert, who(f)
	switch f.Condition {
	case NotACA:
		return who + " is not a CA certificate: " + whyNoCA(c)
	case KeyCertSignMissing:
		return who + " has a key usage without keyCertSign: " + listed(c.KeyUsage.Names())
	case KeyUsage:
		if f.detail != "" {
			return who + " has " + f.detail
		}
		return who + " has a key usage without digitalSignature: " + listed(c.KeyUsage.Names())
	case ExtendedKeyUsage:
		return who + " has an extended key usage without clientAuth: " + listed(c.ExtKeyUsage)
	case PathLengthExceeded:
		return who + " has a path length constraint: " + f.detail
	case NameConstraintViolated:
		return who + " has name constraints: " + f.detail
	case AlgorithmNotListed, CAAlgorithm:
		return who + ": " + f.detail + ", which is not on the list for " + w.checker.policy.Title
	case CriticalExtension:
		return who + " has a critical extension that mtlscheck does not know: " + f.detail
	}
	return who + ": " + string(f.Condition)
}

func listed(names []string) string {
	if len(names) == 0 {
		return "it lists nothing"
	}
	return strings.Join(names, ", ")
}

// who names the certificate that a fault is about.
func who(f fault) string {
	if f.depth == 0 {
		return "the client's certificate"
	}
	return fmt.Sprintf("%s (%s)", f.node, f.node.place())
}

func (w *writer) store() string { return w.checker.ref }

func (w *writer) storeSize() string {
	if w.holdsNoCA() {
		return w.store() + ", which holds no CA certificate"
	}
	if w.checker.count == 1 {
		return w.store() + " (1 certificate)"
	}
	return fmt.Sprintf("%s (%d certificates)", w.store(), w.checker.count)
}

func whyNoCA(c *truststore.Certificate) string {
	if c.BasicConstraints == nil {
		return fmt.Sprintf("it is of version %d and has no basic constraints", c.Version)
	}
	return "its basic constraints say CA:FALSE"
}
