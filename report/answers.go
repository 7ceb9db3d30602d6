package report

// Rule is what is known of one rule or condition, whatever it found.
type Rule struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Severity    string `json:"severity"` // of its findings: error, warning, note
	Basis       string `json:"basis"`
	Source      string `json:"source,omitempty"`
	Explanation string `json:"explanation"`
	Fix         string `json:"fix,omitempty"`
}

// Topic is the answer of explain: what a reason, a log line, a rule or an openssl error means.
type Topic struct {
	Asked       string   `json:"asked"`          // the text that was asked for, as it was given
	Known       bool     `json:"known"`          // false when nothing of that name is known: Near has what comes closest
	ID          string   `json:"id,omitempty"`   // of a reason or a rule
	Kind        string   `json:"kind,omitempty"` // reason, rule, log_line, api_error, domain_status, openssl
	Title       string   `json:"title,omitempty"`
	Explanation string   `json:"explanation,omitempty"`
	Fix         string   `json:"fix,omitempty"`
	Basis       string   `json:"basis,omitempty"`
	Source      string   `json:"source,omitempty"`
	See         []string `json:"see,omitempty"`  // ids of related topics
	Near        []string `json:"near,omitempty"` // ids or texts of what comes closest to an unknown text
}

// Diff is what a change of a truststore does, and to whom.
type Diff struct {
	Old       string `json:"old"`
	New       string `json:"new"`
	Unchanged int    `json:"unchanged"` // certificates that stand in both

	Gone    []Where       `json:"gone,omitempty"`
	Come    []Where       `json:"come,omitempty"`
	Renewed []Replacement `json:"renewed,omitempty"` // the same name and key in another certificate
	Rekeyed []Replacement `json:"rekeyed,omitempty"` // the same name with another key

	Clients []ClientChange `json:"clients"` // those whose verdict changes; the summary counts all
}

// Replacement is a certificate that took another one's place.
type Replacement struct {
	Old         Where        `json:"old"`
	New         Where        `json:"new"`
	Differences []Difference `json:"differences,omitempty"`
}

// ClientChange is a client whose verdict differs between two truststores.
type ClientChange struct {
	Client  Where   `json:"client"`
	Change  string  `json:"change"` // loses, gains, or changes when neither verdict is accepted
	Before  string  `json:"before"` // verdicts
	After   string  `json:"after"`
	Reason  *Reason `json:"reason,omitempty"` // of the verdict that is not accepted: the new one, or the old one of a client that gains
	Cause   *Where  `json:"cause,omitempty"`  // the certificate of its old chain that is gone, or of its new one that came
	Fix     string  `json:"fix,omitempty"`
	Allowed string  `json:"allowed,omitempty"` // who said that it may lose: the flag or the waiver
}

// Timeline is what stops, and begins, when.
type Timeline struct {
	Until  string  `json:"until,omitempty"` // the last day looked at
	Events []Event `json:"events"`
}

// Event is a moment at which verdicts change because of one certificate.
type Event struct {
	At       string       `json:"at"`   // RFC 3339: the first second of the new state
	Days     int          `json:"days"` // whole days from the evaluation time
	Kind     string       `json:"kind"` // expires, becomes_valid
	Cause    Where        `json:"cause"`
	Stops    []ClientStop `json:"stops,omitempty"`  // clients that would no longer be let in
	Starts   []ClientStop `json:"starts,omitempty"` // clients that would be let in from then on
	Severity string       `json:"severity"`
}

// ClientStop is a client at an event.
type ClientStop struct {
	Client Where   `json:"client"`
	After  string  `json:"after"` // its verdict from then on
	Reason *Reason `json:"reason,omitempty"`
}

// Fixed is a truststore written anew.
type Fixed struct {
	Ref     string    `json:"ref"` // the file written, or "-"
	SHA256  string    `json:"sha256"`
	Size    int       `json:"size"`
	Kept    int       `json:"kept"`    // certificates
	Dropped []Finding `json:"dropped"` // what was left out, and why
	Changed []Finding `json:"changed,omitempty"`
}
