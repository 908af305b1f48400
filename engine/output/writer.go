package output

import (
	"fmt"
	"io"
	"sync"
)

// mostWaiting is how many bytes may wait for the reader: hours of an ordinary
// run, minutes of one with tens of thousands of series.
const mostWaiting = 256 << 20

// writer hands lines to a reader that may be slow without holding up those who
// make them: what cannot be written yet waits in memory.
type writer struct {
	most    int
	mu      sync.Mutex
	wake    sync.Cond
	waiting []byte
	closed  bool
	lost    bool // something could not be kept: no line is taken any more
	done    chan struct{}
	out     io.WriteCloser
	failed  func(error)
}

// newWriter writes to out in the background; failed is called once, with the
// first error, after which everything is dropped.
func newWriter(out io.WriteCloser, failed func(error)) *writer {
	w := &writer{most: mostWaiting, out: out, failed: failed, done: make(chan struct{})}
	w.wake.L = &w.mu
	go w.run()
	return w
}

// write queues whole lines. The bytes are copied. What a reader who is gone or
// stands still leaves waiting is bounded: then the writer has failed, too.
func (w *writer) write(lines []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lost {
		return
	}
	if len(w.waiting)+len(lines) > w.most {
		w.lost = true
		go w.failed(fmt.Errorf("nobody takes them: %d MB of them wait", w.most>>20))
		return
	}
	w.waiting = append(w.waiting, lines...)
	w.wake.Signal()
}

// close waits until everything is written, or cannot be.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	w.wake.Signal()
	w.mu.Unlock()
	<-w.done
}

func (w *writer) run() {
	defer close(w.done)
	var lines []byte
	var err error
	for {
		w.mu.Lock()
		for len(w.waiting) == 0 && !w.closed {
			w.wake.Wait()
		}
		if len(w.waiting) == 0 {
			w.mu.Unlock()
			_ = w.out.Close() // nothing is buffered behind it
			return
		}
		lines, w.waiting = w.waiting, lines[:0]
		w.mu.Unlock()
		if err != nil {
			continue
		}
		if _, err = w.out.Write(lines); err != nil {
			w.mu.Lock()
			told := w.lost
			w.lost = true
			w.mu.Unlock()
			if !told {
				w.failed(err)
			}
		}
	}
}
