//go:build race

package opensslverify

const raceFactor = 20 // the race detector is that much slower
