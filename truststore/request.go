package truststore

import (
	"errors"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Request is what a certificate signing request asks for (RFC 2986). Its signature is not checked.
type Request struct {
	Subject   Name
	PublicKey PublicKey
}

// ParseRequest reads the DER of a certificate signing request.
func ParseRequest(der []byte) (*Request, error) {
	input := cryptobyte.String(der)
	var outer, info, subject, spki cryptobyte.String
	var version int
	if !input.ReadASN1(&outer, cbasn1.SEQUENCE) || !outer.ReadASN1(&info, cbasn1.SEQUENCE) ||
		!info.ReadASN1Integer(&version) || !info.ReadASN1Element(&subject, cbasn1.SEQUENCE) ||
		!info.ReadASN1Element(&spki, cbasn1.SEQUENCE) {
		return nil, errors.New("not a certificate signing request")
	}
	if !info.Empty() && !info.PeekASN1Tag(cbasn1.Tag(0).ContextSpecific().Constructed()) {
		return nil, errors.New("not a certificate signing request")
	}
	key, err := ParsePublicKey(spki)
	if err != nil {
		return nil, err
	}
	return &Request{Subject: Name(subject), PublicKey: key}, nil
}
