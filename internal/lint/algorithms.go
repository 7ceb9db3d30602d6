package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

// scope is what AWS's pages leave open about the algorithms of CA certificates.
const scope = "AWS lists the algorithms \"supported in the truststore\", yet its page on 403 errors looks at the client's certificate " +
	"only: what becomes of clients below such a CA is not known."

func weakSignature() *Rule {
	return &Rule{
		ID:          "weak_signature",
		Title:       "a certificate is signed with a broken hash",
		Severity:    Warning,
		Basis:       certcheck.Unknown,
		Source:      pageREST,
		Explanation: "Signatures with MD5 and SHA-1 can be forged. " + scope,
		Fix:         "have it re-issued with SHA-256 or stronger",
		check: each(func(s *scene, c *cert) string {
			if !s.weakHash(c) {
				return ""
			}
			return c.String() + " is signed with " + c.SignatureAlgorithm.String()
		}),
	}
}

func (s *scene) weakHash(c *cert) bool {
	return slices.Contains(s.Policy.WeakHashes, c.SignatureAlgorithm.Hash)
}

func weakKey() *Rule {
	return &Rule{
		ID:          string(certcheck.WeakKey),
		Title:       "a key is shorter than what AWS allows",
		Severity:    Warning,
		Basis:       certcheck.Unknown,
		Source:      pageREST,
		Explanation: "AWS documents \"RSA-2048 or stronger\". " + scope,
		Fix:         "have the CA make a new key, RSA 2048 or ECDSA P-256 at least",
		check: each(func(s *scene, c *cert) string {
			if !s.shortKey(c) {
				return ""
			}
			return fmt.Sprintf("the key of %s is %s; the least is RSA %d", c, c.PublicKey, s.Policy.MinRSABits)
		}),
	}
}

func (s *scene) shortKey(c *cert) bool {
	return c.PublicKey.IsRSA() && c.PublicKey.Bits < s.Policy.MinRSABits
}

func curveNotListed() *Rule {
	return &Rule{
		ID:       "curve_not_listed",
		Title:    "a key is on a curve that AWS does not list",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   pageHTTP,
		Explanation: "AWS's page for REST APIs lists ECDSA-256 and ECDSA-384, the one for HTTP APIs says \"ECDSA-256 or stronger\": P-521 is " +
			"on one list and not on the other. Other curves, such as secp256k1 and brainpool, are mentioned nowhere; Go reads no " +
			"certificate with them.",
		Fix: "have the CA make a new key on P-256 or P-384",
		check: each(func(s *scene, c *cert) string {
			if c.PublicKey.Type != "EC" || s.Policy.KeyDoubt(c.Certificate) == "" {
				return ""
			}
			return fmt.Sprintf("the key of %s is %s; the curves listed are %s%s", c, c.PublicKey, strings.Join(s.Policy.Curves, " and "), unchecked(c))
		}),
	}
}

// unchecked says that a chain was taken on trust: there are no means to check signatures made with such a key.
func unchecked(c *cert) string {
	if c.PublicKey.NISTCurve() != nil || c.Child == nil {
		return ""
	}
	return "; signatures made with it, as that of " + named(c.Child) + ", were not checked"
}

func algorithmNotListed() *Rule {
	return &Rule{
		ID:       string(certcheck.AlgorithmNotListed),
		Title:    "a signature or key is of a kind that AWS does not list",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   pageREST,
		Explanation: "AWS lists SHA-256 or stronger, RSA-2048 or stronger, ECDSA-256 and ECDSA-384. RSASSA-PSS, Ed25519, DSA, SHA-224 and RSA " +
			"above 4096 bits are mentioned nowhere. " + scope,
		Fix:   "have it re-issued with a signature of RSA PKCS #1 v1.5 or ECDSA over SHA-256 or stronger",
		check: each(saysNotListed),
	}
}

func saysNotListed(s *scene, c *cert) string {
	var why []string
	if doubt := s.Policy.SignatureDoubt(c.Certificate); doubt != "" && !s.weakHash(c) {
		why = append(why, doubt)
	}
	if doubt := s.Policy.KeyDoubt(c.Certificate); doubt != "" && !s.shortKey(c) && c.PublicKey.Type != "EC" {
		why = append(why, doubt)
	}
	if len(why) == 0 {
		return ""
	}
	return c.String() + " is not on AWS's list: " + strings.Join(why, ", and ")
}
