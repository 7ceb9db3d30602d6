package cmd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// sameFile tells whether two paths lead to one file, by whatever spelling or link.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// samePlace tells whether two paths name one file that may not be there yet.
func samePlace(a, b string) bool {
	return filepath.Base(a) == filepath.Base(b) && sameFile(filepath.Dir(a), filepath.Dir(b)) || sameFile(a, b)
}

// isStream tells whether a path leads to the file or pipe that a standard stream is. A terminal, or /dev/null, holds
// nothing that could be overwritten.
func isStream(path string, stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	is, err := file.Stat()
	if err != nil || is.Mode()&fs.ModeCharDevice != 0 {
		return false
	}
	at, err := os.Stat(path)
	return err == nil && os.SameFile(is, at)
}

// oneStream tells whether two streams go to one terminal, file or pipe.
func oneStream(a, b io.Writer) bool {
	if _, shown := terminal(a); shown {
		_, both := terminal(b)
		return both
	}
	fileA, okA := a.(*os.File)
	fileB, okB := b.(*os.File)
	if !okA || !okB {
		return false
	}
	infoA, errA := fileA.Stat()
	infoB, errB := fileB.Stat()
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// followed gives the file that a path leads to. What is written takes that file's place: in the place of the link, it
// would leave the file as it was, and /dev/stdout gone for everybody.
func followed(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return path, nil
	}
	if at, err := os.Stat(path); err == nil && !at.Mode().IsRegular() {
		return path, nil // opened as it stands: the link of a pipe, as in /dev/fd, names no path
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", fmt.Errorf("%s is a link that leads nowhere", path)
	}
	return real, nil
}

// createBeside makes a file under another name in the directory of the one that it will become. That name is nobody's
// business: an error tells the one that was asked for.
func createBeside(path string) (*os.File, error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".mtlscheck-*")
	var cause *fs.PathError
	if errors.As(err, &cause) {
		err = fmt.Errorf("%s: %w", path, cause.Err)
	}
	return file, err
}
