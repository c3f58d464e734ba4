/// Digests and checksums.
///
/// Purpose: SHA-256 names (through OpenSSL's EVP, which uses SHA-NI) and XXH3-64 checksums of
/// stored bytes. `Digest` is valid by construction: no function of the store takes a digest as a
/// string.
///
/// Threading: values are `Sendable`; a `SHA256Hasher` belongs to one thread.
///
/// Invariant: this module is the only user of `CLibcrypto` and `CXXHash`.
