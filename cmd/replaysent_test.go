package cmd

import (
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// TestReplayGivesOpenSSLWhatIsSent: where the gateway takes intermediates from the client, openssl is given them, too.
func TestReplayGivesOpenSSLWhatIsSent(t *testing.T) {
	mid := testpki.Root(t, "root").Intermediate("mid")
	client := certcheck.Client{Ref: "client.pem", Entry: mid.Leaf("client").Entry(),
		Sent: []certcheck.SentCertificate{{Ref: "client.pem", Entry: mid.Entry()}}}
	for profile, sent := range map[string]bool{"alb": true, "cloudfront": true, "apigateway": false, "openssl": false} {
		o := &verifyOptions{truststore: "truststore.pem", purpose: "client", showOpenSSL: true}
		o.profile = profile
		lines := (&replay{o, time.Unix(0, 0)}).commands(client)
		if got := strings.HasSuffix(lines[0], " -CAfile truststore.pem -untrusted client.pem client.pem"); got != sent {
			t.Errorf("%s: %s", profile, lines[0])
		}
	}
}
