// SHA-256 block compression (FIPS 180-4, 6.2.2) with the SHA instructions of x86-64, one message at a
// time or two side by side. Padding, lengths and everything else is the caller's.
#pragma once
#include <stddef.h>
#include <stdint.h>

// 1 if this processor has the instructions. Where it has not, the other functions must not be called.
int csha2_is_available(void);

// Adds `blocks` blocks of 64 bytes to the eight words of `state`.
void csha2_one_lane(uint32_t *state, const uint8_t *data, size_t blocks);

// The same for two messages at once, in little more time than one takes: the processor starts a round
// of one while it waits for the other's.
void csha2_two_lanes(
    uint32_t *state_a, const uint8_t *data_a, uint32_t *state_b, const uint8_t *data_b,
    size_t blocks);
