package report

import (
	"net/url"
	"path/filepath"
	"strings"
)

// isFile tells whether a reference names a file, and not an object in S3 or standard input.
func isFile(ref string) bool {
	return ref != "" && ref != "-" && !isS3(ref)
}

func isS3(ref string) bool { return strings.HasPrefix(strings.ToLower(ref), "s3://") }

// filePath writes a file's name with forward slashes, relative to the working directory when it lies inside. A name
// that cannot be told from there stays as it was given.
func filePath(ref, dir string) (path string, inside bool) {
	clean := filepath.Clean(ref)
	absolute := clean
	if !filepath.IsAbs(clean) {
		if filepath.IsLocal(clean) {
			return filepath.ToSlash(clean), true
		}
		if dir == "" {
			return filepath.ToSlash(clean), false
		}
		absolute = filepath.Join(dir, clean)
	}
	if rel, err := filepath.Rel(dir, absolute); err == nil && dir != "" && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel), true
	}
	return filepath.ToSlash(absolute), false
}

// fileURI is a file's name as a URI reference (RFC 3986), percent-encoded: relative inside the working directory, with
// the scheme file outside of it.
func fileURI(ref, dir string) string {
	path, _ := filePath(ref, dir)
	u := url.URL{Path: path}
	if strings.HasPrefix(path, "/") || filepath.VolumeName(path) != "" {
		u.Scheme, u.Path = "file", "/"+strings.TrimLeft(path, "/")
	}
	return u.String()
}

// objectName is the full name of an object in S3, with the version that was read.
func objectName(ref string, inputs []Input) string {
	if strings.Contains(ref, "?") {
		return ref
	}
	for _, in := range inputs {
		if in.Ref == ref && in.VersionID != "" {
			return ref + "?versionId=" + url.QueryEscape(in.VersionID)
		}
	}
	return ref
}
