#include "fetch/published_sum.h"

#include "unit.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

/* The sum of "a.csv" in the text, or "none". */
static const char *found(const char *text)
{
	static char hex[SHA256_HEX + 1];

	return published_sum_find(slice_of(text), "a.csv", hex) == 0 ? hex : "none";
}

static void a_bare_sum_is_that_of_the_file(void **state)
{
	(void)state;
	assert_string_equal(found(A), A);
	assert_string_equal(found("  " A "\r\n"), A);
	assert_string_equal(found("AAAAAAAA"
	                          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"),
	                    A);
}

static void among_several_names_the_files_own_counts(void **state)
{
	(void)state;
	assert_string_equal(found(B "  b.csv\n" A "  a.csv\n" C "  c.csv\n"), A);
	assert_string_equal(found(B "  old-a.csv\n" A "  a.csv\n"), A);
	assert_string_equal(found(B "  a.csv.gz\n" C "  aa.csv\n" A " *a.csv\n"), A);
	assert_string_equal(found(B "  b.csv\r\n" A "  a.csv\r\n"), A);
	assert_string_equal(found(B "  2024/b.csv\n" A "  ./2024/a.csv\n"), A);
	assert_string_equal(found("SHA256 (b.csv) = " B "\nSHA256 (a.csv) = " A "\n"), A);
}

static void what_is_not_there_is_not_made_up(void **state)
{
	(void)state;
	assert_string_equal(found(""), "none");
	assert_string_equal(found("\n"), "none");
	assert_string_equal(found(B "  b.csv\n"), "none");
	assert_string_equal(found(B "  old-a.csv\n" C "  a.csv.gz\n"), "none");
	assert_string_equal(found("a.csv\n" A "\n"), "none");
	/* SHA-1 and SHA-512 */
	assert_string_equal(found("da39a3ee5e6b4b0d3255bfef95601890afd80709  a.csv\n"), "none");
	assert_string_equal(found(A B "  a.csv\n"), "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_bare_sum_is_that_of_the_file),
	        TEST(among_several_names_the_files_own_counts),
	        TEST(what_is_not_there_is_not_made_up),
	};

	return RUN_TESTS(tests);
}
