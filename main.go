// Mtlscheck tells why a gateway with mutual TLS answers 403: it judges client certificates against a truststore by
// the rules of Amazon API Gateway, in the gateway's own words, offline.
//
//	mtlscheck verify -t truststore.pem client.pem     will the gateway let this client in, and why not
//	mtlscheck match client.key client.pem bundle.pem  do key, certificate and truststore belong together
//	mtlscheck inspect FILE…                           every certificate in any file, with lines
//	mtlscheck demo                                    the main job on sample certificates
//
// It predicts and never asks AWS; every claim says how it is known. Exit codes: mtlscheck help exit-codes.
package main

import (
	"os"

	"github.com/mtlscheck/mtlscheck/cmd"
)

func main() {
	os.Exit(cmd.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
