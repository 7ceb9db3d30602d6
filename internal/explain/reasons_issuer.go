package explain

import "github.com/mtlscheck/mtlscheck/certcheck"

// issuerReasons are about the way from the client's certificate to a root in the truststore.
func issuerReasons() []reason {
	const appendAll = "append every CA certificate from the client's issuer up to the root, upload the truststore, and update the domain to the new version"
	return []reason{
		{certcheck.IssuerNotFound, "the client's issuer is not in the truststore",
			"No certificate of the truststore has the name that the client's certificate gives as its issuer. Most often only the " +
				"root was uploaded. That the client sends the intermediate along does not help: AWS documents that the issuer and the " +
				"complete chain must be in the truststore. One sees 403 Forbidden.",
			appendAll, []string{"log_issuer_not_found", "chain_incomplete", "openssl_20", "runbook_verify_ok"}},
		{certcheck.IssuerKeyMismatch, "a CA of the right name is in the truststore, with another key",
			"The truststore holds the issuer's name, but its key did not sign the client's certificate: an older or newer key of the " +
				"same CA, or another CA of that name. It is seen after a CA was renewed with a new key.",
			"append the certificate of the CA that has the key id which the client's authority key identifier names", []string{"issuer_not_found", "openssl_20", "openssl_7", "ca_rotation"}},
		{certcheck.ChainIncomplete, "the chain stops before a root",
			"The client's issuer is in the truststore, but a CA above it is not. AWS documents that the complete chain up to the " +
				"root must be there.",
			appendAll, []string{"issuer_not_found", "openssl_2", "log_issuer_not_found"}},
		{certcheck.SelfSigned, "the client's certificate is self-signed, and not in the truststore",
			"A self-signed certificate has no issuer but itself: it is let in only if exactly it stands in the truststore. Often it " +
				"was made anew, with the same name and another key, after the upload.",
			"put exactly this certificate into the truststore, or have one issued by a CA that is there", []string{"log_self_signed", "openssl_18", "subject_equals_issuer"}},
		{certcheck.SubjectEqualsIssuer, "subject and issuer of the client's certificate are the same name",
			"A CA issued the certificate, but it carries the CA's own name as its subject: usual when openssl's questions were left " +
				"at their defaults for both. openssl then takes it for self-signed, and API Gateway's third reason is openssl's text.",
			"have it issued again with a subject of its own", []string{"self_signed", "subject_equals_issuer_with_key_id", "openssl_18"}},
		{certcheck.SubjectEqualsIssuerAKI, "subject and issuer are the same name, but the key identifier tells them apart",
			"As subject_equals_issuer, except that the authority key identifier or the kind of signature shows that another key signed " +
				"it, by which openssl sees that it is not self-signed. AWS says nothing of it.",
			"have it issued again with a subject of its own", []string{"subject_equals_issuer"}},
		{certcheck.NameEncoding, "the issuer's name is the same but for its encoding",
			"The client's issuer field and the CA's subject differ in upper and lower case, spaces or string type. openssl takes them " +
				"for one name, Go and Java do not; AWS documents that names must chain, not how they are compared.",
			"have the client's certificate issued by a CA software that copies the name as it stands", []string{"issuer_not_found"}},
		{certcheck.KeyIDMismatch, "the authority key identifier names another CA than the one that signed",
			"The signature fits a CA of the truststore, the authority key identifier another one. openssl goes by the identifier and " +
				"finds no issuer; Go goes by the signature. Whether API Gateway looks at it is not documented.",
			"have the certificate issued again with the right authority key identifier", []string{"openssl_20", "openssl_30"}},
		{certcheck.UncheckedSignature, "a signature on the chain was not checked",
			"It is made with an algorithm or curve that mtlscheck cannot compute with, such as secp256k1, brainpool or Ed448. Names and " +
				"identifiers fit, but whether this key signed is not known.",
			"ask openssl verify, which knows more curves: mtlscheck verify --show-openssl prints the command", []string{"algorithm_not_listed"}},
		{certcheck.RootSignature, "a root's signature over itself does not verify",
			"A root signs itself, and here that signature is wrong. openssl and Go do not look at it, because a root is trusted for " +
				"standing in the truststore; AWS documents an integrity check without saying whether it includes this. A client's " +
				"certificate with its own name as issuer that itself stands in the truststore is such a root, too.",
			"get a sound copy of the root certificate", []string{"openssl_7"}},
	}
}
