package explain

import "github.com/mtlscheck/mtlscheck/certcheck"

// symptoms are what the client's side sees, and what people come with when no log has a reason.
func symptoms() []Topic {
	return []Topic{
		{ID: "client_sends_no_certificate", Kind: KindSymptom, Title: "the connection is dropped in the TLS handshake",
			Text: "curl: (35) SSL_connect: SSL_ERROR_SYSCALL",
			Explanation: "Seen when the client sends no certificate: the connection ends without an alert, and no HTTP answer and, inferred, no log " +
				"entry comes. The same is expected when it cannot prove that it holds the key. One report has 403 instead.",
			Fix:   "give the client both certificate and key (curl --cert and --key), and see with mtlscheck match that they belong together",
			Basis: certcheck.Observed, Source: pageTranscript, See: []string{"key_mismatch", "curl_58_certificate"},
			phrases: []string{"curl: (35)", "SSL_ERROR_SYSCALL", "Connection reset by peer"}, wholes: []string{"35", "(35)"}},
		{ID: "curl_58_certificate", Kind: KindSymptom, Title: "curl cannot load the client's certificate",
			Text:        "curl: (58) could not load PEM client certificate",
			Explanation: "curl stopped before it connected: the file is not there, is no PEM, or its key is another one's. AWS was not asked.",
			Fix:         "ask mtlscheck inspect what is in the file, and mtlscheck match whether the key fits",
			Basis:       certcheck.Documented, Source: pageClientTLS, See: []string{"curl_58_private_key", "curl_58_schannel"},
			phrases: []string{"could not load PEM client certificate", "curl: (58)"}, wholes: []string{"58", "(58)"}},
		{ID: "curl_58_private_key", Kind: KindSymptom, Title: "curl cannot use the private key",
			Text:        "curl: (58) unable to set private key file",
			Explanation: "curl stopped before it connected: the key file is not there, is encrypted, or belongs to another certificate. AWS was not asked.",
			Fix:         "ask mtlscheck match key.pem certificate.pem whether they belong together",
			Basis:       certcheck.Documented, Source: pageClientTLS, See: []string{"key_mismatch", "curl_58_certificate"},
			phrases: []string{"unable to set private key file"}},
		{ID: "curl_58_schannel", Kind: KindSymptom, Title: "curl on Windows cannot import the certificate",
			Text:        "curl: (58) schannel: Failed to import cert file, last error is 0x80092002",
			Explanation: "Windows' own TLS takes a client's certificate and key as one PFX file, not as PEM. AWS was not asked.",
			Fix:         "make a PFX file: openssl pkcs12 -export -in client.pem -inkey client.key -out client.pfx",
			Basis:       certcheck.Documented, Source: pageClientTLS, See: []string{"curl_58_certificate"},
			phrases: []string{"schannel: Failed to import cert file", "0x80092002"}},
		{ID: "curl_6", Kind: KindSymptom, Title: "the domain's name is not known",
			Text:        "curl: (6) Could not resolve host",
			Explanation: "The name has no DNS record, or not yet. Neither certificates nor AWS were asked.",
			Fix:         "see that the name is right and has a DNS record",
			Basis:       certcheck.Documented, Source: pageClientTLS, phrases: []string{"curl: (6)", "Could not resolve host"}, wholes: []string{"6", "(6)"}},
		{ID: "forbidden", Kind: KindSymptom, Title: "403 Forbidden",
			Text: "{\"message\":\"Forbidden\"}",
			Explanation: "API Gateway answers so when mutual TLS refuses a client, and the reason stands only in the execution log of a REST API. " +
				"A disabled execute-api endpoint, a missing mapping, a resource policy and a firewall answer 403 too: AWS says that a request " +
				"without any log entry was not refused by mutual TLS.",
			Fix:   "ask mtlscheck verify -t truststore.pem client.pem; if it says accepted, look at mapping, policy and firewall",
			Basis: certcheck.Documented, Source: page403, See: []string{"forbidden_without_log", "forbidden_http_api", "log_issuer_not_found"},
			phrases: []string{"403 Forbidden", "ForbiddenException", "HTTP 403", "HTTP/1.1 403", "HTTP/2 403"}, wholes: []string{"403"}},
		{ID: "forbidden_without_log", Kind: KindSymptom, Title: "403 and no log entry",
			Explanation: "AWS: if the request doesn't produce any CloudWatch Logs, the 403 isn't related to mutual TLS. Then it is a disabled " +
				"execute-api endpoint, a base path without a mapping, a resource policy or a firewall. HTTP APIs have no execution log at all.",
			Fix:   "use the custom domain name, look at the mapping, the resource policy and the firewall; for an HTTP API see forbidden_http_api",
			Basis: certcheck.Documented, Source: page403, See: []string{"forbidden", "forbidden_http_api", "missing_authentication_token"},
			phrases: []string{"no log entry", "no CloudWatch log", "nothing in CloudWatch", "without a log entry"}},
		{ID: "forbidden_http_api", Kind: KindSymptom, Title: "403 from an HTTP API, which logs no reason",
			Explanation: "HTTP APIs have no execution logging. AWS's procedure: map the domain to a REST API for a while, reproduce the request, " +
				"read the reason there, and map back.",
			Fix:   "ask mtlscheck verify instead, which predicts the reason offline",
			Basis: certcheck.Documented, Source: page403, See: []string{"forbidden"}},
		{ID: "missing_authentication_token", Kind: KindSymptom, Title: "Missing Authentication Token",
			Text:        "{\"message\":\"Missing Authentication Token\"}",
			Explanation: "Another form of 403, seen for a base path without a mapping, for instance. AWS says that a request without any log entry was not refused by mutual TLS.",
			Fix:         "look at the path and at the mapping of the custom domain",
			Basis:       certcheck.Documented, Source: page403, See: []string{"forbidden_without_log"}, phrases: []string{"Missing Authentication Token"}},
		{ID: "still_forbidden_after_upload", Kind: KindSymptom, Title: "403 goes on after the truststore was mended",
			Explanation: "Overwriting the object in S3 changes nothing: AWS's procedure is to upload it and then to update the domain, with the " +
				"new version when one is pinned. A published test saw 60 to 90 seconds until it counted.",
			Fix:   "call update-domain-name with the new truststoreVersion, and check the very version: mtlscheck verify -t 's3://bucket/key?versionId=…'",
			Basis: certcheck.Documented, Source: pageREST, See: []string{"log_issuer_not_found", "api_truststore_invalid"}},
		{ID: "ca_rotation", Kind: KindSymptom, Title: "old clients work, renewed ones are refused",
			Explanation: "The CA, or a partner's, issues from a new intermediate or root that the truststore lacks. Old and new have to stand there " +
				"together until the last old client is gone. One published test says that two CA certificates with one subject are refused, so a " +
				"new CA better has a new subject.",
			Fix:   "append the new chain before the first client is renewed: mtlscheck diff OLD NEW --clients shows whom a change would lock out",
			Basis: certcheck.Observed, Source: pageSample, See: []string{"issuer_key_mismatch", "duplicate_subject"}},
		{ID: "runbook_verify_ok", Kind: KindSymptom, Title: "openssl verify says OK, and the gateway refuses",
			Explanation: "AWS's runbook runs openssl verify -CAfile rootCA.pem -untrusted intCA.pem client.pem, which takes the intermediate from " +
				"-untrusted. It says OK for a truststore that holds only the root, although AWS documents that the whole chain must be in it.",
			Fix:   "give openssl the truststore alone: openssl verify -purpose sslclient -CAfile truststore.pem client.pem",
			Basis: certcheck.Inferred, Source: page403, See: []string{"issuer_not_found", "openssl_20"}},
		{ID: "wrong_server_certificate", Kind: KindSymptom, Title: "the server shows a certificate for *.execute-api",
			Explanation: "A probe without server name indication gets the default certificate; one person's notes report it. It says nothing of the custom domain.",
			Fix:         "name the host: openssl s_client -connect host:443 -servername host -cert client.pem -key client.key",
			Basis:       certcheck.Inferred, Source: pageMTLSNotes},
		{ID: "proxy_in_front", Kind: KindSymptom, Title: "the client's certificate never reaches the gateway",
			Explanation: "Whatever ends TLS in front of API Gateway, CloudFront or another proxy, keeps the client's certificate to itself. Users report " +
				"it; AWS documents mutual TLS for Regional custom domain names only.",
			Fix:   "have clients connect to the Regional domain itself, or check certificates at the proxy",
			Basis: certcheck.Inferred, Source: pageREST, See: []string{"client_sends_no_certificate"}},
		{ID: "execute_api_open", Kind: KindSymptom, Title: "the API answers without a client certificate",
			Explanation: "Clients can go around mutual TLS through the default execute-api endpoint until it is disabled.",
			Fix:         "set disableExecuteApiEndpoint; the endpoint then answers 403 Forbidden, which is no refusal by mutual TLS",
			Basis:       certcheck.Documented, Source: pageREST, See: []string{"forbidden_without_log"}, phrases: []string{"disableExecuteApiEndpoint"}},
		{ID: "trust_too_wide", Kind: KindSymptom, Title: "a client is let in that should not be",
			Explanation: "API Gateway accepts certificates of any CA in the truststore, and never checks revocation, names or identity. With a public " +
				"CA there, everybody with a certificate of that CA comes in; with a root, everybody below it.",
			Fix:   "let a REQUEST authorizer decide by subject, issuer or serial number, and trust private CAs only",
			Basis: certcheck.Documented, Source: pageREST},
	}
}
