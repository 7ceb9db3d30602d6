package lint

import (
	_ "embed"
	"encoding/hex"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

// publicCAs lists the roots that Mozilla's programme trusts, one a line: the SHA-256 of the SubjectPublicKeyInfo, a
// space, and the subject as truststore.Name writes it. It is made from the package ca-certificates by
//
//	go test ./internal/lint -run TestPublicCAs -update
//
// and its first line says from which version. Intermediates are not in it: they are known by the name of their issuer.
//
//go:embed public_cas.txt
var publicCAs string

// public is the list, to be asked by key and by name.
type public struct {
	keys  map[string]string // subjects by the hash of the key
	names map[string]bool
}

func loadPublic() public {
	p := public{map[string]string{}, map[string]bool{}}
	for line := range strings.Lines(publicCAs) {
		hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if ok && hash != "#" {
			p.keys[hash], p.names[name] = name, true
		}
	}
	return p
}

func (p public) key(c *cert) string {
	sum := c.PublicKey.SHA256()
	return p.keys[hex.EncodeToString(sum[:])]
}

func publicCA() *Rule {
	return &Rule{
		ID:       "public_ca",
		Title:    "a public CA is trusted, and with it everybody",
		Severity: Warning,
		Basis:    certcheck.Documented,
		Source:   pageREST,
		Explanation: "\"API Gateway accepts client certificates issued by any CA present in the chain of trust\": below a public root these are " +
			"millions, to anyone who asks. It has the key of a root of Mozilla's list. A Lambda authorizer has to decide who " +
			"is who; public CAs also stop issuing for clients in 2026.",
		Fix: "use a private CA for clients; or let a REQUEST authorizer check issuer, serial number or names",
		check: func(s *scene) []Finding {
			known := loadPublic()
			return each(func(_ *scene, c *cert) string {
				if known.key(c) == "" {
					return ""
				}
				return c.String() + " has the key of a public root CA: everybody with a certificate from below it would be let in"
			})(s)
		},
	}
}

func publicCAName() *Rule {
	return &Rule{
		ID:       "public_ca_name",
		Title:    "a certificate has the name of a public CA",
		Severity: Note,
		Basis:    Advice,
		Source:   page403,
		Explanation: "Its subject, or its issuer, is the name of a root of Mozilla's list. A name proves nothing, the key of the list is not " +
			"in the truststore; but where it is a public CA, everybody with a certificate from it would be let in.",
		Fix:   "make sure that this CA issues for your clients only",
		check: checkPublicNames,
	}
}

// checkPublicNames leaves out what stands below a root that is known by its key, of which public_ca tells.
func checkPublicNames(s *scene) []Finding {
	known := loadPublic()
	return each(func(_ *scene, c *cert) string {
		if known.key(c) != "" {
			return ""
		}
		if last := len(c.Chain) - 1; last > 0 && known.key(&cert{Certificate: c.Chain[last].Certificate}) != "" {
			return ""
		}
		if known.names[c.String()] {
			return c.String() + " has the name of a public root CA, and another key"
		}
		if c.SelfSigned || !known.names[c.Issuer()] {
			return ""
		}
		return c.String() + " names a public root CA as its issuer: " + c.Issuer()
	})(s)
}
