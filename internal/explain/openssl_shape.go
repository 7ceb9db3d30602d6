package explain

// opensslShape are the errors about what is written inside a certificate. Those from 80 on are asked only with
// -x509_strict.
func opensslShape() []opensslError {
	const again = "have the certificate issued again by software that follows RFC 5280"
	const strict = " It is asked only with -x509_strict."
	return []opensslError{
		{13, "ERROR_IN_CERT_NOT_BEFORE_FIELD", "The date on which the certificate begins to be valid cannot be read.", again, []string{"x509_syntax"}, ""},
		{14, "ERROR_IN_CERT_NOT_AFTER_FIELD", "The date on which the certificate expires cannot be read.", again, []string{"x509_syntax"}, ""},
		{29, "SUBJECT_ISSUER_MISMATCH", "A possible issuer was looked at and has another name than the certificate gives. openssl prints it only in older versions that tell of each attempt.",
			"see which issuer is missing: error 20 beside it is what counts", []string{"openssl_20"}, ""},
		{30, "AKID_SKID_MISMATCH", "A CA of the right name has another key id than the certificate's authority key identifier names: an older or newer key of that CA, or another CA of the same name.",
			"put the CA certificate with that key id into the truststore", []string{"key_id_mismatch", "issuer_key_mismatch"}, ""},
		{31, "AKID_ISSUER_SERIAL_MISMATCH", "A CA of the right name has another issuer or serial number than the certificate's authority key identifier names: it was renewed since.",
			"have the client's certificate issued again, or put the CA certificate with that serial number into the truststore", []string{"key_id_mismatch"}, ""},
		{39, "KEYUSAGE_NO_DIGITAL_SIGNATURE", "The certificate's key usage leaves out digitalSignature, which a proxy certificate's issuer needs.", again, []string{"key_usage"}, ""},
		{41, "INVALID_EXTENSION", "An extension cannot be read, or contradicts another one.", again, []string{"x509_syntax"}, ""},
		{42, "INVALID_POLICY_EXTENSION", "A certificate policies extension cannot be read, or contradicts another one.", again, []string{"x509_syntax"}, ""},
		{43, "NO_EXPLICIT_POLICY", "A certificate or -explicit_policy asks for a certificate policy that the whole chain has, and there is none. AWS does not list policies among what is validated.",
			"have the chain issued with one common policy, or leave the constraint out", nil, ""},
		{45, "UNSUPPORTED_EXTENSION_FEATURE", "An extension uses something that openssl does not implement.", again, []string{"critical_extension"}, ""},
		{46, "UNNESTED_RESOURCE", "The certificate claims Internet addresses or numbers (RFC 3779) that its issuer does not have.", again, nil, ""},
		{47, "PERMITTED_VIOLATION", "A CA's name constraints list the names that it may issue for, and the certificate has one that is not among them.",
			"use a name that the CA may issue for, or another CA", []string{"name_constraints"}, ""},
		{48, "EXCLUDED_VIOLATION", "A CA's name constraints exclude a name that the certificate has.", "use a name that the CA may issue for, or another CA", []string{"name_constraints"}, ""},
		{49, "SUBTREE_MINMAX", "Name constraints with a minimum or maximum, which RFC 5280 does not use.", again, []string{"name_constraints"}, ""},
		{51, "UNSUPPORTED_CONSTRAINT_TYPE", "Name constraints on a kind of name that openssl cannot compare.", again, []string{"name_constraints"}, ""},
		{52, "UNSUPPORTED_CONSTRAINT_SYNTAX", "Name constraints that cannot be read.", again, []string{"name_constraints"}, ""},
		{53, "UNSUPPORTED_NAME_SYNTAX", "A name that name constraints would have to be compared with cannot be read.", again, []string{"name_constraints", "x509_syntax"}, ""},
		{76, "UNSUPPORTED_SIGNATURE_ALGORITHM", "openssl does not know the algorithm by which the certificate is signed.", "have it issued again with SHA-256 and RSA or ECDSA", []string{"algorithm_not_listed"}, ""},
		{77, "SIGNATURE_ALGORITHM_MISMATCH", "The certificate is signed with another kind of algorithm than the issuer's key has: that CA did not sign it.",
			"put the CA certificate with the right key into the truststore", []string{"issuer_key_mismatch"}, ""},
		{78, "SIGNATURE_ALGORITHM_INCONSISTENCY", "The certificate names its signature's algorithm in two places, and they differ." + strict, again, []string{"x509_syntax"}, ""},
		{80, "PATHLEN_INVALID_FOR_NON_CA", "A certificate that is no CA's carries a path length." + strict, again, []string{"not_a_ca"}, ""},
		{81, "PATHLEN_WITHOUT_KU_KEY_CERT_SIGN", "A CA with a path length has a key usage without keyCertSign." + strict, again, []string{"key_cert_sign_missing"}, ""},
		{82, "KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA", "A certificate that is no CA's has the key usage keyCertSign." + strict, again, []string{"not_a_ca"}, ""},
		{83, "ISSUER_NAME_EMPTY", "The certificate gives no name for its issuer." + strict, again, []string{"x509_syntax"}, ""},
		{84, "SUBJECT_NAME_EMPTY", "A CA's certificate has no subject, or a client's has none and no alternative name either." + strict, again, []string{"x509_syntax"}, ""},
		{85, "MISSING_AUTHORITY_KEY_IDENTIFIER", "The certificate has no authority key identifier, so its issuer has to be found by name alone." + strict, again, nil, ""},
		{86, "MISSING_SUBJECT_KEY_IDENTIFIER", "A CA's certificate has no subject key identifier." + strict, again, nil, ""},
		{87, "EMPTY_SUBJECT_ALT_NAME", "The certificate has an alternative name extension with nothing in it." + strict, again, nil, ""},
		{88, "EMPTY_SUBJECT_SAN_NOT_CRITICAL", "The certificate has no subject, and its alternative name is not critical." + strict, again, nil, ""},
		{89, "CA_BCONS_NOT_CRITICAL", "A CA's basic constraints are not marked critical." + strict, again, nil, ""},
		{90, "AUTHORITY_KEY_IDENTIFIER_CRITICAL", "The authority key identifier is marked critical, which it must not be. Go's parser refuses such a certificate." + strict, again, []string{"x509_syntax"}, ""},
		{91, "SUBJECT_KEY_IDENTIFIER_CRITICAL", "The subject key identifier is marked critical, which it must not be. Go's parser refuses such a certificate." + strict, again, []string{"x509_syntax"}, ""},
		{92, "CA_CERT_MISSING_KEY_USAGE", "A CA's certificate has no key usage." + strict, again, []string{"key_cert_sign_missing"}, ""},
		{93, "EXTENSIONS_REQUIRE_VERSION_3", "The certificate has extensions and is not version 3." + strict, again, []string{"x509_syntax"}, ""},
		{94, "EC_KEY_EXPLICIT_PARAMS", "An elliptic curve key writes its curve out instead of naming it, which is not allowed and hides weak curves.",
			"make a new key on P-256 or P-384", []string{"algorithm_not_listed"}, ""},
	}
}
