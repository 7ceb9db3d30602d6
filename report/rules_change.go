package report

import (
	"slices"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/rewrite"
)

// ChangeRules is what is known of the rules that diff, timeline and fix find by. The basis and the severity of a finding
// may be others than those of its rule: they are those of the verdict behind it.
func ChangeRules() []Rule {
	const update = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html"
	inferred, observed := string(certcheck.Inferred), string(certcheck.Observed)
	return []Rule{
		{RuleLosesAccess, "a known client loses access by the new truststore", SeverityError, inferred, update,
			"The client is accepted with the old truststore and denied with the new one. The finding stands at the certificate of the old one whose going is the cause.",
			"keep that certificate until no client needs it, or allow the loss"},
		{RuleMayLoseAccess, "a known client may lose access by the new truststore", SeverityWarning, inferred, update,
			"By one of the two truststores it is not known whether the client is let in, and by the new one it stands worse than before.",
			"keep the certificate that its chain had, or try the client against the gateway"},
		{RuleGainsAccess, "a known client gains access by the new truststore", SeverityNote, inferred, update,
			"The client is accepted with the new truststore and was not with the old one. A new CA lets in every client that it issues, the unknown ones too.", ""},
		{RuleVerdictChanges, "a known client has no access by either truststore, for another reason", SeverityNote, inferred, update,
			"The client is accepted by neither truststore, and the reason of the new verdict is another one.", ""},
		{"allow_loss_unused", "--allow-loss allows nothing", SeverityWarning, observed, "",
			"No client of that name was judged, or it does not lose access. A misspelt name must not look like a decision.",
			"name the client's file, common name or SHA-256 fingerprint exactly, or leave it out"},
		{RuleClientsStop, "a certificate's end stops known clients", SeverityWarning, inferred, update,
			"API Gateway tells nobody that a certificate of the truststore has expired since the upload. Every client was judged anew in the second after.",
			"have the certificate renewed, append it and update the domain before then"},
		{RuleCertificateExpires, "a certificate ends that clients depend on, or may", SeverityWarning, observed, update,
			"The certificate ends soon. The known clients that have it in their chain end no later, and would find it ended when they are renewed; or no clients were given.",
			"have the certificate renewed, append it and update the domain before then"},
		{RuleTimelineCut, "the timeline is not complete", SeverityWarning, observed, "",
			"A bound on the work was met: some clients were not followed to the end, or are counted and not named.",
			"ask about a shorter time with --within, or about fewer clients at once"},
		{string(rewrite.LostBlock), "a certificate cannot be read and is lost", SeverityWarning, observed, "",
			"The block claims to be a certificate, and nothing that can be read stands in it; it is not in the new file.",
			"append a sound copy of the certificate, if it is needed"},
		{string(rewrite.PrivateKey), "a private key was left out", SeverityWarning, observed, "",
			"A private key stood in the truststore, which many may read. It is not in the new file.",
			"replace the key if the file was ever uploaded or committed"},
		{string(rewrite.Container), "a container was left out", SeverityWarning, observed, "",
			"PKCS#7, PKCS#12 and Java key stores may hold certificates; they are not taken out.",
			"take its certificates out and append them"},
		{string(rewrite.TextIsSecret), "a text that looks like key material was left out", SeverityWarning, observed, "",
			"Text between certificates is kept, but not when it may be a key whose BEGIN line was lost, or a pass phrase.",
			"replace the key if it is one and the file was ever uploaded or committed"},
		{string(rewrite.TextConflict), "the file is an unfinished merge", SeverityWarning, observed, "",
			"The marks of the conflict were left out, and the certificates of both sides kept.",
			"take out the side that is not wanted"},
	}
}

// NameRules puts into the report what is known of the rules that its findings name.
func (r *Report) NameRules() {
	for _, rule := range ChangeRules() {
		if slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == rule.ID }) {
			r.Rules = append(r.Rules, rule)
		}
	}
}
