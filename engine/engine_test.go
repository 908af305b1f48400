//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The test binary is the engine, too: it holds the same packages.
func TestMain(m *testing.M) {
	if os.Getenv("ENGINE_UNDER_TEST") == "1" {
		main()
		return
	}
	os.Exit(m.Run())
}

// engine is one run of the engine, as loadkit starts it.
type engine struct {
	*exec.Cmd
	t       *testing.T
	control io.WriteCloser
	log     bytes.Buffer
	reader  *os.File
	mu      sync.Mutex
	text    []byte
	read    sync.WaitGroup
}

// command is the engine with a script against url, and further arguments for k6.
func command(t *testing.T, script, url string, args ...string) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	file, config := filepath.Join(dir, "script.js"), filepath.Join(dir, "config.json")
	for name, content := range map[string]string{file: script, config: "{}"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, append([]string{
		"run", "--quiet", "--no-color", "--summary-mode=disabled", "--no-usage-report", "--include-system-env-vars=false",
		"--config", config, "--out", "loadkit=test", "-e", "URL=" + url,
	}, append(args, file)...)...)
	cmd.Env = []string{"ENGINE_UNDER_TEST=1", "LOADKIT_CONTROL=1", "K6_AUTO_EXTENSION_RESOLUTION=false", "HOME=" + dir}
	return cmd
}

// start runs the command. The caller must wait.
func start(t *testing.T, script, url string, args ...string) *engine {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	e := &engine{Cmd: command(t, script, url, args...), t: t, reader: reader}
	e.Stdout, e.Stderr = &e.log, &e.log
	e.ExtraFiles = []*os.File{writer}
	if e.control, err = e.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := e.Start(); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close()
	e.read.Go(func() {
		chunk := make([]byte, 1<<16)
		for {
			n, err := reader.Read(chunk)
			e.mu.Lock()
			e.text = append(e.text, chunk[:n]...)
			e.mu.Unlock()
			if err != nil {
				return
			}
		}
	})
	return e
}

// until waits for a text among the lines.
func (e *engine) until(text string) {
	e.t.Helper()
	for range 3000 {
		e.mu.Lock()
		found := bytes.Contains(e.text, []byte(text))
		e.mu.Unlock()
		if found {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = e.Process.Kill()
	e.t.Fatalf("no %s in 30 s; the log:\n%s", text, e.log.String())
}

func (e *engine) say(line string) {
	if _, err := io.WriteString(e.control, line); err != nil {
		e.t.Error(err)
	}
}

// wait returns the exit code and what was written to descriptor 3.
func (e *engine) wait() (int, *record) {
	e.t.Helper()
	limit := time.AfterFunc(40*time.Second, func() { _ = e.Process.Kill() })
	defer limit.Stop()
	e.read.Wait() // to the end of descriptor 3
	_ = e.Wait()
	return e.ProcessState.ExitCode(), parse(e.t, string(e.text))
}

// record is the engine's lines, added up as a reader would.
type record struct {
	series  map[int]seriesLine
	entries map[int]*entry
	gens    []genLine
	marks   []string
	end     *endLine
	text    string
}

type seriesLine struct {
	ID           int
	Metric, Type string
	Bits         uint
	Tags         map[string]string
}

type genLine struct {
	S                           int64
	Scheduled, Started, Dropped *int64
	VUs, VUsMax                 float64
	Late                        []json.RawMessage
	Iterations, Requests        []int64
}

type endLine struct {
	S              int64
	Totals         [][]float64
	Other, Invalid int64
	Ledger         *account
}

type account struct {
	Iterations struct{ Started, Ended, Threw, CutOff int64 }
	Requests   struct{ Started, Ended, CutOff, Redirects, Followed, Endless int64 }
}

// entry is what the frames of a series add up to.
type entry struct {
	count, second float64 // the second is a sum, or of a rate the nonzero ones
	histogram     map[int64]int64
}

func parse(t *testing.T, text string) *record {
	t.Helper()
	r := &record{series: map[int]seriesLine{}, entries: map[int]*entry{}, text: text}
	for line := range strings.Lines(text) {
		var kind struct {
			T, Scenario string
			D           [][]json.RawMessage
		}
		into := func(v any) {
			t.Helper()
			if err := json.Unmarshal([]byte(line), v); err != nil {
				t.Fatalf("%s in %q", err, line)
			}
		}
		into(&kind)
		switch kind.T {
		case "series":
			var s seriesLine
			into(&s)
			r.series[s.ID] = s
		case "frame":
			for _, d := range kind.D {
				r.add(t, d)
			}
		case "gen":
			var g genLine
			into(&g)
			r.gens = append(r.gens, g)
		case "mark":
			r.marks = append(r.marks, kind.Scenario)
		case "end":
			r.end = &endLine{}
			into(r.end)
		}
	}
	return r
}

func (r *record) add(t *testing.T, d []json.RawMessage) {
	t.Helper()
	number := func(i int) (v float64) {
		if err := json.Unmarshal(d[i], &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	s, announced := r.series[int(number(0))]
	if !announced {
		t.Fatalf("a frame of series %s, which was not announced", d[0])
	}
	e := r.entries[s.ID]
	if e == nil {
		e = &entry{histogram: map[int64]int64{}}
		r.entries[s.ID] = e
	}
	e.count += number(1)
	if s.Type == "gauge" {
		e.second = number(2)
		return
	}
	e.second += number(2)
	if s.Type != "trend" {
		return
	}
	var sparse []int64
	if err := json.Unmarshal(d[5], &sparse); err != nil {
		t.Fatal(err)
	}
	index := int64(0)
	for i := 0; i < len(sparse); i += 2 {
		index += sparse[i]
		e.histogram[index] += sparse[i+1]
	}
}

// arrivals adds up the generator lines.
func (r *record) arrivals() (scheduled, started, dropped int64) {
	for _, g := range r.gens {
		if g.Scheduled != nil {
			scheduled, started, dropped = scheduled+*g.Scheduled, started+*g.Started, dropped+*g.Dropped
		}
	}
	return scheduled, started, dropped
}

func server(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL
}
