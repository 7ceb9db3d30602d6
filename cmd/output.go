package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/report"
)

// target is one value of --output: a format, and the file that it goes to; standard output when there is none.
type target struct {
	value        string // as it was given
	format, path string
}

// targets reads the values of --output. "-", as everywhere, and a file that standard output goes to already, are standard
// output.
func (o *common) targets(stdout io.Writer) ([]target, error) {
	var list []target
	for _, value := range o.output {
		format, path, toFile := strings.Cut(value, "=")
		t := target{value, format, path}
		switch {
		case !slices.Contains(o.formats(), format):
			return nil, &usageError{fmt.Sprintf("--output %q: there is no format %q", value, format), "the formats are " + strings.Join(o.formats(), ", ")}
		case toFile && path == "":
			return nil, &usageError{fmt.Sprintf("--output %q names no file", value), "write it as " + format + "=FILE, or as " + format + " for standard output"}
		}
		if t.path == "-" || isStream(t.path, stdout) {
			t.path = ""
		}
		for _, earlier := range list {
			if earlier.path == t.path || earlier.path != "" && t.path != "" && samePlace(earlier.path, t.path) {
				return nil, &usageError{fmt.Sprintf("--output %s and --output %s go to one place", earlier.value, value), "give each but one a file of its own: " + format + "=FILE"}
			}
		}
		list = append(list, t)
	}
	return list, nil
}

func (o *common) formats() []string { return append(report.Formats(), o.moreFormats...) }

// textOnly tells whether nothing but text is wanted, which shows less than a report holds.
func (o *common) textOnly() bool {
	return !slices.ContainsFunc(o.output, func(v string) bool { return v != report.FormatText })
}

// outputs opens what --output names. Reports for files appear there whole, when commit has been called.
func (o *common) outputs(s streams) ([]report.Output, error) {
	targets, err := o.targets(s.out)
	if err != nil {
		return nil, err
	}
	var list []report.Output
	for _, t := range targets {
		if t.path == "" {
			list = append(list, report.Output{W: s.out, Format: t.format, Options: o.layout(s)})
			continue
		}
		file, err := o.openReport(t.path)
		if usage := (*usageError)(nil); errors.As(err, &usage) {
			return nil, err
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errOutput, err)
		}
		list = append(list, report.Output{W: file, Format: t.format, Options: o.plainLayout()})
	}
	return list, nil
}

// commit puts the reports into their places. An input is not overwritten by the report about it.
func (o *common) commit(inputs []report.Input, stdin io.Reader) error {
	for _, f := range o.files {
		for _, in := range inputs {
			if sameFile(f.path, in.Ref) || in.Ref == "-" && isStream(f.path, stdin) {
				return &usageError{"--output would overwrite the input " + in.Ref, "name another file"}
			}
		}
	}
	return o.unlessOver(func() error {
		for _, f := range o.files {
			if err := f.commit(); err != nil {
				return fmt.Errorf("%w: %w", errOutput, err)
			}
		}
		return nil
	})
}

// unlessOver does what makes files, or gives them their names, whole or not at all: a run that is given up goes on until the
// process ends, and nothing may come of it any more.
func (o *common) unlessOver(files func() error) error {
	o.placing.Lock()
	defer o.placing.Unlock()
	if o.over {
		return context.Canceled
	}
	return files()
}

// discard removes what commit has not put into its place.
func (o *common) discard() {
	o.placing.Lock()
	defer o.placing.Unlock()
	o.over = true
	for _, f := range o.files {
		f.discard()
	}
}

// reportFile is a report on its way to a file. Until it is whole it stands beside that file, under another name: a
// report cut short would be taken for one that found little.
type reportFile struct {
	*os.File
	path string
	mode fs.FileMode
	done bool
}

func (o *common) openReport(path string) (*reportFile, error) {
	path, err := followed(path)
	if err != nil {
		return nil, err
	}
	f := &reportFile{path: path, mode: 0o644}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, &usageError{"--output: " + path + " is a directory", "name a file in it"}
	case err == nil && !info.Mode().IsRegular(): // a pipe, which waits for its reader, or a device
		if f.File, err = os.OpenFile(path, os.O_WRONLY, 0); err != nil {
			return nil, err
		}
		f.done = true
	case err == nil:
		f.mode = info.Mode().Perm()
	}
	return f, o.unlessOver(func() (err error) {
		if !f.done {
			f.File, err = createBeside(path)
		}
		if err == nil {
			o.files = append(o.files, f)
		}
		return err
	})
}

func (f *reportFile) commit() error {
	if f.done {
		return f.Close()
	}
	f.done = true
	err := errors.Join(f.Chmod(f.mode), f.Close())
	if err = cmp.Or(err, os.Rename(f.Name(), f.path)); err != nil {
		os.Remove(f.Name())
	}
	return err
}

func (f *reportFile) discard() {
	if !f.done {
		f.Close()
		os.Remove(f.Name())
	}
}
