package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/mtlscheck/mtlscheck/report"
)

// checkTarget refuses to write where something stands that nobody gave up, before any work is done.
func (o *fixOptions) checkTarget(s streams) error {
	if o.to == "-" {
		return nil
	}
	if o.isInput(s) {
		return &usageError{"--to " + o.to + " is the input itself", "name another file: the input is never overwritten"}
	}
	for _, value := range o.output {
		if _, path, _ := strings.Cut(value, "="); path != "" && samePlace(path, o.to) {
			return &usageError{"--to and --output " + value + " go to one place", "name another file"}
		}
	}
	info, err := os.Stat(o.to)
	if errors.Is(err, fs.ErrNotExist) {
		info, err = os.Lstat(o.to) // a link that leads nowhere is there too
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &usageError{"--to " + o.to + " cannot be looked at", "check the path"}
	case info.IsDir():
		return &usageError{"--to " + o.to + " is a directory", "name a file in it"}
	case !o.force:
		return &usageError{"--to " + o.to + " exists already", "name a new file, or add --force to replace it"}
	case !info.Mode().IsRegular() && info.Mode()&fs.ModeSymlink == 0:
		return &usageError{"--to " + o.to + " is no regular file", "name a file, or - for standard output"}
	}
	return nil
}

// isInput tells whether the file to write is the truststore, under whatever name, or what standard input comes from.
func (o *fixOptions) isInput(s streams) bool {
	if o.truststore != "-" {
		return sameFile(o.to, o.truststore)
	}
	return isStream(o.to, s.in)
}

// spareInputs refuses to write over any other file that was read: a client's, say.
func (o *fixOptions) spareInputs(inputs []report.Input) error {
	for _, in := range inputs {
		if o.to != "-" && sameFile(o.to, in.Ref) {
			return &usageError{"--to would overwrite the input " + in.Ref, "name another file"}
		}
	}
	return nil
}

// writeNew writes a file that appears whole or not at all. Without force it does not replace one, not even one that
// came into being since it was looked for.
func writeNew(path string, data []byte, force bool) error {
	path, err := followed(path)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	file, err := createBeside(path)
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails when the file has its name
	_, err = file.Write(data)
	if err = errors.Join(err, file.Chmod(mode), file.Sync(), file.Close()); err != nil {
		return err
	}
	if force {
		return os.Rename(file.Name(), path)
	}
	return place(file.Name(), path)
}

// place gives a file its name if nothing has it yet. A link does that in one step; where the file system has none the
// name is looked for first.
func place(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s exists already", to)
	}
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s exists already", to)
	}
	return os.Rename(from, to)
}
