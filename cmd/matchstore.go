package cmd

import (
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/internal/takeout"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// matchStore gives the truststore: the one named, or the last file if that is what it looks like.
func (j *job) matchStore(o *matchOptions, files []*truststore.Bundle) (*truststore.Bundle, []*truststore.Bundle, error) {
	if o.truststore != "" {
		store, err := j.store(o.truststore)
		return store, files, err
	}
	if len(files) < 2 || !looksLikeStore(files[len(files)-1], files[:len(files)-1]) {
		return nil, files, nil
	}
	store := files[len(files)-1]
	for i := range j.inputs {
		if j.inputs[i].Ref == store.Object.Ref {
			j.inputs[i].Role = report.RoleTruststore
		}
	}
	j.tellStore(store)
	return store, files[:len(files)-1], nil
}

// looksLikeStore tells a truststore from a client's file: before it there is a certificate to compare, and it begins with
// a certificate of a CA or a self-signed one, as no client's chain does. What else stands in it may have strayed there, but
// one certificate with a private key may be a client's file too: a CA's with a key of its own is none.
func looksLikeStore(b *truststore.Bundle, before []*truststore.Bundle) bool {
	certificates := b.Certificates()
	if len(certificates) == 0 || !slices.ContainsFunc(before, func(o *truststore.Bundle) bool { return o.Ledger.Accepted > 0 }) {
		return false
	}
	first := certificates[0].Certificate
	if len(certificates) == 1 && holdsKey(b) {
		return first.IsCA() && !slices.ContainsFunc(before, func(o *truststore.Bundle) bool { return certifies(o, first.PublicKey) })
	}
	return first.IsCA() || first.SelfIssued()
}

func certifies(b *truststore.Bundle, key truststore.PublicKey) bool {
	return slices.ContainsFunc(b.Certificates(), func(e *truststore.Entry) bool { return e.Certificate.PublicKey.Same(key) })
}

// nothingToCompare is nothingToCheck where keys are wanted too, which a container may have.
func (j *job) nothingToCompare(b *truststore.Bundle) {
	fact, _, _ := strings.Cut(holdsNothing(b), ": ")
	hint := ""
	if fact != "" && len(b.Entries) > 0 {
		hint = fixContainer(b.Entries[0].Kind)
	}
	if hint == "" {
		j.nothingToCheck(b, report.RoleFile)
		return
	}
	j.fail(report.RoleFile, &report.Failure{Ref: b.Object.Ref, Fact: fact, Hint: hint, Code: report.ExitInput})
}

// fixContainer says how to have the key and the certificates of a container as PEM; empty for what is none.
func fixContainer(kind truststore.Kind) string {
	switch kind {
	case truststore.KindPKCS12:
		return "take its key and certificates out: " + takeout.PKCS12All
	case truststore.KindJKS:
		return "print its certificates: " + takeout.JKSCertificates + "; for its key too: " + takeout.JKSToPKCS12 +
			", then " + strings.Replace(takeout.PKCS12All, "FILE", "NEW.p12", 1)
	}
	return ""
}
