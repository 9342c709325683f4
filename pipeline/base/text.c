#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/digits.h"
#include "base/exit_code.h"

static void *or_die(void *p)
{
	static const char message[] = "out of memory\n";

	if (!p) {
		ssize_t ignored = write(2, message, sizeof(message) - 1);
		(void)ignored;
		_exit(RD_INTERNAL);
	}
	return p;
}

void *xmalloc(size_t n)
{
	return or_die(malloc(n ? n : 1));
}

/*
 * Memory touched for the first time costs a page fault a page, and far more than what is then
 * done to it: large pieces ask for large pages. Where there are none nothing changes.
 */
enum { LARGE_PAGE = 2 << 20, SMALL_PAGE = 4096 };

void *xmalloc_large(size_t n)
{
	void *p = NULL;

	if (n < LARGE_PAGE)
		return xmalloc(n);
	if (posix_memalign(&p, LARGE_PAGE, n) != 0)
		p = NULL;
	or_die(p);
	(void)madvise(p, n, MADV_HUGEPAGE);
	return p;
}

void *xcalloc(size_t count, size_t size)
{
	void *p = or_die(calloc(count ? count : 1, size ? size : 1));
	uintptr_t into_page = (uintptr_t)p % SMALL_PAGE;

	if (count * size >= 2 * LARGE_PAGE)
		(void)madvise((char *)p - into_page, count * size + into_page, MADV_HUGEPAGE);
	return p;
}

/* Left as it is: moving a piece that grows takes its large pages apart. */
void *xrealloc(void *p, size_t n)
{
	return or_die(realloc(p, n ? n : 1));
}

char *xstrdup(const char *s)
{
	return or_die(strdup(s));
}

char *xstrndup(const char *s, size_t n)
{
	char *copy = xmalloc(n + 1);

	if (n)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *xasprintf(const char *fmt, ...)
{
	struct text t = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(&t, fmt, ap);
	va_end(ap);
	return text_detach(&t);
}

void text_release(struct text *t)
{
	free(t->p);
	*t = (struct text)TEXT_INIT;
}

void text_clear(struct text *t)
{
	text_truncate(t, 0);
}

void text_truncate(struct text *t, size_t n)
{
	if (n > t->n)
		return;
	t->n = n;
	if (t->p)
		t->p[n] = '\0';
}

void text_reserve(struct text *t, size_t more)
{
	size_t need = t->n + more + 1;

	if (need <= t->capacity)
		return;
	t->capacity = need < 64 ? 64 : need + need / 2;
	t->p = xrealloc(t->p, t->capacity);
}

void text_add(struct text *t, const char *p, size_t n)
{
	text_reserve(t, n);
	if (n)
		memcpy(t->p + t->n, p, n);
	t->n += n;
	t->p[t->n] = '\0';
}

void text_adds(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

void text_add_slice(struct text *t, struct slice s)
{
	text_add(t, s.p, s.n);
}

void text_addc(struct text *t, char c)
{
	text_add(t, &c, 1);
}

void text_vaddf(struct text *t, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n > 0) {
		text_reserve(t, (size_t)n);
		vsnprintf(t->p + t->n, (size_t)n + 1, fmt, again);
		t->n += (size_t)n;
	}
	va_end(again);
}

void text_addf(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(t, fmt, ap);
	va_end(ap);
}

void text_add_u64(struct text *t, uint64_t v)
{
	char digits[MOST_DIGITS];

	text_add(t, digits, (size_t)(digits_put_u64(digits, v) - digits));
}

void text_add_i128(struct text *t, __int128 v)
{
	char digits[MOST_DIGITS];

	text_add(t, digits, (size_t)(digits_put_i128(digits, v) - digits));
}

char *text_detach(struct text *t)
{
	char *p = t->p ? t->p : xstrdup("");

	*t = (struct text)TEXT_INIT;
	return p;
}

/* Bytes of the valid UTF-8 sequence at p, 0 if there is none. */
static size_t utf8_sequence(const unsigned char *p, size_t n)
{
	size_t length = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (p[0] > 0xf4 || length > n)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return length;
}

void text_add_json(struct text *t, struct slice s)
{
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		size_t length = utf8_sequence((const unsigned char *)s.p + i, s.n - i);

		if (length == 0)
			text_adds(t, "\xef\xbf\xbd");
		else if (c == '"' || c == '\\')
			text_addf(t, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			text_addf(t, "\\u%04x", c);
		else
			text_add(t, s.p + i, length);
		i += length ? length : 1;
	}
}
