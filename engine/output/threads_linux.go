package output

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// schedule is what /proc/<pid>/task/<tid>/schedstat says of a thread, as
// running totals: nanoseconds on a processor, nanoseconds for which it was
// ready and waited for one, how often it was given one.
type schedule struct{ delay, slices float64 }

// threads adds up the schedules of a process's threads, which come and go.
// What a thread waited after the last reading before it ended is not known.
type threads struct {
	folder string
	seen   map[string]schedule
	sum    schedule
}

func newThreads(folder string) *threads { return &threads{folder: folder, seen: map[string]schedule{}} }

// read gives running totals over all threads there have been; nil where the
// kernel does not count.
func (t *threads) read() (delay *time.Duration, slices *float64) {
	tasks, err := os.ReadDir(t.folder)
	if err != nil {
		return nil, nil
	}
	now := make(map[string]schedule, len(tasks))
	for _, task := range tasks {
		content, err := os.ReadFile(filepath.Join(t.folder, task.Name(), "schedstat"))
		if err != nil {
			continue // it has ended since
		}
		s, ok := parseSchedule(content)
		if !ok {
			continue
		}
		now[task.Name()] = s
		before := t.seen[task.Name()]
		if s.delay < before.delay || s.slices < before.slices {
			before = schedule{} // another thread of the same number
		}
		t.sum.delay += s.delay - before.delay
		t.sum.slices += s.slices - before.slices
	}
	if len(now) == 0 {
		return nil, nil
	}
	t.seen = now
	waited := time.Duration(t.sum.delay)
	given := t.sum.slices
	return &waited, &given
}

func parseSchedule(content []byte) (schedule, bool) {
	fields := bytes.Fields(content)
	if len(fields) < 3 {
		return schedule{}, false
	}
	delay, err := strconv.ParseFloat(string(fields[1]), 64)
	if err != nil {
		return schedule{}, false
	}
	slices, err := strconv.ParseFloat(string(fields[2]), 64)
	return schedule{delay, slices}, err == nil
}
