package opensslverify

// Object identifiers by their content octets, as they stand in a certificate.
const (
	oidKeyUsage            = "\x55\x1d\x0f"
	oidSubjectKeyID        = "\x55\x1d\x0e"
	oidSubjectAltName      = "\x55\x1d\x11"
	oidIssuerAltName       = "\x55\x1d\x12"
	oidBasicConstraints    = "\x55\x1d\x13"
	oidNameConstraints     = "\x55\x1d\x1e"
	oidCRLDistribution     = "\x55\x1d\x1f"
	oidPolicies            = "\x55\x1d\x20"
	oidPolicyMappings      = "\x55\x1d\x21"
	oidAuthorityKeyID      = "\x55\x1d\x23"
	oidPolicyConstraints   = "\x55\x1d\x24"
	oidExtKeyUsage         = "\x55\x1d\x25"
	oidInhibitAnyPolicy    = "\x55\x1d\x36"
	oidNetscapeCertType    = "\x60\x86\x48\x01\x86\xf8\x42\x01\x01"
	oidProxyCertInfo       = "\x2b\x06\x01\x05\x05\x07\x01\x0e"
	oidIPAddressBlocks     = "\x2b\x06\x01\x05\x05\x07\x01\x07"
	oidAutonomousSystems   = "\x2b\x06\x01\x05\x05\x07\x01\x08"
	oidOCSPNoCheck         = "\x2b\x06\x01\x05\x05\x07\x30\x01\x05"
	oidSmtpUTF8Mailbox     = "\x2b\x06\x01\x05\x05\x07\x08\x09"
	oidCommonName          = "\x55\x04\x03"
	oidEmailAddress        = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"
	oidServerAuth          = "\x2b\x06\x01\x05\x05\x07\x03\x01"
	oidClientAuth          = "\x2b\x06\x01\x05\x05\x07\x03\x02"
	oidMicrosoftSGC        = "\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x03"
	oidNetscapeSGC         = "\x60\x86\x48\x01\x86\xf8\x42\x04\x01"
	oidAnyExtendedKeyUsage = "\x55\x1d\x25\x00"
)

// understood tells which critical extensions openssl takes into account; any other one makes a certificate
// unacceptable, even one that it can read, such as a critical key identifier (crypto/x509/v3_purp.c,
// X509_supported_extension).
func understood(oid string) bool {
	switch oid {
	case oidNetscapeCertType, oidKeyUsage, oidSubjectAltName, oidBasicConstraints, oidPolicies, oidCRLDistribution,
		oidExtKeyUsage, oidIPAddressBlocks, oidAutonomousSystems, oidOCSPNoCheck, oidPolicyConstraints,
		oidProxyCertInfo, oidNameConstraints, oidPolicyMappings, oidInhibitAnyPolicy:
		return true
	}
	return false
}
