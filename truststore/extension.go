package truststore

import (
	"github.com/mtlscheck/mtlscheck/internal/ber"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// BasicConstraints is RFC 5280 section 4.2.1.9.
type BasicConstraints struct {
	CA       bool
	Critical bool
	MaxPath  int // pathLenConstraint; -1 when there is none
}

// KeyUsage is RFC 5280 section 4.2.1.3; bit i of Bits is bit i of the RFC.
type KeyUsage struct {
	Bits     uint16
	Critical bool
}

// The bits of KeyUsage that verdicts ask for.
const (
	UsageDigitalSignature uint16 = 1 << 0
	UsageKeyAgreement     uint16 = 1 << 4
	UsageCertSign         uint16 = 1 << 5
	UsageCRLSign          uint16 = 1 << 6
)

// Allows tells whether the key may be used so; a certificate without the extension allows everything.
func (u *KeyUsage) Allows(bit uint16) bool { return u == nil || u.Bits&bit != 0 }

// Names lists the usages in the order of RFC 5280.
func (u *KeyUsage) Names() []string {
	if u == nil {
		return nil
	}
	all := []string{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
		"keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"}
	var names []string
	for i, name := range all {
		if u.Bits&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// maxParts is how many parts of one kind are read of one certificate: extensions, alternative names, purposes, name
// constraints. Each part costs many times its bytes in memory, so a file could be made to exhaust it.
const maxParts = 1 << 14

// readExtensions reads each extension once; an extension that stands twice or cannot be read becomes a problem, and the
// others are read all the same.
func (c *Certificate) readExtensions(list cryptobyte.String) {
	seen := map[string]bool{}
	for !list.Empty() {
		var seq cryptobyte.String
		if !list.ReadASN1(&seq, cbasn1.SEQUENCE) {
			c.problem("an extension cannot be read, nor what follows it")
			return
		}
		if len(c.AllExtensions) == maxParts {
			c.problem("it has more than %d extensions: the others are not read", maxParts)
			return
		}
		c.readOneExtension(seq, seen)
	}
}

func (c *Certificate) readOneExtension(seq cryptobyte.String, seen map[string]bool) {
	var oid, value cryptobyte.String
	var critical bool
	if !seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) || !readCritical(&seq, &critical) || !seq.ReadASN1(&value, cbasn1.OCTET_STRING) {
		c.problem("an extension cannot be read")
		return
	}
	e := Extension{OID: oidText(oid), Critical: critical, Value: value}
	if seen[string(oid)] {
		c.problem("its extension %s stands in it twice", extensionName(e.OID))
		return
	}
	seen[string(oid)] = true
	c.AllExtensions = append(c.AllExtensions, e)
	if !seq.Empty() {
		c.problem("%d bytes follow the value of its extension %s", len(seq), extensionName(e.OID))
	}
	if !c.readExtension(e) && !c.readBERExtension(e) {
		c.problem("its extension %s cannot be read", extensionName(e.OID))
	}
}

// readBERExtension reads an extension whose value, which is an encoding by itself, is BER.
func (c *Certificate) readBERExtension(e Extension) bool {
	der, odd, size, ok := ber.ToDER(e.Value)
	if !ok || odd == 0 {
		return false
	}
	c.problem("BER, not DER: in its extension %s %s", extensionName(e.OID), odd)
	e.Value = append(der, e.Value[size:]...)
	return c.readExtension(e)
}

// readCritical reads the flag leniently: any non-zero octet is TRUE, as in BER.
func readCritical(s *cryptobyte.String, critical *bool) bool {
	if !s.PeekASN1Tag(cbasn1.BOOLEAN) {
		return true
	}
	var value cryptobyte.String
	if !s.ReadASN1(&value, cbasn1.BOOLEAN) || len(value) != 1 {
		return false
	}
	*critical = value[0] != 0
	return true
}

func (c *Certificate) readExtension(e Extension) bool {
	value := cryptobyte.String(e.Value)
	switch e.OID {
	case "2.5.29.14":
		var id cryptobyte.String
		ok := value.ReadASN1(&id, cbasn1.OCTET_STRING)
		c.SubjectKeyID = id
		return ok && value.Empty()
	case "2.5.29.15":
		return c.readKeyUsage(value, e.Critical)
	case "2.5.29.17":
		var ok bool
		c.SubjectAltNames, ok = readGeneralNames(value)
		return ok
	case "2.5.29.19":
		return c.readBasicConstraints(value, e.Critical)
	case "2.5.29.30":
		return c.readNameConstraints(value, e.Critical)
	case "2.5.29.35":
		return c.readAuthorityKeyID(value)
	case "2.5.29.37":
		return c.readExtKeyUsage(value)
	}
	return true
}

func (c *Certificate) readBasicConstraints(value cryptobyte.String, critical bool) bool {
	bc := &BasicConstraints{Critical: critical, MaxPath: -1}
	c.BasicConstraints = bc
	var seq cryptobyte.String
	if !value.ReadASN1(&seq, cbasn1.SEQUENCE) || !readCritical(&seq, &bc.CA) {
		return false
	}
	if !seq.Empty() && (!seq.ReadASN1Integer(&bc.MaxPath) || bc.MaxPath < 0) {
		bc.MaxPath = -1
		return false
	}
	return seq.Empty() && value.Empty()
}

func (c *Certificate) readKeyUsage(value cryptobyte.String, critical bool) bool {
	var bits cryptobyte.String
	c.KeyUsage = &KeyUsage{Critical: critical}
	if !value.ReadASN1(&bits, cbasn1.BIT_STRING) || len(bits) == 0 || bits[0] > 7 {
		return false
	}
	if last := len(bits) - 1; last > 0 {
		bits = append(bits[:last:last], bits[last]>>bits[0]<<bits[0]) // unused bits count for nothing
	}
	for i, octet := range bits[1:] {
		if i > 1 {
			break
		}
		for bit := range 8 {
			if octet&(0x80>>bit) != 0 {
				c.KeyUsage.Bits |= 1 << (8*i + bit)
			}
		}
	}
	return value.Empty()
}

func (c *Certificate) readExtKeyUsage(value cryptobyte.String) bool {
	var seq cryptobyte.String
	if !value.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return false
	}
	c.ExtKeyUsage = []string{}
	for !seq.Empty() {
		var oid cryptobyte.String
		if len(c.ExtKeyUsage) == maxParts || !seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) {
			return false
		}
		c.ExtKeyUsage = append(c.ExtKeyUsage, purposeName(oidText(oid)))
	}
	return value.Empty()
}

// readAuthorityKeyID reads RFC 5280 section 4.2.1.1.
func (c *Certificate) readAuthorityKeyID(value cryptobyte.String) bool {
	var seq, field cryptobyte.String
	var present bool
	if !value.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadOptionalASN1(&field, &present, cbasn1.Tag(0).ContextSpecific()) {
		return false
	}
	if present {
		c.AuthorityKeyID = field
	}
	if !seq.ReadOptionalASN1(&field, &present, explicitTag(1)) {
		return false
	}
	if present {
		c.AuthorityIssuer = firstDirectoryName(field)
	}
	if !seq.ReadOptionalASN1(&field, &present, cbasn1.Tag(2).ContextSpecific()) {
		return false
	}
	if present {
		c.AuthoritySerial = field
	}
	return seq.Empty() && value.Empty()
}

func firstDirectoryName(list cryptobyte.String) Name {
	names, _ := readGeneralNameList(list)
	for _, n := range names {
		if n.Kind == DirectoryName {
			return Name(n.Value)
		}
	}
	return nil
}

// purposeName names an extended key usage (RFC 5280 section 4.2.1.12).
func purposeName(oid string) string {
	switch oid {
	case "2.5.29.37.0":
		return "anyExtendedKeyUsage"
	case "1.3.6.1.5.5.7.3.1":
		return "serverAuth"
	case "1.3.6.1.5.5.7.3.2":
		return "clientAuth"
	case "1.3.6.1.5.5.7.3.3":
		return "codeSigning"
	case "1.3.6.1.5.5.7.3.4":
		return "emailProtection"
	case "1.3.6.1.5.5.7.3.8":
		return "timeStamping"
	case "1.3.6.1.5.5.7.3.9":
		return "OCSPSigning"
	}
	return oid
}

func extensionName(oid string) string {
	switch oid {
	case "2.5.29.14":
		return "subjectKeyIdentifier"
	case "2.5.29.15":
		return "keyUsage"
	case "2.5.29.17":
		return "subjectAltName"
	case "2.5.29.19":
		return "basicConstraints"
	case "2.5.29.30":
		return "nameConstraints"
	case "2.5.29.35":
		return "authorityKeyIdentifier"
	case "2.5.29.31":
		return "cRLDistributionPoints"
	case "2.5.29.32":
		return "certificatePolicies"
	case "2.5.29.33":
		return "policyMappings"
	case "2.5.29.36":
		return "policyConstraints"
	case "2.5.29.37":
		return "extKeyUsage"
	case "2.5.29.54":
		return "inhibitAnyPolicy"
	}
	return oid
}

// UnhandledCritical lists the critical extensions that this reader does not know (RFC 5280 section 4.2: a verifier
// has to refuse a certificate with one). Policy extensions are known by name, though nothing here judges them.
func (e *Extensions) UnhandledCritical() []string {
	var unknown []string
	for _, x := range e.AllExtensions {
		if x.Critical && extensionName(x.OID) == x.OID {
			unknown = append(unknown, x.OID)
		}
	}
	return unknown
}
