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

// clients reads every client certificate of the arguments, in their order: files, directories, "-" and s3:// URIs.
func (j *job) clients(args []string, sent []certcheck.SentCertificate) ([]certcheck.Client, error) {
	var list []certcheck.Client
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			found, err := j.directory(arg, sent)
			if err != nil {
				return nil, err
			}
			list = append(list, found...)
			continue
		}
		bundle, err := j.read(arg, report.RoleClient)
		if err != nil {
			return nil, err
		}
		if bundle == nil {
			continue
		}
		if bundle.Ledger.Accepted == 0 {
			j.nothingToCheck(bundle, report.RoleClient)
		}
		list = append(list, j.fileClients(bundle, sent)...)
	}
	return list, nil
}

// fileClients gives the clients of one file. What else stands in the file is a remark, or a warning if it was to be a
// certificate.
func (j *job) fileClients(b *truststore.Bundle, sent []certcheck.SentCertificate) []certcheck.Client {
	j.report.Problems = append(j.report.Problems, report.Problems(b, report.RoleClient)...)
	entries, chain := certcheck.SplitClients(b.Certificates())
	all := append([]certcheck.SentCertificate{}, sent...)
	for _, e := range chain {
		all = append(all, certcheck.SentCertificate{Ref: b.Object.Ref, Entry: e})
	}
	var list []certcheck.Client
	for _, e := range entries {
		list = append(list, certcheck.Client{Ref: b.Object.Ref, Entry: e, Sent: all})
	}
	return list
}

// directory reads the files below a directory in the order of their names. Hidden ones are left out; a file without a
// certificate is named and skipped, for keys and notes lie beside certificates.
func (j *job) directory(dir string, sent []certcheck.SentCertificate) ([]certcheck.Client, error) {
	var list []certcheck.Client
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case j.ctx.Err() != nil:
			return j.ctx.Err()
		case err != nil:
			j.fail(path, report.RoleClient, &report.Failure{Ref: path, Fact: "cannot be listed", Hint: "let this user read it", Code: report.ExitInput})
			return nil
		case path != dir && strings.HasPrefix(entry.Name(), ".") && entry.IsDir():
			return fs.SkipDir
		case path == dir || strings.HasPrefix(entry.Name(), ".") || !isFile(path):
			return nil
		}
		found, err := j.directoryFile(path, sent)
		list = append(list, found...)
		return err
	})
	if err == nil && len(list) == 0 {
		j.fail(dir, report.RoleClient, &report.Failure{Ref: dir, Fact: "no file in this directory holds a certificate", Hint: "name the files, or the directory that holds them", Code: report.ExitInput})
	}
	return list, err
}

func (j *job) directoryFile(path string, sent []certcheck.SentCertificate) ([]certcheck.Client, error) {
	bundle, err := j.read(path, report.RoleClient)
	if bundle == nil {
		return nil, err
	}
	if bundle.Ledger.Seen == 0 {
		j.report.Problems = append(j.report.Problems, report.Finding{Rule: "file_skipped", Severity: report.SeverityNote, Basis: string(certcheck.Observed),
			Message: "skipped: no certificate in it", Where: report.Where{Ref: path}})
		return nil, nil
	}
	return j.fileClients(bundle, sent), nil
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
	bundle, err := j.read(ref, report.RoleIntermediates)
	if bundle == nil {
		return nil, err
	}
	if bundle.Ledger.Accepted == 0 {
		j.nothingToCheck(bundle, report.RoleIntermediates)
	}
	j.report.Problems = append(j.report.Problems, report.Problems(bundle, report.RoleIntermediates)...)
	var list []certcheck.SentCertificate
	for _, e := range bundle.Certificates() {
		list = append(list, certcheck.SentCertificate{Ref: ref, Entry: e})
	}
	return list, nil
}

// store reads the truststore; nil when it cannot be used, which is then in the report.
func (j *job) store(ref string) (*truststore.Bundle, error) {
	bundle, err := j.read(ref, report.RoleTruststore)
	if bundle == nil {
		return nil, err
	}
	told := report.NewBundle(bundle, report.RoleTruststore, j.options.output != "text")
	j.report.Truststore = &told
	if bundle.Ledger.Accepted == 0 {
		j.nothingToCheck(bundle, report.RoleTruststore)
		return nil, nil
	}
	return bundle, nil
}

func manyClients(n int) error {
	return &usageError{fmt.Sprintf("--key belongs to one client certificate, and there are %d", n), "name the one client that has this key"}
}
