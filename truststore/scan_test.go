package truststore

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pemFile is what is to be found in one file of testdata/certs/pem. A line of found is a block, a text or a note, with
// the lines it stands on and the oddities it was read through; ✗ is a block that is rejected. Each of words stands in
// what is said about the file.
type pemFile struct {
	name, ledger string
	found        []string
	words        []string
}

func pemFiles() []pemFile {
	const two = "2 seen, 2 accepted, 0 rejected, 0 other"
	const half = "2 seen, 1 accepted, 1 rejected, 0 other"
	const other = "0 seen, 0 accepted, 0 rejected, 1 other"
	const nothing = "0 seen, 0 accepted, 0 rejected, 0 other"
	const withKey = "2 seen, 2 accepted, 0 rejected, 1 other"
	lines := func(l ...string) []string { return l }
	ab := func(form string) []string {
		return lines("certificate 1-11"+form, "certificate 12-22"+form)
	}
	return []pemFile{
		{"bad-base64-char.pem", half, lines("✗ certificate 1-11", "certificate 12-22"), lines("line 4: the character '!'")},
		{"bag-attributes.pem", two, lines("text 1-5", "certificate 6-16", "text 17-21", "certificate 22-32", "note pem_text 1 x2"), lines("Bag Attributes")},
		{"blank-lines-inside.pem", two, lines("certificate 1-21 pem_blank_lines", "certificate 23-43 pem_blank_lines", "note pem_blank_lines 4 x2"), lines("blank lines")},
		{"bom-utf8.pem", two, lines("certificate 1-11 pem_bom", "certificate 12-22", "note pem_bom 1 x1"), lines("byte order mark")},
		{"bundle.pem.gz", other, lines("✗ other 0-0", "note not_a_certificate_file 0 x1"), lines("gzip")},
		{"bundle.zip", other, lines("✗ other 0-0", "note not_a_certificate_file 0 x1"), lines("zip archive")},
		{"certificate-with-trailing-data.pem", two, lines("certificate 1-11 trailing_data", "certificate 12-22"), lines("4 bytes follow the certificate")},
		{"clean.pem", two, ab(""), nil},
		{"cr-only.pem", two, append(ab(" pem_cr_only"), "note pem_cr_only 1 x2"), lines("lone CR")},
		{"crl.pem", other, lines("crl 1-6"), nil},
		{"crlf.pem", two, append(ab(""), "note pem_crlf 1 x22"), lines("CR LF")},
		{"csr.pem", other, lines("certificate_request 1-8"), nil},
		{"der.cer", "1 seen, 1 accepted, 0 rejected, 0 other", lines("certificate 0-0 der", "note der 0 x1"), lines("DER")},
		{"empty.pem", nothing, lines("note empty_file 0 x1"), lines("0 bytes")},
		{"en-dash.pem", half, lines("✗ certificate 1-11", "certificate 12-22"), lines("typographic dashes")},
		{"four-dashes.pem", half, lines("✗ certificate 1-11", "certificate 12-22"), lines("4 hyphens instead of five")},
		{"garbage.bin", other, lines("✗ other 0-0", "note unreadable_content 0 x1"), lines("binary data")},
		{"git-lfs-pointer.pem", other, lines("✗ other 0-0", "note not_a_certificate_file 0 x1"), lines("git lfs pull")},
		{"html-error.pem", other, lines("✗ other 0-0", "note not_a_certificate_file 0 x1"), lines("HTML page")},
		{"indented.pem", two, append(ab(" pem_indented"), "note pem_indented 1 x2"), lines("indented")},
		{"joined-end-begin.pem", two, lines("certificate 1-11 pem_joined_lines", "certificate 11-21 pem_joined_lines", "note pem_joined_lines 11 x1"), lines("put a line break between END and BEGIN")},
		{"keystore.jks", other, lines("✗ jks 0-0", "note not_a_certificate_file 0 x1"), lines("keytool -list -rfc -keystore FILE")},
		{"leaf-in-bundle.pem", "3 seen, 3 accepted, 0 rejected, 0 other", lines("certificate 1-11", "certificate 12-22", "certificate 23-34"), nil},
		{"literal-backslash-n.pem", two, lines("certificate 1-1 pem_literal_newline", "text 1-1", "certificate 1-1 pem_literal_newline", "text 1-1", "note pem_literal_newline 1 x2"), lines(`two characters \n`)},
		{"long-lines.pem", two, lines("certificate 1-7 pem_long_lines", "certificate 8-14 pem_long_lines", "note pem_long_lines 2 x2"), lines("longer than 76")},
		{"merge-conflict.pem", two, lines("text 1-1", "certificate 2-12", "text 13-13", "certificate 14-24", "text 25-25", "note merge_conflict 1 x2", "note pem_text 1 x3"), lines("unfinished merge")},
		{"mismatched-end.pem", half, lines("✗ certificate 1-11", "certificate 12-22"), lines("ends as TRUSTED CERTIFICATE (line 11)")},
		{"nbsp.pem", half, lines("✗ certificate 1-11", "certificate 12-22"), lines("white space")},
		{"no-final-newline.pem", two, append(ab(""), "note pem_no_final_newline 22 x1"), lines("cat")},
		{"one-line-base64.pem", two, lines("certificate 1-3 pem_long_lines", "certificate 4-6 pem_long_lines", "note pem_long_lines 2 x2"), nil},
		{"only-whitespace.pem", nothing, lines("note empty_file 0 x1"), lines("white space (9 bytes)")},
		{"openssl-text.pem", two, lines("text 1-34", "certificate 35-45", "text 46-79", "certificate 80-90", "note pem_text 1 x2"), lines("openssl x509 -text")},
		{"pkcs12.p12", other, lines("✗ pkcs12 0-0", "note not_a_certificate_file 0 x1"), lines("openssl pkcs12 -in FILE -nokeys -out NEW.pem")},
		{"pkcs7.der", other, lines("✗ pkcs7 0-0", "note not_a_certificate_file 0 x1"), lines("openssl pkcs7 -print_certs")},
		{"pkcs7.pem", other, lines("pkcs7 1-20"), nil},
		{"private-key-encrypted.pem", withKey, lines("certificate 1-11", "private_key 12-18", "certificate 19-29"), nil},
		{"private-key-openssh.pem", withKey, lines("certificate 1-11", "private_key 12-19 pem_openssh_key", "certificate 20-30", "note pem_openssh_key 12 x1"), lines("OpenSSH")},
		{"private-key-pkcs1.pem", withKey, lines("certificate 1-11", "private_key 12-38", "certificate 39-49"), nil},
		{"private-key-pkcs8.pem", withKey, lines("certificate 1-11", "private_key 12-16", "certificate 17-27"), nil},
		{"private-key-sec1.pem", withKey, lines("certificate 1-11", "private_key 12-16", "certificate 17-27"), nil},
		{"public-key.pem", other, lines("public_key 1-4"), nil},
		{"quoted.pem", two, lines("text 1-1", "certificate 1-11 pem_quoted", "certificate 12-22 pem_quoted", "text 22-22", "note pem_quoted 1 x2"), lines("quotation marks")},
		{"rfc1421-headers.pem", two, lines("certificate 1-14 pem_headers", "certificate 15-28 pem_headers", "note pem_headers 2 x2"), lines("RFC 1421")},
		{"s3-xml-error.pem", other, lines("✗ other 0-0", "note not_a_certificate_file 0 x1"), lines("AccessDenied")},
		{"trailing-spaces.pem", two, append(ab(" pem_trailing_space"), "note pem_trailing_space 1 x2"), nil},
		{"truncated.pem", half, lines("certificate 1-11", "✗ certificate 12-16"), lines("no END line: the file ends inside it")},
		{"trusted-certificate.pem", two, lines("certificate 1-11 pem_trusted_certificate", "certificate 12-22", "note pem_trusted_certificate 1 x1"), lines("openssl's own")},
		{"two-der-concatenated.cer", "2 seen, 0 accepted, 2 rejected, 0 other", lines("✗ certificate 0-0 der", "✗ certificate 0-0 der", "note der 0 x1"), lines("in a row")},
		{"utf16be.pem", two, append(ab(" pem_utf16"), "note pem_utf16 1 x1"), lines("big endian")},
		{"utf16le.pem", two, append(ab(" pem_utf16"), "note pem_utf16 1 x1"), lines("little endian")},
		{"x509-certificate.pem", two, append(ab(" pem_x509_certificate"), "note pem_x509_certificate 1 x2"), lines("X509 CERTIFICATE")},
	}
}

func TestPEMFixtures(t *testing.T) {
	files := pemFiles()
	for _, want := range files {
		t.Run(want.name, func(t *testing.T) { checkPEMFile(t, want) })
	}
	there, err := filepath.Glob("../testdata/certs/pem/*")
	if err != nil || len(there) != len(files) {
		t.Errorf("%d files in testdata/certs/pem, %d in the table (%v)", len(there), len(files), err)
	}
}

func checkPEMFile(t *testing.T, want pemFile) {
	data, err := os.ReadFile(filepath.Join("../testdata/certs/pem", want.name))
	if err != nil {
		t.Fatal(err)
	}
	b := load(t, data)
	if got := ledgerText(b.Ledger); got != want.ledger {
		t.Errorf("ledger: got %s, want %s", got, want.ledger)
	}
	found, said := findings(b)
	if !slices.Equal(found, want.found) {
		t.Errorf("got:\n\t%s\nwant:\n\t%s", strings.Join(found, "\n\t"), strings.Join(want.found, "\n\t"))
	}
	for _, word := range want.words {
		if !strings.Contains(said, word) {
			t.Errorf("%q does not say %q", said, word)
		}
	}
}

// load takes an input apart and holds it to the promises of every input.
func load(t *testing.T, data []byte) *Bundle {
	t.Helper()
	b, err := Load(NewObject("test.pem", data))
	if err != nil {
		t.Fatal(err)
	}
	scan := &Scan{Texts: b.Texts, Notes: b.Notes, Lines: b.Lines}
	for i, e := range b.Entries {
		if i == 0 || e.Index > b.Entries[i-1].Index { // else it is a further certificate of the same block
			scan.Blocks = append(scan.Blocks, e.Block)
		}
	}
	checkScan(t, data, scan)
	if l := b.Ledger; l.Seen != l.Accepted+l.Rejected || l.Seen+l.Other != len(b.Entries) {
		t.Errorf("the ledger does not balance: %+v of %d entries", l, len(b.Entries))
	}
	return b
}

func ledgerText(l Ledger) string {
	return fmt.Sprintf("%d seen, %d accepted, %d rejected, %d other", l.Seen, l.Accepted, l.Rejected, l.Other)
}

// findings lists blocks and texts in the order of the file, then the notes; said is every message.
func findings(b *Bundle) (found []string, said string) {
	texts := b.Texts
	text := func(before int) {
		for len(texts) > 0 && texts[0].Offset < before {
			found = append(found, fmt.Sprintf("text %d-%d", texts[0].FirstLine, texts[0].LastLine))
			texts = texts[1:]
		}
	}
	for _, e := range b.Entries {
		text(e.Offset)
		line := fmt.Sprintf("%s %d-%d", e.Kind, e.FirstLine, e.LastLine)
		if e.Reject != "" {
			line = "✗ " + line
		}
		for _, f := range e.Forms {
			line += " " + string(f)
		}
		found = append(found, line)
		said += e.Reject + "\n"
		if e.Certificate != nil {
			said += strings.Join(e.Certificate.Problems, "\n") + "\n"
		}
	}
	text(len(b.Object.Data) + 1)
	for _, n := range b.Notes {
		found = append(found, fmt.Sprintf("note %s %d x%d", n.Form, n.Line, n.Count))
		said += n.Message + "\n"
	}
	return found, said
}

// TestBlockPositions cuts every block out of its file: what Offset and End enclose is the block, from its first dash to
// its last, in plain files and in UTF-16.
func TestBlockPositions(t *testing.T) {
	for _, want := range pemFiles() {
		data, err := os.ReadFile(filepath.Join("../testdata/certs/pem", want.name))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range load(t, data).Entries {
			if e.Label == "" || strings.Contains(e.Reject, "no END line") {
				continue
			}
			got := plain(data, e.Offset, e.End)
			inner := strings.Trim(got, "-\u2013")
			if !strings.HasPrefix(inner, "BEGIN") || !strings.Contains(inner, "END") || strings.Count(got, "BEGIN") != 1 ||
				strings.ContainsAny(got[len(got)-1:], "\n\r \t") {
				t.Errorf("%s: the block on lines %d-%d is cut as %q", want.name, e.FirstLine, e.LastLine, got)
			}
		}
	}
}
