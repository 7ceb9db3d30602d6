package lint

import (
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func negativeSerial() *Rule {
	return &Rule{
		ID:       "negative_serial",
		Title:    "a serial number is negative",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   rfcSerial,
		Explanation: "RFC 5280 wants serial numbers above zero. Go's parser refuses the whole certificate, openssl takes it. AWS documents " +
			"that X.509 syntax is validated, not by which reader.",
		Upload: likelyWarning,
		Fix:    "have it re-issued with a positive serial number",
		check: each(func(_ *scene, c *cert) string {
			if !c.negative() {
				return ""
			}
			return c.String() + " has the negative serial number " + c.SerialText() + ", for which Go's parser refuses it"
		}),
	}
}

func (c *cert) negative() bool { return len(c.Serial) > 0 && c.Serial[0]&0x80 != 0 }

func x509Syntax() *Rule {
	return &Rule{
		ID:       string(certcheck.X509Syntax),
		Title:    "a certificate breaks X.509 syntax",
		Severity: Warning,
		Basis:    certcheck.Documented,
		Source:   rfcSyntax,
		Explanation: "AWS documents that X.509 syntax is validated, not by which reader. Go's parser drops such certificates, openssl is " +
			"often more lenient and sometimes stricter; mtlscheck reads on and says what is odd.",
		Upload: likelyWarning,
		Fix:    "have it re-issued",
		check:  each(saysSyntax),
	}
}

func saysSyntax(_ *scene, c *cert) string {
	var why []string
	if problems := c.problems(); len(problems) > 0 {
		why = problems[:1]
	}
	toldElsewhere := c.negative() && strings.Contains(c.refused, "negative serial") || c.refused == "x509: trailing data"
	if c.refused != "" && !c.foreign() && !toldElsewhere {
		why = append(why, "Go's parser refuses it: "+c.refused)
	}
	if len(why) == 0 && c.openssl != "" {
		why = append(why, c.openssl)
	}
	if len(why) == 0 {
		return ""
	}
	return c.String() + " breaks X.509 syntax: " + strings.Join(why, "; ")
}

// problems lists the oddities of a certificate itself: what follows it in its block is the rule trailing_data.
func (c *cert) problems() []string {
	if slices.Contains(c.Entry.Forms, truststore.FormTrailingData) && len(c.Problems) > 0 {
		return c.Problems[1:] // it is the first thing met
	}
	return c.Problems
}

// foreign tells of a curve that Go does not have, which is no fault of form: curve_not_listed tells of it.
func (c *cert) foreign() bool { return c.PublicKey.Type == "EC" && c.PublicKey.NISTCurve() == nil }

func criticalExtension() *Rule {
	return &Rule{
		ID:       string(certcheck.CriticalExtension),
		Title:    "a certificate has a critical extension that readers do not know",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   rfcExtension,
		Explanation: "RFC 5280 and openssl refuse a certificate with a critical extension that they do not know, and with it every client " +
			"below; AWS says nothing of it.",
		Fix: "have it re-issued without the extension, or with it not critical",
		check: each(func(_ *scene, c *cert) string {
			oids := c.UnhandledCritical()
			if len(oids) == 0 {
				return ""
			}
			return c.String() + " has the critical extension " + usages(oids) + ", which openssl and Go do not know"
		}),
	}
}
