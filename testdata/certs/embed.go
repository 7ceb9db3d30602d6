// Package certs holds the certificates that the tests of mtlscheck judge, and
// gives the binary the few that `mtlscheck demo` shows.
//
// README.md beside this file says what each folder is about, expected.tsv says
// what becomes of each client certificate, and scripts/gen-certs.sh makes them.
// All of them are judged at 2026-06-01T00:00:00Z.
package certs

import "embed"

// Demo is the folder demo: a truststore of two partners, six client
// certificates that fare differently against it, and the private key of one of
// them. It is part of the binary so that a first look at mtlscheck needs no
// certificate of one's own. The key is published and protects nothing.
//
//go:embed demo
var Demo embed.FS
