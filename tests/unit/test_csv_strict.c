#include <csv.h>
#include <stdlib.h>

#include "csv_shown.h"

/* in.csv, without the numbers of lines. To be freed. */
static char *read_all(void)
{
	struct err err = ERR_INIT;
	struct text t = TEXT_INIT;
	struct csv_reader r;

	assert_int_equal(csv_open(&r, "in.csv", &(struct csv_options){0}, &err), 0);
	show_records(&t, &r, false);
	csv_close(&r);
	return text_detach(&t);
}

static void show_libcsv_field(void *field, size_t n, void *text)
{
	show_field(text, field, n);
}

static void show_libcsv_record(int terminator, void *text)
{
	(void)terminator;
	text_addc(text, '\n');
}

/* What libcsv alone makes of the text; false if it refuses any of it. */
static bool libcsv_reads(struct slice content, struct text *t)
{
	struct csv_parser p;
	bool fine;

	text_clear(t);
	text_adds(t, "");
	assert_int_equal(csv_init(&p, CSV_STRICT | CSV_STRICT_FINI), 0);
	fine = csv_parse(&p, content.p, content.n, show_libcsv_field, show_libcsv_record, t) ==
	               content.n &&
	       csv_fini(&p, show_libcsv_field, show_libcsv_record, t) == 0;
	csv_free(&p);
	return fine;
}

/*
 * Number `number` of the texts of n of these characters, behind a line that ends `ahead`
 * bytes before the 64 that are looked at together end.
 */
static struct slice short_text(size_t number, size_t n, size_t ahead, char text[80])
{
	static const char alphabet[] = "a,\" \n\r";
	size_t before = ahead ? 64 - ahead : 0;

	memset(text, 'x', before);
	if (before)
		text[before - 1] = '\n';
	for (size_t i = 0; i < n; i++, number /= sizeof(alphabet) - 1)
		text[before + i] = alphabet[number % (sizeof(alphabet) - 1)];
	return (struct slice){text, before + n};
}

/* Compares all texts of n characters; returns how many libcsv accepts. */
static unsigned compare_short_texts(size_t n, size_t ahead)
{
	struct text expected = TEXT_INIT;
	unsigned compared = 0;
	size_t texts = 1;

	for (size_t i = 0; i < n; i++)
		texts *= 6;
	for (size_t number = 0; number < texts; number++) {
		char bytes[80];
		struct slice content = short_text(number, n, ahead, bytes);
		char *found;
		if (!libcsv_reads(content, &expected))
			continue;
		put("in.csv", content.p, content.n);
		found = read_all();
		if (strcmp(found, expected.p) != 0)
			print_message("text: <%.*s>\n", SLICE_FMT(content));
		assert_string_equal(found, expected.p);
		free(found);
		compared++;
	}
	text_release(&expected);
	return compared;
}

static void every_short_text_is_read_as_libcsv_reads_it(void **state)
{
	unsigned compared = 0;

	(void)state;
	for (size_t n = 1; n <= 5; n++)
		compared += compare_short_texts(n, 0);
	assert_true(compared > 1000);
}

static void it_is_so_where_two_steps_of_the_scanner_meet(void **state)
{
	(void)state;
	for (size_t ahead = 1; ahead <= 4; ahead++)
		assert_true(compare_short_texts(4, ahead) > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(every_short_text_is_read_as_libcsv_reads_it),
	        TEST(it_is_so_where_two_steps_of_the_scanner_meet),
	};

	return RUN_TESTS(tests);
}
