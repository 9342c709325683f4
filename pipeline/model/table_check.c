#include "model/table_check.h"

#include <stdlib.h>

#include "base/log.h"
#include "io/checksum.h"
#include "io/encoding.h"
#include "io/path.h"
#include "model/ratio.h"
#include "model/tables.h"

enum { MOST_TABLES = 48, MOST_SAID = 20 };

struct checker {
	const struct configuration *c;
	struct table_reader r;
	uint64_t problems;
};

/* --- Values -------------------------------------------------------------------------------- */

static void wrong(struct checker *k, size_t column, const char *message)
{
	struct slice value = table_field(&k->r, column);

	if (k->problems++ < MOST_SAID)
		log_warning(T("'%s' line %llu: %s '%.*s': %s", "'%s' 第%llu行：%s '%.*s'：%s"),
		            k->r.csv.in.in.path, (unsigned long long)k->r.csv.line,
		            k->r.table->columns[column].name, (int)(value.n < 80 ? value.n : 80),
		            value.p, message);
}

static bool is_integer(struct slice s)
{
	size_t i = s.n && s.p[0] == '-';

	if (i == s.n)
		return false;
	for (; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static bool has_type(struct slice value, enum column_type type)
{
	struct ratio ratio;

	switch (type) {
	case COLUMN_TEXT:
		return utf8_valid(value);
	case COLUMN_INTEGER:
		return is_integer(value);
	default:
		return decimal_parse(value, &ratio);
	}
}

/* Columns that mean the same in every table. */
static const char *meaning(const struct checker *k, const char *column, struct slice value)
{
	if (strcmp(column, "period") == 0 && period_parse(value) == PERIOD_NONE)
		return T("is no period such as 2024-05 or 2024",
		         "不是 2024-05 或 2024 形式的报告期");
	if (strcmp(column, "basis") == 0 && basis_parse(value) < 0)
		return T("is none of ytd, month, year", "应为 ytd、month、year 之一");
	if (strcmp(column, "region") == 0 && code_tree_find(&k->c->regions, value) == CODE_NONE)
		return T("is not in regions.csv", "不在 regions.csv 中");
	if (strcmp(column, "industry") == 0 &&
	    code_tree_find(&k->c->industries, value) == CODE_NONE)
		return T("is not in industries.csv", "不在 industries.csv 中");
	if (strcmp(column, "status") == 0 && !status_is_known(value))
		return T("is no code of SDMX CL_OBS_STATUS", "不是 SDMX CL_OBS_STATUS 代码");
	return NULL;
}

static void check_row(struct checker *k)
{
	const struct table *table = k->r.table;

	for (size_t i = 0; i < table->count; i++) {
		struct slice value = table_field(&k->r, i);
		const char *problem;
		if (value.n == 0)
			continue;
		if (!has_type(value, table->columns[i].type)) {
			wrong(k, i,
			      table->columns[i].type == COLUMN_INTEGER
			              ? T("is no whole number", "不是整数")
			      : table->columns[i].type == COLUMN_DECIMAL
			              ? T("is no number", "不是数字")
			              : T("is no valid UTF-8", "不是有效的 UTF-8"));
			continue;
		}
		/* What cells and rankings have of unallocated parts is no code of the list. */
		problem = memchr(value.p, '_', value.n) ? NULL
		                                        : meaning(k, table->columns[i].name, value);
		if (problem)
			wrong(k, i, problem);
	}
}

/* --- Files --------------------------------------------------------------------------------- */

static size_t list_tables(const struct configuration *c, const struct table **tables)
{
	const struct table *table;
	size_t n = 0;

	tables[n++] = &c->returns.facts;
	tables[n++] = &c->returns.panel;
	tables[n++] = &c->indicators.cells;
	for (size_t i = 0; (table = tables_at(i)) && n < MOST_TABLES; i++)
		tables[n++] = table;
	return n;
}

/* Tables with the same columns are told apart by the file's name. */
static void put_named_first(const struct table **tables, size_t count, const char *path)
{
	struct slice name = slice_of(path_name(path));

	for (size_t i = 1; i < count; i++) {
		size_t n = strlen(tables[i]->name);
		const struct table *first = tables[0];
		if (!slice_starts(name, tables[i]->name) || name.n <= n || name.p[n] != '.')
			continue;
		tables[0] = tables[i];
		tables[i] = first;
	}
}

/* Rows; -1 if it cannot be read as the table it is. */
static int64_t check_file(const struct configuration *c, const char *path, struct err *err)
{
	const struct table *tables[MOST_TABLES];
	size_t count = list_tables(c, tables);
	struct checker k = {.c = c};
	int64_t rows;
	int got;

	put_named_first(tables, count, path);
	if (table_open(&k.r, path, tables, count, err) < 0) {
		err->hint[0] = '\0';
		return err_hint(err, T("for a raw file give its source with -s NAME, or --suggest",
		                       "原始文件请用 -s 给出数据源，或用 --suggest"));
	}
	while ((got = table_next(&k.r, err)) > 0)
		check_row(&k);
	rows = (int64_t)k.r.rows;
	if (got == 0 && k.problems) {
		err_set(err, RD_INPUT, T("%llu values are wrong", "有 %llu 个值有误"),
		        (unsigned long long)k.problems);
		got = err_at(err, path, 0, 0);
	}
	if (got == 0)
		log_note(
		        T("'%s' is in order: table %s, %lld rows", "'%s' 没有问题：%s 表，%lld 行"),
		        path, k.r.table->name, (long long)rows);
	table_reader_close(&k.r);
	return got < 0 ? -1 : rows;
}

/* --- datapackage.json ------------------------------------------------------------------------ */

static int differs(const char *path, const char *what, struct err *err)
{
	err_set(err, RD_INPUT,
	        T("%s is not what the datapackage.json beside it states",
	          "%s 与旁边的 datapackage.json 不符"),
	        what);
	err_hint(err, T("it was changed after its stage wrote it: run the stage again",
	                "文件在写出后被改动：请重新运行相应阶段"));
	return err_at(err, path, 0, 0);
}

static int check_resource(const struct configuration *c, const char *path, const json_t *resource,
                          struct err *err)
{
	const char *hash = json_string_value(json_object_get(resource, "hash"));
	const json_t *rows = json_object_get(resource, "rows");
	char sha256[SHA256_HEX + 1];
	int64_t found = 0;
	uint64_t bytes;

	if (checksum_file(path, sha256, &bytes, err) < 0)
		return -1;
	if ((json_int_t)bytes != json_integer_value(json_object_get(resource, "bytes")))
		return differs(path, T("its size", "大小"), err);
	if (hash && strncmp(hash, "sha256:", 7) == 0 && strcmp(hash + 7, sha256) != 0)
		return differs(path, T("its checksum", "校验和"), err);
	if (!rows) /* no table */
		return 0;
	found = check_file(c, path, err);
	if (found >= 0 && found != json_integer_value(rows))
		return differs(path, T("its number of rows", "行数"), err);
	return found < 0 ? -1 : 0;
}

static int check_package(const struct configuration *c, const char *path, const char *only,
                         struct err *err)
{
	char *directory = path_directory(path);
	json_t *root = json_load_path(path, RD_INPUT, err);
	int result = root ? 0 : -1;
	json_t *resource;
	size_t i;

	json_array_foreach(json_object_get(root, "resources"), i, resource)
	{
		const char *name = json_string_value(json_object_get(resource, "path"));
		char *file = path_join(directory, name ? name : "");
		if (name && (!only || strcmp(name, only) == 0))
			result = check_resource(c, file, resource, err);
		free(file);
		if (result < 0)
			break;
		if (name && only && strcmp(name, only) == 0) {
			result = 1; /* found, and in order */
			break;
		}
	}
	json_decref(root);
	free(directory);
	return result;
}

int table_check(const struct configuration *c, const char *path, struct err *err)
{
	bool is_directory = path_is_directory(path);
	char *directory = is_directory ? xstrdup(path) : path_directory(path);
	char *package = path_join(directory, "datapackage.json");
	bool is_package = is_directory || strcmp(path_name(path), "datapackage.json") == 0;
	int result = 0;

	if (is_package)
		result = check_package(c, package, NULL, err);
	else if (path_exists(package))
		result = check_package(c, package, path_name(path), err);
	if (result == 0 && !is_package)
		result = check_file(c, path, err) < 0 ? -1 : 0;
	free(package);
	free(directory);
	return result < 0 ? -1 : 0;
}
