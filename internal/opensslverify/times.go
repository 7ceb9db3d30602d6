package opensslverify

import (
	"time"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// asn1Time is a UTCTime or GeneralizedTime as openssl reads it.
type asn1Time struct {
	strict   bool // it is of the one form that RFC 5280 allows
	readable bool // it can be read at all, see unix
	seconds  int64
}

func newTime(tag cbasn1.Tag, text string) (t asn1Time) {
	length := len("YYMMDDHHMMSSZ")
	if tag == cbasn1.GeneralizedTime {
		length += 2
	}
	t.seconds, t.readable = unix(tag, text)
	t.strict = t.readable && len(text) == length && text[length-1] == 'Z' && allDigits(text[:length-1])
	return t
}

// order says where a time lies as seen from at: -1 is at or before it, 1 is after it, and 0 that the time is
// malformed (crypto/x509/x509_vfy.c, X509_cmp_time). So a certificate is valid from its notBefore up to the second
// before its notAfter.
func (t asn1Time) order(at time.Time) int {
	switch {
	case !t.strict:
		return 0
	case t.seconds <= at.Unix():
		return -1
	}
	return 1
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// unix reads the time as leniently as openssl does where it only compares two of them: without seconds, with
// fractions, with an offset (crypto/asn1/a_time.c, ossl_asn1_time_to_tm).
func unix(tag cbasn1.Tag, text string) (int64, bool) {
	r := timeReader{text: text}
	year := r.pair(0, 99)
	if tag == cbasn1.GeneralizedTime {
		year = 100*year + r.pair(0, 99)
	} else if year < 50 {
		year += 2000
	} else {
		year += 1900
	}
	month := r.pair(1, 12)
	day := r.pair(1, daysIn(year, month))
	hour := r.pair(0, 23)
	minute, second := r.minuteAndSecond()
	if tag == cbasn1.GeneralizedTime {
		r.skipFraction()
	}
	offset := r.zone()
	if r.failed || r.text != "" {
		return 0, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC).Unix() - offset, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// timeReader eats a time from the left; once something does not fit, failed stays true.
type timeReader struct {
	text   string
	failed bool
}

// pair eats two digits that lie between lowest and highest. Something must follow them: a time ends with its zone.
func (r *timeReader) pair(lowest, highest int) int {
	if r.failed || len(r.text) < 3 || !allDigits(r.text[:2]) {
		r.failed = true
		return lowest
	}
	n := int(r.text[0]-'0')*10 + int(r.text[1]-'0')
	r.failed = n < lowest || n > highest
	r.text = r.text[2:]
	return n
}

func (r *timeReader) minuteAndSecond() (minute, second int) {
	minute = r.pair(0, 59)
	if r.failed || r.text[0] == 'Z' || r.text[0] == '+' || r.text[0] == '-' {
		return minute, 0
	}
	return minute, r.pair(0, 59)
}

func (r *timeReader) skipFraction() {
	if r.failed || r.text[0] != '.' {
		return
	}
	end := 1
	for end < len(r.text) && isDigit(r.text[end]) {
		end++
	}
	r.failed = end == 1 || end == len(r.text)
	r.text = r.text[end:]
}

// zone eats "Z" or an offset such as "+0100" and gives it in seconds east of Greenwich.
func (r *timeReader) zone() int64 {
	if r.failed || r.text == "" {
		r.failed = true
		return 0
	}
	sign := r.text[0]
	r.text = r.text[1:]
	if sign == 'Z' {
		return 0
	}
	if sign != '+' && sign != '-' || len(r.text) != 4 {
		r.failed = true
		return 0
	}
	r.text += " " // pair wants something to follow
	offset := int64(r.pair(0, 12))*3600 + int64(r.pair(0, 59))*60
	r.text = ""
	if sign == '-' {
		return -offset
	}
	return offset
}

// later tells whether t is later than u, as far as both can be read (crypto/asn1/a_time.c, ASN1_TIME_compare).
func (t asn1Time) later(u asn1Time) bool { return t.readable && u.readable && t.seconds > u.seconds }
