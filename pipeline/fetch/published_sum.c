#include "fetch/published_sum.h"

#include <ctype.h>

/* A run of exactly 64 hexadecimal digits in the line. */
static bool find_sum(struct slice line, char hex[SHA256_HEX + 1])
{
	for (size_t i = 0, n; i < line.n; i += n + 1) {
		for (n = 0; i + n < line.n && isxdigit((unsigned char)line.p[i + n]);)
			n++;
		if (n != SHA256_HEX)
			continue;
		for (size_t k = 0; k < SHA256_HEX; k++)
			hex[k] = (char)tolower((unsigned char)line.p[i + k]);
		hex[SHA256_HEX] = '\0';
		return true;
	}
	return false;
}

static bool names(struct slice line, const char *name)
{
	size_t n = strlen(name);
	const char *hit = line.n ? memmem(line.p, line.n, name, n) : NULL;

	if (!hit)
		return false;
	/* not the end of a longer name, nor its beginning */
	return (hit == line.p || strchr(" *(/", hit[-1])) &&
	       (hit + n == line.p + line.n || strchr(") \r", hit[n]));
}

int published_sum_find(struct slice text, const char *name, char hex[SHA256_HEX + 1])
{
	struct slice whole = slice_trim(text);

	if (whole.n == SHA256_HEX && find_sum(whole, hex))
		return 0;
	while (text.n) {
		const char *end = memchr(text.p, '\n', text.n);
		struct slice line = {text.p, end ? (size_t)(end - text.p) : text.n};
		if (names(line, name) && find_sum(line, hex))
			return 0;
		text.n -= line.n + (end != NULL);
		text.p += line.n + (end != NULL);
	}
	return -1;
}
