package truststore

import (
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Parts are the fields of a certificate as they are encoded in its DER, for telling two of them apart. Where nothing may
// stand there is nothing.
type Parts struct {
	Version, Serial, Algorithm, Issuer, Dates, Subject, PublicKey, UniqueIDs, Extensions []byte
	AfterExtensions                                                                      []byte
	OuterAlgorithm, Signature, AfterSignature                                            []byte
}

// Parts cuts the certificate into its fields.
func (c *Certificate) Parts() Parts {
	var p Parts
	var cert, tbs cryptobyte.String
	input := cryptobyte.String(c.DER)
	input.ReadASN1(&cert, cbasn1.SEQUENCE)
	cert.ReadASN1(&tbs, cbasn1.SEQUENCE)
	p.Version = cutIf(&tbs, explicitTag(0))
	for _, part := range []*[]byte{&p.Serial, &p.Algorithm, &p.Issuer, &p.Dates, &p.Subject, &p.PublicKey} {
		*part = cut(&tbs)
	}
	rest := tbs
	cutIf(&tbs, cbasn1.Tag(1).ContextSpecific())
	cutIf(&tbs, cbasn1.Tag(2).ContextSpecific())
	p.UniqueIDs = rest[:len(rest)-len(tbs)]
	p.Extensions = cutIf(&tbs, explicitTag(3))
	p.AfterExtensions = tbs
	p.OuterAlgorithm, p.Signature, p.AfterSignature = cut(&cert), cut(&cert), cert
	return p
}

// cut takes the next element off, which has been read before.
func cut(s *cryptobyte.String) []byte {
	var whole cryptobyte.String
	var tag cbasn1.Tag
	s.ReadAnyASN1Element(&whole, &tag)
	return whole
}

func cutIf(s *cryptobyte.String, tag cbasn1.Tag) []byte {
	if !s.PeekASN1Tag(tag) {
		return nil
	}
	return cut(s)
}
