package sigcheck

import (
	"crypto/ecdsa"

	"github.com/mtlscheck/mtlscheck/truststore"
)

func checkECDSA(c *truststore.Certificate, key *truststore.PublicKey) (Result, string) {
	curve := key.NISTCurve()
	if curve == nil {
		return Unchecked, "the curve " + key.Curve + " is not implemented here"
	}
	digest, _, ok := digestInfo(c.SignatureAlgorithm.Hash, c.RawTBS)
	if !ok {
		return Unchecked, "the hash " + c.SignatureAlgorithm.Hash + " is not implemented here"
	}
	public, err := ecdsa.ParseUncompressedPublicKey(curve, key.Uncompressed())
	if err != nil {
		return Bad, "" // not a point of its curve: no signature is good under such a key
	}
	return goodOrBad(ecdsa.VerifyASN1(public, digest, c.Signature)), ""
}
