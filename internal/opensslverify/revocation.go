package opensslverify

import "bytes"

// The codes of revocation that nothing else gives.
const (
	codeNoCRL             = 3
	codeCRLSignature      = 8
	codeLastUpdate        = 15
	codeNextUpdate        = 16
	codeRevoked           = 23
	codeNoCRLIssuer       = 33
	codeNoCRLSign         = 35
	codeCRLUnhandled      = 36
	codeDifferentCRLScope = 44
	codeCRLPath           = 54
)

// The parts of a CRL's score (crypto/x509/x509_vfy.c, CRL_SCORE_*).
const (
	scoreNoCritical = 0x100
	scoreScope      = 0x080
	scoreTime       = 0x040
	scoreIssuerName = 0x020
	scoreIssuerCert = 0x018
	scoreSamePath   = 0x008
	scoreAuthority  = 0x004
	scoreTimeDelta  = 0x002
)

// crlSearch is the state of the check of one certificate.
type crlSearch struct {
	*run
	depth   int
	x       *cert
	score   int
	reasons uint16
	issuer  *cert
}

// checkRevocation asks the CRLs about the leaf, or with -crl_check_all about every certificate.
func (r *run) checkRevocation() bool {
	if !r.CRLCheck && !r.CRLCheckAll {
		return true
	}
	last := 0
	if r.CRLCheckAll {
		last = len(r.chain) - 1
	} else if r.parent != nil {
		return true
	}
	for i := 0; i <= last; i++ {
		s := &crlSearch{run: r, depth: i, x: r.chain[i]}
		if !s.x.isProxy && !s.check() {
			return false
		}
	}
	return true
}

// check takes CRLs until they cover all reasons (check_cert).
func (s *crlSearch) check() bool {
	for s.reasons != allReasons {
		before := s.reasons
		crl, delta := s.find()
		if crl == nil {
			return s.report(codeNoCRL, s.depth)
		}
		if !s.checkCRL(crl) {
			return false
		}
		removed := false
		if delta != nil {
			if !s.checkCRL(delta) {
				return false
			}
			ok, gone := s.lookUp(delta)
			if !ok {
				return false
			}
			removed = gone
		}
		if !removed {
			if ok, _ := s.lookUp(crl); !ok {
				return false
			}
		}
		if before == s.reasons {
			return s.report(codeNoCRL, s.depth)
		}
	}
	return true
}

// find gives the CRL with the best score, the newest of equal ones, and its delta (get_crl_sk).
func (s *crlSearch) find() (best, delta *CRL) {
	score, reasons := 0, s.reasons
	var issuer *cert
	for _, crl := range s.CRLs {
		r := s.reasons
		n, by := s.scoreOf(crl, &r)
		if n < score || n == 0 || n == score && best != nil && !crl.lastUpdate.later(best.lastUpdate) {
			continue
		}
		best, score, reasons, issuer = crl, n, r, by
	}
	if best == nil {
		return nil, nil
	}
	s.score, s.reasons, s.issuer = score, reasons, issuer
	return best, s.findDelta(best)
}

// findDelta is get_delta_sk.
func (s *crlSearch) findDelta(base *CRL) *CRL {
	if !s.UseDeltas || !s.x.has(oidFreshestCRL) && !base.freshest {
		return nil
	}
	for _, delta := range s.CRLs {
		if !delta.extends(base) {
			continue
		}
		if s.crlTimeOK(delta) {
			s.score |= scoreTimeDelta
		}
		return delta
	}
	return nil
}

// extends is check_delta_base.
func (c *CRL) extends(base *CRL) bool {
	if c.base == nil || base.number == nil || c.issuer != base.issuer || c.number == nil {
		return false
	}
	for _, oid := range []string{oidAuthorityKeyID, oidIssuingPoint} {
		a, n := c.extension(oid)
		b, m := base.extension(oid)
		if n > 1 || m > 1 || n != m || !bytes.Equal(a, b) {
			return false
		}
	}
	return c.base.Cmp(base.number) <= 0 && c.number.Cmp(base.number) > 0
}

// scoreOf tells how well a CRL suits the certificate, and who issued it (get_crl_score).
func (s *crlSearch) scoreOf(crl *CRL, reasons *uint16) (int, *cert) {
	p := crl.point
	if p == nil {
		p = &issuingPoint{reasons: allReasons}
	}
	if p.invalid || !s.considers(crl, p, *reasons) {
		return 0, nil
	}
	score := 0
	if s.x.issuer == crl.issuer {
		score |= scoreIssuerName
	} else if !p.indirect {
		return 0, nil
	}
	if !crl.unhandled {
		score |= scoreNoCritical
	}
	if s.crlTimeOK(crl) {
		score |= scoreTime
	}
	issuer := s.locateIssuer(crl, &score)
	if score&scoreAuthority == 0 {
		return 0, nil
	}
	if covered, ok := s.covers(crl, p, score); ok {
		if covered&^*reasons == 0 {
			return 0, nil
		}
		*reasons |= covered
		score |= scoreScope
	}
	return score, issuer
}

// considers tells whether a CRL of this kind counts. Deltas are passed over only with -extended_crl, as openssl does it.
func (s *crlSearch) considers(crl *CRL, p *issuingPoint, reasons uint16) bool {
	switch {
	case !s.ExtendedCRL:
		return !p.indirect && !p.hasReasons
	case p.hasReasons:
		return p.reasons&^reasons != 0
	}
	return crl.base == nil
}

// locateIssuer finds the certificate of the CRL's issuer (crl_akid_check). A known difference: of the untrusted
// certificates, openssl sees the key identifiers of those only that it happened to read before, and takes the others
// whatever theirs are. Here all are read.
func (s *crlSearch) locateIssuer(crl *CRL, score *int) *cert {
	i := min(s.depth+1, len(s.chain)-1)
	if s.chain[i].fitsAuthority(crl.authority) && *score&scoreIssuerName != 0 {
		*score |= scoreAuthority | scoreIssuerCert
		return s.chain[i]
	}
	for _, c := range s.chain[i+1:] {
		if c.subject == crl.issuer && c.fitsAuthority(crl.authority) {
			*score |= scoreAuthority | scoreSamePath
			return c
		}
	}
	if !s.ExtendedCRL {
		return nil
	}
	for _, c := range s.pool {
		if c.subject == crl.issuer && c.fitsAuthority(crl.authority) {
			*score |= scoreAuthority
			return c
		}
	}
	return nil
}

// covers tells for which reasons the CRL speaks of the certificate, if for any (crl_crldp_check).
func (s *crlSearch) covers(crl *CRL, p *issuingPoint, score int) (reasons uint16, ok bool) {
	if p.onlyAttribute || s.x.isCA && p.onlyUser || !s.x.isCA && p.onlyCA {
		return 0, false
	}
	for _, d := range s.x.points {
		fits := score&scoreIssuerName != 0
		if d.issuers != nil {
			fits = hasDirectory(d.issuers, crl.issuer)
		}
		if fits && d.name.matches(p.name) {
			return p.reasons & d.reasons, true
		}
	}
	return p.reasons, p.name == nil && score&scoreIssuerName != 0
}

// crlTimeOK is check_crl_time without a word.
func (s *crlSearch) crlTimeOK(crl *CRL) bool {
	if s.NoCheckTime {
		return true
	}
	if crl.lastUpdate.order(s.At) >= 0 {
		return false
	}
	return !crl.hasNextUpdate || crl.nextUpdate.order(s.At) > 0 || crl.nextUpdate.order(s.At) < 0 && s.score&scoreTimeDelta != 0
}

func (s *crlSearch) checkCRLTime(crl *CRL) bool {
	if s.NoCheckTime {
		return true
	}
	from := crl.lastUpdate.order(s.At)
	if !s.failIf(from == 0, codeLastUpdate, s.depth) || !s.failIf(from > 0, codeCRLNotYetValid, s.depth) {
		return false
	}
	if !crl.hasNextUpdate {
		return true
	}
	to := crl.nextUpdate.order(s.At)
	return s.failIf(to == 0, codeNextUpdate, s.depth) && s.failIf(to < 0 && s.score&scoreTimeDelta == 0, codeCRLExpired, s.depth)
}

// checkCRL asks whether the CRL is good, and who signed it (check_crl).
func (s *crlSearch) checkCRL(crl *CRL) bool {
	issuer := s.issuer
	if issuer == nil {
		issuer = s.chain[min(s.depth+1, len(s.chain)-1)]
		if s.depth == len(s.chain)-1 && !s.failIf(!issuer.likelyIssued(issuer), codeNoCRLIssuer, s.depth) {
			return false
		}
	}
	if crl.base == nil {
		ok := s.failIf(issuer.lacksUsage(usageCRLSign), codeNoCRLSign, s.depth) &&
			s.failIf(s.score&scoreScope == 0, codeDifferentCRLScope, s.depth) &&
			s.failIf(s.score&scoreSamePath == 0 && !s.issuerIsTrusted(), codeCRLPath, s.depth)
		if !ok {
			return false
		}
	}
	if s.score&scoreTime == 0 && !s.checkCRLTime(crl) {
		return false
	}
	if !issuer.key.decodes() {
		return s.report(codeIssuerKeyUndecodable, s.depth)
	}
	if !s.spend(crl.signed.cost(&issuer.key)) {
		return false
	}
	return s.failIf(crl.signed.signature(&issuer.key) == signatureBad, codeCRLSignature, s.depth)
}

// issuerIsTrusted verifies the certificate of an issuer that is not on the path, which has to end in the same root
// (check_crl_path).
func (s *crlSearch) issuerIsTrusted() bool {
	if s.parent != nil || s.issuer == nil {
		return false
	}
	path := &run{Options: s.Options, store: s.store, purpose: s.purpose, parent: s.run, pool: s.pool, work: s.work,
		chain: []*cert{s.issuer}, untrustedCount: 1}
	finished := path.verify()
	s.work = path.work
	for _, e := range path.errors {
		e.CRLPath = true
		s.errors = append(s.errors, e)
	}
	return finished && path.last().same(s.last())
}

// lookUp asks whether the CRL revokes the certificate; gone says that a delta takes it off again (cert_crl).
func (s *crlSearch) lookUp(crl *CRL) (ok, gone bool) {
	if !s.failIf(crl.unhandled, codeCRLUnhandled, s.depth) {
		return false, false
	}
	e := crl.find(s.x)
	if e == nil {
		return true, false
	}
	if e.removed {
		return true, true
	}
	return s.report(codeRevoked, s.depth), false
}
