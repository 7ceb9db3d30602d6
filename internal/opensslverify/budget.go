package opensslverify

import "github.com/mtlscheck/mtlscheck/internal/sigcheck"

// maxWork bounds one verification, in estimated microseconds. openssl has no such bound: it follows one path of at most
// 100 certificates, but each of them may cost it a second. A strange file must not hold anybody up that long.
const maxWork = 250_000

// spend takes from the budget; false says that it is used up and ends the verification.
func (r *run) spend(microseconds int) bool {
	r.work += microseconds
	if r.work <= maxWork {
		return true
	}
	r.cutShort = true
	return r.giveUp()
}

// cost estimates the check of a signature by key.
func (x *cert) cost(key *publicKey) int {
	if key.kind == keyDSA {
		words := key.parameters[0].BitLen() / 256
		return 100 + 30*words*words
	}
	return sigcheck.Cost(x.Certificate, &key.is)
}
