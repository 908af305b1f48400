package output

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// source reads /proc and, where the own control group counts pressure, that.
type source struct {
	pressureOf   string
	pressureFile string
	threads      *threads
	quotas       *quotas
}

const (
	controlGroups = "/sys/fs/cgroup"
	ownGroups     = "/proc/self/cgroup"
)

func newSource() source {
	s := pressureSource()
	s.threads = newThreads("/proc/self/task")
	groups, _ := os.ReadFile(ownGroups) // without it none is known to be the own one
	s.quotas = newQuotas(controlGroups, s.pressureFile, string(groups))
	return s
}

func pressureSource() source {
	for _, file := range append(ownPressure(), "/proc/pressure/cpu") {
		if readPressure(file) == nil {
			continue
		}
		if strings.HasPrefix(file, "/proc/") {
			return source{pressureOf: "host", pressureFile: file}
		}
		return source{pressureOf: "cgroup", pressureFile: file}
	}
	return source{}
}

func (s source) read() usage {
	u := usage{cpu: processCPU(), rss: readRSS(), pressure: readPressure(s.pressureFile)}
	u.busy, u.stolen, u.total = readStat()
	u.runDelay, u.slices = s.threads.read()
	u.throttled = s.quotas.read()
	return u
}

// ownPressure are the places where the own control group (of version 2) may
// have its file: alone, and beside version 1.
func ownPressure() []string {
	groups, err := os.ReadFile(ownGroups)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(groups)) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "0::"); ok {
			return []string{
				filepath.Join(controlGroups, path, "cpu.pressure"),
				filepath.Join(controlGroups, "unified", path, "cpu.pressure"),
			}
		}
	}
	return nil
}

// readPressure reads the total of `some avg10=… total=<microseconds>`.
func readPressure(file string) *time.Duration {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	line, _, _ := bytes.Cut(content, []byte("\n"))
	if !bytes.HasPrefix(line, []byte("some ")) {
		return nil
	}
	_, total, _ := bytes.Cut(line, []byte("total="))
	microseconds, err := strconv.ParseInt(string(total), 10, 64)
	if err != nil {
		return nil
	}
	d := time.Duration(microseconds) * time.Microsecond
	return &d
}

// readRSS reads the second field of statm, in pages.
func readRSS() *float64 {
	content, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return nil
	}
	fields := bytes.Fields(content)
	if len(fields) < 2 {
		return nil
	}
	pages, err := strconv.ParseFloat(string(fields[1]), 64)
	if err != nil {
		return nil
	}
	size := pages * float64(os.Getpagesize())
	return &size
}

// readStat reads the host's processor time from the first line of /proc/stat:
// user nice system idle iowait irq softirq steal; guest time is in user already.
func readStat() (busy, stolen, total *float64) {
	content, err := os.ReadFile("/proc/stat")
	if err != nil {
		return nil, nil, nil
	}
	line, _, _ := bytes.Cut(content, []byte("\n"))
	fields := bytes.Fields(line)
	if len(fields) < 9 || string(fields[0]) != "cpu" {
		return nil, nil, nil
	}
	var all, idle, steal float64
	for i, field := range fields[1:9] {
		ticks, err := strconv.ParseFloat(string(field), 64)
		if err != nil {
			return nil, nil, nil
		}
		all += ticks
		switch i {
		case 3, 4:
			idle += ticks
		case 7:
			steal = ticks
		}
	}
	used := all - idle
	return &used, &steal, &all
}
