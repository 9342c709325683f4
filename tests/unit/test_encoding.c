#include "io/encoding.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "io/output.h"
#include "unit.h"

/* 研发 in the encodings of Chinese files. */
#define UTF8 "\xe7\xa0\x94\xe5\x8f\x91"
#define GB "\xd1\xd0\xb7\xa2"
#define UTF16LE "\x14\x78\xd1\x53"
#define UTF16BE "\x78\x14\x53\xd1"

#define BYTES(literal) ((struct slice){(literal), sizeof(literal) - 1})

/* The text read as UTF-8, to be freed; *encoding is what it was found to be. */
static char *read_as(struct slice bytes, const char *configured, char encoding[32])
{
	struct err err = ERR_INIT;
	struct text_input in;
	struct text t = TEXT_INIT;
	ssize_t got;

	assert_int_equal(output_whole("in.txt", bytes, &err), 0);
	assert_int_equal(text_input_open(&in, "in.txt", configured, &err), 0);
	do {
		text_reserve(&t, 64);
		got = text_input_read(&in, t.p + t.n, 64, &err);
		assert_true(got >= 0);
		t.n += (size_t)got;
	} while (got > 0);
	t.p[t.n] = '\0';
	snprintf(encoding, 32, "%s", in.encoding);
	text_input_close(&in);
	return text_detach(&t);
}

static void reads(struct slice bytes, const char *configured, const char *text,
                  const char *encoding)
{
	char found[32];
	char *p = read_as(bytes, configured, found);

	assert_string_equal(p, text);
	assert_string_equal(found, encoding);
	free(p);
}

static void valid_utf8_is_utf8(void **state)
{
	(void)state;
	reads(BYTES(UTF8 "\n"), NULL, UTF8 "\n", "UTF-8");
	reads(BYTES("ascii"), NULL, "ascii", "UTF-8");
	reads(BYTES(""), NULL, "", "UTF-8");
}

static void what_is_not_utf8_is_gb18030(void **state)
{
	(void)state;
	reads(BYTES(GB "\n"), NULL, UTF8 "\n", "GB18030");
	reads(BYTES(GB), NULL, UTF8, "GB18030");
}

static void a_byte_order_mark_decides_and_goes(void **state)
{
	(void)state;
	reads(BYTES("\xef\xbb\xbf" UTF8), NULL, UTF8, "UTF-8");
	reads(BYTES("\xff\xfe" UTF16LE), NULL, UTF8, "UTF-16LE");
	reads(BYTES("\xfe\xff" UTF16BE), NULL, UTF8, "UTF-16BE");
	reads(BYTES("\x84\x31\x95\x33" GB), NULL, UTF8, "GB18030");
}

static void the_configured_encoding_comes_first(void **state)
{
	(void)state;
	reads(BYTES("\xc3\xa4"), "GB18030", "\xe7\x9b\xb2", "GB18030");
	reads(BYTES(UTF16LE), "UTF-16LE", UTF8, "UTF-16LE");
}

static void a_byte_order_mark_goes_under_a_configured_encoding_too(void **state)
{
	(void)state;
	reads(BYTES("\xef\xbb\xbf" UTF8), "UTF-8", UTF8, "UTF-8");
	reads(BYTES("\xff\xfe" UTF16LE), "UTF-16", UTF8, "UTF-16");
	reads(BYTES("\xfe\xff" UTF16BE), "UTF-16", UTF8, "UTF-16");
	reads(BYTES("\xff\xfe" UTF16LE), "UTF-16LE", UTF8, "UTF-16LE");
	reads(BYTES("\xfe\xff" UTF16BE), "UTF-16BE", UTF8, "UTF-16BE");
}

static void bytes_without_meaning_become_replacement_characters(void **state)
{
	(void)state;
	reads(BYTES(GB "\xff,a"), "GB18030", UTF8 "\xef\xbf\xbd,a", "GB18030");
	/* The second half of a character is missing at the end. */
	reads(BYTES(GB "\xd1"), "GB18030", UTF8 "\xef\xbf\xbd", "GB18030");
	reads(BYTES("a\0b"), "UTF-16LE", "a\xef\xbf\xbd", "UTF-16LE");
	/* UTF-8 is handed on as it is; utf8_valid finds it. */
	reads(BYTES("a\xff"), "UTF-8", "a\xff", "UTF-8");
}

static void long_text_is_converted_whole(void **state)
{
	struct text in = TEXT_INIT, expected = TEXT_INIT;
	char encoding[32];
	char *p;

	(void)state;
	text_addc(&in, 'x'); /* so that chunks end within a character */
	text_addc(&expected, 'x');
	for (int i = 0; i < 300000; i++) {
		text_adds(&in, GB);
		text_adds(&expected, UTF8);
	}
	p = read_as(text_slice(&in), NULL, encoding);
	assert_string_equal(encoding, "GB18030");
	assert_true(strcmp(p, expected.p) == 0);
	free(p);
	p = read_as(text_slice(&expected), NULL, encoding);
	assert_string_equal(encoding, "UTF-8");
	assert_true(strcmp(p, expected.p) == 0);
	free(p);
	text_release(&in);
	text_release(&expected);
}

static void an_unknown_encoding_is_a_configuration_error(void **state)
{
	struct err err = ERR_INIT;
	struct text_input in;

	(void)state;
	assert_int_equal(output_whole("in.txt", slice_of("a"), &err), 0);
	assert_int_equal(text_input_open(&in, "in.txt", "UTF-9", &err), -1);
	assert_int_equal(err.code, RD_CONFIG);
	assert_string_equal(err.message, "encoding 'UTF-9' is not known");
}

static void utf8_is_checked_strictly(void **state)
{
	static const char *const good[] = {"",
	                                   "a",
	                                   UTF8,
	                                   "\xf0\xa0\x80\x80",
	                                   "\xf4\x8f\xbf\xbf",
	                                   "\xed\x9f\xbf",
	                                   ("12345678" UTF8 "12345678")};
	static const char *const bad[] = {
	        "\x80",             /* continuation alone */
	        "\xc3",             /* cut */
	        "\xc0\xaf",         /* overlong */
	        "\xe0\x9f\xbf",     /* overlong */
	        "\xf0\x8f\xbf\xbf", /* overlong */
	        "\xed\xa0\x80",     /* surrogate */
	        "\xf4\x90\x80\x80", /* above U+10FFFF */
	        "\xf5\x80\x80\x80", /* never */
	        "\xef\xbf\xbd",     /* the replacement character */
	        "12345678\xff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(utf8_valid(slice_of(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(utf8_valid(slice_of(bad[i])));
	assert_false(utf8_valid(BYTES("a\0b")));
	assert_true(utf8_valid((struct slice){NULL, 0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(valid_utf8_is_utf8),
	        TEST(what_is_not_utf8_is_gb18030),
	        TEST(a_byte_order_mark_decides_and_goes),
	        TEST(the_configured_encoding_comes_first),
	        TEST(a_byte_order_mark_goes_under_a_configured_encoding_too),
	        TEST(bytes_without_meaning_become_replacement_characters),
	        TEST(long_text_is_converted_whole),
	        TEST(an_unknown_encoding_is_a_configuration_error),
	        TEST(utf8_is_checked_strictly),
	};

	return RUN_TESTS(tests);
}
