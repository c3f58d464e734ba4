#include "csha2.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#define KERNEL __attribute__((target("sha,sse4.1")))

// Kₜ (FIPS 180-4, 4.2.2).
static const uint32_t round_constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

int csha2_is_available(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) return 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

// The instructions keep the eight words as (A, B, E, F) and (C, D, G, H).
KERNEL static inline void load(const uint32_t *state, __m128i *abef, __m128i *cdgh) {
    __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
    *abef = _mm_alignr_epi8(cdab, efgh, 8);
    *cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
}

KERNEL static inline void store(uint32_t *state, __m128i abef, __m128i cdgh) {
    __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
    __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

// `lanes` is a constant, so that every loop over it is unrolled and the arrays are registers.
KERNEL static inline __attribute__((always_inline)) void compress(
    int lanes, uint32_t *const *states, const uint8_t **data, size_t blocks) {
    const __m128i byte_order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i abef[2], cdgh[2], old_abef[2], old_cdgh[2], schedule[2][4];
    for (int lane = 0; lane < lanes; lane++) load(states[lane], &abef[lane], &cdgh[lane]);
    for (; blocks > 0; blocks--) {
        for (int lane = 0; lane < lanes; lane++) {
            old_abef[lane] = abef[lane];
            old_cdgh[lane] = cdgh[lane];
        }
// Four rounds a step; the schedule of the steps to come is worked out beside them.
#pragma clang loop unroll(full)
        for (int step = 0; step < 16; step++) {
            const int now = step & 3, next = (step + 1) & 3, last = (step + 3) & 3;
            const __m128i k = _mm_load_si128((const __m128i *)(round_constants + 4 * step));
            for (int lane = 0; lane < lanes; lane++) {
                __m128i *w = schedule[lane];
                if (step < 4)
                    w[now] = _mm_shuffle_epi8(
                        _mm_loadu_si128((const __m128i *)(data[lane] + 16 * step)), byte_order);
                __m128i words = _mm_add_epi32(w[now], k);
                cdgh[lane] = _mm_sha256rnds2_epu32(cdgh[lane], abef[lane], words);
                if (step >= 3 && step < 15) {
                    w[next] = _mm_add_epi32(w[next], _mm_alignr_epi8(w[now], w[last], 4));
                    w[next] = _mm_sha256msg2_epu32(w[next], w[now]);
                }
                words = _mm_shuffle_epi32(words, 0x0E);
                abef[lane] = _mm_sha256rnds2_epu32(abef[lane], cdgh[lane], words);
                if (step >= 1 && step < 13) w[last] = _mm_sha256msg1_epu32(w[last], w[now]);
            }
        }
        for (int lane = 0; lane < lanes; lane++) {
            abef[lane] = _mm_add_epi32(abef[lane], old_abef[lane]);
            cdgh[lane] = _mm_add_epi32(cdgh[lane], old_cdgh[lane]);
            data[lane] += 64;
        }
    }
    for (int lane = 0; lane < lanes; lane++) store(states[lane], abef[lane], cdgh[lane]);
}

KERNEL void csha2_one_lane(uint32_t *state, const uint8_t *data, size_t blocks) {
    compress(1, &state, &data, blocks);
}

KERNEL void csha2_two_lanes(
    uint32_t *state_a, const uint8_t *data_a, uint32_t *state_b, const uint8_t *data_b,
    size_t blocks) {
    uint32_t *const states[2] = {state_a, state_b};
    const uint8_t *data[2] = {data_a, data_b};
    compress(2, states, data, blocks);
}

#else

int csha2_is_available(void) { return 0; }

void csha2_one_lane(uint32_t *state, const uint8_t *data, size_t blocks) { __builtin_trap(); }

void csha2_two_lanes(
    uint32_t *state_a, const uint8_t *data_a, uint32_t *state_b, const uint8_t *data_b,
    size_t blocks) {
    __builtin_trap();
}

#endif
