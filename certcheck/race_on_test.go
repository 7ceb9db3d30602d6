//go:build race

package certcheck_test

// raceEnabled: the race detector makes everything several times slower.
const raceEnabled = true
