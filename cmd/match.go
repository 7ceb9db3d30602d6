package cmd

import (
	"context"
	"crypto/x509"
	"slices"

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

CA certificates beside a client's own, in one file, are its chain, as in verify: they are shown, and need
not agree. In a file of CA certificates alone, that is the one which the given key fits, or else the one
that issued no other; the rest of the file is its chain.

Without --truststore, the last file is taken as the truststore if it begins with a certificate of a CA or a
self-signed one, and a file before it holds a certificate. A private key or a request that strayed into it
is reported, not compared. But one certificate with a private key is a client's file, unless it is a CA's
and no certificate before it has its key. The keys of a truststore need not agree: it holds issuers.
Exit code 1 when keys differ.`,
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
		j.problems = append(j.problems, rejectedIn(b)...)
	}
	if store != nil {
		holders = append(holders, certificateHolders(store, store.Certificates(), certcheck.HolderTruststore)...)
	}
	if len(j.failures) > 0 {
		return nil // a comparison with a part missing would be believed
	}
	j.tellMatch(certcheck.MatchKeys(holders), store)
	return j.ctx.Err()
}

// rejectedIn tells of what could not be compared because it could not be read.
func rejectedIn(b *truststore.Bundle) []report.Finding {
	return slices.DeleteFunc(report.Problems(b, report.RoleClient), func(f report.Finding) bool { return f.Rule != "block_rejected" })
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

// holders lists everything in a file that has a key.
func (j *job) holders(b *truststore.Bundle, passin string) ([]certcheck.KeyHolder, error) {
	clients, chain := certcheck.SplitClients(b.Certificates())
	list := append(certificateHolders(b, clients, certcheck.HolderCertificate), certificateHolders(b, chain, certcheck.HolderChain)...)
	private := false
	for i := range b.Entries {
		e := &b.Entries[i]
		if e.Kind == truststore.KindCSR && e.Request == nil {
			j.fail(report.RoleFile, &report.Failure{Ref: b.Object.Ref, Code: report.ExitInput, Hint: "make the request anew, or give a sound copy of it",
				Fact: "the certificate request cannot be read: " + e.Reject})
			return nil, nil
		}
		inside := i > 0 && b.Entries[i-1].Index == e.Index // a certificate's block, from which no key is read
		private = private || e.Kind == truststore.KindPrivateKey && !inside
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
			j.nothingToCompare(b)
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

func certificateHolders(b *truststore.Bundle, entries []*truststore.Entry, kind certcheck.HolderKind) []certcheck.KeyHolder {
	var list []certcheck.KeyHolder
	for _, e := range entries {
		list = append(list, certcheck.KeyHolder{Kind: kind, Key: e.Certificate.PublicKey, Certificate: e.Certificate,
			Where: certcheck.Place{Ref: b.Object.Ref, Index: e.Index, Line: e.FirstLine, Subject: e.Certificate.Subject.String()}})
	}
	return list
}
