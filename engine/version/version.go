// Package version names the engine's own version.
package version

// Engine is the version that the hello line carries.
const Engine = "0.1.0"
