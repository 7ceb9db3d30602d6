#include "textflag.h"

// word does one word of a row: z[i] += x[i]*w with two carries that never meet. CF carries what the high half of the
// word before adds to this product, OF carries out of the sum with z. old holds the high half of the word before, new
// gets that of this one.
#define word(i, old, new) \
	MULXQ (8*i)(SI), AX, new; \
	ADCXQ old, AX; \
	ADOXQ (8*i)(DI), AX; \
	MOVQ AX, (8*i)(DI)

// func addRows(z, x *big.Word, n int, y *big.Word, m int, k big.Word) (carry big.Word)
// Requires what hasRows tells.
//
//	DI, SI  cursors in z and x      R8   8·n, the octets of a row
//	R9      cursor in y             R10  rows left
//	R11     k                       R12  the carry from row to row, 0 or 1
//	DX      the row's multiplier    CX   groups of eight words left in the row
//	R13     zero
TEXT ·addRows(SB), NOSPLIT, $0-56
	MOVQ z+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), R8
	MOVQ y+24(FP), R9
	MOVQ m+32(FP), R10
	MOVQ k+40(FP), R11
	SHLQ $3, R8
	XORL R12, R12

row:
	MOVQ (R9), DX
	IMULQ R11, DX
	MOVQ R8, CX
	SHRQ $6, CX
	XORL R13, R13 // zero, and clears CF and OF
	XORL R14, R14

eight:
	word(0, R14, BX)
	word(1, BX, R14)
	word(2, R14, BX)
	word(3, BX, R14)
	word(4, R14, BX)
	word(5, BX, R14)
	word(6, R14, BX)
	word(7, BX, R14)

	// LEAQ and JCXZQ leave the flags alone, which DECQ and JNZ would not.
	LEAQ 64(SI), SI
	LEAQ 64(DI), DI
	LEAQ -1(CX), CX
	JCXZQ done
	JMP eight

done:
	// The row's last word: neither addition overflows, for x*w + z fits n+1 words.
	ADCXQ R13, R14
	ADOXQ R13, R14

	// z[n] += last word + carry of the row above.
	ADDQ R12, R14
	MOVQ R13, R12
	ADCQ $0, R12
	ADDQ R14, (DI)
	ADCQ $0, R12

	SUBQ R8, SI
	SUBQ R8, DI
	ADDQ $8, DI
	ADDQ $8, R9
	DECQ R10
	JNZ row

	MOVQ R12, carry+48(FP)
	RET
