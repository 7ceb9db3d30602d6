package report

import (
	"encoding/hex"
	"fmt"

	"github.com/mtlscheck/mtlscheck/certcheck"
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
		list = append(list, formFinding(b.Object.Ref, n))
	}
	more := 0
	for i := range b.Entries {
		f, ok := entryFinding(b.Object.Ref, &b.Entries[i], role)
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

func formFinding(ref string, n truststore.Note) Finding {
	f := Finding{Rule: string(n.Form), Severity: SeverityNote, Basis: string(certcheck.Observed), Message: n.Message,
		Where: Where{Ref: ref, Line: n.Line}}
	if n.Count > 1 {
		f.Message = fmt.Sprintf("%s (%d times)", n.Message, n.Count)
	}
	if reader := n.Form.LostBy(); reader != "" {
		f.Severity = SeverityWarning
		f.Note = "not read by " + reader + "; what API Gateway does with it is not documented"
		f.Fix = "write the file anew as plain PEM"
	}
	if n.Form == truststore.FormMergeConflict {
		f.Severity, f.Fix = SeverityError, "finish the merge, then write the file anew"
	}
	return f
}

func entryFinding(ref string, e *truststore.Entry, role string) (Finding, bool) {
	f := Finding{Severity: SeverityWarning, Basis: string(certcheck.Observed), Where: Where{Ref: ref, Line: e.FirstLine, Index: e.Index}}
	if e.Certificate != nil {
		f.Where.SHA256 = hex.EncodeToString(e.Certificate.SHA256[:])
	}
	switch {
	case e.Kind == truststore.KindPrivateKey && role == RoleTruststore:
		f.Rule, f.Severity = "private_key_in_truststore", SeverityError
		f.Message = "a private key (" + e.Label + ") stands in the truststore: whoever can read the file can use it"
		f.Fix = "take it out, and replace the key if the file was ever uploaded or committed"
	case e.Kind == truststore.KindPrivateKey:
		f.Rule, f.Severity, f.Message = "private_key", SeverityNote, "a private key ("+e.Label+") stands beside the certificates; it was not read"
	case e.Reject != "" && e.Label != "":
		f.Rule = "block_rejected"
		f.Message = fmt.Sprintf("block #%d, %s, cannot be read: %s", e.Index, e.Label, e.Reject)
		f.Fix = "replace the block by a sound copy"
	case e.Reject != "":
		return f, false // the note about the whole file says it
	case e.Kind != truststore.KindCertificate:
		f.Rule, f.Message = "not_a_certificate", fmt.Sprintf("block #%d is a %s, not a certificate", e.Index, e.Label)
		f.Fix = "take it out of the file"
	case len(e.Certificate.Problems) > 0:
		f.Rule, f.Message = "certificate_oddity", fmt.Sprintf("certificate #%d: %s", e.Index, e.Certificate.Problems[0])
	default:
		return f, false
	}
	return f, true
}
