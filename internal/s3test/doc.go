// Package s3test holds no code of mtlscheck, only tests: they start a real S3 server (versitygw, in this process, on a
// free port of 127.0.0.1, its data in a temporary directory) and read truststores from it, through truststore.Read and
// through the two built programs.
//
// It is a module of its own, so that nobody who installs mtlscheck or imports its packages downloads an S3 server.
// TestServer in the package truststore/s3 runs it; to run it alone:
//
//	go -C internal/s3test test ./...
//
// What versitygw cannot be made to say, S3's own redirections among regions and its expired sessions, is tested against
// a stub in truststore/s3/s3_test.go.
package s3test
