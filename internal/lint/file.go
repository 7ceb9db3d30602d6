package lint

import (
	"fmt"
	"path"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

func truststoreTooLarge() *Rule {
	return &Rule{
		ID:       "truststore_too_large",
		Title:    "the truststore is larger than any seen to work",
		Severity: Error,
		Basis:    certcheck.Observed,
		Source:   pageSample,
		Explanation: "AWS documents no limit. A published test names \"< 1000 KB\": 929 certificates in 999 KB were taken. Whether a KB has " +
			"1,000 or 1,024 bytes is not known.",
		Fix: "take out duplicates, expired certificates, comments and CAs without clients",
		check: func(s *scene) []Finding {
			if size := len(s.Bundle.Object.Data); s.Policy.StoreBytes > 0 && size > s.Policy.StoreBytes {
				return s.about(fmt.Sprintf("has %d bytes; the most that was seen to work is %d", size, s.Policy.StoreBytes))
			}
			return nil
		},
	}
}

func truststoreNearLimit() *Rule {
	return &Rule{
		ID:          "truststore_near_limit",
		Title:       "the truststore is nearly full",
		Severity:    Warning,
		Basis:       certcheck.Observed,
		Source:      pageSample,
		Explanation: "AWS documents no limit; a published test names \"< 1000 KB\". There is room for few more CAs.",
		Fix:         "take out duplicates, expired certificates, comments and CAs without clients before the next one comes",
		check: func(s *scene) []Finding {
			size := len(s.Bundle.Object.Data)
			if s.Policy.NearStoreBytes == 0 || size < s.Policy.NearStoreBytes || size > s.Policy.StoreBytes {
				return nil
			}
			return s.about(fmt.Sprintf("has %d bytes of the %d that were seen to work", size, s.Policy.StoreBytes))
		},
	}
}

func notNamedPEM() *Rule {
	return &Rule{
		ID:       "not_named_pem",
		Title:    "the file is not named .pem",
		Severity: Note,
		Basis:    certcheck.Documented,
		Source:   pageREST,
		Explanation: "\"Truststores are text files with a .pem file extension.\" It looks like a convention: an object named .crt worked in " +
			"2020 (observed, one source).",
		Fix:   "name the object in S3 .pem",
		check: checkFileName,
	}
}

func checkFileName(s *scene) []Finding {
	ref := s.Bundle.Object.Ref
	if strings.HasPrefix(ref, "s3://") {
		ref, _, _ = strings.Cut(ref, "?")
	}
	if ref == "-" || strings.EqualFold(path.Ext(ref), ".pem") {
		return nil
	}
	return s.about("its name does not end in .pem")
}
