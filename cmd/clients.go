package cmd

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// outcome is what one unit found: the answers for its clients, and what their inputs left behind.
type outcome struct {
	answers []answer
	summary report.Summary
	intake
	err error // a mistake of the command line, or the end of the context
}

// answer is what is left to do for a client that was judged: to write it, or to enter it somewhere. Answers are called
// one by one, in the order of the inputs.
type answer func() error

// judge makes outcomes of bundles of clients. It may be used from many goroutines at once.
type judge struct {
	job  *job
	sent []certcheck.SentCertificate
	ask  func(certcheck.Client, *report.Summary) answer // judges one client and counts it; the answer may be nil

	firstOnly bool // of each file only the first certificate is a client, as openssl verify has it
}

// produce emits a unit for each file of the arguments, in their order: files, directories, "-" and s3:// URIs. A
// large file is taken apart as it is read.
func (g *judge) produce(args []string, emit func(unit) error) error {
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case err == nil && info.IsDir():
			err = g.directory(arg, emit)
		case arg == "-":
			err = g.stream(arg, g.job.streams.in, emit)
		case err == nil && info.Size() > streamFrom:
			err = g.openStream(arg, emit)
		default:
			err = emit(func() *outcome { return g.file(arg, false) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// streamFrom is the size above which a file is not held whole.
const streamFrom = 1 << 20

// file judges the clients of one file. In a directory a file without a certificate is a remark: keys and notes lie
// beside certificates.
func (g *judge) file(ref string, inDirectory bool) *outcome {
	o := &outcome{}
	var bundle *truststore.Bundle
	bundle, o.err = g.job.read(&o.intake, ref, report.RoleClient)
	switch {
	case bundle == nil:
	case bundle.Ledger.Seen == 0 && inDirectory:
		o.problems = append(o.problems, skipped(ref, "no certificate in it"+kindOf(bundle)))
	case bundle.Ledger.Accepted == 0:
		o.nothingToCheck(bundle, report.RoleClient)
		g.judge(o, bundle)
	default:
		g.judge(o, bundle)
	}
	return o
}

// judge adds the clients of a bundle to an outcome.
func (g *judge) judge(o *outcome, b *truststore.Bundle) {
	o.problems = append(o.problems, report.Problems(b, report.RoleClient)...)
	clients := splitClients(b, g.sent)
	if all := b.Certificates(); g.firstOnly && len(all) > 0 {
		clients = []certcheck.Client{{Ref: b.Object.Ref, Entry: all[0], Sent: g.sent}}
	}
	for _, client := range clients {
		if g.job.ctx.Err() != nil {
			o.err = g.job.ctx.Err()
			return
		}
		if a := g.ask(client, &o.summary); a != nil {
			o.answers = append(o.answers, a)
		}
	}
}

// splitClients gives the clients of one file, each with what the file and --intermediates say it sends.
func splitClients(b *truststore.Bundle, sent []certcheck.SentCertificate) []certcheck.Client {
	entries, chain := certcheck.SplitClients(b.Certificates())
	all := sent[:len(sent):len(sent)]
	for _, e := range chain {
		all = append(all, certcheck.SentCertificate{Ref: b.Object.Ref, Entry: e})
	}
	list := make([]certcheck.Client, 0, len(entries))
	for _, e := range entries {
		list = append(list, certcheck.Client{Ref: b.Object.Ref, Entry: e, Sent: all})
	}
	return list
}

// directory emits the files below a directory in the order of their names. Hidden ones are left out.
func (g *judge) directory(dir string, emit func(unit) error) error {
	files := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return emit(unreadable(path))
		case path != dir && strings.HasPrefix(entry.Name(), ".") && entry.IsDir():
			return fs.SkipDir
		case path == dir || entry.IsDir():
			return nil
		case strings.HasPrefix(entry.Name(), ".") || !isFile(path):
			return emit(func() *outcome { return notAFile(path) })
		}
		files++
		return emit(func() *outcome { return g.file(path, true) })
	})
	if err == nil && files == 0 {
		return emit(emptyDirectory(dir))
	}
	return err
}

// skipped tells of a file that was left out. One that is named like a certificate is a warning: it may be a client's.
func skipped(ref, why string) report.Finding {
	f := report.Finding{Rule: "file_skipped", Severity: report.SeverityNote, Basis: string(certcheck.Observed), Message: "skipped: " + why,
		Where: report.Where{Ref: ref}}
	switch strings.ToLower(filepath.Ext(ref)) {
	case ".pem", ".crt", ".cer", ".cert", ".der", ".p7b", ".p12", ".pfx":
		f.Severity, f.Fix = report.SeverityWarning, "give its certificate as PEM, or take the file out of the directory"
	}
	return f
}

// kindOf names what a file without a certificate holds instead, if that is known.
func kindOf(b *truststore.Bundle) string {
	what := holdsNothing(b)
	switch {
	case what != "":
		return ": it " + what
	case len(b.Entries) > 0:
		return ", but another block: " + b.Entries[0].Label
	}
	return ""
}

// notAFile tells of what lies in a directory and is no regular file: a link that leads nowhere is one that somebody
// wanted read.
func notAFile(path string) *outcome {
	o := &outcome{}
	if _, err := os.Stat(path); err != nil {
		o.fail(report.RoleClient, &report.Failure{Ref: path, Fact: "a link that leads nowhere, or a file that cannot be looked at",
			Hint: "mend it, or take it out of the directory", Code: report.ExitInput})
		return o
	}
	f := skipped(path, "hidden, or not a regular file")
	f.Severity, f.Fix = report.SeverityNote, ""
	o.problems = append(o.problems, f)
	return o
}

func unreadable(path string) unit {
	return func() *outcome {
		o := &outcome{}
		o.fail(report.RoleClient, &report.Failure{Ref: path, Fact: "cannot be listed", Hint: "let this user read it", Code: report.ExitInput})
		return o
	}
}

func emptyDirectory(dir string) unit {
	return func() *outcome {
		o := &outcome{}
		o.fail(report.RoleClient, &report.Failure{Ref: dir, Fact: "there is no file in this directory",
			Hint: "name the files, or the directory that holds them", Code: report.ExitInput})
		return o
	}
}

// isFile follows links: mounted secrets are made of them.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// intermediates reads what the client sends beside its own certificate.
func (j *job) intermediates(ref string) ([]certcheck.SentCertificate, error) {
	if ref == "" {
		return nil, nil
	}
	bundle, err := j.read(&j.intake, ref, report.RoleIntermediates)
	if bundle == nil {
		return nil, err
	}
	if bundle.Ledger.Accepted == 0 {
		j.nothingToCheck(bundle, report.RoleIntermediates)
	}
	j.problems = append(j.problems, report.Problems(bundle, report.RoleIntermediates)...)
	var list []certcheck.SentCertificate
	for _, e := range bundle.Certificates() {
		list = append(list, certcheck.SentCertificate{Ref: ref, Entry: e})
	}
	return list, nil
}

// writing is the answer that writes a client.
func (j *job) writing(rendered report.Rendered) answer {
	return func() error {
		if err := j.stream.Client(j.report, rendered); err != nil {
			return fmt.Errorf("%w: %w", errOutput, err)
		}
		return nil
	}
}

// judgeAll judges the clients of all arguments and calls the answers in their order, as they come. When the clients
// have to be one it waits for the end, lest the first be told before the second is seen.
func (j *job) judgeAll(g *judge, args []string, one bool) error {
	progress := newProgress(j.streams.err)
	defer progress.clear()
	var held answer
	err := inOrder(j.ctx, func(emit func(unit) error) error { return g.produce(args, emit) }, func(o *outcome) error {
		j.intake.merge(o.intake)
		j.report.Summary.Merge(o.summary)
		if one && j.report.Summary.Clients > 1 {
			return &usageError{"--key belongs to one client certificate, and there are several", "name the one client that has this key"}
		}
		progress.at(j.report.Summary.Clients)
		for _, a := range o.answers {
			if one {
				held = a
			} else if err := a(); err != nil {
				return err
			}
		}
		return o.err
	})
	if err != nil {
		return err
	}
	if held != nil {
		return held()
	}
	if j.report.Summary.Clients == 0 && len(j.failures) == 0 {
		j.fail(report.RoleClient, &report.Failure{Ref: strings.Join(args, ", "), Fact: "no file there holds a certificate",
			Hint: "name the files of the clients, or the directory that holds them", Code: report.ExitInput})
	}
	return nil
}
