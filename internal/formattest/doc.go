// Package formattest holds no code of mtlscheck, only tests: they hold what the program writes to the schemas that
// others have published, and read it with other people's readers.
//
//   - SARIF: the schema of OASIS as go-sarif carries it, on the very bytes; then go-sarif itself.
//   - JUnit: the schema of Jenkins' plugin (junit-4.xsd) as kubeconform carries it, with xmllint; then the reader of
//     go-junit-report.
//   - Calendars: go-ical, as calendar programs read them.
//   - Metrics: promlint, and the parser of the node exporter's textfile collector.
//
// It is a module of its own, so that nobody who installs mtlscheck or imports its packages downloads these. TestFormats
// in the package cmd runs it; to run it alone:
//
//	go -C internal/formattest test ./...
package formattest
