package lint

// The pages that the rules stand on.
const (
	pageREST   = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html"
	pageHTTP   = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html"
	page403    = "https://repost.aws/knowledge-center/api-gateway-mutual-tls-403-errors"
	pageSample = "https://github.com/aws-samples/serverless-samples/tree/main/apigw-mtls-multi-tenant"
	pageDepth  = "https://www.javierinthecloud.com/understanding-the-api-gateway-mtls-chain-depth-limit"

	rfcSyntax    = "https://www.rfc-editor.org/rfc/rfc5280#section-4.1"
	rfcSerial    = "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2"
	rfcExtension = "https://www.rfc-editor.org/rfc/rfc5280#section-4.2"
	rfcKeyID     = "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1"
	rfcKeyUsage  = "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3"
	rfcBasic     = "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9"
	rfcEKU       = "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12"
	rfcNames     = "https://www.rfc-editor.org/rfc/rfc5280#section-7.1"
	rfcPEM       = "https://www.rfc-editor.org/rfc/rfc7468#section-2"
)

// What API Gateway is thought to say when a domain is updated. AWS documents the field truststoreWarnings and the
// console's sentence for "an invalid certificate" (page403), and no list of what it calls invalid; that it takes an
// expired intermediate with a warning is observed (pageSample).
const (
	observedWarning = "API Gateway takes the truststore with a warning in truststoreWarnings (observed)"
	likelyWarning   = "API Gateway is likely to warn \"There is an invalid certificate in your truststore bundle\" (inferred)"
)
