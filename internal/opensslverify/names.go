package opensslverify

import (
	"slices"

	"github.com/mtlscheck/mtlscheck/internal/ber"
	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// nameEntry is one attribute of a distinguished name; set numbers the relative name it stands in.
type nameEntry struct {
	oid   string
	tag   cbasn1.Tag
	value []byte
	set   int
}

// canonical gives a key under which names are equal that openssl takes for equal (crypto/x509/x509_cmp.c,
// X509_NAME_cmp).
func canonical(n []byte) string { return truststore.Name(n).Canonical() }

// readName lists the attributes of a name in their order; none of a name that cannot be read.
func readName(n truststore.Name) []nameEntry {
	entries, _ := entriesOf(n)
	return entries
}

func entriesOf(n truststore.Name) (entries []nameEntry, ok bool) {
	input := cryptobyte.String(n)
	var seq cryptobyte.String
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return nil, false
	}
	for set := 0; !seq.Empty(); set++ {
		var list cryptobyte.String
		if !readList(&seq, &list, cbasn1.SET) {
			return nil, false
		}
		for !list.Empty() {
			e, ok := readEntry(&list)
			if !ok {
				return nil, false
			}
			e.set = set
			entries = append(entries, e)
		}
	}
	return entries, true
}

func readEntry(s *cryptobyte.String) (e nameEntry, ok bool) {
	var seq, oid, value cryptobyte.String
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) || !seq.ReadAnyASN1(&value, &e.tag) || !seq.Empty() {
		return e, false
	}
	e.oid, e.value = string(oid), value
	return e, true
}

// readsAsName tells whether openssl reads octets as a Name: of the string types of X.520 and a few more, with text that
// can be turned into UTF-8 (crypto/x509/x_name.c, x509_name_ex_d2i and x509_name_canon).
func readsAsName(n []byte) bool {
	entries, ok := entriesOf(n)
	return ok && !slices.ContainsFunc(entries, func(e nameEntry) bool { return !e.readable() })
}

// readable follows B_ASN1_PRINTABLE (crypto/asn1/tasn_dec.c, asn1_item_embed_d2i; crypto/asn1/a_print.c, ASN1_tag2bit).
func (e nameEntry) readable() bool {
	if !ber.IsOID([]byte(e.oid)) {
		return false
	}
	switch e.tag {
	case cbasn1.UTF8String, tagBMPString, tagUniversalString, cbasn1.PrintableString, cbasn1.T61String, cbasn1.IA5String:
		_, ok := utf8Text(e.tag, e.value)
		return ok
	case cbasn1.BIT_STRING:
		return len(e.value) > 0 && e.value[0] <= 7
	case tagNumericString, cbasn1.SEQUENCE, 7, 8, 9, 11, 13, 14, 15, 29:
		return true
	}
	return false
}
