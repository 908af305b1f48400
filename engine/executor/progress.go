package executor

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"time"
)

// The symbols of k6's progress bars.
const (
	stopping  = '↓'
	brokenOff = '✗'
	done      = '✓'
)

// progressFunc is what k6 calls for the progress and the texts beside the bar.
type progressFunc = func() (float64, []string)

// progress describes the run to the bar and to exec.scenario.progress.
func (e *Executor) progress(started time.Time, running func() int64, active func() int64) progressFunc {
	duration := e.config.duration()
	_, maximum := e.config.vus(e.state.ExecutionTuple)
	width := len(fmt.Sprint(maximum))
	return func() (float64, []string) {
		spent := min(time.Since(started), duration)
		rate := math.Float64frombits(e.rate.Load())
		fraction := 1.0
		if duration > 0 {
			fraction = float64(spent) / float64(duration)
		}
		return fraction, []string{
			fmt.Sprintf("%0*d/%0*d VUs", width, running(), width, active()),
			fmt.Sprintf("%s/%s", spent.Round(100*time.Millisecond), duration),
			fmt.Sprintf("%.2f iters/s", rate),
		}
	}
}

// track shows the run's phases on its bar, to the end of the graceful stop.
func (e *Executor) track(parent, maxDuration, regDuration context.Context, progress progressFunc) {
	bar := e.GetProgress()
	bar.Modify(show(bar, 0, progress))
	<-regDuration.Done()
	fraction, right := progress()
	final := func() (float64, []string) { return fraction, right }
	if parent.Err() == nil && e.config.GetGracefulStop() > 0 {
		bar.Modify(show(bar, stopping, final))
	}
	<-maxDuration.Done()
	status := done
	if parent.Err() != nil || fraction < 1 {
		status = brokenOff
	}
	bar.Modify(show(bar, status, final))
}

// show is an option for a progress bar, whose package k6 keeps to itself: the
// type is inferred from the bar, and the two fields are set by reflection. If a
// k6 names them otherwise, the bar merely stands still.
func show[Bar any](_ *Bar, status rune, progress progressFunc) func(*Bar) {
	return func(bar *Bar) {
		fields := reflect.ValueOf(bar).Elem()
		if f := fields.FieldByName("progress"); f.IsValid() && f.Type() == reflect.TypeFor[progressFunc]() {
			*(*progressFunc)(f.Addr().UnsafePointer()) = progress
		}
		if f := fields.FieldByName("status"); status != 0 && f.IsValid() && f.Kind() == reflect.Int32 {
			*(*rune)(f.Addr().UnsafePointer()) = status
		}
	}
}
