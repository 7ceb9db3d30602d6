package opensslverify

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// unicodeHost turns the labels of a host that are in Punycode into UTF-8; ok is false when one cannot be
// (crypto/x509/punycode.c, ossl_a2ulabel).
func unicodeHost(host string) (unicode string, ok bool) {
	labels := strings.Split(host, ".")
	for i, label := range labels {
		encoded, isPunycode := strings.CutPrefix(label, "xn--")
		if !isPunycode {
			continue
		}
		if labels[i], ok = decodePunycode(encoded); !ok {
			return "", false
		}
	}
	return strings.Join(labels, "."), true
}

// maxLabel bounds a decoded label in characters (LABEL_BUF_SIZE).
const maxLabel = 512

// decodePunycode is RFC 3492 section 6.2.
func decodePunycode(encoded string) (string, bool) {
	var out []rune
	if i := strings.LastIndexByte(encoded, '-'); i > 0 {
		if strings.IndexFunc(encoded[:i], func(r rune) bool { return r >= 0x80 }) >= 0 {
			return "", false
		}
		out, encoded = []rune(encoded[:i]), encoded[i+1:]
	}
	n, i, bias, first := 128, 0, 72, true
	for len(encoded) > 0 {
		delta, rest, ok := punycodeNumber(encoded, bias)
		size := len(out) + 1
		if !ok || delta > math.MaxInt32-i || size > maxLabel {
			return "", false
		}
		encoded, i = rest, i+delta
		bias, first = punycodeBias(delta, size, first), false
		n, i = n+i/size, i%size
		if n > utf8.MaxRune {
			return "", false
		}
		out = slices.Insert(out, i, rune(n))
		i++
	}
	return string(out), true
}

// punycodeNumber reads one number of variable length from the front.
func punycodeNumber(s string, bias int) (n int, rest string, ok bool) {
	weight := 1
	for k := 36; ; k += 36 {
		digit, ok := punycodeDigit(s)
		if !ok || digit > (math.MaxInt32-n)/weight {
			return 0, "", false
		}
		s = s[1:]
		n += digit * weight
		threshold := min(max(k-bias, 1), 26)
		if digit < threshold {
			return n, s, true
		}
		if weight > math.MaxInt32/(36-threshold) {
			return 0, "", false
		}
		weight *= 36 - threshold
	}
}

func punycodeDigit(s string) (int, bool) {
	if s == "" {
		return 0, false
	}
	switch c := lower(s[0]); {
	case 'a' <= c && c <= 'z':
		return int(c - 'a'), true
	case isDigit(c):
		return int(c-'0') + 26, true
	}
	return 0, false
}

func punycodeBias(delta, points int, first bool) int {
	if first {
		delta /= 700
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > 35*26/2; k += 36 {
		delta /= 35
	}
	return k + 36*delta/(delta+38)
}
