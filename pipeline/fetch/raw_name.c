#include "fetch/raw_name.h"

#include <iconv.h>
#include <stdlib.h>

#include "io/checksum.h"
#include "io/encoding.h"

enum {
	LONGEST =
	        200, /* of 255 that file systems allow: programs put endings of their own behind */
	ENDING = 16,
	DIGITS = 8
};

/* What it means in GB18030, to be freed; NULL if it means nothing there. */
static char *from_gb18030(struct slice name, size_t *n)
{
	iconv_t converter = iconv_open("UTF-8", "GB18030");
	size_t in = name.n, room = 4 * name.n;
	char *text = xmalloc(room + 1), *from = (char *)(uintptr_t)name.p, *to = text;

	if (converter == (iconv_t)-1 || iconv(converter, &from, &in, &to, &room) == (size_t)-1) {
		free(text);
		text = NULL;
	}
	if (converter != (iconv_t)-1)
		iconv_close(converter);
	*n = text ? (size_t)(to - text) : 0;
	return text;
}

void raw_name_add_readable(struct text *t, struct slice name)
{
	size_t n = 0;
	char *text = utf8_valid(name) ? NULL : from_gb18030(name, &n);

	utf8_add_printable(t, text ? (struct slice){text, n} : name);
	free(text);
}

/* From the first dot near the end, ".csv.gz"; empty if there is none. */
static const char *ending_of(const struct text *t, size_t start)
{
	size_t from = t->n - start > ENDING ? t->n - ENDING : start;
	const char *dot = memchr(t->p + from, '.', t->n - from);

	return dot ? dot : t->p + t->n;
}

static void shorten(struct text *t, size_t start)
{
	char hex[SHA256_HEX + 1];
	char *ending = xstrdup(ending_of(t, start));
	size_t end = start + LONGEST - strlen(ending) - 1 - DIGITS;
	struct checksum sum;

	checksum_init(&sum);
	checksum_add(&sum, t->p + start, t->n - start);
	checksum_finish(&sum, hex);
	checksum_release(&sum);
	while (((unsigned char)t->p[end] & 0xc0) == 0x80) /* not within a character */
		end--;
	text_truncate(t, end);
	text_addf(t, "~%.*s%s", DIGITS, hex, ending);
	free(ending);
}

void raw_name_add(struct text *t, struct slice name)
{
	size_t start = t->n;

	if (name.n == 0)
		text_adds(t, "index");
	raw_name_add_readable(t, name);
	for (size_t i = start; i < t->n; i++)
		if (t->p[i] == '/' || t->p[i] == '\\' || (i == start && t->p[i] == '.'))
			t->p[i] = '_';
	if (t->n - start > LONGEST)
		shorten(t, start);
}
