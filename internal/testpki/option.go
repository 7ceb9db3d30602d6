package testpki

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Option changes one thing about a certificate before it is made.
type Option func(*Spec)

// Expired makes a certificate that ended a year before At.
func Expired(s *Spec) {
	s.template.NotAfter, s.template.NotBefore = At().AddDate(-1, 0, 0), At().AddDate(-3, 0, 0)
}

// NotYetValid makes a certificate that begins a year after At.
func NotYetValid(s *Spec) { s.template.NotBefore = At().AddDate(1, 0, 0) }

// Valid sets the dates.
func Valid(from, to time.Time) Option {
	return func(s *Spec) { s.template.NotBefore, s.template.NotAfter = from, to }
}

// NotCA takes the CA flag away: the basic constraints say CA:FALSE.
func NotCA(s *Spec) { s.template.IsCA, s.template.BasicConstraintsValid = false, true }

// CA gives a certificate the CA flag.
func CA(s *Spec) { s.template.IsCA, s.template.BasicConstraintsValid = true, true }

// NoCertSign leaves the permission to sign certificates out of the key usage.
func NoCertSign(s *Spec) { s.template.KeyUsage = x509.KeyUsageCRLSign }

// Version1 makes a certificate of version 1, without extensions.
func Version1(s *Spec) { s.version1, s.noKeyIDs = true, true }

// NoKeyIDs leaves both key identifiers out.
func NoKeyIDs(s *Spec) { s.noKeyIDs = true }

// KeyID sets the subject key identifier.
func KeyID(id string) Option { return func(s *Spec) { s.template.SubjectKeyId = []byte(id) } }

// AuthorityKeyID sets the authority key identifier, whatever the issuer's is.
func AuthorityKeyID(id string) Option { return func(s *Spec) { s.authorityKeyID = []byte(id) } }

// KeyNamed gives the certificate the key of that name instead of its own.
func KeyNamed(name string) Option { return func(s *Spec) { s.keyName = name } }

// Key sets the type of the certificate's key.
func Key(t KeyType) Option { return func(s *Spec) { s.keyType = t } }

// MaxPath sets the path length constraint.
func MaxPath(n int) Option {
	return func(s *Spec) { s.template.MaxPathLen, s.template.MaxPathLenZero = n, n == 0 }
}

// Subject sets the raw subject; see Name.
func Subject(raw []byte) Option { return func(s *Spec) { s.subject = raw } }

// Issuer sets the raw issuer, whatever the issuing certificate's subject is.
func Issuer(raw []byte) Option { return func(s *Spec) { s.issuer = raw } }

// Usage sets the extended key usages.
func Usage(usages ...x509.ExtKeyUsage) Option {
	return func(s *Spec) { s.template.ExtKeyUsage = usages }
}

// Template lets a test change any other field of the template.
func Template(change func(*x509.Certificate)) Option { return func(s *Spec) { change(s.template) } }

// Extension adds an extension as it stands.
func Extension(critical bool, value []byte, oid ...int) Option {
	return func(s *Spec) {
		s.extra = append(s.extra, pkix.Extension{Id: asn1.ObjectIdentifier(oid), Critical: critical, Value: value})
	}
}

// SPKI sets the raw public key; see RSAKey.
func SPKI(raw []byte) Option { return func(s *Spec) { s.spki = raw } }

// Signed sets the signature algorithm.
func Signed(a Algorithm) Option { return func(s *Spec) { s.algorithm = a } }

// MD5 and SHA1 sign with the hash that their names say, which crypto/x509 refuses to do.
func MD5(s *Spec)  { s.algorithm = Algorithm{Hash: crypto.MD5} }
func SHA1(s *Spec) { s.algorithm = Algorithm{Hash: crypto.SHA1} }

// Altered changes the bytes to be signed; the signature is good for what it returns.
func Altered(alter func(tbs []byte) []byte) Option { return func(s *Spec) { s.alter = alter } }

// Tampered changes the certificate after it was signed.
func Tampered(s *Spec) { s.tampered = true }

// The string types of names.
const (
	UTF8      = cbasn1.UTF8String
	Printable = cbasn1.PrintableString
)

// Name writes a name of one common name in a string type, followed by pairs of further attribute OIDs and values.
func Name(tag cbasn1.Tag, common string) []byte {
	return RDNs(tag, Attribute{[]int{2, 5, 4, 3}, common})
}

// Attribute is one attribute of a name.
type Attribute struct {
	OID   asn1.ObjectIdentifier
	Value string
}

// RDNs writes a name of several attributes, the most general first.
func RDNs(tag cbasn1.Tag, attributes ...Attribute) []byte {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, a := range attributes {
			b.AddASN1(cbasn1.SET, func(b *cryptobyte.Builder) {
				b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(a.OID)
					b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes([]byte(a.Value)) })
				})
			})
		}
	})
	return b.BytesOrPanic()
}
