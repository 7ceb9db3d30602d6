package explain

import (
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

// apiErrors are what AWS answers when a domain is made or changed. Only the third is on a page of AWS's; the others were
// published by those who met them.
func apiErrors() []Topic {
	return []Topic{
		{ID: "api_truststore_inaccessible", Kind: KindAPIError, Title: "the caller may not read the truststore",
			Text: "Unable to access truststore URI s3://… version N/A.",
			Explanation: "A BadRequestException. API Gateway reads the object on behalf of the caller, who must have permission to. A deny on " +
				"aws:SourceIp in an IAM policy stops it too, because the reading comes from AWS.",
			Fix:   "allow the caller s3:GetObject, and s3:GetObjectVersion when a version is pinned; condition the deny on aws:ViaAWSService",
			Basis: certcheck.Observed, Source: pageIAM, See: []string{"api_truststore_invalid"}, phrases: []string{"Unable to access truststore URI"}},
		{ID: "api_truststore_invalid", Kind: KindAPIError, Title: "the truststore object or its version is not there",
			Text: "Invalid truststore URI/versionId specified",
			Explanation: "A BadRequestException. The object does not exist, or the version is missing or not one of its versions. The version is " +
				"an S3 version id, not a time; the bucket has to have versioning.",
			Fix:   "look the version id up with aws s3api list-object-versions and give it as truststoreVersion",
			Basis: certcheck.Observed, Source: pageCDK, See: []string{"api_truststore_inaccessible"}},
		{ID: "api_certificate_subject_conflict", Kind: KindAPIError, Title: "the domain's own certificate conflicts with another issuer's",
			Text: "The certificate subject <certSubject> conflicts with an existing certificate from a different issuer.",
			Explanation: "This is about the server's certificate, or the ownership certificate, of a domain in this Region, not about the " +
				"truststore: for each subject there can only be one issuer.",
			Fix:   "use certificates of one issuer for the name, as AWS's page describes",
			Basis: certcheck.Documented, Source: pageSubject, See: []string{"duplicate_subject"},
			phrases: []string{"conflicts with an existing certificate from a different issuer"}},
		{ID: "api_ownership_certificate_missing", Kind: KindAPIError, Title: "the domain needs an ownership certificate",
			Text: "Missing ownershipVerificationCertificate.",
			Explanation: "The domain's own certificate is imported or comes from a private CA. AWS then wants a public certificate of ACM beside " +
				"it, which proves that the domain is yours. It has nothing to do with the truststore.",
			Fix:   "request a public certificate for the name in ACM and give it as ownershipVerificationCertificate; keep it valid, or all updates of the domain are locked",
			Basis: certcheck.Observed, Source: pageOwnership, See: []string{"domain_pending_ownership_verification"},
			phrases: []string{"Missing ownershipVerificationCertificate"}},
		{ID: "api_one_domain_configuration", Kind: KindAPIError, Title: "the update carried none or several domain configurations",
			Text:        "Invalid input. Expected one domain name configuration",
			Explanation: "An answer of the second API to a request that some Terraform providers made. The truststore was not looked at.",
			Fix:         "upgrade the provider, and give exactly one domain name configuration",
			Basis:       certcheck.Observed, Source: pageOneDomain, phrases: []string{"Expected one domain name configuration"}},
		{ID: "api_only_regional", Kind: KindAPIError, Title: "the domain is not Regional",
			Text: "Only REGIONAL domain names can be managed through the API Gateway V2 API",
			Explanation: "Mutual TLS is for Regional custom domain names, as AWS documents, and an edge-optimized one was named. The text itself " +
				"was seen in an issue thread only.",
			Fix:   "make a Regional custom domain name",
			Basis: certcheck.Documented, Source: pageREST, phrases: []string{"Only REGIONAL domain names can be managed"}},
	}
}

// domainStates are the values of domainNameStatus.
func domainStates() []Topic {
	state := func(text, title, explanation, fix string, whole bool, see ...string) Topic {
		source := pageREST
		if whole {
			source = pageAPI // the values are in the API's model; what they mean is not on a page
		}
		return Topic{ID: "domain_" + strings.ToLower(text), Kind: KindStatus, Title: title, Text: text, Explanation: explanation, Fix: fix,
			Basis: certcheck.Documented, Source: source, See: see, whole: whole}
	}
	return []Topic{
		state("AVAILABLE", "the domain is in use", "A status of a custom domain name; by its name the last change is through. A published test "+
			"waited 60 to 90 seconds until a new truststore counted.", "", true),
		state("UPDATING", "the domain is being changed", "A status of a custom domain name; until it is AVAILABLE again the old truststore may count, which is inferred.",
			"wait until it is AVAILABLE", true),
		state("PENDING", "a change of the domain is pending", "A status of a custom domain name in the SDK's model; AWS's pages do not explain it.",
			"read domainNameStatusMessage, which is free text", true),
		state("PENDING_CERTIFICATE_REIMPORT", "the certificate that was imported again failed its validation", "The domain's own certificate was imported "+
			"again into ACM, and its names are not covered by the ownership certificate, or do not cover the domain. It has nothing to do with the truststore.",
			"import a certificate again that fits the domain and the ownership certificate", false, "api_ownership_certificate_missing"),
		state("PENDING_OWNERSHIP_VERIFICATION", "the ownership certificate expired", "A certificate that had been verified expired, and ACM could not renew "+
			"it. It has nothing to do with the truststore, but updates are locked.",
			"make the ownership certificate valid again in ACM", false, "api_ownership_certificate_missing"),
		state("FAILED", "the change of the domain failed", "A status of a custom domain name in the SDK's model; AWS's pages do not explain it.",
			"read domainNameStatusMessage, which is free text", true),
	}
}

func truststoreWarnings() []Topic {
	return []Topic{
		{ID: "warning_invalid_certificate", Kind: KindWarning, Title: "a certificate of the truststore failed validation at upload",
			Text: "There is an invalid certificate in your truststore bundle",
			Explanation: "The console says it under Custom domain, Details. Mutual TLS stays on, but \"some clients might not be able to access " +
				"your API\". Warnings come only when the domain is made or changed: AWS does not tell of certificates that expire later.",
			Fix:   "ask mtlscheck lint which certificate it is, mend the truststore, and update the domain",
			Basis: certcheck.Documented, Source: page403, See: []string{"truststore_warnings", "intermediate_expired"},
			phrases: []string{"invalid certificate in your truststore"}},
		{ID: "truststore_warnings", Kind: KindWarning, Title: "the API's list of warnings about the truststore",
			Text: "truststoreWarnings",
			Explanation: "A field of mutualTlsAuthentication in the answers of GetDomainName, CreateDomainName and UpdateDomainName. AWS documents " +
				"that its texts name the issue and the subject of the certificate; no literal text has been published. An expired intermediate is observed to lead to one.",
			Fix:   "ask mtlscheck lint what is wrong with the certificate of that subject",
			Basis: certcheck.Documented, Source: pageAPI, See: []string{"warning_invalid_certificate"}},
	}
}
