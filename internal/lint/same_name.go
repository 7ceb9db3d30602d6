package lint

import (
	"github.com/mtlscheck/mtlscheck/certcheck"
)

// sameName is what is known of several certificates with one subject.
const sameName = "A published test says that API Gateway refuses a truststore with two CA certificates of one subject; it does not " +
	"show the answer, and AWS's pages say nothing of it. "

func duplicateCertificate() *Rule {
	return &Rule{
		ID:       "duplicate_certificate",
		Title:    "a certificate stands in the truststore twice",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   pageSample,
		Explanation: sameName + "Whether that holds for one certificate listed twice is not known. openssl and Go take the second for the " +
			"first. It costs room either way.",
		Fix:   "take the second one out",
		check: checkDuplicates,
	}
}

func checkDuplicates(s *scene) []Finding {
	var list []Finding
	for _, c := range s.certs {
		for _, again := range c.Copies {
			list = append(list, s.at(again, c.String()+" stands here again: it is the very certificate of "+place(c.Entry)))
		}
	}
	return list
}

func duplicateSubject() *Rule {
	return &Rule{
		ID:          string(certcheck.DuplicateSubject),
		Title:       "two keys have one subject",
		Severity:    Warning,
		Basis:       certcheck.Observed,
		Source:      pageSample,
		Explanation: sameName + "With two keys of one name openssl may also try the wrong one first, and stop there.",
		Fix: "give the new CA a subject of its own, such as \"… CA v2\", and list both until no client needs the old one; or keep one " +
			"of the two: clients of the other key lose access by that, and mtlscheck diff names them",
		check: checkSubjects,
	}
}

func checkSubjects(s *scene) []Finding {
	first, told := map[int]*cert{}, map[int]bool{}
	var list []Finding
	for _, c := range s.certs {
		if c.selfIssued() && c.Standing.Issuer != nil {
			continue // subject_equals_issuer tells of both
		}
		switch one := first[c.Name]; {
		case one == nil:
			first[c.Name] = c
		case one.Holder != c.Holder && !told[c.Holder]:
			told[c.Holder] = true
			list = append(list, s.at(c.Entry, c.String()+" has the subject of "+place(one.Entry)+", and another key"))
		}
	}
	return list
}

func crossSigned() *Rule {
	return &Rule{
		ID:       "cross_signed",
		Title:    "one CA has certificates from several issuers",
		Severity: Warning,
		Basis:    certcheck.Inferred,
		Source:   pageSample,
		Explanation: sameName + "Several chains fit the clients of a cross-signed CA, and AWS does not say which one API Gateway takes. " +
			"openssl takes the first in the file and fails when that one does not end at a root.",
		Fix:   "keep the one certificate whose chain is in the truststore",
		check: further(func(c, first *cert) bool { return !sameIssuer(c, first) }, saysCrossSigned),
	}
}

func saysCrossSigned(c, first *cert) string {
	text := c.String() + " has the name and key of " + place(first.Entry) + ", and another issuer: " + c.Issuer() + ", there " + first.Issuer()
	for _, one := range []*cert{first, c} {
		if one.Elsewhere != nil {
			text += "; the issuer of " + place(one.Entry) + " is not in the truststore"
		}
	}
	return text
}

func renewedCA() *Rule {
	return &Rule{
		ID:          "renewed_ca",
		Title:       "a CA and its renewed certificate stand side by side",
		Severity:    Warning,
		Basis:       certcheck.Inferred,
		Source:      pageSample,
		Explanation: sameName + "One of the two is enough: they have one name and one key, so that whatever one signed the other one signed too.",
		Fix:         "keep the one that is valid longest, once it is valid",
		check: further(sameIssuer, func(c, first *cert) string {
			return c.String() + " has the name, key and issuer of " + place(first.Entry) + ": valid to " + day(c.NotAfter) + ", there to " + day(first.NotAfter)
		}),
	}
}

// further asks about every certificate that has the name and key of an earlier one.
func further(applies func(c, first *cert) bool, say func(c, first *cert) string) func(*scene) []Finding {
	return func(s *scene) []Finding {
		holders := map[int]*cert{}
		var list []Finding
		for _, c := range s.certs {
			first := holders[c.Holder]
			if first == nil {
				holders[c.Holder] = c
			} else if applies(c, first) {
				list = append(list, s.at(c.Entry, say(c, first)))
			}
		}
		return list
	}
}

func sameIssuer(a, b *cert) bool {
	return a.Certificate.Issuer.Canonical() == b.Certificate.Issuer.Canonical()
}

func nameEncoding() *Rule {
	return &Rule{
		ID:       string(certcheck.NameEncoding),
		Title:    "names are equal only to some readers",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   rfcNames,
		Explanation: "The issuer named in a certificate and the subject of the CA that signed it differ in string type, letter case or " +
			"spaces. openssl takes the two names for the same, Go and Java do not; AWS says nothing of it.",
		Fix: "have one of the two re-issued so that the names are equal byte for byte",
		check: each(func(_ *scene, c *cert) string {
			if !c.NameFolded {
				return ""
			}
			return "the issuer named in " + c.String() + " and the subject of " + named(c.Standing.Issuer) + ", which signed it, are not equal byte for byte"
		}),
	}
}

func keyIDMismatch() *Rule {
	return &Rule{
		ID:       string(certcheck.KeyIDMismatch),
		Title:    "a certificate points at another issuer than its own",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   rfcKeyID,
		Explanation: "Its authority key identifier names another certificate than that of the key that signed it. openssl goes by the " +
			"identifier and finds no issuer, Go goes by the signature; AWS says nothing of it.",
		Fix: "have it re-issued with the key identifier of its CA",
		check: each(func(_ *scene, c *cert) string {
			if !c.KeyIDAway {
				return ""
			}
			return "the authority key identifier of " + c.String() + " names another certificate than that of the CA that signed it, " + named(c.Standing.Issuer)
		}),
	}
}
