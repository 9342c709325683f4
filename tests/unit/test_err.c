#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "unit.h"

/* What a report prints on stderr, and its return value. */
static int report(const struct err *err, char said[4096])
{
	int before = dup(2);
	FILE *caught = tmpfile();
	size_t n;
	int code;

	assert_non_null(caught);
	fflush(stderr);
	dup2(fileno(caught), 2);
	code = err_report(err);
	fflush(stderr);
	dup2(before, 2);
	close(before);
	rewind(caught);
	n = fread(said, 1, 4095, caught);
	said[n] = '\0';
	fclose(caught);
	return code;
}

static int start(void **state)
{
	(void)state;
	lang_set(LANG_EN);
	log_set_program("rd-test");
	log_set_level(LOG_NORMAL);
	return 0;
}

static void success_says_nothing(void **state)
{
	struct err err = ERR_INIT;
	char said[4096];

	(void)state;
	assert_int_equal(report(&err, said), 0);
	assert_string_equal(said, "");
}

static void a_report_names_place_cause_and_remedy(void **state)
{
	struct err err = ERR_INIT;
	char said[4096];

	(void)state;
	assert_int_equal(err_set(&err, RD_INPUT, "%d fields, the header has %d", 7, 6), -1);
	assert_int_equal(err_at(&err, "a.csv", 42, 3), -1);
	assert_int_equal(err_hint(&err, "look for a stray comma"), -1);
	assert_int_equal(report(&err, said), 5);
	assert_string_equal(said, "rd-test: 'a.csv' line 42 column 3: 7 fields, the header has 6\n"
	                          "rd-test: hint: look for a stray comma\n");
}

static void a_report_speaks_chinese_when_asked(void **state)
{
	struct err err = ERR_INIT;
	char said[4096];

	(void)state;
	err_set(&err, RD_INPUT, "7 个字段，表头有 6 个");
	err_at(&err, "a.csv", 42, 0);
	err_hint(&err, "检查逗号");
	lang_set(LANG_ZH);
	report(&err, said);
	lang_set(LANG_EN);
	assert_string_equal(said, "rd-test: 'a.csv' 第42行：7 个字段，表头有 6 个\n"
	                          "rd-test: 提示：检查逗号\n");
}

static void errors_are_reported_even_when_quiet(void **state)
{
	struct err err = ERR_INIT;
	char said[4096];

	(void)state;
	err_set(&err, RD_CONFIG, "no sources");
	log_set_level(LOG_QUIET);
	assert_int_equal(report(&err, said), 3);
	log_set_level(LOG_NORMAL);
	assert_string_equal(said, "rd-test: no sources\n");
}

static void an_earlier_place_and_hint_win(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, RD_INPUT, "broken");
	err_at(&err, "inner.csv", 3, 1);
	err_at(&err, "outer.json", 9, 9);
	err_hint(&err, "inner");
	err_hint(&err, "outer");
	assert_string_equal(err.file, "inner.csv");
	assert_int_equal(err.line, 3);
	assert_int_equal(err.column, 1);
	assert_string_equal(err.hint, "inner");
}

static void a_line_found_first_takes_the_file_that_follows(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, RD_INPUT, "broken");
	err_at(&err, NULL, 3, 0);
	err_at(&err, "a.csv", 0, 0);
	assert_string_equal(err.file, "a.csv");
	assert_int_equal(err.line, 3);
}

static void a_line_of_another_file_is_not_taken(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, RD_INPUT, "cannot be opened");
	err_at(&err, "missing.csv", 0, 0);
	err_at(&err, "sources.json", 12, 1);
	assert_string_equal(err.file, "missing.csv");
	assert_int_equal(err.line, 0);
}

static void a_new_error_forgets_the_old_place(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, RD_INPUT, "first");
	err_at(&err, "a.csv", 1, 1);
	err_hint(&err, "first hint");
	err_set(&err, RD_OUTPUT, "second");
	assert_int_equal(err.code, RD_OUTPUT);
	assert_string_equal(err.file, "");
	assert_int_equal(err.line, 0);
	assert_string_equal(err.hint, "");
}

static void the_system_s_reason_follows_the_message(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	errno = ENOENT;
	err_set_errno(&err, RD_INPUT, "cannot be opened");
	assert_string_equal(err.message, "cannot be opened: No such file or directory");
	assert_int_equal(errno, ENOENT);
}

static void overlong_messages_are_cut_not_overrun(void **state)
{
	struct err err = ERR_INIT;
	char long_text[5000];

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	errno = EIO;
	err_set_errno(&err, RD_INPUT, "%s", long_text);
	err_at(&err, long_text, 1, 0);
	err_hint(&err, "%s", long_text);
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
	assert_int_equal(strlen(err.file), sizeof(err.file) - 1);
	assert_int_equal(strlen(err.hint), sizeof(err.hint) - 1);
}

static void every_exit_code_has_a_meaning_in_both_languages(void **state)
{
	(void)state;
	assert_string_equal(exit_code_meaning(RD_LOCKED), "locked by another run");
	assert_string_equal(exit_code_meaning((enum exit_code)99), "unknown");
	lang_set(LANG_ZH);
	assert_string_equal(exit_code_meaning(RD_LOCKED), "被另一次运行锁定");
	lang_set(LANG_EN);
}

static void the_language_follows_the_locale_in_posix_order(void **state)
{
	(void)state;
	unsetenv("LC_ALL");
	unsetenv("LC_MESSAGES");
	unsetenv("LANG");
	assert_int_equal(lang_from_environment(), LANG_EN);
	setenv("LANG", "zh_CN.UTF-8", 1);
	assert_int_equal(lang_from_environment(), LANG_ZH);
	setenv("LC_MESSAGES", "en_GB.UTF-8", 1);
	assert_int_equal(lang_from_environment(), LANG_EN);
	setenv("LC_ALL", "zh_TW", 1);
	assert_int_equal(lang_from_environment(), LANG_ZH);
	setenv("LC_ALL", "", 1); /* empty is as good as unset */
	assert_int_equal(lang_from_environment(), LANG_EN);
}

static void only_known_languages_are_taken(void **state)
{
	enum lang lang = LANG_EN;

	(void)state;
	assert_int_equal(lang_parse("zh", &lang), 0);
	assert_int_equal(lang, LANG_ZH);
	assert_int_equal(lang_parse("de", &lang), -1);
	assert_int_equal(lang_parse("", &lang), -1);
	assert_int_equal(lang, LANG_ZH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(success_says_nothing),
	        TEST(a_report_names_place_cause_and_remedy),
	        TEST(a_report_speaks_chinese_when_asked),
	        TEST(errors_are_reported_even_when_quiet),
	        TEST(an_earlier_place_and_hint_win),
	        TEST(a_line_found_first_takes_the_file_that_follows),
	        TEST(a_line_of_another_file_is_not_taken),
	        TEST(a_new_error_forgets_the_old_place),
	        TEST(the_system_s_reason_follows_the_message),
	        TEST(overlong_messages_are_cut_not_overrun),
	        TEST(every_exit_code_has_a_meaning_in_both_languages),
	        TEST(the_language_follows_the_locale_in_posix_order),
	        TEST(only_known_languages_are_taken),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
