package control

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"

	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/errext/exitcodes"
)

// exits collects the codes with which a pipe would have ended the process.
func newTestPipe() (pipe *Pipe, exits chan int, warnings *logtest.Hook) {
	logger, hook := logtest.NewNullLogger()
	logger.SetLevel(logrus.WarnLevel)
	pipe = newPipe()
	exits = make(chan int, 2)
	pipe.exit = func(code int) { exits <- code }
	pipe.logger = logger
	return pipe, exits, hook
}

func received(rates <-chan float64) (rate float64, ok bool) {
	select {
	case rate = <-rates:
		return rate, true
	default:
		return 0, false
	}
}

// exitsAs105 waits for the exit of a pipe, but not for ever.
func exitsAs105(t *testing.T, exits <-chan int) {
	t.Helper()
	select {
	case code := <-exits:
		if code != 105 {
			t.Error("exited with", code)
		}
	case <-time.After(10 * time.Second):
		t.Error("it did not exit")
	}
}

func TestRatesReachTheirScenarios(t *testing.T) {
	pipe, _, warnings := newTestPipe()
	main, leave := pipe.subscribe("main")
	side, _ := pipe.subscribe("side")
	pipe.read(strings.NewReader(`{"rate": 12.5}` + "\n\n" + `{"rate": 3, "scenario": "side"}` + "\n" + `{"rate":7,"scenario":"side"}`))

	if rate, ok := received(main); !ok || rate != 12.5 {
		t.Error("main", rate, ok)
	}
	if rate, ok := received(side); !ok || rate != 7 { // the newest, also without a final newline
		t.Error("side", rate, ok)
	}
	leave()
	pipe.obey([]byte(`{"rate": 1, "scenario": "main"}`))
	if _, ok := received(main); ok {
		t.Error("a scenario that ended got a rate")
	}
	if n := len(warnings.AllEntries()); n != 2 { // of the end of the pipe, too
		t.Error(n, "warnings")
	}
}

func TestBrokenLinesAreIgnoredWithAWarning(t *testing.T) {
	for _, line := range []string{
		`{"rate": -1}`, `{"rate": "12"}`, `{"rate": null}`, `{"rate": 1e999}`, `{"rate": NaN}`, `{"rate": 1`, `[1]`, `hello`,
		`{"pause": true}`, `{"rate": 1, "scenario": "nobody"}`, `{"rate": 1, "scenario": 5}`,
	} {
		pipe, _, warnings := newTestPipe()
		rates, _ := pipe.subscribe("main")
		pipe.obey([]byte(line))
		if rate, ok := received(rates); ok {
			t.Errorf("%s set the rate %v", line, rate)
		}
		if n := len(warnings.AllEntries()); n != 1 {
			t.Errorf("%s made %d warnings", line, n)
		}
	}

	pipe, _, warnings := newTestPipe()
	rates, _ := pipe.subscribe("main")
	pipe.obey([]byte(`{"rate": 2, "colour": "red"}`))
	if rate, ok := received(rates); !ok || rate != 2 || len(warnings.AllEntries()) != 1 {
		t.Error("an unknown key beside a rate", rate, ok, len(warnings.AllEntries()))
	}
}

func TestARateAboveTheCeilingIsIgnoredWithAWarning(t *testing.T) {
	pipe, _, warnings := newTestPipe()
	pipe.allows = func(rate float64) bool { return rate <= 10 }
	rates, _ := pipe.subscribe("main")
	for _, line := range []string{`{"rate": 10.5}`, `{"rate": 80, "scenario": "main"}`} {
		pipe.obey([]byte(line))
	}
	if rate, ok := received(rates); ok || len(warnings.AllEntries()) != 2 {
		t.Error(rate, len(warnings.AllEntries()))
	}
	pipe.obey([]byte(`{"rate": 10}`))
	if rate, ok := received(rates); !ok || rate != 10 {
		t.Error(rate, ok)
	}
}

func TestEndOfFileStopsTheRun(t *testing.T) {
	pipe, exits, _ := newTestPipe()
	pipe.patience = 50 * time.Millisecond
	var reason error
	pipe.stop = func(err error) { reason = err }
	pipe.read(strings.NewReader(""))

	var coded errext.HasExitCode
	if !errors.As(reason, &coded) || coded.ExitCode() != exitcodes.ExternalAbort {
		t.Error("stopped with", reason)
	}
	select {
	case code := <-exits:
		t.Error("exited at once with", code)
	default:
	}
	exitsAs105(t, exits)
}

func TestEndOfFileDuringInitialisationExitsAtOnce(t *testing.T) {
	pipe, exits, _ := newTestPipe()
	reader, writer := io.Pipe()
	go pipe.read(reader)
	_ = writer.CloseWithError(errors.New("unreadable"))
	exitsAs105(t, exits)
}
