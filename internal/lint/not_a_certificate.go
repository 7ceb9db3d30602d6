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
		Fix:   FixNotACertificate,
		check: eachBlock(NotACertificate),
	}
}

// NotACertificate tells of a sound block that does not belong into a truststore.
func NotACertificate(e *truststore.Entry) string {
	if e.Reject != "" || e.Kind == truststore.KindCertificate || e.Kind == truststore.KindPrivateKey {
		return ""
	}
	return fmt.Sprintf("block #%d (%s) is not a certificate", e.Index, e.Label)
}

// FixNotACertificate says what to do about it.
const FixNotACertificate = "take it out of the file"
