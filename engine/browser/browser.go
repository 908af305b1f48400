// Package browser takes the way to browsers that somebody else started out of
// k6's module k6/browser: those connect as they like, and k6 connects to them
// past its dialer. It is linked in by the engine's main package alone, since it
// reaches into k6.
package browser

import (
	"errors"
	"fmt"
	"reflect"
	_ "unsafe" // for linkname

	"github.com/grafana/sobek"

	"go.k6.io/k6/v2/ext"
	"go.k6.io/k6/v2/js/common"
	"go.k6.io/k6/v2/js/modules"

	"github.com/loadkit/loadkit/engine/reach"
)

const name = "k6/browser"

func init() { //nolint:gochecknoinits // how k6 finds modules
	if module, ok := builtIn()[name].(modules.Module); ok && reach.On() {
		ext.Register(name, ext.JSExtension, held{module})
	}
}

// builtIn makes k6's own modules; a registered one of the same name takes the place of one of them.
//
//go:linkname builtIn go.k6.io/k6/v2/internal/js.getInternalJSModules
func builtIn() map[string]any

// held is k6's module without connectOverCDP.
type held struct{ modules.Module }

var errForeign = errors.New(
	"connectOverCDP is refused: where a browser connects that loadkit has not started, the allow-list cannot check",
)

func (h held) NewModuleInstance(vu modules.VU) modules.Instance {
	instance := h.Module.NewModuleInstance(vu)
	chromium := chromiumOf(instance)
	if chromium == nil {
		common.Throw(vu.Runtime(), fmt.Errorf("%s of this k6 cannot be held to the allow-list", name))
	}
	refused := func(sobek.FunctionCall) sobek.Value { panic(vu.Runtime().NewGoError(errForeign)) }
	if err := chromium.Set("connectOverCDP", refused); err != nil {
		common.Throw(vu.Runtime(), err)
	}
	return instance
}

// chromiumOf is the export by that name; its type is one of k6's inner packages.
func chromiumOf(instance modules.Instance) *sobek.Object {
	exports := reflect.Indirect(reflect.ValueOf(instance.Exports().Default))
	if exports.Kind() != reflect.Struct {
		return nil
	}
	field := exports.FieldByName("Chromium")
	if !field.IsValid() || !field.CanInterface() {
		return nil
	}
	object, _ := field.Interface().(*sobek.Object)
	return object
}
