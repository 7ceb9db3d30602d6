package truststore

import (
	"fmt"
	"net"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// GeneralNameKind is the choice in a GeneralName (RFC 5280 section 4.2.1.6).
type GeneralNameKind string

// The kinds of general names.
const (
	OtherName     GeneralNameKind = "otherName"
	EmailName     GeneralNameKind = "email"
	DNSName       GeneralNameKind = "DNS"
	X400Name      GeneralNameKind = "x400Address"
	DirectoryName GeneralNameKind = "dirName"
	EDIPartyName  GeneralNameKind = "ediPartyName"
	URIName       GeneralNameKind = "URI"
	IPName        GeneralNameKind = "IP"
	RegisteredID  GeneralNameKind = "registeredID"
)

// GeneralName is one name of a subjectAltName or of name constraints. Value holds the content octets; for a
// directory name the DER of the Name, for an IP address 4 or 16 octets, twice as many with a mask in constraints.
type GeneralName struct {
	Kind  GeneralNameKind
	Value []byte
}

// String writes the name as "DNS:example.org", safe for one line.
func (g GeneralName) String() string {
	text := ""
	switch g.Kind {
	case DirectoryName:
		text = Name(g.Value).String()
	case IPName:
		text = ipText(g.Value)
	case DNSName, EmailName, URIName:
		text = cutName(escapeName(string(g.Value[:min(len(g.Value), maxNameBytes)])), len(g.Value))
	default:
		text = fmt.Sprintf("%d octets", len(g.Value))
	}
	return string(g.Kind) + ":" + text
}

func ipText(v []byte) string {
	switch len(v) {
	case net.IPv4len, net.IPv6len:
		return net.IP(v).String()
	case 2 * net.IPv4len, 2 * net.IPv6len:
		half := len(v) / 2
		return net.IP(v[:half]).String() + "/" + net.IP(v[half:]).String()
	}
	return fmt.Sprintf("%d octets", len(v))
}

// NameConstraints is RFC 5280 section 4.2.1.10. Minimum and maximum are not kept: the RFC forbids them.
type NameConstraints struct {
	Critical  bool
	Permitted []GeneralName
	Excluded  []GeneralName
}

func readGeneralNames(value cryptobyte.String) ([]GeneralName, bool) {
	var list cryptobyte.String
	if !value.ReadASN1(&list, cbasn1.SEQUENCE) || !value.Empty() {
		return nil, false
	}
	return readGeneralNameList(list)
}

func readGeneralNameList(list cryptobyte.String) ([]GeneralName, bool) {
	var names []GeneralName
	for !list.Empty() {
		name, ok := readGeneralName(&list)
		if !ok || len(names) == maxParts {
			return names, false
		}
		names = append(names, name)
	}
	return names, true
}

func readGeneralName(s *cryptobyte.String) (GeneralName, bool) {
	var value cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1(&value, &tag) || tag&0xc0 != 0x80 {
		return GeneralName{}, false
	}
	kind := generalNameKind(int(tag & 0x1f))
	return GeneralName{kind, value}, kind != ""
}

func generalNameKind(number int) GeneralNameKind {
	kinds := [...]GeneralNameKind{OtherName, EmailName, DNSName, X400Name, DirectoryName, EDIPartyName, URIName, IPName, RegisteredID}
	if number >= len(kinds) {
		return ""
	}
	return kinds[number]
}

func (c *Certificate) readNameConstraints(value cryptobyte.String, critical bool) bool {
	nc := &NameConstraints{Critical: critical}
	c.NameConstraints = nc
	var seq cryptobyte.String
	if !value.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return false
	}
	return readSubtrees(&seq, 0, &nc.Permitted) && readSubtrees(&seq, 1, &nc.Excluded) && seq.Empty() && value.Empty()
}

func readSubtrees(seq *cryptobyte.String, tag uint8, into *[]GeneralName) bool {
	var list cryptobyte.String
	var present bool
	if !seq.ReadOptionalASN1(&list, &present, explicitTag(tag)) {
		return false
	}
	for !list.Empty() {
		var subtree cryptobyte.String
		if !list.ReadASN1(&subtree, cbasn1.SEQUENCE) {
			return false
		}
		name, ok := readGeneralName(&subtree)
		if !ok || len(*into) == maxParts {
			return false
		}
		*into = append(*into, name)
	}
	return true
}
