// Package opensslverify computes what `openssl verify` of OpenSSL 3.0 answers about a certificate, line by line and in
// its order, without running openssl: support engineers and runbooks speak in these lines. It follows openssl's own
// algorithm, which takes one issuer at each step, never turns back, and goes on after some errors, so its answer often
// differs from a better one. It is no judge of certificates, and nothing here knows what a gateway does.
//
// Comments name the file and function of openssl that a function follows. Measured against OpenSSL 3.0.19. What is known
// to differ:
//   - signatures that cannot be computed here count as good and are named in Result.Unchecked;
//   - what the resources of RFC 3779 say (error 46) and the restrictions inside an RSASSA-PSS key are not looked at;
//   - SM2 signatures never verify;
//   - BER in elements of more than 64 KiB, or with tags of more than one octet, is not read, and the parameters of the
//     two signature algorithms of a certificate in BER are compared in DER;
//   - a certificate with a distribution point relative to its issuer whose text is none has issued nothing and nobody
//     issued it, where openssl refuses it at the first sight and takes it at the second;
//   - indirect CRLs: see locateIssuer.
package opensslverify

import (
	"fmt"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Purpose is what -purpose asks for.
type Purpose string

// The purposes. The zero value stands for PurposeClient.
const (
	PurposeAny    Purpose = "any"    // no -purpose given: key usages are not asked
	PurposeClient Purpose = "client" // -purpose sslclient
	PurposeServer Purpose = "server" // -purpose sslserver
)

// Options are the command line of openssl verify. The zero value is `openssl verify -purpose sslclient`, judged at
// the zero time: set At.
type Options struct {
	Purpose Purpose
	At      time.Time // -attime
	// NoCheckTime is -no_check_time: nothing expires, and At is not looked at.
	NoCheckTime bool

	AuthLevel    int  // -auth_level; 0 and below check nothing, which is the default of openssl verify
	VerifyDepth  int  // -verify_depth; 0 stands for the default, 100, and a negative number for 0
	PartialChain bool // -partial_chain
	X509Strict   bool // -x509_strict
	// CheckSelfSigned is -check_ss_sig: the signature of the root is checked too.
	CheckSelfSigned bool
	AllowProxyCerts bool // -allow_proxy_certs

	// Known gives the result of a signature check that the caller has made already, for speed alone; nil when there
	// are none.
	Known func(subject, issuer *truststore.Certificate) (result sigcheck.Result, ok bool)

	PolicyCheck      bool     // -policy_check, which each of the following implies
	Policies         []string // -policy, dotted
	ExplicitPolicy   bool     // -explicit_policy
	InhibitAnyPolicy bool     // -inhibit_any
	InhibitMapping   bool     // -inhibit_map

	CRLs        []*CRL // -CRLfile; only looked at with one of the next two
	CRLCheck    bool   // -crl_check
	CRLCheckAll bool   // -crl_check_all
	ExtendedCRL bool   // -extended_crl
	UseDeltas   bool   // -use_deltas
}

// Error is one line of openssl verify.
type Error struct {
	Code    int
	Depth   int    // 0 is the leaf
	Message string // of Code, see Message
	Subject string // of the certificate at fault, safe for one line
	CRLPath bool   // it is about the path of a CRL's issuer, which openssl marks
}

// String writes the line as openssl does: "error 20 at 0 depth lookup: unable to get local issuer certificate".
func (e Error) String() string {
	mark := ""
	if e.CRLPath {
		mark = "[CRL path]"
	}
	return fmt.Sprintf("%serror %d at %d depth lookup: %s", mark, e.Code, e.Depth, e.Message)
}

// Result is the answer about one leaf.
type Result struct {
	OK     bool
	Errors []Error // in the order in which openssl prints them

	// Code is the error that the library ends with, 0 when OK. When openssl fails without printing any line,
	// as for a leaf whose public key it cannot decode, Errors is empty and Code says 1.
	Code int

	// Chain is as far as it was built, the leaf first.
	Chain []*truststore.Certificate

	// Unchecked are the depths whose signature could not be computed here and was taken as good: openssl knows
	// some algorithms that this program does not, such as Ed448.
	Unchecked []int

	// CutShort says that the work grew beyond a bound and the answer is not known: openssl would still be at it.
	// OK is false then, and Errors are those up to that point.
	CutShort bool
}
