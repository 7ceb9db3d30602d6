package cmd

import (
	"encoding/hex"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/config"
	"github.com/mtlscheck/mtlscheck/internal/explain"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// scope says which waivers a command could use, and whether it tells of waivers at all. Inspect and match show files,
// not the state of the configuration.
func scope(command string) (s config.Scope, tells bool) {
	switch command {
	case "lint":
		return config.Scope{Kinds: []explain.Kind{explain.KindRule}, WholeStore: true}, true
	case "verify":
		return config.Scope{Kinds: []explain.Kind{explain.KindReason, explain.KindOpenSSL}, ClientsOnly: true}, true
	case "diff":
		return config.Scope{IDs: []string{"client_loses_access", "client_may_lose_access"}}, true
	case "timeline", "fix", "config check":
		return config.Scope{}, true
	}
	return config.Scope{}, false
}

// meet notes which of the certificates that waivers name are in an input, and which truststores the run has.
func (j *job) meet(b *truststore.Bundle, role string) {
	if j.waivers.Empty() {
		return
	}
	if role == report.RoleTruststore {
		j.waivers.Truststore(b.Object.Ref)
	}
	for _, e := range b.Certificates() {
		j.waivers.Met(hex.EncodeToString(e.Certificate.SHA256[:]))
	}
}

// waiveClient marks the findings of a client that a waiver lets pass: one for the certificate at fault, or for the
// client's own. The verdict stays. It may be called from many goroutines at once. Of a client that is not shown the report
// knows nothing but the verdict, so its certificate comes along.
func (j *job) waiveClient(c *report.Client, leaf *truststore.Certificate) {
	if j.waivers.Empty() {
		return
	}
	sum := hex.EncodeToString(leaf.SHA256[:])
	j.waivers.MetClient(sum)
	for i := range c.Findings {
		f := &c.Findings[i]
		j.mark(f, j.waivers.ForCertificate(f.Rule, f.Where.SHA256, sum))
	}
}

// waive marks findings that belong to no client. One about no certificate is known by its input, byte for byte.
func (j *job) waive(findings []report.Finding) {
	if j.waivers.Empty() || len(findings) == 0 {
		return
	}
	sums := inputSums(j.inputs)
	for i := range findings {
		f := &findings[i]
		client := ""
		if f.Client != nil {
			client = f.Client.SHA256
		}
		if f.Where.SHA256 == "" && client == "" {
			j.mark(f, j.waivers.ForInput(f.Rule, sums[f.Where.Ref]))
			continue
		}
		j.mark(f, j.waivers.ForCertificate(f.Rule, f.Where.SHA256, client))
	}
}

// mark enters a waiver, unless the command line let the finding pass already.
func (j *job) mark(f *report.Finding, w *config.Waiver) {
	if w != nil && f.Waived == nil {
		f.Waived = &report.Waived{Reason: w.Reason, Until: w.Expires, Config: report.Where{Ref: j.waivers.Ref(), Line: w.Line}}
	}
}

func inputSums(inputs []report.Input) map[string]string {
	sums := map[string]string{}
	for _, in := range inputs {
		sums[in.Ref] = in.SHA256
	}
	return sums
}

// settleWaivers marks what the run found, and tells of waivers that have expired or serve nothing.
func (j *job) settleWaivers() {
	if j.waivers.Empty() {
		return
	}
	for _, in := range j.inputs {
		j.waivers.Met(in.SHA256)
	}
	r := j.report
	if r.Truststore != nil {
		j.waive(r.Truststore.Problems)
	}
	for _, f := range r.Files {
		j.waive(f.Problems)
	}
	j.waive(r.Problems)
	j.waive(r.Findings)
	s, tells := scope(r.Command)
	if !tells {
		return
	}
	for _, remark := range j.waivers.Remarks(s) {
		r.Findings = append(r.Findings, j.remarkFinding(remark))
	}
}

func (j *job) remarkFinding(r config.Remark) report.Finding {
	f := report.Finding{Rule: r.ID, Severity: r.Severity, Basis: string(certcheck.Observed), Message: r.Message,
		Where: report.Where{Ref: j.waivers.Ref(), Line: r.Line}}
	if t, ok := explain.Lookup(r.ID); ok {
		f.Fix = t.Fix
	}
	return f
}
