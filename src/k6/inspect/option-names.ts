/** The options that k6 v2.2.0 knows (lib/options.go), for suggestions only: k6 itself decides. */
export const OPTION_NAMES: readonly string[] = (
  'batch batchPerHost blacklistIPs blockHostnames cloud discardResponseBodies dns duration executionSegment ' +
  'executionSegmentSequence ext features handleSummaryTimeout hosts httpDebug insecureSkipTLSVerify iterations maxRedirects ' +
  'metricSamplesBufferSize minIterationDuration noConnectionReuse noCookiesReset noSetup noTeardown noVUConnectionReuse ' +
  'paused rps scenarios setupTimeout stages summaryTimeUnit summaryTrendStats systemTags tags teardownTimeout thresholds ' +
  'throw tlsAuth tlsCipherSuites tlsVersion userAgent vus'
).split(' ');

/** The keys of its executors (lib/executor) and of their stages. */
export const SCENARIO_KEYS: readonly string[] = (
  'duration env exec executor gracefulRampDown gracefulStop iterations maxDuration maxVUs options preAllocatedVUs rate ' +
  'stages startRate startTime startVUs tags target timeUnit vus'
).split(' ');
