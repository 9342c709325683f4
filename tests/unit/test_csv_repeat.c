#include "io/csv_repeat.h"

#include <stdlib.h>

#include "base/text.h"
#include "unit.h"

/* Columns 1, 3 and 4 of five may differ. */
static const uint16_t varying[] = {1, 3, 4};

static struct csv_repeat repeat;
static struct slice fields[16];

/* Splits a record without quotes, and remembers it. */
static bool learns(const char *record)
{
	struct slice raw = slice_of(record);
	size_t count = 0;

	csv_repeat_expect(&repeat, varying, 3);
	raw.n--;
	for (const char *p = raw.p;; p += fields[count++].n + 1) {
		fields[count] = (struct slice){p, strcspn(p, ",\n")};
		if (p[fields[count].n] == '\n')
			return csv_repeat_learn(&repeat, fields, count + 1, raw);
	}
}

/* The fields that may differ of what follows, "LENGTH:[1][3][4]"; "0:" if it is no repetition. */
static const char *matched(const char *text)
{
	static struct text t;
	char *padded = xasprintf("%s%0100d", text, 0);
	size_t n = csv_repeat_match(&repeat, padded, padded + strlen(padded), fields);

	text_clear(&t);
	text_addf(&t, "%zu:", n);
	for (size_t i = 0; n && i < 3; i++)
		text_addf(&t, "[%.*s]", SLICE_FMT(fields[varying[i]]));
	free(padded);
	return t.p;
}

static void is_not_matched(const char *text)
{
	assert_string_equal(matched(text), "0:");
}

static void a_record_that_differs_where_that_is_expected_is_found(void **state)
{
	(void)state;
	assert_true(learns("E1,2024-05,ytd,120,7\n"));
	assert_string_equal(matched("E1,2024-06,ytd,120,7\n"), "21:[2024-06][120][7]");
	assert_string_equal(matched("E1,2024,ytd,,1234567890123456\nE2,"),
	                    "30:[2024][][1234567890123456]");
	assert_string_equal(matched("E1,\xe4\xba\x94,ytd,-5,\n"), "15:[\xe4\xba\x94][-5][]");
}

static void one_that_differs_elsewhere_is_not(void **state)
{
	(void)state;
	assert_true(learns("E1,2024-05,ytd,120,7\n"));
	is_not_matched("E2,2024-06,ytd,120,7\n");
	is_not_matched("E1,2024-06,year,120,7\n");
	is_not_matched("E1,2024-06,ytd,120\n");
	is_not_matched("E1,2024-06,ytd,120,7,8\n");
	is_not_matched("E1,2024-06,ytd,120,7\r\n");
	is_not_matched("\n");
}

static void quotes_blanks_and_line_ends_are_left_to_the_scanner(void **state)
{
	(void)state;
	assert_true(learns("E1,2024-05,ytd,120,7\n"));
	is_not_matched("E1,\"2024-06\",ytd,120,7\n");
	is_not_matched("E1, 2024-06,ytd,120,7\n");
	is_not_matched("E1,2024-06,ytd,12\"0,7\n");
	is_not_matched("E1,2024-06,ytd,12\n0,7\n");
	is_not_matched("E1,2024-06,ytd,120 ,7\n");
	assert_false(learns("E1, 2024-05,ytd,120,7\n"));
	assert_false(learns("E1,2024-05,ytd,120\n"));
}

static void what_is_the_same_may_have_them(void **state)
{
	(void)state;
	assert_true(learns("E 1,2024-05, y ,120,7\n"));
	assert_string_equal(matched("E 1,2024-06, y ,9,9\n"), "20:[2024-06][9][9]");
}

static void fields_far_apart_are_found(void **state)
{
	char *longer = xasprintf("E1,%060d,ytd,%040d,%040d\n", 1, 2, 3);
	char *expected = xasprintf("150:[%060d][%040d][%040d]", 1, 2, 3);

	(void)state;
	assert_true(learns("E1,2024-05,ytd,120,7\n"));
	assert_string_equal(matched(longer), expected);
	free(longer);
	free(expected);
}

static void a_record_that_is_not_whole_is_none(void **state)
{
	static const char record[] = "E1,2024-06,ytd,120,7\n";

	(void)state;
	assert_true(learns("E1,2024-05,ytd,120,7\n"));
	for (size_t n = 0; n < sizeof(record); n++) {
		char *part = xstrndup(record, n);
		assert_int_equal(csv_repeat_match(&repeat, part, part + n, fields), 0);
		free(part);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_record_that_differs_where_that_is_expected_is_found),
	        TEST(one_that_differs_elsewhere_is_not),
	        TEST(quotes_blanks_and_line_ends_are_left_to_the_scanner),
	        TEST(what_is_the_same_may_have_them),
	        TEST(fields_far_apart_are_found),
	        TEST(a_record_that_is_not_whole_is_none),
	};

	return RUN_TESTS(tests);
}
