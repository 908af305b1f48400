//go:build unix

package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// target answers at once, never (/hang), in part (/half), or points elsewhere.
func target(t *testing.T) string {
	t.Helper()
	return server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hang":
			<-r.Context().Done()
		case "/half":
			_, _ = fmt.Fprint(w, "half of it")
			w.(http.Flusher).Flush() //nolint:forcetypeassert // of net/http
			<-r.Context().Done()
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/1", "/2", "/3", "/4":
			http.Redirect(w, r, "/"+string(r.URL.Path[1]+1), http.StatusFound)
		case "/login":
			http.Redirect(w, r, "/page", http.StatusFound)
		default:
			_, _ = fmt.Fprint(w, "hello")
		}
	})
}

func accounted(t *testing.T, script string) (*record, *account) {
	t.Helper()
	run := start(t, "import http from 'k6/http';\nimport { sleep } from 'k6';\nimport { iteration } from 'k6/x/loadkit';\n"+script, target(t))
	_, r := run.wait()
	if r.end == nil || r.end.Ledger == nil {
		t.Fatalf("no account\n%s\n%s", run.log.String(), r.text)
	}
	a := r.end.Ledger
	if i := a.Iterations; i.Started != i.Ended+i.CutOff {
		t.Errorf("iterations do not add up: %+v", i)
	}
	if q := a.Requests; q.Started != q.Ended+q.CutOff {
		t.Errorf("requests do not add up: %+v", q)
	}
	if complete, _ := r.sum("iterations"); int64(complete) != a.Iterations.Ended {
		t.Errorf("k6 counted %v iterations, the ledger %+v", complete, a.Iterations)
	}
	var began [2]int64
	for _, g := range r.gens {
		if g.Iterations != nil {
			began[0], began[1] = began[0]+g.Iterations[0], began[1]+g.Requests[0]
		}
	}
	if began != [2]int64{a.Iterations.Started, a.Requests.Started} {
		t.Errorf("the seconds add up to %v, the end says %+v", began, a)
	}
	for metric, n := range map[string]int64{"iterations_cut_off": a.Iterations.CutOff, "requests_cut_off": a.Requests.CutOff} {
		if ages := r.count(metric); ages != n {
			t.Errorf("%d ages of %d %s", ages, n, metric)
		}
	}
	return r, a
}

// count is how many samples a metric has.
func (r *record) count(metric string) (n int64) {
	for id, s := range r.series {
		if s.Metric == metric && r.entries[id] != nil {
			n += int64(r.entries[id].count)
		}
	}
	return n
}

func TestEveryExecutorsIterationsAreAccountedFor(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]string{
		"constant-vus":          `vus: 3, duration: '1s'`,
		"ramping-vus":           `startVUs: 3, stages: [{ duration: '600ms', target: 3 }, { duration: '300ms', target: 0 }], gracefulRampDown: '0s'`,
		"per-vu-iterations":     `vus: 3, iterations: 400, maxDuration: '1s'`,
		"shared-iterations":     `vus: 3, iterations: 4000, maxDuration: '1s'`,
		"constant-arrival-rate": `rate: 10, duration: '1s', preAllocatedVUs: 3`,
		"ramping-arrival-rate":  `startRate: 10, stages: [{ duration: '1s', target: 20 }], preAllocatedVUs: 3`,
		"poisson-arrival-rate":  `startRate: 40, stages: [{ duration: '1s', target: 40 }], preAllocatedVUs: 3`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, a := accounted(t, fmt.Sprintf(`
export const options = { scenarios: { main: { executor: '%s', %s, gracefulStop: '0s', exec: 'visit' } } };
export const visit = iteration(() => { http.get(__ENV.URL + '/'); http.get(__ENV.URL + (__ITER %% 2 ? '/hang' : '/half')); });
`, name, options))
			if a.Iterations.CutOff != 3 || a.Requests.CutOff != 3 || a.Requests.Ended != 3 {
				t.Errorf("%+v", a)
			}
			if len(r.marks) != 1 || r.marks[0] != "main" {
				t.Error(r.marks)
			}
			for _, s := range r.series {
				if s.Metric == "requests_cut_off" && (s.Tags["scenario"] != "main" || s.Tags["method"] != "GET") {
					t.Error(s.Tags)
				}
			}
		})
	}
}

func TestAnIterationLastsAsLongAsItsEventLoop(t *testing.T) {
	t.Parallel()
	_, a := accounted(t, `
export const options = { scenarios: {
  whole: { executor: 'per-vu-iterations', vus: 2, iterations: 3, exec: 'whole' },
  cut: { executor: 'constant-vus', vus: 2, duration: '2500ms', gracefulStop: '0s', exec: 'cut' } } };
export const whole = iteration(() => { setTimeout(() => http.get(__ENV.URL + '/'), 50); });
export const cut = iteration(async () => { await new Promise(() => setTimeout(() => {}, 60000)); });
`)
	if a.Iterations.Started != 8 || a.Iterations.CutOff != 2 || a.Requests.Ended != 6 {
		t.Errorf("%+v", a)
	}
}

func TestEveryExceptionIsCountedHoweverLongAndWhereverThrown(t *testing.T) {
	t.Parallel()
	_, a := accounted(t, `
const one = (exec) => ({ executor: 'per-vu-iterations', vus: 1, iterations: 4, exec });
export const options = { scenarios: { a: one('plain'), b: one('async_'), c: one('timer'), d: one('caught') } };
export const plain = iteration(() => { throw new Error('unexpected: ' + '<p>'.repeat(20000)); });
export const async_ = iteration(async () => { await http.asyncRequest('GET', __ENV.URL); throw new Error('late'); });
export const timer = iteration(() => { setTimeout(() => { throw new Error('later'); }, 10); });
export const caught = iteration(() => { try { throw new Error('no'); } catch (e) { sleep(0.01); } });
export function setup() { http.get(__ENV.URL); }
`)
	if a.Iterations.Started != 16 || a.Iterations.Threw != 12 || a.Iterations.CutOff != 0 || a.Requests.Started != 4 {
		t.Errorf("%+v", a)
	}
}

func TestRedirectsAreCountedAsAnsweredFollowedAndGivenUp(t *testing.T) {
	t.Parallel()
	_, a := accounted(t, `
export const options = { iterations: 2, vus: 1 };
export default iteration(() => { http.get(__ENV.URL + '/loop'); http.get(__ENV.URL + '/login'); http.get(__ENV.URL + '/login', { redirects: 0 }); });
`)
	got := []int64{a.Requests.Started, a.Requests.Redirects, a.Requests.Followed, a.Requests.Endless}
	if want := []int64{28, 26, 22, 2}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// k6's own example: what lies beyond a limit that the script sets is its own
// choice, but a circle is one however short.
func TestALimitOfRedirectsThatTheScriptSetsIsItsChoice(t *testing.T) {
	t.Parallel()
	_, a := accounted(t, `
export const options = { iterations: 1, maxRedirects: 3 };
export default iteration(() => { http.get(__ENV.URL + '/1'); http.get(__ENV.URL + '/loop'); });
`)
	got := []int64{a.Requests.Started, a.Requests.Redirects, a.Requests.Followed, a.Requests.Endless}
	if want := []int64{8, 8, 6, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestAFunctionThatCallsAnotherIsOneIterationAndTheClockIsMonotonic(t *testing.T) {
	t.Parallel()
	run := start(t, `
import ledger from 'k6/x/loadkit';
const inner = ledger.iteration(() => 7);
export const options = { iterations: 1 };
export default ledger.iteration(function (data) {
  console.log('inner', inner(), 'data', data, 'elapsed', ledger.elapsed() >= 0 && ledger.elapsed() < 30, ledger.iteration(5));
});
export function setup() { return 'given'; }
`, target(t))
	_, r := run.wait()
	if r.end.Ledger == nil || r.end.Ledger.Iterations.Started != 1 {
		t.Errorf("%+v", r.end)
	}
	if !strings.Contains(run.log.String(), "inner 7 data given elapsed true 5") {
		t.Error(run.log.String())
	}
}

// A user whose request hangs shows as in flight, second by second.
func TestTheSecondsTellWhatIsInFlight(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	r, _ := accounted(t, `
export const options = { scenarios: { a: { executor: 'constant-vus', vus: 2, duration: '3500ms', gracefulStop: '0s' } } };
export default iteration(() => { http.get(__ENV.URL + '/hang'); });
`)
	var hanging int
	for _, g := range r.gens {
		if slices.Equal(g.Requests, []int64{0, 0, 2}) && slices.Equal(g.Iterations, []int64{0, 0, 2}) {
			hanging++
		}
	}
	if hanging < 2 && time.Since(begun) < 10*time.Second {
		t.Error(r.text)
	}
}
