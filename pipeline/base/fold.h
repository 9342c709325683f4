/*
 * Texts as people type them, made comparable: full-width forms become the ASCII they stand
 * for ("１２３" is "123", "（亿元）" is "(亿元)"), and blanks of every kind count as blanks
 * (ideographic space, no-break space, zero-width space, byte-order mark).
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/text.h"

/* Without blanks at both ends; a part of s. */
struct slice fold_trim(struct slice s);

/* True only if fold_width would change nothing; then, for most texts, quickly so. */
bool fold_is_plain(struct slice s);

/* Adds s with full-width forms as ASCII and every blank as a space; ends are trimmed. */
void fold_width(struct slice s, struct text *out);

/* Adds s as a key to compare by: as fold_width, without any blanks, ASCII in lower case. */
void fold_key(struct slice s, struct text *out);

#endif
