package explain

import "github.com/mtlscheck/mtlscheck/certcheck"

// changeFindings are the ids of what diff, timeline and fix find. The basis and the severity of a finding may be others
// than those of its rule: they are those of the verdict behind it.
func changeFindings() []Topic {
	finding := func(id, severity, title, explanation, fix string, basis certcheck.Basis, source string, see ...string) Topic {
		return Topic{ID: id, Kind: KindFinding, Severity: severity, Title: title, Explanation: explanation, Fix: fix, Basis: basis, Source: source, See: see}
	}
	return []Topic{
		finding("client_loses_access", "error", "a known client loses access by the new truststore",
			"The client is accepted with the old truststore and denied with the new one. The finding stands at the certificate of the old one whose going is the cause. A waiver may name that certificate or the client's.",
			"keep that certificate until no client needs it, or allow the loss", certcheck.Inferred, pageREST, "client_may_lose_access", "ca_rotation"),
		finding("client_may_lose_access", "error", "a known client may lose access by the new truststore",
			"By one of the two truststores it is not known whether the client is let in, and by the new one it stands worse than before. Nothing proves that it keeps its access, so that the change fails until somebody allows it.",
			"keep the certificate that its chain had, and plain PEM; or try the client against the gateway, and allow the loss", certcheck.Inferred, pageREST, "client_loses_access"),
		finding("client_gains_access", "note", "a known client gains access by the new truststore",
			"The client is accepted with the new truststore and was not with the old one. A new CA lets in every client that it issues, the unknown ones too.",
			"", certcheck.Inferred, pageREST, "trust_too_wide"),
		finding("client_verdict_changes", "note", "a known client has no access by either truststore, for another reason",
			"The client is accepted by neither truststore, and the reason of the new verdict is another one.",
			"", certcheck.Inferred, pageREST),
		finding("allow_loss_unused", "warning", "--allow-loss allows nothing",
			"No client of that name was judged, or it does not lose access. A misspelt name must not look like a decision.",
			"name the client's file, common name or SHA-256 fingerprint exactly, or leave it out", certcheck.Observed, "", "client_loses_access"),
		finding("clients_stop", "warning", "a certificate's end stops known clients",
			"API Gateway tells nobody that a certificate of the truststore has expired since the upload. Every client was judged anew in the second after.",
			"have the certificate renewed with its key, put it in the place of the old one and update the domain before then", certcheck.Inferred, pageREST, "intermediate_expired", "client_expired"),
		finding("certificate_expires", "warning", "a certificate ends that clients depend on, or may",
			"The certificate ends soon. The known clients that have it in their chain end no later, and would find it ended when they are renewed; or no clients were given.",
			"have the certificate renewed with its key, put it in the place of the old one and update the domain before then", certcheck.Observed, pageREST, "clients_stop"),
		finding("timeline_cut", "warning", "the timeline is not complete",
			"A bound on the work was met: some clients were not followed to the end, or are counted and not named.",
			"ask about a shorter time with --within, or about fewer clients at once", certcheck.Observed, ""),
		finding("block_lost", "warning", "a certificate cannot be read and is lost",
			"A block claims to be a certificate and cannot be read, or a certificate stands there without BEGIN and END lines; it is not in the new file.",
			"append a sound copy of the certificate, if it is needed", certcheck.Observed, "", "block_rejected"),
		finding("private_key_dropped", "warning", "a private key was left out",
			"A private key stood in the truststore, which many may read. It is not in the new file.",
			"replace the key if the file was ever uploaded or committed", certcheck.Observed, "", "private_key_in_truststore"),
		finding("container_dropped", "warning", "a container was left out",
			"PKCS#7, PKCS#12 and Java key stores may hold certificates; they are not taken out.",
			"take its certificates out and append them", certcheck.Observed, ""),
		finding("text_looks_like_key", "warning", "a text that looks like key material was left out",
			"Text between certificates is kept, but not when it may be a key whose BEGIN line was lost, or a pass phrase.",
			"replace the key if it is one and the file was ever uploaded or committed", certcheck.Observed, "", "private_key_in_truststore"),
		finding("block_dropped", "note", "a block that is no certificate is left out of the new truststore",
			"A truststore is PEM certificates only.", "", certcheck.Observed, ""),
		finding("duplicate_dropped", "note", "a repeated certificate is left out of the new truststore", "It stands there once, which is enough.", "", certcheck.Observed, "", "duplicate_subject"),
		finding("expired_dropped", "note", "an expired certificate is left out of the new truststore", "It was asked for, and no client can depend on it.", "", certcheck.Observed, "", "intermediate_expired"),
		finding("not_a_ca_dropped", "note", "a certificate that is no CA's is left out of the new truststore", "It was asked for.", "", certcheck.Observed, "", "not_a_ca"),
		finding("text_dropped", "note", "text between the blocks is left out of the new truststore", "Readers skip it, and some stumble over it.", "", certcheck.Observed, ""),
		finding("form_mended", "note", "an oddity of form is mended in the new truststore", "The certificates are the same; how they are written is plain PEM.", "", certcheck.Observed, "", "pem_form"),
		finding("block_rewritten", "note", "a block is written anew", "The certificate is the same byte for byte; its label or encoding is plain PEM.", "", certcheck.Observed, ""),
	}
}
