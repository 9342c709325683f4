/*
 * Text in any encoding, read as UTF-8. Conversion is glibc's iconv.
 *
 * The encoding is the configured one; without one a byte-order mark decides, then strict
 * UTF-8 over the first chunk, then GB18030. Nothing is guessed from statistics.
 *
 * Bytes that mean nothing in their encoding come out as U+FFFD (for UTF-8 itself they come
 * out as they are); whoever uses a field asks utf8_valid and rejects the row.
 */
#ifndef IO_ENCODING_H
#define IO_ENCODING_H

#include <stdbool.h>

#include "base/slice.h"
#include "base/text.h"
#include "io/input.h"

struct text_input {
	struct input in;
	const char *encoding; /* what was found or configured */
	void *converter;      /* iconv_t, NULL if the bytes are UTF-8 */
	char *raw;            /* bytes not yet handed out or converted */
	size_t raw_at, raw_count;
	bool ended;
};

/* encoding: an iconv name, or NULL to find out. RD_INPUT, or RD_CONFIG for a wrong name. */
int text_input_open(struct text_input *t, const char *path, const char *encoding, struct err *err);

/* The same for an input that is open. It is taken over, also on error. */
int text_input_take(struct text_input *t, struct input *in, const char *encoding, struct err *err);

/* Up to n >= 64 bytes of UTF-8 without the byte-order mark; 0 at the end, -1 with RD_INPUT. */
ssize_t text_input_read(struct text_input *t, char *buffer, size_t n, struct err *err);

void text_input_close(struct text_input *t);

/* Whether the text is valid UTF-8 without U+FFFD, surrogates and NUL. */
bool utf8_valid(struct slice s);

/* Bytes of the valid character that the text begins with; 0 if it begins with none. */
size_t utf8_length(struct slice s);

/*
 * Adds what a person may read on a terminal: of the text, control characters (C0, DEL, C1) and
 * bytes that are no UTF-8 are written as %XX.
 */
void utf8_add_printable(struct text *t, struct slice s);

#endif
