package cmd

import (
	"fmt"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// tellMatch puts the comparison into the report; a mismatch is an error finding, so that the exit code follows.
func (j *job) tellMatch(m certcheck.KeyMatch, store *truststore.Bundle) {
	told := report.NewKeyMatch(m)
	told.Sentence = matchSentence(m)
	if store != nil {
		j.tellListings(told, m.Holders, certcheck.New(store, certcheck.APIGateway()))
		told.Sentence += withoutIssuer(told)
	}
	for _, i := range m.Odd {
		j.problems = append(j.problems, oddOne(m, m.Holders[i]))
	}
	for _, i := range m.Unclear {
		told.Notes = append(told.Notes, m.Holders[i].Where.Ref+" may have the key of another: they are written in two ways, on a curve that is "+
			"not known here; compare what openssl pkey -pubout -ec_conv_form uncompressed prints of each")
	}
	j.report.KeyMatch = told
}

// oddOne is the finding about one that does not fit.
func oddOne(m certcheck.KeyMatch, h certcheck.KeyHolder) report.Finding {
	message, fix := "its key is another one than that of the others", oddFix(h)
	switch ca := m.Authority(h); {
	case h.Damage != "":
		message = "the private key contradicts itself: " + h.Damage
	case ca != nil:
		message, fix = "its key is that of a CA certificate, "+caText(ca), "use the private key that the client's certificate was requested with"
	}
	return report.Finding{Rule: string(certcheck.KeyMismatch), Severity: report.SeverityError, Basis: string(certcheck.Observed),
		Message: message, Fix: fix, Where: report.Where{Ref: h.Where.Ref, Line: h.Where.Line, Index: h.Where.Index}}
}

// oddFix says what to do about the one that does not fit. A certificate follows the key that it was requested with.
func oddFix(h certcheck.KeyHolder) string {
	switch {
	case h.Damage != "":
		return "take the private key from a sound copy, or make a new one and have a certificate issued for it"
	case h.Kind == certcheck.HolderPrivateKey:
		return "use the private key that the certificate was requested with, or have a certificate issued for this one"
	case h.Kind == certcheck.HolderRequest:
		return "make the request anew with the private key that is to be used"
	}
	return "use the certificate that was issued for the private key, or have one issued for it"
}

// tellListings compares each certificate with the truststore. A self-signed one whose entry has another key is what
// the runbook looks for with its hashes: the certificate was made anew.
func (j *job) tellListings(told *report.KeyMatch, holders []certcheck.KeyHolder, checker *certcheck.Checker) {
	const most = 20 // certificates compared with the truststore: more have verify
	for _, h := range holders {
		if h.Kind != certcheck.HolderCertificate || j.ctx.Err() != nil {
			continue
		}
		if len(told.Listings) == most {
			told.Notes = append(told.Notes, fmt.Sprintf("only the first %d certificates were compared with the truststore: see mtlscheck verify", most))
			break
		}
		listing := checker.List(h.Certificate)
		told.Listings = append(told.Listings, report.NewListing(h.Where, listing))
		if h.Certificate.SelfIssued() && listing.Where.Index > 0 && !listing.Same {
			if told.Agree {
				told.Agree, told.Sentence = false, h.Where.Ref+" is not the certificate of its name in the truststore"
			}
			j.problems = append(j.problems, report.Finding{Rule: string(certcheck.SelfSigned), Severity: report.SeverityError,
				Basis: string(certcheck.Documented), Where: report.Where{Ref: h.Where.Ref, Line: h.Where.Line, Index: h.Where.Index},
				Message: "it is self-signed, and the truststore holds another certificate of its name, as when one is made anew after the upload",
				Fix:     "put exactly this certificate into the truststore"})
		}
	}
}

// withoutIssuer is what the first line has to say beside the keys: one key is no word about the truststore.
func withoutIssuer(m *report.KeyMatch) string {
	var refs []string
	for i := range m.Listings {
		if m.Listings[i].Stranger() {
			refs = append(refs, m.Listings[i].Client.Ref)
		}
	}
	if !m.Agree || len(refs) == 0 {
		return ""
	}
	return ", but no issuer of " + enumerate(refs) + " was found in " + m.Listings[0].Truststore
}

func matchSentence(m certcheck.KeyMatch) string {
	var all, odd []string
	name := holderNames(m)
	for _, h := range m.Holders {
		if h.Compared() {
			all = append(all, name(h))
		}
	}
	for _, i := range m.Odd {
		odd = append(odd, name(m.Holders[i]))
	}
	damaged := damageAlone(m)
	switch {
	case damaged != "":
		return damaged
	case len(m.Unclear) > 0 && len(odd) == 0:
		return "whether " + enumerate(all) + " have one key cannot be told"
	case len(all) == 1:
		store := m.Holders[len(m.Holders)-1].Where.Ref // perhaps meant otherwise: the last file is taken for one
		return all[0] + ", compared with " + store + " as the truststore, whose keys need not agree"
	case m.Agree:
		return enumerate(all) + " have one and the same key" + authorityFits(m)
	case len(odd) == 1 && m.Authority(m.Holders[m.Odd[0]]) != nil:
		return odd[0] + " has the key of a CA certificate, " + caText(m.Authority(m.Holders[m.Odd[0]])) + ", not that of the client"
	case len(all) == 2:
		return enumerate(all) + " have different keys"
	case len(odd)*2 >= len(all):
		return enumerate(all) + " do not have one key: see which key each has"
	}
	return "the odd one out is " + enumerate(odd)
}

// holderNames calls holders by their files, and by their numbers too where a file has several.
func holderNames(m certcheck.KeyMatch) func(certcheck.KeyHolder) string {
	count := map[string]int{}
	for _, h := range m.Holders {
		if h.Compared() {
			count[h.Where.Ref]++
		}
	}
	return func(h certcheck.KeyHolder) string {
		if count[h.Where.Ref] < 2 || h.Where.Index == 0 {
			return h.Where.Ref
		}
		return fmt.Sprintf("%s #%d", h.Where.Ref, h.Where.Index)
	}
}

// authorityFits names the certificate that was compared, where it is not the first of a file of CA certificates.
func authorityFits(m certcheck.KeyMatch) string {
	chains := map[string]bool{}
	for _, h := range m.Holders {
		chains[h.Where.Ref] = chains[h.Where.Ref] || h.Kind == certcheck.HolderChain
	}
	for i := range m.Holders {
		h := &m.Holders[i]
		if h.Kind == certcheck.HolderCertificate && h.Where.Index > 1 && h.Certificate.IsCA() && chains[h.Where.Ref] {
			return ", that of the CA certificate " + caText(h)
		}
	}
	return ""
}

func caText(h *certcheck.KeyHolder) string {
	return fmt.Sprintf("%s #%d (%s)", h.Where.Ref, h.Where.Index, h.Where.Subject)
}

// damageAlone is the sentence where the public halves all agree, and yet a private key does not fit its own.
func damageAlone(m certcheck.KeyMatch) string {
	group, damaged := 0, certcheck.KeyHolder{}
	for _, h := range m.Holders {
		if !h.Compared() {
			continue
		}
		if group != 0 && h.Group != group {
			return ""
		}
		group = h.Group
		if h.Damage != "" && damaged.Damage == "" {
			damaged = h
		}
	}
	if damaged.Damage == "" {
		return ""
	}
	return damaged.Where.Ref + " is damaged: " + damaged.Damage
}

func enumerate(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
