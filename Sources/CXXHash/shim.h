// XXH3-64, the fast checksum of stored bytes.
#pragma once
#include <xxhash.h>
