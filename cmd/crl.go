package cmd

import (
	"encoding/pem"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// askOpenSSL says what openssl's answer is computed for; false when the revocation lists cannot be read, which is then
// in the report.
func (j *job) askOpenSSL(checker *certcheck.Checker, o *verifyOptions) (ok bool, err error) {
	asked := certcheck.OpenSSLOptions{Purpose: certcheck.Purpose(o.purpose), AuthLevel: o.authLevel, CRLCheckAll: o.crlCheckAll}
	if o.crl != "" {
		if asked.CRLs, err = j.crls(o.crl); asked.CRLs == nil {
			return false, err
		}
	}
	if err := checker.SetOpenSSL(asked); err != nil {
		j.fail(report.RoleCRL, &report.Failure{Ref: o.crl, Fact: err.Error(), Hint: "take the list from its CA again", Code: report.ExitInput})
		return false, nil
	}
	return true, nil
}

// crls reads the revocation lists of a file, PEM or DER; nil when there are none to be had.
func (j *job) crls(ref string) ([][]byte, error) {
	b, err := j.read(&j.intake, ref, report.RoleCRL)
	if b == nil {
		return nil, err
	}
	var list [][]byte
	for i := range b.Entries {
		if e := &b.Entries[i]; e.Kind == truststore.KindCRL {
			list = append(list, blockBytes(b, e))
		}
	}
	if list == nil {
		j.fail(report.RoleCRL, &report.Failure{Ref: ref, Fact: "holds no certificate revocation list", Hint: "its first line is -----BEGIN X509 CRL-----", Code: report.ExitInput})
	}
	return list, nil
}

// blockBytes gives the DER of a block that truststore does not decode.
func blockBytes(b *truststore.Bundle, e *truststore.Entry) []byte {
	raw := b.Object.Data[e.Offset:e.End]
	if block, _ := pem.Decode(raw); block != nil {
		return block.Bytes
	}
	return raw
}
