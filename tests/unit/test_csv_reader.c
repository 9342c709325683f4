#include "io/csv_blocks.h"

#include <stdio.h>
#include <stdlib.h>

#include "csv_shown.h"

/* Of these columns readers are told that they vary; what they read must not depend on it. */
static const uint16_t *varying;
static size_t varying_count;

/* in.csv as "LINE[field][field]" a record; a refused one as "LINE problem". To be freed. */
static char *read_all(const struct csv_options *options, bool with_lines)
{
	struct err err = ERR_INIT;
	struct text t = TEXT_INIT;
	struct csv_reader r;

	assert_int_equal(csv_open(&r, "in.csv", options, &err), 0);
	csv_expect(&r, varying, varying_count);
	show_records(&t, &r, with_lines);
	csv_close(&r);
	return text_detach(&t);
}

/* The same, taken in blocks; how many goes to *blocks. */
static char *read_in_blocks(const struct csv_options *options, size_t *blocks)
{
	struct err err = ERR_INIT;
	struct text t = TEXT_INIT;
	struct csv_reader r, own = {0};
	struct csv_block block = {0};
	int got;

	assert_int_equal(csv_open(&r, "in.csv", options, &err), 0);
	for (*blocks = 0; (got = csv_take(&r, &block, &err)) > 0; ++*blocks) {
		csv_open_block(&own, &r, &block);
		csv_expect(&own, varying, varying_count);
		show_records(&t, &own, true);
	}
	assert_int_equal(got, 0);
	csv_close(&own);
	csv_close(&r);
	csv_block_release(&block);
	return text_detach(&t);
}

static void reads_with(const struct csv_options *options, const char *content, const char *expected)
{
	size_t blocks;
	char *found;

	put("in.csv", content, strlen(content));
	found = read_all(options, true);
	assert_string_equal(found, expected);
	free(found);
	found = read_in_blocks(options, &blocks);
	assert_string_equal(found ? found : "", expected);
	free(found);
}

static void reads(const char *content, const char *expected)
{
	reads_with(&(struct csv_options){0}, content, expected);
}

static void a_record_is_a_line_of_fields(void **state)
{
	(void)state;
	reads("a,b\n1,2\n", "1[a][b]\n2[1][2]\n");
	reads("", "");
	reads("a", "1[a]\n");
	reads("0870,\n", "1[0870][]\n");
	reads(",,\n", "1[][][]\n");
}

static void lines_end_as_they_like(void **state)
{
	(void)state;
	reads("a\r\nb\nc\r\n", "1[a]\n2[b]\n3[c]\n");
	reads("a,1\rb,2\rc,3", "1[a][1]\n2[b][2]\n3[c][3]\n");
	reads("a,1\rb,2\r", "1[a][1]\n2[b][2]\n");
}

static void blank_lines_are_skipped_but_counted(void **state)
{
	(void)state;
	reads("\na\n\n \t \nb\n\n", "2[a]\n5[b]\n");
	reads("\r\n\r\na\r\n", "3[a]\n");
}

static void blank_lines_are_counted_where_lines_end_in_a_carriage_return(void **state)
{
	(void)state;
	reads("a\r\rb\r", "1[a]\n3[b]\n");
	reads("a\r\rb\n", "1[a]\n3[b]\n");
}

static void blanks_around_unquoted_fields_are_trimmed(void **state)
{
	(void)state;
	reads(" a ,\tb c\t, \" d \" \n", "1[a][b c][ d ]\n");
	reads(" a ,\tb c\t,\n", "1[a][b c][]\n");
}

static void quoted_fields_hold_delimiters_quotes_and_line_ends(void **state)
{
	(void)state;
	reads("\"a,b\",\"say \"\"hi\"\"\",\"x\ny\"\nz\n", "1[a,b][say \"hi\"][x\ny]\n3[z]\n");
	reads("\"\",\"\"\n", "1[][]\n");
	reads("a,\"b\"", "1[a][b]\n");
}

static void a_stray_quote_costs_one_row_not_the_rest(void **state)
{
	(void)state;
	reads("a\nb\"c,1\nd\n", "1[a]\n2 stray quote\n3[d]\n");
	reads("a\n\"b\"c,1\nd\n", "1[a]\n2 stray quote\n3[d]\n");
}

static void an_unclosed_quote_costs_one_row_not_the_rest(void **state)
{
	(void)state;
	reads("a\n\"b,1\nd\ne\n", "1[a]\n2 unclosed quote\n3[d]\n4[e]\n");
	reads("a\n\"b", "1[a]\n2 unclosed quote\n");
}

static void the_delimiter_can_be_chosen(void **state)
{
	(void)state;
	reads_with(&(struct csv_options){.delimiter = ';'}, "1,5;2\n\"a;b\";c\n",
	           "1[1,5][2]\n2[a;b][c]\n");
	/* As a delimiter, a tab is no blank to be trimmed. */
	reads_with(&(struct csv_options){.delimiter = '\t'}, "a\t\t b \n\"x\"\t\ty\n\t\n",
	           "1[a][][b]\n2[x][][y]\n3[][]\n");
}

static void a_line_that_is_too_long_is_refused_alone(void **state)
{
	const struct csv_options options = {.longest_record = 8};

	(void)state;
	reads_with(&options, "a\n1234567890\nb\n", "1[a]\n2 too long\n3[b]\n");
	reads_with(&options, "a\n1234567890", "1[a]\n2 too long\n");
	reads_with(&options, "1234567\n", "1[1234567]\n");
}

static void an_enormous_line_is_refused_alone(void **state)
{
	const size_t n = 3 << 20;
	char *p = xmalloc(n + 8);
	char *found;

	(void)state;
	memcpy(p, "a\n", 2);
	memset(p + 2, 'x', n);
	memcpy(p + 2 + n, "\nb\n", 3);
	put("in.csv", p, n + 5);
	free(p);
	found = read_all(&(struct csv_options){0}, true);
	assert_string_equal(found, "1[a]\n2 too long\n3[b]\n");
	free(found);
}

static void a_cut_file_is_told_from_a_whole_one(void **state)
{
	static const struct {
		const char *content;
		bool cut;
	} files[] = {
	        {"a\nb\n", false}, {"a\nb", true}, {"a\n\"b\"", true}, {"a\n\"b\"\r\n", false}};
	struct err err = ERR_INIT;
	struct csv_reader r;

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		put("in.csv", files[i].content, strlen(files[i].content));
		assert_int_equal(csv_open(&r, "in.csv", &(struct csv_options){0}, &err), 0);
		assert_int_equal(csv_next(&r, &err), 1);
		assert_false(r.cut);
		assert_int_equal(csv_next(&r, &err), 1);
		assert_int_equal(r.cut, files[i].cut);
		csv_close(&r);
	}
}

static void the_raw_line_is_kept_for_the_report(void **state)
{
	struct err err = ERR_INIT;
	struct csv_reader r;

	(void)state;
	put("in.csv", "a\"b,1\r\n", 7);
	assert_int_equal(csv_open(&r, "in.csv", &(struct csv_options){0}, &err), 0);
	assert_int_equal(csv_next(&r, &err), 1);
	assert_int_equal(r.problem, CSV_STRAY_QUOTE);
	assert_true(slice_is(r.raw, "a\"b,1"));
	csv_close(&r);
}

static void a_byte_order_mark_is_no_part_of_the_header(void **state)
{
	(void)state;
	reads("\xef\xbb\xbf"
	      "a,b\n",
	      "1[a][b]\n");
	reads("\xef\xbb\xbf\"a\",b\n", "1[a][b]\n");
}

static void records_across_chunks_stay_whole(void **state)
{
	struct text content = TEXT_INIT, expected = TEXT_INIT;
	char *found;

	(void)state;
	for (unsigned i = 0; i < 60000; i++) {
		const char *format = i % 7 ? "%u,%u\n" : "\"%u\n\",%u\n";
		text_addf(&content, format, i, i * 7919);
		text_addf(&expected, i % 7 ? "[%u][%u]\n" : "[%u\n][%u]\n", i, i * 7919);
	}
	put("in.csv", content.p, content.n);
	found = read_all(&(struct csv_options){0}, false);
	assert_true(strcmp(found, expected.p) == 0);
	free(found);
	text_release(&content);
	text_release(&expected);
}

static uint32_t random_below(uint64_t *seed, uint32_t n)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(*seed >> 33) % n;
}

/* Records as exports have them, and now and then one that is wrong in some way. */
static void add_random_record(struct text *t, uint64_t *seed)
{
	static const char *const fields[] = {
	        "a",    "12.5",         "",       "\"b,c\"",    " d ",
	        "\"\"", "\xe5\x8d\x8e", "\"e \"", "\"f\"\"g\"", "\"h\ni\"",
	};
	static const char *const wrong[] = {"j\"k", "\"l", "\"m\"n", "o\rp", " \"q\""};
	uint32_t count = 1 + random_below(seed, 6);

	for (uint32_t i = 0; i < count; i++) {
		text_adds(t, i ? "," : "");
		if (random_below(seed, 400) == 0)
			text_adds(t, wrong[random_below(seed, 5)]);
		else
			text_adds(t, fields[random_below(seed, random_below(seed, 20) ? 8 : 10)]);
	}
	text_adds(t, random_below(seed, 10) ? "\n" : "\r\n");
}

static void blocks_hold_the_same_records(void **state)
{
	const struct csv_options options = {.longest_record = 4000};
	struct text content = TEXT_INIT;
	size_t blocks;

	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		uint64_t at = seed;
		char *one, *many;
		text_clear(&content);
		while (content.n < 1500000) {
			add_random_record(&content, &at);
			for (int i = 0; random_below(&at, 50000) == 0 && i < 5000; i++)
				text_adds(&content, "too long");
		}
		text_truncate(&content, content.n - random_below(&at, 9));
		put("in.csv", content.p, content.n);
		one = read_all(&options, true);
		many = read_in_blocks(&options, &blocks);
		assert_true(blocks > 2);
		assert_true(strcmp(one, many) == 0);
		free(one);
		free(many);
	}
	text_release(&content);
}

/* Rows of which most repeat the one before, but for some of their fields. */
static void add_similar_records(struct text *t, uint64_t *seed)
{
	static const char *const values[] = {
	        "1", "23", "", "-456", "12345678901234567", "2024-05", "a b", " c", "\"d\"", "e\rf",
	};
	static const char *const same[] = {"E1,", "\"E,2\",", "E3 ,", "E4,F4,", "\"E5\"\"\","};
	const char *first = same[random_below(seed, 5)], *third = same[random_below(seed, 3)];

	for (uint32_t i = random_below(seed, 30); i > 0; i--) {
		uint32_t known = random_below(seed, 40) ? 6 : 10;
		text_adds(t, first);
		text_addf(t, "%s,%s", values[random_below(seed, known)], third);
		text_addf(t, "%s,%s", values[random_below(seed, known)],
		          values[random_below(seed, known)]);
		text_adds(t, random_below(seed, 90) ? "\n" : "\r\n");
	}
}

static void records_that_repeat_the_one_before_are_read_alike(void **state)
{
	static const uint16_t columns[] = {1, 3, 4};
	const struct csv_options options = {.longest_record = 60};
	struct text content = TEXT_INIT;
	size_t blocks;

	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		uint64_t at = seed;
		char *expected, *one, *many;
		text_clear(&content);
		while (content.n < 1200000)
			add_similar_records(&content, &at);
		put("in.csv", content.p, content.n);
		expected = read_all(&options, true);
		varying = columns;
		varying_count = 3;
		one = read_all(&options, true);
		many = read_in_blocks(&options, &blocks);
		varying_count = 0;
		assert_true(strcmp(one, expected) == 0);
		assert_true(strcmp(many, expected) == 0);
		free(expected);
		free(one);
		free(many);
	}
	text_release(&content);
}

static void a_record_that_repeats_the_one_before_is_known_as_such(void **state)
{
	static const uint16_t columns[] = {1};
	static const char *const repeats = "nynyn";
	struct err err = ERR_INIT;
	struct csv_reader r;
	struct text content = TEXT_INIT;

	(void)state;
	text_adds(&content, "E1,1\nE1,2\nE2,3\nE2,44\nE2,\"5\"\n");
	for (int i = 0; i < 100; i++) /* near the end none is looked for */
		text_adds(&content, "E3,6\n");
	put("in.csv", content.p, content.n);
	assert_int_equal(csv_open(&r, "in.csv", &(struct csv_options){0}, &err), 0);
	csv_expect(&r, columns, 1);
	for (size_t i = 0; repeats[i]; i++) {
		assert_int_equal(csv_next(&r, &err), 1);
		assert_int_equal(r.repeats, repeats[i] == 'y');
	}
	csv_close(&r);
	text_release(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_record_is_a_line_of_fields),
	        TEST(lines_end_as_they_like),
	        TEST(blank_lines_are_skipped_but_counted),
	        TEST(blank_lines_are_counted_where_lines_end_in_a_carriage_return),
	        TEST(blanks_around_unquoted_fields_are_trimmed),
	        TEST(quoted_fields_hold_delimiters_quotes_and_line_ends),
	        TEST(a_stray_quote_costs_one_row_not_the_rest),
	        TEST(an_unclosed_quote_costs_one_row_not_the_rest),
	        TEST(the_delimiter_can_be_chosen),
	        TEST(a_line_that_is_too_long_is_refused_alone),
	        TEST(an_enormous_line_is_refused_alone),
	        TEST(a_cut_file_is_told_from_a_whole_one),
	        TEST(the_raw_line_is_kept_for_the_report),
	        TEST(a_byte_order_mark_is_no_part_of_the_header),
	        TEST(records_across_chunks_stay_whole),
	        TEST(blocks_hold_the_same_records),
	        TEST(records_that_repeat_the_one_before_are_read_alike),
	        TEST(a_record_that_repeats_the_one_before_is_known_as_such),
	};

	return RUN_TESTS(tests);
}
