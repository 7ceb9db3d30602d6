package modexp

import "sync"

// hasRows tells whether this processor has the instructions of addRows, MULX of BMI2 and ADCX and ADOX of ADX (Intel's
// Software Developer's Manual, volume 2, CPUID: leaf 7, EBX, bits 8 and 19). They need nothing of the system.
//
// It is asked when the first key is prepared, and once: on a virtual machine each CPUID costs ten microseconds and
// more. golang.org/x/sys/cpu would ask whatever the command is, and take a twentieth of a millisecond of every start.
var hasRows = sync.OnceValue(func() bool {
	const bmi2, adx = 1 << 8, 1 << 19
	if highest, _ := cpuid(0); highest < 7 {
		return false
	}
	_, features := cpuid(7)
	return features&bmi2 != 0 && features&adx != 0
})

// cpuid asks for a leaf, of those that have several the first.
func cpuid(leaf uint32) (eax, ebx uint32)
