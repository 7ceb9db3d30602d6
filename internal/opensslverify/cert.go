package opensslverify

import (
	"bytes"

	"github.com/mtlscheck/mtlscheck/internal/ber"
	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// cert is a certificate with everything that openssl works out about it once (crypto/x509/v3_purp.c,
// ossl_x509v3_cache_extensions). It does not change after newCert, so that many verifications can share it.
type cert struct {
	*truststore.Certificate
	frame

	subject, issuer string // canonical: two names are equal for openssl when these are
	entries         []nameEntry
	key             publicKey
	scheme          signatureScheme // of the signature on it
	trust           *auxTrust       // from a TRUSTED CERTIFICATE, else nil

	invalid    bool   // an extension cannot be read or stands twice: nobody issued it and it issues nothing
	spoiler    string // the first such extension
	selfIssued bool
	selfSigned bool // by names, key identifiers and algorithms; openssl does not check the signature for this
	unhandled  bool // has a critical extension that openssl does not understand

	hasConstraints, isCA bool
	pathLength           int // -1 when there is none
	isProxy              bool
	proxyPathLength      int // -1 when there is none
	hasKeyUsage          bool
	keyUsage             uint16
	hasExtKeyUsage       bool
	extKeyUsage          extKeyUsage
	hasNetscapeType      bool
	netscapeType         byte
	subjectKeyID         []byte // nil when absent
	authority            *authorityKeyID
	altNames             []generalName
	hasAltNames          bool
	constraints          *nameConstraints
	points               []distributionPoint

	criticalConstraints, criticalAuthority, criticalSubjectKeyID, criticalAltNames bool
}

// The bits of keyUsage as openssl numbers them: the first octet of the bit string, the second one shifted by eight.
const (
	usageDigitalSignature = 0x80
	usageKeyEncipherment  = 0x20
	usageKeyAgreement     = 0x08
	usageCertSign         = 0x04
	usageCRLSign          = 0x02
)

func newCert(c *truststore.Certificate, trust *auxTrust, tables *sigcheck.Tables) *cert {
	x := &cert{Certificate: c, frame: readFrame(c.DER), trust: trust, pathLength: -1, proxyPathLength: -1}
	x.subject, x.issuer = canonical(c.Subject), canonical(c.Issuer)
	x.entries = readName(c.Subject)
	x.key = readKey(c.PublicKey, tables)
	x.scheme = schemeOf(x.innerAlgorithm)
	x.readAllKnown()
	x.selfIssued = x.subject == x.issuer
	x.selfSigned = x.selfIssued && x.fitsAuthority(x.authority) && x.scheme.fits(&x.key)
	x.readCritical()
	return x
}

// readAllKnown reads the extensions that openssl decodes for every certificate, in its order.
func (x *cert) readAllKnown() {
	x.readKnown(oidBasicConstraints, "basicConstraints", x.readBasicConstraints)
	x.readKnown(oidProxyCertInfo, "proxyCertInfo", x.readProxyCertInfo)
	x.readKnown(oidKeyUsage, "keyUsage", x.readKeyUsage)
	x.readKnown(oidExtKeyUsage, "extKeyUsage", x.readExtKeyUsage)
	x.readKnown(oidNetscapeCertType, "nsCertType", x.readNetscapeType)
	x.readKnown(oidSubjectKeyID, "subjectKeyIdentifier", x.readSubjectKeyID)
	x.readKnown(oidAuthorityKeyID, "authorityKeyIdentifier", x.readAuthorityKeyID)
	x.readKnown(oidSubjectAltName, "subjectAltName", x.readAltNames)
	x.readKnown(oidNameConstraints, "nameConstraints", x.readNameConstraints)
	x.readKnown(oidCRLDistribution, "cRLDistributionPoints", x.readDistributionPoints)
	x.readKnown(oidIPAddressBlocks, "ipAddrBlocks", readAddressBlocks)
	x.readKnown(oidAutonomousSystems, "autonomousSysIds", readSystems)
}

// readKnown reads an extension that openssl decodes for every certificate; one that cannot be read, or stands twice,
// spoils the certificate. Octets after the value are not minded (crypto/x509/v3_lib.c, X509V3_get_d2i).
func (x *cert) readKnown(oid, name string, read func(cryptobyte.String) bool) {
	found := false
	for _, e := range x.extensions {
		if e.oid != oid {
			continue
		}
		if found {
			x.spoil(name)
			return
		}
		found = true
	}
	if !found {
		return
	}
	for _, e := range x.extensions {
		if e.oid == oid && !read(e.value) && !readBER(e.value, read) {
			x.spoil(name)
		}
	}
}

func (x *cert) spoil(name string) {
	if !x.invalid {
		x.invalid, x.spoiler = true, name
	}
}

// readBER reads a value whose lengths are not those of DER.
func readBER(value cryptobyte.String, read func(cryptobyte.String) bool) bool {
	der, odd, _, ok := ber.ToDER(value)
	return ok && odd != 0 && read(der)
}

// readCritical looks at the critical marks up to the first extension that openssl does not understand.
func (x *cert) readCritical() {
	for _, e := range x.extensions {
		if !e.critical {
			continue
		}
		if !understood(e.oid) {
			x.unhandled = true
			return
		}
		switch e.oid {
		case oidBasicConstraints:
			x.criticalConstraints = true
		case oidAuthorityKeyID:
			x.criticalAuthority = true
		case oidSubjectKeyID:
			x.criticalSubjectKeyID = true
		case oidSubjectAltName:
			x.criticalAltNames = true
		}
	}
}

func (x *cert) readBasicConstraints(s cryptobyte.String) bool {
	var seq cryptobyte.String
	var isCA bool
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) || !readBoolean(&seq, &isCA) {
		return false
	}
	var length []byte
	if !seq.Empty() {
		var ok bool
		if length, ok = readInteger(&seq, cbasn1.INTEGER); !ok || !seq.Empty() {
			return false
		}
	}
	x.hasConstraints, x.isCA = true, isCA
	if length == nil {
		return true
	}
	if length[0]&0x80 != 0 {
		return false // negative
	}
	x.pathLength = smallInteger(length)
	return true
}

// smallInteger gives a number that is not negative, or -1, "none", when it does not fit a long
// (crypto/asn1/a_int.c, ASN1_INTEGER_get).
func smallInteger(octets []byte) int {
	octets = bytes.TrimLeft(octets, "\x00")
	if len(octets) > 8 || len(octets) == 8 && octets[0]&0x80 != 0 {
		return -1
	}
	n := uint64(0)
	for _, c := range octets {
		n = n<<8 | uint64(c)
	}
	// A path is never that long, and an int may have 32 bits.
	return int(min(n, 1<<30))
}

// readProxyCertInfo reads RFC 3820 section 3.8.
func (x *cert) readProxyCertInfo(s cryptobyte.String) bool {
	var seq, policy cryptobyte.String
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return false
	}
	if seq.PeekASN1Tag(cbasn1.INTEGER) {
		length, ok := readInteger(&seq, cbasn1.INTEGER)
		if !ok {
			return false
		}
		x.proxyPathLength = smallInteger(length)
	}
	if !seq.ReadASN1(&policy, cbasn1.SEQUENCE) || !seq.Empty() {
		return false
	}
	if _, ok := readOID(&policy, cbasn1.OBJECT_IDENTIFIER); !ok || !policy.SkipOptionalASN1(cbasn1.OCTET_STRING) || !policy.Empty() {
		return false
	}
	x.isProxy = true
	return !x.isCA && !x.has(oidSubjectAltName) && !x.has(oidIssuerAltName)
}

func (x *cert) has(oid string) bool {
	for _, e := range x.extensions {
		if e.oid == oid {
			return true
		}
	}
	return false
}

func (x *cert) readKeyUsage(s cryptobyte.String) bool {
	bits, ok := readBits(&s, cbasn1.BIT_STRING)
	if !ok {
		return false
	}
	x.hasKeyUsage = true
	if len(bits) > 0 {
		x.keyUsage = uint16(bits[0])
	}
	if len(bits) > 1 {
		x.keyUsage |= uint16(bits[1]) << 8
	}
	return x.keyUsage != 0
}

// extKeyUsage are the purposes that matter here.
type extKeyUsage struct{ server, client, gatedCrypto bool }

func (x *cert) readExtKeyUsage(s cryptobyte.String) bool {
	var seq cryptobyte.String
	if !readList(&s, &seq, cbasn1.SEQUENCE) {
		return false
	}
	var usage extKeyUsage
	for !seq.Empty() {
		oid, ok := readOID(&seq, cbasn1.OBJECT_IDENTIFIER)
		if !ok {
			return false
		}
		switch oid {
		case oidServerAuth:
			usage.server = true
		case oidClientAuth:
			usage.client = true
		case oidMicrosoftSGC, oidNetscapeSGC:
			usage.gatedCrypto = true
		}
	}
	x.hasExtKeyUsage, x.extKeyUsage = true, usage
	return true
}

func (x *cert) readNetscapeType(s cryptobyte.String) bool {
	bits, ok := readBits(&s, cbasn1.BIT_STRING)
	if !ok {
		return false
	}
	x.hasNetscapeType = true
	if len(bits) > 0 {
		x.netscapeType = bits[0]
	}
	return true
}

func (x *cert) readSubjectKeyID(s cryptobyte.String) bool {
	var id cryptobyte.String
	if !readString(&s, &id, cbasn1.OCTET_STRING) {
		return false
	}
	x.subjectKeyID = append([]byte{}, id...)
	return true
}

func (x *cert) readAltNames(s cryptobyte.String) bool {
	var list cryptobyte.String
	if !readList(&s, &list, cbasn1.SEQUENCE) {
		return false
	}
	names, ok := readGeneralNames(list)
	if !ok {
		return false
	}
	x.altNames, x.hasAltNames = names, true
	return true
}

// soundSelfSigned is selfSigned for a certificate that openssl could read to the end (crypto/x509/x509_vfy.c,
// X509_self_signed).
func (x *cert) soundSelfSigned() bool { return x.selfSigned && !x.invalid && x.key.decodes() }

// same tells whether two certificates are the same one, be it in DER or BER (crypto/x509/x509_cmp.c, X509_cmp).
func (x *cert) same(y *cert) bool { return x == y || x.SHA256 == y.SHA256 }
