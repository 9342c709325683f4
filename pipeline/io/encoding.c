#include "io/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include "base/text.h"

enum { CHUNK = 256 * 1024 };

/* Length of the valid sequence at p, 0 if there is none; *cut if more bytes could make one. */
static size_t sequence(const unsigned char *p, size_t n, bool *cut)
{
	size_t need = p[0] < 0x80   ? 1
	              : p[0] < 0xc2 ? 0
	              : p[0] < 0xe0 ? 2
	              : p[0] < 0xf0 ? 3
	              : p[0] < 0xf5 ? 4
	                            : 0;
	*cut = false;
	for (size_t i = 1; i < need; i++) {
		if (i >= n) {
			*cut = true;
			return 0;
		}
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	if (need >= 3 && ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	                  (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f)))
		return 0;
	return need;
}

static bool ascii_word(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, 8);
	return (word & 0x8080808080808080ULL) == 0;
}

/* The same, and none of them is a NUL. */
static bool text_word(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, 8);
	return ((word | (word - 0x0101010101010101ULL)) & 0x8080808080808080ULL) == 0;
}

/* Offset of the first byte that is not part of valid UTF-8; n if there is none. */
static size_t valid_prefix(const unsigned char *p, size_t n, bool *cut)
{
	size_t i = 0;

	*cut = false;
	while (i < n) {
		size_t length;
		if (n - i >= 8 && ascii_word(p + i)) {
			i += 8;
			continue;
		}
		length = sequence(p + i, n - i, cut);
		if (length == 0)
			break;
		i += length;
	}
	return i;
}

bool utf8_valid(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;
	bool cut;

	while (p < end) {
		size_t length;
		if (end - p >= 8 && text_word(p)) {
			p += 8;
			continue;
		}
		/* Chinese, but for what is like U+FFFD and what needs a closer look. */
		if (end - p >= 3 && *p >= 0xe1 && *p <= 0xec && (p[1] & 0xc0) == 0x80 &&
		    (p[2] & 0xc0) == 0x80) {
			p += 3;
			continue;
		}
		length = sequence(p, (size_t)(end - p), &cut);
		if (length == 0 || *p == 0 || (length == 3 && memcmp(p, "\xef\xbf\xbd", 3) == 0))
			return false;
		p += length;
	}
	return true;
}

size_t utf8_length(struct slice s)
{
	bool cut;

	return s.n ? sequence((const unsigned char *)s.p, s.n, &cut) : 0;
}

static bool is_control(const char *p, size_t n)
{
	unsigned char c = (unsigned char)p[0];

	return n == 1 ? c < 0x20 || c == 0x7f : n == 2 && c == 0xc2 && (unsigned char)p[1] < 0xa0;
}

void utf8_add_printable(struct text *t, struct slice s)
{
	for (size_t i = 0, n; i < s.n; i += n) {
		n = utf8_length((struct slice){s.p + i, s.n - i});
		if (n && !is_control(s.p + i, n)) {
			text_add(t, s.p + i, n);
			continue;
		}
		n = n ? n : 1;
		for (size_t k = 0; k < n; k++)
			text_addf(t, "%%%02X", (unsigned char)s.p[i + k]);
	}
}

struct bom {
	const char *bytes;
	size_t n;
	const char *encoding;
};

static const struct bom boms[] = {
        {"\xef\xbb\xbf", 3, "UTF-8"},
        {"\xff\xfe", 2, "UTF-16LE"},
        {"\xfe\xff", 2, "UTF-16BE"},
        {"\x84\x31\x95\x33", 4, "GB18030"},
};

static const struct bom *find_bom(const struct text_input *t)
{
	for (size_t i = 0; i < sizeof(boms) / sizeof(boms[0]); i++)
		if (t->raw_count >= boms[i].n && memcmp(t->raw, boms[i].bytes, boms[i].n) == 0)
			return &boms[i];
	return NULL;
}

static const char *find_encoding(const struct text_input *t)
{
	const struct bom *bom = find_bom(t);
	size_t valid;
	bool cut;

	if (bom)
		return bom->encoding;
	valid = valid_prefix((const unsigned char *)t->raw, t->raw_count, &cut);
	return valid == t->raw_count || cut ? "UTF-8" : "GB18030";
}

static int refill(struct text_input *t, struct err *err)
{
	size_t left = t->raw_count - t->raw_at;

	memmove(t->raw, t->raw + t->raw_at, left);
	t->raw_at = 0;
	t->raw_count = left;
	while (!t->ended && t->raw_count < CHUNK) {
		ssize_t got = input_read(&t->in, t->raw + t->raw_count, CHUNK - t->raw_count, err);
		if (got < 0)
			return -1;
		t->ended = got == 0;
		t->raw_count += (size_t)got;
	}
	return 0;
}

static bool is_utf8(const char *encoding)
{
	return strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "UTF8") == 0;
}

int text_input_open(struct text_input *t, const char *path, const char *encoding, struct err *err)
{
	struct input in;

	if (input_open(&in, path, err) < 0) {
		*t = (struct text_input){.in.fd = -1};
		return -1;
	}
	return text_input_take(t, &in, encoding, err);
}

int text_input_take(struct text_input *t, struct input *in, const char *encoding, struct err *err)
{
	const struct bom *bom;

	*t = (struct text_input){.in = *in, .encoding = encoding};
	*in = (struct input){.fd = -1};
	t->raw = xmalloc(CHUNK);
	if (refill(t, err) < 0)
		goto fail;
	if (!t->encoding)
		t->encoding = find_encoding(t);
	bom = find_bom(t);
	/* A plain "UTF-16" is left its mark: iconv learns the byte order from it. */
	if (bom && (bom->n > 2 || strcasecmp(t->encoding, bom->encoding) == 0))
		t->raw_at = bom->n;
	if (is_utf8(t->encoding))
		return 0;
	t->converter = iconv_open("UTF-8", t->encoding);
	if (t->converter != (iconv_t)-1)
		return 0;
	t->converter = NULL;
	err_set(err, RD_CONFIG, T("encoding '%s' is not known", "不认识的编码 '%s'"), encoding);
	err_hint(err, T("try UTF-8, GB18030, GBK or UTF-16", "可用 UTF-8、GB18030、GBK 或 UTF-16"));
fail:
	text_input_close(t);
	return -1;
}

/* One replacement character for one byte that iconv cannot take. */
static void skip_bad_byte(struct text_input *t, char **to, size_t *room)
{
	memcpy(*to, "\xef\xbf\xbd", 3);
	*to += 3;
	*room -= 3;
	t->raw_at++;
}

static ssize_t read_converted(struct text_input *t, char *buffer, size_t n, struct err *err)
{
	char *to = buffer;
	size_t room = n;

	while (to == buffer) {
		char *from = t->raw + t->raw_at;
		size_t left = t->raw_count - t->raw_at;
		size_t status;
		if (left < 8 && !t->ended) {
			if (refill(t, err) < 0)
				return -1;
			continue;
		}
		if (left == 0)
			return 0;
		status = iconv(t->converter, &from, &left, &to, &room);
		t->raw_at = t->raw_count - left;
		if (status != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno == EILSEQ || (errno == EINVAL && t->ended)) {
			if (room >= 3)
				skip_bad_byte(t, &to, &room);
		} else if (errno == EINVAL && refill(t, err) < 0) {
			return -1;
		}
	}
	return (ssize_t)(n - room);
}

ssize_t text_input_read(struct text_input *t, char *buffer, size_t n, struct err *err)
{
	size_t have;

	if (t->converter)
		return read_converted(t, buffer, n, err);
	have = t->raw_count - t->raw_at;
	if (have == 0)
		return t->ended ? 0 : input_read(&t->in, buffer, n, err);
	if (have > n)
		have = n;
	memcpy(buffer, t->raw + t->raw_at, have);
	t->raw_at += have;
	return (ssize_t)have;
}

void text_input_close(struct text_input *t)
{
	if (t->converter)
		iconv_close(t->converter);
	input_close(&t->in);
	free(t->raw);
	*t = (struct text_input){.in.fd = -1};
}
