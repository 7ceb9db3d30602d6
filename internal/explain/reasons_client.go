package explain

import "github.com/mtlscheck/mtlscheck/certcheck"

// clientReasons are about the client's own certificate.
func clientReasons() []reason {
	return []reason{
		{certcheck.KeyMismatch, "the private key is not that of the certificate",
			"In the TLS handshake the client proves that it holds the certificate's key. With another key it cannot, and the connection " +
				"is dropped: no HTTP answer, no log entry. curl and most libraries notice it themselves before they connect.",
			"find the key that belongs to the certificate: mtlscheck match key.pem certificate.pem", []string{"client_sends_no_certificate", "curl_58_private_key"}},
		{certcheck.InsecureSignature, "the client's certificate is signed with MD5 or SHA-1",
			"AWS documents SHA-256 or stronger. It is the algorithm by which the CA signed the client's certificate that counts, not " +
				"the client's key.",
			"have the certificate issued again with SHA-256 or stronger", []string{"log_insecure_signature_algorithm", "openssl_68"}},
		{certcheck.WeakKey, "the client's key is shorter than AWS lists",
			"AWS documents RSA-2048 or stronger. Which reason API Gateway logs for a shorter key is not documented.",
			"make a new key of at least 2048 bits, or on P-256 or P-384, and have a certificate issued for it", []string{"insecure_signature_algorithm", "openssl_66"}},
		{certcheck.ClientExpired, "the client's certificate has expired",
			"AWS documents that validity must be current and that an expired certificate is refused with 403. The text that it logs is not documented.",
			"renew the client's certificate", []string{"openssl_10", "client_not_yet_valid"}},
		{certcheck.ClientNotYetValid, "the client's certificate is not valid yet",
			"Its first day lies ahead: it was issued for later, or the clock of the CA was wrong. AWS documents that validity must be " +
				"current; the text that it logs is not documented.",
			"wait for its first day, or have it issued again with an earlier one", []string{"openssl_9", "client_expired"}},
		{certcheck.AlgorithmNotListed, "the client's key or signature is not on AWS's list",
			"AWS lists SHA-256 or stronger, RSA-2048 or stronger, and on its REST page ECDSA-256 and ECDSA-384, on its HTTP page " +
				"ECDSA-256 or stronger. P-521 is where the two differ; RSA-PSS, Ed25519, secp256k1 and RSA above 4096 bits are mentioned nowhere.",
			"use a key of RSA of 2048 to 4096 bits, P-256 or P-384, and a signature of RSA PKCS #1 v1.5 or ECDSA over SHA-256 or stronger", []string{"ca_algorithm", "signature_unchecked"}},
		{certcheck.ExtendedKeyUsage, "the extended key usage leaves out clientAuth",
			"The certificate says what it may be used for, and a TLS client is not among it: often a server's certificate. openssl " +
				"refuses it as a client's; AWS does not list extended key usage among what is validated, and nobody has published a test.",
			"have it issued with the extended key usage clientAuth", []string{"openssl_26", "key_usage"}},
		{certcheck.KeyUsage, "the key usage leaves out digitalSignature",
			"A TLS client signs in the handshake, and the certificate does not allow its key to; or it has a Netscape certificate type, " +
				"an extension from before the key usages, without SSL client. openssl refuses it as a client's; AWS does not list key usage " +
				"among what is validated.",
			"have it issued with the key usage digitalSignature", []string{"openssl_26", "extended_key_usage"}},
		{certcheck.ClientIsCA, "the client's certificate is a CA's",
			"It may issue certificates itself, which a client need not. AWS does not list the CA flag among what is validated.",
			"use a certificate that is no CA's for the client", nil},
		{certcheck.ClientVersion1, "the client's certificate is X.509 version 1",
			"It has no extensions, as openssl x509 -req made them for long without an extension file. AWS's own samples issue such " +
				"certificates for API Gateway and use them; Application Load Balancers and CloudFront take only version 3.",
			"have it issued as version 3, with clientAuth as extended key usage", nil},
		{certcheck.SelfSignedNotCA, "a self-signed certificate without CA flag stands in the truststore",
			"AWS documents that self-signed certificates may be given. The published test used one with the CA flag; without it the " +
				"same is likely and not shown anywhere.",
			"nothing has to be done; a certificate of a private CA is easier to renew", []string{"self_signed"}},
	}
}
