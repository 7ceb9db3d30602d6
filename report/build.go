package report

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// NewInput tells of an input that was read.
func NewInput(o *truststore.Object, role string) Input {
	in := Input{Ref: o.Ref, Role: role, SHA256: hex.EncodeToString(o.SHA256[:]), Size: len(o.Data), Region: o.Region,
		VersionID: o.VersionID, ETag: o.ETag}
	if !o.LastModified.IsZero() {
		at := o.LastModified.UTC()
		in.LastModified = &at
	}
	return in
}

// NewBundle tells of an input taken apart. role decides how grave its problems are: a private key is an error in a
// truststore and a remark in a client's file. Without entries it leaves out the blocks, most of the work, which the
// text of verify does not show.
func NewBundle(b *truststore.Bundle, role string, entries bool) Bundle {
	out := Bundle{Ref: b.Object.Ref, Lines: b.Lines, Ledger: Ledger(b.Ledger), Entries: []Entry{}}
	for i := range b.Entries {
		if entries {
			out.Entries = append(out.Entries, newEntry(&b.Entries[i]))
		}
	}
	for _, t := range b.Texts {
		out.Texts = append(out.Texts, Span{t.FirstLine, t.LastLine})
	}
	out.Problems = Problems(b, role)
	return out
}

func newEntry(e *truststore.Entry) Entry {
	out := Entry{Index: e.Index, Kind: string(e.Kind), Label: e.Label, FirstLine: e.FirstLine, LastLine: e.LastLine,
		Offset: e.Offset, Reject: e.Reject}
	switch {
	case e.Certificate != nil:
		out.Certificate = newCertificate(e.Certificate)
	case e.Lost != nil:
		out.Certificate = newCertificate(e.Lost)
	case e.Request != nil:
		out.Certificate = &Certificate{Subject: e.Request.Subject.String(), Key: newKey(e.Request.PublicKey), SPKISHA256: spki(e.Request.PublicKey)}
	}
	return out
}

func newCertificate(c *truststore.Certificate) *Certificate {
	out := &Certificate{
		Subject: c.Subject.String(), Issuer: c.Issuer.String(), Serial: c.SerialText(), Version: c.Version,
		NotBefore: stamp(c.NotBefore), NotAfter: stamp(c.NotAfter),
		SignatureAlgorithm: c.SignatureAlgorithm.String(), Key: newKey(c.PublicKey),
		SHA256: hex.EncodeToString(c.SHA256[:]), SPKISHA256: spki(c.PublicKey),
		IsCA: c.IsCA(), KeyUsage: c.KeyUsage.Names(), ExtKeyUsage: c.ExtKeyUsage,
		SubjectKeyID: truststore.ColonHex(c.SubjectKeyID), AuthorityKeyID: truststore.ColonHex(c.AuthorityKeyID),
		AlternativeNames: nameTexts(c.SubjectAltNames), GoRefuses: c.GoRefuses(), Oddities: c.Problems,
	}
	if bc := c.BasicConstraints; bc != nil {
		out.BasicConstraints = &Basic{CA: bc.CA, NotCritical: !bc.Critical}
		if bc.MaxPath >= 0 {
			out.BasicConstraints.PathLength = &bc.MaxPath
		}
	}
	if nc := c.NameConstraints; nc != nil {
		out.NameConstraints = &Subtrees{nameTexts(nc.Permitted), nameTexts(nc.Excluded)}
	}
	return out
}

// maxNames bounds the alternative names and constraints told of one certificate.
const maxNames = 100

func nameTexts(names []truststore.GeneralName) []string {
	var texts []string
	for _, n := range names[:min(len(names), maxNames)] {
		texts = append(texts, n.String())
	}
	if len(names) > maxNames {
		texts = append(texts, fmt.Sprintf("… and %d more", len(names)-maxNames))
	}
	return texts
}

func newKey(k truststore.PublicKey) Key { return Key{k.Type, k.Bits, k.Curve} }

func spki(k truststore.PublicKey) string {
	sum := k.SHA256()
	return hex.EncodeToString(sum[:])
}

func stamp(t time.Time) string {
	if y := t.UTC().Year(); t.IsZero() || y < 0 || y > 9999 { // RFC 3339 has no such years
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// NewClient tells of one diagnosis.
func NewClient(client certcheck.Client, d *certcheck.Diagnosis, p *certcheck.Policy) Client {
	c := d.Client
	out := Client{
		Ref: client.Ref, Index: client.Entry.Index, Line: client.Entry.FirstLine, LastLine: client.Entry.LastLine, Subject: d.Chain[0].Where.Subject,
		SHA256: hex.EncodeToString(c.SHA256[:]), NotAfter: stamp(c.NotAfter),
		Verdict: string(d.Verdict), Basis: string(d.Basis), Confidence: string(d.Confidence), Source: d.Source,
		PathsCut: d.PathsCut, Findings: newFindings(d.Findings), Fix: d.Fix, Append: wheres(d.Append),
	}
	out.Prediction = prediction(d, p)
	if d.Reason != nil {
		out.Reason = newReason(d.Reason, p)
	}
	if d.OpenSSL != nil {
		out.OpenSSL = newOpenSSL(d.OpenSSL)
	}
	for _, l := range d.Chain {
		out.Chain = append(out.Chain, newLink(l))
	}
	for _, p := range d.Paths {
		out.Paths = append(out.Paths, newPath(p))
	}
	for _, m := range d.NearMisses {
		out.NearMisses = append(out.NearMisses, newNearMiss(m))
	}
	for _, s := range client.Sent {
		out.Sent = append(out.Sent, Where{Ref: s.Ref, Line: s.Entry.FirstLine, Index: s.Entry.Index, Subject: s.Entry.Certificate.Subject.String()})
	}
	return out
}

// prediction says what the gateway would do, in a sentence that a log line may follow.
func prediction(d *certcheck.Diagnosis, p *certcheck.Policy) string {
	switch {
	case d.Verdict == certcheck.Accepted && p.Name == "openssl":
		return "openssl verify would say OK."
	case d.Verdict == certcheck.Accepted:
		return capital(p.Title) + " would let the client in."
	case d.Verdict == certcheck.Unclear:
		return "It is not known what " + p.Title + " would do."
	case p.Name == "openssl":
		return "openssl verify would fail with"
	case d.Reason.HTTP == 0 && d.Reason.LogLine == "":
		return capital(p.Title) + " would drop the TLS connection: no HTTP answer and no log entry."
	case d.Reason.HTTP == 0:
		return capital(p.Title) + " would drop the TLS connection and write to its connection log"
	case d.Reason.LogLine == "":
		return fmt.Sprintf("%s would answer %d (%s).", capital(p.Title), d.Reason.HTTP, undocumented)
	}
	return fmt.Sprintf("%s would answer %d and log", capital(p.Title), d.Reason.HTTP)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func newOpenSSL(o *certcheck.OpenSSL) *OpenSSL {
	out := &OpenSSL{OK: o.OK, Code: o.Code, Message: "ok", Errors: []OpenSSLError{}, Unread: o.Unread, CutShort: o.CutShort, OrderDependent: o.OrderDependent, Difference: o.Difference}
	for _, e := range o.Errors {
		out.Errors = append(out.Errors, OpenSSLError(e))
	}
	if !o.OK {
		out.Message = "not known"
	}
	if len(out.Errors) > 0 {
		out.Depth, out.Message = out.Errors[0].Depth, out.Errors[0].Message
	}
	return out
}

// undocumented stands where a log line would, when the vendor documents none.
const undocumented = "reason text not documented by AWS"

func newReason(f *certcheck.Finding, p *certcheck.Policy) *Reason {
	r := &Reason{ID: string(f.Condition), Message: f.Message, LogLine: f.LogLine, HTTP: f.HTTP, Note: f.Note}
	switch {
	case f.LogLine != "":
	case p.Name == "openssl":
	case f.HTTP == 0:
		r.LogNote = "no log entry: the TLS connection is dropped"
	default:
		r.LogNote = undocumented
	}
	return r
}

func newLink(l certcheck.Link) Link {
	out := Link{Role: string(l.Role), Subject: l.Where.Subject, Sent: l.Sent, Verdict: string(l.Verdict)}
	for _, c := range l.Conditions {
		if !slices.Contains(out.Conditions, string(c)) {
			out.Conditions = append(out.Conditions, string(c))
		}
	}
	if l.Certificate != nil {
		w := where(l.Where)
		w.Subject = ""
		out.Where, out.NotAfter = &w, stamp(l.Certificate.NotAfter)
	}
	return out
}

func newPath(p certcheck.Path) Path {
	out := Path{Verdict: string(p.Verdict), Complete: p.Complete, Findings: newFindings(p.Findings)}
	for _, l := range p.Links {
		switch l.Role {
		case certcheck.RoleMissing:
			out.Chain = append(out.Chain, l.Where.Subject+" (missing)")
		default:
			out.Chain = append(out.Chain, l.Where.Subject+" ("+l.Where.String()+")")
		}
	}
	return out
}

func newNearMiss(m certcheck.NearMiss) NearMiss {
	w := where(m.Where)
	w.Subject = ""
	return NearMiss{Where: w, Subject: m.Where.Subject, Sent: m.Sent, Name: string(m.Name), KeyID: string(m.KeyID),
		Serial: string(m.Serial), Signature: string(m.Signature), CA: string(m.CA), Current: string(m.Current),
		Wanted: m.Wanted, Found: m.Found, Sentence: m.Sentence}
}

func newFindings(list []certcheck.Finding) []Finding {
	out := make([]Finding, 0, len(list))
	for _, f := range list {
		out = append(out, Finding{Rule: string(f.Condition), Severity: severityOf(f.Verdict), Basis: string(f.Basis),
			Message: f.Message, Where: named(f.Where), Fix: f.Fix, Source: f.Source, Note: f.Note})
	}
	return out
}

func severityOf(v certcheck.Verdict) string {
	switch v {
	case certcheck.Denied:
		return SeverityError
	case certcheck.Unclear:
		return SeverityWarning
	}
	return SeverityNote
}

func where(p certcheck.Place) Where {
	return Where{Ref: p.Ref, Line: p.Line, Index: p.Index, Subject: p.Subject}
}

// named is a place with the fingerprint of the certificate there, by which a waiver or a later report knows it again.
func named(p certcheck.Place) Where {
	w := where(p)
	if p.SHA256 != [32]byte{} {
		w.SHA256 = hex.EncodeToString(p.SHA256[:])
	}
	return w
}

func wheres(places []certcheck.Place) []Where {
	var out []Where
	for _, p := range places {
		out = append(out, where(p))
	}
	return out
}

// NewKeyMatch tells of a comparison of keys.
func NewKeyMatch(m certcheck.KeyMatch) *KeyMatch {
	out := &KeyMatch{Agree: m.Agree}
	alike := false // openssl's sentence about the modulus tells nothing of some
	for _, h := range m.Holders {
		holder := KeyHolder{Kind: string(h.Kind), Where: where(h.Where), Key: newKey(h.Key), Format: h.Format,
			SPKISHA256: spki(h.Key), Group: h.Group, Damage: h.Damage}
		if hashes, ok := h.Key.ModulusHashes(); ok {
			holder.Modulus = &ModulusHashes{hashes.MD5, hashes.SHA1, hashes.SHA256}
		} else if h.Key.Type != "DSA" { // of which openssl prints the public value as the modulus
			alike = true
		}
		out.Holders = append(out.Holders, holder)
	}
	for _, i := range m.Odd {
		out.Holders[i].Odd = true
	}
	if alike {
		out.Notes = append(out.Notes, "only RSA keys have a modulus: for a key that is neither RSA nor DSA, openssl … -noout -modulus prints one "+
			"and the same sentence, so the runbook's hash is equal for any two of them; compare the SHA-256 of the public key instead")
	}
	return out
}

// NewListing tells how a client certificate stands to a truststore.
func NewListing(client certcheck.Place, l *certcheck.Listing) Listing {
	out := Listing{Client: where(client), Truststore: l.Truststore, Same: l.Same, SameKey: wheres(l.SameKey)}
	if l.Where.Index > 0 {
		w := where(l.Where)
		out.Entry = &w
	}
	if l.Issuer != nil {
		w := where(*l.Issuer)
		out.Issuer = &w
	}
	for _, d := range l.Differences {
		out.Differences = append(out.Differences, Difference{d.Field, d.Left, d.Right})
	}
	return out
}
