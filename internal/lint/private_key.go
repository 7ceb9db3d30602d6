package lint

import (
	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func privateKeyInTruststore() *Rule {
	return &Rule{
		ID:       "private_key_in_truststore",
		Title:    "a private key stands in the truststore",
		Severity: Error,
		Basis:    certcheck.Observed,
		Source:   pageREST,
		Explanation: "The truststore is an object in S3 that many may read. Unless the key is encrypted, whoever reads it can use it: " +
			"a CA's to issue certificates, a client's to be that client. openssl skips the block without a word; what API Gateway does with it is not documented.",
		Fix:   FixPrivateKey,
		check: (*scene).privateKeys,
	}
}

func (s *scene) privateKeys() []Finding {
	list := eachBlock(PrivateKey)(s)
	for i := range s.Bundle.Texts {
		t := &s.Bundle.Texts[i]
		if t.Key == nil {
			continue
		}
		f := s.about(PrivateKeyInText(t.Key))[0]
		f.Where.Line, f.LastLine = t.Key.Line, t.LastLine
		list = append(list, f)
	}
	return list
}

// PrivateKey tells of a block that is a private key, under its own label or another one.
func PrivateKey(e *truststore.Entry) string {
	if e.Kind != truststore.KindPrivateKey && e.Holds != truststore.KindPrivateKey {
		return ""
	}
	what := e.Label
	if what == "" {
		what = "a file of its own"
	} else if e.Kind != truststore.KindPrivateKey {
		what = "labelled " + what
	}
	return privateKey(what)
}

// PrivateKeyInText tells of a private key that stands between the blocks.
func PrivateKeyInText(k *truststore.StrayKey) string {
	return privateKey(k.How + " without BEGIN and END lines")
}

func privateKey(what string) string {
	return "a private key (" + what + ") stands in the truststore: whoever can read the file can use it, unless it is encrypted"
}

// FixPrivateKey says what to do about it.
const FixPrivateKey = "take it out, and replace the key if the file was ever uploaded or committed"
