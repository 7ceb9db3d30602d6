// Package formattest holds no code of mtlscheck, only tests: they hand what timeline writes, calendars and metrics, to
// parsers that others wrote.
//
// It is a module of its own, so that nobody who installs mtlscheck downloads those. TestForeignParsers in the package cmd
// runs it; to run it alone:
//
//	go -C internal/formattest test ./...
package formattest
