package cmd

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// replay writes the openssl commands that ask what mtlscheck computed, so that a sceptic can.
type replay struct {
	o  *verifyOptions
	at time.Time
}

// commands gives the commands for one client, for a POSIX shell. They shut out the system's own CAs, ask for the
// purpose, and cut the client out of its file: openssl verify looks at the first certificate of a file only.
func (r *replay) commands(c certcheck.Client) []string {
	if !r.o.showOpenSSL {
		return nil
	}
	store, fetch := localCopy(r.o.truststore, "truststore.pem")
	client, fetchClient := localCopy(c.Ref, "client.pem")
	words := []string{"openssl", "verify", "-no-CApath", "-no-CAstore"}
	if r.o.purpose != "any" {
		words = append(words, "-purpose", map[string]string{"client": "sslclient", "server": "sslserver"}[r.o.purpose])
	}
	if r.o.authLevel > 0 {
		words = append(words, "-auth_level", fmt.Sprint(r.o.authLevel))
	}
	if r.o.crl != "" {
		words = append(words, map[bool]string{true: "-crl_check_all", false: "-crl_check"}[r.o.crlCheckAll], "-CRLfile", quote(r.o.crl))
	}
	words = append(words, "-attime", fmt.Sprint(r.at.Unix()), "-CAfile", quote(store))
	if r.o.intermediates != "" {
		words = append(words, "-untrusted", quote(r.o.intermediates))
	}
	fromClient := func(sent certcheck.SentCertificate) bool { return sent.Ref == c.Ref }
	if r.o.policy().SentToOpenSSL() && slices.ContainsFunc(c.Sent, fromClient) {
		words = append(words, "-untrusted", quote(client))
	}
	verify := strings.Join(words, " ")
	if c.Entry.Index > 1 && c.Entry.FirstLine > 0 {
		verify = fmt.Sprintf("sed -n '%d,%dp' %s | %s", c.Entry.FirstLine, c.Entry.LastLine, quote(client), verify)
	} else {
		verify += " " + quote(client)
	}
	return append(append(fetch, fetchClient...), verify)
}

// localCopy names the file that openssl can read for an input, and the command that makes it.
func localCopy(ref, name string) (file string, fetch []string) {
	if ref == "-" {
		return name, []string{"cat >" + name + " # what was given on standard input"}
	}
	at, err := truststore.ParseS3(ref)
	if err != nil {
		if strings.HasPrefix(ref, "-") {
			ref = "./" + ref
		}
		return ref, nil
	}
	command := "aws s3api get-object --bucket " + quote(at.Bucket) + " --key " + quote(at.Key)
	if at.VersionID != "" {
		command += " --version-id " + quote(at.VersionID)
	}
	return name, []string{command + " " + name}
}

// argument writes a reference for a command line that a person may copy: its name may be a stranger's.
func argument(ref string) string {
	if strings.HasPrefix(ref, "-") && ref != "-" {
		ref = "./" + ref
	}
	return quote(ref)
}

// quote makes one word of a POSIX shell (POSIX.1-2017, XCU section 2.2.2). What a report would not show as it is, such as
// a line break, is written in dollar quotes, which POSIX.1-2024 has from bash, zsh and ksh.
func quote(s string) string {
	if report.Escape(s) != s {
		return dollarQuote(s)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !isPlain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// dollarQuote writes all but letters, digits and the signs of plain names as bytes in hexadecimal. A digit behind one
// is no part of it: bash and zsh take two.
func dollarQuote(s string) string {
	var b strings.Builder
	b.WriteString("$'")
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == ':' || !isPlain(rune(s[i])) {
			fmt.Fprintf(&b, `\x%02x`, s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String() + "'"
}

// isPlain tells what needs no quotes in a shell.
func isPlain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./=:@%+,", r)
}
