package truststore

import (
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// readTime reads a Time (RFC 5280 section 4.1.2.5), and beside the one form that the RFC allows also times without
// seconds, with an offset and with fractions, which X.690 knows and old CAs wrote. strict is false for those.
func readTime(s *cryptobyte.String) (t time.Time, strict, ok bool) {
	var value cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1(&value, &tag) || tag != cbasn1.UTCTime && tag != cbasn1.GeneralizedTime {
		return t, false, false
	}
	utc := tag == cbasn1.UTCTime
	if t, ok = strictTime(value, utc); ok {
		return t, true, true
	}
	forms := []string{"20060102150405Z0700", "200601021504Z0700", "20060102150405"}
	if utc {
		forms = []string{"060102150405Z0700", "0601021504Z0700"}
	}
	t, ok = looseTime(string(value), forms, utc)
	return t, false, ok
}

// strictTime reads YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ. It is written out because it runs twice a certificate.
func strictTime(v []byte, utc bool) (time.Time, bool) {
	century := 0
	if utc {
		century = 1
	}
	const size = len("YYYYMMDDHHMMSSZ")
	if len(v) != size-2*century || v[len(v)-1] != 'Z' {
		return time.Time{}, false
	}
	var fields [7]int // century, year, month, day, hour, minute, second
	for i := range fields[century:] {
		tens, units := v[2*i]-'0', v[2*i+1]-'0'
		if tens > 9 || units > 9 {
			return time.Time{}, false
		}
		fields[century+i] = int(10*tens + units)
	}
	year := 100*fields[0] + fields[1]
	if utc {
		year = pivot(2000 + year)
	}
	t := time.Date(year, time.Month(fields[2]), fields[3], fields[4], fields[5], fields[6], 0, time.UTC)
	return t, t.Month() == time.Month(fields[2]) && t.Day() == fields[3] && fields[4] < 24 && fields[5] < 60 && fields[6] < 60
}

// pivot moves the years 50 and above into the 1900s (RFC 5280 section 4.1.2.5.1).
func pivot(year int) int {
	if year >= 2050 {
		return year - 100
	}
	return year
}

func looseTime(text string, forms []string, utc bool) (time.Time, bool) {
	for _, form := range forms {
		t, err := time.Parse(form, text)
		if err != nil {
			continue
		}
		if utc {
			t = t.AddDate(pivot(t.Year())-t.Year(), 0, 0)
		}
		return t.UTC(), true
	}
	return time.Time{}, false
}
