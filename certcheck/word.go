package certcheck

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// update is what makes a changed truststore count (pageREST, "Updating your truststore").
const update = ", upload the truststore, and update the domain to the new version"

// word makes the sentence of a fault, and what to do about it.
func (w *writer) word(f fault, end *step) (message, fix string) {
	switch f.Condition {
	case IssuerNotFound, IssuerKeyMismatch, ChainIncomplete:
		return w.wordMissing(f, end)
	case KeyMismatch, SelfSigned, SubjectEqualsIssuer, SubjectEqualsIssuerAKI, InsecureSignature, WeakKey:
		return w.wordClient(f)
	case ClientExpired, IntermediateExpired, RootExpired, ClientNotYetValid, CANotYetValid:
		return w.wordDates(f)
	case ChainTooLong, DuplicateSubject, SearchStopped:
		return w.wordSize(f, end)
	case ClientIsCA, ClientVersion1, SelfSignedNotCA:
		return wordRemark(f)
	case NameEncoding, KeyIDMismatch, RootSignature, UncheckedSignature, X509Syntax, PEMForm:
		return w.wordForm(f)
	}
	return w.wordUse(f)
}

// wordMissing words a chain that does not go on.
func (w *writer) wordMissing(f fault, end *step) (message, fix string) {
	c := end.node.cert
	add := "append the certificate of " + c.Issuer.String() + wantedKeyID(c)
	if f.Condition != IssuerKeyMismatch {
		add += ", and every CA above it that is missing"
	}
	stops := ""
	if f.depth > 0 {
		stops = fmt.Sprintf("the chain stops at %s (%s): ", c.Subject, end.node.place())
	}
	all := w.checker.graph.named(c.Issuer)
	named := slices.DeleteFunc(slices.Clone(all), end.holds)
	switch {
	case end.end == circular:
		return stops + "from there the CAs have signed each other in a circle, and none of them is self-signed", "append the self-signed root of these CAs" + update
	case len(all) == 0 && f.depth == 0 && ownKeyID(c):
		return "its issuer, " + c.Issuer.String() + ", is not in " + w.storeSize() + ", and its authority key identifier is its own",
			"get this certificate again from where it was made, since the copy may be damaged; if it is self-signed, append the sound copy" + update
	case len(all) == 0:
		return stops + "its issuer, " + c.Issuer.String() + ", is not in " + w.storeSize(), add + update
	case len(named) == 0:
		return stops + w.store() + " holds its issuer's name, " + c.Issuer.String() + ", only in a certificate of this chain (" + all[0].place().String() + ")", add + update
	case slices.ContainsFunc(named, func(n *node) bool { return matchKeyID(c, n.cert) == keyIDSame }):
		return stops + w.store() + " holds its issuer's name, " + c.Issuer.String() + ", and key id, but the key there did not sign this certificate as it stands",
			"get this certificate from its CA again, since the copy may be damaged; or " + add + update
	}
	return stops + w.store() + " holds its issuer's name, " + c.Issuer.String() + ", but not the key that signed it", add + update
}

// ownKeyID tells whether a certificate names its own key as that of its issuer: then it was meant to be self-signed.
func ownKeyID(c *truststore.Certificate) bool {
	return c.SelfIssued() && matchKeyID(c, c) == keyIDSame
}

func wantedKeyID(c *truststore.Certificate) string {
	if len(c.AuthorityKeyID) == 0 {
		return ""
	}
	return " with key id " + truststore.ColonHex(c.AuthorityKeyID)
}

// wordClient words what only a client's certificate can have against it.
func (w *writer) wordClient(f fault) (message, fix string) {
	c := f.node.cert
	switch f.Condition {
	case KeyMismatch:
		return "the private key" + spaced(f.detail) + " does not belong to the client's certificate",
			"use the private key that the certificate was requested with, or have a certificate issued for this key"
	case SelfSigned:
		return "the client's certificate is self-signed and does not stand in " + w.storeSize(),
			"use a certificate that a CA of the truststore issued; or, to let in this one client, append exactly this certificate" + update
	case SubjectEqualsIssuer, SubjectEqualsIssuerAKI:
		return "its subject equals its issuer, " + c.Subject.String() + ", although its signature is not its own",
			"have it re-issued with a subject of its own, for example another CN"
	case InsecureSignature:
		return "the client's certificate is signed with " + c.SignatureAlgorithm.String(), "have it re-issued with SHA-256 or stronger"
	}
	return fmt.Sprintf("the client's key is %s; the least is RSA %d", c.PublicKey, w.checker.policy.MinRSABits),
		"make a new key, RSA 2048 or ECDSA P-256, and have a certificate issued for it"
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func (w *writer) wordDates(f fault) (message, fix string) {
	c, who := f.node.cert, who(f)
	replace := "replace it by its renewed certificate" + update
	switch f.Condition {
	case ClientNotYetValid:
		return who + " is not valid before " + day(c.NotBefore), "wait until then, check the clock, or have it re-issued"
	case CANotYetValid:
		return who + " is not valid before " + day(c.NotBefore), "wait until then, or keep the CA's earlier certificate until then"
	case ClientExpired:
		return who + " expired on " + day(c.NotAfter), "have the client's certificate renewed"
	case RootExpired:
		return "the root " + who + " expired on " + day(c.NotAfter), replace
	}
	return who + " expired on " + day(c.NotAfter), replace
}

func (w *writer) wordSize(f fault, end *step) (message, fix string) {
	switch f.Condition {
	case ChainTooLong:
		return fmt.Sprintf("the chain has %s CA certificates, root included; the most is %d", atLeast(end), w.checker.policy.MaxCAs),
			"have the client's certificate issued by a CA nearer to the root"
	case DuplicateSubject:
		return fmt.Sprintf("%d certificates of the truststore have the subject of %s", len(f.node.group.nodes), who(f)),
			"keep one certificate for each subject, and give a renewed CA another subject"
	}
	return cmp.Or(f.detail, "the search for a chain was given up: too many certificates of the truststore could be the issuer"),
		"take certificates that share one name out of the truststore"
}

func atLeast(end *step) string {
	if end.end == complete {
		return fmt.Sprint(end.depth)
	}
	return fmt.Sprintf("at least %d", end.depth)
}

func wordRemark(f fault) (message, fix string) {
	switch f.Condition {
	case ClientIsCA:
		return "the client's certificate is a CA certificate", "use an end-entity certificate for clients"
	case ClientVersion1:
		return "the client's certificate is of version 1, without extensions", ""
	}
	return "the client's certificate is self-signed, without the CA flag, and stands in the truststore itself", ""
}

// wordForm words what is odd about a certificate or about its link to the next.
func (w *writer) wordForm(f fault) (message, fix string) {
	who := who(f)
	switch f.Condition {
	case NameEncoding:
		return "the issuer named in " + who + " and the subject of the CA that signed it (" + f.detail + ") differ in string type, letter case or spaces",
			"have one of the two re-issued so that the names are equal byte for byte"
	case KeyIDMismatch:
		return "the authority key identifier of " + who + " names another certificate than that of the CA whose key signed it (" + f.detail + ")",
			"have it re-issued with the key identifier of its CA"
	case RootSignature:
		if f.depth == 0 {
			return "the client's certificate stands in the truststore itself (" + f.detail + ") and names itself as issuer, but its signature is not its own",
				"if a CA issued it, have it re-issued with a subject of its own and append that CA; otherwise both copies may be damaged: replace them by a sound one" + update
		}
		return who + " names itself as issuer, but its signature is not its own", "take the root from its CA again: this copy may be damaged"
	case UncheckedSignature:
		return "the signature of " + who + " was not checked: " + f.detail, "check it with openssl verify"
	case PEMForm:
		if f.depth == 0 {
			who = "the copy of the client's certificate in the truststore"
		}
		return who + " is written in a form that is not read by " + truststore.Form(f.detail).LostBy(),
			"write the truststore anew, one plain PEM block a certificate"
	}
	return who + " breaks X.509 syntax: " + f.detail, "have it re-issued"
}

// wordUse words what a certificate may be used for.
func (w *writer) wordUse(f fault) (message, fix string) {
	c, who := f.node.cert, who(f)
	switch f.Condition {
	case NotACA:
		return who + " is not a CA certificate: " + whyNoCA(c), "have it re-issued with basic constraints CA:TRUE, or the client's certificate by a real CA"
	case KeyCertSignMissing:
		return who + " has a key usage without keyCertSign: " + listed(c.KeyUsage.Names()), "have it re-issued with keyCertSign"
	case KeyUsage:
		return who + " has a key usage without digitalSignature: " + listed(c.KeyUsage.Names()), "have it re-issued with digitalSignature"
	case ExtendedKeyUsage:
		return who + " has an extended key usage without clientAuth: " + listed(c.ExtKeyUsage), "have it re-issued with clientAuth"
	case PathLengthExceeded:
		return who + " has a path length constraint: " + f.detail, "have the chain re-issued within that length"
	case NameConstraintViolated:
		return who + " has name constraints: " + f.detail, "have the client's certificate issued within them, or by another CA"
	case AlgorithmNotListed, CAAlgorithm:
		return who + ": " + f.detail + ", which is not on the list for " + w.checker.policy.Title, w.useListed()
	case CriticalExtension:
		return who + " has the critical extension " + f.detail + ", which mtlscheck does not know", "have it re-issued without that extension, or with the extension not critical"
	}
	return who + ": " + string(f.Condition), ""
}

// useListed says which algorithms the policy lists.
func (w *writer) useListed() string {
	p := w.checker.policy
	rsa := fmt.Sprintf("RSA of %d bits or more", p.MinRSABits)
	if p.MaxRSABits > 0 {
		rsa = fmt.Sprintf("RSA of %d to %d bits", p.MinRSABits, p.MaxRSABits)
	}
	return fmt.Sprintf("have it re-issued with %s, and with a key of %s or EC on %s", anyOf(p.Hashes), rsa, anyOf(p.Curves))
}

func anyOf(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
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
