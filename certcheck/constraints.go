package certcheck

import (
	"net"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// maxComparisons bounds the comparisons of names with constraints for one CA certificate in one chain, as Go and
// openssl bound them.
const maxComparisons = 100_000

// violatedConstraint tells which name below a CA certificate its name constraints forbid (RFC 5280 section
// 4.2.1.10); "" when none. Kinds of names that it cannot compare are left alone.
func violatedConstraint(at *step) string {
	nc := at.node.cert.NameConstraints
	if nc == nil {
		return ""
	}
	left := maxComparisons
	for below := at.child; below != nil; below = below.child {
		if below.depth > 0 && below.node.cert.SelfIssued() {
			continue
		}
		for _, name := range constrainedNames(below.node.cert) {
			if left -= len(nc.Permitted) + len(nc.Excluded); left < 0 {
				return "it has more constraints than are compared here"
			}
			if !permits(nc, name) {
				return name.String() + " is not allowed by it"
			}
		}
	}
	return ""
}

// constrainedNames lists what constraints apply to: the subject, and every alternative name.
func constrainedNames(c *truststore.Certificate) []truststore.GeneralName {
	var names []truststore.GeneralName
	if !c.Subject.IsEmpty() {
		names = append(names, truststore.GeneralName{Kind: truststore.DirectoryName, Value: c.Subject})
	}
	return append(names, c.SubjectAltNames...)
}

func permits(nc *truststore.NameConstraints, name truststore.GeneralName) bool {
	for _, bad := range nc.Excluded {
		if bad.Kind == name.Kind && within(name, bad) {
			return false
		}
	}
	asked := false
	for _, good := range nc.Permitted {
		if good.Kind != name.Kind {
			continue
		}
		if within(name, good) {
			return true
		}
		asked = asked || isComparable(name.Kind)
	}
	return !asked
}

func isComparable(k truststore.GeneralNameKind) bool {
	switch k {
	case truststore.DirectoryName, truststore.DNSName, truststore.EmailName, truststore.IPName, truststore.URIName:
		return true
	}
	return false
}

// within tells whether a name lies in the subtree of a constraint of the same kind.
func within(name, subtree truststore.GeneralName) bool {
	value, base := strings.ToLower(string(name.Value)), strings.ToLower(string(subtree.Value))
	switch name.Kind {
	case truststore.DirectoryName:
		return truststore.Name(name.Value).HasPrefix(truststore.Name(subtree.Value))
	case truststore.DNSName:
		return dnsWithin(value, base)
	case truststore.EmailName:
		return emailWithin(value, base)
	case truststore.URIName:
		return hostWithin(uriHost(value), base)
	case truststore.IPName:
		return ipWithin(name.Value, subtree.Value)
	}
	return false
}

func dnsWithin(host, base string) bool {
	base = strings.TrimPrefix(base, ".")
	return base == "" || host == base || strings.HasSuffix(host, "."+base)
}

// hostWithin is the rule for URIs and mail hosts: a leading dot means below, its absence means the host itself.
func hostWithin(host, base string) bool {
	if strings.HasPrefix(base, ".") {
		return strings.HasSuffix(host, base)
	}
	return base == "" || host == base
}

func emailWithin(mail, base string) bool {
	if strings.Contains(base, "@") {
		return mail == base
	}
	_, host, _ := strings.Cut(mail, "@")
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
