/// Digests, checksums and signatures.
///
/// Purpose: SHA-256 names (through OpenSSL's EVP, which uses SHA-NI, or two at a time through
/// `CSHA2`), XXH3-64 checksums of stored bytes, and Ed25519 (RFC 8032, through EVP too). `Digest` is
/// valid by construction: no function of the store takes a digest as a string.
///
/// Threading: values are `Sendable`; a `SHA256Hasher` or `PairHasher` belongs to one thread.
///
/// Invariants: this module is the only user of `CLibcrypto`, `CSHA2` and `CXXHash`; both ways to a
/// SHA-256 give the same digests.
