#include "aggregate/tally.h"

#include <stdlib.h>

enum { WORD = 64, PLANS = 256 };

/* A condition that an amount is stated, and is no less than something. */
struct tally_test {
	uint16_t amount;
	uint16_t bit;
	bool negated;
	int64_t least;
};

/* What to add where: a slot of the cell's sums, and which of the row's amounts. */
struct tally_term {
	uint16_t slot;
	uint16_t amount;
};

/* What a row adds, by which conditions hold. Not known if it has no terms. */
struct tally_plan {
	uint64_t holds;
	uint16_t counts, sums; /* terms, one after the other; what is counted has no amount */
	uint16_t others;       /* accumulators of other kinds follow, as their numbers in `slot` */
	struct tally_term *terms;
};

/* An accumulator, as far as it is needed for every row. */
struct tally_rule {
	uint32_t amount; /* index in the row's values, taken as one list */
	uint16_t slot;
	uint16_t kind; /* enum accumulator_kind */
	/* What is added to a count or sum: the bits of the amount that are kept, or a one. */
	int64_t kept, one;
	uint64_t needs; /* the first word of them: mostly there is no other */
};

static bool same_condition(const struct condition *a, const struct condition *b)
{
	return a->kind == b->kind && a->negated == b->negated && a->last_year == b->last_year &&
	       a->measure == b->measure && a->column == b->column && a->variant == b->variant &&
	       a->value == b->value;
}

/* The number of a condition, which is added if it is new. */
static size_t number_of(struct tally *t, const struct condition *c)
{
	size_t i = 0;

	while (i < t->condition_count && !same_condition(&t->conditions[i], c))
		i++;
	if (i == t->condition_count)
		t->conditions[t->condition_count++] = *c;
	return i;
}

static void need(struct tally *t, size_t accumulator, const struct condition *c)
{
	size_t number = number_of(t, c);

	t->needs[accumulator * t->words + number / WORD] |= 1ULL << number % WORD;
}

static void add_rule(struct tally *t, size_t i)
{
	const struct accumulator *a = &t->cells->accumulators[i];
	/* The standings that count, as a set of bits; an amount counts where it is stated. */
	struct condition standings = {.kind = IF_STANDING, .value = a->standings};
	struct condition stated = {.kind = IF_STATED, .measure = a->measure, .variant = a->variant};

	t->rules[i] = (struct tally_rule){.amount = a->measure * VARIANT_COUNT + a->variant,
	                                  .slot = (uint16_t)t->cells->slots[i],
	                                  .kind = (uint16_t)a->kind,
	                                  .kept = a->kind == ACCUMULATE_COUNT ? 0 : -1,
	                                  .one = a->kind == ACCUMULATE_COUNT};
	need(t, i, &standings);
	for (size_t k = 0; k < a->condition_count; k++)
		need(t, i, &a->conditions[k]);
	if (a->kind != ACCUMULATE_COUNT)
		need(t, i, &stated);
}

/* Which of the conditions hold by standing alone. */
static void hold_standings(struct tally *t)
{
	for (size_t i = 0; i < t->condition_count; i++)
		for (unsigned s = 0; s < STANDING_COUNT; s++)
			if (t->conditions[i].kind == IF_STANDING && t->conditions[i].value >> s & 1)
				t->holds[(1 + s) * t->words + i / WORD] |= 1ULL << i % WORD;
}

/* Which of the conditions can be told from an amount alone, in as few steps as there are. */
static void find_tests(struct tally *t)
{
	t->tests = xcalloc(t->condition_count, sizeof(*t->tests));
	for (size_t i = 0; i < t->condition_count; i++) {
		const struct condition *c = &t->conditions[i];
		struct tally_test test = {
		        .amount = (uint16_t)(c->measure * VARIANT_COUNT + c->variant),
		        .bit = (uint16_t)i,
		        .negated = c->negated,
		        .least = c->kind == IF_POSITIVE ? 1 : INT64_MIN,
		};
		if (i < WORD && (c->kind == IF_STATED || c->kind == IF_POSITIVE))
			t->tests[t->test_count++] = test;
		else if (c->kind != IF_STANDING) /* which is not the row's */
			t->others[t->other_count++] = i;
	}
}

void tally_init(struct tally *t, const struct cells *cells)
{
	size_t n = cells->accumulator_count, most = n * (MOST_CONDITIONS + 2);

	*t = (struct tally){.cells = cells, .words = (most + WORD - 1) / WORD};
	t->rules = xcalloc(n, sizeof(*t->rules));
	t->conditions = xcalloc(most, sizeof(*t->conditions));
	t->needs = xcalloc(n * t->words, sizeof(*t->needs));
	t->holds = xcalloc((1 + STANDING_COUNT) * t->words, sizeof(*t->holds));
	t->cell = cells_scratch(cells);
	t->plans = xcalloc(PLANS, sizeof(*t->plans));
	for (size_t i = 0; i < n; i++)
		add_rule(t, i);
	for (size_t i = 0; i < n; i++)
		t->rules[i].needs = t->needs[i * t->words];
	t->others = xcalloc(most, sizeof(*t->others));
	find_tests(t);
	hold_standings(t);
}

void tally_release(struct tally *t)
{
	for (size_t i = 0; i < PLANS; i++)
		free(t->plans[i].terms);
	free(t->plans);
	free(t->tests);
	free(t->others);
	free(t->rules);
	free(t->conditions);
	free(t->needs);
	free(t->holds);
	free(t->cell);
	*t = (struct tally){0};
}

void tally_take(struct tally *t, const struct observation_row *row)
{
	const int64_t *amounts = row->values[0];
	const bool *stated = row->stated[0];
	uint64_t bits = 0;

	t->row = row;
	for (const struct tally_test *test = t->tests; test < t->tests + t->test_count; test++)
		bits |= (uint64_t)((stated[test->amount] & (amounts[test->amount] >= test->least)) ^
		                   test->negated)
		        << test->bit;
	memset(t->holds, 0, t->words * sizeof(*t->holds));
	t->holds[0] = bits;
	for (size_t i = 0; i < t->other_count; i++) {
		size_t number = t->others[i];
		bool yes = accumulator_condition_holds(&t->conditions[number], row);
		t->holds[number / WORD] |= (uint64_t)yes << number % WORD;
	}
}

/* What an accumulator needs, beyond the first word, that neither the row nor its standing has. */
static uint64_t missing_beyond(const struct tally *t, const uint64_t *by_standing, size_t i)
{
	const uint64_t *needs = t->needs + i * t->words;
	uint64_t bits = 0;

	for (size_t w = 1; w * WORD < t->condition_count; w++)
		bits |= needs[w] & ~(t->holds[w] | by_standing[w]);
	return bits;
}

struct cell *tally_as(struct tally *t, enum standing standing)
{
	const uint64_t *by_standing = t->holds + (1 + standing) * t->words;
	const uint64_t lacking = ~(t->holds[0] | by_standing[0]);
	const bool beyond = t->condition_count > WORD;
	const size_t count = t->cells->accumulator_count;
	const int64_t *amounts = t->row->values[0];
	int64_t *sums = cells_sums(t->cells, t->cell), *list;

	for (size_t i = 0; i < count; i++) {
		const struct tally_rule *rule = &t->rules[i];
		bool yes =
		        !(rule->needs & lacking) && !(beyond && missing_beyond(t, by_standing, i));
		/* No branch: whether a row counts is hard to foretell. */
		int64_t amount = ((amounts[rule->amount] & rule->kept) | rule->one) & -(int64_t)yes;
		switch (rule->kind) {
		case ACCUMULATE_SQUARES:
			t->cell->squares[rule->slot] = (wide)amount * amount;
			break;
		case ACCUMULATE_TOP:
			list = cells_list(t->cells, t->cell, rule->slot);
			list[0] = yes;
			list[1] = amount;
			break;
		default:
			sums[rule->slot] = amount;
		}
	}
	return t->cell;
}

/* --- Adding to cells ----------------------------------------------------------------------- */

static void add_term(struct tally_plan *plan, size_t at, size_t slot, size_t amount)
{
	plan->terms[at] = (struct tally_term){(uint16_t)slot, (uint16_t)amount};
}

static void make_plan(const struct tally *t, struct tally_plan *plan, uint64_t holds)
{
	const size_t count = t->cells->accumulator_count;
	size_t at = 0, sums, others;

	if (!plan->terms)
		plan->terms = xcalloc(count, sizeof(*plan->terms));
	plan->holds = holds;
	for (size_t i = 0; i < count; i++)
		if (t->rules[i].kind == ACCUMULATE_COUNT && !(t->rules[i].needs & ~holds))
			add_term(plan, at++, t->rules[i].slot, 0);
	sums = at;
	for (size_t i = 0; i < count; i++)
		if (t->rules[i].kind == ACCUMULATE_SUM && !(t->rules[i].needs & ~holds))
			add_term(plan, at++, t->rules[i].slot, t->rules[i].amount);
	others = at;
	for (size_t i = 0; i < count; i++)
		if (t->rules[i].kind > ACCUMULATE_SUM && !(t->rules[i].needs & ~holds))
			add_term(plan, at++, i, t->rules[i].amount);
	plan->counts = (uint16_t)sums;
	plan->sums = (uint16_t)(others - sums);
	plan->others = (uint16_t)(at - others);
}

static const struct tally_plan *plan_for(const struct tally *t, enum standing standing)
{
	uint64_t holds = t->holds[0] | t->holds[(1 + standing) * t->words];
	struct tally_plan *plan = &t->plans[holds * 0x9e3779b97f4a7c15ULL >> (WORD - 8)];

	if (!plan->terms || plan->holds != holds)
		make_plan(t, plan, holds);
	return plan;
}

/* False, with nothing changed, if a sum does not fit. */
static bool add_terms(const struct tally_plan *plan, int64_t *sums, const int64_t *amounts)
{
	const struct tally_term *terms = plan->terms, *end = terms + plan->counts;
	bool overflow = false;

	for (; terms < end; terms++)
		overflow |= __builtin_add_overflow(sums[terms->slot], 1, &sums[terms->slot]);
	for (end += plan->sums; terms < end; terms++)
		overflow |= __builtin_add_overflow(sums[terms->slot], amounts[terms->amount],
		                                   &sums[terms->slot]);
	if (!overflow)
		return true;
	for (terms = plan->terms; terms < end; terms++) {
		int64_t added = terms < plan->terms + plan->counts ? 1 : amounts[terms->amount];
		sums[terms->slot] = (int64_t)((uint64_t)sums[terms->slot] - (uint64_t)added);
	}
	return false;
}

/* Squares and lists. */
static bool add_others(const struct tally *t, const struct tally_plan *plan, struct cell *cell)
{
	const struct tally_term *term = plan->terms + plan->counts + plan->sums;
	const int64_t *amounts = t->row->values[0];

	for (const struct tally_term *end = term + plan->others; term < end; term++) {
		const struct accumulator *a = &t->cells->accumulators[term->slot];
		int64_t amount = amounts[term->amount];
		size_t slot = t->rules[term->slot].slot;
		if (a->kind == ACCUMULATE_TOP)
			list_insert(cells_list(t->cells, cell, slot), a->top, amount);
		else if (!wide_add(&cell->squares[slot], (wide)amount * amount))
			return false;
	}
	return true;
}

bool tally_add(struct tally *t, enum standing standing, struct cells *cells, struct cell *cell)
{
	const struct tally_plan *plan;

	if (t->condition_count > WORD || cell->large)
		return cells_merge(cells, cell, tally_as(t, standing));
	plan = plan_for(t, standing);
	if (!add_terms(plan, cells_sums(cells, cell), t->row->values[0]))
		return cells_merge(cells, cell, tally_as(t, standing));
	return plan->others == 0 || add_others(t, plan, cell);
}
