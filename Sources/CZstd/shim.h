// libzstd, with the parts it calls "static": frame headers, literal compression, explicit sequences.
#pragma once
#define ZSTD_STATIC_LINKING_ONLY
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

// memcmp(3), so that its user needs no further module for one call.
static inline int zstd_same_bytes(const void *left, const void *right, size_t count) {
    return memcmp(left, right, count) == 0;
}
