/*
 * What every unit test needs: cmocka with the headers it wants before it, and a directory
 * to write in, which is the one the test is run in.
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define RUN_TESTS(tests) cmocka_run_group_tests((tests), NULL, NULL)
#define TEST(function) cmocka_unit_test(function)

/* A file for the module under test to read. */
static inline void put_file(const char *path, const char *content)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fputs(content, f) < 0, 0);
	assert_int_equal(fclose(f), 0);
}

#define assert_contains(text, part)                                                                \
	do {                                                                                       \
		if (!strstr((text), (part)))                                                       \
			fail_msg("'%s' is not in '%s'", (part), (text));                           \
	} while (0)

#endif
