package lint

import (
	"fmt"
	"slices"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// form is what is said of one oddity in the way a file is written. Which readers lose something by it, and so how grave
// it is, stands in truststore.Form.LosesIn, measured there.
type form struct {
	form               truststore.Form
	title, explanation string
	fix                string // when writing the file anew is not it
}

// forms makes a rule of every oddity of form that the scanner knows.
func forms() []*Rule {
	var list []*Rule
	for _, f := range allForms() {
		list = append(list, f.rule())
	}
	return list
}

// FormRule gives the rule about an oddity of form.
func FormRule(f truststore.Form) *Rule {
	all := allForms()
	if i := slices.IndexFunc(all, func(k form) bool { return k.form == f }); i >= 0 {
		return all[i].rule()
	}
	return form{f, "the file is written in an odd way", "mtlscheck read it all the same.", ""}.rule()
}

func (f form) rule() *Rule {
	r := &Rule{ID: string(f.form), Title: f.title, Severity: f.severity(), Basis: certcheck.Observed, Source: rfcPEM,
		Explanation: f.explanation, Fix: f.fix,
		check: func(s *scene) []Finding { return s.form(f.form) }}
	if lost := FormNote(f.form); lost != "" {
		r.Explanation += " It is " + lost + "."
	}
	if LostByBoth(f.form) {
		r.Explanation += lostByBoth
	}
	if r.Fix == "" {
		r.Fix = "write the file anew as plain PEM"
	}
	return r
}

// lostByBoth says on whose behaviour the severity stands, and where it is another one.
const lostByBoth = " As both known readers lose something by it, it is an error before an upload; verify, which asks about one client, " +
	"only warns of it."

// severity is an error for files that hold nothing to upload, for both sides of a merge, and where both known readers lose
// something; a warning where one does.
func (f form) severity() Severity {
	switch {
	case f.form == truststore.FormMergeConflict || HoldsNothing(f.form) || LostByBoth(f.form):
		return Error
	case f.form.LostBy() != "":
		return Warning
	}
	return Note
}

// HoldsNothing tells the forms of files without a single certificate.
func HoldsNothing(f truststore.Form) bool {
	switch f {
	case truststore.FormEmpty, truststore.FormNotCertificates, truststore.FormUnreadableContent, truststore.FormBase64NoBoundary:
		return true
	}
	return false
}

// LostByBoth tells the forms in which openssl and Go alike lose a certificate, whatever else stands in the file.
func LostByBoth(f truststore.Form) bool {
	openssl, golang := f.LosesIn()
	return openssl && golang
}

// FormNote says which readers lose something by a form; "" when none is known.
func FormNote(f truststore.Form) string {
	if by := f.LostBy(); by != "" {
		return "not read by " + by + "; " + undocumentedForm
	}
	return ""
}

const undocumentedForm = "what API Gateway does with it is not documented"

// FormMessage words one oddity of a file.
func FormMessage(n truststore.Note) string {
	if n.Count > 1 {
		return fmt.Sprintf("%s (%d times)", n.Message, n.Count)
	}
	return n.Message
}

func (s *scene) form(f truststore.Form) []Finding {
	var list []Finding
	for _, n := range s.Bundle.Notes {
		if n.Form == f {
			one := s.about(FormMessage(n))[0]
			one.Where.Line, one.Note = n.Line, FormNote(f)
			list = append(list, one)
		}
	}
	if f == truststore.FormTrailingData {
		list = s.trailing()
	}
	return list
}

// trailing finds what only reading the certificate brings to light, which the scanner therefore notes nowhere.
func (s *scene) trailing() []Finding {
	return eachBlock(func(e *truststore.Entry) string {
		if e.Certificate == nil || !slices.Contains(e.Forms, truststore.FormTrailingData) || len(e.Certificate.Problems) == 0 {
			return ""
		}
		return "in the block of " + e.Certificate.Subject.String() + ", " + e.Certificate.Problems[0]
	})(s)
}

// allForms describes every form that package truststore knows; a test holds it to that.
func allForms() []form {
	return []form{
		{truststore.FormEmpty, "the file is empty", "There is nothing in it to upload.", "make the truststore anew"},
		{truststore.FormNotCertificates, "the file is no file of certificates", "It is a container, a page or another kind of file: nothing of it can be used as a truststore.", "give a file of PEM certificates"},
		{truststore.FormUnreadableContent, "the file holds nothing that can be read", "There is neither a PEM block nor a DER certificate in it.", "give a file of PEM certificates"},
		{truststore.FormBase64NoBoundary, "base64 without its BEGIN and END lines", "No reader takes base64 for a certificate without these lines.", "put -----BEGIN CERTIFICATE----- before it and -----END CERTIFICATE----- behind it"},
		{truststore.FormDER, "the file is DER, not PEM", "AWS describes a truststore as a text file of certificates.", "convert it: openssl x509 -inform DER -in FILE; that reads only the first certificate of a file: convert several one by one"},
		{truststore.FormMergeConflict, "a merge was not finished", "The file holds both sides of a conflict, with the marks of git between them.", "finish the merge, then write the file anew"},

		{truststore.FormBOM, "a byte order mark", "Some Windows programs write one in front of a text; the first certificate stands on its line.", ""},
		{truststore.FormUTF16, "UTF-16 text", "Redirection in Windows PowerShell writes files so.", ""},
		{truststore.FormMixedEncoding, "an encoding that changes in the middle", "Windows PowerShell appends UTF-16 to a file of ASCII, and files of both were joined: a reader takes one of them.", ""},
		{truststore.FormCRLF, "Windows line ends", "All known readers take them.", ""},
		{truststore.FormCROnly, "line ends of old Macintoshes", "Lines end with CR alone.", ""},
		{truststore.FormDoubledCR, "line ends converted twice", "Lines end with CR CR LF: a file with Windows line ends was converted once more.", ""},
		{truststore.FormControl, "control characters at the ends of lines", "They are not to be seen, and come from a terminal's log, a broken transfer or a disk.", ""},
		{truststore.FormNoFinalNewline, "no line break at the end", "All known readers take it. But what is appended with cat joins the last line, and then two certificates are lost.", "end the file with a line break"},
		{truststore.FormJoined, "two blocks on one line", "END and BEGIN stand on one line: files without a line break at their end were put together with cat.", "put a line break between END and BEGIN"},
		{truststore.FormMissingEnd, "the END line of the block before is missing", "openssl decodes up to the hyphens of the next BEGIN line and passes over the rest: it loads the first of two such certificates, and Go the second.", "put -----END CERTIFICATE----- where it is missing: mtlscheck fix FILE --to NEW does it"},
		{truststore.FormIndented, "indented lines", "Copied out of YAML or a mail, lines keep their indentation.", ""},
		{truststore.FormTrailingSpace, "white space at the ends of lines", "All known readers take it.", ""},
		{truststore.FormSpaces, "spaces inside the base64", "All known readers take them.", ""},
		{truststore.FormUnicodeSpace, "white space that is not ASCII", "Editors, chats and web pages leave such characters behind; they are not to be seen.", ""},
		{truststore.FormText, "text between the certificates", "All known readers skip it. It takes room that certificates may need.", "take it out"},
		{truststore.FormUnframed, "a certificate without BEGIN and END lines", "Readers of PEM skip what stands outside these lines: the certificate is missing without a word.", "put -----BEGIN CERTIFICATE----- before its base64 and -----END CERTIFICATE----- behind it; for DER, openssl x509 -inform DER -in CERTIFICATE writes both; of a container, take the certificates out with openssl"},
		{truststore.FormHeaders, "headers inside a block", "Old PEM (RFC 1421) had headers; certificates have none.", ""},
		{truststore.FormBlankLines, "blank lines inside a block", "Go reads through them.", ""},
		{truststore.FormLongLines, "long base64 lines", "PEM has 64 characters a line (RFC 7468); all known readers take more.", ""},
		{truststore.FormLiteralNewline, "\\n written out", "Line breaks came out as a backslash and an n: a certificate went through JSON or an environment variable.", ""},
		{truststore.FormQuoted, "quotation marks around a block", "A certificate was copied out of code or a configuration with its quotation marks.", ""},
		{truststore.FormSharedLine, "something else on a BEGIN or END line", "BEGIN and END have to stand on lines of their own.", ""},
		{truststore.FormTrustedLabel, "the label TRUSTED CERTIFICATE", "It is openssl's own, and may carry trust settings behind the certificate.", "write the file anew, without these settings: mtlscheck fix FILE --to NEW"},
		{truststore.FormX509Label, "the label X509 CERTIFICATE", "It is an old label for certificates.", "write CERTIFICATE instead"},
		{truststore.FormOpenSSHKey, "an OpenSSH private key", "openssl skips the private keys that it knows, and fails at this one.", "take it out"},
		{truststore.FormTrailingData, "bytes behind a certificate", "A block holds more than the certificate.", "write the file anew: mtlscheck fix FILE --to NEW"},
	}
}
