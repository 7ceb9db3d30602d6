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
		Source:   "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html",
		Explanation: "The truststore is an object in S3 that many may read. Whoever reads the key can issue certificates, or be the " +
			"client, that the key belongs to. openssl and the gateway skip the block without a word.",
		Fix:   "take it out, and replace the key if the file was ever uploaded or committed",
		check: checkPrivateKey,
	}
}

func checkPrivateKey(in *Input) []Finding {
	var list []Finding
	for i := range in.Bundle.Entries {
		e := &in.Bundle.Entries[i]
		if e.Kind == truststore.KindPrivateKey || e.Holds == truststore.KindPrivateKey {
			list = append(list, in.at(e, "a private key ("+e.Label+") stands in the truststore: whoever can read the file can use it"))
		}
	}
	return list
}
