package explain

import "github.com/mtlscheck/mtlscheck/certcheck"

// changeFindings are the ids of what diff, timeline and fix find.
func changeFindings() []Topic {
	finding := func(id, severity, title, explanation, fix string, basis certcheck.Basis, see ...string) Topic {
		return Topic{ID: id, Kind: KindFinding, Severity: severity, Title: title, Explanation: explanation, Fix: fix, Basis: basis, See: see}
	}
	const upload = "keep the old CA in the truststore until no client needs it; a loss that is wanted is allowed with --allow-loss or a waiver"
	return []Topic{
		finding("client_loses_access", "error", "a client that is let in would be refused",
			"By the old truststore the client is accepted, by the new one it is denied. The finding stands at the certificate that is gone, "+
				"where one is the cause. A waiver may name that certificate or the client's.", upload, certcheck.Inferred, "client_may_lose_access", "ca_rotation"),
		finding("client_may_lose_access", "warning", "a client that is let in might be refused",
			"By the old truststore the client is accepted, and it is not known what the gateway does by the new one.", upload, certcheck.Inferred, "client_loses_access"),
		finding("client_gains_access", "note", "a client that is refused would be let in",
			"By the new truststore the client is accepted, by the old one it is not. With a new CA every client of that CA comes in, known or not.",
			"see that the CA is one that ought to be trusted", certcheck.Inferred, "trust_too_wide"),
		finding("client_verdict_changes", "note", "a client is refused before and after, for another reason",
			"Neither truststore lets the client in; what stands in the way is another thing.", "ask mtlscheck verify about the new truststore", certcheck.Inferred),
		finding("clients_stop", "warning", "clients stop working when a certificate expires",
			"At that moment the last chain of these clients ends. It is a warning within --expires-within and a note beyond.",
			"renew the certificate, append it, and update the domain before then", certcheck.Inferred, "intermediate_expired", "client_expired"),
		finding("certificate_expires", "warning", "a certificate of the truststore expires soon",
			"No clients were given, so nobody knows that none depends on it.", "give the clients to see who depends on it, or renew it", certcheck.Observed, "clients_stop"),
		finding("timeline_cut", "warning", "a timeline was not followed to its end",
			"There are more clients or changes than are followed; what is told is right, and there is more.", "give fewer clients at once", certcheck.Observed),
		finding("allow_loss_unused", "warning", "--allow-loss allows nothing",
			"The name is that of no client that loses access: it is misspelt, or no longer needed.", "name the client exactly, or leave it out", certcheck.Observed, "client_loses_access"),
		finding("block_lost", "warning", "a block that claims to be a certificate is left out of the new truststore",
			"It could not be read, so its certificate is lost unless a sound copy is found.", "replace the block by a sound copy", certcheck.Observed, "block_rejected"),
		finding("private_key_dropped", "warning", "a private key is left out of the new truststore",
			"It stood in the old one: whoever could read that file can use it.", "replace the key if the file was ever uploaded or committed", certcheck.Observed, "private_key_in_truststore"),
		finding("text_looks_like_key", "warning", "text that looks like a private key is left out of the new truststore",
			"It stood in the old one: whoever could read that file may be able to use it.", "replace the key if the file was ever uploaded or committed", certcheck.Observed, "private_key_in_truststore"),
		finding("container_dropped", "warning", "a container is left out of the new truststore",
			"A PKCS#7 or PKCS#12 block may hold certificates, which are not taken out of it.", "take its certificates out, and add them as PEM", certcheck.Observed),
		finding("block_dropped", "note", "a block that is no certificate is left out of the new truststore",
			"A truststore is PEM certificates only.", "", certcheck.Observed),
		finding("duplicate_dropped", "note", "a repeated certificate is left out of the new truststore", "It stands there once, which is enough.", "", certcheck.Observed, "duplicate_subject"),
		finding("expired_dropped", "note", "an expired certificate is left out of the new truststore", "It was asked for, and no client can depend on it.", "", certcheck.Observed, "intermediate_expired"),
		finding("not_a_ca_dropped", "note", "a certificate that is no CA's is left out of the new truststore", "It was asked for.", "", certcheck.Observed, "not_a_ca"),
		finding("text_dropped", "note", "text between the blocks is left out of the new truststore", "Readers skip it, and some stumble over it.", "", certcheck.Observed),
		finding("form_mended", "note", "an oddity of form is mended in the new truststore", "The certificates are the same; how they are written is plain PEM.", "", certcheck.Observed, "pem_form"),
		finding("block_rewritten", "note", "a block is written anew", "The certificate is the same byte for byte; its label or encoding is plain PEM.", "", certcheck.Observed),
	}
}
