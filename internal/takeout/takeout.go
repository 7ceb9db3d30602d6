// Package takeout has the commands that take certificates and keys out of containers, each in one place: they are named
// where a truststore or a client's file is wanted, where a key file is, and where both are.
package takeout

// What openssl and keytool are asked for. Both ask for the pass phrase; keytool needs no alias for these, and knows JKS
// from JCEKS by itself.
const (
	PKCS12Certificates = "openssl pkcs12 -in FILE -nokeys -out NEW.pem"
	PKCS12All          = "openssl pkcs12 -in FILE -nodes -out NEW.pem"
	PKCS12Key          = "openssl pkcs12 -in FILE -nocerts -out KEY"
	JKSCertificates    = "keytool -list -rfc -keystore FILE"
	JKSToPKCS12        = "keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12"
)
