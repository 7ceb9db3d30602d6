package explain

import "github.com/mtlscheck/mtlscheck/certcheck"

// tlsSymptoms are what a client says of the TLS connection itself.
func tlsSymptoms() []Topic {
	const give = "give the client both certificate and key (curl --cert and --key), and see with mtlscheck match that they belong together"
	return []Topic{
		{ID: serverRefused, Kind: KindSymptom, Title: "the client refuses the server's certificate",
			Text: "curl: (60) SSL certificate problem",
			Explanation: "It is the client that refuses, and the certificate is the server's. No answer was given, so it is no 403, and the " +
				"truststore has no part in it: that is for clients' certificates. A custom domain's own certificate comes from ACM. " +
				"(A server that is not AWS's writes such lines about its clients too.)",
			Fix: "look at what the server shows (openssl s_client -connect host:443 -servername host -showcerts) and give the client the CA of that " +
				"chain (curl --cacert); if it has expired or is another name's, look at the domain's certificate in ACM",
			Basis: certcheck.Documented, Source: pageCurl, See: []string{"wrong_server_certificate", "alert_unknown_ca"},
			phrases: []string{"curl: (60)", "SSL certificate problem", "SSL certificate verify result", "CERTIFICATE_VERIFY_FAILED",
				"certificate verify failed", "SSLCertVerificationError", "tls: failed to verify certificate",
				"x509: certificate signed by unknown authority", "x509: certificate has expired or is not yet valid",
				"x509: certificate is valid for", "PKIX path building failed", "unable to find valid certification path"},
			wholes: []string{"60", "(60)"}},
		{ID: "go_server_refuses_client", Kind: KindSymptom, Title: "a server of Go refuses the connection, perhaps for the client's certificate",
			Text: "http: TLS handshake error from",
			Explanation: "Servers of Go's net/http log such a line, and a certificate in it is the client's. So it was no API Gateway that refused, " +
				"but a server of your own, such as a proxy or what stands behind the gateway, by the CAs that it was given itself.",
			Fix:   "look at the CAs of that server (tls.Config.ClientCAs), and ask mtlscheck verify --profile openssl with them as the truststore",
			Basis: certcheck.Inferred, Source: "https://pkg.go.dev/net/http#Server", See: []string{"proxy_in_front", "issuer_not_found"},
			phrases: []string{"http: TLS handshake error from"},
			instead: []string{serverRefused, "tls_alert"}},
		{ID: "alert_certificate_required", Kind: KindSymptom, Title: "the server wanted a client's certificate and got none",
			Text: "tlsv13 alert certificate required",
			Explanation: "An alert of TLS 1.3. RFC 8446: the server wants a client's certificate, and none was sent. Whether API Gateway sends " +
				"it is not known: of TLS 1.2 there is a transcript, in which the connection is dropped without an alert.",
			Fix:   give,
			Basis: certcheck.Documented, Source: pageAlerts, See: []string{"client_sends_no_certificate", "key_mismatch"},
			phrases: []string{"alert certificate required", "alert number 116", "certificate_required", "remote error: tls: certificate required"},
			instead: []string{"client_sends_no_certificate", "curl_56", "tls_alert"}},
		{ID: "alert_unknown_ca", Kind: KindSymptom, Title: "the other side does not know the certificate's CA",
			Text: "tlsv1 alert unknown ca",
			Explanation: "An alert of TLS. RFC 8446: the certificate was not accepted because its CA was not found. To a client it speaks of the client's " +
				"certificate, in a server's log of the server's. For API Gateway AWS documents a 403, and no report of this alert is known: what " +
				"answered may be something else, such as a proxy or a load balancer.",
			Fix:   "see what answers at the address, and ask mtlscheck verify whether the client's issuer is in its truststore",
			Basis: certcheck.Documented, Source: pageAlerts, See: []string{"issuer_not_found", "proxy_in_front", serverRefused},
			phrases: []string{"alert unknown ca", "alert number 48", "unknown_ca", "remote error: tls: unknown certificate authority"},
			instead: []string{"client_sends_no_certificate", "curl_56", "tls_alert"}},
		{ID: "tls_alert", Kind: KindSymptom, Title: "a TLS alert of which nothing is known here",
			Explanation: "The other side ended the TLS connection with an alert. RFC 8446 says what each means to TLS; no report of it from API " +
				"Gateway is known, and whether it has to do with the truststore is not known either.",
			Fix:   "see what answers at the address, and which TLS versions it takes; ask mtlscheck verify about the client's certificate",
			Basis: certcheck.Unknown, Source: pageAlerts, See: []string{"client_sends_no_certificate", "alert_certificate_required", "alert_unknown_ca"},
			phrases: []string{"alert number", "Received fatal alert", "remote error: tls", "alert handshake failure", "alert bad certificate",
				"alert unsupported certificate", "alert certificate revoked", "alert certificate expired", "alert certificate unknown",
				"alert access denied", "alert decrypt error", "alert protocol version", "alert insufficient security", "alert internal error"},
			instead: []string{"client_sends_no_certificate", "curl_56"}},
		{ID: "curl_56", Kind: KindSymptom, Title: "the connection ended while curl was reading",
			Text: "curl: (56)",
			Explanation: "In TLS 1.3 a client learns only after the handshake that it was refused, so this may be, inferred, what curl (35) is in TLS " +
				"1.2: it sent no certificate, or cannot prove that it holds the key. No transcript of API Gateway with TLS 1.3 is known, and " +
				"any other broken connection looks the same.",
			Fix:   give,
			Basis: certcheck.Inferred, Source: pageAlerts, See: []string{"client_sends_no_certificate", "alert_certificate_required"},
			wholes: []string{"56", "(56)"}},
	}
}

// serverRefused is the topic of a client's complaint about the server.
const serverRefused = "server_certificate_refused"

// clientWords are words of clients that fetch something, as Node's. Beside a text of openssl's they say that it is the
// server's certificate that was verified; by themselves they say nothing.
func clientWords() []string {
	return []string{"failed, reason:", "fetch failed", "fetcherror", "axioserror", "npm err!", "npm error", "onconnectsecure", "code: 'unable_to_",
		"code: 'self_signed_cert", "code: 'depth_zero_", "code: 'cert_has_expired"}
}
