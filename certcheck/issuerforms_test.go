package certcheck_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

// TestAnIssuerWrittenInTwoWays: a CA whose certificate gives the curve by its numbers, with which no signature is checked
// here, does not stand in the way of the same CA's usual certificate, on whichever side of it it stands.
func TestAnIssuerWrittenInTwoWays(t *testing.T) {
	needsOpenSSL3(t)
	dir := t.TempDir()
	run := func(args ...string) []byte {
		cmd := exec.Command("openssl", args...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(args, err)
		}
		return out
	}
	write := func(name string, data ...[]byte) string {
		var all []byte
		for _, d := range data {
			all = append(all, d...)
		}
		if err := os.WriteFile(filepath.Join(dir, name), all, 0o600); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(dir, name)
	}
	run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ca.key")
	run("ec", "-in", "ca.key", "-param_enc", "explicit", "-out", "numbers.key")
	root := func(key string) []byte {
		return run("req", "-x509", "-key", key, "-subj", "/CN=CA", "-days", "3000", "-addext", "subjectKeyIdentifier=none", "-addext", "authorityKeyIdentifier=none")
	}
	usual, numbers := root("ca.key"), root("numbers.key")
	write("ca.pem", usual)
	run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "client.key")
	write("request.pem", run("req", "-new", "-key", "client.key", "-subj", "/CN=client"))
	write("extensions", []byte("extendedKeyUsage=clientAuth\n"))
	leaf := load(t, write("client.pem", run("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "300", "-extfile", "extensions")))
	for name, text := range map[string][][]byte{"first.pem": {numbers, usual}, "last.pem": {usual, numbers}} {
		checker := certcheck.New(load(t, write(name, text...)), certcheck.APIGateway())
		d := explained(t, checker, certcheck.Client{Ref: "client.pem", Entry: leaf.Certificates()[0]}, time.Now().Add(time.Minute))
		want(t, d, certcheck.Accepted, "")
	}
}
