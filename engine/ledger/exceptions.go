package ledger

import (
	"strings"

	"github.com/sirupsen/logrus"
)

// uncaught is how k6 logs what an async function threw.
const uncaught = "Uncaught (in promise) "

// Watch counts the exceptions that k6 logs of iterations, every one, however
// long its text is and wherever it was thrown: a timer's, too.
func (l *Ledger) Watch(logger logrus.FieldLogger) {
	switch t := logger.(type) {
	case *logrus.Logger:
		t.AddHook(hook{l})
	case *logrus.Entry:
		t.Logger.AddHook(hook{l})
	}
}

type hook struct{ ledger *Ledger }

func (hook) Levels() []logrus.Level { return []logrus.Level{logrus.ErrorLevel} }

func (h hook) Fire(entry *logrus.Entry) error {
	if _, ofScenario := entry.Data["scenario"]; !ofScenario {
		return nil // setup and teardown
	}
	if entry.Data["source"] == "stacktrace" || strings.HasPrefix(entry.Message, uncaught) {
		h.ledger.exceptions.Add(1)
	}
	return nil
}
