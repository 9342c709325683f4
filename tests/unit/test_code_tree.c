#include "model/code_tree.h"

#include <stdlib.h>

#include "unit.h"

#define HEADER "code,parent,level,name_zh,short_zh,name_en,valid_from,valid_to,successor\n"
#define CITY "331000,,city,台州市,台州,Taizhou,,,\n"
#define OLD_YUHUAN "331021,331000,county,玉环县,玉环,Yuhuan County,,2017-03,331083\n"
#define NEW_YUHUAN "331083,331000,county,玉环市,玉环,Yuhuan,2017-04,,\n"
#define XIANJU "331024,331000,county,仙居县,仙居,Xianju County,,,\n"

static struct code_tree load(const char *content)
{
	struct code_tree tree;
	struct err err = ERR_INIT;

	put_file("regions.csv", content);
	if (code_tree_load(&tree, "regions.csv", "region", &err) < 0)
		fail_msg("%s", err.message);
	return tree;
}

static void is_refused(const char *content, uint64_t line, const char *because)
{
	struct code_tree tree;
	struct err err = ERR_INIT;

	put_file("regions.csv", content);
	assert_int_equal(code_tree_load(&tree, "regions.csv", "region", &err), -1);
	assert_int_equal(err.code, RD_CONFIG);
	assert_string_equal(err.file, "regions.csv");
	assert_int_equal(err.line, line);
	assert_contains(err.message, because);
}

static uint32_t find(const struct code_tree *tree, const char *code)
{
	uint32_t node = code_tree_find(tree, slice_of(code));

	assert_int_not_equal(node, CODE_NONE);
	return node;
}

static void nodes_are_numbered_in_the_order_of_their_codes(void **state)
{
	struct code_tree tree = load(HEADER XIANJU NEW_YUHUAN CITY OLD_YUHUAN);

	(void)state;
	assert_int_equal(tree.count, 4);
	for (uint32_t i = 1; i < tree.count; i++)
		assert_true(slice_cmp(tree.nodes[i - 1].code, tree.nodes[i].code) < 0);
	assert_int_equal(tree.root, find(&tree, "331000"));
	assert_int_equal(tree.nodes[tree.root].child_count, 3);
	assert_int_equal(tree.nodes[find(&tree, "331024")].depth, 1);
	assert_int_equal(code_tree_find(&tree, slice_of("33102")), CODE_NONE);
	code_tree_release(&tree);
}

static void a_path_leads_from_the_node_to_the_root(void **state)
{
	struct code_tree tree =
	        load(HEADER CITY XIANJU "331024100,331024,town,横溪镇,,Hengxi,,,\n");
	uint32_t path[CODE_DEPTH];

	(void)state;
	assert_int_equal(code_tree_path(&tree, find(&tree, "331024100"), path), 3);
	assert_int_equal(path[0], find(&tree, "331024100"));
	assert_int_equal(path[1], find(&tree, "331024"));
	assert_int_equal(path[2], tree.root);
	assert_true(code_tree_contains(&tree, tree.root, path[0]));
	assert_true(code_tree_contains(&tree, path[0], path[0]));
	assert_false(code_tree_contains(&tree, path[0], tree.root));
	code_tree_release(&tree);
}

static uint32_t current(const struct code_tree *tree, const char *code, const char *at)
{
	return code_tree_current(tree, find(tree, code), period_parse(slice_of(at)));
}

static void a_retired_code_is_followed_from_the_month_after_its_last(void **state)
{
	struct code_tree tree = load(HEADER CITY OLD_YUHUAN NEW_YUHUAN);
	uint32_t old = find(&tree, "331021"), new = find(&tree, "331083");

	(void)state;
	assert_int_equal(current(&tree, "331021", "2017-03"), old);
	assert_int_equal(current(&tree, "331021", "2017-04"), new);
	assert_int_equal(current(&tree, "331083", "2016-01"), new);
	assert_true(code_tree_valid_at(&tree, old, period_parse(slice_of("2017-03"))));
	assert_false(code_tree_valid_at(&tree, old, period_parse(slice_of("2017-04"))));
	assert_false(code_tree_valid_at(&tree, new, period_parse(slice_of("2017-03"))));
	assert_true(code_tree_valid_at(&tree, new, period_parse(slice_of("2017-04"))));
	code_tree_release(&tree);
}

static void chains_of_successors_are_followed_to_the_code_of_the_time(void **state)
{
	struct code_tree tree =
	        load(HEADER CITY "331001,331000,county,甲,,A,,2001-12,331002\n"
	                         "331002,331000,county,乙,,B,2002-01,2010-06,331003\n"
	                         "331003,331000,county,丙,,C,2010-07,,\n"
	                         "331004,331000,county,丁,,D,,2005-12,\n");

	(void)state;
	assert_int_equal(current(&tree, "331001", "2001-12"), find(&tree, "331001"));
	assert_int_equal(current(&tree, "331001", "2005-01"), find(&tree, "331002"));
	assert_int_equal(current(&tree, "331001", "2024-01"), find(&tree, "331003"));
	/* Retired without a successor: its history stays where it was. */
	assert_int_equal(current(&tree, "331004", "2024-01"), find(&tree, "331004"));
	code_tree_release(&tree);
}

static void names_follow_the_language(void **state)
{
	struct code_tree tree = load(HEADER CITY "331024,331000,county,仙居县,仙居,,,,\n");
	uint32_t xianju = find(&tree, "331024");

	(void)state;
	assert_string_equal(code_tree_name(&tree, tree.root, false), "Taizhou");
	assert_string_equal(code_tree_name(&tree, xianju, false), "仙居县");
	lang_set(LANG_ZH);
	assert_string_equal(code_tree_name(&tree, tree.root, false), "台州市");
	assert_string_equal(code_tree_name(&tree, tree.root, true), "台州");
	lang_set(LANG_EN);
	code_tree_release(&tree);
}

static void a_list_without_short_names_is_read_too(void **state)
{
	struct code_tree tree =
	        load("code,parent,level,name_zh,name_en,valid_from,valid_to,successor\n"
	             "BCD,,total,工业,Industry,,,\n0870,BCD,class,某业,,,,\n");

	(void)state;
	/* Codes are text: no leading zero is lost. */
	assert_true(slice_is(tree.nodes[find(&tree, "0870")].code, "0870"));
	assert_int_equal(code_tree_find(&tree, slice_of("870")), CODE_NONE);
	code_tree_release(&tree);
}

static void a_code_that_stands_twice_is_refused_at_the_later_line(void **state)
{
	(void)state;
	is_refused(HEADER CITY XIANJU XIANJU, 4, "'331024': stands twice");
}

static void a_parent_or_successor_that_is_not_there_is_refused(void **state)
{
	(void)state;
	is_refused(HEADER CITY "331024,339999,county,仙居县,,,,,\n", 3,
	           "'331024': unknown parent '339999'");
	is_refused(HEADER CITY OLD_YUHUAN, 3, "'331021': unknown successor '331083'");
}

static void circles_are_refused(void **state)
{
	(void)state;
	is_refused(HEADER CITY "331001,331002,county,甲,,,,,\n331002,331001,county,乙,,,,,\n", 3,
	           "'331001': its parents run in a circle");
	is_refused(HEADER CITY "331001,331000,county,甲,,,,2010-01,331002\n"
	                       "331002,331000,county,乙,,,,2011-01,331001\n",
	           3, "'331001': its successors run in a circle");
}

static void there_must_be_one_root(void **state)
{
	(void)state;
	is_refused(HEADER CITY "332000,,city,某市,,,,,\n", 3,
	           "'332000': has no parent, but the root is already '331000'");
	is_refused(HEADER, 0, "no root");
	is_refused(HEADER "331001,331002,county,甲,,,,,\n331002,331001,county,乙,,,,,\n", 0,
	           "no root");
}

static void a_date_must_be_a_month(void **state)
{
	(void)state;
	is_refused(HEADER CITY "331024,331000,county,仙居县,,,2017,,\n", 3,
	           "not a month YYYY-MM: '2017'");
	is_refused(HEADER CITY "331024,331000,county,仙居县,,,,2017-13,\n", 3, "'2017-13'");
}

static void code_level_and_name_are_required(void **state)
{
	(void)state;
	is_refused(HEADER CITY ",331000,county,仙居县,,,,,\n", 3, "must not be empty");
	is_refused(HEADER CITY "331024,331000,,仙居县,,,,,\n", 3, "must not be empty");
	is_refused(HEADER CITY "331024,331000,county,,,,,,\n", 3, "must not be empty");
}

static void broken_files_are_refused_as_configuration(void **state)
{
	(void)state;
	is_refused("code,parent,level\n", 1, "");
	is_refused(HEADER CITY "331024,331000,county\n", 3, "3 fields, the header has 9");
	is_refused("", 0, "empty");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(nodes_are_numbered_in_the_order_of_their_codes),
	        TEST(a_path_leads_from_the_node_to_the_root),
	        TEST(a_retired_code_is_followed_from_the_month_after_its_last),
	        TEST(chains_of_successors_are_followed_to_the_code_of_the_time),
	        TEST(names_follow_the_language),
	        TEST(a_list_without_short_names_is_read_too),
	        TEST(a_code_that_stands_twice_is_refused_at_the_later_line),
	        TEST(a_parent_or_successor_that_is_not_there_is_refused),
	        TEST(circles_are_refused),
	        TEST(there_must_be_one_root),
	        TEST(a_date_must_be_a_month),
	        TEST(code_level_and_name_are_required),
	        TEST(broken_files_are_refused_as_configuration),
	};

	return RUN_TESTS(tests);
}
