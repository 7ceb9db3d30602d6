package explain

import "github.com/mtlscheck/mtlscheck/certcheck"

// chainReasons are about the CA certificates of a chain.
func chainReasons() []reason {
	return []reason{
		{certcheck.IntermediateExpired, "an intermediate CA of the chain has expired",
			"Every client below it is refused at once. AWS tells of invalid certificates only when the truststore is uploaded: " +
				"it \"doesn't notify you if a previously uploaded certificate expires\". The text that is logged is not documented.",
			"replace the CA's certificate by its renewed one, upload the truststore, and update the domain", []string{"root_expired", "openssl_10", "warning_invalid_certificate"}},
		{certcheck.CANotYetValid, "a CA of the chain is not valid yet",
			"Its first day lies ahead. AWS documents that validity must be current.",
			"keep the old CA in the truststore until the new one is valid", []string{"openssl_9"}},
		{certcheck.RootExpired, "the root of the chain has expired",
			"AWS documents that validity must be current; whether that includes roots nobody has published. openssl refuses the chain, " +
				"Go does not look.",
			"replace the root by its renewed certificate, or have the clients issued below another root", []string{"intermediate_expired", "openssl_10"}},
		{certcheck.ChainTooLong, "the chain has more than four CA certificates",
			"AWS documents a maximum chain length of four and not how it counts. By two published tests it counts CA certificates, the " +
				"root included and the client's excluded. The limit is for each chain, not for the file.",
			"shorten the chain: have the client's certificate issued nearer to the root, or cross-sign an intermediate as a root", []string{"openssl_22", "path_length_exceeded"}},
		{certcheck.ChainAtLimit, "the chain has exactly as many CA certificates as may be",
			"AWS documents a maximum chain length of four and not how it counts. That a root with three intermediates passes is known from " +
				"two published tests only.",
			"nothing, unless the client is refused: then have its certificate issued nearer to the root", []string{"chain_too_long"}},
		{certcheck.IntermediateSent, "an intermediate CA of the chain comes from the client",
			"A load balancer or CloudFront is taken to use the intermediates that a client sends. AWS does not say so: it is inferred. For " +
				"API Gateway AWS documents that the complete chain must be in the truststore: it is taken not to use them, and this does not " +
				"arise there.",
			"to rest on nothing inferred, add the intermediate to the truststore", []string{"chain_incomplete", "issuer_not_found"}},
		{certcheck.NotACA, "a certificate on the chain does not say that it is a CA's",
			"Its basic constraints are missing or say CA:FALSE, and yet it issued the next one. RFC 5280 and openssl refuse such a chain; " +
				"AWS does not list the CA flag among what is validated.",
			"have the CA's certificate issued again with basicConstraints CA:TRUE", []string{"openssl_79", "key_cert_sign_missing"}},
		{certcheck.KeyCertSignMissing, "a CA of the chain may not sign certificates by its key usage",
			"Its key usage extension leaves out keyCertSign. RFC 5280 and openssl refuse such a chain; AWS does not list key usage among " +
				"what is validated.",
			"have the CA's certificate issued again with the key usage keyCertSign", []string{"openssl_32", "openssl_79"}},
		{certcheck.PathLengthExceeded, "the chain is longer than one of its CAs allows",
			"A CA's path length constraint says how many further CAs may stand below it, and there are more. RFC 5280 and openssl refuse " +
				"such a chain; AWS does not list it among what is validated.",
			"have the client's certificate issued by a CA nearer to the constrained one, or have that one issued again", []string{"openssl_25", "chain_too_long"}},
		{certcheck.NameConstraintViolated, "a name is outside what a CA of the chain may issue for",
			"A CA carries name constraints, and a name below it violates them. RFC 5280 and openssl refuse such a chain; AWS does not " +
				"list name constraints among what is validated.",
			"use a name that the CA may issue for, or another CA", []string{"openssl_47", "openssl_48"}},
		{certcheck.CAAlgorithm, "a CA of the chain uses an algorithm or key that is not on AWS's list",
			"AWS lists the algorithms \"supported in the truststore\", yet its page on 403 errors looks at the client's certificate only. " +
				"Whether a weak CA certificate matters is not known. A root's signature over itself protects nothing.",
			"have the CA's certificate issued again with SHA-256 or stronger; if its key is at fault, have the clients' issued by another CA", []string{"insecure_signature_algorithm", "openssl_67", "openssl_68"}},
		{certcheck.CriticalExtension, "a certificate has a critical extension that is not known",
			"Critical means: whoever does not understand this has to refuse the certificate (RFC 5280 section 4.2). openssl does; AWS " +
				"says nothing of it.",
			"have it issued without the extension, or with the extension not critical", []string{"openssl_34"}},
		{certcheck.DuplicateSubject, "two CA certificates of the truststore have one subject",
			"One published test says that API Gateway refuses such a truststore at upload; AWS's pages say nothing of it. openssl's " +
				"choice among them depends on their order and on key identifiers. AWS's sentence on certificate subjects that conflict is about " +
				"the domain's own certificate, not about the truststore.",
			"give a renewed CA a subject of its own, or replace the old certificate instead of adding the new one", []string{"path_dependent", "api_certificate_subject_conflict", "ca_rotation"}},
		{certcheck.DuplicateCertificate, "a certificate of the chain stands in the truststore more than once",
			"One published test says that API Gateway refuses a truststore with two CA certificates of one subject at upload; whether " +
				"that holds for the very same certificate is not known. openssl and Go take the second for the first.",
			"take the further copies out", []string{"duplicate_subject"}},
		{certcheck.PathDependent, "the verdict depends on which of several chains is taken",
			"More than one chain leads from the client to a root, and not all of them would pass. AWS does not say how API Gateway " +
				"chooses; openssl's choice depends on the order in the file.",
			"take out of the truststore what makes the chain that would not pass", []string{"duplicate_subject"}},
		{certcheck.SearchStopped, "the search for chains met its bound",
			"The truststore connects its CAs in so many ways that not every chain was looked at, or openssl's answer could not be " +
				"computed. The bounds are mtlscheck's own; nothing is claimed beyond them.",
			"take cross-signed and repeated CA certificates out of the truststore", []string{"duplicate_subject"}},
	}
}

// formReasons are about the file and the encoding of its certificates.
func formReasons() []reason {
	return []reason{
		{certcheck.X509Syntax, "a certificate is not well formed",
			"AWS documents that X.509 syntax is validated, not by which reader, and readers differ: openssl takes negative serial " +
				"numbers and odd curves, Go refuses them; openssl takes a certificate for invalid if a name in an extension is broken, Go does not.",
			"have the certificate issued again by sound software", []string{"pem_form"}},
		{certcheck.PEMForm, "the certificate stands in the file in a form that not every reader takes",
			"A byte order mark, lines glued together, indentation and the like: some readers lose the block without a word. AWS says " +
				"only that a truststore is a text file of PEM certificates.",
			"write the file anew as plain PEM: one block a certificate, lines that end in LF", []string{"truststore_damaged", "x509_syntax"}},
		{certcheck.TruststoreDamaged, "the truststore has blocks that cannot be read",
			"They do not stand in this client's way, but whether API Gateway takes such a file at all is not documented. openssl refuses " +
				"it, or sees less in it.",
			"replace the broken blocks by sound copies: mtlscheck lint names each with its line", []string{"block_rejected", "warning_invalid_certificate"}},
	}
}
