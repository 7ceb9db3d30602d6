package lint

import (
	"fmt"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func notACertificate() *Rule {
	return &Rule{
		ID:       "not_a_certificate",
		Title:    "a block is something else than a certificate",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   pageREST,
		Explanation: "AWS describes a truststore as a text file of certificates. What API Gateway does with a request, a revocation " +
			"list, a container or a public key in it is not documented; revocation lists it never asks.",
		Fix:   fixNotACertificate,
		check: (*scene).notCertificates,
	}
}

func (s *scene) notCertificates() []Finding {
	var list []Finding
	for i := range s.Bundle.Entries {
		e := &s.Bundle.Entries[i]
		if message := NotACertificate(e); message != "" {
			f := s.at(e, message)
			f.Fix = FixNotACertificate(s.Bundle, e)
			list = append(list, f)
		}
	}
	return list
}

// NotACertificate tells of a sound block that does not belong into a truststore.
func NotACertificate(e *truststore.Entry) string {
	if e.Reject != "" || e.Kind == truststore.KindCertificate || e.Kind == truststore.KindPrivateKey {
		return ""
	}
	return fmt.Sprintf("block #%d (%s) is %s", e.Index, e.Label, notCertificate(e.Kind))
}

func notCertificate(kind truststore.Kind) string {
	switch kind {
	case truststore.KindCSR:
		return "a request for a certificate, not a certificate"
	case truststore.KindCRL:
		return "a revocation list, not a certificate"
	case truststore.KindPKCS7, truststore.KindPKCS12:
		return "a container, not a certificate"
	}
	return "not a certificate"
}

const fixNotACertificate = "take it out of the file"

// FixNotACertificate says what to do about it. From a file without a certificate nothing is to be taken out: something
// else is wanted in its place.
func FixNotACertificate(b *truststore.Bundle, e *truststore.Entry) string {
	switch {
	case e.Kind == truststore.KindPKCS7 && e.Label != "":
		return fixContainer(e.Label, len(b.Entries) == 1)
	case b.Ledger.Seen > 0:
		return fixNotACertificate
	}
	switch e.Kind {
	case truststore.KindCSR:
		return "give the certificate that the CA issued for this request"
	case truststore.KindCRL:
		return "give the certificate itself: a revocation list only numbers those that were withdrawn"
	}
	return "give a file of PEM certificates"
}

// fixContainer names the command of openssl, which takes a CERTIFICATE block that stands before PKCS7 for a container, and
// has another command for each label.
func fixContainer(label string, alone bool) string {
	command := "openssl pkcs7 -print_certs -in FILE -out NEW"
	if label == "CMS" {
		command = "openssl cms -cmsout -noout -inform PEM -in FILE -certsout NEW"
	}
	if alone {
		return "take its certificates out: " + command
	}
	return "put it into a file of its own, and take its certificates out of that: " + command
}
