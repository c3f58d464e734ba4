// OpenSSL's EVP interface: SHA-256 (SHA-NI where the processor has it), Ed25519; random numbers for keys.
#pragma once
#include <openssl/evp.h>
#include <openssl/rand.h>
