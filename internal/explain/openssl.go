package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/opensslverify"
)

// opensslError is one error of openssl verify: its number in OpenSSL 3.0, the constant of its header (without
// X509_V_ERR_, as Node and others print it), what it means for a truststore at a gateway, and what to do.
type opensslError struct {
	code        int
	name        string
	explanation string
	fix         string
	see         []string
	older       string // the text of OpenSSL 1.1.1, where it is another one
}

func opensslErrors() []Topic {
	var list []Topic
	for _, e := range slices.Concat(opensslCommon(), opensslCRLs(), opensslShape(), opensslOthers()) {
		text := opensslverify.Message(e.code)
		t := Topic{ID: fmt.Sprintf("openssl_%d", e.code), Kind: KindOpenSSL, Text: text, Severity: "error", Explanation: e.explanation, Fix: e.fix,
			Title: fmt.Sprintf("openssl verify, error %d: %s", e.code, text), Basis: certcheck.Documented, Source: pageOpenSSL, See: e.see,
			phrases: []string{"X509_V_ERR_" + e.name}, wholes: []string{strconv.Itoa(e.code)}}
		if strings.Contains(e.name, "_") { // as Node prints it; a single word is a word of any sentence
			t.phrases = append(t.phrases, e.name)
		}
		if e.older != "" {
			t.phrases = append(t.phrases, e.older)
		}
		switch e.code {
		case 0:
			t.Severity, t.Title, t.phrases, t.whole = "", "openssl verify: ok", []string{"X509_V_OK"}, true
		case 17: // programs of any kind print this text
			t.whole = true
		}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(a, b Topic) int { return codeOf(a) - codeOf(b) })
	return list
}

// codeOf reads the number in openssl_20; -1 when there is none.
func codeOf(t Topic) int {
	if len(t.ID) <= len("openssl_") || t.Kind != KindOpenSSL {
		return -1
	}
	n, err := strconv.Atoi(t.ID[len("openssl_"):])
	if err != nil {
		return -1
	}
	return n
}
