package cmd_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/cmd"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// TestRedactKeepsTheReasonOfALostCertificate: no entries are told of a client's file, so that its name stands nowhere but
// in the sentences about it.
func TestRedactKeepsTheReasonOfALostCertificate(t *testing.T) {
	root := testpki.Root(t, "root")
	t.Chdir(t.TempDir())
	lost := bytes.ReplaceAll(root.Leaf("merchant-13").PEM(), []byte("CERTIFICATE"), []byte("X509 CRL"))
	for _, test := range []struct {
		name string
		file []byte
	}{{"alone", lost}, {"beside another", append(root.Leaf("merchant-42").PEM(), lost...)}} {
		for file, data := range map[string][]byte{"store.pem": root.PEM(), "client.pem": test.file} {
			if err := os.WriteFile(file, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var out, messages bytes.Buffer
		cmd.Main([]string{"verify", "-t", "store.pem", "client.pem", "--redact", "--at", "2026-06-01"}, strings.NewReader(""), &out, &messages)
		got := strings.Join(strings.Fields(out.String()+messages.String()), " ")
		if strings.Contains(got, "merchant") || !strings.Contains(got, "certificate 1 stands in it: the label X509 CRL is wrong") {
			t.Errorf("%s: want the reason without the name:\n%s", test.name, got)
		}
	}
}
