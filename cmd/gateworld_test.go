package cmd_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// gateWorld writes the files of a small company: truststore.pem with a root and three issuing CAs, forty clients, and
// without-b.pem, the truststore that somebody made without the CA of a quarter of them.
//
//	root ─┬─ issuing A ── client-01, client-05 …  (20 of them)
//	      ├─ issuing B ── client-02, client-06 …  (10)
//	      └─ issuing C ── client-04, client-08 …  (10)
func gateWorld(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, _ []string) {
		root := testpki.Root(t, "root")
		a, b, c := root.Intermediate("issuing A"), root.Intermediate("issuing B"), root.Intermediate("issuing C")
		write := func(name string, certs ...*testpki.Cert) {
			ts.Check(os.WriteFile(ts.MkAbs(name), testpki.PEM(certs...), 0o644))
		}
		write("truststore.pem", root, a, b, c)
		write("without-b.pem", root, a, c)
		ts.Check(os.Mkdir(ts.MkAbs("clients"), 0o755))
		for i := range 40 {
			issuer := []*testpki.Cert{a, b, a, c}[i%4]
			name := fmt.Sprintf("client-%02d", i+1)
			write("clients/"+name+".pem", issuer.Leaf(name))
		}
	}
}
