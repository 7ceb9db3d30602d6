package s3

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
)

// bodyFailed words why the object did not arrive whole; got and want are bytes, want is -1 where the server did not
// say. The SDK does not export its checksum error.
func (d *download) bodyFailed(ctx context.Context, got, want int64, err error) error {
	far := fmt.Sprintf("%d bytes", got)
	if want >= 0 {
		far = fmt.Sprintf("%d of %d bytes", got, want)
	}
	switch {
	case ctx.Err() != nil:
		return d.source(fmt.Sprintf("only %s came from %s within %s", far, d.wire.host, d.opts.Timeout), "check the network, or raise --timeout", err)
	case strings.Contains(err.Error(), "checksum did not match"):
		return d.source("the object does not match the checksum S3 keeps of it", "try again; if it stays so, upload the file again", err)
	}
	return d.source(fmt.Sprintf("the download broke off after %s: %s", far, rootCause(err)), "try again", err)
}

// notS3 words an answer that S3 does not give: that of a proxy, a firewall, or another server.
func (d *download) notS3(status int, err error) error {
	what := fmt.Sprintf("HTTP %d", status)
	if d.wire.foreign != "" {
		what += ", " + d.quote(d.wire.foreign)
	}
	return d.source(fmt.Sprintf("%s does not answer like S3 (%s)", d.asked(), what), "check the endpoint URL, and the proxy or firewall between here and there", err)
}

// asked names the host, and the proxy if there is one.
func (d *download) asked() string {
	host := cmp.Or(d.wire.host, "S3")
	if d.wire.proxy != "" {
		host += " through the proxy " + d.wire.proxy
	}
	return host
}

// unreachable words a failure below HTTP.
func (d *download) unreachable(err error) error {
	host := d.asked()
	var op *net.OpError
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return d.source(fmt.Sprintf("the proxy %s to %s cannot be reached: %s", d.wire.proxy, d.wire.host, rootCause(err)), "check "+d.wire.variable()+" and NO_PROXY", err)
	case errors.As(err, &dns):
		return d.source("the host name "+dns.Name+" cannot be resolved", "check the endpoint URL or the region, and this machine's DNS", err)
	case errors.As(err, &cert):
		return d.source(fmt.Sprintf("the TLS certificate of %s is not trusted: %s", host, d.quote(rootCause(cert).Error())),
			"if a proxy or a server of your own answers there, name its CA file in AWS_CA_BUNDLE", err)
	case errors.Is(err, http.ErrSchemeMismatch):
		return d.source(host+" does not speak TLS", "check the port, or write http:// in the endpoint URL if TLS is not wanted", err)
	case isRefused(err):
		return d.source(host+" refuses the connection", "check that the endpoint URL and its port are right and the server runs", err)
	case errors.As(err, &timeout) && timeout.Timeout():
		return d.source(host+" does not answer", "check the endpoint URL, the network, the firewall and the proxy settings", err)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET):
		return d.source(host+" closed the connection without an answer", "try again; check the endpoint URL and its scheme", err)
	}
	hint := "check the region, the endpoint URL and the network"
	if d.wire.proxy != "" {
		hint = "check " + d.wire.variable() + ", which takes a user name and password too, and NO_PROXY"
	}
	return d.source(fmt.Sprintf("the request to %s failed: %s", host, d.quote(rootCause(err).Error())), hint, err)
}

// isRefused also knows WSAECONNREFUSED, which Go's syscall does not map to ECONNREFUSED on Windows.
func isRefused(err error) bool {
	const wsaConnRefused = syscall.Errno(10061)
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaConnRefused)
}

func rootCause(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
