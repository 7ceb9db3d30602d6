package report

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// browser is a headless Chromium with one page, spoken to by the DevTools protocol over a pipe
// (https://chromedevtools.github.io/devtools-protocol/): a few dozen lines, where a library would be a module more.
type browser struct {
	t       *testing.T
	in      io.Writer
	session string
	file    string // the page that is open

	mu      sync.Mutex
	next    int
	waiting map[int]chan answer
	events  []answer
	arrived *sync.Cond
}

// answer is a reply or an event.
type answer struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// newBrowser starts Chromium. Without one the test is skipped, but in CI, which can install it.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	if runtime.GOOS == "windows" {
		t.Skip("a pipe to Chromium needs file descriptors 3 and 4, which Windows has not")
	}
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("chromium is not installed: apt-get install chromium")
	} else if err != nil {
		t.Skip("chromium is not installed: the page is not opened in a browser")
	}
	theirIn, ourOut := pipe(t)
	ourIn, theirOut := pipe(t)
	c := exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
		"--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	c.ExtraFiles = []*os.File{theirIn, theirOut}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	theirIn.Close()
	theirOut.Close()
	b := &browser{t: t, in: ourOut, waiting: map[int]chan answer{}}
	b.arrived = sync.NewCond(&b.mu)
	go b.listen(ourIn)
	t.Cleanup(func() { b.stop(c) })
	b.openPage()
	return b
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return r, w
}

// stop closes the browser; one that does not go is ended.
func (b *browser) stop(c *exec.Cmd) {
	gone := make(chan error, 1)
	go func() { gone <- c.Wait() }()
	b.session = ""
	_ = b.send(0, "Browser.close", nil) // if it fails the browser has gone already
	select {
	case <-gone:
	case <-time.After(10 * time.Second):
		_ = c.Process.Kill()
		<-gone
	}
}

func (b *browser) openPage() {
	b.t.Helper()
	var target struct{ TargetID string }
	b.call("Target.createTarget", node{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", node{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil, nil)
	}
}

// listen reads messages, each of which ends with a NUL, until the browser goes.
func (b *browser) listen(r io.Reader) {
	in := bufio.NewReader(r)
	for {
		text, err := in.ReadBytes(0)
		if err != nil {
			return
		}
		var a answer
		if err := json.Unmarshal(text[:len(text)-1], &a); err != nil {
			continue
		}
		b.mu.Lock()
		if reply := b.waiting[a.ID]; a.ID > 0 && reply != nil {
			reply <- a
			delete(b.waiting, a.ID)
		} else {
			b.events = append(b.events, a)
			b.arrived.Broadcast()
		}
		b.mu.Unlock()
	}
}

func (b *browser) send(id int, method string, params node) error {
	message := node{"id": id, "method": method}
	if params != nil {
		message["params"] = params
	}
	if b.session != "" {
		message["sessionId"] = b.session
	}
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = b.in.Write(append(text, 0))
	return err
}

// call sends a command, waits for its reply, and reads that into result, if there is one.
func (b *browser) call(method string, params node, result any) {
	b.t.Helper()
	b.mu.Lock()
	b.next++
	id, reply := b.next, make(chan answer, 1)
	b.waiting[id] = reply
	b.mu.Unlock()
	if err := b.send(id, method, params); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	select {
	case a := <-reply:
		if a.Error != nil {
			b.t.Fatalf("%s: %s", method, a.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(a.Result, result); err != nil {
				b.t.Fatal(err)
			}
		}
	case <-time.After(60 * time.Second):
		b.t.Fatalf("%s: no reply", method)
	}
}

// view is how a page is looked at.
type view struct {
	width, height int
	dark, print   bool
	noScript      bool
}

func (b *browser) look(v view) {
	b.t.Helper()
	scheme, media := "light", ""
	if v.dark {
		scheme = "dark"
	}
	if v.print {
		media = "print"
	}
	b.call("Emulation.setDeviceMetricsOverride", node{"width": v.width, "height": v.height, "deviceScaleFactor": 1, "mobile": v.width < 600}, nil)
	b.call("Emulation.setEmulatedMedia", node{"media": media, "features": []node{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	b.call("Emulation.setScriptExecutionDisabled", node{"value": v.noScript}, nil)
}

// open shows a page from a file and waits until it is loaded.
func (b *browser) open(page []byte, v view) {
	b.t.Helper()
	b.look(v)
	b.file = filepath.Join(b.t.TempDir(), "report.html")
	if err := os.WriteFile(b.file, page, 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.mu.Lock()
	b.events = nil
	b.mu.Unlock()
	b.call("Page.navigate", node{"url": "file://" + b.file}, nil)
	b.waitFor("Page.loadEventFired")
}

func (b *browser) waitFor(method string) {
	b.t.Helper()
	timeout := time.AfterFunc(60*time.Second, func() { b.arrived.Broadcast() })
	defer timeout.Stop()
	begun := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		for _, e := range b.events {
			if e.Method == method {
				return
			}
		}
		if time.Since(begun) > 60*time.Second {
			b.t.Fatalf("no %s came", method)
		}
		b.arrived.Wait()
	}
}

// complaints are what a page did that a document does not: errors, words on the console, dialogues, requests.
func (b *browser) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []string
	for _, e := range b.events {
		switch e.Method {
		case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded", "Page.javascriptDialogOpening":
			list = append(list, e.Method+" "+string(e.Params))
		case "Network.requestWillBeSent":
			var p struct{ Request struct{ URL string } }
			if err := json.Unmarshal(e.Params, &p); err != nil || p.Request.URL != "file://"+b.file {
				list = append(list, e.Method+" "+string(e.Params))
			}
		}
	}
	return list
}

// eval gives the value of an expression in the page, as JSON has it.
func eval[T any](b *browser, expression string) T {
	b.t.Helper()
	var out struct {
		Result           struct{ Value T }
		ExceptionDetails json.RawMessage
	}
	b.call("Runtime.evaluate", node{"expression": expression, "returnByValue": true}, &out)
	if out.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, out.ExceptionDetails)
	}
	return out.Result.Value
}

// press types a key: Tab, Enter, or any text.
func (b *browser) press(key string) {
	b.t.Helper()
	code, text := map[string]int{"Tab": 9, "Enter": 13}[key], ""
	if key == "Enter" {
		text = "\r"
	}
	if code == 0 {
		b.call("Input.insertText", node{"text": key}, nil)
		return
	}
	b.call("Input.dispatchKeyEvent", node{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text}, nil)
	b.call("Input.dispatchKeyEvent", node{"type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code}, nil)
}

// tabTo presses Tab until a selector matches what has the focus.
func (b *browser) tabTo(selector string) {
	b.t.Helper()
	for range 60 {
		b.press("Tab")
		if eval[bool](b, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
	}
	b.t.Fatalf("the keyboard does not reach %s", selector)
}

// shoot takes a screenshot of the whole page, at most 4,000 pixels of it.
func (b *browser) shoot(name string, width int) []byte {
	b.t.Helper()
	height := min(eval[int](b, "document.documentElement.scrollHeight"), 4000)
	var shot struct{ Data string }
	b.call("Page.captureScreenshot", node{"captureBeyondViewport": true, "clip": node{"x": 0, "y": 0, "width": width, "height": height, "scale": 1}}, &shot)
	data, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	if *screenshots != "" {
		if err := os.WriteFile(filepath.Join(*screenshots, strings.ReplaceAll(name, " ", "-")+".png"), data, 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	return data
}
