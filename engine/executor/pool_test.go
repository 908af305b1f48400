package executor

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"

	"github.com/loadkit/loadkit/engine/arrivals"
)

// numberedVU is an active VU that is told from others by its number.
type numberedVU int

func (numberedVU) RunOnce() error { return nil }

// poolOf is a pool of so many VUs, each of whose iterations is told and then
// lasts until it is let go.
func poolOf(t *testing.T, size int) (p *pool, begun chan int, letGo []chan struct{}) {
	t.Helper()
	tuple, err := lib.NewExecutionTuple(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	begun = make(chan int, size)
	for range size {
		letGo = append(letGo, make(chan struct{}, 1))
	}
	recorder := arrivals.New()
	recorder.Begin(time.Now())
	p = &pool{
		state:    lib.NewExecutionState(&lib.TestRunState{}, tuple, uint64(size), uint64(size)),
		recorder: recorder,
		run: func(_ context.Context, vu lib.ActiveVU) ending {
			number := int(vu.(numberedVU)) //nolint:forcetypeassert
			begun <- number
			<-letGo[number]
			return complete
		},
	}
	for number := range size {
		p.add(t.Context(), numberedVU(number), nil)
	}
	return p, begun, letGo
}

func (p *pool) idle() int {
	p.free.Lock()
	defer p.free.Unlock()
	return len(p.free.turns)
}

func untilIdle(t *testing.T, p *pool, want int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); p.idle() != want; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d VUs are free, want %d", p.idle(), want)
		}
	}
}

func TestAsManyVUsAreUsedAsAreBusyAtOnce(t *testing.T) {
	p, begun, letGo := poolOf(t, 50)
	used := map[int]bool{}
	for range 100 {
		var busy []int
		for range 3 {
			if !p.offer(time.Now()) {
				t.Fatal("no VU was free")
			}
			number := <-begun
			busy = append(busy, number)
			used[number] = true
		}
		for _, number := range busy {
			letGo[number] <- struct{}{}
		}
		untilIdle(t, p, 50)
	}
	p.close()
	if len(used) != 3 {
		t.Errorf("%d VUs were used for 3 iterations at once, want 3: %v", len(used), used)
	}
}

func TestEveryVUIsUsedWhenAllAreNeeded(t *testing.T) {
	p, begun, letGo := poolOf(t, 5)
	var busy []int
	for range 5 {
		if !p.offer(time.Now()) {
			t.Fatal("no VU was free")
		}
		busy = append(busy, <-begun)
	}
	if p.offer(time.Now()) {
		t.Error("an arrival was taken though no VU was free")
	}
	slices.Sort(busy)
	if !slices.Equal(busy, []int{0, 1, 2, 3, 4}) {
		t.Errorf("used %v", busy)
	}
	var closed sync.WaitGroup
	closed.Go(p.close)
	for _, free := range letGo {
		free <- struct{}{}
	}
	closed.Wait()
	if p.offer(time.Now()) {
		t.Error("an arrival was taken after the end")
	}
}
