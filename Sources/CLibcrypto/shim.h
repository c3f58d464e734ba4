// OpenSSL's EVP interface: SHA-256 (SHA-NI where the processor has it).
#pragma once
#include <openssl/evp.h>
