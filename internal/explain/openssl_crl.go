package explain

// opensslCRLs are the errors about revocation, which openssl looks at only when asked (-crl_check). API Gateway never
// checks revocation (rest-api-mutual-tls.html), so none of them explains its 403.
func opensslCRLs() []opensslError {
	const never = " API Gateway never checks revocation, so this is openssl's alone."
	const without = "run openssl without -crl_check to see what a gateway sees; revocation is an authorizer's job there"
	return []opensslError{
		{3, "UNABLE_TO_GET_CRL", "-crl_check was given and no revocation list of the issuer was found." + never, "give the list with -CRLfile, or " + without, []string{"trust_too_wide"}, ""},
		{5, "UNABLE_TO_DECRYPT_CRL_SIGNATURE", "The revocation list's signature could not be opened with the issuer's RSA key." + never, "get the list from the right issuer", nil, ""},
		{8, "CRL_SIGNATURE_FAILURE", "The revocation list was not signed by the key of the CA that it names." + never, "get the list from the right issuer", nil, ""},
		{11, "CRL_NOT_YET_VALID", "The revocation list is dated into the future." + never, "get a current list, or set the clock", nil, ""},
		{12, "CRL_HAS_EXPIRED", "The revocation list's next update is over: a newer one exists, or ought to." + never, "get a current list", nil, ""},
		{15, "ERROR_IN_CRL_LAST_UPDATE_FIELD", "The date in the revocation list's lastUpdate cannot be read." + never, "get a sound copy of the list", nil, ""},
		{16, "ERROR_IN_CRL_NEXT_UPDATE_FIELD", "The date in the revocation list's nextUpdate cannot be read." + never, "get a sound copy of the list", nil, ""},
		{23, "CERT_REVOKED", "The certificate stands on its issuer's revocation list. API Gateway lets it in all the same: it never checks revocation.",
			"let a REQUEST authorizer refuse it, and issue a new certificate to the client", []string{"trust_too_wide"}, ""},
		{33, "UNABLE_TO_GET_CRL_ISSUER", "The CA that signed the revocation list was not found." + never, "put the list's issuer into the truststore, or " + without, nil, ""},
		{35, "KEYUSAGE_NO_CRL_SIGN", "The CA that signed the revocation list may not sign lists by its key usage." + never, "have the CA's certificate issued again with cRLSign", nil, ""},
		{36, "UNHANDLED_CRITICAL_CRL_EXTENSION", "The revocation list has a critical extension that openssl does not know." + never, "get a list without it", nil, ""},
		{44, "DIFFERENT_CRL_SCOPE", "The revocation list is for other certificates than this one: for CAs only, for clients only, or for other reasons." + never, "get the list for this kind of certificate", nil, ""},
		{54, "CRL_PATH_VALIDATION_ERROR", "The chain of the revocation list's own signer does not verify." + never, "put the signer's CAs into the truststore, or " + without, nil, ""},
	}
}
