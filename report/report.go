// Package report is the answer as data, and the formats that write it. A Report is made from what packages truststore
// and certcheck found; formats decide nothing, and the exit code comes from the report, the same for every format.
//
// The JSON of a Report is the tool's contract: see report.schema.json. Keys and ids stay; new ones may be added.
package report

import "time"

// SchemaVersion is that of the JSON contract: the major number rises when a key goes or changes its meaning.
const SchemaVersion = "1.0"

// Report is everything that one run found. Its parts are those that are known before the clients, the clients, which
// may be too many to hold, and those that are known after them.
type Report struct {
	Head
	Clients []Client `json:"clients,omitempty"`
	Tail
}

// Head is what is known before the first client.
type Head struct {
	SchemaVersion string    `json:"schema_version"`
	Tool          Tool      `json:"tool"`
	Command       string    `json:"command"`
	EvaluatedAt   time.Time `json:"evaluated_at"`
	Profile       string    `json:"profile,omitempty"`
	Truststore    *Bundle   `json:"truststore,omitempty"`
}

// Tail is what is known after the last client.
type Tail struct {
	Files      []Bundle  `json:"files,omitempty"`
	KeyMatch   *KeyMatch `json:"key_match,omitempty"`
	Inputs     []Input   `json:"inputs"`
	Problems   []Finding `json:"problems,omitempty"` // of inputs other than the truststore
	Findings   []Finding `json:"findings,omitempty"` // of the rules that were asked, and about waivers
	Rules      []Rule    `json:"rules,omitempty"`    // what is known of every rule that the report names
	Diff       *Diff     `json:"diff,omitempty"`
	Timeline   *Timeline `json:"timeline,omitempty"`
	Fixed      *Fixed    `json:"fixed,omitempty"`
	Topics     []Topic   `json:"topics,omitempty"`
	Config     *Settings `json:"config,omitempty"` // of config check; what other commands read is among the inputs
	NotChecked []string  `json:"not_checked,omitempty"`
	Summary    Summary   `json:"summary"`

	Failures []*Failure `json:"-"` // of inputs, for standard error; the inputs have them too
}

// Tool says what made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Input is one file or object that was read, or could not be.
type Input struct {
	Ref          string     `json:"ref"`
	Role         string     `json:"role"` // truststore, client, intermediates, key, file, config
	SHA256       string     `json:"sha256,omitempty"`
	Size         int        `json:"size"`
	Region       string     `json:"region,omitempty"`
	VersionID    string     `json:"version_id,omitempty"`
	ETag         string     `json:"etag,omitempty"`
	LastModified *time.Time `json:"last_modified,omitempty"`
	Error        string     `json:"error,omitempty"`
	Hint         string     `json:"hint,omitempty"` // what to do about the error
}

// Failure is an input that could not be read or holds nothing to check.
type Failure struct {
	Ref  string
	Fact string
	Hint string
	Code int // its exit code
}

// Bundle is one input taken apart.
type Bundle struct {
	Ref      string    `json:"ref"`
	Ledger   Ledger    `json:"ledger"`
	Lines    int       `json:"lines"`
	Entries  []Entry   `json:"entries"`
	Texts    []Span    `json:"texts,omitempty"`
	Problems []Finding `json:"problems,omitempty"`
}

// Ledger counts blocks: seen = accepted + rejected.
type Ledger struct {
	Seen     int `json:"seen"`
	Accepted int `json:"accepted"`
	Rejected int `json:"rejected"`
	Other    int `json:"other"`
}

// Entry is one block of a bundle, or a further certificate in the block before it, with the same index. The fields of a
// certificate are empty in other blocks, and filled in a rejected one where readers lose a certificate.
type Entry struct {
	Index     int    `json:"index"`
	Kind      string `json:"kind"`
	Label     string `json:"label,omitempty"`
	FirstLine int    `json:"first_line"`
	LastLine  int    `json:"last_line"`
	Offset    int    `json:"offset"`
	Reject    string `json:"reject,omitempty"`
	*Certificate
}

// Certificate is what a report tells of a certificate, or of a request as far as it has the field.
type Certificate struct {
	Subject            string    `json:"subject"`
	Issuer             string    `json:"issuer,omitempty"`
	Serial             string    `json:"serial,omitempty"`
	Version            int       `json:"version,omitempty"`
	NotBefore          string    `json:"not_before,omitempty"` // RFC 3339
	NotAfter           string    `json:"not_after,omitempty"`
	SignatureAlgorithm string    `json:"signature_algorithm,omitempty"`
	Key                Key       `json:"key"`
	SHA256             string    `json:"sha256,omitempty"`
	SPKISHA256         string    `json:"spki_sha256"`
	IsCA               bool      `json:"is_ca"`
	BasicConstraints   *Basic    `json:"basic_constraints,omitempty"`
	KeyUsage           []string  `json:"key_usage,omitempty"`
	ExtKeyUsage        []string  `json:"extended_key_usage,omitempty"`
	SubjectKeyID       string    `json:"subject_key_id,omitempty"`
	AuthorityKeyID     string    `json:"authority_key_id,omitempty"`
	AlternativeNames   []string  `json:"subject_alternative_names,omitempty"`
	NameConstraints    *Subtrees `json:"name_constraints,omitempty"`
	GoRefuses          string    `json:"go_refuses,omitempty"`
	Oddities           []string  `json:"oddities,omitempty"`
}

// Key is the kind of a public key.
type Key struct {
	Type  string `json:"type"`
	Bits  int    `json:"bits,omitempty"`
	Curve string `json:"curve,omitempty"`
}

// Basic is the basic constraints extension.
type Basic struct {
	CA          bool `json:"ca"`
	PathLength  *int `json:"path_length,omitempty"`
	NotCritical bool `json:"not_critical,omitempty"`
}

// Subtrees is the name constraints extension.
type Subtrees struct {
	Permitted []string `json:"permitted,omitempty"`
	Excluded  []string `json:"excluded,omitempty"`
}

// Span is a stretch of lines between blocks.
type Span struct {
	FirstLine int `json:"first_line"`
	LastLine  int `json:"last_line"`
}

// Client is the answer for one client certificate.
type Client struct {
	Ref        string     `json:"ref"`
	Index      int        `json:"index"`
	Line       int        `json:"line,omitempty"`
	LastLine   int        `json:"last_line,omitempty"`
	Subject    string     `json:"subject"`
	SHA256     string     `json:"sha256"`
	NotAfter   string     `json:"not_after,omitempty"`
	Verdict    string     `json:"verdict"`
	Prediction string     `json:"prediction"`
	Reason     *Reason    `json:"reason"` // null when the certificate is accepted
	Basis      string     `json:"basis"`
	Confidence string     `json:"confidence"`
	Source     string     `json:"source,omitempty"`
	Chain      []Link     `json:"chain"`
	Paths      []Path     `json:"paths"`
	PathsCut   bool       `json:"paths_cut,omitempty"`
	NearMisses []NearMiss `json:"near_misses,omitempty"`
	Findings   []Finding  `json:"findings"`
	Fix        string     `json:"fix,omitempty"`
	Append     []Where    `json:"append,omitempty"`
	Key        *KeyFit    `json:"key,omitempty"`
	Sent       []Where    `json:"sent,omitempty"`
	OpenSSL    *OpenSSL   `json:"openssl,omitempty"`
	Commands   []string   `json:"commands,omitempty"` // for a shell, to ask openssl itself
}

// Reason is what the gateway is predicted to say.
type Reason struct {
	ID      string `json:"id"`
	Message string `json:"message"`
	LogLine string `json:"log_line"` // empty when the vendor documents none
	LogNote string `json:"log_note,omitempty"`
	HTTP    int    `json:"http"` // 0 when the TLS connection is dropped without an answer
	Note    string `json:"note,omitempty"`
}

// OpenSSL is what openssl verify answers for the same files, computed by mtlscheck.
type OpenSSL struct {
	Code           int            `json:"code"`  // of the first error; 0 when there is none
	Depth          int            `json:"depth"` // of the first error
	Message        string         `json:"message"`
	OK             bool           `json:"ok"`
	Errors         []OpenSSLError `json:"errors"`
	Unread         string         `json:"unread,omitempty"`    // the block that openssl would not read: its answer is not known
	CutShort       bool           `json:"cut_short,omitempty"` // the answer is not known: computing it met a bound
	OrderDependent bool           `json:"order_dependent,omitempty"`
	Difference     string         `json:"difference,omitempty"` // why it is another answer than the verdict
}

// OpenSSLError is one line of openssl verify.
type OpenSSLError struct {
	Code    int    `json:"code"`
	Depth   int    `json:"depth"`
	Message string `json:"message"`
}

// KeyFit says whether the private key given belongs to the certificate.
type KeyFit struct {
	Ref     string `json:"ref"`
	Format  string `json:"format"`
	Fits    bool   `json:"fits"`
	Unclear bool   `json:"unclear,omitempty"` // it may fit: the two are written in ways that cannot be compared
	Damage  string `json:"damage,omitempty"`
}

// Link is one certificate of a chain.
type Link struct {
	Role       string   `json:"role"`
	Subject    string   `json:"subject"`
	Where      *Where   `json:"where,omitempty"`
	Sent       bool     `json:"sent,omitempty"` // by the client: it is not in the truststore
	Verdict    string   `json:"verdict"`
	Conditions []string `json:"conditions,omitempty"`
	NotAfter   string   `json:"not_after,omitempty"`
}

// Path is one chain with all that is wrong with it.
type Path struct {
	Verdict  string    `json:"verdict"`
	Complete bool      `json:"complete"`
	Chain    []string  `json:"chain"` // "CN=client", "CN=CA (truststore.pem #2, line 23)" …
	Findings []Finding `json:"findings,omitempty"`
}

// NearMiss is a certificate that is almost the missing issuer. The facts are yes, no, unknown or encoding.
type NearMiss struct {
	Where     Where  `json:"where"`
	Subject   string `json:"subject"`
	Sent      bool   `json:"sent,omitempty"`
	Name      string `json:"name,omitempty"`
	KeyID     string `json:"key_id,omitempty"`
	Serial    string `json:"serial,omitempty"`
	Signature string `json:"signature,omitempty"`
	CA        string `json:"ca,omitempty"`
	Current   string `json:"current,omitempty"`
	Wanted    string `json:"key_id_wanted,omitempty"`
	Found     string `json:"key_id_found,omitempty"`
	Sentence  string `json:"sentence"`
}

// Finding is one condition at one place.
type Finding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"` // error, warning, note
	Basis    string `json:"basis"`
	Message  string `json:"message"`
	Where    Where  `json:"where"`
	Fix      string `json:"fix,omitempty"`
	Source   string `json:"source,omitempty"`
	Note     string `json:"note,omitempty"`

	Client *Where  `json:"client,omitempty"` // whom it is about, when the place is a certificate of the truststore
	Waived *Waived `json:"waived,omitempty"` // it is told, and does not count
}

// Where is a place in an input.
type Where struct {
	Ref      string `json:"ref"`
	Line     int    `json:"line,omitempty"`
	LastLine int    `json:"last_line,omitempty"`
	Index    int    `json:"index,omitempty"`
	Subject  string `json:"subject,omitempty"`
	SHA256   string `json:"sha256,omitempty"` // of the certificate there
}

// Waived says who let a finding pass: an entry of the configuration.
type Waived struct {
	Reason string `json:"reason"`
	Until  string `json:"until"` // the last day on which it holds, as 2026-12-31
	Config Where  `json:"config"`
}

// KeyMatch says which holders have one key.
type KeyMatch struct {
	Agree    bool        `json:"agree"`
	Sentence string      `json:"sentence"`
	Holders  []KeyHolder `json:"holders"`
	Listings []Listing   `json:"listings,omitempty"`
	Notes    []string    `json:"notes,omitempty"`
}

// KeyHolder is one thing that has, or implies, a public key.
type KeyHolder struct {
	Kind       string         `json:"kind"`
	Where      Where          `json:"where"`
	Key        Key            `json:"key"`
	Format     string         `json:"format,omitempty"`
	SPKISHA256 string         `json:"spki_sha256"`
	Modulus    *ModulusHashes `json:"modulus,omitempty"`
	Group      int            `json:"group"`
	Odd        bool           `json:"odd,omitempty"`
	Damage     string         `json:"damage,omitempty"`
}

// ModulusHashes are what `openssl … -noout -modulus | openssl md5`, `sha1` and `sha256` print.
type ModulusHashes struct {
	MD5    string `json:"md5"`
	SHA1   string `json:"sha1"`
	SHA256 string `json:"sha256"`
}

// Listing says how a client certificate stands to the truststore.
type Listing struct {
	Client      Where        `json:"client"`
	Truststore  string       `json:"truststore"`
	Same        bool         `json:"same"`
	Entry       *Where       `json:"entry,omitempty"`
	SameKey     []Where      `json:"same_key,omitempty"`
	Differences []Difference `json:"differences,omitempty"`
	Issuer      *Where       `json:"issuer,omitempty"`
}

// Difference is one field in which two certificates differ.
type Difference struct {
	Field      string `json:"field"`
	Client     string `json:"client"`
	Truststore string `json:"truststore"`
}

// Summary counts, and says how the run ends.
type Summary struct {
	Clients  int `json:"clients"`
	Accepted int `json:"accepted"`
	Denied   int `json:"denied"`
	Unclear  int `json:"unclear"`
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notes    int `json:"notes"`
	Waived   int `json:"waived,omitempty"` // findings that a waiver keeps out of the counts above

	FailedInputs int `json:"failed_inputs,omitempty"` // could not be read, or hold nothing to check: no findings

	ExitCode int `json:"exit_code"`
}
