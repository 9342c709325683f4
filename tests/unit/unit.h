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

#include <cmocka.h>

#define RUN_TESTS(tests) cmocka_run_group_tests((tests), NULL, NULL)
#define TEST(function) cmocka_unit_test(function)

#endif
