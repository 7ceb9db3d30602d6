package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Find looks for the configuration that holds in a directory: there, and in those above, up to the one that has .git in
// it, the root of a repository, or to the root of the file system. The path is empty when there is none.
func Find(dir string) (path string, err error) {
	for {
		path = filepath.Join(dir, Name)
		_, err := os.Lstat(path)
		switch {
		case err == nil:
			return path, nil
		case !errors.Is(err, fs.ErrNotExist):
			return path, err
		}
		_, err = os.Lstat(filepath.Join(dir, ".git")) // a directory, or a file in a worktree
		parent := filepath.Dir(dir)
		if err == nil || parent == dir {
			return "", nil
		}
		dir = parent
	}
}

// Load reads the configuration at a path; ref is how messages name it. Every error is an *Error: a configuration that
// is there and cannot be read must not be passed over.
func Load(path, ref string) (*File, error) {
	data, problem := read(path)
	if problem != nil {
		return nil, &Error{ref, []Problem{*problem}}
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, &Error{ref, []Problem{unreadable(err)}}
	}
	return Parse(ref, dir, data)
}

func read(path string) ([]byte, *Problem) {
	// Looked at before it is opened: opening a pipe would wait for somebody to write to it.
	info, err := os.Stat(path)
	if err != nil {
		p := unreadable(err)
		return nil, &p
	}
	if !info.Mode().IsRegular() {
		return nil, &Problem{Fact: "it is not a file", Hint: "--config FILE names another one, --config none goes without"}
	}
	file, err := os.Open(path)
	if err != nil {
		p := unreadable(err)
		return nil, &p
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	switch {
	case err != nil:
		p := unreadable(err)
		return nil, &p
	case len(data) > MaxSize:
		p := tooBig()
		return nil, &p
	}
	return data, nil
}

func unreadable(err error) Problem {
	p := Problem{Fact: "it cannot be read", Hint: "let this user read it; --config none goes without"}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.Fact, p.Hint = "there is no such file", "mtlscheck config init prints one"
	case errors.Is(err, fs.ErrPermission):
		p.Fact = "it may not be read by this user"
	}
	return p
}
