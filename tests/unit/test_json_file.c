#include "io/json_file.h"

#include <stdlib.h>

#include "unit.h"

struct source {
	const char *name;
	uint64_t limit;
	bool paged;
	struct bilingual title;
	struct json_texts files;
};

static const struct json_key keys[] = {
        {"name", JSON_KEY_TEXT, offsetof(struct source, name), JSON_REQUIRED, NULL},
        {"limit", JSON_KEY_COUNT, offsetof(struct source, limit), 0, NULL},
        {"paged", JSON_KEY_BOOL, offsetof(struct source, paged), 0, NULL},
        {"title", JSON_KEY_BILINGUAL, offsetof(struct source, title), 0, NULL},
        {"files", JSON_KEY_TEXTS, offsetof(struct source, files), 0, NULL},
};

struct reading {
	struct arena arena;
	struct source *sources;
	size_t count;
	struct err err;
	int result;
};

/* Reads a list of sources as a configuration file would hold it. */
static struct reading read_sources(const char *content)
{
	struct reading r = {.arena = ARENA_INIT, .err = ERR_INIT, .result = -1};
	json_t *root;

	put_file("sources.json", content);
	root = json_load_path("sources.json", RD_CONFIG, &r.err);
	if (root) {
		struct json_place top = {"sources.json", "", &r.arena};
		struct json_place list = json_member(&top, "sources");
		r.result = json_read_list(&list, root, keys, 5, sizeof(struct source),
		                          (void **)&r.sources, &r.count, &r.err);
		json_decref(root);
	}
	return r;
}

static void is_refused(const char *content, const char *because)
{
	struct reading r = read_sources(content);

	assert_int_equal(r.result, -1);
	assert_int_equal(r.err.code, RD_CONFIG);
	assert_string_equal(r.err.file, "sources.json");
	assert_contains(r.err.message, because);
	arena_release(&r.arena);
}

static void values_land_where_the_table_of_keys_says(void **state)
{
	struct reading r = read_sources(
	        "[{\"name\": \"city\", \"limit\": 3, \"paged\": true, \"files\": [\"a\", \"b\"],"
	        " \"title\": {\"zh\": \"市\", \"en\": \"city\"}},"
	        " {\"name\": \"county\", \"files\": \"c\", \"_why\": [1, {}]}]");

	(void)state;
	assert_int_equal(r.result, 0);
	assert_int_equal(r.count, 2);
	assert_string_equal(r.sources[0].name, "city");
	assert_int_equal(r.sources[0].limit, 3);
	assert_true(r.sources[0].paged);
	assert_string_equal(bilingual_text(r.sources[0].title), "city");
	assert_int_equal(r.sources[0].files.count, 2);
	assert_int_equal(r.sources[1].limit, 0);
	assert_false(r.sources[1].paged);
	assert_int_equal(r.sources[1].files.count, 1);
	assert_string_equal(r.sources[1].files.items[0], "c");
	arena_release(&r.arena);
}

static void an_unknown_key_comes_with_its_path_and_the_nearest_known_one(void **state)
{
	struct reading r = read_sources("[{\"name\": \"a\"}, {\"name\": \"b\", \"limmit\": 1}]");

	(void)state;
	assert_int_equal(r.result, -1);
	assert_contains(r.err.message, "sources[1]: 'limmit' is not known here");
	assert_contains(r.err.hint, "did you mean 'limit'?");
	arena_release(&r.arena);
	r = read_sources("[{\"name\": \"a\", \"zzzzzz\": 1}]");
	assert_contains(r.err.hint, "one of: name, limit, paged, title, files");
	arena_release(&r.arena);
}

static void a_wrong_type_is_named_with_its_path(void **state)
{
	(void)state;
	is_refused("[{\"name\": 7}]", "sources[0].name: must be a text, not a number");
	is_refused("[{\"name\": \"\"}]", "sources[0].name: must not be empty");
	is_refused("[{\"name\": \"a\", \"limit\": -1}]",
	           "sources[0].limit: must be a whole number");
	is_refused("[{\"name\": \"a\", \"limit\": 1.5}]",
	           "sources[0].limit: must be a whole number");
	is_refused("[{\"name\": \"a\", \"paged\": 1}]", "sources[0].paged: must be true or false");
	is_refused("[{\"name\": \"a\", \"files\": [\"x\", null]}]",
	           "sources[0].files[1]: must be a text, not null");
	is_refused("[[]]", "sources[0]: must be an object, not a list");
	is_refused("{}", "sources: must be a list, not an object");
}

static void a_missing_key_is_named(void **state)
{
	(void)state;
	is_refused("[{\"limit\": 1}]", "sources[0]: the key 'name' is missing");
	is_refused("[{\"name\": \"a\", \"title\": {\"zh\": \"市\"}}]",
	           "sources[0].title: the key 'en' is missing");
}

static void a_key_that_stands_twice_is_refused(void **state)
{
	(void)state;
	is_refused("[{\"name\": \"a\", \"name\": \"b\"}]", "duplicate");
}

static void a_syntax_error_has_a_line(void **state)
{
	struct reading r = read_sources("[\n{\"name\": \"a\",}\n]");

	(void)state;
	assert_int_equal(r.result, -1);
	assert_int_equal(r.err.code, RD_CONFIG);
	assert_int_equal(r.err.line, 2);
	arena_release(&r.arena);
	is_refused("", "JSON");
	is_refused("[] []", "JSON");
}

static void a_missing_file_has_the_code_of_its_kind(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_null(json_load_path("absent.json", RD_CONFIG, &err));
	assert_int_equal(err.code, RD_CONFIG);
	assert_null(json_load_path("absent.json", RD_INPUT, &err));
	assert_int_equal(err.code, RD_INPUT);
}

static void is_decimal(const char *number, const char *expected)
{
	struct text t = TEXT_INIT;
	json_t *value = json_loads(number, JSON_DECODE_ANY, NULL);
	int result = json_decimal(value, &t);

	json_decref(value);
	if (expected) {
		assert_int_equal(result, 0);
		assert_string_equal(t.p, expected);
	} else {
		assert_int_equal(result, -1);
	}
	text_release(&t);
}

static void reals_become_the_decimal_that_was_written(void **state)
{
	(void)state;
	is_decimal("0.1", "0.1");
	is_decimal("4.61", "4.61");
	is_decimal("-3.78", "-3.78");
	is_decimal("343562.448147", "343562.448147");
	is_decimal("1e3", "1000");
	is_decimal("1.5e-7", "0.00000015");
	is_decimal("100.0", "100");
	is_decimal("9007199254740993", "9007199254740993");
}

static void a_real_of_more_digits_than_a_double_holds_is_refused(void **state)
{
	(void)state;
	is_decimal("0.1234567890123456789", NULL);
	is_decimal("123456789012345.678", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(values_land_where_the_table_of_keys_says),
	        TEST(an_unknown_key_comes_with_its_path_and_the_nearest_known_one),
	        TEST(a_wrong_type_is_named_with_its_path),
	        TEST(a_missing_key_is_named),
	        TEST(a_key_that_stands_twice_is_refused),
	        TEST(a_syntax_error_has_a_line),
	        TEST(a_missing_file_has_the_code_of_its_kind),
	        TEST(reals_become_the_decimal_that_was_written),
	        TEST(a_real_of_more_digits_than_a_double_holds_is_refused),
	};

	return RUN_TESTS(tests);
}
