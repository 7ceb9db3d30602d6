module github.com/mtlscheck/mtlscheck/internal/formattest

go 1.26.0

// go-sarif: the schema of SARIF 2.1.0, and a reader of it. jsonschema: holds the bytes to that schema.
// kubeconform: the schema of JUnit's XML, a file in its fixtures. go-junit-report: a reader of that XML.
// go-ical reads calendars as clients do; client_golang has promlint, and common the parser that the node exporter's
// textfile collector uses.
require (
	github.com/emersion/go-ical v0.0.0-20250329121855-f41e73efc392
	github.com/jstemmer/go-junit-report/v2 v2.1.0
	github.com/mtlscheck/mtlscheck v0.0.0
	github.com/owenrumney/go-sarif/v3 v3.3.1
	github.com/prometheus/client_golang v1.25.0
	github.com/prometheus/common v0.73.1
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	github.com/yannh/kubeconform v0.7.0
)

require (
	filippo.io/nistec v0.0.4 // indirect
	github.com/fatih/color v1.19.0 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/mattn/go-colorable v0.1.14 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	github.com/munnerz/goautoneg v0.0.0-20191010083416-a7dc8b61c822 // indirect
	github.com/pandatix/go-abnf v0.5.3 // indirect
	github.com/prometheus/client_model v0.6.3 // indirect
	github.com/spf13/cobra v1.10.2 // indirect
	github.com/spf13/pflag v1.0.9 // indirect
	github.com/teambition/rrule-go v1.8.2 // indirect
	github.com/xeipuuv/gojsonpointer v0.0.0-20180127040702-4e3ac2762d5f // indirect
	github.com/xeipuuv/gojsonreference v0.0.0-20180127040603-bd5ef7bd5415 // indirect
	github.com/xeipuuv/gojsonschema v1.2.0 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/term v0.47.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
)

replace github.com/mtlscheck/mtlscheck => ../..
