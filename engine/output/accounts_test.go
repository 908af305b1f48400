package output

import (
	"testing"

	"github.com/loadkit/loadkit/engine/ledger"
)

// A line with a count below zero is none, and a record with such a line is not whole.
func TestIterationsThatBeganWhileUsersWereLookedAtAreNotTakenBack(t *testing.T) {
	a := newAccounts(ledger.New())
	a.add(0, ledger.Counts{Iterations: 150}) // 97 of them began behind the look
	a.add(1, ledger.Counts{Iterations: 150, IterationsInFlight: 97})
	a.add(2, ledger.Counts{Iterations: 160, IterationsInFlight: 10})
	a.add(3, ledger.Counts{Iterations: 160, IterationsInFlight: 0})
	want := [][3]int64{{150, 150, 0}, {0, 0, 97}, {10, 0, 10}, {0, 10, 0}}
	for s, iterations := range want {
		if got := a.open[int64(s)].iterations; got != iterations {
			t.Errorf("second %d: %v, not %v", s, got, iterations)
		}
	}
}
