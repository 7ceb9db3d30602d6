package report

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

// redactor hides names and serial numbers in a report, before any format sees it, and leaves the reasoning: the same
// name has the same stand-in everywhere, and two names never have one. Stand-ins are numbered in the order of the
// truststore and of the clients, so equal inputs make equal bytes.
//
// It first learns what has to be hidden, from the fields that hold names by themselves, and then replaces it in every
// text of the report, sentences too. A field that it does not know is a text, so that a new one leaks nothing.
// Fingerprints, key identifiers, dates and algorithms stay.
type redactor struct {
	standIns map[string]string // of names, of their values, of files and serial numbers
	count    map[string]int    // stand-ins of each kind
	kept     map[string]bool   // files whose names are told: truststores
	ours     map[string]bool   // words of our own sentences

	all    map[string]string // what is looked for in texts
	learnt map[string]string // the same, of the part of the report at hand
	store  dictionary        // of the head
	texts  dictionary        // of the part of the report at hand
	object dictionary        // of the input at hand, when that is an object of S3

	tell               bool // replacing, after learning
	headDone, tailDone bool

	distinguished, general *regexp.Regexp
	dollarQuoted           *regexp.Regexp // a file name as a shell reads it that could not be shown as it is
}

func newRedactor() *redactor {
	return &redactor{standIns: map[string]string{}, count: map[string]int{}, kept: map[string]bool{"-": true}, ours: ourWords(),
		all: map[string]string{}, learnt: map[string]string{},
		distinguished: regexp.MustCompile(`(?:^|[^\pL\pN.])((?:CN|SN|serialNumber|C|L|ST|street|O|OU|title|description|businessCategory|` +
			`postalCode|name|GN|initials|generationQualifier|dnQualifier|pseudonym|organizationIdentifier|DC|UID|emailAddress|\d+(?:\.\d+)+)=)`),
		dollarQuoted: regexp.MustCompile(`\$'(?:[-\w./=@%+,]|\\x[0-9a-f]{2})+'`),
		general:      regexp.MustCompile(`\b(DNS|email|URI|IP):[^\s(]\S*`)}
}

// head redacts what is known before the clients, once. The inputs of that time tell truststores from other files.
func (x *redactor) head(r *Report) {
	if x.headDone {
		return
	}
	x.headDone = true
	if r.Truststore != nil {
		x.kept[r.Truststore.Ref] = true
	}
	x.inputs(r, false)
	x.redact(&r.Head, false)
	x.store = newDictionary(x.all)
}

// inputs learns the names of files. Those of clients get their numbers as the clients come.
func (x *redactor) inputs(r *Report, clients bool) {
	x.tell = false
	for _, in := range r.Inputs {
		if clients || in.Role != RoleClient {
			x.file(in.Ref, in.Role)
		}
	}
}

// client redacts one client, in its turn.
func (x *redactor) client(c *Client) {
	x.tell = false
	x.file(c.Ref, RoleClient)
	x.name(c.Subject, "client")
	if c.Key != nil {
		x.file(c.Key.Ref, RoleKey)
	}
	x.redact(c, false)
}

// tail redacts what is known after the clients, once: everything that was ever learnt may stand there.
func (x *redactor) tail(r *Report) {
	if x.tailDone {
		return
	}
	x.tailDone = true
	x.inputs(r, true)
	x.redact(&r.Tail, true)
}

// redact learns the names of a part of a report, then hides them.
func (x *redactor) redact(part any, everything bool) {
	x.tell = false
	x.walk(reflect.ValueOf(part), "", "")
	x.texts = newDictionary(x.learnt)
	if everything {
		x.texts = newDictionary(x.all)
	}
	x.tell = true
	x.walk(reflect.ValueOf(part), "", "")
	clear(x.learnt)
}

// walk visits every string of a value. owner is the type that it belongs to, and field its JSON key.
func (x *redactor) walk(v reflect.Value, owner, field string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			x.walk(v.Elem(), owner, field)
		}
	case reflect.Slice:
		x.walkSlice(v, owner, field)
	case reflect.Struct:
		x.walkStruct(v, field)
	case reflect.String:
		if out := x.text(v.String(), owner, field); x.tell {
			v.SetString(out)
		}
	}
}

// walkSlice writes lists of texts anew: they may belong to a certificate that others are reading.
func (x *redactor) walkSlice(v reflect.Value, owner, field string) {
	if x.tell && v.Type().Elem().Kind() == reflect.String && !v.IsNil() {
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
	}
	for i := range v.Len() {
		x.walk(v.Index(i), owner, field)
	}
}

func (x *redactor) walkStruct(v reflect.Value, place string) {
	x.self(v, place)
	if field, ok := differing(v); ok {
		x.difference(v, field)
		return
	}
	outer := x.object
	x.object = x.objectOf(v)
	defer func() { x.object = outer }()
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			x.walk(v.Field(i), v.Type().Name(), key)
		}
	}
}

// self learns what only the whole of a value tells: what kind of name it has, and which files are configuration.
func (x *redactor) self(v reflect.Value, place string) {
	if x.tell {
		return
	}
	switch it := v.Interface().(type) {
	case Certificate:
		x.name(it.Subject, certificateRole(&it))
	case Finding:
		if it.Rule == "block_rejected" { // of a client's file no entries are told
			x.name(it.Where.Subject, "certificate")
		}
	case KeyHolder:
		switch it.Kind {
		case "truststore_certificate":
		case "chain_certificate":
			x.name(it.Where.Subject, "CA")
		default:
			x.name(it.Where.Subject, "client")
		}
	case Where:
		if place == "client" {
			x.name(it.Subject, "client")
		}
	case Waived:
		x.kept[it.Config.Ref] = true
	}
}

func certificateRole(c *Certificate) string {
	if c.IsCA || c.Subject == c.Issuer {
		return "CA"
	}
	return "client"
}

// text learns or replaces one string.
func (x *redactor) text(s, owner, field string) string {
	switch {
	case field == "subject" || field == "issuer":
		return x.name(s, "CA")
	case field == "serial" && owner == "Certificate":
		return x.serial(s)
	case field == "subject_alternative_names" || field == "permitted" || field == "excluded":
		return x.alternative(s)
	case field == "ref":
		return x.file(s, "")
	case tellsNoName(owner, field):
		return s
	}
	return x.sentence(s, field == "commands")
}

// tellsNoName lists the fields that hold words of ours, figures and dates: a name that happens to be one of those words
// must not change what the report says.
func tellsNoName(owner, field string) bool {
	switch field {
	case "schema_version", "version", "command", "profile", "role", "kind", "verdict", "basis", "confidence", "severity", "rule", "id",
		"conditions", "source", "prediction", "log_line", "log_note", "sha256", "spki_sha256", "sha1", "md5", "version_id", "etag",
		"not_before", "not_after", "signature_algorithm", "type", "curve", "subject_key_id", "authority_key_id", "key_id_wanted",
		"key_id_found", "key_usage", "extended_key_usage", "until", "at", "change", "before", "after", "format", "region":
		return true
	}
	return owner == "NearMiss" && field != "sentence" || owner == "Tool" || owner == "OpenSSLError"
}

// name hides a distinguished name. Its single values are learnt too: sentences name an organization by itself.
func (x *redactor) name(s, kind string) string {
	if s == "(empty name)" || strings.HasPrefix(s, "(unreadable name of ") {
		return s
	}
	for _, value := range nameValues(s) {
		x.value(value, "name part")
	}
	return x.hide(s, kind, true)
}

// alternative hides a name such as "DNS:example.org".
func (x *redactor) alternative(s string) string {
	kind, value, ok := strings.Cut(s, ":")
	switch {
	case !ok || strings.HasPrefix(s, "… and "):
		return s
	case kind == "dirName":
		return kind + ":" + x.name(value, "CA")
	}
	x.value(value, "alternative name")
	return x.hide(s, "alternative name", true)
}

// value learns a part of a name, to be hidden where it stands by itself. Short ones and words of ours are not looked
// for there: they would be found everywhere, and tell nothing.
func (x *redactor) value(s, kind string) {
	if len(s) >= 4 && !x.ours[s] {
		x.hide(s, kind, true)
	}
}

// serial hides a serial number, in sentences when it cannot be taken for a time or a line.
func (x *redactor) serial(s string) string { return x.hide(s, "number", len(s) > len("10:00:00")) }

// hide gives the stand-in of a text; a text that is met first under one kind stays that.
func (x *redactor) hide(s, kind string, inSentences bool) string {
	if s == "" {
		return s
	}
	standIn, known := x.standIns[s]
	if !known {
		x.count[kind]++
		standIn = fmt.Sprintf("%s %d", kind, x.count[kind])
		x.standIns[s] = standIn
	}
	if inSentences {
		x.learn(s, standIn)
	}
	return standIn
}

func (x *redactor) learn(s, standIn string) {
	if !x.tell {
		x.all[s], x.learnt[s] = standIn, standIn
	}
}

// file hides the name of a file that is no truststore: clients' files are named after clients.
func (x *redactor) file(ref, role string) string {
	_, known := x.standIns[ref]
	switch {
	case ref == "":
		return ref
	case !known && (role == RoleTruststore || x.kept[ref]):
		x.kept[ref] = true
		return x.sentence(ref, true)
	case !known:
		kind := "file"
		if role != "" && role != RoleFile {
			kind = role + "-file"
		}
		x.count[kind]++
		x.standIns[ref] = fmt.Sprintf("%s-%d", kind, x.count[kind])
	}
	if standIn := x.standIns[ref]; !x.ours[ref] {
		x.learn(ref, standIn)
		x.learn(strings.ReplaceAll(ref, "'", `'\''`), standIn) // as in commands for a shell
	}
	return x.standIns[ref]
}

// differing tells whether a value is one field in which two certificates differ, and which.
func differing(v reflect.Value) (field string, ok bool) {
	if v.NumField() != 3 || v.Field(0).Kind() != reflect.String || v.Field(1).Kind() != reflect.String || v.Field(2).Kind() != reflect.String {
		return "", false
	}
	switch field = v.Field(0).String(); field {
	case "serial number", "subject", "issuer", "alternative names", "other extensions", "unique identifiers",
		"bytes after the extensions", "bytes after the signature":
		return field, true
	}
	return field, strings.HasPrefix(field, "encoding of ")
}

// difference hides both sides of one field; two that differ stay different.
func (x *redactor) difference(v reflect.Value, field string) {
	for i := 1; i < 3; i++ {
		s := v.Field(i).String()
		switch field {
		case "subject", "issuer":
			s = x.name(s, "CA")
		case "serial number":
			s = x.serial(s)
		default:
			s = x.hide(s, field, false)
		}
		if x.tell {
			v.Field(i).SetString(s)
		}
	}
}

// withoutQuotes hides what an error of Go's parser, in whatever sentence, quotes from a certificate.
func withoutQuotes(s string) string {
	begin := strings.Index(s, "x509: ")
	if begin < 0 {
		return s
	}
	first, last := strings.Index(s[begin:], `"`), strings.LastIndex(s, `"`)
	if first < 0 || begin+first == last {
		return s
	}
	return s[:begin+first] + "(hidden)" + s[last+1:]
}

// sentence replaces in a text what is to be hidden.
func (x *redactor) sentence(s string, command bool) string {
	if !x.tell || s == "" {
		return s
	}
	s = x.dollarQuoted.ReplaceAllString(withoutQuotes(s), "'(hidden)'")
	s = replaceAll(s, x.texts, x.store, x.object)
	if command {
		return fetchHidden(s)
	}
	return x.unknownNames(s)
}

// unknownNames hides what looks like a name although no field held it: rather a sentence cut short than a name told.
// Names begin with the attribute types of truststore.Name, an object identifier, or the kind of a general name.
func (x *redactor) unknownNames(s string) string {
	s = x.general.ReplaceAllString(s, "$1:(hidden)")
	if at := x.distinguished.FindStringSubmatchIndex(s); at != nil {
		return s[:at[2]] + "(a hidden name)"
	}
	return s
}

// fetchHidden empties a command that fetches a client from S3: bucket and key are not written as in the reference.
func fetchHidden(s string) string {
	if strings.HasPrefix(s, "aws s3api get-object ") && strings.HasSuffix(s, " client.pem") {
		return "aws s3api get-object --bucket BUCKET --key KEY client.pem"
	}
	return s
}

// nameValues splits a name as truststore.Name writes it into the values of its attributes.
func nameValues(name string) []string {
	var values []string
	start, escaped := 0, false
	end := func(i int) {
		if _, value, ok := strings.Cut(name[start:i], "="); ok {
			values = append(values, value)
			if plain := strings.ReplaceAll(value, `\`, ""); plain != value {
				values = append(values, plain)
			}
		}
		start = i + 1
	}
	for i := range len(name) {
		switch {
		case escaped:
			escaped = false
		case name[i] == '\\':
			escaped = true
		case name[i] == ',', name[i] == '+':
			end(i)
		}
	}
	end(len(name))
	return values
}
