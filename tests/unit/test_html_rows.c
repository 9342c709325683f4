#include "rows.h"

static const struct row_format first = {.form = ROW_FORM_HTML};

static struct row_format called(const char *heading)
{
	struct row_format format = first;

	format.table = heading;
	return format;
}

static void a_row_is_a_row_of_cells(void **state)
{
	(void)state;
	reads("<html><table><tr><th>地 区<th> R&amp;D<br>经费 </tr>\n<tr><td>全&nbsp;国</td><td>\n19677.9\n"
	      "</td></tr></table>",
	      &first, "1[地 区][R&D 经费]\n2[全\xc2\xa0国][19677.9]\n");
}

static void superscripts_are_set_off(void **state)
{
	(void)state;
	reads("<table><tr><td>441<sup>i</sup><td>H<sub>2</sub>O<td>x<b>y</b></table>", &first,
	      "1[441 i][H 2O][xy]\n");
}

static void texts_fill_the_cells_they_span_and_numbers_do_not(void **state)
{
	(void)state;
	reads("<table><tr><td colspan=2>研发费用<td rowspan=2>备注<tr><td>本年<td>上年"
	      "<tr><td colspan=2>5<td>x</table>",
	      &first, "1[研发费用][研发费用][备注]\n2[本年][上年][备注]\n3[5][][x]\n");
	reads("<table><tr><td rowspan=2>7<td rowspan=3>a<td>1<tr><td>2<tr><td>3<td>4</table>",
	      &first, "1[7][a][1]\n2[][a][2]\n3[3][a][4]\n");
}

static void a_table_within_a_cell_is_a_table_of_its_own(void **state)
{
	const struct row_format second = {.form = ROW_FORM_HTML, .table_number = 2};
	const char *page = "<table><tr><td>outer<table><tr><td>inner</table><td>x<tr><td>y</table>";

	(void)state;
	reads(page, &first, "1[outer][x]\n2[y]\n");
	reads(page, &second, "1[inner]\n");
}

static void a_table_is_known_by_what_stands_above_it(void **state)
{
	const struct row_format caption = called("第二张"), above = called("附表1"),
	                        within = called("附表 2"), none = called("附表3");
	const char *page = "<p>附表1 各行业</p><p></p><table><tr><td>a</table><div>text</div>"
	                   "<table><caption>第 二 张</caption><tr><td>b</table>"
	                   "<p>one<p>two<p>three<table><tr><td>附表2 各地区<tr><td>c</table>";

	(void)state;
	reads(page, &above, "1[a]\n");
	reads(page, &caption, "1[b]\n");
	reads(page, &within, "1[附表2 各地区]\n2[c]\n");
	refuses("in", &none, "no table or sheet is called '附表3'");
}

static void a_table_printed_twice_is_read_once(void **state)
{
	const struct row_format totals = called("合计表");

	(void)state;
	reads("<p>合计表<table><tr><td>\n1</table><p>合计表<table><tr><td>\n1 </table>", &totals,
	      "1[1]\n");
	put("in", "<p>T<table><tr><td>1</table><p>T<table><tr><td>2</table>", 56);
	refuses("in", &(struct row_format){.form = ROW_FORM_HTML, .table = "T"}, "more than one");
}

static void what_is_not_seen_is_not_read(void **state)
{
	(void)state;
	reads("<script>document.write('<table><tr><td>no</table>')</script><!-- <table> -->"
	      "<table><tr><td>a<style>b</style><!-- c --></table>",
	      &first, "1[a]\n");
}

static void broken_pages_are_mended(void **state)
{
	(void)state;
	reads("<table><tr><td>a<td>b<tr><td>c", &first, "1[a][b]\n2[c]\n");
	reads("<TABLE><TBODY><TR><TD COLSPAN=\"x\">a</TD></TR></TBODY></TABLE>", &first, "1[a]\n");
}

static void a_page_without_a_table_is_refused(void **state)
{
	(void)state;
	put("in", "<p>please log in", 16);
	refuses("in", &first, "no table");
	put("in", "", 0);
	refuses("in", &first, "empty");
	put("in", "   \n", 4);
	refuses("in", &first, "");
}

static void nothing_is_fetched_and_no_entity_grows(void **state)
{
	(void)state;
	reads("<!DOCTYPE html [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">"
	      "<!ENTITY x SYSTEM \"file:///etc/passwd\">]><table><tr><td>&b;<td>&x;</table>",
	      &first, "1[&b;][&x;]\n");
}

static void deep_nesting_is_refused_or_read(void **state)
{
	struct text t = TEXT_INIT;
	char *found;

	(void)state;
	text_adds(&t, "<table><tr><td>");
	for (int i = 0; i < 1000000; i++)
		text_adds(&t, "<div>");
	put("in", t.p, t.n);
	found = rows_of("in", &first);
	assert_non_null(found);
	free(found);
	text_release(&t);
}

static void spans_have_bounds(void **state)
{
	char *found;

	(void)state;
	put("in", "<table><tr><td colspan=999999999 rowspan=999999999>a<tr><td>b</table>", 70);
	found = rows_of("in", &first);
	assert_true(strlen(found) < 100000);
	free(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_row_is_a_row_of_cells),
	        TEST(superscripts_are_set_off),
	        TEST(texts_fill_the_cells_they_span_and_numbers_do_not),
	        TEST(a_table_within_a_cell_is_a_table_of_its_own),
	        TEST(a_table_is_known_by_what_stands_above_it),
	        TEST(a_table_printed_twice_is_read_once),
	        TEST(what_is_not_seen_is_not_read),
	        TEST(broken_pages_are_mended),
	        TEST(a_page_without_a_table_is_refused),
	        TEST(nothing_is_fetched_and_no_entity_grows),
	        TEST(deep_nesting_is_refused_or_read),
	        TEST(spans_have_bounds),
	};

	return RUN_TESTS(tests);
}
