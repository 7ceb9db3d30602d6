package opensslverify

import (
	"encoding/asn1"
	"strconv"
	"strings"
)

// encodeOID gives the content octets of a dotted object identifier; "" when it is none.
func encodeOID(dotted string) string {
	var id asn1.ObjectIdentifier
	for part := range strings.SplitSeq(dotted, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return ""
		}
		id = append(id, n)
	}
	der, err := asn1.Marshal(id)
	if err != nil || len(der) < 3 {
		return ""
	}
	return string(der[2:])
}
