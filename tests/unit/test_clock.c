#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

#include "unit.h"

static void the_injected_time_stands_in_for_the_present(void **state)
{
	(void)state;
	setenv("SOURCE_DATE_EPOCH", "1714521600", 1);
	assert_int_equal(clock_now(), 1714521600);
	setenv("SOURCE_DATE_EPOCH", "soon", 1);
	assert_true(clock_now() >= time(NULL) - 1);
	unsetenv("SOURCE_DATE_EPOCH");
	assert_true(clock_now() >= time(NULL) - 1);
}

static void a_time_reads_back_from_its_text(void **state)
{
	char text[CLOCK_TEXT];

	(void)state;
	clock_text(1709164799, text);
	assert_string_equal(text, "2024-02-28T23:59:59Z");
	assert_int_equal(clock_parse(text), 1709164799);
	clock_text(1709164800, text);
	assert_string_equal(text, "2024-02-29T00:00:00Z");
	assert_int_equal(clock_parse("2024-02-29"), -1);
	assert_int_equal(clock_parse("2024-02-29T00:00:00Z and more"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(the_injected_time_stands_in_for_the_present),
	        TEST(a_time_reads_back_from_its_text),
	};

	return RUN_TESTS(tests);
}
