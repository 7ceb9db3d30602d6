// Package certcheck predicts what a gateway with mutual TLS makes of a client certificate, and says why.
//
// A Checker is built once from a truststore and a Policy, and then judges any number of clients, from many goroutines
// if need be:
//
//	checker := certcheck.New(bundle, certcheck.APIGateway())
//	d := checker.Diagnose(certcheck.Client{Ref: "client.pem", Entry: entry}, time.Now())
//
// Diagnose answers in full. Judge gives the verdict first and explains it when asked, for callers with many clients.
//
// It builds every chain from the client to a self-signed certificate of the truststore, within bounds that hold for
// hostile input too, judges each by the policy and answers with the best one. Every outcome carries its basis: what the
// vendor documents, what somebody has observed, what is inferred, and what nobody knows. What nobody knows is Unclear,
// never Accepted. The package knows nothing of files, networks and terminals.
package certcheck
