#include "model/accumulator.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/lang.h"
#include "base/nearest.h"

static const char *const standing_names[STANDING_COUNT] = {"continuing", "entered", "moved_in",
                                                           "left", "moved_out"};

const char *standing_name(enum standing standing)
{
	return standing_names[standing];
}

/* "rd_expense_ly" is measure rd_expense, variant last year. */
static bool parse_measure(struct slice text, const struct returns *returns, unsigned *measure,
                          enum variant *variant)
{
	for (int v = VARIANT_COUNT - 1; v >= 0; v--) {
		struct slice id = text;
		int found;
		if (!slice_ends(text, variant_suffix[v]))
			continue;
		id.n -= strlen(variant_suffix[v]);
		found = returns_measure(returns, id);
		if (found < 0)
			continue;
		*measure = (unsigned)found;
		*variant = (enum variant)v;
		return returns->measures[found].panel_column[v] >= 0;
	}
	return false;
}

/* "ladder" or, for a ladder, "ladder_ly". */
static bool parse_class_name(struct slice text, const struct returns *returns, unsigned *column,
                             bool *last_year)
{
	int found = returns_class(returns, text);

	*last_year = false;
	if (found < 0 && slice_ends(text, "_ly")) {
		*last_year = true;
		text.n -= strlen("_ly");
		found = returns_class(returns, text);
		if (found >= 0 && !returns->classes[found].ladder)
			return false;
	}
	*column = (unsigned)found;
	return found >= 0;
}

/* "ladder>ladder_ly" and "ladder<ladder_ly" */
static bool parse_climb(struct slice text, size_t at, const struct returns *returns,
                        struct condition *c)
{
	struct slice now = {text.p, at}, before = {text.p + at + 1, text.n - at - 1};
	unsigned column;
	bool last_year;

	c->kind = text.p[at] == '>' ? IF_CLASS_CLIMBED : IF_CLASS_FELL;
	return parse_class_name(now, returns, &c->column, &last_year) && !last_year &&
	       parse_class_name(before, returns, &column, &last_year) && last_year &&
	       column == c->column;
}

static bool parse_class(struct slice text, const struct returns *returns, struct condition *c)
{
	size_t at = 0;
	struct slice value;
	int index;

	while (at < text.n && !strchr("=<>", text.p[at]))
		at++;
	if (at < text.n && text.p[at] != '=')
		return parse_climb(text, at, returns, c);
	if (!parse_class_name((struct slice){text.p, at}, returns, &c->column, &c->last_year))
		return false;
	c->kind = IF_CLASS_STATED;
	if (at == text.n)
		return true;
	c->kind = IF_CLASS;
	value = (struct slice){text.p + at + 1, text.n - at - 1};
	index = class_value_find(&returns->classes[c->column], value);
	c->value = (unsigned)index;
	return index >= 0;
}

static bool parse_standing(struct slice text, struct condition *c)
{
	for (unsigned i = 0; i < STANDING_COUNT; i++) {
		if (!slice_is(text, standing_names[i]))
			continue;
		c->kind = IF_STANDING;
		c->value = i;
		return true;
	}
	return false;
}

static bool parse_condition(struct slice text, const struct returns *returns, struct condition *c)
{
	*c = (struct condition){0};
	if (text.n && text.p[0] == '!') {
		c->negated = true;
		text.p++;
		text.n--;
	}
	if (parse_standing(text, c))
		return !c->negated;
	if (parse_class(text, returns, c))
		return true;
	c->kind = IF_STATED;
	if (slice_ends(text, ">0")) {
		c->kind = IF_POSITIVE;
		text.n -= 2;
	}
	return parse_measure(text, returns, &c->measure, &c->variant);
}

static bool parse_conditions(struct slice text, const struct returns *returns,
                             struct accumulator *a)
{
	unsigned standings = 0;

	while (text.n) {
		const char *end = memchr(text.p, '&', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;
		struct condition *c = &a->conditions[a->condition_count];
		if (a->condition_count == MOST_CONDITIONS ||
		    !parse_condition((struct slice){text.p, n}, returns, c))
			return false;
		if (c->kind == IF_STANDING)
			standings |= 1u << c->value;
		else
			a->condition_count++;
		text.p += n + (end != NULL);
		text.n -= n + (end != NULL);
	}
	a->standings = standings ? standings : ACCUMULATOR_IN_SCOPE;
	return true;
}

static bool parse_kind(struct slice text, struct accumulator *a)
{
	static const struct {
		const char *name;
		enum accumulator_kind kind;
	} kinds[] = {{"count", ACCUMULATE_COUNT},
	             {"sum", ACCUMULATE_SUM},
	             {"squares", ACCUMULATE_SQUARES}};

	for (size_t i = 0; i < 3; i++) {
		if (slice_is(text, kinds[i].name)) {
			a->kind = kinds[i].kind;
			return true;
		}
	}
	if (!slice_starts(text, "top") || text.n < 4 || text.n > 5)
		return false;
	for (size_t i = 3; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		a->top = a->top * 10 + (unsigned)(text.p[i] - '0');
	}
	a->kind = ACCUMULATE_TOP;
	return a->top >= 1 && a->top <= MOST_TOP;
}

bool accumulator_parse(const char *name, const struct returns *returns, struct accumulator *a,
                       const char **why)
{
	struct slice head = slice_of(name), conditions = {"", 0};
	const char *bracket = strchr(name, '[');
	const char *dot;

	*a = (struct accumulator){.name = name};
	if (bracket) {
		head.n = (size_t)(bracket - name);
		conditions = slice_of(bracket + 1);
		*why = T("a condition is not closed by ]", "条件没有以 ] 结束");
		if (!slice_ends(conditions, "]"))
			return false;
		conditions.n--;
	}
	dot = memchr(head.p, '.', head.n);
	*why = T("it must start with count, sum, squares or topN",
	         "应以 count、sum、squares 或 topN 开头");
	if (!parse_kind((struct slice){head.p, dot ? (size_t)(dot - head.p) : head.n}, a) ||
	    (a->kind == ACCUMULATE_COUNT) != !dot)
		return false;
	*why = T("it names a measure that config/returns.json does not have",
	         "其中的指标量不在 config/returns.json 中");
	if (dot && !parse_measure((struct slice){dot + 1, (size_t)(head.p + head.n - dot) - 1},
	                          returns, &a->measure, &a->variant))
		return false;
	*why = T("a condition names no measure, class value or standing that is configured",
	         "条件中的指标量、分类值或变动状态没有配置");
	return parse_conditions(conditions, returns, a);
}

/* What may stand in conditions, but for the values of classes. *words is to be freed. */
static size_t known_words(const struct returns *returns, const char ***words)
{
	size_t count = 0;

	*words = xcalloc(returns->measure_count * VARIANT_COUNT + returns->class_count +
	                         STANDING_COUNT,
	                 sizeof(**words));
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = 0; v < VARIANT_COUNT; v++) {
			int column = returns->measures[i].panel_column[v];
			if (column >= 0)
				(*words)[count++] = returns->panel.columns[column].name;
		}
	for (size_t i = 0; i < returns->class_count; i++)
		(*words)[count++] = returns->classes[i].id;
	for (size_t i = 0; i < STANDING_COUNT; i++)
		(*words)[count++] = standing_names[i];
	return count;
}

const char *accumulator_meant(const char *name, const struct returns *returns)
{
	static const char letters[] =
	        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
	const char *p = name + strcspn(name, ".["), *meant = NULL;
	const char **words;
	size_t count = known_words(returns, &words);

	while (*p && !meant) {
		size_t n = strspn(p, letters);
		char *word = xasprintf("%.*s", (int)n, p);
		if (n && p[-1] != '=' && !isdigit((unsigned char)*p))
			meant = nearest_word(word, words, count);
		/* Those that are right are nearest to themselves. */
		if (meant && strcmp(meant, word) == 0)
			meant = NULL;
		free(word);
		p += n + (n == 0);
	}
	free(words);
	return meant;
}

static bool class_holds(const struct condition *c, const struct observation_row *row)
{
	int now = row->classes[c->column], before = row->classes_ly[c->column];
	int asked = c->last_year ? before : now;

	switch (c->kind) {
	case IF_CLASS:
		return asked == (int)c->value;
	case IF_CLASS_STATED:
		return asked >= 0;
	case IF_CLASS_CLIMBED:
		return now > before;
	default:
		return now < before;
	}
}

bool accumulator_condition_holds(const struct condition *c, const struct observation_row *row)
{
	bool yes;

	switch (c->kind) {
	case IF_STATED:
		yes = row->stated[c->measure][c->variant];
		break;
	case IF_POSITIVE:
		yes = row->stated[c->measure][c->variant] &&
		      row->values[c->measure][c->variant] > 0;
		break;
	default:
		yes = class_holds(c, row);
	}
	return yes != c->negated;
}

bool accumulator_takes(const struct accumulator *a, const struct observation_row *row,
                       enum standing standing)
{
	if (!(a->standings & 1u << standing))
		return false;
	if (a->kind != ACCUMULATE_COUNT && !row->stated[a->measure][a->variant])
		return false;
	for (size_t i = 0; i < a->condition_count; i++)
		if (!accumulator_condition_holds(&a->conditions[i], row))
			return false;
	return true;
}
