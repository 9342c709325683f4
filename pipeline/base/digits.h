/*
 * Integers as decimal digits, two at a time.
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <stdint.h>

enum { MOST_DIGITS = 40 }; /* of 128 bits, with a sign */

/* Writes the digits, without a NUL; returns what follows them. */
char *digits_put_u64(char *to, uint64_t value);
char *digits_put_i128(char *to, __int128 value);

#endif
