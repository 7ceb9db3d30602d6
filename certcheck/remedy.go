package certcheck

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// remedy is one thing to do about a fault. What has to change about one certificate is told in one go, however many
// faults it has.
type remedy struct {
	act     string // what to do, and with which certificate
	with    string // what the new certificate has to have; may be empty
	update  bool   // the truststore changes
	caution string // what to mind then; may be empty
}

const plainRSA = "RSA signature of PKCS #1 v1.5, such as sha256WithRSAEncryption, not RSASSA-PSS"

// GetFromOwner goes behind each certificate to append for which nothing vouches but a name or the client that sent it:
// whoever forges a CA chooses both.
const GetFromOwner = " (get it from its owner and compare the fingerprint)"

const reissueClient = "have the client's certificate re-issued"

// fixOf puts remedies into one sentence. Those that change the truststore come last, before its upload.
func (w *writer) fixOf(list []remedy) string {
	var acts, uploads []string
	cautions := ""
	for i, r := range list {
		if slices.ContainsFunc(list[:i], func(o remedy) bool { return o.act == r.act }) {
			continue
		}
		if text := r.act + withs(list, r.act); r.update {
			uploads = append(uploads, text)
		} else {
			acts = append(acts, text)
		}
		if !strings.Contains(cautions, r.caution) {
			cautions += r.caution
		}
	}
	text := strings.Join(append(acts, uploads...), "; ")
	if update := w.checker.policy.Update; update != "" && len(uploads) > 0 {
		text += ", " + update
	}
	return text + cautions
}

// withs lists what one act has to bring about.
func withs(list []remedy, act string) string {
	var out []string
	for _, r := range list {
		if r.act == act && r.with != "" && !slices.Contains(out, r.with) {
			out = append(out, r.with)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " " + strings.Join(out, " and ")
}

// remedies says what mends a fault of a chain.
func (w *writer) remedies(f fault, end *step) []remedy {
	switch f.Condition {
	case IssuerNotFound, IssuerKeyMismatch, ChainIncomplete:
		return []remedy{w.mendMissing(f, end)}
	case SelfSigned:
		return []remedy{w.mendSelfSigned(f, end)}
	case AlgorithmNotListed, CAAlgorithm:
		return w.mendAlgorithm(f, end)
	case ChainTooLong:
		return []remedy{{act: reissueClient, with: "by a CA nearer to the root"}}
	case NameConstraintViolated:
		return []remedy{{act: reissueClient, with: "within the name constraints of " + who(f) + ", or by another CA"}}
	case SelfSignedNotCA, ChainAtLimit, IntermediateSent:
		return nil
	case ClientVersion1:
		if f.Verdict == Accepted {
			return nil
		}
	case SubjectEqualsIssuer, SubjectEqualsIssuerAKI:
		if end.end == incomplete && w.mayBeDamaged(f.node.cert) {
			return nil // see mendMissing
		}
	case SearchStopped:
		if f.detail != "" { // the chain is too long for it
			return []remedy{{act: reissueClient, with: "by a CA nearer to the root"}}
		}
	}
	if with, ok := w.renewal(f); ok {
		return w.renewed(f, end, with)
	}
	return []remedy{w.mendOtherwise(f)}
}

const useCA = "use a certificate that a CA of the truststore issued"

// mendSelfSigned lets a self-signed client in only when nothing else is wrong with it.
func (w *writer) mendSelfSigned(f fault, end *step) remedy {
	if slices.ContainsFunc(end.allFaults(), func(o fault) bool { return o.Verdict != Accepted && o.Condition != SelfSigned }) {
		return w.insteadOfSelfSigned("")
	}
	r := remedy{act: "append exactly this certificate (after its owner has confirmed the fingerprint)", update: true, caution: w.beside(w.checker.graph.named(f.node.cert.Subject))}
	if w.hasCA() {
		r.act = useCA + "; or, to let in this one client, " + r.act
	}
	return r
}

// insteadOfSelfSigned is for a self-signed client that could not be let in as it is.
func (w *writer) insteadOfSelfSigned(with string) remedy {
	if w.hasCA() {
		return remedy{act: useCA, with: with}
	}
	return remedy{act: "append the client's self-signed certificate, made anew", with: with, update: true}
}

func (w *writer) hasCA() bool {
	return slices.ContainsFunc(w.checker.graph.nodes, func(n *node) bool { return n.cert.IsCA() })
}

// mendAlgorithm tells what the holder of a certificate can mend, its key and the hash, from what only another CA can.
func (w *writer) mendAlgorithm(f fault, end *step) []remedy {
	p, alg := w.checker.policy, f.node.cert.SignatureAlgorithm
	own := f.depth == 0
	switch {
	case own && f.detail == p.KeyDoubt(f.node.cert):
		return w.renewed(f, end, "for a key of "+p.keys())
	case f.detail == p.SignatureDoubt(f.node.cert) && slices.Contains(p.Schemes, string(alg.Scheme)):
		return w.renewed(f, end, "with a signature over "+anyOf(p.Hashes))
	case f.detail == p.SignatureDoubt(f.node.cert) && alg.Scheme == truststore.SchemeRSAPSS:
		return w.renewed(f, end, "with an "+plainRSA)
	case end.ownRoot():
		return w.renewed(f, end, "for a key of "+p.keys())
	}
	return []remedy{{act: reissueClient, with: "by CAs whose keys, up to the root, are " + p.keys()}}
}

// keys says which keys are on the policy's list.
func (p *Policy) keys() string {
	rsa := fmt.Sprintf("RSA of %d bits or more", p.MinRSABits)
	if p.MaxRSABits > 0 {
		rsa = fmt.Sprintf("RSA of %d to %d bits", p.MinRSABits, p.MaxRSABits)
	}
	return rsa + " or EC on " + anyOf(p.Curves)
}

// renewal says what a new certificate must have in place of the one at fault, if that is what mends it.
func (w *writer) renewal(f fault) (with string, ok bool) {
	switch f.Condition {
	case SubjectEqualsIssuer, SubjectEqualsIssuerAKI:
		return "with a subject of its own, for example another CN", true
	case InsecureSignature:
		if f.node.cert.SignatureAlgorithm.Scheme == truststore.SchemeRSAPSS && !slices.Contains(w.checker.policy.Schemes, string(truststore.SchemeRSAPSS)) {
			return "with SHA-256 or stronger in an " + plainRSA, true
		}
		return "with SHA-256 or stronger", true
	case ClientVersion1:
		return "as X.509 version 3", true
	case WeakKey:
		return "for a new key, " + w.checker.policy.keys(), true
	case ClientExpired:
		return "with a current validity period", true
	case IntermediateExpired, RootExpired:
		return "", true
	case NotACA:
		return "with basic constraints CA:TRUE (or have the client's certificate issued by a CA)", true
	case KeyCertSignMissing:
		return "with the key usage keyCertSign", true
	case PathLengthExceeded:
		return "with a path length constraint that allows this chain (or have the client's certificate issued by a CA nearer to it)", true
	case ExtendedKeyUsage:
		return "with the extended key usage clientAuth", true
	case KeyUsage:
		if f.detail == netscapeType {
			return "without its Netscape certificate type, or with SSL client in it", true
		}
		return "with the key usage digitalSignature", true
	case CriticalExtension:
		return "without " + f.detail + ", or with it not critical", true
	case NameEncoding:
		return "with its issuer's name as it stands in the subject of " + f.detail + ", byte for byte", true
	case KeyIDMismatch:
		return "with the key identifier of the CA that signed it", true
	case X509Syntax:
		return "in sound X.509 syntax", true
	}
	return "", false
}

// renewed has a certificate made anew. A CA's, and a client's that is its own CA, must then be put into the truststore.
func (w *writer) renewed(f fault, end *step, with string) []remedy {
	listed := w.checker.listed(f.node.cert)
	switch {
	case end.ownRoot() && listed != nil:
		return []remedy{{act: "make the client's self-signed certificate anew", with: with},
			{act: fmt.Sprintf("replace its copy in the truststore (%s) by the new one", listed.place()), update: true}}
	case end.ownRoot():
		return []remedy{w.insteadOfSelfSigned(with)}
	case f.depth == 0:
		return []remedy{{act: reissueClient, with: with}}
	case f.node.sent:
		return []remedy{{act: "have " + who(f) + " renewed", with: with}}
	}
	return []remedy{{act: "replace " + everywhere(f) + " by a renewed certificate of that CA", with: with, update: true}}
}

// everywhere names a certificate with all its copies in the truststore.
func everywhere(f fault) string {
	if len(f.node.entries) > 1 {
		return who(f) + " and its further copies"
	}
	return who(f)
}

// ownRoot tells that a client's certificate is a whole chain by itself.
func (end *step) ownRoot() bool { return end.depth == 0 && end.end == complete }

func (w *writer) mendOtherwise(f fault) remedy {
	c := f.node.cert
	switch f.Condition {
	case KeyMismatch:
		return remedy{act: "use the private key that the client's certificate was requested with, or have a certificate issued for this key"}
	case ClientNotYetValid:
		return remedy{act: "wait until " + day(c.NotBefore) + ", check the clock, or have the client's certificate re-issued"}
	case CANotYetValid:
		return remedy{act: "wait until " + day(c.NotBefore) + ", or keep the earlier certificate of " + who(f) + " until then"}
	case ClientIsCA:
		return remedy{act: "use an end-entity certificate for clients"}
	case DuplicateSubject:
		return remedy{act: "keep one certificate for each subject, and give a renewed CA another subject"}
	case DuplicateCertificate:
		return remedy{act: "take the further copies out"}
	case UncheckedSignature:
		return remedy{act: "check the signature of " + who(f) + " with openssl verify"}
	case PEMForm:
		return remedy{act: "write the truststore anew, one plain PEM block a certificate, as mtlscheck fix does", update: true}
	case RootSignature:
		return mendRootSignature(f)
	}
	return remedy{act: "take certificates that share one name out of the truststore", update: true}
}

func mendRootSignature(f fault) remedy {
	switch {
	case f.depth == 0:
		return remedy{act: "if a CA issued the client's certificate, have it re-issued with a subject of its own and append that CA; " +
			"otherwise both copies may be damaged: replace them by a sound one", update: true}
	case f.node.sent:
		return remedy{act: "get a sound copy of " + who(f) + " from its CA"}
	}
	return remedy{act: "replace " + everywhere(f) + " by a sound copy from its CA; or, if an older key of that CA signed it, append the certificate of that key" + GetFromOwner, update: true}
}

func anyOf(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}
