package opensslverify

import "github.com/mtlscheck/mtlscheck/truststore"

// Opinion is what openssl thinks of one certificate by itself, whatever chain it stands in.
type Opinion struct {
	Refused      string // why it does not load the certificate, takes it for invalid or never allows it; else ""
	NoClientType bool   // its Netscape certificate type leaves SSL client out, so that as a client it is refused
}

// OpinionOf costs next to nothing for a certificate of the usual form, and a microsecond or two for another.
func OpinionOf(c *truststore.Certificate) Opinion {
	if c.Plain() {
		return Opinion{}
	}
	return opinionOf(c)
}

func opinionOf(c *truststore.Certificate) Opinion {
	if why := c.OpenSSLRefuses(); why != "" {
		return Opinion{Refused: "openssl cannot read it: " + why}
	}
	x := &cert{Certificate: c, frame: readFrame(c.DER)}
	x.readAllKnown()
	o := Opinion{NoClientType: x.lacksNetscapeType(netscapeClient)}
	switch {
	case x.invalid:
		o.Refused = "openssl takes it for invalid because of its extension " + x.spoiler
	case x.isProxy:
		o.Refused = "its extension proxyCertInfo makes it a proxy certificate, which openssl does not allow"
	}
	return o
}
