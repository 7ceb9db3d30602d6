package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Parse reads a report that was written as JSON. It may come from a stranger: what it says is data, no less to be
// escaped than a certificate. Fields that this version does not know are ignored; a value of another type is an error
// with its place. encoding/json bounds how deep values are nested.
func Parse(data []byte) (*Report, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return nil, errors.New("is UTF-16, as PowerShell's > writes it: --output json=FILE writes UTF-8")
	}
	var version struct {
		SchemaVersion *string `json:"schema_version"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return nil, misread(data, err)
	}
	if err := checkVersion(version.SchemaVersion); err != nil {
		return nil, err
	}
	r := &Report{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, misread(data, err)
	}
	if code := r.Summary.ExitCode; code < ExitPassed || code > ExitRemote {
		return nil, fmt.Errorf("summary.exit_code is %d: a report ends with %d to %d", code, ExitPassed, ExitRemote)
	}
	if r.KeyMatch != nil {
		for _, l := range r.KeyMatch.Listings {
			if l.Same && l.Entry == nil {
				return nil, errors.New("key_match.listings: a certificate stands in the truststore, but its entry is missing")
			}
		}
	}
	r.restore()
	return r, nil
}

func checkVersion(v *string) error {
	major, _, _ := strings.Cut(SchemaVersion, ".")
	switch {
	case v == nil:
		return errors.New("is no report of mtlscheck: it has no schema_version")
	case *v != major && !strings.HasPrefix(*v, major+"."):
		return fmt.Errorf("has schema version %s, and this mtlscheck reads version %s.x: use the mtlscheck that wrote it, or judge anew", *v, major)
	}
	return nil
}

// misread says where a JSON text is not what it should be.
func misread(data []byte, err error) error {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("line %s: is not JSON: %w", position(data, syntax.Offset), err)
	case errors.As(err, &typed):
		return fmt.Errorf("line %s: %s is a JSON %s, where a report has %s", position(data, typed.Offset), fieldName(typed.Field), typed.Value, article(typed.Type.String()))
	}
	return err
}

// fieldName leaves out the parts of a report that Go has and JSON has not.
func fieldName(path string) string {
	for _, part := range []string{"Head.", "Tail.", "Certificate."} {
		path = strings.ReplaceAll(path, part, "")
	}
	return cmp.Or(path, "the whole")
}

func article(kind string) string {
	switch {
	case kind == "string", kind == "bool":
		return "a " + kind
	case kind == "int":
		return "a whole number"
	case strings.HasPrefix(kind, "[]"):
		return "a list"
	}
	return "an object"
}

// position counts lines and columns from 1.
func position(data []byte, offset int64) string {
	before := data[:min(max(0, int(offset)-1), len(data))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Sprintf("%d, column %d", line, len(before)-bytes.LastIndexByte(before, '\n'))
}

// restore makes what is not written into JSON from what is: the failures, for standard error.
func (r *Report) restore() {
	for _, in := range r.Inputs {
		if in.Error != "" {
			r.Failures = append(r.Failures, &Failure{Ref: in.Ref, Fact: in.Error, Hint: in.Hint})
		}
	}
}

// Decide decides the exit code anew, by another threshold. A run whose inputs failed stays failed.
func (r *Report) Decide(failOn string) {
	s := &r.Summary
	if s.ExitCode <= ExitFindings {
		s.decide(failOn)
	}
}
