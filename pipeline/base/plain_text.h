/*
 * The texts that need no second look, told from the others in a few nanoseconds.
 *
 * Most cells of most files are digits, letters and Chinese characters, and every question
 * about them has the same answer: they are valid UTF-8, folding (fold.h) leaves them alone,
 * and CSV writes them without quotes. plain_text asks all of it at once, sixteen bytes at a
 * time where the processor can; only where it says no, each question is asked by itself.
 */
#ifndef BASE_PLAIN_TEXT_H
#define BASE_PLAIN_TEXT_H

#include "base/slice.h"

/*
 * True only if the text consists of printable ASCII without commas and quotes and of whole
 * characters U+4000 to U+CFFF, with no blank at either end. False says nothing.
 */
bool plain_text(struct slice s);

/* The same without vector instructions, as other machines run it; for the tests. */
bool plain_text_portable(struct slice s);

#endif
