package truststore

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Certificate is an X.509 certificate (RFC 5280 section 4.1) as it stands, right or wrong. ParseCertificate refuses
// only what has no readable frame; everything odd inside is kept and named in Problems. Go's own parser is
// all or nothing and loses certificates that openssl, and so perhaps a gateway, takes: see GoRefuses.
type Certificate struct {
	Raw    []byte            // the certificate as it stands, without what may follow it
	DER    []byte            // Raw, or when that is BER the same in DER
	SHA256 [sha256.Size]byte // of Raw; of BER as openssl computes it, see keepTBS

	Version   int    // 1, 2 or 3; what the certificate says, plus one
	Serial    []byte // content octets of the INTEGER, two's complement, big endian
	Issuer    Name
	Subject   Name
	NotBefore time.Time // zero when it cannot be read
	NotAfter  time.Time // zero when it cannot be read
	PublicKey PublicKey

	RawTBS             []byte
	SignatureAlgorithm SignatureAlgorithm
	Signature          []byte // the octets of the bit string

	Extensions
	Problems []string // what is odd about it, in the order it was met

	trailing int // bytes that followed it
}

// Extensions are the extensions of RFC 5280 section 4.2 that bear on a verdict. Each zero value means "absent".
type Extensions struct {
	BasicConstraints *BasicConstraints
	KeyUsage         *KeyUsage
	ExtKeyUsage      []string // "clientAuth", "serverAuth", "anyExtendedKeyUsage" …, else the OID
	SubjectKeyID     []byte
	AuthorityKeyID   []byte
	AuthorityIssuer  Name   // of authorityCertIssuer, when it names a directory name
	AuthoritySerial  []byte // of authorityCertSerialNumber
	NameConstraints  *NameConstraints
	SubjectAltNames  []GeneralName
	AllExtensions    []Extension
}

// Extension is one extension as it stands.
type Extension struct {
	OID      string
	Critical bool
	Value    []byte
}

// ParseCertificate reads one certificate. Bytes after it are named in Problems; an error means that der does not
// hold the frame of a certificate: it names the field at which reading stopped.
func ParseCertificate(der []byte) (*Certificate, error) {
	c, err := parseDER(der)
	if err == nil && len(c.Problems) == 0 && c.PublicKey.Problem == "" {
		return c, nil
	}
	if again, berErr, is := parseBER(der); is {
		return again, berErr
	}
	return c, err
}

func parseDER(der []byte) (*Certificate, error) {
	var raw cryptobyte.String
	input := cryptobyte.String(der)
	if !input.ReadASN1Element(&raw, cbasn1.SEQUENCE) {
		return nil, fmt.Errorf("not a certificate: %s", whyNotDER(der))
	}
	c := &Certificate{Raw: raw, DER: raw}
	c.readTrailing(input)
	if err := c.read(raw); err != nil {
		return nil, err
	}
	c.SHA256 = sha256.Sum256(c.Raw)
	return c, nil
}

func (c *Certificate) readTrailing(rest []byte) {
	if c.trailing = len(rest); c.trailing > 0 {
		c.problem("%d bytes follow the certificate", c.trailing)
	}
}

// read reads a Certificate in DER.
func (c *Certificate) read(raw cryptobyte.String) error {
	var cert, tbs, alg, sig cryptobyte.String
	if whole := raw; !raw.ReadASN1(&cert, cbasn1.SEQUENCE) {
		return fmt.Errorf("not a certificate: %s", whyNotDER(whole))
	}
	if !cert.ReadASN1Element(&tbs, cbasn1.SEQUENCE) {
		return errors.New("not a certificate: no tbsCertificate in it")
	}
	c.RawTBS = tbs
	inner, err := c.readTBS(tbs)
	if err != nil {
		return err
	}
	if !cert.ReadASN1(&alg, cbasn1.SEQUENCE) || !cert.ReadASN1(&sig, cbasn1.BIT_STRING) || len(sig) == 0 {
		return errors.New("not a certificate: no readable signature in it")
	}
	c.readSignature(inner, alg, sig)
	if len(cert) > 0 {
		c.problem("%d bytes follow its signature", len(cert))
	}
	return nil
}

// readSignature reads the outer signature algorithm, which has to be the inner one to the byte: openssl finds every
// other signature invalid, even where NULL parameters stand in one and none in the other (X509_verify).
func (c *Certificate) readSignature(inner, outer, sig cryptobyte.String) {
	var ok bool
	if c.SignatureAlgorithm, ok = readSignatureAlgorithm(outer); !ok {
		c.problem("its signature algorithm cannot be read")
	}
	if !bytes.Equal(inner, outer) {
		c.algorithmsDiffer(inner)
	}
	if sig[0] != 0 {
		c.problem("its signature has unused bits")
	}
	c.Signature = sig[1:]
}

func (c *Certificate) algorithmsDiffer(inner cryptobyte.String) {
	alg, _ := readSignatureAlgorithm(inner)
	if alg.OID == c.SignatureAlgorithm.OID {
		c.problem("it names its signature algorithm, %s, with other parameters inside than outside", alg.Name)
		return
	}
	c.problem("it names two signature algorithms, %s inside and %s outside", alg.Name, c.SignatureAlgorithm.Name)
}

// readTBS reads the TBSCertificate and gives its signature algorithm. The fields whose absence leaves nothing to tell
// end the reading.
func (c *Certificate) readTBS(der cryptobyte.String) (alg cryptobyte.String, err error) {
	var tbs, serial, issuer, validity, subject, spki cryptobyte.String
	der.ReadASN1(&tbs, cbasn1.SEQUENCE)
	if err := c.readVersion(&tbs); err != nil {
		return nil, err
	}
	if !tbs.ReadASN1(&serial, cbasn1.INTEGER) {
		return nil, errors.New("not a certificate: no readable serial number in it")
	}
	c.Serial = serial
	if !tbs.ReadASN1(&alg, cbasn1.SEQUENCE) {
		return nil, errors.New("not a certificate: no readable signature algorithm in it")
	}
	if !tbs.ReadASN1Element(&issuer, cbasn1.SEQUENCE) || !tbs.ReadASN1(&validity, cbasn1.SEQUENCE) ||
		!tbs.ReadASN1Element(&subject, cbasn1.SEQUENCE) || !tbs.ReadASN1Element(&spki, cbasn1.SEQUENCE) {
		return nil, errors.New("not a certificate: its issuer, validity, subject or public key is missing or cannot be read")
	}
	c.Issuer, c.Subject = c.readName(issuer, "issuer"), c.readName(subject, "subject")
	c.readValidity(validity)
	key, err := ParsePublicKey(spki)
	if err != nil {
		key.Type, key.Problem = "unreadable", err.Error()
		c.problem("its public key cannot be read")
	}
	c.PublicKey = key
	c.readRest(tbs)
	return alg, nil
}

func (c *Certificate) readVersion(tbs *cryptobyte.String) error {
	var explicit cryptobyte.String
	var present bool
	if !tbs.ReadOptionalASN1(&explicit, &present, explicitTag(0)) {
		return errors.New("not a certificate: its version cannot be read")
	}
	var version int32
	if present && !explicit.ReadASN1Integer(&version) {
		c.problem("its version cannot be read")
	}
	c.Version = int(version) + 1
	if c.Version < 1 || c.Version > 3 {
		c.problem("its version is %d; RFC 5280 knows 1, 2 and 3", c.Version)
	}
	return nil
}

func (c *Certificate) readName(der []byte, field string) Name {
	if !Name(der).readable() {
		c.problem("its %s cannot be read", field)
	}
	return der
}

func (c *Certificate) readValidity(validity cryptobyte.String) {
	c.NotBefore = c.readTime(&validity, "notBefore")
	c.NotAfter = c.readTime(&validity, "notAfter")
	if len(validity) > 0 {
		c.problem("%d bytes follow its notAfter", len(validity))
	}
	if c.NotAfter.Before(c.NotBefore) && !c.NotAfter.IsZero() {
		c.problem("its notAfter is before its notBefore")
	}
}

func (c *Certificate) readTime(s *cryptobyte.String, field string) time.Time {
	at, strict, ok := readTime(s)
	switch {
	case !ok:
		c.problem("its %s cannot be read", field)
	case !strict:
		c.problem("its %s is not written as RFC 5280 demands; openssl finds a format error in it", field)
	}
	return at
}

// readRest reads the unique identifiers, which nobody uses, and the extensions.
func (c *Certificate) readRest(tbs cryptobyte.String) {
	tbs.SkipOptionalASN1(cbasn1.Tag(1).ContextSpecific())
	tbs.SkipOptionalASN1(cbasn1.Tag(2).ContextSpecific())
	var explicit, list cryptobyte.String
	var present bool
	if !tbs.ReadOptionalASN1(&explicit, &present, explicitTag(3)) || present && !explicit.ReadASN1(&list, cbasn1.SEQUENCE) {
		c.problem("its extensions cannot be read")
		return
	}
	if len(tbs) > 0 {
		c.problem("%d bytes follow its extensions", len(tbs))
	}
	if present && c.Version != 3 {
		c.problem("it is of version %d and yet has extensions", c.Version)
	}
	c.readExtensions(list)
}

// SelfIssued tells whether subject and issuer are the same name (RFC 5280 section 3.2), by openssl's comparison.
func (c *Certificate) SelfIssued() bool {
	var subject, issuer [256]byte // room for the names of nearly all
	return bytes.Equal(c.Subject, c.Issuer) || bytes.Equal(c.Subject.AppendCanonical(subject[:0]), c.Issuer.AppendCanonical(issuer[:0]))
}

// IsCA tells whether the basic constraints say CA (RFC 5280 section 4.2.1.9).
func (c *Certificate) IsCA() bool { return c.BasicConstraints != nil && c.BasicConstraints.CA }

// SerialText writes the serial number as AWS writes it in logs, in colon-separated hexadecimal, with a minus sign
// when it is negative.
func (c *Certificate) SerialText() string {
	if len(c.Serial) == 0 {
		return "(empty)"
	}
	digits := c.Serial
	sign := ""
	if digits[0]&0x80 != 0 {
		sign, digits = "-", negate(digits)
	}
	for len(digits) > 1 && digits[0] == 0 {
		digits = digits[1:]
	}
	return sign + ColonHex(digits)
}

// negate gives the two's complement.
func negate(octets []byte) []byte {
	out := make([]byte, len(octets))
	carry := 1
	for i := len(octets) - 1; i >= 0; i-- {
		sum := int(^octets[i]) + carry
		out[i], carry = byte(sum), sum>>8
	}
	return out
}

// ColonHex writes octets as "3f:9a:11"; past 40 octets it says how many there are instead.
func ColonHex(octets []byte) string {
	const limit = 40
	if len(octets) > limit {
		return ColonHex(octets[:limit]) + fmt.Sprintf("… (%d octets)", len(octets))
	}
	out := make([]byte, 0, 3*len(octets))
	for i, c := range octets {
		if i > 0 {
			out = append(out, ':')
		}
		out = hex.AppendEncode(out, []byte{c})
	}
	return string(out)
}

// GoRefuses says why crypto/x509 does not take the certificate, or "" when it does. It is computed at each call, which
// costs up to ten microseconds. Go's words may quote the certificate: they come out fit for one line.
func (c *Certificate) GoRefuses() string {
	whole := c.Raw
	if c.trailing > 0 {
		whole = append(slices.Clip(c.Raw), 0) // Go minds that something follows, not what
	}
	if goTakes(whole) {
		return ""
	}
	if _, err := x509.ParseCertificate(whole); err != nil {
		return plainText(err.Error())
	}
	return ""
}

// maxProblems bounds what one certificate can say about itself, for certificates made to flood a report.
const maxProblems = 20

func (c *Certificate) problem(format string, args ...any) {
	if len(c.Problems) >= maxProblems {
		return
	}
	c.Problems = append(c.Problems, fmt.Sprintf(format, args...))
}

// whyNotDER words the commonest reasons why bytes do not begin with a whole DER SEQUENCE.
func whyNotDER(der []byte) string {
	switch {
	case len(der) == 0:
		return "it is empty"
	case der[0] != 0x30:
		return fmt.Sprintf("it starts with the byte 0x%02x instead of 0x30, an ASN.1 SEQUENCE", der[0])
	case len(der) > 1 && der[1] == 0x80:
		return "it is BER of indefinite length without its end, or too large or too deep to be read"
	}
	return "it is cut short, or its length is not DER"
}
