package explain

// opensslOthers are errors of features that a truststore at a gateway has nothing to do with. They are seen when openssl,
// or a program built on it, was asked for more than a chain.
func opensslOthers() []opensslError {
	const apart = " It has nothing to do with the truststore of a gateway."
	const proxy = "use an ordinary certificate for the client"
	const suiteB = "leave the Suite B flags out, unless the chain was made for them"
	const names = "AWS does not list names of clients among what is validated; drop the option to see what a gateway sees"
	return []opensslError{
		{17, "OUT_OF_MEM", "openssl had no memory left. The certificates are not to blame, unless they are enormous.", "try again with more memory", nil, ""},
		{38, "PROXY_PATH_LENGTH_EXCEEDED", "More proxy certificates (RFC 3820) follow each other than one of them allows." + apart, proxy, nil, ""},
		{40, "PROXY_CERTIFICATES_NOT_ALLOWED", "The certificate is a proxy certificate (RFC 3820), which openssl takes only when it is told to." + apart, proxy, nil, ""},
		{50, "APPLICATION_VERIFICATION", "The program that uses openssl refused the certificate by a check of its own.", "look at what that program asks for", nil, ""},
		{55, "PATH_LOOP", "The chain comes back to a certificate that it already has.", "take the certificates that sign each other in a circle out of the truststore", []string{"search_stopped"}, ""},
		{56, "SUITE_B_INVALID_VERSION", "Suite B was asked for, and a certificate is not version 3." + apart, suiteB, nil, ""},
		{57, "SUITE_B_INVALID_ALGORITHM", "Suite B was asked for, and a key is none on an elliptic curve." + apart, suiteB, nil, ""},
		{58, "SUITE_B_INVALID_CURVE", "Suite B was asked for, and a key is on another curve than P-256 or P-384." + apart, suiteB, nil, ""},
		{59, "SUITE_B_INVALID_SIGNATURE_ALGORITHM", "Suite B was asked for, and a signature is not by its list." + apart, suiteB, nil, ""},
		{60, "SUITE_B_LOS_NOT_ALLOWED", "Suite B was asked for at a level of security that does not allow this curve." + apart, suiteB, nil, ""},
		{61, "SUITE_B_CANNOT_SIGN_P_384_WITH_P_256", "Suite B was asked for, and a CA on P-256 signed a certificate on P-384." + apart, suiteB, nil, ""},
		{62, "HOSTNAME_MISMATCH", "A host name was asked for (-verify_hostname), and the certificate does not have it. For a server's certificate: the client connected to another name.",
			"connect to a name that the certificate has; " + names, []string{"wrong_server_certificate"}, ""},
		{63, "EMAIL_MISMATCH", "An e-mail address was asked for (-verify_email), and the certificate does not have it.", names, nil, ""},
		{64, "IP_ADDRESS_MISMATCH", "An IP address was asked for (-verify_ip), and the certificate does not have it.", names, nil, ""},
		{65, "DANE_NO_MATCH", "DANE was asked for, and no TLSA record of the name fits the certificate." + apart, "look at the TLSA records", nil, ""},
		{69, "INVALID_CALL", "A program called openssl's verification wrongly." + apart, "report it to that program's makers", nil, ""},
		{70, "STORE_LOOKUP", "Looking for the issuer failed: the store of certificates could not be read.", "see that the truststore can be read", nil, ""},
		{71, "NO_VALID_SCTS", "Certificate Transparency was asked for, and the certificate has no valid timestamp." + apart, "leave the check out for client certificates", nil, ""},
		{72, "PROXY_SUBJECT_NAME_VIOLATION", "A proxy certificate's subject is not its issuer's with one name added (RFC 3820)." + apart, proxy, nil, ""},
		{73, "OCSP_VERIFY_NEEDED", "An OCSP answer was asked for, and there is none. API Gateway never asks OCSP.", "leave the check out to see what a gateway sees", nil, ""},
		{74, "OCSP_VERIFY_FAILED", "The OCSP answer does not verify. API Gateway never asks OCSP.", "leave the check out to see what a gateway sees", nil, ""},
		{75, "OCSP_CERT_UNKNOWN", "The OCSP responder does not know the certificate. API Gateway never asks OCSP.", "ask the responder of the right CA", nil, ""},
	}
}
