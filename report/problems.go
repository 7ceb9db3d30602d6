package report

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// The roles of inputs.
const (
	RoleTruststore    = "truststore"
	RoleClient        = "client"
	RoleIntermediates = "intermediates"
	RoleKey           = "key"
	RoleCRL           = "crl"
	RoleFile          = "file"
	RoleConfig        = "config"
)

// Problems lists what is wrong or odd about the form of an input: notes of the scanner, rejected blocks, and blocks
// that do not belong.
func Problems(b *truststore.Bundle, role string) []Finding {
	var list []Finding
	for _, n := range b.Notes {
		list = append(list, formFinding(b.Object.Ref, role, n))
	}
	list = append(list, textKeys(b, role)...)
	more := 0
	for i := range b.Entries {
		f, ok := entryFinding(b, &b.Entries[i], role)
		switch {
		case ok && len(list) < maxProblems:
			list = append(list, f)
		case ok:
			more++
		}
	}
	if more > 0 {
		list = append(list, Finding{Rule: "more_problems", Severity: SeverityWarning, Basis: string(certcheck.Observed),
			Message: fmt.Sprintf("%d more blocks have problems: mtlscheck inspect --output json lists each", more), Where: Where{Ref: b.Object.Ref}})
	}
	return list
}

// maxProblems bounds the problems told of one input; every block has its reason in the entries all the same.
const maxProblems = 200

// textKeys tells of private keys that stand between the blocks.
func textKeys(b *truststore.Bundle, role string) []Finding {
	var list []Finding
	for i := range b.Texts {
		key := b.Texts[i].Key
		if key == nil || len(list) == maxProblems {
			continue
		}
		f := Finding{Rule: "private_key", Severity: SeverityNote, Basis: string(certcheck.Observed), Where: Where{Ref: b.Object.Ref, Line: key.Line},
			Message: "a private key (" + key.How + ") stands beside the certificates; it was not read"}
		if role == RoleTruststore {
			f.Rule, f.Severity, f.Message, f.Fix = "private_key_in_truststore", SeverityError, lint.PrivateKeyInText(key), lint.FixPrivateKey
		}
		list = append(list, f)
	}
	return list
}

// formNote says which readers lose something by a form. A gateway reads the truststore alone: a client's file is read by
// the program that connects to it.
func formNote(role string, f truststore.Form) string {
	if by := f.LostBy(); by != "" && (role == RoleClient || role == RoleIntermediates) {
		return "not read by " + by + "; it is the TLS client that has to read this file, not the gateway"
	}
	return lint.FormNote(f)
}

// formFinding takes its words from the rule of lint. A file that holds nothing to check ends in a failure of its own,
// on standard error: here it is a note. What both known readers lose is an error for an upload; about one client the
// verdict decides, which is unclear then.
func formFinding(ref, role string, n truststore.Note) Finding {
	r := lint.FormRule(n.Form)
	f := Finding{Rule: r.ID, Severity: string(r.Severity), Basis: string(r.Basis), Message: lint.FormMessage(n),
		Where: Where{Ref: ref, Line: n.Line}, Note: formNote(role, n.Form)}
	switch {
	case lint.HoldsNothing(n.Form):
		f.Severity = SeverityNote
	case lint.LostByBoth(n.Form):
		f.Severity, f.Fix = SeverityWarning, r.Fix
	case r.Severity != lint.Note:
		f.Fix = r.Fix
	}
	return f
}

// bareKey says how a key is written that has no label.
func bareKey(e *truststore.Entry) string {
	for _, how := range []string{"base64", "PuTTY"} {
		if strings.Contains(e.Reject, how) {
			return how
		}
	}
	return "DER"
}

// entryFinding words one block as the rules of lint do. How grave it is depends on the question: a truststore with a
// block that cannot be read must not be uploaded, and may yet let in the client that is asked about.
func entryFinding(b *truststore.Bundle, e *truststore.Entry, role string) (Finding, bool) {
	f := Finding{Severity: SeverityWarning, Basis: string(certcheck.Observed), Where: Where{Ref: b.Object.Ref, Line: e.FirstLine, Index: e.Index}}
	if e.Certificate != nil {
		f.Where.SHA256 = hex.EncodeToString(e.Certificate.SHA256[:])
	}
	if e.Lost != nil {
		f.Where.Subject = e.Lost.Subject.String() // the message names it: this is where redacting learns the name
	}
	switch {
	case e.Kind == truststore.KindPrivateKey && role == RoleTruststore:
		f.Rule, f.Severity = "private_key_in_truststore", SeverityError
		f.Message = lint.PrivateKey(e)
		f.Fix = lint.FixPrivateKey
	case e.Kind == truststore.KindPrivateKey:
		f.Rule, f.Severity, f.Message = "private_key", SeverityNote, "a private key ("+cmp.Or(e.Label, bareKey(e))+") stands beside the certificates; it was not read"
	case lint.BlockRejected(e) != "":
		f.Rule, f.Message = "block_rejected", lint.BlockRejected(e)
		f.Fix = lint.FixBlockRejected(e)
	case lint.NotACertificate(e) != "":
		f.Rule, f.Message = "not_a_certificate", lint.NotACertificate(e)
		f.Fix = lint.FixNotACertificate(b, e)
	case e.Certificate != nil && len(e.Certificate.Problems) > 0:
		f.Rule, f.Message = "certificate_oddity", fmt.Sprintf("certificate #%d: %s", e.Index, e.Certificate.Problems[0])
	default:
		return f, false
	}
	return f, true
}
