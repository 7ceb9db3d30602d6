package lint_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/internal/rewrite"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/report"
)

// TestPrivateKeyWithoutBoundaries: a key that no reader takes for one is an error all the same, and goes nowhere.
func TestPrivateKeyWithoutBoundaries(t *testing.T) {
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	root := testpki.Root(t, "root").PEM()
	digits := base64.StdEncoding.EncodeToString(der)
	for how, key := range map[string]string{"DER": string(der), "base64": digits + "\n"} {
		b := testpki.Load(t, "truststore.pem", append(bytes.Clone(root), key...))
		found := run(t, b)
		if count(found, "private_key_in_truststore") != 1 || found[0].Severity != lint.Error || found[0].Where.Line != bytes.Count(root, []byte("\n"))+1 {
			t.Errorf("%s: %+v", how, found)
		}
		problems := report.Problems(b, report.RoleTruststore)
		if len(problems) == 0 || problems[len(problems)-1].Rule != "private_key_in_truststore" || problems[len(problems)-1].Severity != report.SeverityError {
			t.Errorf("%s: problems are %+v", how, problems)
		}
		r := rewrite.Rewrite(b, rewrite.Options{At: testpki.At()})
		if len(r.Dropped) != 1 || r.Dropped[0].Rule != rewrite.PrivateKey || bytes.Contains(r.Data, der) || bytes.Contains(r.Data, []byte(digits)) {
			t.Errorf("%s: written anew it is %q, without %+v", how, r.Data, r.Dropped)
		}
	}
}
