package keyfile

// A key file may come from anybody, and a few bytes in it decide how long a key derivation runs, so the work is
// bounded before it begins.
const (
	// maxInput leaves room for a key among some hundred certificates; a key alone has a few kilobytes.
	maxInput = 1 << 20

	// maxKeys allows the same key in several containers. Each may have to be decrypted to see that it is the same.
	maxKeys = 4

	// maxSealed is in bytes, since some modes take a whole step of the cipher for each bit. An RSA key of 16384 bits has
	// ten thousand.
	maxSealed = 1 << 15

	// maxWork is counted in calls of HMAC with SHA-256, or what takes no longer, for the whole file, and keeps it to about
	// two seconds. OWASP asks for 600,000 with SHA-256 and 1,300,000 with SHA-1; openssl writes 2,048.
	maxWork = 10_000_000

	// sha512Work is what an HMAC with SHA-512 costs in that coin, as measured: 0.47 µs where SHA-256 takes 0.15.
	sha512Work = 3

	// scryptWork is what one unit of N·r·p costs in the coin of maxWork, as measured: about 0.4 µs.
	scryptWork = 2

	// maxScryptMemory is in bytes. openssl writes keys that need 16 MiB (N=16384, r=8, p=1) and reads up to 32 MiB.
	maxScryptMemory = 128 << 20

	// maxScryptParameter keeps the products of N, r and p inside 64 bits.
	maxScryptParameter = 1 << 20

	// maxSalt is for scrypt, which hashes the salt anew for each block it makes. openssl writes 8 or 16 bytes.
	maxSalt = 256

	// maxRSABits is what openssl verifies with (OPENSSL_RSA_MAX_MODULUS_BITS).
	maxRSABits = 16384

	// maxRSAPrimes is what openssl makes (RSA_MAX_PRIME_NUM); RFC 8017 sets no limit.
	maxRSAPrimes = 5

	// maxArcs is how long an object identifier may be before it is named in a message; real ones have about ten.
	maxArcs = 32
)
