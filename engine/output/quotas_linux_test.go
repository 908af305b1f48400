package output

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// tree makes the files of control groups.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		writeGroup(t, filepath.Join(root, name), text)
	}
	return root
}

func writeGroup(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func version2(t *testing.T) string {
	t.Helper()
	return tree(t, map[string]string{
		"cgroup.controllers":       "cpu memory\n",
		"own/cpu.max":              "20000 100000\n",
		"own/cpu.stat":             "usage_usec 1\nthrottled_usec 10\n",
		"own/inner/cpu.max":        "50000 100000\n",
		"own/inner/cpu.stat":       "throttled_usec 20\n",
		"other/cpu.max":            "max 100000\n",
		"other/cpu.stat":           "throttled_usec 40\n",
		"other/container/cpu.max":  "50000 100000\n",
		"other/container/cpu.stat": "throttled_usec 80\n",
	})
}

// What is added up is what grew: each count is raised by ten of its own.
func TestQuotasOfTheGroupsWhosePressureIsReadAreAddedUp(t *testing.T) {
	const microsecond = time.Microsecond
	for _, c := range []struct {
		name, pressure, groups string
		want                   time.Duration
	}{
		{"of the own group: those in it", "own/cpu.pressure", "0::/own\n", 200 * microsecond},
		{"of the machine: all but the own group", "", "0::/own\n", 1000 * microsecond},
		{"of the machine, deep in a group", "", "0::/own/inner\n", 800 * microsecond},
		{"of the machine, from its root", "", "0::/\n", 1100 * microsecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := version2(t)
			pressure := "/proc/pressure/cpu"
			if c.pressure != "" {
				pressure = filepath.Join(root, c.pressure)
			}
			q := newQuotas(root, pressure, c.groups)
			if d := q.read(); d == nil || *d != 0 {
				t.Fatal("before anything grew", d)
			}
			for group, was := range map[string]int{"own": 10, "own/inner": 20, "other": 40, "other/container": 80} {
				writeGroup(t, filepath.Join(root, group, "cpu.stat"), "throttled_usec "+strconv.Itoa(11*was)+"\n")
			}
			if d := q.read(); *d != c.want {
				t.Errorf("%v, not %v", *d, c.want)
			}
		})
	}
}

func TestQuotasOfVersion1(t *testing.T) {
	root := tree(t, map[string]string{
		"cpu,cpuacct/cpu.cfs_quota_us":            "-1\n",
		"cpu,cpuacct/docker/cpu.cfs_quota_us":     "-1\n",
		"cpu,cpuacct/docker/a/cpu.cfs_quota_us":   "50000\n",
		"cpu,cpuacct/docker/a/cpu.stat":           "nr_periods 3\nnr_throttled 2\nthrottled_time 1000\n",
		"cpu,cpuacct/loadkit/cpu.cfs_quota_us":    "50000\n",
		"cpu,cpuacct/loadkit/cpu.stat":            "throttled_time 5\n",
		"unified/cpu.pressure":                    "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
		"unified/user.slice/session/cpu.pressure": "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
	})
	if err := os.Symlink("cpu,cpuacct", filepath.Join(root, "cpu")); err != nil {
		t.Fatal(err)
	}
	q := newQuotas(root, filepath.Join(root, "unified/cpu.pressure"), "4:cpu,cpuacct:/loadkit\n0::/\n")
	q.read()
	writeGroup(t, filepath.Join(root, "cpu/docker/a/cpu.stat"), "throttled_time 1500\n")
	writeGroup(t, filepath.Join(root, "cpu/loadkit/cpu.stat"), "throttled_time 9\n")
	if d := q.read(); *d != 500 {
		t.Error(*d)
	}
	own := newQuotas(root, filepath.Join(root, "unified/user.slice/session/cpu.pressure"), "0::/user.slice/session\n")
	if d := own.read(); d != nil {
		t.Error("a group of version 2 beside quotas of version 1", *d)
	}
}

func TestGroupsWithAQuotaComeAndGo(t *testing.T) {
	root := version2(t)
	q := newQuotas(root, "/proc/pressure/cpu", "0::/own\n")
	q.read()
	if err := os.RemoveAll(filepath.Join(root, "other")); err != nil {
		t.Fatal(err)
	}
	for range quotasEvery {
		q.read()
	}
	writeGroup(t, filepath.Join(root, "late/cpu.max"), "50000 100000\n")
	writeGroup(t, filepath.Join(root, "late/cpu.stat"), "throttled_usec 700\n")
	for range quotasEvery {
		q.read()
	}
	writeGroup(t, filepath.Join(root, "late/cpu.stat"), "throttled_usec 703\n")
	if d := q.read(); *d != 3*time.Microsecond {
		t.Error(*d)
	}
}

func TestWhereNoPressureIsReadNoQuotasAre(t *testing.T) {
	if d := newQuotas(version2(t), "", "0::/own\n").read(); d != nil {
		t.Error(*d)
	}
}

// A real group under a real quota, where this machine lets one be made.
func TestAProcessUnderAQuotaIsHeldBack(t *testing.T) {
	group, set := quotaGroup(t)
	process := exec.CommandContext(t.Context(), "sh", "-c", "while :; do :; done")
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
		_ = os.Remove(group)
	})
	set(process.Process.Pid)
	groups, err := os.ReadFile(ownGroups)
	if err != nil {
		t.Fatal(err)
	}
	q := newQuotas(controlGroups, "/proc/pressure/cpu", string(groups))
	first := *q.read()
	for range 300 {
		if *q.read()-first > 100*time.Millisecond {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("a busy loop under a quota of 2 % was held back for", *q.read()-first)
}

// quotaGroup makes a group of 2 % of a processor, and a way to put a process into it.
func quotaGroup(t *testing.T) (group string, set func(pid int)) {
	t.Helper()
	top, files := controlGroups, map[string]string{"cpu.max": "2000 100000"}
	if _, err := os.Stat(filepath.Join(top, "cgroup.controllers")); err != nil {
		top, files = filepath.Join(top, "cpu"), map[string]string{"cpu.cfs_quota_us": "2000"}
	}
	group = filepath.Join(top, "loadkit-test-"+strconv.Itoa(os.Getpid()))
	if err := os.Mkdir(group, 0o700); err != nil {
		t.Skip("SKIPPED: this machine lets no control group be made: ", err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(group, name), []byte(text), 0o600); err != nil {
			_ = os.Remove(group)
			t.Skip("SKIPPED: this machine lets no CPU quota be set: ", err)
		}
	}
	return group, func(pid int) {
		if err := os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte(strconv.Itoa(pid)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
