// libzstd, with the parts it calls "static": frame headers, literal compression, explicit sequences.
#pragma once
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>
