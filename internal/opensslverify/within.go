package opensslverify

import (
	"bytes"
	"strings"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// within tells whether a name lies in the subtree of base, which is of the same kind: codeOK when it does,
// codePermitted when it does not, another code when that cannot be told (crypto/x509/v3_ncons.c, nc_match_single).
func (g *generalName) within(base *generalName) int {
	switch g.kind {
	case kindOther:
		if g.otherOID == oidSmtpUTF8Mailbox && base.kind == kindEmail {
			return mailboxWithin(g, base)
		}
	case kindDirectory: // whole relative names, because each names its own length
		return okIf(strings.HasPrefix(g.folded, base.folded))
	case kindDNS:
		return okIf(dnsWithin(g.folded, base.folded))
	case kindEmail:
		return emailWithin(g, base)
	case kindURI:
		return uriWithin(g.folded, base.folded)
	case kindIP:
		return ipWithin(g.value, base.value)
	}
	return codeConstraintType
}

func okIf(inside bool) int {
	if inside {
		return codeOK
	}
	return codePermitted
}

// dnsWithin takes zero or more labels on the left (nc_dns).
func dnsWithin(name, base string) bool {
	if base == "" {
		return true
	}
	rest := len(name) - len(base)
	if rest < 0 || rest > 0 && base[0] != '.' && name[rest-1] != '.' {
		return false
	}
	return name[rest:] == base
}

// emailWithin takes a base that is a mailbox, a host, or with a dot first a domain (nc_email). The local part counts
// with its case.
func emailWithin(email, base *generalName) int {
	at := bytes.LastIndexByte(email.value, '@')
	if at < 0 {
		return codeNameSyntax
	}
	baseAt := bytes.LastIndexByte(base.value, '@')
	if baseAt < 0 && strings.HasPrefix(base.folded, ".") {
		return okIf(endsWith(email.folded, base.folded))
	}
	if baseAt > 0 {
		if baseAt != at {
			return codePermitted
		}
		local, baseLocal := email.value[:at], base.value[:baseAt]
		if bytes.IndexByte(baseLocal, 0) >= 0 || bytes.IndexByte(local, 0) >= 0 {
			return codeNameSyntax
		}
		if !bytes.Equal(baseLocal, local) {
			return codePermitted
		}
	}
	return okIf(email.folded[at+1:] == base.folded[baseAt+1:])
}

// endsWith tells whether name is longer than base and ends with it.
func endsWith(name, base string) bool { return len(name) > len(base) && strings.HasSuffix(name, base) }

// maxUnicodeHost is the room that openssl has for a decoded host and the zero octet after it.
const maxUnicodeHost = 256

// mailboxWithin is emailWithin for a mailbox in UTF-8: base comes with its labels in Punycode (nc_email_eai). A base
// with a dot first gets a second dot from openssl, so that no proper address is within it.
func mailboxWithin(g, base *generalName) int {
	at := bytes.LastIndexByte(g.value, '@')
	if bytes.IndexByte(base.value, 0) >= 0 || g.otherTag != cbasn1.UTF8String || at < 0 {
		return codeNameSyntax
	}
	isDomain := strings.HasPrefix(base.folded, ".")
	unicode, ok := unicodeHost(string(base.value))
	if !ok || len(unicode) >= maxUnicodeHost || isDomain && len(unicode) >= maxUnicodeHost-1 {
		return codeUnspecified
	}
	unicode = lowered([]byte(unicode))
	if isDomain {
		return okIf(endsWith(g.folded, "."+unicode))
	}
	return okIf(g.folded[at+1:] == unicode)
}

// uriWithin looks at the host of a URI: what stands between "//" and the first colon or, failing that, slash, so that
// a user before the host is part of it (nc_uri).
func uriWithin(uri, base string) int {
	_, rest, ok := strings.Cut(uri, ":")
	if !ok || !strings.HasPrefix(rest, "//") {
		return codeNameSyntax
	}
	host := rest[2:]
	if end := strings.IndexByte(host, ':'); end >= 0 {
		host = host[:end]
	} else if end := strings.IndexByte(host, '/'); end >= 0 {
		host = host[:end]
	}
	if host == "" {
		return codeNameSyntax
	}
	if strings.HasPrefix(base, ".") {
		return okIf(endsWith(host, base))
	}
	return okIf(host == base)
}

// ipWithin takes any mask, also one with holes (nc_ip).
func ipWithin(ip, base []byte) int {
	if len(ip) != 4 && len(ip) != 16 || len(base) != 8 && len(base) != 32 {
		return codeNameSyntax
	}
	if 2*len(ip) != len(base) {
		return codePermitted
	}
	mask := base[len(ip):]
	for i := range ip {
		if ip[i]&mask[i] != base[i]&mask[i] {
			return codePermitted
		}
	}
	return codeOK
}
