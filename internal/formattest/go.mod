module github.com/mtlscheck/mtlscheck/internal/formattest

go 1.26.0

// go-sarif: the schema of SARIF 2.1.0, and a reader of it. jsonschema: holds the bytes to that schema.
// kubeconform: the schema of JUnit's XML, a file in its fixtures. go-junit-report: a reader of that XML.
require (
	github.com/jstemmer/go-junit-report/v2 v2.1.0
	github.com/owenrumney/go-sarif/v3 v3.3.1
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	github.com/yannh/kubeconform v0.7.0
)

require (
	github.com/xeipuuv/gojsonpointer v0.0.0-20180127040702-4e3ac2762d5f // indirect
	github.com/xeipuuv/gojsonreference v0.0.0-20180127040603-bd5ef7bd5415 // indirect
	github.com/xeipuuv/gojsonschema v1.2.0 // indirect
	golang.org/x/text v0.25.0 // indirect
)
