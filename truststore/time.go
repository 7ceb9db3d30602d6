package truststore

import (
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// readTime reads a Time (RFC 5280 section 4.1.2.5), and beside the one form that the RFC allows also times without
// seconds, with an offset and with fractions, which X.690 knows and old CAs wrote.
func readTime(s *cryptobyte.String) (time.Time, bool) {
	var value cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1(&value, &tag) {
		return time.Time{}, false
	}
	switch tag {
	case cbasn1.UTCTime:
		return parseTime(string(value), utcForms())
	case cbasn1.GeneralizedTime:
		return parseTime(string(value), generalizedForms())
	}
	return time.Time{}, false
}

func utcForms() []string {
	return []string{"060102150405Z0700", "0601021504Z0700"}
}

func generalizedForms() []string {
	return []string{"20060102150405Z0700", "200601021504Z0700", "20060102150405.999999999Z0700", "20060102150405"}
}

// parseTime tries each form; a two-digit year of 50 and above lies in the 1900s (RFC 5280 section 4.1.2.5.1).
func parseTime(text string, forms []string) (time.Time, bool) {
	for _, form := range forms {
		t, err := time.Parse(form, text)
		if err != nil {
			continue
		}
		if form[:4] == "0601" && t.Year() >= 2050 {
			t = t.AddDate(-100, 0, 0)
		}
		return t.UTC(), true
	}
	return time.Time{}, false
}
