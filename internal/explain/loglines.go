package explain

import (
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

func logLines(gateways []*certcheck.Policy) []Topic {
	return slices.Concat(gatewayLogs(), connectionLogs(gateways))
}

// gatewayLogs are the reasons in API Gateway's execution log: the three that AWS documents, and any other. The hyphen
// of "self-signed" does not matter to the matcher: a translation of AWS's page has it.
func gatewayLogs() []Topic {
	doc := func(id, line, begins, title, explanation, fix string, see ...string) Topic {
		return Topic{ID: id, Kind: KindLogLine, Title: title, Text: line, Explanation: explanation, Fix: fix,
			Basis: certcheck.Documented, Source: page403, See: see, phrases: []string{strings.TrimPrefix(line, logLead)}, wholes: []string{begins}}
	}
	return []Topic{
		doc("log_issuer_not_found", certcheck.LogIssuerNotFound, "Could not find issuer", "API Gateway cannot find the issuer of the client's certificate in the truststore",
			"AWS: \"API Gateway can't find the issuer of the client certificate in your truststore\". Either the issuer is not in the "+
				"file, or the domain still uses an older version of it. Which reason is logged when a CA further up is missing is not documented; "+
				"this one is likely.",
			"put the issuer and its chain up to the root into the truststore, look for invalid certificates in it, and update the domain to the new version",
			"issuer_not_found", "issuer_key_mismatch", "chain_incomplete", "still_forbidden_after_upload"),
		doc("log_insecure_signature_algorithm", certcheck.LogInsecureSignature, "Client cert using an insecure", "the client's certificate is signed with an insecure algorithm",
			"AWS: \"The client certificate is using an insecure signature algorithm\". Documented are SHA-256 or stronger, RSA-2048 or "+
				"stronger, ECDSA-256 and ECDSA-384. Whether short keys are logged so too is not documented.",
			"have the client's certificate issued again with SHA-256 or stronger", "insecure_signature_algorithm", "weak_key"),
		doc("log_self_signed", certcheck.LogSelfSigned, "self signed", "the client's certificate is self-signed, or looks so",
			"AWS: \"The client certificate is self signed\". It is not, byte for byte, in the truststore; or, inferred, a CA issued it with a "+
				"subject that equals the issuer, which openssl takes for self-signed. The wording is openssl's before version 3.",
			"compare the keys of private key, certificate and truststore entry: mtlscheck match does; then put exactly this certificate there, or have one issued by a CA",
			"self_signed", "subject_equals_issuer", "openssl_18"),
		{ID: "log_reason_not_documented", Kind: KindLogLine, Title: "a reason that AWS does not document", Text: logLead + "…",
			Explanation: "AWS documents three reasons, and this is none of them. Its words may be those of a TLS library: what they mean to " +
				"openssl is likely what they mean here, which is inferred.",
			Fix:   "ask mtlscheck verify what is wrong with the client's certificate; a report of the line and the verdict helps to learn the text",
			Basis: certcheck.Unknown, Source: page403, See: []string{"log_issuer_not_found", "log_insecure_signature_algorithm", "log_self_signed"},
			phrases: []string{logLead}},
		{ID: "log_access_denied", Kind: KindLogLine, Title: "access was denied, without a reason", Text: "Access denied", whole: true,
			Explanation: "API Gateway's execution log has these words before a reason: \"Access denied. Reason: …\". Without it they say nothing " +
				"of mutual TLS; S3 answers so too, when the caller may not read the object.",
			Fix:   "give the whole line",
			Basis: certcheck.Documented, Source: page403, See: []string{"log_issuer_not_found", "log_insecure_signature_algorithm", "log_self_signed",
				"api_truststore_inaccessible"}},
	}
}

const logLead = "Access denied. Reason: "

// connectionLogs are the codes that Application Load Balancers and CloudFront write into their connection logs. AWS
// lists them by name; what a code says is read from its name.
func connectionLogs(gateways []*certcheck.Policy) []Topic {
	both, front := "Application Load Balancers and CloudFront", "CloudFront"
	code := func(text, who, title, fix string) Topic {
		source, page := pageALBLogs, "its connection logs' list"
		if who == front {
			source = pageCloudFront
		}
		return Topic{ID: "log_" + snake(text), Kind: KindLogLine, Title: title, Text: text, Basis: certcheck.Inferred, Source: source, Fix: fix,
			Explanation: "A code in the connection log of " + who + ". AWS has it on " + page + "; what it says is read from its name. The TLS " +
				"connection is dropped: the client sees no HTTP answer. API Gateway does not use these codes.",
			See: conditionsLogged(gateways, text)}
	}
	const anew = "have the client's certificate issued again: mtlscheck verify --profile alb, or cloudfront, says what is wrong with it"
	return []Topic{
		code("ClientCertMaxChainDepthExceeded", both, "the chain is deeper than allowed", "shorten the chain: an Application Load Balancer takes a depth of four, and AWS does not say how it counts"),
		code("ClientCertMaxSizeExceeded", both, "the client's certificate is larger than allowed", "send a smaller certificate, or fewer of them"),
		code("ClientCertCrlHit", both, "the client's certificate is revoked", "use a certificate that is not revoked"),
		code("ClientCertCrlProcessingError", both, "the revocation list could not be used", "import a sound revocation list in PEM"),
		code("ClientCertUntrusted", both, "no chain to a trusted CA", "add the client's issuers to the trust store, or have the client send its intermediates"),
		code("ClientCertNotYetValid", both, "the client's certificate is not valid yet", "wait for its first day, or have it issued again"),
		code("ClientCertExpired", both, "the client's certificate has expired", "renew the client's certificate"),
		code("ClientCertTypeUnsupported", both, "the kind of certificate is not supported", anew),
		code("ClientCertInvalid", both, "the client's certificate is not valid", anew),
		code("ClientCertPurposeInvalid", both, "the certificate is not for TLS clients", "have it issued with the extended key usage clientAuth"),
		code("ClientCertRejected", both, "the client's certificate was rejected", anew),
		code("ClientCertIncompatible", both, "the client's certificate is not compatible", anew),
		code("UnmappedConnectionError", both, "a failure without a code of its own", "look for what else the log line says; AWS documents no more"),
		code("ClientCertIntentInvalid", front, "the certificate's intent is not valid", anew),
		code("ClientCertMissing", front, "the client sent no certificate", "give the client certificate and key"),
		code("ClientCertOcspProcessingError", front, "the OCSP answer could not be used", "see that the responder answers"),
		code("ClientCertOcspDenied", front, "OCSP says that the certificate is not good", "use a certificate that is not revoked"),
		code("ConnectionFunctionError", front, "the distribution's connection function failed", "look at the function and its log"),
		code("ConnectionFunctionDenied", front, "the distribution's connection function refused the connection", "look at what the function asks for"),
	}
}

// conditionsLogged lists the conditions that a policy predicts this code for.
func conditionsLogged(gateways []*certcheck.Policy, code string) []string {
	var ids []string
	for _, p := range gateways {
		for _, o := range p.Outcomes {
			if strings.HasSuffix(o.LogLine, ":"+code) && !slices.Contains(ids, string(o.Condition)) {
				ids = append(ids, string(o.Condition))
			}
		}
	}
	return ids
}

// snake writes ClientCertCrlHit as client_cert_crl_hit.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
