package report

import (
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"
)

var screenshots = flag.String("screenshots", "", "leave the screenshots of the browser in this directory")

// many is a report of a thousand clients and a truststore of a thousand certificates.
func many() *Report {
	r := &Report{Head: Head{SchemaVersion: SchemaVersion, Command: "verify", Profile: "apigateway", EvaluatedAt: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Tool: Tool{"mtlscheck", "v0.0.0"},
		Truststore: &Bundle{Ref: "s3://partners/truststore.pem", Lines: 20_000, Ledger: Ledger{Seen: 1000, Accepted: 1000}}}}
	for i := range 1000 {
		ca := fmt.Sprintf("CN=Partner %d Issuing CA, O=Partner %d Limited, C=DE", i, i)
		r.Truststore.Entries = append(r.Truststore.Entries, Entry{Index: i + 1, Kind: "certificate", FirstLine: i*20 + 1, LastLine: i*20 + 20,
			Certificate: &Certificate{Subject: ca, Issuer: ca, Version: 3, NotAfter: "2035-01-01T00:00:00Z", SignatureAlgorithm: "ecdsa-with-SHA256",
				Key: Key{Type: "EC", Curve: "P-256"}, IsCA: true}})
		c := Client{Ref: fmt.Sprintf("clients/partner-%d.pem", i), Subject: fmt.Sprintf("CN=partner-%d, O=Partner %d Limited", i, i),
			NotAfter: "2027-03-01T00:00:00Z", Verdict: "accepted", Prediction: "API Gateway would let the client in.", Basis: "documented", Confidence: "high",
			Chain: []Link{{Role: "client", Subject: fmt.Sprintf("CN=partner-%d", i), Verdict: "accepted"}, {Role: "root", Subject: ca, Verdict: "accepted", Where: &Where{Line: i*20 + 1, Index: i + 1}}}}
		switch i % 50 {
		case 7:
			c.Verdict, c.Prediction = "denied", "API Gateway would answer 403 and log"
			c.Reason = &Reason{ID: "issuer_missing", Message: "its issuer, " + ca + ", is not in the truststore", LogLine: "Access denied. Reason: Could not find issuer for certificate"}
			c.Chain[1] = Link{Role: "missing", Subject: ca, Verdict: "denied"}
		case 9:
			c.Verdict, c.Reason = "unclear", &Reason{ID: "key_usage", Message: "the client's certificate has a key usage without digitalSignature"}
		}
		r.Summary.Add(&c)
		r.Clients = append(r.Clients, c)
		r.Inputs = append(r.Inputs, Input{Ref: c.Ref, Role: RoleClient, Size: 700, SHA256: strings.Repeat("0123456789abcdef", 4)})
	}
	return r
}

// TestBrowserShowsThePage opens small, large and hostile reports at every width, in both modes and in print: nothing
// complains, nothing is cut off at the side, and everything can be read.
func TestBrowserShowsThePage(t *testing.T) {
	b := newBrowser(t)
	reports := map[string]*Report{"five": stored(t, "demo"), "thousand": many(), "hostile": stored(t, "hostile")}
	views := map[string]view{
		"desk light": {width: 1280, height: 900}, "desk dark": {width: 1280, height: 900, dark: true},
		"phone light": {width: 390, height: 844}, "phone dark": {width: 390, height: 844, dark: true},
		"tablet": {width: 800, height: 1000}, "print from dark": {width: 800, height: 1100, dark: true, print: true},
		"phone without scripts": {width: 390, height: 844, noScript: true},
	}
	for what, r := range reports {
		page := rendered(t, FormatHTML, r)
		for name, v := range views {
			if what == "thousand" && !slices.Contains([]string{"desk light", "phone dark", "print from dark"}, name) {
				continue // a thousand rows take seconds to look at
			}
			t.Run(what+" "+name, func(t *testing.T) {
				b.t = t
				b.open(page, v)
				if got := b.complaints(); len(got) > 0 {
					t.Errorf("the page complains: %v", got)
				}
				if wide := eval[int](b, "document.documentElement.scrollWidth"); wide > v.width {
					t.Errorf("the page is %d wide: %s", wide, eval[string](b, widest))
				}
				if pale := eval[[]string](b, paleTexts); len(pale) > 0 {
					t.Errorf("too little contrast (WCAG 2.2, 1.4.3): %v", pale[:min(len(pale), 5)])
				}
				light := brightness(t, b.shoot(what+" "+name, v.width))
				if wantLight := !v.dark || v.print; light != wantLight {
					t.Errorf("light is %t, want %t", light, wantLight)
				}
			})
		}
	}
}

// brightness tells whether the right upper corner of a screenshot is light.
func brightness(t *testing.T, shot []byte) bool {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	red, green, blue, _ := img.At(img.Bounds().Max.X-2, 1).RGBA()
	return red+green+blue > 3*0x8000
}

// widest names an element that reaches beyond the right edge.
const widest = `(() => {
  const e = Array.from(document.querySelectorAll("body *")).find(e => e.getBoundingClientRect().right > innerWidth + 1);
  return e ? e.outerHTML.slice(0, 200) : "";
})()`

// paleTexts lists visible texts whose contrast to what is behind them is below that of WCAG 2.2 AA.
const paleTexts = `(() => {
  const channels = c => c.match(/[\d.]+/g).map(Number);
  const luminance = c => {
    const [r, g, b] = channels(c).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor, parts = channels(c);
      if (parts.length === 3 || parts[3] > 0) return c;
    }
    return "rgb(255, 255, 255)";
  };
  const pale = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; pale.length < 5 && (n = walker.nextNode());) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.checkVisibility() || ["STYLE", "SCRIPT", "title", "desc"].includes(e.tagName)) continue;
    const s = getComputedStyle(e), colour = e instanceof SVGElement ? s.fill : s.color;
    const a = luminance(colour), b = luminance(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const large = parseFloat(s.fontSize) >= 24 || parseFloat(s.fontSize) >= 18.66 && s.fontWeight >= 600;
    if (ratio < (large ? 3 : 4.5)) pale.push(ratio.toFixed(2) + " " + colour + " " + n.data.trim().slice(0, 40));
  }
  return pale;
})()`

// visibleRows gives a column of the table of clients, as it is shown.
func visibleRows(b *browser, column int) []string {
	b.t.Helper()
	return eval[[]string](b, fmt.Sprintf(`Array.from(document.querySelector("table.data").tBodies[0].rows)
		.filter(r => r.checkVisibility()).map(r => r.cells[%d].textContent)`, column))
}

func TestKeyboardFiltersSortsAndFindsTheAnswer(t *testing.T) {
	b := newBrowser(t)
	for name, v := range map[string]view{"desk": {width: 1280, height: 900}, "phone": {width: 390, height: 844}} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.open(rendered(t, FormatHTML, many()), v)
			b.press("Tab")
			if got := eval[string](b, "document.activeElement.textContent"); got != "Skip to the answer" {
				t.Errorf("the first stop is %q", got)
			}
			focusShows(b)
			b.press("Enter")
			if got := eval[string](b, "document.activeElement.id"); got != "answer" {
				t.Errorf("the skip link leads to %q", got)
			}

			b.tabTo("input[type=search]")
			focusShows(b)
			if got := eval[string](b, "document.activeElement.labels[0].textContent"); got != "Filter 1000 of 1000 clients" {
				t.Errorf("the field is called %q", got)
			}
			b.press("PARTNER-99")
			if got := len(visibleRows(b, 2)); got != 11 {
				t.Errorf("%d rows are shown, want 11", got)
			}
			if got := eval[string](b, "document.querySelector('[role=status]').textContent"); got != "11 of 1000 rows" {
				t.Errorf("the status says %q", got)
			}

			b.tabTo("th:nth-child(3) button")
			focusShows(b)
			b.press("Enter")
			sortedBy(b, "ascending", "clients/partner-99.pem", "clients/partner-999.pem")
			b.press("Enter")
			sortedBy(b, "descending", "clients/partner-999.pem", "clients/partner-99.pem")

			b.tabTo("td a")
			focusShows(b)
			b.press("Enter")
			if got := eval[string](b, "document.querySelector(':target h3').textContent"); !strings.Contains(got, "clients/partner-99.pem") { // the others have no details
				t.Errorf("the link leads to %q", got)
			}
			if got := b.complaints(); len(got) > 0 {
				t.Errorf("the page complains: %v", got)
			}
		})
	}
}

func sortedBy(b *browser, direction, first, last string) {
	b.t.Helper()
	if got := eval[string](b, "document.activeElement.parentElement.getAttribute('aria-sort')"); got != direction {
		b.t.Errorf("aria-sort is %q, want %q", got, direction)
	}
	rows := visibleRows(b, 2)
	if rows[0] != first || rows[len(rows)-1] != last {
		b.t.Errorf("%s sorts as %v", direction, rows)
	}
}

func focusShows(b *browser) {
	b.t.Helper()
	if width := eval[string](b, "getComputedStyle(document.activeElement).outlineWidth"); width != "3px" {
		b.t.Errorf("the outline of what has the focus is %s", width)
	}
}

// TestVerdictsSortByWeight clicks the column of verdicts: unclear stands between denied and accepted.
func TestVerdictsSortByWeight(t *testing.T) {
	b := newBrowser(t)
	b.open(rendered(t, FormatHTML, many()), view{width: 1280, height: 900})
	for range 2 {
		eval[any](b, "document.querySelector('th:nth-child(2) button').click()")
	}
	got := slices.Compact(visibleRows(b, 1))
	if want := []string{"✓ accepted", "! unclear", "✗ denied"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestScriptInASubjectIsText(t *testing.T) {
	b := newBrowser(t)
	b.open(rendered(t, FormatHTML, stored(t, "hostile")), view{width: 1280, height: 900})
	if n := eval[int](b, "document.scripts.length + document.images.length"); n != 1 {
		t.Errorf("%d scripts and images, want the one script of the page", n)
	}
	if !eval[bool](b, `document.body.textContent.includes("<script\\>alert(1)\\</script\\>")`) {
		t.Error("the subject is not there as text")
	}
	if got := b.complaints(); len(got) > 0 {
		t.Errorf("the page complains: %v", got)
	}
}

// TestPolicyStopsWhatEscapingMissed puts a script, a handler, a style and a picture into the open page.
func TestPolicyStopsWhatEscapingMissed(t *testing.T) {
	b := newBrowser(t)
	b.open(rendered(t, FormatHTML, stored(t, "demo")), view{width: 1280, height: 900})
	eval[any](b, `document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran=1'><p id=styled style='color:red'>x</p>")`)
	eval[any](b, `{ const s = document.createElement("script"); s.textContent = "window.ran=1"; document.body.append(s); }`)
	if eval[bool](b, `"ran" in window || getComputedStyle(document.getElementById("styled")).color === "rgb(255, 0, 0)"`) {
		t.Error("it ran, or took effect")
	}
	if got := b.complaints(); len(got) < 3 {
		t.Errorf("the browser did not refuse all of it: %v", got)
	}
}

// TestPageNeedsNeitherScriptNorStyle is what a ticket system leaves of it.
func TestPageNeedsNeitherScriptNorStyle(t *testing.T) {
	b := newBrowser(t)
	b.open(rendered(t, FormatHTML, many()), view{width: 1280, height: 900, noScript: true})
	if n := eval[int](b, "document.querySelectorAll('button, input').length"); n != 0 {
		t.Errorf("%d controls do nothing", n)
	}
	if rows := visibleRows(b, 1); len(rows) != 1000 || rows[0] != "✗ denied" || rows[999] != "✓ accepted" {
		t.Errorf("%d rows", len(rows))
	}
	eval[any](b, "document.querySelector('style').remove()")
	text := eval[string](b, "document.body.innerText")
	last := -1
	for _, part := range []string{"20 of 1000 clients denied", "960 accepted, 20 denied, 20 unclear", "clients/partner-7.pem", "Client by client",
		"Access denied. Reason: Could not find issuer for certificate", "missing", "Truststore", "Inputs"} {
		at := strings.Index(text[last+1:], part)
		if at < 0 {
			t.Fatalf("%q does not stand where it should", part)
		}
		last += 1 + at
	}
	b.shoot("without style", 1280)
}

func TestDrawnChainIsToldToThoseWhoDoNotSeeIt(t *testing.T) {
	b := newBrowser(t)
	b.open(rendered(t, FormatHTML, stored(t, "demo")), view{width: 1280, height: 900})
	var tree struct {
		Nodes []struct {
			Role, Name, Description struct{ Value any }
		}
	}
	b.call("Accessibility.getFullAXTree", nil, &tree)
	told := 0
	for _, n := range tree.Nodes {
		if n.Role.Value == "image" {
			told++
			if n.Name.Value == "Chain of CN=merchant-42, O=Acme" && n.Description.Value != "CN=merchant-42, O=Acme, issued by ✗ CN=Acme Issuing CA 2, O=Acme (missing)" {
				t.Errorf("it is described as %q", n.Description.Value)
			}
		}
	}
	if told != 5 { // that of the accepted client is folded
		t.Errorf("%d chains are told, want 5", told)
	}
}

func TestPaperHasTheWholeAnswer(t *testing.T) {
	b := newBrowser(t)
	b.open(rendered(t, FormatHTML, stored(t, "demo")), view{width: 800, height: 1100, print: true})
	if eval[bool](b, "Array.from(document.querySelectorAll('.tools, .skip')).some(e => e.checkVisibility())") {
		t.Error("controls are printed")
	}
	if !eval[bool](b, "Array.from(document.querySelectorAll('details:not(.bulk) dl')).every(e => e.checkVisibility({contentVisibilityAuto: true}))") {
		t.Error("something folded is not printed")
	}
	var pdf struct{ Data string }
	b.call("Page.printToPDF", nil, &pdf)
	if data, err := base64.StdEncoding.DecodeString(pdf.Data); err != nil || !bytes.HasPrefix(data, []byte("%PDF")) {
		t.Errorf("no PDF: %v", err)
	}
}
