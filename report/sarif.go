package report

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
)

// sarifFormat writes SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as GitHub's code scanning and others
// read it:
//
//   - a rule is a rule of lint or a condition of a certificate; one that found nothing is left out, but for `rules`,
//   - a result is a client that is not let in, a finding, or an input that failed (results.go); levels are severities,
//   - a file is a region of lines, relative to the working directory, as code scanning wants it; what is no file, an
//     object in S3 or standard input, is a logical location,
//   - fingerprints hold no lines and no words, so that a moved certificate and a better sentence are the same alert.
type sarifFormat struct {
	flat
	gathered
	options Options
	size    int // the most bytes of results, compressed
}

// GitHub takes no more than this of one run and one file
// (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
const (
	sarifMaxResults = 25_000
	sarifMaxGzip    = 9 << 20 // of 10 MB; the rest is for rules and artifacts
)

func newSARIF(o Options) *sarifFormat {
	return &sarifFormat{options: o, size: sarifMaxGzip, gathered: gathered{gravest: gravest{limit: sarifMaxResults}}}
}

func (f *sarifFormat) end(w io.Writer, r *Report) error {
	f.gravest.add(reportResults(r)...)
	told := f.gravest.list(f.gravest.limit)
	index, rules := sarifRules(r, told)
	results := f.results(told, index, r.Inputs)
	run := sarifRun{
		Tool: sarifTool{sarifDriver{Name: Escape(r.Tool.Name), Version: Escape(r.Tool.Version),
			InformationURI: "https://github.com/mtlscheck/mtlscheck", Rules: rules}},
		Automation:  sarifAutomation{"mtlscheck/" + Escape(r.Command) + "/"},
		Invocations: []sarifInvocation{invocation(r, f.gravest.count(), len(results))},
		Artifacts:   f.artifacts(r.Inputs),
		Results:     results,
	}
	log := sarifLog{"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", "2.1.0", []sarifRun{run}}
	return writeAll(w, indented(log, ""), []byte("\n"))
}

// sarifRules describes the rules that have results, and for the command rules all of them.
func sarifRules(r *Report, told []result) (index map[string]int, rules []sarifRule) {
	used := map[string]bool{}
	var names ruleNames
	for _, x := range told {
		used[x.rule] = true
		names.add(x)
	}
	described := map[string]bool{}
	for _, rule := range r.Rules {
		if described[rule.ID] || !used[rule.ID] && r.Command != "rules" {
			continue
		}
		described[rule.ID] = true
		delete(names, rule.ID)
		rules = append(rules, newSARIFRule(rule))
	}
	for _, rule := range names.list() {
		rules = append(rules, newSARIFRule(rule))
	}
	index = map[string]int{}
	for i, rule := range rules {
		index[rule.ID] = i
	}
	if rules == nil {
		rules = []sarifRule{}
	}
	return index, rules
}

func newSARIFRule(r Rule) sarifRule {
	out := sarifRule{ID: Escape(r.ID), ShortDescription: sarifText(r.Title), FullDescription: sarifText(r.Explanation), Help: sarifHelp(r),
		Configuration: sarifLevel{sarifSeverity(r.Severity)},
		Properties:    sarifRuleProps{Escape(r.Basis), []string{"mutual-tls", "certificate"}}}
	if u, err := url.Parse(r.Source); err == nil && u.Scheme == "https" && u.Host != "" {
		out.HelpURI = u.String()
	}
	if r.Basis != "" {
		out.Properties.Tags = append(out.Properties.Tags, Escape(r.Basis))
	}
	return out
}

func sarifHelp(r Rule) sarifMessage {
	var text, markdown []string
	for _, part := range []struct{ label, text string }{{"", r.Explanation}, {"Fix", r.Fix}, {"Basis", r.Basis}, {"Source", r.Source}} {
		switch {
		case part.text == "":
		case part.label == "":
			text, markdown = append(text, Escape(part.text)), append(markdown, escapeSARIFMarkdown(part.text))
		default:
			text = append(text, part.label+": "+Escape(part.text))
			markdown = append(markdown, "**"+part.label+":** "+escapeSARIFMarkdown(part.text))
		}
	}
	return sarifMessage{Text: strings.Join(text, "\n"), Markdown: strings.Join(markdown, "\n\n")}
}

// escapeSARIFMarkdown makes text literal in the Markdown of a help text: every character that Markdown or HTML could
// read is escaped by a backslash (CommonMark section 2.4). Addresses are linked by what shows them, as plain text.
func escapeSARIFMarkdown(text string) string {
	var b strings.Builder
	for _, r := range Escape(text) {
		if strings.ContainsRune("\\`*_{}[]<>()#+!|&~@$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// sarifText is a message. Braces and brackets would be placeholders and links (sections 3.11.5 and 3.11.6): text from a
// certificate must make neither.
func sarifText(text string) sarifMessage {
	return sarifMessage{Text: strings.NewReplacer("{", "{{", "}", "}}", `\[`, `\\\[`, `\]`, `\\\]`, "[", `\[`, "]", `\]`).Replace(escapeLines(text))}
}

func sarifSeverity(severity string) string {
	switch severity {
	case SeverityError, SeverityWarning:
		return severity
	}
	return SeverityNote
}

// results describes so many results as fit when compressed.
func (f *sarifFormat) results(told []result, index map[string]int, inputs []Input) []sarifResult {
	out := make([]sarifResult, 0, len(told))
	seen := map[string]int{}
	size := 0
	for _, x := range told {
		out = append(out, f.result(x, index, inputs, seen))
		size += len(x.message) + len(x.fix) + 1000
	}
	if size <= f.size { // then it is smaller still when compressed
		return out
	}
	return out[:f.fitting(out)]
}

// fitting counts the results that make no more than so many bytes when compressed.
func (f *sarifFormat) fitting(list []sarifResult) int {
	const step = 100
	room := compressed{}
	gz := gzip.NewWriter(&room)
	for from := 0; from < len(list); from += step {
		to := min(from+step, len(list))
		gz.Write(indented(list[from:to], "      "))
		if gz.Flush(); room.size > f.size {
			return from
		}
	}
	return len(list)
}

// compressed counts the bytes that a compressor makes.
type compressed struct{ size int }

func (c *compressed) Write(p []byte) (int, error) {
	c.size += len(p)
	return len(p), nil
}

func (f *sarifFormat) result(x result, index map[string]int, inputs []Input, seen map[string]int) sarifResult {
	out := sarifResult{RuleID: Escape(x.rule), RuleIndex: index[Escape(x.rule)], Level: sarifSeverity(x.severity), Message: sarifText(x.message),
		Locations: f.locations(x.where, inputs), Fingerprints: fingerprints(x, seen),
		Properties: &sarifResultProps{Escape(x.basis), Escape(x.source), max(0, x.where.Index), Escape(x.where.SHA256)}}
	if x.fix != "" {
		out.Message = sarifText(x.message + "\nfix: " + Escape(x.fix))
	}
	if x.waived != nil {
		out.Suppressions = []sarifSuppression{{"external", "accepted", Escape(x.waived.Reason + " (until " + x.waived.Until + ")")}}
	}
	return out
}

func (f *sarifFormat) locations(w Where, inputs []Input) []sarifLocation {
	switch {
	case w.Ref == "":
		return nil
	case isFile(w.Ref):
		at := &sarifPhysical{Artifact: sarifURI{fileURI(w.Ref, f.options.Dir)}}
		if w.Line > 0 {
			at.Region = &sarifRegion{w.Line, max(w.Line, w.LastLine)}
		}
		return []sarifLocation{{Physical: at}}
	}
	full := "standard input"
	if isS3(w.Ref) {
		full = objectName(w.Ref, inputs)
	}
	name := full
	if w.Line > 0 {
		name = fmt.Sprintf("line %d", w.Line)
	}
	return []sarifLocation{{Logical: []sarifLogical{{Escape(name), Escape(full), "resource"}}}}
}

// fingerprints know a result again when lines have moved and sentences have changed: by its rule and its certificate,
// or where there is none by its rule and its file. Equal ones are counted, in the order of the report.
func fingerprints(x result, seen map[string]int) map[string]string {
	key := x.rule + "\x00" + x.where.SHA256
	if x.where.SHA256 == "" {
		key += "\x00" + x.where.Ref
	}
	sum := sha256.Sum256([]byte(key))
	name := hex.EncodeToString(sum[:16])
	seen[name]++
	return map[string]string{"ruleAndCertificate/v1": name + ":" + strconv.Itoa(seen[name])}
}

// invocation says how the run ended, and what is not in the list.
func invocation(r *Report, found, told int) sarifInvocation {
	out := sarifInvocation{Successful: true, ExitCode: r.Summary.ExitCode}
	for _, in := range r.Inputs {
		out.Successful = out.Successful && in.Error == ""
	}
	if told < found {
		out.Notifications = []sarifNotification{{SeverityWarning, sarifMessage{Text: fmt.Sprintf(
			"%d of %d results are listed here, the gravest first: GitHub takes no more than %d of one run, and 10 MB compressed; --output json has them all",
			told, found, sarifMaxResults)}}}
	}
	return out
}

// artifacts lists what was read, each once, with its hashes.
func (f *sarifFormat) artifacts(inputs []Input) []sarifArtifact {
	var list []sarifArtifact
	type file struct{ ref, version, sum string }
	seen := map[file]bool{}
	for _, in := range inputs {
		it := file{in.Ref, in.VersionID, in.SHA256}
		if in.SHA256 == "" || seen[it] || len(list) == sarifMaxResults {
			continue
		}
		seen[it] = true
		a := sarifArtifact{Length: max(0, in.Size), Hashes: map[string]string{"sha-256": Escape(in.SHA256)}}
		switch {
		case isFile(in.Ref):
			a.Location = &sarifURI{fileURI(in.Ref, f.options.Dir)}
		case isS3(in.Ref):
			a.Description = &sarifMessage{Text: Escape(objectName(in.Ref, inputs))}
		default:
			a.Description = &sarifMessage{Text: "standard input"}
		}
		list = append(list, a)
	}
	return list
}
