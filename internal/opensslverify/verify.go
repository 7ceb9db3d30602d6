package opensslverify

import "github.com/mtlscheck/mtlscheck/truststore"

// run is one verification (X509_STORE_CTX).
type run struct {
	Options
	store   *Store
	purpose Purpose

	parent         *run    // of the check of a CRL issuer, the verification that it is part of
	pool           []*cert // what -untrusted gave
	chain          []*cert // the leaf first
	untrustedCount int     // how many at the start of the chain are not from the store

	code      int
	errors    []Error
	unchecked []int
	work      int
	opened    []*shelf // of the store, paid for already
	cutShort  bool
}

// Verify answers what openssl verify says about leaf. untrusted is what -untrusted loads, in file order; nil when
// that flag is not given.
func (s *Store) Verify(leaf *truststore.Certificate, untrusted []*truststore.Certificate, o Options) Result {
	r := &run{Options: o, store: s, purpose: o.Purpose, untrustedCount: 1, chain: []*cert{newCert(leaf, nil, nil)}}
	if r.purpose == "" {
		r.purpose = PurposeClient
	}
	for _, c := range untrusted {
		r.pool = append(r.pool, newCert(c, nil, nil))
	}
	finished := r.verify()
	if !finished && r.code == codeOK {
		r.code = codeUnspecified
	}
	return r.result()
}

func (r *run) result() Result {
	result := Result{OK: r.code == codeOK, Errors: r.errors, Code: r.code, Unchecked: r.unchecked, CutShort: r.cutShort}
	for _, x := range r.chain {
		result.Chain = append(result.Chain, x.Certificate)
	}
	return result
}

// verify takes the steps of X509_verify_cert and verify_chain (crypto/x509/x509_vfy.c) in their order; each says
// whether to go on.
func (r *run) verify() bool {
	return r.checkLeafKey() && r.build() && r.checkExtensions() && r.checkLevels() && r.checkLeafDecodes() &&
		r.checkRevocation() && r.checkSignatures() && r.checkNameConstraints() && r.checkPolicy()
}

// checkLeafDecodes ends the verification when the key of the leaf cannot be decoded; every other key of the chain could
// (X509_get_pubkey_parameters).
func (r *run) checkLeafDecodes() bool { return r.chain[0].key.decodes() || r.giveUp() }

// report notes an error and tells whether openssl verify goes on after it.
func (r *run) report(code, depth int) bool {
	return r.reportAbout(code, depth, r.chain[depth].Subject.String())
}

func (r *run) reportAbout(code, depth int, subject string) bool {
	r.errors = append(r.errors, Error{Code: code, Depth: depth, Message: Message(code), Subject: subject})
	r.code = code
	return goesOn(code)
}

// failIf reports an error if there is one and tells whether to go on.
func (r *run) failIf(fails bool, code, depth int) bool { return !fails || r.report(code, depth) }

// giveUp ends the verification without a line, as openssl does on what it calls internal errors.
func (r *run) giveUp() bool {
	r.code = codeUnspecified
	return false
}
