package explain

// opensslCommon are the errors that a chain from a client to a truststore usually ends with.
func opensslCommon() []opensslError {
	const appendAll = "append every CA certificate from the client's issuer up to the root"
	return []opensslError{
		{0, "OK", "openssl found a chain to a trusted root and nothing wrong with it. A gateway may still refuse: openssl takes issuers from " +
			"-untrusted too, allows a hundred CAs, and checks no strength of keys and signatures unless asked.",
			"ask mtlscheck verify what the gateway would say", []string{"runbook_verify_ok"}, ""},
		{1, "UNSPECIFIED", "openssl failed without a reason of its own, usually because something in it broke, not the certificate.",
			"try again with a sound copy of the files", nil, ""},
		{2, "UNABLE_TO_GET_ISSUER_CERT", "The chain stops at a CA whose issuer is not in the truststore: an intermediate is there, its root is not.",
			"append the missing CA certificates up to the root", []string{"chain_incomplete"}, ""},
		{4, "UNABLE_TO_DECRYPT_CERT_SIGNATURE", "The signature could not be opened with the issuer's RSA key. OpenSSL 3.0 says error 7 instead.",
			"get a sound copy of the certificate, and the right issuer", []string{"openssl_7"}, ""},
		{6, "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY", "The issuer was found, and openssl cannot read its public key: an algorithm or curve that it does not know, or a broken key.",
			"use a CA with an RSA or P-256 key, or a sound copy of its certificate", []string{"algorithm_not_listed", "signature_unchecked"}, ""},
		{7, "CERT_SIGNATURE_FAILURE", "A CA of the right name was found, but its key did not make this signature: another key of the same CA, or a certificate " +
			"that was changed after it was signed.",
			"put the CA certificate with the right key into the truststore, or get a sound copy of the client's", []string{"issuer_key_mismatch", "ca_rotation"}, ""},
		{9, "CERT_NOT_YET_VALID", "The first day of a certificate of the chain lies ahead. The depth says whose: 0 is the client's.",
			"wait for its first day, have it issued again, or set the clock", []string{"client_not_yet_valid", "ca_not_yet_valid"}, ""},
		{10, "CERT_HAS_EXPIRED", "The last day of a certificate of the chain is over. The depth says whose: 0 is the client's, above it are CAs, of which an expired " +
			"one stops every client below it.",
			"renew the certificate; for a CA put its renewed certificate into the truststore, upload, and update the domain", []string{"client_expired", "intermediate_expired", "root_expired", serverRefused}, ""},
		{18, "DEPTH_ZERO_SELF_SIGNED_CERT", "The client's certificate is its own issuer and not in the truststore; or a CA issued it with a subject equal to its issuer, " +
			"which openssl takes for the same. API Gateway's third reason has this text, as OpenSSL wrote it before version 3.",
			"put exactly this certificate into the truststore, or have one issued with a subject of its own", []string{"self_signed", "subject_equals_issuer", "log_self_signed"}, ""},
		{19, "SELF_SIGNED_CERT_IN_CHAIN", "The chain ends at a self-signed root that is not in the truststore: it came with what the client sends.",
			"put the root into the truststore, if it is to be trusted", []string{"chain_incomplete", "issuer_not_found", serverRefused}, ""},
		{20, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "No certificate in the truststore is the issuer. At depth 0 it is the client's issuer that is missing, higher up another CA. " +
			"This is what most 403s of a gateway with mutual TLS look like to openssl.",
			appendAll, []string{"issuer_not_found", "issuer_key_mismatch", "key_id_mismatch", "log_issuer_not_found", serverRefused}, ""},
		{21, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "openssl has only one certificate and nothing to verify it with: the issuer is missing. It comes after error 20, mostly from s_client.",
			appendAll, []string{"openssl_20", "issuer_not_found", serverRefused}, ""},
		{22, "CERT_CHAIN_TOO_LONG", "The chain is longer than openssl was allowed to follow (-verify_depth; a hundred by default). API Gateway's own limit is four.",
			"shorten the chain", []string{"chain_too_long"}, ""},
		{24, "NO_ISSUER_PUBLIC_KEY", "The issuer was found and has no public key that openssl could use. In OpenSSL 1.1.1 this number is \"invalid CA certificate\", which is 79 now.",
			"get a sound copy of the issuer's certificate", []string{"openssl_79", "openssl_6"}, ""},
		{25, "PATH_LENGTH_EXCEEDED", "A CA says how many CAs may stand below it, and there are more. AWS does not list it among what is validated.",
			"have the client's certificate issued by a CA nearer to the constrained one", []string{"path_length_exceeded"}, ""},
		{26, "INVALID_PURPOSE", "The certificate does not allow what it is used for. For a client it lacks clientAuth in its extended key usage, or digitalSignature in its " +
			"key usage. AWS does not list it among what is validated.",
			"have it issued with the extended key usage clientAuth", []string{"extended_key_usage", "key_usage"}, "unsupported certificate purpose"},
		{27, "CERT_UNTRUSTED", "The root is there and is not marked as trusted for this purpose, as a TRUSTED CERTIFICATE block can say.",
			"put the plain certificate into the truststore: openssl x509 -in root.pem writes one", []string{"openssl_28"}, ""},
		{28, "CERT_REJECTED", "A TRUSTED CERTIFICATE block says that the root is rejected for this purpose. A gateway may read the block otherwise, or not at all.",
			"put the plain certificate into the truststore, if it is to be trusted", []string{"openssl_27"}, ""},
		{32, "KEYUSAGE_NO_CERTSIGN", "A CA of the chain has a key usage without keyCertSign, so it may not issue certificates.",
			"have the CA's certificate issued again with keyCertSign", []string{"key_cert_sign_missing"}, ""},
		{34, "UNHANDLED_CRITICAL_EXTENSION", "A certificate has a critical extension that openssl does not know, and has to be refused for it (RFC 5280 section 4.2).",
			"have it issued without the extension, or with it not critical", []string{"critical_extension"}, ""},
		{37, "INVALID_NON_CA", "A certificate that may not be a CA's has markings of one. It is asked for proxy certificates and by special purposes.",
			"have it issued again without the CA flag", []string{"client_is_ca"}, ""},
		{66, "EE_KEY_TOO_SMALL", "The client's key is weaker than the security level allows (-auth_level; level 2 asks for 2048 bits of RSA).",
			"make a new key of at least 2048 bits, and have a certificate issued for it", []string{"weak_key"}, ""},
		{67, "CA_KEY_TOO_SMALL", "The key of a CA in the chain is weaker than the security level allows.",
			"have the clients issued by a CA with a key of at least 2048 bits", []string{"ca_algorithm"}, ""},
		{68, "CA_MD_TOO_WEAK", "A certificate of the chain is signed with a digest weaker than the security level allows, such as SHA-1. A root's own signature is not asked.",
			"have it issued again with SHA-256 or stronger", []string{"insecure_signature_algorithm", "ca_algorithm"}, ""},
		{79, "INVALID_CA", "A certificate that issued another one is not a CA's: its basic constraints are missing or say CA:FALSE. OpenSSL 1.1.1 gave it the number 24.",
			"have the CA's certificate issued again with basicConstraints CA:TRUE", []string{"not_a_ca", "key_cert_sign_missing"}, ""},
	}
}
