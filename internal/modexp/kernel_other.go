//go:build !amd64

package modexp

import "math/big"

// kernel does not exist here: the assembly of math/big for other processors is as good as Go code gets.
type kernel struct{}

func newKernel(*big.Int) *kernel { return nil }

func (*kernel) powerF4(*big.Int) *big.Int { return nil }
