package output

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// quotasEvery is how many readings the groups found last are good for. They
// seldom come and go, and there may be hundreds.
const quotasEvery = 15

// quotas adds up for how long CPU quotas held tasks back, in the control groups
// whose tasks the pressure counts: Linux takes a task that a quota holds back
// for one that waits for a processor, though nobody else has it. A group that
// this process is in does not count, since what it is denied makes it suffer.
type quotas struct {
	top  string   // the folder below which groups are looked for, "" for none
	own  string   // the folder of the group of this process
	stat []string // a file for each group that has a quota
	age  int
	seen map[string]time.Duration
	sum  time.Duration
}

// newQuotas looks below the group whose pressure is read, and everywhere where
// that is the pressure of the machine.
func newQuotas(root, pressureFile, groups string) *quotas {
	q := &quotas{seen: map[string]time.Duration{}}
	group := filepath.Dir(pressureFile)
	ofMachine := strings.HasPrefix(pressureFile, "/proc/") || group == filepath.Join(root, "unified")
	switch _, err := os.Stat(filepath.Join(root, "cgroup.controllers")); {
	case pressureFile == "":
	case err == nil:
		q.own = filepath.Join(root, groupOf(groups, ""))
		q.top = group
		if ofMachine {
			q.top = root
		}
	case ofMachine: // version 1 has the quotas
		if cpu, err := filepath.EvalSymlinks(filepath.Join(root, "cpu")); err == nil {
			q.own = filepath.Join(cpu, groupOf(groups, "cpu"))
			q.top = cpu
		}
	}
	return q
}

// groupOf finds a path in /proc/<pid>/cgroup: that of version 1 with a
// controller, or that of version 2.
func groupOf(groups, controller string) string {
	for line := range strings.Lines(groups) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) == 3 && slices.Contains(strings.Split(fields[1], ","), controller) {
			return fields[2]
		}
	}
	return "/"
}

// read gives a running total over all groups there have been, added up over
// the processors on which their tasks were held back; nil where none are known.
func (q *quotas) read() *time.Duration {
	if q.top == "" {
		return nil
	}
	if q.age%quotasEvery == 0 {
		q.look()
	}
	q.age++
	for _, file := range q.stat {
		now, ok := heldBack(file)
		if !ok {
			continue // it is gone
		}
		before, known := q.seen[file]
		q.seen[file] = now
		if known && now >= before {
			q.sum += now - before
		}
	}
	sum := q.sum
	return &sum
}

// look finds the groups that have a quota now.
func (q *quotas) look() {
	q.stat = nil
	_ = filepath.WalkDir(q.top, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return nil //nolint:nilerr // it is gone, or not ours to see
		}
		if hasQuota(path) && path != q.own && !strings.HasPrefix(q.own, path+"/") {
			q.stat = append(q.stat, filepath.Join(path, "cpu.stat"))
		}
		return nil
	})
}

func hasQuota(group string) bool {
	if most, err := os.ReadFile(filepath.Join(group, "cpu.max")); err == nil {
		return !strings.HasPrefix(string(most), "max")
	}
	quota, err := os.ReadFile(filepath.Join(group, "cpu.cfs_quota_us"))
	return err == nil && !strings.HasPrefix(string(quota), "-")
}

// heldBack reads `throttled_usec <µs>` of version 2, `throttled_time <ns>` of 1.
func heldBack(file string) (time.Duration, bool) {
	content, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(content)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		unit := map[string]time.Duration{"throttled_usec": time.Microsecond, "throttled_time": time.Nanosecond}[name]
		if count, err := strconv.ParseInt(value, 10, 64); unit != 0 && err == nil {
			return time.Duration(count) * unit, true
		}
	}
	return 0, false
}
