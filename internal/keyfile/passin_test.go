package keyfile

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

func testEnv(name string) (string, bool) {
	env := map[string]string{"SET": "from the environment", "EMPTY": ""}
	value, ok := env[name]
	return value, ok
}

func testFiles(path string) ([]byte, error) {
	files := map[string]string{
		"line": "from a file\n", "bare": "from a file", "windows": "from a file\r\n", "two": "from a file\nsecond line\n",
		"blanks": "  from a file \n", "blank": "\n", "empty": "", `C:\phrase`: "from a disk\n",
	}
	data, ok := files[path]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return []byte(data), nil
}

func TestPassphraseFrom(t *testing.T) {
	for spec, want := range map[string]string{
		"env:SET":        "from the environment",
		"env:EMPTY":      "",
		"file:line":      "from a file",
		"file:bare":      "from a file",
		"file:windows":   "from a file",
		"file:two":       "from a file",
		"file:blanks":    "  from a file ",
		"file:blank":     "",
		`file:C:\phrase`: "from a disk",
	} {
		pass, err := PassphraseFrom(spec, testEnv, testFiles)
		if err != nil {
			t.Errorf("%s: %v", spec, err)
			continue
		}
		if got, err := pass(); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v; want %q", spec, got, err, want)
		}
	}
}

func TestPassphraseFromRefuses(t *testing.T) {
	for spec, word := range map[string]string{
		"pass:s3cret": "process list",
		"pass:":       "process list",
		"s3cret":      "env:NAME or file:PATH",
		"":            "env:NAME or file:PATH",
		"stdin":       "env:NAME or file:PATH",
		"fd:3":        "env:NAME or file:PATH",
		"env:":        "env:NAME or file:PATH",
		"file:":       "env:NAME or file:PATH",
		"env:s3cret":  "is not set",
	} {
		_, err := PassphraseFrom(spec, testEnv, testFiles)
		wantError(t, err, ErrPassphraseSource, 0, word)
		if e := err.(*Error); strings.Contains(e.Fact+e.Hint, "s3cret") {
			t.Errorf("%s: the error repeats what was given: %+v", spec, e)
		}
	}
}

func TestPassphraseFileIsReadOnlyWhenAsked(t *testing.T) {
	missing, err := PassphraseFrom("file:missing", testEnv, testFiles)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := missing(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
	empty, err := PassphraseFrom("file:empty", testEnv, testFiles)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := empty(); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("got %v, want that the file is empty", err)
	}
}
