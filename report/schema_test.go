package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/explain"
)

var update = flag.Bool("update", false, "rewrite generated files and goldens")

// TestSchemaFollowsTypes keeps the published schema and the types alike: it is written from them.
func TestSchemaFollowsTypes(t *testing.T) {
	var want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetIndent("", "  ")
	if err := e.Encode(reportSchema()); err != nil {
		t.Fatal(err)
	}
	const file = "report.schema.json"
	if *update {
		if err := os.WriteFile(file, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s does not follow the types: go test ./report -update writes it anew", file)
	}
}

// node is a JSON Schema; maps are written with sorted keys, so the file is the same every time.
type node map[string]any

func reportSchema() node {
	defs := node{}
	root := schemaOf(reflect.TypeFor[Report](), defs)
	delete(root, "$ref")
	for k, v := range defs["Report"].(node) {
		root[k] = v
	}
	delete(defs, "Report")
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "https://github.com/mtlscheck/mtlscheck/report/report.schema.json"
	root["title"] = "mtlscheck report, schema version " + SchemaVersion
	root["$defs"] = defs
	return root
}

func schemaOf(typ reflect.Type, defs node) node {
	switch {
	case typ == reflect.TypeFor[time.Time]():
		return node{"type": "string", "format": "date-time"}
	case typ.Kind() == reflect.Pointer:
		return schemaOf(typ.Elem(), defs)
	case typ.Kind() == reflect.Slice:
		return node{"type": "array", "items": schemaOf(typ.Elem(), defs)}
	case typ.Kind() == reflect.Struct:
		if defs[typ.Name()] == nil {
			defs[typ.Name()] = node{} // stands in while the type refers to itself
			defs[typ.Name()] = objectSchema(typ, defs)
		}
		return node{"$ref": "#/$defs/" + typ.Name()}
	case typ.Kind() == reflect.Bool:
		return node{"type": "boolean"}
	case typ.Kind() == reflect.Int:
		return node{"type": "integer"}
	}
	return node{"type": "string"}
}

func objectSchema(typ reflect.Type, defs node) node {
	properties, required := node{}, []string{}
	for i := range typ.NumField() {
		field := typ.Field(i)
		if field.Anonymous {
			inner := field.Type
			if inner.Kind() == reflect.Pointer { // the fields of an embedded certificate may all be absent
				inner = inner.Elem()
			}
			part := objectSchema(inner, defs)
			maps.Copy(properties, part["properties"].(node))
			if inner == field.Type {
				required = append(required, part["required"].([]string)...)
			}
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		property := schemaOf(field.Type, defs)
		if values := enumerations()[typ.Name()+"."+name]; values != nil {
			property["enum"] = values
		}
		if options == "" {
			required = append(required, name)
			if field.Type.Kind() == reflect.Pointer {
				property = node{"oneOf": []node{property, {"type": "null"}}}
			}
		}
		properties[name] = property
	}
	return node{"type": "object", "properties": properties, "required": required}
}

func enumerations() map[string][]string {
	facts := []string{"yes", "no", "unknown", "encoding"}
	verdicts := []string{"accepted", "denied", "unclear"}
	bases := []string{"documented", "observed", "inferred", "unknown", "advice"}
	return map[string][]string{
		"Head.schema_version": {SchemaVersion},
		"Input.role":          {RoleTruststore, RoleClient, RoleIntermediates, RoleKey, RoleCRL, RoleFile, RoleConfig},
		"Client.verdict":      verdicts,
		"Client.basis":        bases,
		"Client.confidence":   {"high", "medium", "low"},
		"Link.role":           {"client", "intermediate", "root", "missing"},
		"Link.verdict":        verdicts,
		"Path.verdict":        verdicts,
		"Finding.severity":    {SeverityError, SeverityWarning, SeverityNote},
		"Finding.basis":       bases,
		"NearMiss.name":       facts,
		"NearMiss.key_id":     facts,
		"NearMiss.serial":     facts,
		"NearMiss.signature":  facts,
		"NearMiss.ca":         facts,
		"NearMiss.current":    facts,
		"Rule.severity":       {SeverityError, SeverityWarning, SeverityNote},
		"Rule.basis":          bases,
		"ClientChange.change": {"loses", "may_lose", "gains", "changes"},
		"ClientChange.before": verdicts,
		"ClientChange.after":  verdicts,
		"Event.kind":          {"expires", "becomes_valid"},
		"Event.severity":      {SeverityError, SeverityWarning, SeverityNote},
		"ClientStop.before":   verdicts,
		"ClientStop.after":    verdicts,
		"KeyHolder.kind":      {"private_key", "certificate", "certificate_request", "public_key", "chain_certificate", "truststore_certificate"},

		"Topic.kind":           topicKinds(),
		"Topic.basis":          bases,
		"NearTopic.kind":       topicKinds(),
		"TopicOutcome.verdict": verdicts,
		"TopicOutcome.basis":   bases,
		"WaiverState.state":    {"holds", "expires_soon", "expired"},
	}
}

func topicKinds() []string {
	var kinds []string
	for _, k := range explain.Kinds() {
		kinds = append(kinds, string(k))
	}
	return kinds
}
