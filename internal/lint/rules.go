package lint

import "slices"

// Rules lists every rule, in the order of the manual: first what must not be uploaded at all, then what the file holds,
// from chains to the single certificate, then the file itself. `mtlscheck rules` prints it.
func Rules() []*Rule {
	return slices.Concat([]*Rule{
		privateKeyInTruststore(),
		blockRejected(), notACertificate(),

		chainIncomplete(), chainTooLong(), pathLengthExceeded(), subjectEqualsIssuer(), rootSignature(), searchStopped(),
		intermediateExpired(), rootExpired(), caNotYetValid(), expiresSoon(),
		notACA(), selfSignedNotCA(), keyCertSignMissing(), extendedKeyUsage(), caVersion1(),
		weakSignature(), weakKey(), curveNotListed(), algorithmNotListed(),
		duplicateCertificate(), duplicateSubject(), crossSigned(), renewedCA(), nameEncoding(), keyIDMismatch(),
		negativeSerial(), x509Syntax(), criticalExtension(),
		publicCA(), publicCAName(),

		truststoreTooLarge(), truststoreNearLimit(), notNamedPEM(),
	}, forms())
}
