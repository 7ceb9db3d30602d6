package report

import (
	"net/url"
	"path"
	"reflect"
	"strconv"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// objectOf lists what tells a hidden object of S3 in the sentences about its failure: they name bucket and key, and not
// as the reference does. Elsewhere these are not looked for: a truststore may lie in the same bucket.
func (x *redactor) objectOf(v reflect.Value) dictionary {
	if name := v.Type().Name(); !x.tell || name != "Input" && name != "Failure" {
		return nil
	}
	ref := v.FieldByName("Ref").String()
	_, hidden := x.standIns[ref]
	at, err := truststore.ParseS3(ref)
	if !hidden || err != nil {
		return nil
	}
	words := map[string]string{}
	add := func(text, standIn string) {
		for _, form := range spellings(text) {
			words[form] = standIn
		}
	}
	add(at.VersionID, "VERSION")
	add(path.Dir(at.Key)+"/", "PREFIX/") // where the hint sends who looks for the key
	add(at.Bucket, "BUCKET")
	add(at.Key, "KEY")
	return newDictionary(words)
}

// spellings are a text as it is, in Go's quotation marks, and in the path and the query of a URL. One without a letter or
// digit has none: it tells nothing, and stands everywhere.
func spellings(s string) []string {
	if !strings.ContainsFunc(s, isWord) {
		return nil
	}
	quoted := strconv.Quote(s)
	return []string{s, quoted[1 : len(quoted)-1], (&url.URL{Path: s}).EscapedPath(), url.PathEscape(s), url.QueryEscape(s)}
}
