package truststore

import "strings"

// Kind says what a block holds.
type Kind string

// The kinds of blocks. A block of kind certificate may still be rejected: see Block.Reject.
const (
	KindCertificate Kind = "certificate"
	KindPrivateKey  Kind = "private_key"
	KindPublicKey   Kind = "public_key"
	KindCSR         Kind = "certificate_request"
	KindCRL         Kind = "crl"
	KindPKCS7       Kind = "pkcs7"
	KindPKCS12      Kind = "pkcs12"
	KindJKS         Kind = "jks"
	KindParameters  Kind = "parameters"
	KindOther       Kind = "other"
)

// Block is one PEM block, or the whole of a file that is no text. Lines count from 1 and are 0 in a binary file;
// Offset and End are byte positions in the input as it was read, End exclusive.
type Block struct {
	Kind      Kind
	Label     string // between "-----BEGIN " and "-----"; empty for DER
	FirstLine int
	LastLine  int
	Offset    int
	End       int
	DER       []byte // the decoded octets of an accepted block; never set for private keys, even mislabelled ones once loaded
	Reject    string // why the block cannot be used; empty when it can
	Broken    bool   // its boundaries or its base64 are: for openssl that breaks the file, whatever the label
	Forms     []Form // the oddities of form that it was read through

	inside []fragment // what stands in a body that no reader decodes whole
}

// Strict tells whether openssl and Go would both read the block, were it alone in its file. A block that is not strict
// was read here, but whether a gateway reads it is not documented. A broken block beside it can cost it all the same:
// openssl refuses a whole file for one bad line.
func (b *Block) Strict() bool {
	for _, f := range b.Forms {
		if openssl, golang := f.LosesIn(); openssl || golang {
			return false
		}
	}
	return true
}

// Text is what stands between blocks: nothing that a truststore needs, and yet not lost without a word.
type Text struct {
	FirstLine, LastLine int
	Offset, End         int
	Unframed            string    // the first certificate or container without boundaries that stands in it; empty when none does
	Key                 *StrayKey // the first private key without boundaries that stands in it; nil when none does
}

// StrayKey is a private key without BEGIN and END lines. Nothing of it is kept.
type StrayKey struct {
	How  string // it is written: DER or base64
	Line int    // where it begins
}

// Form is an oddity in the way a file is written. The names are stable.
type Form string

// The oddities of form that are read through.
const (
	FormBOM               Form = "pem_bom"
	FormUTF16             Form = "pem_utf16"
	FormMixedEncoding     Form = "pem_mixed_encoding"
	FormCRLF              Form = "pem_crlf"
	FormCROnly            Form = "pem_cr_only"
	FormNoFinalNewline    Form = "pem_no_final_newline"
	FormJoined            Form = "pem_joined_lines"
	FormMissingEnd        Form = "pem_missing_end"
	FormIndented          Form = "pem_indented"
	FormTrailingSpace     Form = "pem_trailing_space"
	FormSpaces            Form = "pem_spaces"
	FormText              Form = "pem_text"
	FormUnframed          Form = "pem_unframed_certificate"
	FormHeaders           Form = "pem_headers"
	FormLongLines         Form = "pem_long_lines"
	FormLiteralNewline    Form = "pem_literal_newline"
	FormQuoted            Form = "pem_quoted"
	FormSharedLine        Form = "pem_shared_line"
	FormDoubledCR         Form = "pem_doubled_cr"
	FormControl           Form = "pem_control_characters"
	FormUnicodeSpace      Form = "pem_unicode_space"
	FormBlankLines        Form = "pem_blank_lines"
	FormTrustedLabel      Form = "pem_trusted_certificate"
	FormX509Label         Form = "pem_x509_certificate"
	FormOpenSSHKey        Form = "pem_openssh_key"
	FormDER               Form = "der"
	FormMergeConflict     Form = "merge_conflict"
	FormTrailingData      Form = "trailing_data"
	FormBase64NoBoundary  Form = "base64_without_boundaries"
	FormNotCertificates   Form = "not_a_certificate_file"
	FormEmpty             Form = "empty_file"
	FormUnreadableContent Form = "unreadable_content"
)

// Note is an oddity of a file: what, where first, how often.
type Note struct {
	Form    Form
	Line    int // the first line it was met on; 0 when it is about the file as a whole
	Count   int // how many lines or blocks it is about
	Message string
}

// LosesIn tells whether openssl and Go lose the block, the block after it, or the whole file because of this oddity, whatever
// else stands in the file. Measured with openssl 3.0 (`openssl verify -CAfile`) and Go 1.26 (encoding/pem, and
// x509.CertPool where LostBy says so), and held to both by a test.
func (f Form) LosesIn() (openssl, golang bool) {
	switch f {
	case FormUTF16, FormCROnly, FormIndented, FormLiteralNewline, FormQuoted, FormSharedLine, FormUnframed, FormJoined, FormHeaders, FormDER:
		return true, true
	case FormMixedEncoding, FormBlankLines, FormOpenSSHKey, FormMissingEnd:
		return true, false
	case FormBOM, FormUnicodeSpace, FormDoubledCR, FormControl, FormTrailingData, FormTrustedLabel, FormX509Label:
		return false, true
	}
	return false, false
}

// LostBy names the readers that lose something by this oddity; "" when all known readers take it.
func (f Form) LostBy() string {
	switch f {
	case FormHeaders:
		return "openssl, which refuses the whole file, and Go's certificate pool"
	case FormTrailingData:
		return "Go's parser"
	case FormTrustedLabel, FormX509Label:
		return "readers that know only the label CERTIFICATE, such as Go's"
	}
	switch openssl, golang := f.LosesIn(); {
	case openssl && golang:
		return "openssl and Go" + f.howLost()
	case openssl:
		return "openssl" + f.howLost()
	case golang:
		return "Go's reader" + f.howLost()
	}
	return ""
}

// howLost says what the readers do then, where it is more than passing over the block.
func (f Form) howLost() string {
	switch f {
	case FormBOM:
		return ", which loses the certificate behind the mark without a word"
	case FormMixedEncoding:
		return ", which reads no further than a line that begins with a NUL byte, as those of UTF-16 do"
	case FormJoined:
		return ", which refuse the file or lose both certificates"
	case FormMissingEnd:
		return ", which takes this block for the end of the one before; Go loses that one"
	case FormBlankLines, FormOpenSSHKey:
		return ", which refuses the whole file"
	case FormUnicodeSpace:
		return ", and openssl unless it ends a line"
	case FormDER:
		return " where they expect PEM"
	}
	return ""
}

// labelKind tells what a PEM label promises (RFC 7468, and openssl's own labels).
func labelKind(label string) Kind {
	switch label {
	case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
		return KindCertificate
	case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
		return KindCSR
	case "X509 CRL", "CRL":
		return KindCRL
	case "PUBLIC KEY", "RSA PUBLIC KEY", "EC PUBLIC KEY", "DSA PUBLIC KEY", "SSH2 PUBLIC KEY":
		return KindPublicKey
	case "PKCS7", "PKCS #7 SIGNED DATA", "CMS":
		return KindPKCS7
	case "PKCS12":
		return KindPKCS12
	}
	switch {
	case strings.HasSuffix(label, "PRIVATE KEY") || strings.Contains(label, "PRIVATE KEY BLOCK"):
		return KindPrivateKey
	case strings.HasSuffix(label, "PARAMETERS"):
		return KindParameters
	}
	return KindOther
}
