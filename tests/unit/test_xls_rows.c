#include "rows.h"

/* tests/data/small.xls, made by small-xls.py beside it. */
static char *small(void)
{
	const char *top = getenv("TOP");

	assert_non_null(top);
	return xasprintf("%s/tests/data/small.xls", top);
}

static void a_sheet_is_read_by_name(void **state)
{
	const struct row_format format = {.form = ROW_FORM_XLS, .table = "数据"};
	char *path = small();

	(void)state;
	rows_are(path, &format,
	         "1[2024年1-5月  单位：万元][][][][]\n"
	         "2[企业][研发费用][占比][日期][人数]\n"
	         "3[甲][1234.5][0.125][2024-05-31][7]\n"
	         "4[][][][][]\n"
	         "5[乙][0.3][][][]\n");
	free(path);
}

static void the_first_sheet_is_read_without_a_name(void **state)
{
	const struct row_format format = {.form = ROW_FORM_XLSX};
	char *path = small();

	(void)state;
	rows_are(path, &format, "1[说明]\n");
	free(path);
}

static void damaged_workbooks_are_refused(void **state)
{
	const struct row_format format = {.form = ROW_FORM_XLS};
	struct err err = ERR_INIT;
	struct input in;
	char *path = small(), *bytes, *found;
	size_t n;

	(void)state;
	assert_int_equal(input_open(&in, path, &err), 0);
	bytes = input_read_all(&in, 1 << 20, &n, &err);
	input_close(&in);
	for (size_t cut = 8; cut < n; cut += 509) {
		put("in", bytes, cut);
		found = rows_of("in", &format);
		assert_non_null(strstr(found, "error: "));
		free(found);
	}
	free(bytes);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_sheet_is_read_by_name),
	        TEST(the_first_sheet_is_read_without_a_name),
	        TEST(damaged_workbooks_are_refused),
	};

	return RUN_TESTS(tests);
}
