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
	Asked       string         `json:"asked"`           // the text that was asked for, as it was given; empty when everything is listed
	Lines       int            `json:"lines,omitempty"` // of a pasted text: how many are about this
	Known       bool           `json:"known"`           // false when nothing of that name is known: Near has what comes closest
	ID          string         `json:"id,omitempty"`
	Kind        string         `json:"kind,omitempty"` // reason, rule, finding, log_line, api_error, domain_status, truststore_warning, openssl, symptom
	Title       string         `json:"title,omitempty"`
	Text        string         `json:"text,omitempty"`     // what AWS, openssl or the client prints, word for word
	Severity    string         `json:"severity,omitempty"` // of its findings
	Explanation string         `json:"explanation,omitempty"`
	Note        string         `json:"note,omitempty"` // what the text that was asked for adds
	Fix         string         `json:"fix,omitempty"`
	Basis       string         `json:"basis,omitempty"`
	Source      string         `json:"source,omitempty"`
	Outcomes    []TopicOutcome `json:"outcomes,omitempty"` // of a reason: what each gateway makes of it
	See         []string       `json:"see,omitempty"`      // ids of related topics
	Near        []NearTopic    `json:"near,omitempty"`     // what comes closest to an unknown text
}

// TopicOutcome is what one gateway makes of a condition.
type TopicOutcome struct {
	Profile    string `json:"profile"`
	Verdict    string `json:"verdict"`
	HTTP       int    `json:"http"`     // 0 when the TLS connection is dropped without an answer
	LogLine    string `json:"log_line"` // empty when the vendor documents none
	Basis      string `json:"basis"`
	Confidence string `json:"confidence"`
	Source     string `json:"source,omitempty"`
	Note       string `json:"note,omitempty"`
}

// NearTopic is a topic that comes close to a text that is not known.
type NearTopic struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Title      string `json:"title"`
	Similarity int    `json:"similarity"` // in percent, by the groups of three letters that the texts share
}

// Diff is what a change of a truststore does, and to whom.
type Diff struct {
	Old       string `json:"old"`
	New       string `json:"new"`
	SameBytes bool   `json:"same_bytes"` // the two are one file, byte for byte
	Unchanged int    `json:"unchanged"`  // certificates that stand in both
	Reordered bool   `json:"reordered"`  // these stand in another order, which no verdict depends on

	Gone    []Where       `json:"gone,omitempty"`
	Come    []Where       `json:"come,omitempty"`
	Renewed []Replacement `json:"renewed,omitempty"` // the same name and key in another certificate
	Rekeyed []Replacement `json:"rekeyed,omitempty"` // the same name with another key

	RepeatedOld []Where `json:"repeated_old,omitempty"` // further copies of a certificate that the file has before
	RepeatedNew []Where `json:"repeated_new,omitempty"`

	Judged  bool           `json:"judged"`  // clients were given; without any nobody knows who loses access
	Clients []ClientChange `json:"clients"` // those whose verdict changes; the summary counts all, by the new truststore
	Counts  ChangeCounts   `json:"counts"`
}

// ChangeCounts counts the clients whose verdict changes. Those that are not told one by one, for there is a bound, are
// counted too.
type ChangeCounts struct {
	Loses   int `json:"loses"`
	MayLose int `json:"may_lose"`
	Gains   int `json:"gains"`
	Changes int `json:"changes"`
	Untold  int `json:"untold,omitempty"` // of all these, how many do not stand in the list of clients
}

// Replacement is a certificate that took another one's place.
type Replacement struct {
	Old         Where   `json:"old"`
	New         Where   `json:"new"`
	Differences []Field `json:"differences,omitempty"`
}

// Field is one field in which a certificate differs from the one whose place it took.
type Field struct {
	Name string `json:"name"` // as openssl x509 -text calls it
	Old  string `json:"old"`
	New  string `json:"new"`
}

// ClientChange is a client whose verdict differs between two truststores.
type ClientChange struct {
	Client  Where   `json:"client"`
	Change  string  `json:"change"`            // loses, may_lose, gains, or changes when it has no access by either
	Before  string  `json:"before"`            // verdicts
	After   string  `json:"after"`             //
	Reason  *Reason `json:"reason,omitempty"`  // of the new verdict; of the old one for a client that gains
	Causes  []Where `json:"causes,omitempty"`  // certificates of its old chain that are gone, or of its new one that came
	Fix     string  `json:"fix,omitempty"`     //
	Allowed *Waived `json:"allowed,omitempty"` // who said that it may lose: the flag or the waiver
}

// Timeline is what stops, and begins, when.
type Timeline struct {
	Truststore    string  `json:"truststore"`
	Until         string  `json:"until,omitempty"` // RFC 3339: the last second looked at
	ExpiresWithin int     `json:"expires_within"`  // days: what stops within them is a warning
	Judged        bool    `json:"judged"`          // clients were given; without any nobody knows who depends on what
	Events        []Event `json:"events"`
	Cut           int     `json:"cut,omitempty"`    // clients that were not followed to the end: a bound was met
	Untold        int     `json:"untold,omitempty"` // changes of clients that stand in no event: a bound was met
}

// Event is a moment at which verdicts may change because of one certificate.
type Event struct {
	At       string       `json:"at"`   // RFC 3339: the first second of the new state
	Days     int          `json:"days"` // whole days from the evaluation time
	Kind     string       `json:"kind"` // expires, becomes_valid
	Cause    Where        `json:"cause"`
	Stops    []ClientStop `json:"stops,omitempty"`   // clients that would no longer be let in
	Starts   []ClientStop `json:"starts,omitempty"`  // clients that would be let in from then on
	GoesOn   int          `json:"goes_on,omitempty"` // clients whose chain ends here and that pass by another one
	Depends  int          `json:"depends,omitempty"` // clients with it in their chain that end no later anyway, unless they are renewed
	Severity string       `json:"severity"`
}

// ClientStop is a client at an event.
type ClientStop struct {
	Client Where   `json:"client"`
	Before string  `json:"before"` // its verdict the second before
	After  string  `json:"after"`  // and from then on
	Reason *Reason `json:"reason,omitempty"`
}

// Fixed is a truststore written anew.
type Fixed struct {
	Ref     string    `json:"ref"`     // the file to write, or "-"
	Written bool      `json:"written"` // false when something kept it from being written: the findings say what
	SHA256  string    `json:"sha256,omitempty"`
	Size    int       `json:"size"`
	Kept    int       `json:"kept"` // certificates
	Spared  []Spared  `json:"spared,omitempty"`
	Texts   int       `json:"texts"` // stretches of text between them that were kept
	Dropped []Finding `json:"dropped"`
	Changed []Finding `json:"changed,omitempty"`
}

// Spared counts kept certificates that a flag which was not given would leave out.
type Spared struct {
	Flag  string `json:"flag"`
	Count int    `json:"count"`
}

// Settings is what config check tells of a configuration.
type Settings struct {
	Ref      string         `json:"ref"`
	Defaults []DefaultValue `json:"defaults,omitempty"`
	Waivers  []WaiverState  `json:"waivers"`
}

// DefaultValue is the value of a flag that the command line does not give.
type DefaultValue struct {
	Flag  string `json:"flag"`
	Value string `json:"value"`
}

// WaiverState is one waiver, and how it stands at the evaluation time.
type WaiverState struct {
	Rule        string   `json:"rule"`
	Certificate string   `json:"certificate,omitempty"` // SHA-256
	Input       string   `json:"input,omitempty"`       // SHA-256
	Truststores []string `json:"truststores,omitempty"`
	Reason      string   `json:"reason"`
	Until       string   `json:"until"` // the last day on which it holds
	State       string   `json:"state"` // holds, expires_soon, expired
	Line        int      `json:"line"`
}
