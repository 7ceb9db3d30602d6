package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func notACA() *Rule {
	return &Rule{
		ID:       string(certcheck.NotACA),
		Title:    "a certificate in the truststore is not a CA's",
		Severity: Warning,
		Basis:    certcheck.Documented,
		Source:   pageREST,
		Explanation: "A truststore holds the CA certificates from the issuers of clients up to their roots. A client's own certificate " +
			"does nothing there, unless it is self-signed and meant to be trusted by itself. Where it has issued others all the same, " +
			"RFC 5280 and openssl refuse them; AWS does not list the CA flag among what is validated.",
		Fix:   "take it out, and put the certificate of its issuer there",
		check: checkNotACA,
	}
}

func checkNotACA(s *scene) []Finding {
	var list []Finding
	for _, c := range s.certs {
		if c.IsCA() || c.Version < 3 || c.SelfSigned && (c.Child == nil || c.oldRoot()) {
			continue
		}
		f := s.at(c.Entry, c.String()+" is not a CA certificate: "+whyNoCA(c))
		if c.Child != nil {
			f.Message += "; and yet its key signed " + named(c.Child)
			f.Fix = "have it re-issued with basic constraints CA:TRUE"
		}
		list = append(list, f)
	}
	return list
}

// oldRoot knows the roots from the time before basic constraints, which openssl takes (crypto/x509/v3_purp.c, check_ca).
func (c *cert) oldRoot() bool { return c.BasicConstraints == nil && c.KeyUsage != nil }

func whyNoCA(c *cert) string {
	if c.BasicConstraints == nil {
		return "it has no basic constraints"
	}
	return "its basic constraints say CA:FALSE"
}

func selfSignedNotCA() *Rule {
	return &Rule{
		ID:       string(certcheck.SelfSignedNotCA),
		Title:    "a self-signed certificate stands for one client",
		Severity: Note,
		Basis:    certcheck.Documented,
		Source:   pageREST,
		Explanation: "\"You can also provide self-signed certificates\": it lets in the one client that has its key, and must be replaced " +
			"whenever that client's certificate is made anew. The published test had the CA flag set.",
		Fix: "nothing to do if this client is meant; otherwise take it out",
		check: each(func(_ *scene, c *cert) string {
			if !c.SelfSigned || c.signs() || c.Version < 3 {
				return ""
			}
			return c.String() + " is self-signed and no CA: it lets in the client that has its key, and nobody else"
		}),
	}
}

func keyCertSignMissing() *Rule {
	return &Rule{
		ID:       string(certcheck.KeyCertSignMissing),
		Title:    "a CA may not sign certificates",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   rfcKeyUsage,
		Explanation: "Its key usage leaves keyCertSign out. RFC 5280 and openssl refuse what it issued; AWS does not list key usage among " +
			"what is validated.",
		Fix: "have it re-issued with keyCertSign",
		check: each(func(_ *scene, c *cert) string {
			if !c.IsCA() || c.KeyUsage.Allows(truststore.UsageCertSign) {
				return ""
			}
			return c.String() + " has a key usage without keyCertSign: " + strings.Join(c.KeyUsage.Names(), ", ")
		}),
	}
}

func extendedKeyUsage() *Rule {
	return &Rule{
		ID:       string(certcheck.ExtendedKeyUsage),
		Title:    "a CA is not for clients",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   rfcEKU,
		Explanation: "Its extended key usage leaves clientAuth out, serverAuth being the usual rest: such a CA issues for servers. openssl " +
			"verify -purpose sslclient refuses its clients; AWS does not list extended key usage among what is validated. Public CAs " +
			"give up clientAuth in 2026.",
		Fix: "list the CA that issues for clients",
		check: each(func(_ *scene, c *cert) string {
			if c.ExtKeyUsage == nil || slices.Contains(c.ExtKeyUsage, "clientAuth") || !c.signs() {
				return ""
			}
			return c.String() + " has an extended key usage without clientAuth: " + usages(c.ExtKeyUsage)
		}),
	}
}

// usages lists a few usages: a certificate from a stranger may have thousands.
func usages(list []string) string {
	const shown = 8
	text := strings.Join(list[:min(len(list), shown)], ", ")
	if len(list) > shown {
		text += fmt.Sprintf(" and %d more", len(list)-shown)
	}
	if text == "" {
		return "it is empty"
	}
	return text
}

func caVersion1() *Rule {
	return &Rule{
		ID:       "ca_version_1",
		Title:    "a certificate is of an X.509 version before 3",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   rfcBasic,
		Explanation: "Without extensions it cannot say that it is a CA. As a root openssl and Go take it, so that there it is a note; below a " +
			"root both refuse what it issued. AWS says nothing of it.",
		Fix:   "have it re-issued as version 3 with basic constraints CA:TRUE",
		check: checkVersion1,
	}
}

func checkVersion1(s *scene) []Finding {
	var list []Finding
	for _, c := range s.certs {
		if c.Version >= 3 {
			continue
		}
		f := s.at(c.Entry, fmt.Sprintf("%s is of X.509 version %d: it cannot say that it is a CA", c, c.Version))
		if c.isRoot() {
			f.Severity = Note
		}
		list = append(list, f)
	}
	return list
}
