package certcheck

import (
	"cmp"
	"slices"
)

// Verdict is what a gateway would make of a client certificate.
type Verdict string

// The verdicts. The zero value is none: nothing was judged.
const (
	Accepted Verdict = "accepted"
	Denied   Verdict = "denied"
	Unclear  Verdict = "unclear" // the vendor's pages disagree or are silent on the property that decides
)

// Basis says how a rule is known.
type Basis string

// The bases, from the firmest to none.
const (
	Documented Basis = "documented" // the vendor's own pages say so
	Observed   Basis = "observed"   // someone published a reproduction
	Inferred   Basis = "inferred"   // reasoned from the above
	Unknown    Basis = "unknown"    // looked for, not found
)

// Confidence says how sure a prediction is.
type Confidence string

// The confidences.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Condition names what is wrong, or remarkable, with a certificate or a chain. The names are stable: they are the
// rule ids of findings and the reason ids of verdicts.
type Condition string

// The conditions, in the order in which they are looked for.
const (
	KeyMismatch            Condition = "key_mismatch"
	IssuerNotFound         Condition = "issuer_not_found"
	IssuerKeyMismatch      Condition = "issuer_key_mismatch"
	ChainIncomplete        Condition = "chain_incomplete"
	SelfSigned             Condition = "self_signed"
	SubjectEqualsIssuer    Condition = "subject_equals_issuer"
	SubjectEqualsIssuerAKI Condition = "subject_equals_issuer_with_key_id"
	InsecureSignature      Condition = "insecure_signature_algorithm"
	WeakKey                Condition = "weak_key"
	ClientExpired          Condition = "client_expired"
	ClientNotYetValid      Condition = "client_not_yet_valid"
	IntermediateExpired    Condition = "intermediate_expired"
	CANotYetValid          Condition = "ca_not_yet_valid"
	ChainTooLong           Condition = "chain_too_long"
	RootExpired            Condition = "root_expired"
	NotACA                 Condition = "not_a_ca"
	KeyCertSignMissing     Condition = "key_cert_sign_missing"
	PathLengthExceeded     Condition = "path_length_exceeded"
	NameConstraintViolated Condition = "name_constraints"
	AlgorithmNotListed     Condition = "algorithm_not_listed"
	CAAlgorithm            Condition = "ca_algorithm"
	ExtendedKeyUsage       Condition = "extended_key_usage"
	CriticalExtension      Condition = "critical_extension"
	NameEncoding           Condition = "name_encoding"
	KeyIDMismatch          Condition = "key_id_mismatch"
	X509Syntax             Condition = "x509_syntax"
	RootSignature          Condition = "root_signature"
	UncheckedSignature     Condition = "signature_unchecked"
	PEMForm                Condition = "pem_form"
	SearchStopped          Condition = "search_stopped"
	ChainAtLimit           Condition = "chain_at_limit"
	IntermediateSent       Condition = "intermediate_sent"
	DuplicateSubject       Condition = "duplicate_subject"
	DuplicateCertificate   Condition = "duplicate_certificate"
	ClientIsCA             Condition = "client_is_ca"
	ClientVersion1         Condition = "client_version_1"
	SelfSignedNotCA        Condition = "self_signed_not_ca"
	KeyUsage               Condition = "key_usage"
	PathDependent          Condition = "path_dependent"
	TruststoreDamaged      Condition = "truststore_damaged"
)

// Outcome is what a gateway makes of one condition, and how that is known.
type Outcome struct {
	Condition  Condition
	Verdict    Verdict
	LogLine    string // the predicted execution-log line; empty where the vendor documents none
	HTTP       int    // the predicted status; 0 when the TLS connection is dropped instead
	Basis      Basis
	Confidence Confidence
	Source     string // where the rule is written, or where it was looked for in vain
	Note       string // what is known of it and what is not; may be empty
}

// Policy is the rules of one gateway as data. Another gateway is another value, not other code.
type Policy struct {
	Name  string
	Title string

	// MaxCAs is the longest chain, counted in CA certificates with the root and without the client's; 0: no limit.
	MaxCAs int

	// ClientIntermediates says that issuers are also taken from what the client sends in the handshake; roots never are.
	ClientIntermediates bool

	Schemes    []string // signature schemes on the vendor's list
	Hashes     []string // hash algorithms on the vendor's list
	WeakHashes []string // hash algorithms that the vendor calls insecure, and those weaker still
	Curves     []string // elliptic curves on the vendor's list
	MinRSABits int
	MaxRSABits int

	// StoreBytes is the largest truststore, and NearStoreBytes where it comes near; 0: not known.
	StoreBytes, NearStoreBytes int

	// Update is what makes a changed truststore count, as the end of a sentence; may be empty.
	Update string

	// Acceptance is the rule by which a certificate passes when nothing is found against it.
	Acceptance Outcome

	// Outcomes says what each condition leads to, in the order in which a verdict names its first reason. A
	// condition that is not in it leads to Unclear.
	Outcomes []Outcome
}

// Outcome looks a condition up, with its rank in the order of reasons.
func (p *Policy) Outcome(c Condition) (o Outcome, rank int) {
	i := slices.IndexFunc(p.Outcomes, func(o Outcome) bool { return o.Condition == c })
	if i < 0 {
		return Outcome{Condition: c, Verdict: Unclear, HTTP: 403, Basis: Unknown, Confidence: Low,
			Note: "nothing is known of how " + cmp.Or(p.Title, "this gateway") + " treats this"}, len(p.Outcomes)
	}
	return p.Outcomes[i], i
}

// rule is an outcome with its rank in the order of reasons.
type rule struct {
	Outcome
	rank int
}

// rulebook looks outcomes up faster than Policy.Outcome, which every condition of every chain asks for.
type rulebook map[Condition]*rule

func newRulebook(p *Policy) rulebook {
	book := rulebook{}
	for i, o := range p.Outcomes {
		if book[o.Condition] == nil {
			book[o.Condition] = &rule{o, i}
		}
	}
	return book
}

func (b rulebook) rule(p *Policy, c Condition) *rule {
	if r := b[c]; r != nil {
		return r
	}
	o, rank := p.Outcome(c)
	return &rule{o, rank}
}

// The pages that the rules of API Gateway come from. The first three are AWS's own.
const (
	pageREST    = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html"
	page403     = "https://repost.aws/knowledge-center/api-gateway-mutual-tls-403-errors"
	pageHTTP    = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html"
	pageSample  = "https://github.com/aws-samples/serverless-samples/tree/main/apigw-mtls-multi-tenant"
	pageDepth   = "https://www.javierinthecloud.com/understanding-the-api-gateway-mtls-chain-depth-limit"
	pageDrop    = "https://github.com/subratamazumder/aws-learning" // transcripts of curl, in apigateway/README.md
	pageRFC5280 = "https://www.rfc-editor.org/rfc/rfc5280"
)

// The three reasons that AWS documents, byte for byte as API Gateway logs them (page403).
const (
	LogIssuerNotFound    = "Access denied. Reason: Could not find issuer for certificate"
	LogInsecureSignature = "Access denied. Reason: Client cert using an insecure Signature Algorithm"
	LogSelfSigned        = "Access denied. Reason: self signed certificate"
)

// APIGateway gives the rules of Amazon API Gateway for custom domain names with mutual TLS (REST and HTTP APIs).
func APIGateway() *Policy {
	return &Policy{
		Name:       "apigateway",
		Title:      "API Gateway",
		MaxCAs:     4, // "maximum chain length of four" (pageREST); that it counts CAs only is observed (pageSample, pageDepth)
		Schemes:    []string{"RSA", "ECDSA"},
		Hashes:     []string{"SHA-256", "SHA-384", "SHA-512"},
		WeakHashes: []string{"MD2", "MD4", "MD5", "SHA-1"},
		Curves:     []string{"P-256", "P-384"}, // pageREST; pageHTTP says "ECDSA-256 or stronger"
		MinRSABits: 2048,
		MaxRSABits: 4096, // "RSA-2048 or stronger"; larger than 4096 is mentioned nowhere
		// AWS documents no limit. A published test names "< 1000 KB" and uploaded 929 certificates in 999 KB (pageSample,
		// "Empirical Limits"); whether a KB has 1,000 or 1,024 bytes is not known, so the lower figure counts.
		StoreBytes:     1_000_000,
		NearStoreBytes: 900_000,
		Update:         "upload the truststore, and update the domain to the new version", // pageREST, "Updating your truststore"
		Acceptance:     Outcome{"", Accepted, "", 200, Documented, High, pageREST, "the complete chain of trust up to the root is in the truststore"},
		Outcomes:       append(apiGatewayDenials(), append(apiGatewaySilence(), apiGatewayRemarks()...)...),
	}
}

// apiGatewayDenials are the conditions that API Gateway answers with a refusal: first what AWS's own page on 403
// errors looks at, from the link to the issuer to the algorithms, then dates, then length. In what order API Gateway
// itself checks several at once is not documented.
func apiGatewayDenials() []Outcome {
	return []Outcome{
		{KeyMismatch, Denied, "", 0, Inferred, Medium, pageDrop,
			"the client cannot prove that it holds the key, so the TLS handshake fails before API Gateway could answer or log; published transcripts show a dropped connection of clients without a certificate"},
		{IssuerNotFound, Denied, LogIssuerNotFound, 403, Documented, High, page403, ""},
		{IssuerKeyMismatch, Denied, LogIssuerNotFound, 403, Inferred, Low, page403,
			"the log may name a failed signature instead"},
		{ChainIncomplete, Denied, LogIssuerNotFound, 403, Inferred, Medium, pageREST,
			"AWS documents that the complete chain up to the root must be in the truststore; which reason is logged when a higher link is missing is inferred"},
		{SelfSigned, Denied, LogSelfSigned, 403, Documented, High, page403, ""},
		{SubjectEqualsIssuer, Denied, LogSelfSigned, 403, Inferred, Medium, page403,
			"openssl takes a certificate whose subject equals its issuer for self-signed, and API Gateway's reason is word for word openssl's"},
		{InsecureSignature, Denied, LogInsecureSignature, 403, Documented, High, page403, ""},
		{WeakKey, Denied, "", 403, Inferred, Low, pageREST,
			"AWS documents RSA-2048 as the least, not what becomes of a shorter key; the log may say \"Client cert using an insecure Signature Algorithm\""},
		{ClientExpired, Denied, "", 403, Documented, High, pageREST, ""},
		{ClientNotYetValid, Denied, "", 403, Documented, High, pageREST, ""},
		{IntermediateExpired, Denied, "", 403, Observed, Medium, pageSample, ""},
		{CANotYetValid, Denied, "", 403, Inferred, Medium, pageREST, "AWS documents that validity must be current"},
		{RootExpired, Denied, "", 403, Inferred, Low, pageREST, "AWS documents that validity must be current, and nobody has published a test with a root"},
		{ChainTooLong, Denied, "", 403, Observed, Medium, pageDepth,
			"AWS documents a maximum chain length of four; that it counts CA certificates, root included and client excluded, is observed"},
	}
}

// apiGatewaySilence are the conditions on which AWS's pages disagree or say nothing.
func apiGatewaySilence() []Outcome {
	silent := func(c Condition, source, note string) Outcome {
		return Outcome{c, Unclear, "", 403, Unknown, Low, source, note}
	}
	return []Outcome{
		silent(NotACA, pageREST, "AWS does not list the CA flag among what is validated; RFC 5280 section 6.1.4 and openssl refuse such a chain"),
		silent(KeyCertSignMissing, pageREST, "AWS does not list key usage among what is validated; RFC 5280 section 6.1.4 and openssl refuse such a chain"),
		silent(PathLengthExceeded, pageREST, "AWS does not list path length constraints among what is validated; RFC 5280 section 6.1.4 and openssl refuse such a chain"),
		silent(NameConstraintViolated, pageREST, "AWS does not list name constraints among what is validated; RFC 5280 section 6.1.3 and openssl refuse such a chain"),
		silent(SubjectEqualsIssuerAKI, page403, "openssl takes a certificate whose subject equals its issuer for self-signed, unless its authority key identifier or its kind of signature belongs to another key, as here; if API Gateway refuses it nevertheless, the reason is most likely \"self signed certificate\""),
		silent(UncheckedSignature, pageREST, "mtlscheck has no means to check this signature"),
		silent(NameEncoding, pageREST, "openssl takes the two names for the same, Go and Java do not; AWS says nothing of it"),
		silent(KeyIDMismatch, pageREST, "openssl goes by the authority key identifier and finds no issuer here, Go goes by the signature; AWS says nothing of it"),
		silent(AlgorithmNotListed, pageREST, "AWS lists SHA-256 or stronger, RSA-2048 or stronger, ECDSA-256 and ECDSA-384; its HTTP API page says ECDSA-256 or stronger"),
		silent(CAAlgorithm, pageREST, "AWS lists the algorithms \"supported in the truststore\", yet its 403 page looks at the client certificate only"),
		silent(ExtendedKeyUsage, pageREST, "AWS does not list extended key usage among what is validated; openssl verify -purpose sslclient refuses it"),
		silent(KeyUsage, pageREST, "AWS does not list key usage among what is validated; openssl verify -purpose sslclient refuses it"),
		silent(CriticalExtension, pageREST, "RFC 5280 section 4.2 and openssl refuse an unknown critical extension; AWS says nothing of it"),
		silent(X509Syntax, pageREST, "AWS documents that X.509 syntax is validated, not by which reader"),
		silent(RootSignature, pageREST, "AWS documents an integrity check, not whether it includes a root's signature over itself; openssl and Go do not check it"),
		silent(PEMForm, pageREST, "AWS says only that a truststore is a text file of PEM certificates"),
		silent(SearchStopped, "", "the bounds of the search are mtlscheck's own"),
	}
}

// apiGatewayRemarks are conditions worth a line that do not stand in the way.
func apiGatewayRemarks() []Outcome {
	remark := func(c Condition, b Basis, k Confidence, source, note string) Outcome {
		return Outcome{c, Accepted, "", 200, b, k, source, note}
	}
	return []Outcome{
		remark(ChainAtLimit, Observed, Medium, pageDepth,
			"AWS documents a maximum chain length of four and not how it counts; that a root with three intermediates passes is observed"),
		remark(DuplicateSubject, Observed, Low, pageSample, "one published test says that API Gateway refuses such a truststore at upload; AWS's pages say nothing of it"),
		remark(DuplicateCertificate, Unknown, Low, pageSample, "one published test says that API Gateway refuses a truststore with two certificates of one subject at upload; whether that holds for one certificate twice is not known"),
		remark(PathDependent, Inferred, Low, pageREST, "AWS does not say how API Gateway chooses among several chains; openssl's choice depends on the order in the file"),
		remark(TruststoreDamaged, Unknown, Low, pageREST, "whether API Gateway takes such a file at all is not documented; openssl refuses it, or sees less in it"),
		remark(ClientIsCA, Unknown, Low, pageREST, "AWS does not list the CA flag among what is validated"),
		remark(ClientVersion1, Observed, Medium, pageSample, "AWS's own samples issue such certificates"),
		remark(SelfSignedNotCA, Documented, Medium, pageREST, "AWS documents that self-signed certificates can stand in a truststore; the published test had the CA flag set"),
	}
}
