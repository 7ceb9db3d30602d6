package explain

import "github.com/mtlscheck/mtlscheck/certcheck"

// findings are ids that reports name and that are neither reasons nor rules of lint.
func findings() []Topic {
	return []Topic{
		{ID: "private_key", Kind: KindFinding, Severity: "note", Title: "a private key stands beside the certificates",
			Explanation: "The file of a client holds its key too, which is usual. It was not read, and no output has anything of it.",
			Fix:         "never upload this file as a truststore", Basis: certcheck.Observed, See: []string{"private_key_in_truststore"}},
		{ID: "certificate_oddity", Kind: KindFinding, Severity: "warning", Title: "a certificate is odd inside",
			Explanation: "It could be read, but something in it is not as the standard has it, and readers differ on such certificates.",
			Fix:         "mtlscheck inspect --verbose lists what is odd; have the certificate issued again", Basis: certcheck.Observed, See: []string{"x509_syntax"}},
		{ID: "more_problems", Kind: KindFinding, Severity: "warning", Title: "more blocks have problems than are told",
			Explanation: "The problems told of one file are bounded; every block has its own reason in the JSON of inspect.",
			Fix:         "mtlscheck inspect --output json FILE lists each", Basis: certcheck.Observed, See: []string{"block_rejected"}},
		{ID: "file_skipped", Kind: KindFinding, Severity: "warning", Title: "a file of a directory was left out",
			Explanation: "It holds no certificate, is hidden, or is no regular file. It is a warning when its name promises a certificate, and else a note.",
			Fix:         "give its certificate as PEM, or take the file out of the directory", Basis: certcheck.Observed},
		{ID: WaiverExpired, Kind: KindFinding, Severity: "warning", Title: "a waiver has expired",
			Explanation: "An entry of the configuration let a finding pass until a day that is over. It no longer does: the finding counts again.",
			Fix:         "mend what the waiver is about and take it out, or give it a later day and say why", Basis: certcheck.Observed, See: []string{WaiverExpiresSoon, WaiverUnused}},
		{ID: WaiverExpiresSoon, Kind: KindFinding, Severity: "note", Title: "a waiver expires soon",
			Explanation: "An entry of the configuration lets a finding pass for thirty more days at most. Then the finding counts again.",
			Fix:         "mend what the waiver is about before that day", Basis: certcheck.Observed, See: []string{WaiverExpired}},
		{ID: WaiverUnused, Kind: KindFinding, Severity: "warning", Title: "a waiver matched nothing",
			Explanation: "An entry of the configuration is about something that this run looked at, and nothing was found there that it could let " +
				"pass: it is mended, or the waiver names the wrong rule. It is a note when the certificate was not met in this run at all, which " +
				"may be because it stands in another truststore.",
			Fix:   "take the waiver out; when it is for another truststore, name that with truststores:",
			Basis: certcheck.Observed, See: []string{WaiverExpired}},
	}
}

// The ids of findings about waivers.
const (
	WaiverExpired     = "waiver_expired"
	WaiverExpiresSoon = "waiver_expires_soon"
	WaiverUnused      = "waiver_unused"
)
