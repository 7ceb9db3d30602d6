package opensslverify

import (
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mtlscheck/mtlscheck/internal/ber"
)

// The kinds of general names, numbered as their tags are (RFC 5280 section 4.2.1.6).
const (
	kindOther      = 0
	kindEmail      = 1
	kindDNS        = 2
	kindX400       = 3
	kindDirectory  = 4
	kindEDIParty   = 5
	kindURI        = 6
	kindIP         = 7
	kindRegistered = 8
)

// generalName is one GeneralName. value is its content, for a directory name the DER of the Name, and for an other
// name the value inside, whose type and tag stand beside it.
type generalName struct {
	kind     uint8
	value    []byte
	folded   string // for comparisons: a canonical directory name, anything else in lower case
	otherOID string
	otherTag cbasn1.Tag
}

func readGeneralNames(list cryptobyte.String) ([]generalName, bool) {
	var names []generalName
	for !list.Empty() {
		name, ok := readGeneralName(&list)
		if !ok {
			return nil, false
		}
		names = append(names, name)
	}
	return names, true
}

func readGeneralName(s *cryptobyte.String) (g generalName, ok bool) {
	var value cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1(&value, &tag) || tag&0xc0 != 0x80 {
		return g, false
	}
	g.kind, g.value = uint8(tag&0x1f), value
	inside := tag&constructed != 0
	switch g.kind {
	case kindOther:
		return g, inside && g.readOther(value)
	case kindX400:
		return g, inside
	case kindEDIParty:
		return g, inside && readsAsParty(value)
	case kindDirectory:
		var name cryptobyte.String
		ok = inside && value.ReadASN1Element(&name, cbasn1.SEQUENCE) && value.Empty() && readsAsName(name)
		g.value, g.folded = name, canonical(name)
		return g, ok
	}
	if inside {
		if g.value, ok = joined(value, maxNesting); !ok || g.kind == kindRegistered {
			return g, false
		}
	}
	g.folded = lowered(g.value)
	return g, g.kind < kindRegistered || g.kind == kindRegistered && ber.IsOID(g.value)
}

func (g *generalName) readOther(s cryptobyte.String) bool {
	var explicit, value cryptobyte.String
	var ok bool
	if g.otherOID, ok = readOID(&s, cbasn1.OBJECT_IDENTIFIER); !ok {
		return false
	}
	if !s.ReadASN1(&explicit, explicitTag(0)) || !s.Empty() || !explicit.ReadAnyASN1(&value, &g.otherTag) || !explicit.Empty() {
		return false
	}
	if !readsAsAny(g.otherTag, value) {
		return false
	}
	g.value, g.folded = value, lowered(value)
	return true
}

// readsAsAny tells whether openssl reads the content of a value of any universal type (crypto/asn1/tasn_dec.c,
// asn1_d2i_ex_primitive and asn1_ex_c2i). A string may be in pieces; what has a class of its own it takes as it stands.
func readsAsAny(tag cbasn1.Tag, content []byte) bool {
	inside := tag&constructed != 0
	switch kind := tag &^ constructed; {
	case tag&0xc0 != 0:
		return true
	case kind == cbasn1.SEQUENCE&^constructed || kind == cbasn1.SET&^constructed:
		return inside
	case !inside:
		return ber.IsValue(byte(kind), content)
	case !ber.InPieces(byte(kind)):
		return false
	default:
		whole, ok := joined(content, maxNesting)
		return ok && ber.IsValue(byte(kind), whole)
	}
}

// readsAsParty tells whether openssl reads octets as EDIPartyName (crypto/x509/v3_genn.c).
func readsAsParty(s cryptobyte.String) bool {
	var assigner, party cryptobyte.String
	var present bool
	return s.ReadOptionalASN1(&assigner, &present, explicitTag(0)) && (!present || readsAsDirectoryString(assigner)) &&
		s.ReadASN1(&party, explicitTag(1)) && readsAsDirectoryString(party) && s.Empty()
}

func readsAsDirectoryString(s cryptobyte.String) bool {
	var value cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1(&value, &tag) || !s.Empty() {
		return false
	}
	switch tag &^ constructed {
	case cbasn1.UTF8String, cbasn1.PrintableString, cbasn1.T61String, tagBMPString, tagUniversalString:
		return true
	}
	return false
}

// lowered folds ASCII letters only, as openssl does whatever the locale (crypto/x509/v3_ncons.c, ia5ncasecmp).
func lowered(s []byte) string {
	out := make([]byte, len(s))
	for i, c := range s {
		out[i] = lower(c)
	}
	return string(out)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
