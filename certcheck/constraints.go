package certcheck

import (
	"bytes"
	"net"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// violatedConstraint tells which name below a CA certificate its name constraints forbid (RFC 5280 section
// 4.2.1.10); "" when none. What it compares is bounded for the whole search, as Go and openssl bound it for a chain.
func (s *search) violatedConstraint(at *step) string {
	nc := at.node.cert.NameConstraints
	if nc == nil {
		return ""
	}
	for below := at.child; below != nil; below = below.child {
		if below.depth > 0 && below.node.selfIssued {
			continue
		}
		for _, names := range [][]truststore.GeneralName{s.subjectNames(below), below.node.cert.SubjectAltNames} {
			for _, name := range names {
				if why := s.forbids(nc, name); why != "" {
					return why
				}
			}
		}
	}
	return ""
}

// subjectNames lists what constraints apply to besides the alternative names: the subject, and what openssl reads out of
// it (crypto/x509/v3_ncons.c): mail addresses, and a client's common name that looks like a host name when it has no
// other.
func (s *search) subjectNames(at *step) []truststore.GeneralName {
	const reading = 256
	c := at.node.cert
	if s.compared += reading; c.Subject.IsEmpty() || s.compared > maxCompared {
		return nil
	}
	names := []truststore.GeneralName{{Kind: truststore.DirectoryName, Value: c.Subject}}
	for _, mail := range c.Subject.Attribute("emailAddress") {
		names = append(names, truststore.GeneralName{Kind: truststore.EmailName, Value: []byte(mail)})
	}
	if at.depth > 0 || hasKind(c.SubjectAltNames, truststore.DNSName) {
		return names
	}
	for _, common := range c.Subject.Attribute("CN") {
		if looksLikeHost(common) {
			names = append(names, truststore.GeneralName{Kind: truststore.DNSName, Value: []byte(common)})
		}
	}
	return names
}

func hasKind(names []truststore.GeneralName, kind truststore.GeneralNameKind) bool {
	for _, n := range names {
		if n.Kind == kind {
			return true
		}
	}
	return false
}

func looksLikeHost(s string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
	return strings.Contains(strings.Trim(s, "."), ".") && strings.Trim(s, allowed) == ""
}

// forbids says why a name does not satisfy constraints; "" when it does.
func (s *search) forbids(nc *truststore.NameConstraints, name truststore.GeneralName) string {
	if s.compared > maxCompared {
		return tooManyNames
	}
	for _, bad := range nc.Excluded {
		if bad.Kind != name.Kind {
			continue
		}
		if why := s.cannotCompare(name, bad); why != "" {
			return why
		}
		if within(name, bad) {
			return "they exclude " + name.String()
		}
	}
	asked := false
	for _, good := range nc.Permitted {
		if good.Kind != name.Kind {
			continue
		}
		if why := s.cannotCompare(name, good); why != "" {
			return why
		}
		if within(name, good) {
			return ""
		}
		asked = true
	}
	if asked {
		return "they do not permit " + name.String()
	}
	return ""
}

const tooManyNames = "there are more names and constraints than mtlscheck compares"

// cannotCompare spends the cost of one comparison; it says why there is none.
func (s *search) cannotCompare(name, subtree truststore.GeneralName) string {
	const each, directory = 32, 16 // a directory name is made canonical first
	size := each + len(name.Value) + len(subtree.Value)
	switch name.Kind {
	case truststore.DirectoryName:
		size *= directory
	case truststore.DNSName, truststore.EmailName, truststore.IPName, truststore.URIName:
	default:
		return "mtlscheck cannot compare names of the kind " + string(name.Kind)
	}
	if s.compared += size; s.compared > maxCompared {
		return tooManyNames
	}
	return ""
}

// within tells whether a name lies in the subtree of a constraint of the same kind.
func within(name, subtree truststore.GeneralName) bool {
	switch name.Kind {
	case truststore.DirectoryName:
		return truststore.Name(name.Value).HasPrefix(truststore.Name(subtree.Value))
	case truststore.DNSName:
		return dnsWithin(name.Value, subtree.Value)
	case truststore.EmailName:
		return emailWithin(name.Value, subtree.Value)
	case truststore.URIName:
		return hostWithin([]byte(uriHost(string(name.Value))), subtree.Value)
	}
	return ipWithin(name.Value, subtree.Value)
}

// dnsWithin is the rule for host names: the host itself and everything below; with a leading dot, which RFC 5280 does
// not know but Go and openssl do, only what lies below.
func dnsWithin(host, base []byte) bool {
	if len(base) == 0 || bytes.EqualFold(host, base) {
		return true
	}
	below := host[max(0, len(host)-len(base)):]
	rest := host[:len(host)-len(below)]
	return bytes.EqualFold(below, base) && (base[0] == '.' || bytes.HasSuffix(rest, []byte(".")))
}

// hostWithin is the rule for URIs and mail hosts: a leading dot means below, its absence means the host itself.
func hostWithin(host, base []byte) bool {
	if bytes.HasPrefix(base, []byte(".")) {
		return len(host) > len(base) && bytes.EqualFold(host[len(host)-len(base):], base)
	}
	return len(base) == 0 || bytes.EqualFold(host, base)
}

// emailWithin compares whole addresses, whose local part minds its case, or hosts.
func emailWithin(mail, base []byte) bool {
	local, host, _ := bytes.Cut(mail, []byte("@"))
	if wantLocal, wantHost, ok := bytes.Cut(base, []byte("@")); ok {
		return (len(wantLocal) == 0 || bytes.Equal(local, wantLocal)) && bytes.EqualFold(host, wantHost)
	}
	return hostWithin(host, base)
}

func uriHost(uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	if host, _, err := net.SplitHostPort(rest); err == nil {
		return host
	}
	return rest
}

func ipWithin(ip, subtree []byte) bool {
	if len(subtree) != 2*len(ip) {
		return false
	}
	base, mask := subtree[:len(ip)], subtree[len(ip):]
	for i := range ip {
		if (base[i]^ip[i])&mask[i] != 0 {
			return false
		}
	}
	return true
}
