#include "base/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "unit.h"

/* A program with one option of each kind. */
static struct {
	bool dense;
	const char *parent;
	uint64_t memory;
	struct option_list inputs;
	struct option_spec options[4];
	struct program program;
	struct err err;
} t;

static int start(void **state)
{
	const struct option_spec options[] = {
	        {'d', "dense", NULL, OPTION_FLAG, &t.dense, "dense ranks", "连续名次"},
	        {'p', "parent", "CODE", OPTION_TEXT, &t.parent, "rank within CODE", "上级地区"},
	        {0, "memory", "BYTES", OPTION_NUMBER, &t.memory, "memory", "内存"},
	        {'i', "input", "FILE", OPTION_LIST, &t.inputs, "one more input", "输入"},
	};

	(void)state;
	unsetenv("LC_ALL");
	unsetenv("LC_MESSAGES");
	unsetenv("LANG");
	memset(&t, 0, sizeof(t));
	memcpy(t.options, options, sizeof(options));
	t.program = (struct program){
	        .name = "rd-test",
	        .arguments = "FILE...",
	        .summary_en = "Tests.",
	        .summary_zh = "测试。",
	        OPTIONS(t.options),
	        .least_files = 0,
	        .most_files = ANY_NUMBER,
	};
	return 0;
}

static int end(void **state)
{
	(void)state;
	program_release(&t.program);
	return 0;
}

/* Parses the words up to NULL as the arguments of rd-test. */
static int parse(const char *first, ...)
{
	static char words[16][256];
	static char *argv[17];
	int argc = 1;
	va_list ap;

	strcpy(words[0], "rd-test");
	argv[0] = words[0];
	va_start(ap, first);
	for (const char *word = first; word; word = va_arg(ap, const char *)) {
		assert_true(argc < 16);
		snprintf(words[argc], sizeof(words[argc]), "%s", word);
		argv[argc] = words[argc];
		argc++;
	}
	va_end(ap);
	argv[argc] = NULL;
	return options_parse(&t.program, argc, argv, &t.err);
}

static void refused(int result, const char *message, const char *hint)
{
	assert_int_equal(result, -1);
	assert_int_equal(t.err.code, RD_USAGE);
	assert_string_equal(t.err.message, message);
	assert_string_equal(t.err.hint, hint);
}

static void nothing_given_leaves_the_defaults(void **state)
{
	(void)state;
	t.memory = 64;
	assert_int_equal(parse(NULL), 0);
	assert_false(t.dense);
	assert_null(t.parent);
	assert_int_equal(t.memory, 64);
	assert_null(t.program.config);
	assert_null(t.program.output);
	assert_false(t.program.finished);
	assert_int_equal(log_current_level(), LOG_NORMAL);
}

static void long_options_take_their_value_either_way(void **state)
{
	(void)state;
	assert_int_equal(parse("--parent", "330000", "--memory=5", "--dense", NULL), 0);
	assert_string_equal(t.parent, "330000");
	assert_int_equal(t.memory, 5);
	assert_true(t.dense);
}

static void letters_may_stand_together_and_touch_their_value(void **state)
{
	(void)state;
	assert_int_equal(parse("-dp330000", "-qc", "conf", NULL), 0);
	assert_true(t.dense);
	assert_string_equal(t.parent, "330000");
	assert_string_equal(t.program.config, "conf");
	assert_int_equal(log_current_level(), LOG_QUIET);
}

static void an_empty_value_is_a_value(void **state)
{
	(void)state;
	assert_int_equal(parse("--parent=", NULL), 0);
	assert_string_equal(t.parent, "");
}

static void files_and_options_may_be_mixed(void **state)
{
	(void)state;
	assert_int_equal(parse("a.csv", "-d", "-", "b.csv", NULL), 0);
	assert_int_equal(t.program.files.count, 3);
	assert_string_equal(t.program.files.items[0], "a.csv");
	assert_string_equal(t.program.files.items[1], "-");
	assert_string_equal(t.program.files.items[2], "b.csv");
}

static void after_two_dashes_all_are_files(void **state)
{
	(void)state;
	assert_int_equal(parse("--", "-d", "--bogus", NULL), 0);
	assert_false(t.dense);
	assert_int_equal(t.program.files.count, 2);
}

static void the_last_text_wins_and_lists_keep_all(void **state)
{
	(void)state;
	assert_int_equal(parse("-p", "1", "-p", "2", "-i", "a", "--input=b", NULL), 0);
	assert_string_equal(t.parent, "2");
	assert_int_equal(t.inputs.count, 2);
	assert_string_equal(t.inputs.items[1], "b");
}

static void numbers_take_binary_suffixes(void **state)
{
	(void)state;
	assert_int_equal(parse("--memory", "5k", NULL), 0);
	assert_int_equal(t.memory, 5 * 1024);
	assert_int_equal(parse("--memory", "2G", NULL), 0);
	assert_int_equal(t.memory, 2147483648);
	assert_int_equal(parse("--memory", "18446744073709551615", NULL), 0);
	assert_true(t.memory == UINT64_MAX);
}

static void what_is_not_a_whole_number_is_refused(void **state)
{
	static const char *const bad[] = {"",
	                                  "-1",
	                                  "1.5",
	                                  "5K",
	                                  "5kk",
	                                  "k",
	                                  "0x10",
	                                  " 5",
	                                  "5 ",
	                                  "18446744073709551616",
	                                  "18446744073709551615k"};
	char message[256];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(message, sizeof(message), "'--memory' takes a whole number, not '%s'",
		         bad[i]);
		refused(parse("--memory", bad[i], NULL), message, "see 'rd-test --help'");
	}
	assert_int_equal(t.memory, 0);
}

static void an_unknown_option_is_refused_with_the_nearest(void **state)
{
	(void)state;
	refused(parse("--parnet", "x", NULL), "unknown option '--parnet'",
	        "did you mean '--parent'?");
	refused(parse("--xyzzy", NULL), "unknown option '--xyzzy'", "see 'rd-test --help'");
	refused(parse("-dx", NULL), "unknown option '-dx'", "see 'rd-test --help'");
}

static void the_nearest_option_is_found_when_a_value_is_attached(void **state)
{
	(void)state;
	refused(parse("--parnet=330000", NULL), "unknown option '--parnet'",
	        "did you mean '--parent'?");
}

static void a_prefix_of_an_option_is_not_the_option(void **state)
{
	(void)state;
	assert_int_equal(parse("--par", "x", NULL), -1);
	assert_int_equal(parse("--parents", "x", NULL), -1);
	assert_int_equal(parse("--=x", NULL), -1);
}

static void a_missing_value_is_refused(void **state)
{
	(void)state;
	refused(parse("--parent", NULL), "'--parent' needs a value: CODE", "see 'rd-test --help'");
	refused(parse("-p", NULL), "'--parent' needs a value: CODE", "see 'rd-test --help'");
}

static void a_flag_takes_no_value(void **state)
{
	(void)state;
	refused(parse("--dense=yes", NULL), "'--dense' takes no value", "see 'rd-test --help'");
}

static void too_few_and_too_many_files_are_refused(void **state)
{
	(void)state;
	t.program.least_files = 1;
	refused(parse(NULL), "'rd-test' needs FILE...", "see 'rd-test --help'");
	t.program.least_files = 0;
	t.program.most_files = 0;
	refused(parse("a.csv", NULL), "too many arguments: 'a.csv'", "see 'rd-test --help'");
}

static void a_complaint_is_in_the_language_asked_for(void **state)
{
	(void)state;
	refused(parse("--lang", "zh", "--xyzzy", NULL), "未知选项 '--xyzzy'",
	        "请看 'rd-test --help'");
	refused(parse("--xyzzy", "--lang=zh", NULL), "未知选项 '--xyzzy'", "请看 'rd-test --help'");
}

static void an_unknown_language_is_refused(void **state)
{
	(void)state;
	refused(parse("--lang", "de", NULL), "'--lang' takes zh or en, not 'de'",
	        "see 'rd-test --help'");
}

/* Parses with stdout going to a file, and returns what was printed. */
static const char *printed(const char *word, const char *more)
{
	static char said[8192];
	int before = dup(1);
	FILE *caught = tmpfile();
	size_t n;

	assert_non_null(caught);
	fflush(stdout);
	dup2(fileno(caught), 1);
	assert_int_equal(parse(word, more, NULL), 0);
	fflush(stdout);
	dup2(before, 1);
	close(before);
	rewind(caught);
	n = fread(said, 1, sizeof(said) - 1, caught);
	said[n] = '\0';
	fclose(caught);
	return said;
}

static void help_lists_every_option_and_exit_code(void **state)
{
	const char *said = printed("--help", NULL);

	(void)state;
	assert_true(t.program.finished);
	assert_non_null(strstr(said, "usage: rd-test [options] FILE...\n\nTests.\n"));
	assert_non_null(strstr(said, "  -p, --parent CODE          rank within CODE\n"));
	assert_non_null(strstr(said, "      --memory BYTES         memory\n"));
	assert_non_null(strstr(said, "  -q, --quiet "));
	assert_non_null(strstr(said, "  8  locked by another run\n"));
}

static void help_is_answered_before_files_are_asked_for(void **state)
{
	(void)state;
	t.program.least_files = 1;
	printed("--help", NULL);
	assert_true(t.program.finished);
}

static void help_speaks_chinese(void **state)
{
	(void)state;
	assert_non_null(strstr(printed("--help", "--lang=zh"), "用法：rd-test [选项] FILE..."));
	lang_set(LANG_EN);
}

static void the_version_names_the_program(void **state)
{
	const char *said = printed("--version", NULL);

	(void)state;
	assert_true(t.program.finished);
	assert_int_equal(strncmp(said, "rd-test (rdstat) ", 17), 0);
}

#define OPTION_TEST(function) cmocka_unit_test_setup_teardown(function, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        OPTION_TEST(nothing_given_leaves_the_defaults),
	        OPTION_TEST(long_options_take_their_value_either_way),
	        OPTION_TEST(letters_may_stand_together_and_touch_their_value),
	        OPTION_TEST(an_empty_value_is_a_value),
	        OPTION_TEST(files_and_options_may_be_mixed),
	        OPTION_TEST(after_two_dashes_all_are_files),
	        OPTION_TEST(the_last_text_wins_and_lists_keep_all),
	        OPTION_TEST(numbers_take_binary_suffixes),
	        OPTION_TEST(what_is_not_a_whole_number_is_refused),
	        OPTION_TEST(an_unknown_option_is_refused_with_the_nearest),
	        OPTION_TEST(the_nearest_option_is_found_when_a_value_is_attached),
	        OPTION_TEST(a_prefix_of_an_option_is_not_the_option),
	        OPTION_TEST(a_missing_value_is_refused),
	        OPTION_TEST(a_flag_takes_no_value),
	        OPTION_TEST(too_few_and_too_many_files_are_refused),
	        OPTION_TEST(a_complaint_is_in_the_language_asked_for),
	        OPTION_TEST(an_unknown_language_is_refused),
	        OPTION_TEST(help_lists_every_option_and_exit_code),
	        OPTION_TEST(help_is_answered_before_files_are_asked_for),
	        OPTION_TEST(help_speaks_chinese),
	        OPTION_TEST(the_version_names_the_program),
	};

	return RUN_TESTS(tests);
}
