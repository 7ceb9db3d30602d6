package report

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dictionary is a list of texts and what stands for them, sorted: a text of any length is searched in one pass, however
// many names there are.
type dictionary []word

type word struct{ text, standIn string }

func newDictionary(words map[string]string) dictionary {
	var d dictionary
	for text, standIn := range words {
		d = append(d, word{text, standIn})
	}
	slices.SortFunc(d, func(a, b word) int { return strings.Compare(a.text, b.text) })
	return d
}

// longest finds the longest text of the dictionary that stands at the beginning of s and ends there where a word ends.
func (d dictionary) longest(s string) (word, bool) {
	var found word
	ok := false
	for k := 0; len(d) > 0; k++ {
		if len(d[0].text) == k {
			if k > 0 && wordEnds(s, k) {
				found, ok = d[0], true
			}
			d = d[1:]
		}
		if k == len(s) {
			break
		}
		low := sort.Search(len(d), func(i int) bool { return d[i].text[k] >= s[k] })
		high := sort.Search(len(d), func(i int) bool { return d[i].text[k] > s[k] })
		d = d[low:high]
	}
	return found, ok
}

// replaceAll replaces what stands in any of the dictionaries, the longest text first, and only whole words.
func replaceAll(s string, dictionaries ...dictionary) string {
	var b strings.Builder
	begins := true
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if begins || !isWord(r) {
			if found, ok := longestOf(s[i:], dictionaries); ok {
				b.WriteString(found.standIn)
				last, _ := utf8.DecodeLastRuneInString(found.text)
				begins = !isWord(last)
				i += len(found.text)
				continue
			}
		}
		b.WriteString(s[i : i+size])
		begins = !isWord(r)
		i += size
	}
	return b.String()
}

func longestOf(s string, dictionaries []dictionary) (best word, ok bool) {
	for _, d := range dictionaries {
		if found, hit := d.longest(s); hit && len(found.text) > len(best.text) {
			best, ok = found, true
		}
	}
	return best, ok
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// wordEnds tells whether no word goes on across a place in a text.
func wordEnds(s string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	return at == len(s) || !isWord(before) || !isWord(after)
}

// ourWords are the words of our own sentences that somebody could also put into a name: as a part of one they are not
// looked for in sentences, which would be unreadable without them.
func ourWords() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`
		accepted after algorithm already also altered another answer append appended before block blocks built bundle bytes case
		certificate certificates chain change changed check checked class client clients code command common config connection copy
		critical date dates days denied depth different digital directory document domain drop dropped elsewhere encoding end entry
		error errors exact expired expires extended extension extensions fact file files first fits form found gateway give given
		good here hidden high holds intermediate intermediates internal invalid issued issuer issuers kept keys kind known last
		length level line lines list listed load local longer made make match medium message missing more most must name named names
		need never nobody none note nothing number object older once only openssl order organization other others over owner part
		path pass passed place policy private profile proof public read reason rejected remove replace request result root roots
		rule rules same search self self-signed sent serial server sign signature signed size some standard stands start stop stops
		store stores subject subjects subordinate term test that there this time times title trust trusted truststore type unclear
		under unknown until upload usage used user users valid validity value verdict verify version warning when where which whole
		will with without word words world write written
		Access Amazon Application Balancer Class CloudFront Could ECDSA Ed25519 Gateway Load OpenSSL Reason SHA-256 SHA256`) {
		words[word] = true
	}
	words["API Gateway"] = true
	return words
}
