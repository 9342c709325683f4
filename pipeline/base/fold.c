#include "base/fold.h"

/*
 * Bytes that folding may change: line ends and tabs, and those that the blanks below and the
 * full-width forms begin with. No Chinese character begins with one of them.
 */
static const bool may_fold[256] = {
        ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true,
        [0xc2] = true, [0xe2] = true, [0xe3] = true, [0xef] = true,
};

/* Length of the blank that s begins with; 0 if it begins with none. */
static size_t leading_blank(struct slice s)
{
	static const char *const blanks[] = {
	        "\xc2\xa0",     /* no-break space */
	        "\xe3\x80\x80", /* ideographic space */
	        "\xe2\x80\x8b", /* zero-width space */
	        "\xe2\x80\xaf", /* narrow no-break space */
	        "\xef\xbb\xbf", /* byte-order mark */
	};

	if (s.n == 0)
		return 0;
	if (s.p[0] == ' ' || (s.p[0] >= '\t' && s.p[0] <= '\r'))
		return 1;
	if (!may_fold[(unsigned char)s.p[0]])
		return 0;
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++)
		if (slice_starts(s, blanks[i]))
			return strlen(blanks[i]);
	/* En quad to hair space, U+2000 to U+200A. */
	if (slice_starts(s, "\xe2\x80") && s.n >= 3 && (unsigned char)s.p[2] >= 0x80 &&
	    (unsigned char)s.p[2] <= 0x8a)
		return 3;
	return 0;
}

/* The same at the end: the start of the last character is found first. */
static size_t trailing_blank(struct slice s)
{
	size_t n = 1;

	while (n < s.n && n < 4 && ((unsigned char)s.p[s.n - n] & 0xc0) == 0x80)
		n++;
	if (s.n == 0 || leading_blank((struct slice){s.p + s.n - n, n}) != n)
		return 0;
	return n;
}

struct slice fold_trim(struct slice s)
{
	size_t n;

	while ((n = leading_blank(s))) {
		s.p += n;
		s.n -= n;
	}
	while ((n = trailing_blank(s)))
		s.n -= n;
	return s;
}

/* Bytes before the first that folding may change. */
static size_t plain_length(struct slice s)
{
	size_t i = 0;

	while (i < s.n && !may_fold[(unsigned char)s.p[i]])
		i++;
	return i;
}

bool fold_is_plain(struct slice s)
{
	return s.n == 0 || (s.p[0] != ' ' && s.p[s.n - 1] != ' ' && plain_length(s) == s.n);
}

/* U+FF01 to U+FF5E stand for ! to ~: the ASCII character, or 0. */
static char full_width(struct slice s)
{
	unsigned char second, third;

	if (s.n < 3 || (unsigned char)s.p[0] != 0xef)
		return 0;
	second = (unsigned char)s.p[1];
	third = (unsigned char)s.p[2];
	if (second == 0xbc && third >= 0x81 && third <= 0xbf)
		return (char)(third - 0x81 + '!');
	if (second == 0xbd && third >= 0x80 && third <= 0x9e)
		return (char)(third - 0x80 + '`');
	return 0;
}

/* The next byte of the folded text, and how many bytes of s it stands for. */
static char next(struct slice s, size_t *n)
{
	char c;

	if ((*n = leading_blank(s)))
		return ' ';
	if ((c = full_width(s))) {
		*n = 3;
		return c;
	}
	*n = 1;
	return s.p[0];
}

void fold_width(struct slice s, struct text *out)
{
	size_t n;

	for (s = fold_trim(s); s.n; s.p += n, s.n -= n)
		if ((n = plain_length(s)))
			text_add(out, s.p, n);
		else
			text_addc(out, next(s, &n));
}

void fold_key(struct slice s, struct text *out)
{
	size_t n;

	for (; s.n; s.p += n, s.n -= n) {
		char c = next(s, &n);
		if (c != ' ')
			text_addc(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
}
