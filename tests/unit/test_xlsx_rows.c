#include <zip.h>

#include "rows.h"

static const struct row_format first = {.form = ROW_FORM_XLSX};

/* A workbook of two sheets, "封面" and "数据"; NULL leaves a part out. */
struct parts {
	const char *sheet, *strings, *styles;
};

static void add_part(zip_t *archive, const char *name, const char *content)
{
	zip_source_t *source;

	if (!content)
		return;
	source = zip_source_buffer(archive, content, strlen(content), 0);
	assert_non_null(source);
	assert_true(zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) >= 0);
}

static void put_workbook(const struct parts *parts)
{
	zip_t *archive = zip_open("in", ZIP_CREATE | ZIP_TRUNCATE, NULL);

	assert_non_null(archive);
	add_part(archive, "xl/workbook.xml",
	         "<workbook xmlns:r='r'><sheets><sheet name='数据' sheetId='1' r:id='rId1'/>"
	         "<sheet name='封面' sheetId='2' r:id='rId2'/></sheets></workbook>");
	add_part(archive, "xl/_rels/workbook.xml.rels",
	         "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/>"
	         "<Relationship Id='rId2' Target='/xl/worksheets/sheet2.xml'/></Relationships>");
	add_part(archive, "xl/worksheets/sheet1.xml", parts->sheet);
	add_part(archive, "xl/worksheets/sheet2.xml",
	         "<worksheet><sheetData><row><c t='inlineStr'><is><t>cover</t></is></c></row>"
	         "</sheetData></worksheet>");
	add_part(archive, "xl/sharedStrings.xml", parts->strings);
	add_part(archive, "xl/styles.xml", parts->styles);
	assert_int_equal(zip_close(archive), 0);
}

static void sheet_reads(const char *rows, const char *expected)
{
	char *sheet = xasprintf("<worksheet><sheetData>%s", rows);
	const struct parts parts = {
	        .sheet = sheet,
	        .strings =
	                "<sst><si><t>企业</t></si><si><r><t>研发</t></r><r><t xml:space='preserve'> "
	                "费用</t></r><rPh><t>yanfa</t></rPh></si>"
	                "<si><r><t>7</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>②</t>"
	                "</r></si><si><r><rPr><vertAlign val='baseline'/></rPr><t>8</t></r></si>"
	                "</sst>",
	        .styles =
	                "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='0.0%'/></numFmts>"
	                "<cellStyleXfs><xf numFmtId='9'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
	                "<xf numFmtId='164'/><xf numFmtId='14'/><xf numFmtId='2'/></cellXfs>"
	                "</styleSheet>",
	};

	put_workbook(&parts);
	rows_are("in", &first, expected);
	free(sheet);
}

static void cells_stand_in_their_columns(void **state)
{
	(void)state;
	sheet_reads("<row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c></row>"
	            "<row r='4'><c r='B4'><v>5</v></c><c r='AA4'><v>6</v></c></row>"
	            "</sheetData></worksheet>",
	            "2[企业][][研发 费用]\n"
	            "4[][5][][][][][][][][][][][][][][][][][][][][][][][][][6]\n");
}

static void places_may_be_left_out(void **state)
{
	(void)state;
	sheet_reads(
	        "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c t='s'><v>0</v></c></row>"
	        "</sheetData></worksheet>",
	        "1[1][2]\n2\n3[企业]\n");
}

static void values_come_out_as_the_sheet_shows_them(void **state)
{
	(void)state;
	sheet_reads("<row r='1'><c r='A1' s='1'><v>0.12540000000000001</v></c>"
	            "<c r='B1' s='2'><v>45443</v></c><c r='C1' s='3'><v>1234.5678</v></c>"
	            "<c r='D1' t='b'><v>1</v></c><c r='E1' t='e'><v>#NUM!</v></c>"
	            "<c r='F1' t='str'><f>A1&amp;\"x\"</f><v>text of a formula</v></c>"
	            "<c r='G1'><f>1+1</f><v>2</v></c><c r='H1' t='inlineStr'><is><t>in</t></is></c>"
	            "<c r='I1'><f>NOW()</f></c></row></sheetData></worksheet>",
	            "1[12.5%][2024-05-31][1234.57][TRUE][#NUM!][text of a formula][2][in]"
	            "[=NOW()]\n");
}

static void a_mark_above_the_line_is_no_digit(void **state)
{
	(void)state;
	sheet_reads("<row r='1'><c r='A1' t='inlineStr'><is><r><t>12.3</t></r><r><rPr>"
	            "<vertAlign val='superscript'/></rPr><t>1</t></r><r><t>!</t></r></is></c>"
	            "<c r='B1' t='s'><v>2</v></c><c r='C1' t='s'><v>3</v></c></row>"
	            "</sheetData></worksheet>",
	            "1[12.3 1!][7 ②][8]\n");
}

static void a_formula_without_its_result_is_not_missing(void **state)
{
	(void)state;
	sheet_reads("<row r='1'><c r='A1'><f>B1*2</f></c><c r='B1'><f>2</f><v>2</v></c>"
	            "<c r='C1' t='str'><f>IF(B1,\"\",1)</f><v></v></c>"
	            "<c r='D1'><f t='shared' si='0'/></c></row></sheetData></worksheet>",
	            "1[=B1*2][2][][=]\n");
}

static void texts_fill_merged_cells_and_numbers_do_not(void **state)
{
	(void)state;
	sheet_reads("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>"
	            "<row r='2'><c r='B2'><v>10</v></c></row><row r='3'><c r='A3'><v>7</v></c>"
	            "<c r='C3'><v>8</v></c></row></sheetData><mergeCells count='3'>"
	            "<mergeCell ref='A1:A2'/><mergeCell ref='B1:C1'/><mergeCell ref='A3:B3'/>"
	            "</mergeCells></worksheet>",
	            "1[企业][研发 费用][研发 费用]\n2[企业][10]\n3[7][][8]\n");
}

static void a_sheet_is_chosen_by_name_or_number(void **state)
{
	const struct row_format by_name = {.form = ROW_FORM_XLSX, .table = "封"},
	                        by_number = {.form = ROW_FORM_XLSX, .table_number = 2},
	                        none = {.form = ROW_FORM_XLSX, .table = "汇总"};

	(void)state;
	put_workbook(&(struct parts){.sheet = "<worksheet/>"});
	rows_are("in", &by_name, "1[cover]\n");
	rows_are("in", &by_number, "1[cover]\n");
	refuses("in", &none, "no table or sheet is called '汇总'");
}

static void a_workbook_without_strings_or_styles_is_read(void **state)
{
	(void)state;
	put_workbook(
	        &(struct parts){.sheet = "<x:worksheet xmlns:x='x'><x:sheetData><x:row><x:c s='9'>"
	                                 "<x:v>1.5</x:v></x:c><x:c t='s'><x:v>99</x:v></x:c>"
	                                 "</x:row></x:sheetData></x:worksheet>"});
	rows_are("in", &first, "1[1.5][]\n");
}

static void a_damaged_workbook_is_refused(void **state)
{
	zip_t *archive;

	(void)state;
	put_workbook(&(struct parts){.sheet = "<worksheet><sheetData><row><c><v>1</v>"});
	refuses("in", &first, "xl/worksheets/sheet1.xml");
	put_workbook(&(struct parts){.sheet = NULL});
	refuses("in", &first, "lacks the sheet");
	put("in", "PK\3\4rubbish", 11);
	refuses("in", &first, "damaged");
	archive = zip_open("in", ZIP_CREATE | ZIP_TRUNCATE, NULL);
	add_part(archive, "readme.txt", "no workbook");
	assert_int_equal(zip_close(archive), 0);
	refuses("in", &first, "xl/workbook.xml");
}

static void refuses_sheet(const char *sheet, const char *part)
{
	put_workbook(&(struct parts){.sheet = sheet});
	refuses("in", &first, part);
}

static void hostile_xml_is_refused(void **state)
{
	(void)state;
	refuses_sheet(
	        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><worksheet>&b;"
	        "</worksheet>",
	        "document type");
	refuses_sheet("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><worksheet/>", "document type");
	refuses_sheet("<worksheet><sheetData><row r='5'/><row r='4'/></sheetData></worksheet>",
	              "out of order");
	refuses_sheet("<worksheet><sheetData><row r='9999999'/></sheetData></worksheet>",
	              "out of order");
	refuses_sheet(
	        "<worksheet><sheetData><row><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>"
	        "</sheetData></worksheet>",
	        "out of order");
	refuses_sheet(
	        "<worksheet><sheetData><row><c r='ZZZZZZ1'><v>1</v></c></row></sheetData></worksheet>",
	        "no place");
}

static void deep_nesting_is_refused(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_adds(&t, "<worksheet>");
	for (int i = 0; i < 1000000; i++)
		text_adds(&t, "<a>");
	refuses_sheet(t.p, "nested too deep");
	text_release(&t);
}

/* 80 MB of blanks pack to 80 kB. */
static void a_zip_bomb_is_refused(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_adds(&t, "<worksheet>");
	for (int i = 0; i < 80 << 20; i += 64)
		text_adds(&t, "                                                                ");
	text_adds(&t, "</worksheet>");
	refuses_sheet(t.p, "unpacks to more than");
	text_release(&t);
}

static void what_is_called_a_spreadsheet_is_read_as_what_it_is(void **state)
{
	const struct row_format xls = {.form = ROW_FORM_XLS};

	(void)state;
	put_workbook(&(struct parts){.sheet = "<worksheet><sheetData><row><c><v>1</v></c></row>"
	                                      "</sheetData></worksheet>"});
	rows_are("in", &xls, "1[1]\n");
	reads("\n<html><table><tr><td>a</table>", &xls, "1[a]\n");
	reads("a\tb,c\n1\t2\n", &xls, "1[a][b,c]\n2[1][2]\n");
	reads("a,b\n1,2\n", &xls, "1[a][b]\n2[1][2]\n");
	put("in",
	    "\xff\xfe"
	    "a\0\t\0b\0",
	    8);
	rows_are("in", &xls, "1[a][b]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(cells_stand_in_their_columns),
	        TEST(places_may_be_left_out),
	        TEST(values_come_out_as_the_sheet_shows_them),
	        TEST(a_mark_above_the_line_is_no_digit),
	        TEST(a_formula_without_its_result_is_not_missing),
	        TEST(texts_fill_merged_cells_and_numbers_do_not),
	        TEST(a_sheet_is_chosen_by_name_or_number),
	        TEST(a_workbook_without_strings_or_styles_is_read),
	        TEST(a_damaged_workbook_is_refused),
	        TEST(hostile_xml_is_refused),
	        TEST(deep_nesting_is_refused),
	        TEST(a_zip_bomb_is_refused),
	        TEST(what_is_called_a_spreadsheet_is_read_as_what_it_is),
	};

	return RUN_TESTS(tests);
}
