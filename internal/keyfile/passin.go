package keyfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// PassphraseFrom understands the value of --passin: env:NAME or file:PATH, both as openssl reads them. An empty pass
// phrase is allowed, as in openssl. The file is read only when a key turns out to be encrypted. getenv is like
// os.LookupEnv and readFile like os.ReadFile, but may leave out what follows the first line.
//
// No error repeats what was given, apart from the path in an error of readFile: it may be the pass phrase itself, put
// there by mistake or by a shell.
func PassphraseFrom(
	spec string, getenv func(string) (string, bool), readFile func(string) ([]byte, error),
) (Passphrase, error) {
	form, value, _ := strings.Cut(spec, ":")
	switch {
	case form == "env" && value != "":
		return fromEnv(value, getenv)
	case form == "file" && value != "":
		return func() ([]byte, error) { return fromFile(value, readFile) }, nil
	case form == "pass":
		return nil, badSource("--passin does not take pass:, because every user of the machine can read it in the process list")
	}
	return nil, badSource("--passin takes env:NAME or file:PATH and nothing else")
}

func badSource(fact string) error {
	return &Error{
		Fact: fact,
		Hint: "put the pass phrase into a variable or a file and give `--passin env:NAME` or `--passin file:PATH`",
		Err:  ErrPassphraseSource,
	}
}

// fromEnv looks at once, so that a mistyped name is told even when the key needs no pass phrase.
func fromEnv(name string, getenv func(string) (string, bool)) (Passphrase, error) {
	phrase, ok := getenv(name)
	if !ok {
		return nil, &Error{
			Fact: "the environment variable that --passin names is not set",
			Hint: "export the variable; after env: comes its name, not its value",
			Err:  ErrPassphraseSource,
		}
	}
	return func() ([]byte, error) { return []byte(phrase), nil }, nil
}

// fromFile takes the first line. A carriage return before the line end is left out with it, as openssl does on Windows;
// on other systems openssl keeps it. Like openssl, it takes a file of no bytes for a mistake.
func fromFile(path string, readFile func(string) ([]byte, error)) ([]byte, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	if len(data) == 0 {
		return nil, errors.New("the pass phrase file is empty")
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), nil
}

// withoutPhrase wraps what a Passphrase returned instead of a pass phrase.
func withoutPhrase(err error) error {
	return &Error{
		Fact: fmt.Sprintf("the pass phrase cannot be had: %v", err),
		Hint: "check that the file of `--passin file:PATH` can be read and has the pass phrase in its first line",
		Err:  fmt.Errorf("%w: %w", ErrPassphraseSource, err),
	}
}
