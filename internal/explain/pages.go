package explain

// The pages that topics stand on. Those of docs.aws.amazon.com and of the knowledge center are AWS's own.
const (
	pageREST       = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html"
	pageHTTP       = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html"
	pageAPI        = "https://docs.aws.amazon.com/apigateway/latest/api/API_MutualTlsAuthentication.html"
	page403        = "https://repost.aws/knowledge-center/api-gateway-mutual-tls-403-errors"
	pageClientTLS  = "https://repost.aws/knowledge-center/api-gateway-certificate-domain-tls"
	pageSubject    = "https://repost.aws/knowledge-center/api-gateway-mtls-certificate-subject"
	pageALB        = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html"
	pageALBLogs    = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html"
	pageCloudFront = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/connection-logs.html"

	pageSample     = "https://github.com/aws-samples/serverless-samples/tree/main/apigw-mtls-multi-tenant"
	pageTranscript = "https://github.com/subratamazumder/aws-learning"
	pageMTLSNotes  = "https://github.com/adityapandita97/mTLS"
	pageIAM        = "https://dev.classmethod.jp/articles/tsnote-how-to-deal-with-error-when-registering-mutual-tls-authentication-on-apigateway/"
	pageCDK        = "https://github.com/aws/aws-cdk/issues/30859"
	pageOwnership  = "https://github.com/hashicorp/terraform-provider-aws/issues/35741"
	pageOneDomain  = "https://github.com/hashicorp/terraform-provider-aws/issues/18312"
	pageServerless = "https://serverlessca.com/how-to-guides/api/"

	pageCurl   = "https://curl.se/docs/sslcerts.html"
	pageAlerts = "https://www.rfc-editor.org/rfc/rfc8446#section-6.2"

	pageOpenSSL = "https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/"
	pageVerify  = "https://docs.openssl.org/3.0/man1/openssl-verification-options/"
)
