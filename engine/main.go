// Command engine is k6 with loadkit's output and executor linked in.
package main

import (
	"os"

	"go.k6.io/k6/v2/cmd"

	_ "github.com/loadkit/loadkit/engine/browser"
	"github.com/loadkit/loadkit/engine/control"
	_ "github.com/loadkit/loadkit/engine/executor"
	_ "github.com/loadkit/loadkit/engine/output"
)

func main() {
	if os.Getenv("LOADKIT_CONTROL") == "1" {
		control.Start(os.Stdin)
	}
	cmd.Execute()
}
