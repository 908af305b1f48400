// Command engine is k6 with loadkit's output and executor linked in.
package main

import (
	"fmt"
	"os"

	"go.k6.io/k6/v2/cmd"
	"go.k6.io/k6/v2/errext/exitcodes"

	_ "github.com/loadkit/loadkit/engine/browser"
	"github.com/loadkit/loadkit/engine/ceiling"
	"github.com/loadkit/loadkit/engine/control"
	_ "github.com/loadkit/loadkit/engine/executor"
	_ "github.com/loadkit/loadkit/engine/output"
)

func main() {
	if err := ceiling.Default.Set(os.Getenv(ceiling.Variable)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(int(exitcodes.InvalidConfig))
	}
	if os.Getenv("LOADKIT_CONTROL") == "1" {
		control.Start(os.Stdin)
	}
	cmd.Execute()
}
