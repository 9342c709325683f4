#include "io/csv_scan.h"

#include <stdlib.h>

#include "base/text.h"
#include "unit.h"

/* "plain/lines irregular: ends" */
static const char *scanned(const char *text, char delimiter)
{
	static struct text t;
	uint32_t ends[256];
	struct csv_scan scan = csv_scan(text, strlen(text), delimiter, ends);

	text_clear(&t);
	text_addf(&t, "%zu/%llu%s:", scan.plain, (unsigned long long)scan.lines,
	          scan.irregular ? " irregular" : "");
	for (size_t i = 0; i < scan.ends; i++)
		text_addf(&t, " %u", ends[i]);
	return t.p;
}

static void ends_of_fields_and_records_are_found(void **state)
{
	(void)state;
	assert_string_equal(scanned("a,b\nc\n", ','), "6/2: 1 3 5");
	assert_string_equal(scanned("a;b,\r\n", ';'), "6/1: 1 5");
	assert_string_equal(scanned("\n\n", ','), "2/2: 0 1");
	assert_string_equal(scanned("", ','), "0/0:");
}

static void delimiters_within_quotes_end_nothing(void **state)
{
	(void)state;
	assert_string_equal(scanned("\"a,b\",c\n", ','), "8/1: 5 7");
	assert_string_equal(scanned("\"\",\"x\"\r\n", ','), "8/1: 2 7");
}

static void a_record_that_is_not_whole_is_left(void **state)
{
	(void)state;
	assert_string_equal(scanned("a,b\nc,d", ','), "4/1: 1 3");
	assert_string_equal(scanned("a\n\"b", ','), "2/1: 1");
	assert_string_equal(scanned("a\nb\r", ','), "2/1: 1");
}

static void a_record_that_is_not_plain_is_left_and_named_so(void **state)
{
	static const char *const records[] = {
	        "b\"c\n",   "\"b\"c\n", " \"b\"\n", "\"b\" \n",     "\"b\"\"c\"\n",
	        "\"b\nc\"", "b\rc\n",   "\"b\rc\"", "b,\"c\"\"d\"", "\"\"\"\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		char *text = xasprintf("a\n%s", records[i]);
		assert_string_equal(scanned(text, ','), "2/1 irregular: 1");
		free(text);
	}
}

static void longer_texts_are_scanned_alike(void **state)
{
	char *text = xasprintf("%070d,%s%090d%s\n%0120d\n", 1, "\"", 2, ",\"", 3);

	(void)state;
	assert_string_equal(scanned(text, ','), "286/2: 70 164 285");
	free(text);
}

/* Texts in which quotes, delimiters and line ends stand close together. */
static void both_ways_of_scanning_agree(void **state)
{
	static const char alphabet[] = "ab\"\",,\n\r xyz";
	enum { MOST = 400 };
	char text[MOST];
	uint64_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		uint32_t one[MOST + 8], other[MOST + 8];
		struct csv_scan a, b, records, also;
		size_t n = round % MOST, letters = round % 3 ? sizeof(alphabet) - 1 : 5;
		for (size_t i = 0; i < n; i++) {
			seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
			text[i] = (seed >> 60) ? 'a' : alphabet[(seed >> 33) % letters];
		}
		a = csv_scan(text, n, ',', one);
		b = csv_scan_portable(text, n, ',', other);
		records = csv_scan(text, n, ',', NULL);
		also = csv_scan_portable(text, n, ',', NULL);
		assert_int_equal(a.plain, b.plain);
		assert_int_equal(a.ends, b.ends);
		assert_int_equal(a.lines, b.lines);
		assert_int_equal(a.irregular, b.irregular);
		assert_memory_equal(one, other, a.ends * sizeof(one[0]));
		/* Nor does it matter whether the ends of fields are asked for. */
		assert_int_equal(a.plain, records.plain);
		assert_int_equal(a.lines, records.lines);
		assert_int_equal(a.irregular, records.irregular);
		assert_int_equal(a.plain, also.plain);
		assert_int_equal(a.lines, also.lines);
		assert_int_equal(a.irregular, also.irregular);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(ends_of_fields_and_records_are_found),
	        TEST(delimiters_within_quotes_end_nothing),
	        TEST(a_record_that_is_not_whole_is_left),
	        TEST(a_record_that_is_not_plain_is_left_and_named_so),
	        TEST(longer_texts_are_scanned_alike),
	        TEST(both_ways_of_scanning_agree),
	};

	return RUN_TESTS(tests);
}
