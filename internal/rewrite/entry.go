package rewrite

import (
	"fmt"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// reject says why a block does not go along; an empty rule means that it does.
func (w *writer) reject(e *truststore.Entry) (rule Rule, message, fix string) {
	if e.Certificate != nil {
		rule, message = w.unwanted(e, w.options)
		return rule, message, ""
	}
	kind := e.Kind
	if e.Holds != "" {
		kind = e.Holds
	}
	what := label(e)
	switch kind {
	case truststore.KindPrivateKey:
		return PrivateKey, what + " is a private key; it never goes along", "replace the key if the file was ever uploaded or committed"
	case truststore.KindPKCS7, truststore.KindPKCS12, truststore.KindJKS:
		return Container, what + " is a container, whose certificates are not taken out", "take its certificates out and append them: mtlscheck inspect says how"
	case truststore.KindCertificate:
		return LostBlock, what + " cannot be read and is lost: " + e.Reject, "append a sound copy of the certificate, if it is needed"
	}
	return OtherBlock, what + " is not a certificate", ""
}

// label names a block that is no certificate.
func label(e *truststore.Entry) string {
	text := fmt.Sprintf("block #%d", e.Index)
	if e.Label != "" {
		text += " (" + e.Label + ")"
	}
	return text
}

// unwanted says by which of these options a certificate is left out.
func (w *writer) unwanted(e *truststore.Entry, o Options) (Rule, string) {
	c := e.Certificate
	name := c.Subject.String()
	switch {
	case o.DropExpired && !c.NotAfter.IsZero() && o.At.After(c.NotAfter):
		return Expired, fmt.Sprintf("%s expired on %s", name, c.NotAfter.UTC().Format("2006-01-02 15:04:05 UTC"))
	case o.DropNonCA && saysNoCA(c) && !c.SelfIssued():
		return NotCA, name + " is not a CA certificate: its basic constraints do not say CA"
	case o.DropNonCA && o.DropSelfSigned && saysNoCA(c):
		return NotCA, name + " is self-signed and not a CA certificate"
	case o.DropDuplicates && w.first[c.SHA256] != nil:
		first := w.first[c.SHA256]
		return Duplicate, fmt.Sprintf("a further copy of #%d (line %d), %s", first.Index, first.FirstLine, name)
	}
	return "", ""
}

// saysNoCA leaves certificates of versions 1 and 2 alone: they cannot say, and a root of version 1 may be one.
func saysNoCA(c *truststore.Certificate) bool { return c.Version >= 3 && !c.IsCA() }

// compare tells how a block differs from the one that is written.
func (w *writer) compare(e *truststore.Entry, block []byte) {
	change := func(message string) {
		w.change(Remark{Rule: BlockChanged, Entry: e, FirstLine: e.FirstLine, LastLine: e.LastLine, Message: message})
	}
	if extra := e.Trailing(); extra > 0 {
		what := "what follows the certificate is left out: " + counted(extra, "byte")
		if e.Label == "TRUSTED CERTIFICATE" {
			what = "openssl's trust settings are left out: readers other than openssl never saw them"
		}
		change(what)
	}
	was := strings.ReplaceAll(string(w.bundle.Object.Data[e.Offset:e.End]), "\r\n", "\n")
	if len(e.Forms) == 0 && was != strings.TrimSuffix(string(block), "\n") {
		w.rewrapped++
	}
}

// forms tells of the oddities of the file that are mended. When nothing is left to write, none is.
func (w *writer) forms() {
	if len(w.result.Kept) == 0 {
		return
	}
	for _, n := range w.bundle.Notes {
		switch n.Form {
		case truststore.FormText, truststore.FormUnframed, truststore.FormMergeConflict, truststore.FormOpenSSHKey, truststore.FormNotCertificates,
			truststore.FormEmpty, truststore.FormUnreadableContent, truststore.FormBase64NoBoundary:
			continue // no matter of form, or told of the block itself
		}
		message, _, _ := strings.Cut(n.Message, ": ") // what follows is what to do about it
		for _, verb := range []string{"is ", "does ", "starts ", "holds ", "changes "} {
			if strings.HasPrefix(message, verb) {
				message = "the file " + message
			}
		}
		w.change(Remark{Rule: FormMended, FirstLine: n.Line, LastLine: n.Line, Message: message + ": mended"})
	}
	if w.rewrapped > 0 {
		w.change(Remark{Rule: FormMended, Message: "the base64 of " + counted(w.rewrapped, "certificate") + " is written in lines of 64 characters"})
	}
}
