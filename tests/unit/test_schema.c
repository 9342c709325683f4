#include "model/configuration.h"

#include <stdlib.h>

#include "io/input.h"
#include "io/output.h"
#include "io/path.h"
#include "model/tables.h"
#include "unit.h"

/* `make schema` sets this to have the files written instead of compared. */
#define UPDATE "RDSTAT_UPDATE_SCHEMA"

static char *in_project(const char *name)
{
	const char *top = getenv("TOP");

	return path_join(top ? top : ".", name);
}

static char *schema_text(const struct table *table)
{
	json_t *schema = table_schema(table);
	char *dump, *text;

	json_object_set_new(schema, "title", json_string(table->title.en));
	json_object_set_new(schema, "title_zh", json_string(table->title.zh));
	dump = json_dumps(schema, JSON_INDENT(2));
	text = xasprintf("%s\n", dump);
	free(dump);
	json_decref(schema);
	return text;
}

static void same_as_file(const struct table *table)
{
	char *name = xasprintf("config/schema/%s.json", table->name);
	char *path = in_project(name), *expected = schema_text(table), *found;
	struct err err = ERR_INIT;
	struct input in;
	size_t n;

	if (getenv(UPDATE))
		assert_int_equal(output_whole(path, slice_of(expected), &err), 0);
	assert_int_equal(input_open(&in, path, &err), 0);
	found = input_read_all(&in, 1 << 20, &n, &err);
	input_close(&in);
	assert_non_null(found);
	assert_string_equal(found, expected);
	free(found);
	free(expected);
	free(path);
	free(name);
}

static void every_table_has_its_schema_in_the_configuration(void **state)
{
	const struct table *table;

	(void)state;
	for (size_t i = 0; (table = tables_at(i)); i++)
		same_as_file(table);
}

static void tables_of_the_configuration_have_theirs(void **state)
{
	char *directory = in_project("config");
	struct configuration config;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(configuration_open(&config, directory, &err), 0);
	assert_int_equal(configuration_load(&config, CONFIG_INDICATORS, &err), 0);
	same_as_file(&config.returns.facts);
	same_as_file(&config.returns.panel);
	same_as_file(&config.returns.register_of_scope);
	same_as_file(&config.indicators.cells);
	configuration_release(&config);
	free(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(every_table_has_its_schema_in_the_configuration),
	        cmocka_unit_test(tables_of_the_configuration_have_theirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
