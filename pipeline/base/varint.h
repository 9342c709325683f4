/*
 * Numbers in as few bytes as they need: seven bits a byte, the lowest first, the top bit of a
 * byte tells that another follows. Signed ones alternate: 0, -1, 1, -2 are 0, 1, 2, 3.
 */
#ifndef BASE_VARINT_H
#define BASE_VARINT_H

#include <stdint.h>

enum { MOST_VARINT = 10 }; /* bytes */

static inline char *varint_put(char *to, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*to++ = (char)(value | 0x80);
	*to++ = (char)value;
	return to;
}

static inline uint64_t varint_get(const char **from)
{
	const unsigned char *p = (const unsigned char *)*from;
	uint64_t value = *p & 0x7f;

	for (unsigned shift = 7; *p++ & 0x80; shift += 7)
		value |= (uint64_t)(*p & 0x7f) << shift;
	*from = (const char *)p;
	return value;
}

static inline uint64_t varint_of_signed(int64_t value)
{
	return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static inline int64_t varint_to_signed(uint64_t value)
{
	return (int64_t)(value >> 1 ^ -(value & 1));
}

#endif
