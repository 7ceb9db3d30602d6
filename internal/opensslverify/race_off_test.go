//go:build !race

package opensslverify

const raceFactor = 1
