//go:build unix

package main

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// longScript arrives 100 times a second for a minute, unless told otherwise.
const longScript = `
import http from 'k6/http';
export const options = { scenarios: { main: { executor: 'poisson-arrival-rate', startRate: 100, preAllocatedVUs: 20,
  stages: [ { duration: '60s', target: 100 } ] } } };
export default function () { http.get(__ENV.URL); }
export function teardown() { console.log('torn down'); }`

func answer(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }

func TestTheEndOfTheControlPipeStopsTheRun(t *testing.T) {
	t.Parallel()
	run := start(t, longScript, server(t, answer))
	run.until(`"t":"frame","s":1,`)
	_ = run.control.Close()
	if code, r := run.wait(); code != 105 || r.end == nil {
		t.Errorf("exit code %d, end %+v", code, r.end)
	}
	if !strings.Contains(run.log.String(), "torn down") {
		t.Errorf("no teardown:\n%s", run.log.String())
	}
}

func TestTheEndOfTheControlPipeDuringInitialisation(t *testing.T) {
	t.Parallel()
	run := start(t, `const t = Date.now(); while (Date.now() - t < 300000); export default function () {}`, "")
	time.Sleep(300 * time.Millisecond)
	_ = run.control.Close()
	if code, r := run.wait(); code != 105 || r.text != "" {
		t.Errorf("exit code %d, wrote %q", code, r.text)
	}
}

func TestASlowTeardownIsNotWaitedForLonger(t *testing.T) {
	t.Parallel()
	run := start(t, `import { sleep } from 'k6';
export const options = { duration: '60s' };
export default function () { sleep(0.1); }
export function teardown() { sleep(50); }`, "")
	run.until(`"t":"frame"`)
	_ = run.control.Close()
	closed := time.Now()
	code, _ := run.wait()
	if took := time.Since(closed); code != 105 || took < 9*time.Second || took > 30*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
}

func TestAnInterruptEndsTheRunOnce(t *testing.T) {
	t.Parallel()
	run := start(t, longScript, server(t, answer))
	run.until(`"t":"frame","s":0,`)
	_ = run.Process.Signal(os.Interrupt)
	_ = run.control.Close() // as when the user's Ctrl-C ends loadkit, too: must not count as a second one
	if code, r := run.wait(); code != 105 || r.end == nil || !strings.Contains(run.log.String(), "torn down") {
		t.Errorf("exit code %d, end %+v\n%s", code, r.end, run.log.String())
	}
}

func TestTheRateIsSteered(t *testing.T) {
	t.Parallel()
	run := start(t, strings.Replace(longScript, `'60s'`, `'6s'`, 1), server(t, answer))
	run.until(`"t":"frame","s":0,`) // written at 2 s
	run.say(`{"rate": 400}` + "\n" + `nonsense` + "\n")
	run.until(`"t":"frame","s":2,`) // written at 4 s
	run.say(`{"rate": 0, "scenario": "main"}` + "\n")
	code, r := run.wait()
	if code != 0 || len(r.gens) < 6 {
		t.Fatalf("exit code %d, %d generator lines\n%s", code, len(r.gens), run.log.String())
	}
	for s, bounds := range map[int][2]int64{0: {60, 140}, 3: {300, 500}, 5: {0, 0}} {
		if n := *r.gens[s].Scheduled; n < bounds[0] || n > bounds[1] {
			t.Errorf("%d arrivals in second %d", n, s)
		}
	}
	if strings.Count(run.log.String(), "Ignored a control line") != 1 {
		t.Error(run.log.String())
	}
}

// A process that stood still shows it, and makes up for what it missed.
func TestAStoppedProcessLeavesAGap(t *testing.T) {
	t.Parallel()
	run := start(t, strings.Replace(longScript, `'60s'`, `'5s'`, 1), server(t, answer))
	run.until(`"t":"frame","s":0,`)
	_ = run.Process.Signal(syscall.SIGSTOP)
	time.Sleep(2500 * time.Millisecond)
	_ = run.Process.Signal(syscall.SIGCONT)
	_, r := run.wait()
	missing := int64(0)
	for i, g := range r.gens[1:] {
		if g.S <= r.gens[i].S {
			t.Error("generator lines out of order")
		}
		missing += g.S - r.gens[i].S - 1
	}
	if missing < 1 {
		t.Errorf("%d lines missing", missing)
	}
	scheduled, started, dropped := r.arrivals()
	if scheduled < 400 || scheduled > 600 || started+dropped > scheduled {
		t.Errorf("%d scheduled, %d started, %d dropped", scheduled, started, dropped)
	}
}

func TestTheScriptAborts(t *testing.T) {
	t.Parallel()
	run := start(t, strings.Replace(longScript, `http.get(__ENV.URL);`, `exec.test.abort('enough');`, 1)+
		"\nimport exec from 'k6/execution';", "")
	if code, r := run.wait(); code != 108 || r.end == nil || !strings.Contains(run.log.String(), "torn down") {
		t.Errorf("exit code %d, end %+v\n%s", code, r.end, run.log.String())
	}
}

func TestWithoutDescriptor3TheRunDoesNotStart(t *testing.T) {
	t.Parallel()
	bare := command(t, longScript, "")
	bare.Env = slices.DeleteFunc(bare.Env, func(s string) bool { return strings.HasPrefix(s, "LOADKIT_CONTROL") })
	output, err := bare.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "file descriptor 3, which is not open for writing") {
		t.Errorf("%v: %s", err, output)
	}
}

func TestALostReaderStopsTheRun(t *testing.T) {
	t.Parallel()
	run := start(t, longScript, server(t, answer))
	run.until(`"t":"hello"`)
	_ = run.reader.Close()
	if code, _ := run.wait(); code != 105 || !strings.Contains(run.log.String(), "measurements are lost") {
		t.Errorf("exit code %d\n%s", code, run.log.String())
	}
}

func TestSegmentsShareTheArrivals(t *testing.T) {
	t.Parallel()
	script := strings.Replace(longScript, `'60s'`, `'2s'`, 1)
	url := server(t, answer)
	whole := start(t, script, url)
	left := start(t, script, url, "--execution-segment=0:1/2", "--execution-segment-sequence=0,1/2,1")
	right := start(t, script, url, "--execution-segment=1/2:1", "--execution-segment-sequence=0,1/2,1")
	counts := map[string]int64{}
	for name, run := range map[string]*engine{"whole": whole, "left": left, "right": right} {
		_, r := run.wait()
		counts[name], _, _ = r.arrivals()
	}
	// up to what is cut off at the very end
	difference, lead := counts["left"]+counts["right"]-counts["whole"], counts["left"]-counts["right"]
	if max(difference, -difference) > 5 || max(lead, -lead) > 5 || counts["whole"] < 140 {
		t.Error(counts)
	}
}
