package certcheck

// The pages that the rules of Application Load Balancers and CloudFront come from, all AWS's own.
const (
	pageALB           = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html"
	pageALBLogs       = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html"
	pageCloudFront    = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/mtls-authentication.html"
	pageCloudFrontLog = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/connection-logs.html"
)

// ALB gives the rules of an Application Load Balancer with mutual TLS in verify mode. AWS lists the reasons of its
// connection log by name; which condition leads to which is read from the names.
func ALB() *Policy {
	return &Policy{
		Name: "alb", Title: "the Application Load Balancer",
		MaxCAs:              4, // "maximum certificate chain depth 4" (pageALB); how it counts is not documented
		ClientIntermediates: true,
		Schemes:             []string{"RSA", "ECDSA", "RSASSA-PSS"},
		Hashes:              []string{"SHA-256", "SHA-384", "SHA-512"},
		Curves:              []string{"P-256", "P-384", "P-521"},
		MinRSABits:          2048,
		MaxRSABits:          8192,
		Update:              "upload the bundle, and modify the trust store to read it",
		Acceptance:          Outcome{"", Accepted, "", 200, Documented, Medium, pageALB, "a chain from the client's certificate to a root in the trust store was found"},
		Outcomes: append(connectionDenials(pageALB, pageALBLogs), append(loadBalancerSilence("the Application Load Balancer", pageALB),
			Outcome{ChainAtLimit, Accepted, "", 0, Inferred, Low, pageALB, "AWS documents a depth of four, not how it is counted"})...),
	}
}

// CloudFront gives the rules of CloudFront distributions with viewer mutual TLS. AWS documents no limit of depth.
func CloudFront() *Policy {
	return &Policy{
		Name: "cloudfront", Title: "CloudFront",
		ClientIntermediates: true,
		Schemes:             []string{"RSA", "ECDSA", "RSASSA-PSS"},
		Hashes:              []string{"SHA-256", "SHA-384", "SHA-512"},
		Curves:              []string{"P-256", "P-384"},
		MinRSABits:          2048,
		MaxRSABits:          4096, // 2048, 3072 and 4096 are listed
		Update:              "upload the bundle, and give it to the trust store anew, for CloudFront reads it only then",
		Acceptance:          Outcome{"", Accepted, "", 200, Documented, Medium, pageCloudFront, "a chain from the client's certificate to a root in the trust store was found"},
		Outcomes:            append(connectionDenials(pageCloudFront, pageCloudFrontLog), loadBalancerSilence("CloudFront", pageCloudFront)...),
	}
}

// connectionDenials are refusals at the TLS layer: no HTTP answer, and a code in the connection log.
func connectionDenials(page, logs string) []Outcome {
	failed := func(c Condition, code string, b Basis, k Confidence, note string) Outcome {
		return Outcome{c, Denied, "Failed:" + code, 0, b, k, logs, note}
	}
	return []Outcome{
		{KeyMismatch, Denied, "", 0, Inferred, Medium, page, "the client cannot prove that it holds the key, so the TLS handshake fails"},
		failed(IssuerNotFound, "ClientCertUntrusted", Documented, High, ""),
		failed(IssuerKeyMismatch, "ClientCertUntrusted", Inferred, Medium, "which code stands for a signature that fits no CA of that name is inferred"),
		failed(ChainIncomplete, "ClientCertUntrusted", Inferred, Low, "whether an intermediate without its root is trusted is not documented"),
		failed(SelfSigned, "ClientCertUntrusted", Inferred, Medium, "the code is inferred"),
		failed(ClientVersion1, "ClientCertTypeUnsupported", Documented, Medium, "AWS documents that only X.509 version 3 is taken; the code is inferred"),
		failed(ClientExpired, "ClientCertExpired", Documented, High, "unless the listener ignores expiry"),
		failed(ClientNotYetValid, "ClientCertNotYetValid", Documented, High, ""),
		failed(WeakKey, "ClientCertTypeUnsupported", Inferred, Medium, "AWS documents RSA 2048 as the least; the code is inferred"),
		failed(ExtendedKeyUsage, "ClientCertPurposeInvalid", Inferred, Medium, "AWS lists the code; that an extended key usage without clientAuth leads to it is inferred"),
		failed(ChainTooLong, "ClientCertMaxChainDepthExceeded", Documented, Medium, "AWS documents a depth of four, not how it is counted"),
	}
}

// loadBalancerSilence are the conditions on which AWS's pages say nothing; whatever is not named here is unclear too.
func loadBalancerSilence(title, page string) []Outcome {
	silent := func(c Condition, note string) Outcome {
		return Outcome{c, Unclear, "", 0, Unknown, Low, page, note}
	}
	list := []Outcome{
		silent(AlgorithmNotListed, "it is not on the list of what "+title+" supports"),
		silent(CAAlgorithm, "it is not on the list of what "+title+" supports"),
		silent(PEMForm, "AWS documents that a bundle holds only certificate boundaries and # comments, without blank lines"),
	}
	list = append(list,
		Outcome{IntermediateSent, Accepted, "", 0, Inferred, Medium, page, "AWS does not say that " + title + " takes intermediates from the client: that is inferred"})
	for _, remark := range []Condition{DuplicateSubject, DuplicateCertificate, PathDependent, TruststoreDamaged, ClientIsCA, SelfSignedNotCA} {
		list = append(list, Outcome{remark, Accepted, "", 0, Unknown, Low, page, "AWS's pages say nothing of it"})
	}
	return list
}
