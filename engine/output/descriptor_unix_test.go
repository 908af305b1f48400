//go:build unix

package output

import (
	"os"
	"testing"
)

func TestOnlyWhatCanBeWrittenIsTaken(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = reader.Close(), writer.Close() }()
	directory, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = directory.Close() }()
	if !writable(int(writer.Fd())) {
		t.Error("the writing end of a pipe was refused")
	}
	if writable(int(reader.Fd())) || writable(int(directory.Fd())) || writable(1<<20) {
		t.Error("took the reading end of a pipe, a directory, or a closed descriptor")
	}
}
