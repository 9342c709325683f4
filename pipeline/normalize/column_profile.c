#include "normalize/column_profile.h"

#include "model/enterprise_id.h"
#include "model/unit.h"

static void add_flag(struct column_profile *p, struct slice flag)
{
	for (size_t i = 0; i < flag.n; i++)
		if (!p->flags.n || !memchr(p->flags.p, flag.p[i], p->flags.n))
			text_addc(&p->flags, flag.p[i]);
}

/* Industries often carry the letter of their section: "C3670" is 3670. */
static bool is_industry_code(const struct code_tree *tree, struct slice text)
{
	if (code_tree_find(tree, text) != CODE_NONE)
		return true;
	return text.n > 2 && text.p[0] >= 'A' && text.p[0] <= 'T' &&
	       code_tree_find(tree, (struct slice){text.p + 1, text.n - 1}) != CODE_NONE;
}

static void look_at_number(struct column_profile *p, struct slice text)
{
	struct slice bare = first_of_list(text);
	struct number_look number = number_look(bare);

	/* ": c" is a value that is missing for a reason. */
	if (bare.n > 2 && bare.n <= 5 && memcmp(bare.p, ": ", 2) == 0)
		add_flag(p, (struct slice){bare.p + 2, bare.n - 2});
	if (!number.is_number)
		return;
	p->numbers++;
	p->in_lists += bare.p != text.p;
	p->decimal_comma = p->decimal_comma || number.decimal_comma;
	p->decimal_point = p->decimal_point || number.decimal_point;
	p->unsure_comma = p->unsure_comma || number.unsure_comma;
	p->unsure_point = p->unsure_point || number.unsure_point;
	p->blank = p->blank || number.blank;
	p->percent = p->percent || number.percent;
	if (number.flag.p && bare.p == text.p)
		add_flag(p, number.flag);
}

static void add_form(struct column_profile *p, const struct period_form *form)
{
	for (size_t i = 0; i < MOST_FORMS && form; i++) {
		if (p->forms[i] && p->forms[i] != form)
			continue;
		p->forms[i] = form;
		return;
	}
}

static bool is_month(struct slice text)
{
	if (text.n == 1)
		return text.p[0] >= '1' && text.p[0] <= '9';
	return text.n == 2 && ((text.p[0] == '0' && text.p[1] >= '1' && text.p[1] <= '9') ||
	                       (text.p[0] == '1' && text.p[1] >= '0' && text.p[1] <= '2'));
}

static uint32_t named(const struct name_index *index, struct slice text)
{
	static const struct name_scope anywhere = NAME_SCOPE_ANY;

	return name_index_find(index, text, &anywhere);
}

/* What several regions are called is a name all the same. */
static void look_at_region(struct column_profile *p, const struct name_index *regions,
                           struct slice text)
{
	uint32_t node = named(regions, text);

	if (node == CODE_NONE)
		return;
	p->region_names++;
	if (node == NAME_AMBIGUOUS)
		p->region_ambiguous++;
	else
		p->region_depths += regions->tree->nodes[node].depth;
}

static bool has_form_of_id(struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!(text.p[i] >= '0' && text.p[i] <= '9') &&
		    !(text.p[i] >= 'A' && text.p[i] <= 'Z'))
			return false;
	return text.n >= USCC_LENGTH - 1 && text.n <= USCC_LENGTH + 1;
}

void profile_add(struct column_profile *p, const struct name_index *regions,
                 const struct name_index *industries, struct slice text)
{
	const struct period_form *form = period_form_of(text);

	p->stated++;
	look_at_number(p, text);
	p->periods += form != NULL;
	add_form(p, form);
	p->months += is_month(text);
	p->units += unit_find(text) != NULL;
	p->usccs += uscc_valid(text);
	p->region_codes += code_tree_find(regions->tree, text) != CODE_NONE;
	p->ids += has_form_of_id(text);
	look_at_region(p, regions, text);
	p->industry_codes += is_industry_code(industries->tree, text);
	p->industry_names += named(industries, text) != CODE_NONE;
}

void profile_release(struct column_profile *p)
{
	text_release(&p->flags);
}

size_t profile_region_depth(const struct column_profile *p)
{
	size_t sure = p->region_names - p->region_ambiguous;

	if (sure)
		return 10 * p->region_depths / sure;
	return p->region_ambiguous ? 10 * CODE_DEPTH : 0;
}

bool profile_is_mostly(const struct column_profile *p, size_t n)
{
	return p->stated > 0 && n * 10 >= p->stated * 6;
}
