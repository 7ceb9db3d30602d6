package sigcheck

import (
	"bytes"
	"crypto/subtle"
	"encoding/binary"
	"fmt"

	"github.com/mtlscheck/mtlscheck/truststore"
)

func (k *Key) checkPSS(c *truststore.Certificate) (Result, string) {
	key := k.public
	p := c.SignatureAlgorithm.PSS
	if p == nil {
		return Unchecked, "the parameters of its RSASSA-PSS signature cannot be read"
	}
	digest, _, ok := digestInfo(p.Hash, c.RawTBS)
	if _, _, mgf := digestInfo(p.MGFHash, nil); !ok || !mgf {
		return Unchecked, fmt.Sprintf("RSASSA-PSS with %s and MGF1 with %s is not implemented here", p.Hash, p.MGFHash)
	}
	if why := rsaTooCostly(key); why != "" {
		return Unchecked, why
	}
	return goodOrBad(verifyPSS(k.message(c.Signature), key.Bits-1, digest, p)), ""
}

// verifyPSS is EMSA-PSS-VERIFY (RFC 8017 section 9.1.2) over an encoded message of bits bits.
func verifyPSS(em []byte, bits int, digest []byte, p *truststore.PSSParameters) bool {
	if em == nil {
		return false
	}
	size := (bits + 7) / 8
	if len(em) > size && em[0] != 0 {
		return false
	}
	em = em[len(em)-size:]
	if p.SaltLength < 0 || p.SaltLength > size-len(digest)-2 || em[size-1] != 0xbc {
		return false // compared without a sum, which a salt length from a stranger could overflow
	}
	db, h := em[:size-len(digest)-1], em[size-len(digest)-1:size-1]
	unused := 8*size - bits
	if db[0]>>(8-unused) != 0 {
		return false
	}
	unmask(db, h, p.MGFHash)
	db[0] &= 0xff >> unused
	zeros := len(db) - p.SaltLength - 1
	if len(bytes.TrimLeft(db[:zeros], "\x00")) != 0 || db[zeros] != 1 {
		return false
	}
	message := append(append(make([]byte, 8), digest...), db[zeros+1:]...)
	want, _, _ := digestInfo(p.Hash, message)
	return bytes.Equal(want, h)
}

// unmask undoes MGF1 (RFC 8017 appendix B.2.1) in place.
func unmask(db, seed []byte, hash string) {
	block := append(bytes.Clone(seed), 0, 0, 0, 0)
	for counter := uint32(0); len(db) > 0; counter++ {
		binary.BigEndian.PutUint32(block[len(seed):], counter)
		mask, _, _ := digestInfo(hash, block)
		db = db[subtle.XORBytes(db, db, mask):]
	}
}
