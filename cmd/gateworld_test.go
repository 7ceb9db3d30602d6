package cmd_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/report"
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

// writeWaiver writes .mtlscheck.yaml with one waiver, for the certificate of a block of an inspected file:
// waiver inspected.json 3 client_loses_access 2026-07-01
func writeWaiver(ts *testscript.TestScript, _ bool, args []string) {
	var r report.Report
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &r))
	block, err := strconv.Atoi(args[1])
	ts.Check(err)
	text := fmt.Sprintf("version: 1\nwaivers:\n  - rule: %s\n    certificate: %s\n    reason: issuing B is retired\n    expires: %s\n",
		args[2], r.Files[0].Entries[block-1].SHA256, args[3])
	ts.Check(os.WriteFile(ts.MkAbs(".mtlscheck.yaml"), []byte(text), 0o644))
}
