#include "base/nearest.h"

#include <string.h>

enum { LONGEST = 64 };

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein distance with one row of memory. */
static size_t distance(const char *a, size_t an, const char *b, size_t bn)
{
	size_t row[LONGEST + 1];

	for (size_t j = 0; j <= bn; j++)
		row[j] = j;
	for (size_t i = 1; i <= an; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= bn; j++) {
			size_t above = row[j];
			row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[bn];
}

const char *nearest_word(const char *word, const char *const *candidates, size_t count)
{
	size_t n = strlen(word);
	size_t limit = n / 3 > 2 ? n / 3 : 2;
	const char *best = NULL;

	if (n > LONGEST)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t m = strlen(candidates[i]);
		size_t d;
		if (m > LONGEST)
			continue;
		d = distance(word, n, candidates[i], m);
		if (d <= limit && d < (m > n ? m : n)) {
			best = candidates[i];
			if (d == 0)
				break;
			limit = d - 1;
		}
	}
	return best;
}
