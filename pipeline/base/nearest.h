/*
 * "Did you mean": the candidate nearest to a misspelt word by edit distance.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/*
 * The candidate within an edit distance of a third of the word's length (at least 2), or
 * NULL if none is that near. Words longer than 64 bytes have no neighbours.
 */
const char *nearest_word(const char *word, const char *const *candidates, size_t count);

#endif
