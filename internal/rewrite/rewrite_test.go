package rewrite_test

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/mtlscheck/mtlscheck/internal/rewrite"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

const key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n"

func load(t testing.TB, data []byte) *truststore.Bundle {
	t.Helper()
	return testpki.Load(t, "in.pem", data)
}

// rules lists what was left out, with its lines.
func rules(list []rewrite.Remark) string {
	var words []string
	for _, r := range list {
		words = append(words, fmt.Sprintf("%s %d-%d", r.Rule, r.FirstLine, r.LastLine))
	}
	return strings.Join(words, ", ")
}

func TestOptionsSayWhatIsLeftOut(t *testing.T) {
	root := testpki.Root(t, "root")
	expired, leaf, listed := root.Intermediate("old", testpki.Expired), root.Leaf("leaf"), root.SelfSigned("listed", testpki.NotCA)
	v1 := root.Root("v1", testpki.Version1)
	store := testpki.PEM(root, expired, leaf, listed, root, v1)
	for _, test := range []struct {
		name    string
		options rewrite.Options
		want    string
	}{
		{"nothing unless asked", rewrite.Options{}, ""},
		{"further copies", rewrite.Options{DropDuplicates: true}, "duplicate_dropped"},
		{"what ended", rewrite.Options{DropExpired: true}, "expired_dropped"},
		{"what is no CA, but not what is listed on purpose nor what cannot say", rewrite.Options{DropNonCA: true}, "not_a_ca_dropped"},
		{"self-signed ones too", rewrite.Options{DropNonCA: true, DropSelfSigned: true}, "not_a_ca_dropped, not_a_ca_dropped"},
		{"all at once", rewrite.Options{DropDuplicates: true, DropExpired: true, DropNonCA: true}, "expired_dropped, not_a_ca_dropped, duplicate_dropped"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.options.At = testpki.At()
			got := rewrite.Rewrite(load(t, store), test.options)
			var words []string
			for _, r := range got.Dropped {
				words = append(words, string(r.Rule))
				if r.FirstLine == 0 || r.LastLine <= r.FirstLine || r.Entry == nil {
					t.Errorf("%s has no place", r.Rule)
				}
			}
			if text := strings.Join(words, ", "); text != test.want {
				t.Errorf("left out %s, want %s", text, test.want)
			}
			if len(got.Kept)+len(got.Dropped) != 6 {
				t.Errorf("%d kept and %d left out of 6", len(got.Kept), len(got.Dropped))
			}
		})
	}
}

// TestWhatIsSparedIsCounted: what stays only because no option says otherwise, and no more.
func TestWhatIsSparedIsCounted(t *testing.T) {
	root := testpki.Root(t, "root")
	store := testpki.PEM(root, root.Intermediate("old", testpki.Expired), root.Leaf("leaf"), root.SelfSigned("listed", testpki.NotCA), root)
	for _, test := range []struct {
		options rewrite.Options
		want    map[rewrite.Rule]int
	}{
		{rewrite.Options{}, map[rewrite.Rule]int{rewrite.Duplicate: 1, rewrite.Expired: 1, rewrite.NotCA: 1}},
		{rewrite.Options{DropDuplicates: true, DropExpired: true}, map[rewrite.Rule]int{rewrite.NotCA: 1}},
		{rewrite.Options{DropDuplicates: true, DropExpired: true, DropNonCA: true}, map[rewrite.Rule]int{}},
	} {
		test.options.At = testpki.At()
		if got := rewrite.Rewrite(load(t, store), test.options).Spared; !maps.Equal(got, test.want) {
			t.Errorf("%+v spares %v, want %v", test.options, got, test.want)
		}
	}
}

// TestWhatIsNoCertificateNeverGoesAlong: each is named, with its lines, and no byte of it is in the output.
func TestWhatIsNoCertificateNeverGoesAlong(t *testing.T) {
	root := string(testpki.Root(t, "root").PEM())
	body := "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg"
	for _, test := range []struct{ name, text, want string }{
		{"a private key", key, "private_key_dropped"},
		{"an encrypted one", strings.ReplaceAll(key, "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "private_key_dropped"},
		{"a request", strings.ReplaceAll(key, "PRIVATE KEY", "CERTIFICATE REQUEST"), "block_dropped"},
		{"a revocation list", strings.ReplaceAll(key, "PRIVATE KEY", "X509 CRL"), "block_dropped"},
		{"a container", strings.ReplaceAll(key, "PRIVATE KEY", "PKCS7"), "container_dropped"},
		{"a broken certificate", strings.ReplaceAll(key, "PRIVATE KEY", "CERTIFICATE"), "block_lost"},
		{"a certificate without its end", "-----BEGIN CERTIFICATE-----\n" + body + "\n", "block_lost"},
		{"a certificate without BEGIN and END lines", bare(root), "block_lost"},
		{"a key that lost its BEGIN line", body + "\n-----END PRIVATE KEY-----\n", "text_looks_like_key"},
		{"the body of a key alone", body + "\n", "text_looks_like_key"},
		{"openssl's text of a key", "Private-Key: (256 bit)\npriv:\n    00:11:22\n", "text_looks_like_key"},
		{"a key in hexadecimal", "d = 5f3a5f3a5f3a5f3a5f3a5f3a5f3a5f3a5f3a5f3a5f3a5f3a5f3a5f3a5f3a5f3a\n", "text_looks_like_key"},
		{"a key in pairs", strings.Repeat("5f:", 31) + "3a\n", "text_looks_like_key"},
		{"a JSON web key", `{"kty":"EC","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}` + "\n", "text_looks_like_key"},
		{"a pass phrase", "the password is hunter2\n", "text_looks_like_key"},
		{"what looks like a BEGIN line to some reader", "-----BEGIN my file-----\n", "text_dropped"},
		{"control characters", "a\x1b[2Jb\n", "text_dropped"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := rewrite.Rewrite(load(t, []byte(root+test.text+root)), rewrite.Options{})
			if len(got.Dropped) == 0 || string(got.Dropped[0].Rule) != test.want || got.Dropped[0].FirstLine == 0 {
				t.Errorf("left out %q, want %s", rules(got.Dropped), test.want)
			}
			if want := root + root; len(got.Kept) == 2 && string(got.Data) != want {
				t.Errorf("wrote\n%s\nwant the two certificates alone", got.Data)
			}
			if bytes.Contains(got.Data, []byte(body)) {
				t.Errorf("wrote\n%s", got.Data)
			}
		})
	}
}

// bare takes the boundaries off a block.
func bare(block string) string {
	lines := strings.SplitAfter(block, "\n")
	return strings.Join(lines[1:len(lines)-2], "")
}

// TestEveryTrustedCertificateIsWrittenAnew: `openssl x509` would keep the first of them.
func TestEveryTrustedCertificateIsWrittenAnew(t *testing.T) {
	a, b := testpki.Root(t, "a").PEM(), testpki.Root(t, "b").PEM()
	trusted := bytes.ReplaceAll(slices.Concat(a, b), []byte(" CERTIFICATE"), []byte(" TRUSTED CERTIFICATE"))
	if got := rewrite.Rewrite(load(t, trusted), rewrite.Options{}); !bytes.Equal(got.Data, slices.Concat(a, b)) {
		t.Errorf("wrote\n%s", got.Data)
	}
}

func TestExplanationsAreKeptAsTheyAre(t *testing.T) {
	root := string(testpki.Root(t, "root").PEM())
	for _, text := range []string{
		"# Acme's root, see https://example.org/docs/pki/issuing-authorities/production",
		"subject=CN = root\n\n  issuer=CN = root",
		"Bag Attributes\n    friendlyName: Acme Root\n    localKeyID: 54 69 6D 65",
		"SHA256 Fingerprint=" + strings.Repeat("AB:", 31) + "AB",
		"# sha256 " + strings.Repeat("ab", 32),
		"====================================================",
		"# Zürich, 東京",
	} {
		got := rewrite.Rewrite(load(t, []byte(text+"\r\n"+root+text)), rewrite.Options{})
		if want := text + "\n" + root + text + "\n"; string(got.Data) != want {
			t.Errorf("wrote\n%s\nwant\n%s", got.Data, want)
		}
		got = rewrite.Rewrite(load(t, []byte(text+"\n"+root)), rewrite.Options{DropText: true})
		if string(got.Data) != root || rules(got.Dropped) == "" {
			t.Errorf("with --drop-text: wrote\n%s\nleft out %q", got.Data, rules(got.Dropped))
		}
	}
}

func TestTextOfCertificatesIsKept(t *testing.T) {
	for _, name := range []string{"openssl-text.pem", "bag-attributes.pem"} {
		data := fixtures(t)[filepath.Join("..", "..", "testdata", "certs", "pem", name)]
		got := rewrite.Rewrite(load(t, data), rewrite.Options{})
		if got.Texts == 0 || len(got.Dropped) > 0 || !bytes.Equal(got.Data, data) {
			t.Errorf("%s: %d texts kept, left out %q", name, got.Texts, rules(got.Dropped))
		}
	}
}

func TestTextInUTF16IsKeptAsUTF8(t *testing.T) {
	want := "# Zürich, 東京\n" + string(testpki.Root(t, "root").PEM()) + "# 𝄞\n"
	for name, order := range map[string]binary.AppendByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian} {
		data := order.AppendUint16(nil, 0xfeff)
		for _, unit := range utf16.Encode([]rune(want)) {
			data = order.AppendUint16(data, unit)
		}
		if got := rewrite.Rewrite(load(t, data), rewrite.Options{}); string(got.Data) != want {
			t.Errorf("%s endian: wrote\n%s", name, got.Data)
		}
	}
}

// fixtures gives every file of the committed certificates.
func fixtures(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"*/truststore*.pem", "pem/*"} {
		names, err := filepath.Glob(filepath.Join("..", "..", "testdata", "certs", pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("no fixtures: %v", err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = data
		}
	}
	return files
}

// TestOthersReadWhatIsWritten: whatever form the input had, Go and openssl read every certificate of the output.
func TestOthersReadWhatIsWritten(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("openssl is not installed")
		}
		t.Log("openssl is not installed: only Go is asked")
	}
	written := 0
	for name, data := range fixtures(t) {
		got := rewrite.Rewrite(load(t, data), rewrite.Options{})
		if len(got.Kept) == 0 {
			continue
		}
		written++
		if n := goReads(got.Data); n != len(got.Kept) {
			t.Errorf("%s: Go reads %d of %d certificates", name, n, len(got.Kept))
		}
		if openssl == "" {
			continue
		}
		out := filepath.Join(t.TempDir(), "out.pem")
		if err := os.WriteFile(out, got.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := exec.CommandContext(t.Context(), openssl, "storeutl", "-noout", "-certs", out).CombinedOutput()
		if want := fmt.Sprintf("Total found: %d", len(got.Kept)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: openssl storeutl: %v, %s, want %s", name, err, text, want)
		}
	}
	if written < 50 {
		t.Errorf("only %d files were written anew: the fixtures are not there", written)
	}
}

// goReads counts the certificates as a program does that asks encoding/pem and crypto/x509. That the latter refuses some
// is no matter of the file, so blocks are counted.
func goReads(data []byte) int {
	n := 0
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			return n
		}
		if block.Type == "CERTIFICATE" && len(block.Headers) == 0 {
			n++
		}
		data = rest
	}
}

func TestGoodCertificatesPassGosPool(t *testing.T) {
	root := testpki.Root(t, "root")
	crlf := bytes.ReplaceAll(testpki.PEM(root, root.Intermediate("issuing")), []byte("\n"), []byte("\r\n"))
	got := rewrite.Rewrite(load(t, append([]byte("\ufeff"), crlf...)), rewrite.Options{})
	if !x509.NewCertPool().AppendCertsFromPEM(got.Data) || goReads(got.Data) != 2 {
		t.Errorf("Go's pool does not take\n%s", got.Data)
	}
	if text := rules(got.Changed); !strings.Contains(text, "form_mended") {
		t.Errorf("changed %q, want the mark and the line ends named", text)
	}
}

// FuzzRewrite holds for every input: writing anew twice is writing anew once; the certificates of the output are those
// that were read, without those that were left out, byte for byte and in their order; and every block is accounted for.
func FuzzRewrite(f *testing.F) {
	for _, data := range fixtures(f) {
		f.Add(data, uint8(0))
		f.Add(data, uint8(0xff))
	}
	root := string(testpki.Root(f, "root").PEM())
	f.Add([]byte("# one\nAbc4567890123456\n"+key+"Abc4567890123456\n# two\nAbc4567890123456\n"+root), uint8(0))
	twice, _ := pem.Decode([]byte(root))
	f.Add(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: slices.Concat(twice.Bytes, twice.Bytes)}), uint8(1))
	f.Add([]byte("BEG\ufeffIN -----BEG\ufeffIN CERTIFICATE-----\n"+root), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, flags uint8) {
		bundle, err := truststore.Load(&truststore.Object{Ref: "in.pem", Data: data})
		if err != nil {
			t.Skip()
		}
		options := rewrite.Options{DropDuplicates: flags&1 > 0, DropText: flags&2 > 0, DropExpired: flags&4 > 0,
			DropNonCA: flags&8 > 0, DropSelfSigned: flags&16 > 0, At: testpki.At()}
		got := rewrite.Rewrite(bundle, options)
		accounted(t, bundle, got)
		if len(got.Kept) == 0 {
			return
		}
		again := load(t, got.Data)
		var want, have [][]byte
		for _, e := range got.Kept {
			want = append(want, e.Certificate.Raw)
		}
		for _, e := range again.Certificates() {
			have = append(have, e.DER)
		}
		if !slices.EqualFunc(have, want, bytes.Equal) || len(again.Entries) != len(want) {
			t.Fatalf("the output has %d certificates in %d blocks, want %d", len(have), len(again.Entries), len(want))
		}
		if n := goReads(got.Data); n != len(want) {
			t.Fatalf("Go reads %d of %d", n, len(want))
		}
		if twice := rewrite.Rewrite(again, options); !bytes.Equal(twice.Data, got.Data) || len(twice.Dropped) > 0 || len(twice.Changed) > 0 {
			t.Fatalf("a second run writes\n%q\nafter\n%q\nleft out %s, changed %s", twice.Data, got.Data, rules(twice.Dropped), rules(twice.Changed))
		}
	})
}

// accounted wants every block to be kept or named.
func accounted(t *testing.T, b *truststore.Bundle, r *rewrite.Result) {
	t.Helper()
	type part struct {
		block int
		sum   [32]byte
	}
	which := func(e *truststore.Entry) part {
		if c := cmp.Or(e.Certificate, e.Lost); c != nil {
			return part{e.Index, c.SHA256}
		}
		return part{block: e.Index}
	}
	met := map[part]int{} // a block may hold a certificate more than once
	for i := range b.Entries {
		met[which(&b.Entries[i])]--
	}
	for _, e := range r.Kept {
		met[which(e)]++
	}
	for _, d := range r.Dropped {
		if d.Entry != nil {
			met[which(d.Entry)]++
		}
	}
	for p, n := range met {
		if n != 0 {
			t.Errorf("block #%d is kept or named %+d times too often", p.block, n)
		}
	}
}

// TestOneIsSingular: sentences count one thing as one.
func TestOneIsSingular(t *testing.T) {
	text := "note <b>\x01\n" + string(testpki.Root(t, "root").PEM())
	for _, r := range rewrite.Rewrite(testpki.Load(t, "a.pem", []byte(text)), rewrite.Options{DropText: true}).Dropped {
		if !strings.HasPrefix(r.Message, "text of 1 line") || strings.Contains(r.Message, "1 lines") {
			t.Errorf("%q", r.Message)
		}
	}
}

// TestChangesOfEncodingAreMended: a file of two encodings comes out as one of ASCII.
func TestChangesOfEncodingAreMended(t *testing.T) {
	data, err := os.ReadFile("../../testdata/certs/lint/positive/pem_mixed_encoding.pem")
	if err != nil {
		t.Fatal(err)
	}
	got := rewrite.Rewrite(testpki.Load(t, "truststore.pem", data), rewrite.Options{At: testpki.At()})
	told := slices.ContainsFunc(got.Changed, func(r rewrite.Remark) bool { return strings.HasPrefix(r.Message, "the file changes its encoding") })
	if len(got.Kept) != 2 || bytes.IndexByte(got.Data, 0) >= 0 || !told {
		t.Errorf("%d kept, told of %+v", len(got.Kept), got.Changed)
	}
}

// TestCertificatesThatReadersLoseAreWrittenByThemselves: behind another one in its block, or under a wrong label.
func TestCertificatesThatReadersLoseAreWrittenByThemselves(t *testing.T) {
	a, b := testpki.Root(t, "a"), testpki.Root(t, "b")
	block := func(label string, parts ...[]byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: slices.Concat(parts...)})
	}
	for name, text := range map[string][]byte{
		"two in a block":          block("CERTIFICATE", a.DER, b.DER),
		"with something between":  block("CERTIFICATE", a.DER, []byte("\n"), b.DER),
		"one as revocation list":  slices.Concat(a.PEM(), block("X509 CRL", b.DER)),
		"both under a new label":  block("NEW CERTIFICATE", a.DER, b.DER),
		"one as request":          slices.Concat(a.PEM(), block("CERTIFICATE REQUEST", b.DER)),
		"one without its end":     slices.Concat(a.PEM(), bytes.TrimSuffix(b.PEM(), []byte("-----END CERTIFICATE-----\n"))),
		"one with another end":    slices.Concat(a.PEM(), bytes.Replace(b.PEM(), []byte("END CERT"), []byte("END X CERT"), 1)),
		"in place of trust rules": block("TRUSTED CERTIFICATE", a.DER, b.DER),
	} {
		got := rewrite.Rewrite(load(t, text), rewrite.Options{})
		if !bytes.Equal(got.Data, testpki.PEM(a, b)) || len(got.Dropped) != 0 {
			t.Errorf("%s: wrote\n%s\nand left out %q", name, got.Data, rules(got.Dropped))
		}
		message := ""
		for _, r := range got.Changed {
			message += r.Message + "\n"
		}
		if !strings.Contains(message, "CN=b, which readers lose where it stands, is written as a block of its own") {
			t.Errorf("%s: says %q", name, message)
		}
		if between := strings.Contains(message, "is left out: 1 byte"); between != strings.Contains(name, "between") || strings.Contains(message, "settings are left out") {
			t.Errorf("%s: says %q", name, message)
		}
	}
	expired := testpki.Root(t, "old", testpki.Expired)
	got := rewrite.Rewrite(load(t, block("CERTIFICATE", a.DER, a.DER, expired.DER)), rewrite.Options{DropDuplicates: true, DropExpired: true, At: testpki.At()})
	if !bytes.Equal(got.Data, a.PEM()) || len(got.Dropped) != 2 {
		t.Errorf("wrote\n%s\nand left out %q", got.Data, rules(got.Dropped))
	}
}
