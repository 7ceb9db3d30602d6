package cmd

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/keyfile"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

type matchOptions struct {
	common
	truststore string
	passin     string
	files      []string
}

func newMatch(s streams, code *int) *cobra.Command {
	o := &matchOptions{}
	c := &cobra.Command{
		Use:   "match FILE…",
		Short: "Say whether key, certificate, request and truststore belong together",
		Long: `Compares the public keys of private keys, certificates and certificate requests, of every key type,
and names the odd one out. For RSA it prints the very hashes of the runbook's
openssl … -noout -modulus | openssl sha1, so that a ticket's figures can be compared.

Without --truststore, the last file is taken as the truststore if it holds only certificates and
these are several or all CA certificates. Its keys are compared too, but need not agree: a truststore
holds issuers. Exit code 1 when keys differ.`,
		Example: `  mtlscheck match client.key client.pem truststore.pem
  mtlscheck match client.key client.csr client.pem --passin env:KEY_PASS`,
		RunE: func(_ *cobra.Command, args []string) error {
			o.files = args
			return o.interruptible(func(ctx context.Context) error { return runMatch(ctx, s, o, code) })
		},
	}
	o.flags(c)
	o.readsConfig(c)
	truststoreFlag(c, &o.truststore)
	passinFlag(c, &o.passin)
	return c
}

func runMatch(ctx context.Context, s streams, o *matchOptions, code *int) error {
	if len(o.files) == 0 || len(o.files) == 1 && o.truststore == "" {
		return &usageError{"at least two files are needed to compare", "mtlscheck match client.key client.pem truststore.pem"}
	}
	if err := onlyOneStdin(append([]string{o.truststore}, o.files...)...); err != nil {
		return err
	}
	j, err := o.start(ctx, s, "match")
	if err != nil {
		return err
	}
	if err := j.match(o); err != nil {
		return err
	}
	return j.finish(code)
}

func (j *job) match(o *matchOptions) error {
	bundles, err := j.matchInputs(o)
	if err != nil {
		return err
	}
	store, bundles, err := j.matchStore(o, bundles)
	if err != nil {
		return err
	}
	var holders []certcheck.KeyHolder
	for _, b := range bundles {
		found, err := j.holders(b, o.passin)
		if err != nil {
			return err
		}
		holders = append(holders, found...)
	}
	outside := len(holders)
	if store != nil {
		holders = append(holders, certificateHolders(store, certcheck.HolderTruststore)...)
	}
	if len(j.failures) > 0 {
		return nil // a comparison with a part missing would be believed
	}
	j.tellMatch(certcheck.MatchKeys(holders), store, outside)
	return j.ctx.Err()
}

func (j *job) matchInputs(o *matchOptions) ([]*truststore.Bundle, error) {
	var bundles []*truststore.Bundle
	for _, ref := range o.files {
		b, err := j.read(&j.intake, ref, report.RoleFile)
		if err != nil {
			return nil, err
		}
		if b != nil {
			bundles = append(bundles, b)
		}
	}
	return bundles, nil
}

// matchStore gives the truststore: the one named, or the last file if that is what it looks like.
func (j *job) matchStore(o *matchOptions, files []*truststore.Bundle) (*truststore.Bundle, []*truststore.Bundle, error) {
	if o.truststore != "" {
		store, err := j.store(o.truststore)
		return store, files, err
	}
	if len(files) < 2 || !holdsCertificate(files[:len(files)-1]) || !looksLikeStore(files[len(files)-1]) {
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

// holdsCertificate tells whether there is a certificate to compare with a truststore: in `match ca.key ca.pem` the last
// file is none.
func holdsCertificate(files []*truststore.Bundle) bool {
	return slices.ContainsFunc(files, func(b *truststore.Bundle) bool { return b.Ledger.Accepted > 0 })
}

func looksLikeStore(b *truststore.Bundle) bool {
	certificates := b.Certificates()
	for _, e := range certificates {
		if !e.Certificate.IsCA() && !e.Certificate.SelfIssued() && len(certificates) == 1 {
			return false
		}
	}
	return len(certificates) > 0 && b.Ledger.Other == 0
}

// holders lists everything in a file that has a key.
func (j *job) holders(b *truststore.Bundle, passin string) ([]certcheck.KeyHolder, error) {
	list := certificateHolders(b, certcheck.HolderCertificate)
	private := false
	for i := range b.Entries {
		e := &b.Entries[i]
		if e.Kind == truststore.KindCSR && e.Request == nil {
			j.fail(report.RoleFile, &report.Failure{Ref: b.Object.Ref, Code: report.ExitInput, Hint: "make the request anew, or give a sound copy of it",
				Fact: "the certificate request cannot be read: " + e.Reject})
			return nil, nil
		}
		private = private || e.Kind == truststore.KindPrivateKey
		if e.Request != nil {
			list = append(list, certcheck.KeyHolder{Kind: certcheck.HolderRequest, Key: e.Request.PublicKey,
				Where: certcheck.Place{Ref: b.Object.Ref, Index: e.Index, Line: e.FirstLine, Subject: e.Request.Subject.String()}})
		}
		if key, ok := publicKey(b, e); ok {
			list = append(list, certcheck.KeyHolder{Kind: certcheck.HolderPublicKey, Key: key,
				Where: certcheck.Place{Ref: b.Object.Ref, Index: e.Index, Line: e.FirstLine}})
		}
	}
	if !private {
		if len(list) == 0 {
			j.nothingToCheck(b, report.RoleFile)
		}
		return list, nil
	}
	key, err := j.parseKey(b.Object, passin)
	if key == nil {
		return list, err
	}
	holder, err := keyHolder(b.Object.Ref, key)
	return append(list, holder), err
}

// publicKey reads a public key that stands by itself: the labels PUBLIC KEY (RFC 7468 section 13) and RSA PUBLIC KEY
// (RFC 8017 appendix A.1.1).
func publicKey(b *truststore.Bundle, e *truststore.Entry) (truststore.PublicKey, bool) {
	if e.Kind != truststore.KindPublicKey || e.Label == "" {
		return truststore.PublicKey{}, false
	}
	der := blockBytes(b, e)
	if rsa, err := x509.ParsePKCS1PublicKey(der); err == nil && e.Label == "RSA PUBLIC KEY" {
		if der, err = x509.MarshalPKIXPublicKey(rsa); err != nil {
			return truststore.PublicKey{}, false
		}
	}
	key, err := truststore.ParsePublicKey(der)
	return key, err == nil
}

func keyHolder(ref string, key *keyfile.Key) (certcheck.KeyHolder, error) {
	public, err := truststore.ParsePublicKey(key.SPKI)
	return certcheck.KeyHolder{Kind: certcheck.HolderPrivateKey, Key: public, Format: key.Format, Damage: key.Damage,
		Where: certcheck.Place{Ref: ref, Line: key.Line}}, err
}

func certificateHolders(b *truststore.Bundle, kind certcheck.HolderKind) []certcheck.KeyHolder {
	var list []certcheck.KeyHolder
	for _, e := range b.Certificates() {
		list = append(list, certcheck.KeyHolder{Kind: kind, Key: e.Certificate.PublicKey, Certificate: e.Certificate,
			Where: certcheck.Place{Ref: b.Object.Ref, Index: e.Index, Line: e.FirstLine, Subject: e.Certificate.Subject.String()}})
	}
	return list
}

// tellMatch puts the comparison into the report; a mismatch is an error finding, so that the exit code follows.
func (j *job) tellMatch(m certcheck.KeyMatch, store *truststore.Bundle, outside int) {
	told := report.NewKeyMatch(m)
	told.Sentence = matchSentence(m, outside)
	if store != nil {
		j.tellListings(told, m.Holders[:outside], certcheck.New(store, certcheck.APIGateway()))
	}
	for _, i := range m.Odd {
		j.problems = append(j.problems, oddOne(m.Holders[i]))
	}
	for _, i := range m.Unclear {
		told.Notes = append(told.Notes, m.Holders[i].Where.Ref+" may have the key of another: they are written in two ways, on a curve that is "+
			"not known here; compare what openssl pkey -pubout -ec_conv_form uncompressed prints of each")
	}
	j.report.KeyMatch = told
}

// oddOne is the finding about one that does not fit.
func oddOne(h certcheck.KeyHolder) report.Finding {
	message := "its key is another one than that of the others"
	if h.Damage != "" {
		message = "the private key contradicts itself: " + h.Damage
	}
	return report.Finding{Rule: string(certcheck.KeyMismatch), Severity: report.SeverityError, Basis: string(certcheck.Observed),
		Message: message, Fix: oddFix(h), Where: report.Where{Ref: h.Where.Ref, Line: h.Where.Line, Index: h.Where.Index}}
}

// oddFix says what to do about the one that does not fit. A certificate follows the key that it was requested with.
func oddFix(h certcheck.KeyHolder) string {
	switch {
	case h.Damage != "":
		return "take the private key from a sound copy, or make a new one and have a certificate issued for it"
	case h.Kind == certcheck.HolderPrivateKey:
		return "use the private key that the certificate was requested with, or have a certificate issued for this one"
	case h.Kind == certcheck.HolderRequest:
		return "make the request anew with the private key that is to be used"
	}
	return "use the certificate that was issued for the private key, or have one issued for it"
}

// tellListings compares each certificate with the truststore. A self-signed one whose entry has another key is what
// the runbook looks for with its hashes: the certificate was made anew.
func (j *job) tellListings(told *report.KeyMatch, holders []certcheck.KeyHolder, checker *certcheck.Checker) {
	const most = 20 // certificates compared with the truststore: more have verify
	for _, h := range holders {
		if h.Kind != certcheck.HolderCertificate || j.ctx.Err() != nil {
			continue
		}
		if len(told.Listings) == most {
			told.Notes = append(told.Notes, fmt.Sprintf("only the first %d certificates were compared with the truststore: see mtlscheck verify", most))
			break
		}
		listing := checker.List(h.Certificate)
		told.Listings = append(told.Listings, report.NewListing(h.Where, listing))
		if h.Certificate.SelfIssued() && listing.Where.Index > 0 && !listing.Same {
			if told.Agree {
				told.Agree, told.Sentence = false, h.Where.Ref+" is not the certificate of its name in the truststore"
			}
			j.problems = append(j.problems, report.Finding{Rule: string(certcheck.SelfSigned), Severity: report.SeverityError,
				Basis: string(certcheck.Documented), Where: report.Where{Ref: h.Where.Ref, Line: h.Where.Line, Index: h.Where.Index},
				Message: "it is self-signed, and the truststore holds another certificate of its name, as when one is made anew after the upload",
				Fix:     "put exactly this certificate into the truststore"})
		}
	}
}

func matchSentence(m certcheck.KeyMatch, outside int) string {
	var all, odd []string
	for _, h := range m.Holders[:outside] {
		all = append(all, h.Where.Ref)
	}
	for _, i := range m.Odd {
		odd = append(odd, m.Holders[i].Where.Ref)
	}
	damaged := damageAlone(m, outside)
	switch {
	case damaged != "":
		return damaged
	case len(m.Unclear) > 0 && len(odd) == 0:
		return "whether " + enumerate(all) + " have one key cannot be told"
	case outside == 1:
		store := m.Holders[len(m.Holders)-1].Where.Ref // perhaps meant otherwise: the last file is taken for one
		return all[0] + ", compared with " + store + " as the truststore, whose keys need not agree"
	case m.Agree:
		return enumerate(all) + " have one and the same key"
	case outside == 2:
		return enumerate(all) + " have different keys"
	case len(odd)*2 >= outside:
		return enumerate(all) + " do not have one key: see which key each has"
	}
	return "the odd one out is " + enumerate(odd)
}

// damageAlone is the sentence where the public halves all agree, and yet a private key does not fit its own.
func damageAlone(m certcheck.KeyMatch, outside int) string {
	first, damaged := m.Holders[0], certcheck.KeyHolder{}
	for _, h := range m.Holders[:outside] {
		if h.Group != first.Group {
			return ""
		}
		if h.Damage != "" && damaged.Damage == "" {
			damaged = h
		}
	}
	if damaged.Damage == "" {
		return ""
	}
	return damaged.Where.Ref + " is damaged: " + damaged.Damage
}

func enumerate(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
