package output

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestThreadsThatComeAndGoAddUp(t *testing.T) {
	folder := t.TempDir()
	write := func(tid, text string) {
		if err := os.MkdirAll(filepath.Join(folder, tid), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, tid, "schedstat"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	threads := newThreads(folder)
	expect := func(delay time.Duration, slices float64) {
		t.Helper()
		if d, n := threads.read(); d == nil || *d != delay || *n != slices {
			t.Errorf("%v of %v slices, not %v of %v", d, n, delay, slices)
		}
	}
	write("11", "5000 100 3\n")
	write("12", "7000 40 2\n")
	expect(140, 5)
	write("11", "6000 160 4\n")
	write("13", "10 5 1\n")
	expect(205, 7)
	if err := os.RemoveAll(filepath.Join(folder, "12")); err != nil {
		t.Fatal(err)
	}
	expect(205, 7)
	write("12", "1 10 1\n") // the same number, another thread
	write("11", "10 20 1\n")
	expect(235, 9)
}

func TestAKernelThatDoesNotCountIsNotGuessed(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "11"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, of := range []string{folder, filepath.Join(folder, "absent")} {
		if d, n := newThreads(of).read(); d != nil || n != nil {
			t.Error(of, d, n)
		}
	}
}

func TestOwnThreadsAreCounted(t *testing.T) {
	if d, n := newThreads("/proc/self/task").read(); d == nil || *n < 1 {
		t.Skip("this kernel does not count", d, n)
	}
}
