package truststore

import (
	"slices"
	"strings"
	"testing"
)

func TestNameString(t *testing.T) {
	want := map[string]string{
		"plain":            "CN=Acme CA 1, O=Acme, C=DE",
		"umlauts":          `CN=Straße, Zürich\; 東京`,
		"escapes":          `CN=a\,b\+c\"d\\e\<f\>g\;h=i#j`,
		"leading hash":     `CN=\#abc`,
		"spaces around":    `CN=\ abc\ `,
		"empty value":      "CN=",
		"controls":         `CN=a\00b\01c\09d\0Ae\0Df\1Bg\7Fh`,
		"latin controls":   `CN=a\C2\85b\C2\9Bc`,
		"bidi":             `CN=a\E2\80\AEb\E2\80\8Bc\E2\81\A6d\EF\BB\BFe`,
		"T61":              "CN=Straße",
		"BMP":              "CN=Acme東",
		"Universal":        "CN=A\U0001f512",
		"BIT STRING":       "CN=#03020001",
		"two values":       "CN=a+OU=b",
		"unknown type":     `1.2.3.4=x\, y`,
		"large first arc":  "2.999.3=x",
		"jurisdiction":     "jurisdictionC=US",
		"no name":          "(empty name)",
		"workflow command": "CN=::error::x%0Ay",
	}
	want["umlauts"] = strings.Replace(want["umlauts"], ",", `\,`, 1)
	names := oddNames()
	for name, text := range want {
		n := Name(seq(names[name]))
		if got := n.String(); got != text {
			t.Errorf("%s: got %s, want %s", name, got, text)
		}
	}
	if got := Name("none").String(); got != "(unreadable name of 4 bytes)" {
		t.Errorf("got %s for what is no name", got)
	}
	if got := Name(seq(names["three values"])).Attribute("O"); !slices.Equal(got, []string{`1\+1`}) {
		t.Errorf("got %q as the organisation", got)
	}
}

// TestOIDText holds identifiers that no decoder agrees on apart from each other, and from those that they imitate.
func TestOIDText(t *testing.T) {
	want := map[string]string{
		"\x55\x1d\x13":         "2.5.29.19",
		"\x55\x1d\x80\x13":     "#551d8013",
		"\x88\x37\x03":         "2.999.3",
		"\x2a\x86\x48":         "1.2.840",
		"\x2a\x86":             "#2a86",
		"\x80":                 "#80",
		"":                     "#",
		longOID("\x01"):        "#2affffffffffffffffffffffffffffff… (23 octets)",
		"\xff\xff\xff\xff\x7f": "2.34359738287",
	}
	for der, text := range want {
		if got := oidText([]byte(der)); got != text {
			t.Errorf("%x: got %s, want %s", der, got, text)
		}
	}
}
