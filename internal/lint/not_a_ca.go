package lint

import (
	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func notACA() *Rule {
	return &Rule{
		ID:       "not_a_ca",
		Title:    "a certificate in the truststore is not a CA's",
		Severity: Warning,
		Basis:    certcheck.Documented,
		Source:   "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html",
		Explanation: "A truststore holds the CA certificates from the issuers of clients up to their roots. A client's own " +
			"certificate there does nothing, unless it is self-signed and meant to be trusted by itself.",
		Fix:   "take it out, and put the certificate of its issuer there",
		check: each(saysNotCA),
	}
}

func saysNotCA(_ *Input, e *truststore.Entry) string {
	c := e.Certificate
	if c.IsCA() || c.SelfIssued() || c.Version < 3 {
		return ""
	}
	return c.Subject.String() + " is not a CA certificate: its basic constraints do not say CA"
}
