#include "io/config_directory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/path.h"
#include "unit.h"

static void found(const char *given, const char *expected)
{
	struct err err = ERR_INIT;
	char *path = config_directory(given, &err);

	assert_non_null(path);
	assert_string_equal(path, expected);
	free(path);
}

static void the_command_line_comes_before_the_environment_and_the_usual_places(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(path_make_directories("given", &err), 0);
	assert_int_equal(path_make_directories("named", &err), 0);
	assert_int_equal(path_make_directories("config", &err), 0);
	setenv("RDSTAT_CONFIG", "named", 1);
	found("given", "given");
	found(NULL, "named");
	unsetenv("RDSTAT_CONFIG");
	found(NULL, "config");
}

static void a_wrong_name_never_falls_through_to_another_configuration(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(path_make_directories("config", &err), 0);
	assert_null(config_directory("absent", &err));
	assert_int_equal(err.code, RD_CONFIG);
	assert_string_equal(err.file, "absent");
	setenv("RDSTAT_CONFIG", "absent", 1);
	assert_null(config_directory(NULL, &err));
	unsetenv("RDSTAT_CONFIG");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(the_command_line_comes_before_the_environment_and_the_usual_places),
	        TEST(a_wrong_name_never_falls_through_to_another_configuration),
	};

	return RUN_TESTS(tests);
}
