package certcheck

import (
	"fmt"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// word makes the sentence of a fault, and what to do about it.
func (w *writer) word(f fault, end *step) (message, fix string) {
	c := f.node.cert
	who := w.who(f)
	switch f.condition {
	case KeyMismatch:
		return fmt.Sprintf("the private key %s does not belong to this certificate", f.detail),
			"use the private key that the certificate was requested with, or have a certificate issued for this key"
	case IssuerNotFound, IssuerKeyMismatch, ChainIncomplete:
		return w.wordMissing(f, end)
	case SelfSigned:
		return "the client's certificate is self-signed and does not stand in " + w.store(),
			"append exactly this certificate to the truststore, or use one that a CA in the truststore issued"
	case SubjectEqualsIssuer, SubjectEqualsIssuerAKI:
		return "its subject equals its issuer, " + c.Subject.String() + ", although another key signed it",
			"have it re-issued with a subject of its own, for example another CN"
	case InsecureSignature:
		return "it is signed with " + c.SignatureAlgorithm.String(),
			"have it re-issued with SHA-256 or stronger"
	case WeakKey:
		return fmt.Sprintf("its key is %s; the least is RSA %d", c.PublicKey, w.checker.policy.MinRSABits),
			"make a new key, RSA 2048 or ECDSA P-256, and have a certificate issued for it"
	case ChainTooLong:
		return fmt.Sprintf("the chain has %d CA certificates, root included; the most is %d", end.depth, w.checker.policy.MaxCAs),
			"have the client's certificate issued by a CA nearer to the root"
	case DuplicateSubject:
		return fmt.Sprintf("%s certificates of the truststore have the subject of %s", f.detail, who),
			"keep one certificate for each subject, and give a renewed CA a new one"
	}
	return w.wordDoubt(f, c, who)
}

func (w *writer) wordDoubt(f fault, c *truststore.Certificate, who string) (message, fix string) {
	switch f.condition {
	case ClientExpired, IntermediateExpired, RootExpired:
		return fmt.Sprintf("%s expired on %s", who, day(c.NotAfter)), w.renew(f)
	case ClientNotYetValid, CANotYetValid:
		return fmt.Sprintf("%s is not valid before %s", who, day(c.NotBefore)), "wait until then, check the clock, or have it re-issued"
	case NotACA:
		return who + " is not a CA certificate: " + w.whyNoCA(c), "have the issuer re-issued with basic constraints CA:TRUE, or the client's certificate by a real CA"
	case KeyCertSignMissing:
		return who + " has a key usage without keyCertSign: " + strings.Join(c.KeyUsage.Names(), ", "), "have it re-issued with keyCertSign"
	case PathLengthExceeded:
		return who + " has a path length constraint: " + f.detail, "have the chain re-issued within that length"
	case NameConstraintViolated:
		return who + " has name constraints: " + f.detail, "have the client's certificate issued within them, or by another CA"
	case AlgorithmNotListed, CAAlgorithm:
		return who + ": " + f.detail + ", which is not on AWS's list", "use SHA-256 or stronger with RSA 2048 to 4096, or ECDSA P-256 or P-384"
	case ExtendedKeyUsage:
		return who + " has an extended key usage without clientAuth: " + strings.Join(c.ExtKeyUsage, ", "), "have it re-issued with clientAuth"
	case CriticalExtension:
		return who + " has the critical extension " + f.detail + ", which nothing here understands", "have it re-issued without that extension"
	}
	return w.wordForm(f, c, who)
}

func (w *writer) wordForm(f fault, c *truststore.Certificate, who string) (message, fix string) {
	switch f.condition {
	case NameEncoding:
		return fmt.Sprintf("the issuer named in %s and the subject of that CA are the same but for their encoding, case or spaces", who),
			"have one of the two re-issued so that the names are equal byte for byte"
	case X509Syntax:
		return who + " breaks X.509 syntax: Go's parser refuses it: " + f.detail, "have it re-issued"
	case RootSignature:
		return who + " names itself as issuer, but its signature is not its own", "take the root from its CA again: this copy may be damaged"
	case UncheckedSignature:
		return "the signature of " + who + " was not checked: " + f.detail, "check it with openssl verify"
	case PEMForm:
		return who + " is written in a way that some readers lose: " + truststore.Form(f.detail).LostBy(), "write the truststore anew, one plain PEM block a certificate"
	case ClientIsCA:
		return "the client's certificate is a CA certificate", "use an end-entity certificate for clients"
	case ClientVersion1:
		return "the client's certificate is of version 1, without extensions", ""
	case SelfSignedNotCA:
		return "the client's certificate is self-signed, without the CA flag, and stands in the truststore itself", ""
	case KeyUsage:
		return who + " has a key usage without digitalSignature: " + strings.Join(c.KeyUsage.Names(), ", "), "have it re-issued with digitalSignature"
	}
	return who + ": " + string(f.condition), ""
}

// wordMissing words a chain that does not go on.
func (w *writer) wordMissing(f fault, end *step) (message, fix string) {
	c := end.node.cert
	update := ", upload the truststore, and update the domain to the new version"
	want := fmt.Sprintf("the certificate of %s%s", c.Issuer, wantedKeyID(c))
	switch f.condition {
	case IssuerKeyMismatch:
		return fmt.Sprintf("%s holds its issuer's name, %s, but not the key that signed it", w.store(), c.Issuer), "append " + want + update
	case ChainIncomplete:
		return fmt.Sprintf("the chain stops at %s (%s): its issuer, %s, is not in the truststore", c.Subject, w.place(end.node), c.Issuer),
			"append " + want + ", and every CA above it up to the root" + update
	}
	return fmt.Sprintf("its issuer, %s, is not in %s", c.Issuer, w.storeSize()), "append " + want + ", and every CA above it up to the root" + update
}

func wantedKeyID(c *truststore.Certificate) string {
	if len(c.AuthorityKeyID) == 0 {
		return ""
	}
	return " with key id " + truststore.ColonHex(c.AuthorityKeyID)
}

// who names the certificate that a fault is about.
func (w *writer) who(f fault) string {
	if f.depth == 0 {
		return "the client's certificate"
	}
	return fmt.Sprintf("%s (%s)", f.node, w.place(f.node))
}

func (w *writer) store() string { return w.checker.bundle.Object.Ref }

func (w *writer) storeSize() string {
	n := w.checker.bundle.Ledger.Accepted
	if n == 1 {
		return w.store() + " (1 certificate)"
	}
	return fmt.Sprintf("%s (%d certificates)", w.store(), n)
}

func (w *writer) renew(f fault) string {
	switch f.condition {
	case ClientExpired:
		return "have the client's certificate renewed"
	case RootExpired:
		return "replace the root by its successor, upload the truststore, and update the domain to the new version"
	}
	return "replace it by its renewed certificate, upload the truststore, and update the domain to the new version"
}

func (w *writer) whyNoCA(c *truststore.Certificate) string {
	if c.BasicConstraints == nil {
		return fmt.Sprintf("it is of version %d and has no basic constraints", c.Version)
	}
	return "its basic constraints say CA:FALSE"
}
