package truststore

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

// stored is an archive that holds a text as it is.
func stored(t *testing.T, kind, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	if kind == "tar" {
		w := tar.NewWriter(&out)
		w.WriteHeader(&tar.Header{Name: "ca.pem", Mode: 0o644, Size: int64(len(text))})
		w.Write([]byte(text))
		w.Close()
		return out.Bytes()
	}
	w := zip.NewWriter(&out)
	f, err := w.CreateHeader(&zip.FileHeader{Name: "ca.pem", Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte(text))
	w.Close()
	return out.Bytes()
}

// TestStoredArchives: an archive is named as one even when the blocks in it can be seen, be it read whole or as a stream.
func TestStoredArchives(t *testing.T) {
	one := framed(wrapped(odd(func(*parts) {}), 64))
	for _, kind := range []string{"tar", "zip"} {
		small := load(t, stored(t, kind, one))
		if len(small.Entries) != 1 || !strings.HasPrefix(small.Entries[0].Reject, "is a "+kind+" archive") {
			t.Errorf("%s: %+v", kind, small.Entries)
		}
		long := stored(t, kind, strings.Repeat(one, 3*pieceSize/len(one)))
		pieces := 0
		err := Split("s", bytes.NewReader(long), DefaultMaxSize, func(p Piece) error {
			pieces++
			return nil
		})
		if pieces != 1 || err != nil {
			t.Errorf("%s: %d pieces, %v", kind, pieces, err)
		}
	}
}

// TestPointerAmongCertificates: a git-lfs pointer is named, whatever other text there is.
func TestPointerAmongCertificates(t *testing.T) {
	one := framed(wrapped(odd(func(*parts) {}), 64))
	pointer := "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
	for _, text := range []string{one + pointer, pointer + one, "# comment\n" + one + pointer, one + pointer + one + "# comment\n"} {
		if note := noteOf(load(t, []byte(text)), FormText); note == nil || !strings.Contains(note.Message, "git-lfs") {
			t.Errorf("%+v", note)
		}
	}
}

// TestDiffLines: a plus sign before every line is a digit of base64 too many, not one too few.
func TestDiffLines(t *testing.T) {
	one := strings.TrimSpace(framed(wrapped(odd(func(*parts) {}), 64)))
	b := load(t, []byte("+"+strings.ReplaceAll(one, "\n", "\n+")+"\n"))
	if got := b.Entries[0].Reject; !strings.Contains(got, "as in a diff") {
		t.Errorf("it says %q", got)
	}
}
