package lint

// Rules lists every rule, in the order of the manual. `mtlscheck rules` prints it.
func Rules() []*Rule {
	return []*Rule{
		privateKeyInTruststore(),
		notACA(),
	}
}
