package opensslverify

import (
	"crypto/sha256"
	"slices"
	"sync"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Store holds trusted certificates as -CAfile loads them. It is built once and serves any number of verifications,
// also at the same time.
type Store struct {
	byName map[string]*shelf // by canonical subject
	tables sigcheck.Tables

	// checked remembers signatures of one trusted certificate by another, for callers with many leaves. Each
	// verification adds at most its own path to it.
	checked sync.Map // edge -> verdict
}

// shelf is the certificates of one name, in file order. What openssl works out about a certificate is worked out when
// it is first asked for: of a thousand CAs one client needs two.
type shelf struct {
	trusted []Trusted
	once    sync.Once
	certs   []*cert
}

// Rivals tells whether two of the certificates have one name, so that their order may matter.
func (s *Store) Rivals() bool {
	for _, shelf := range s.byName {
		if len(shelf.trusted) > 1 {
			return true
		}
	}
	return false
}

// named gives the trusted certificates of a canonical name.
func (s *Store) named(subject string) []*cert {
	shelf := s.byName[subject]
	if shelf == nil {
		return nil
	}
	shelf.once.Do(func() {
		for _, t := range shelf.trusted {
			shelf.certs = append(shelf.certs, newCert(t.Certificate, readAux(t.Aux), &s.tables))
		}
	})
	return shelf.certs
}

type edge struct{ subject, issuer *cert }

// Trusted is a certificate of a store together with what may follow it in a "TRUSTED CERTIFICATE" of openssl.
type Trusted struct {
	Certificate *truststore.Certificate
	Aux         []byte // the DER of X509_CERT_AUX; nil for the usual certificate
}

// NewStore takes certificates in file order, which decides between certificates of the same name.
func NewStore(trusted []*truststore.Certificate) *Store {
	list := make([]Trusted, len(trusted))
	for i, c := range trusted {
		list[i].Certificate = c
	}
	return NewStoreWithTrust(list)
}

// NewStoreWithTrust is NewStore for certificates that may carry openssl's own trust settings. A certificate that is
// there already is left out, whatever its settings (crypto/x509/x509_lu.c, x509_store_add).
func NewStoreWithTrust(trusted []Trusted) *Store {
	s := &Store{byName: make(map[string]*shelf, len(trusted))}
	seen := make(map[[sha256.Size]byte]bool, len(trusted))
	for _, t := range trusted {
		if seen[t.Certificate.SHA256] {
			continue
		}
		seen[t.Certificate.SHA256] = true
		name := canonical(t.Certificate.Subject)
		if s.byName[name] == nil {
			s.byName[name] = &shelf{}
		}
		s.byName[name].trusted = append(s.byName[name].trusted, t)
	}
	return s
}

// issuer finds the certificate that openssl takes for the issuer of x: of those with the right name that fit by key
// identifier and algorithm the first valid now, else the one that was or will be valid longest. Signatures are not
// looked at, so a wrong one may come first and end the verification (crypto/x509/x509_lu.c,
// X509_STORE_CTX_get1_issuer).
func (r *run) issuer(x *cert) *cert { return r.choose(x, r.named(x.issuer), nil) }

// shelfCost is the estimated microseconds, and with room for memory, of a certificate of the wanted name. It is spent
// whether or not the shelf was opened before: the answer must not depend on what was asked earlier.
const shelfCost = 40

func (r *run) named(subject string) []*cert {
	shelf := r.store.byName[subject]
	if shelf == nil {
		return nil
	}
	if !slices.Contains(r.opened, shelf) {
		if !r.spend(shelfCost * len(shelf.trusted)) {
			return nil
		}
		r.opened = append(r.opened, shelf)
	}
	return r.store.named(subject)
}

// choose gives the best issuer of x among candidates, leaving out those in the chain so far
// (crypto/x509/x509_vfy.c, find_issuer).
func (r *run) choose(x *cert, candidates, chain []*cert) *cert {
	var best *cert
	for _, c := range candidates {
		if !c.likelyIssued(x) || !(x.selfIssued && len(chain) == 1) && contains(chain, c) {
			continue
		}
		if r.validNow(c) {
			return c
		}
		if best == nil || c.notAfter.later(best.notAfter) {
			best = c
		}
	}
	return best
}

func contains(chain []*cert, x *cert) bool {
	for _, c := range chain {
		if c.same(x) {
			return true
		}
	}
	return false
}
