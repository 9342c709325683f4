#include "model/configuration.h"

#include <stdlib.h>
#include <unistd.h>

#include "io/output.h"
#include "io/path.h"
#include "unit.h"

static void make_configuration(const char *directory)
{
	struct err err = ERR_INIT;
	char *path = path_join(directory, "returns.json");

	assert_int_equal(path_make_directories(directory, &err), 0);
	assert_int_equal(output_whole(path, slice_of("{}"), &err), 0);
	free(path);
}

static void opens(const char *given, const char *expected)
{
	struct configuration c;
	struct err err = ERR_INIT;

	assert_int_equal(configuration_open(&c, given, &err), 0);
	assert_string_equal(c.directory, expected);
	configuration_release(&c);
}

static void the_command_line_comes_before_the_environment_and_the_usual_places(void **state)
{
	(void)state;
	make_configuration("given");
	make_configuration("named");
	make_configuration("config");
	setenv("RDSTAT_CONFIG", "named", 1);
	opens("given", "given");
	opens(NULL, "named");
	unsetenv("RDSTAT_CONFIG");
	opens(NULL, "config");
}

static void a_wrong_name_never_falls_through_to_another_configuration(void **state)
{
	struct configuration c;
	struct err err = ERR_INIT;

	(void)state;
	make_configuration("config");
	assert_int_equal(configuration_open(&c, "absent", &err), -1);
	assert_int_equal(err.code, RD_CONFIG);
	assert_string_equal(err.file, "absent");
	setenv("RDSTAT_CONFIG", "absent", 1);
	assert_int_equal(configuration_open(&c, NULL, &err), -1);
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
