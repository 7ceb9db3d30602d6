// Package explain is what is known of every text that somebody may come with: the reasons of verdicts, the rules of
// lint, the sentences that AWS logs and answers, openssl's verify errors, and what a client sees. It is a catalogue of
// topics as data, small files by kind, and a matcher that finds them in a line that was pasted.
//
// What it says of AWS has its page and its basis, as everywhere; what AWS does not say is said to be so. It decides
// nothing and prints nothing.
package explain

import (
	"slices"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

// Kind says what a topic is about. The names are stable.
type Kind string

// The kinds, in the order in which they are listed.
const (
	KindReason   Kind = "reason"             // why a gateway lets a client in or not: the conditions of certcheck
	KindRule     Kind = "rule"               // of lint
	KindFinding  Kind = "finding"            // further ids of findings: of inputs, changes and waivers
	KindLogLine  Kind = "log_line"           // what a gateway writes into its log
	KindAPIError Kind = "api_error"          // what AWS answers when the domain is made or changed
	KindStatus   Kind = "domain_status"      // the states of a custom domain
	KindWarning  Kind = "truststore_warning" // what AWS says of a truststore that it took
	KindOpenSSL  Kind = "openssl"            // the errors of openssl verify
	KindSymptom  Kind = "symptom"            // what the client's side sees
)

// Kinds lists the kinds in the order in which they are listed.
func Kinds() []Kind {
	return []Kind{KindReason, KindRule, KindFinding, KindLogLine, KindAPIError, KindStatus, KindWarning, KindOpenSSL, KindSymptom}
}

// Topic is one thing that can be asked for.
type Topic struct {
	ID          string // stable; a reason and a rule of lint may share theirs, because they look for the same thing
	Kind        Kind
	Title       string // in a few words
	Text        string // what AWS, openssl or the client prints, word for word; empty when there is no such text
	Severity    string // of its findings: error, warning or note; empty for what is no finding
	Explanation string // what it means, and what one sees
	Fix         string // what to do
	Basis       certcheck.Basis
	Source      string   // the page that it stands on
	Outcomes    []Said   // of a reason: what each gateway makes of it
	See         []string // ids of related topics

	phrases []string // beside ID and Text, what it is known by in a longer text
	wholes  []string // what it is known by when nothing else is asked
	whole   bool     // Text is too common to be looked for in a longer text
	instead []string // ids of topics that are left out when this one is met with them, because it says more
}

// Said is what one gateway makes of a condition.
type Said struct {
	Gateway string
	certcheck.Outcome
}

// Catalogue is all topics, and an index of what they are known by.
type Catalogue struct {
	topics  []Topic
	byID    map[string][]int
	byWord  map[string][]phrase // by the first word
	byWhole map[string][]int
}

// All lists every topic, by kind.
func All() []Topic {
	g := gateways()
	return slices.Concat(reasons(g), rules(), findings(), changeFindings(), logLines(g), apiErrors(), domainStates(),
		truststoreWarnings(), opensslErrors(), symptoms(), tlsSymptoms())
}

// New makes the catalogue, which takes about a millisecond, most of it for what Match needs.
func New() *Catalogue {
	c := &Catalogue{topics: All()}
	c.index()
	return c
}

// Topics lists every topic, by kind.
func (c *Catalogue) Topics() []Topic { return c.topics }

// Lookup gives the topic of an id. When there are several, the first of the kinds that are named wins, else the first
// in the order of Kinds: what lint found is better explained by KindRule, KindReason, what verify found by KindReason.
func (c *Catalogue) Lookup(id string, kinds ...Kind) (Topic, bool) {
	found := c.byID[id]
	for _, k := range kinds {
		for _, i := range found {
			if c.topics[i].Kind == k {
				return c.topics[i], true
			}
		}
	}
	if len(found) == 0 || len(kinds) > 0 {
		return Topic{}, false
	}
	return c.topics[found[0]], true
}

// Lookup gives the topic of an id from a catalogue of its own. Whoever looks up many keeps a Catalogue.
func Lookup(id string, kinds ...Kind) (Topic, bool) { return New().Lookup(id, kinds...) }
