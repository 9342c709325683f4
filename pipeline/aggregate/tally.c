#include "aggregate/tally.h"

#include <stdlib.h>

enum { WORD = 64 };

/* An accumulator, as far as it is needed for every row. */
struct tally_rule {
	uint32_t amount; /* index in the row's values, taken as one list */
	uint16_t slot;
	uint16_t kind; /* enum accumulator_kind */
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
	                                  .kind = (uint16_t)a->kind};
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

void tally_init(struct tally *t, const struct cells *cells)
{
	size_t n = cells->accumulator_count, most = n * (MOST_CONDITIONS + 2);

	*t = (struct tally){.cells = cells, .words = (most + WORD - 1) / WORD};
	t->rules = xcalloc(n, sizeof(*t->rules));
	t->conditions = xcalloc(most, sizeof(*t->conditions));
	t->needs = xcalloc(n * t->words, sizeof(*t->needs));
	t->holds = xcalloc((1 + STANDING_COUNT) * t->words, sizeof(*t->holds));
	t->cell = cells_scratch(cells);
	for (size_t i = 0; i < n; i++)
		add_rule(t, i);
	hold_standings(t);
}

void tally_release(struct tally *t)
{
	free(t->rules);
	free(t->conditions);
	free(t->needs);
	free(t->holds);
	free(t->cell);
	*t = (struct tally){0};
}

void tally_take(struct tally *t, const struct observation_row *row)
{
	t->row = row;
	for (size_t i = 0; i < t->condition_count; i++) {
		bool holds = t->conditions[i].kind != IF_STANDING &&
		             accumulator_condition_holds(&t->conditions[i], row);
		if (i % WORD == 0)
			t->holds[i / WORD] = 0;
		t->holds[i / WORD] |= (uint64_t)holds << i % WORD;
	}
}

static inline bool counts(const struct tally *t, const uint64_t *by_standing, size_t i)
{
	const uint64_t *needs = t->needs + i * t->words;
	uint64_t missing = needs[0] & ~(t->holds[0] | by_standing[0]);

	for (size_t w = 1; w * WORD < t->condition_count; w++)
		missing |= needs[w] & ~(t->holds[w] | by_standing[w]);
	return !missing;
}

struct cell *tally_as(struct tally *t, enum standing standing)
{
	const uint64_t *by_standing = t->holds + (1 + standing) * t->words;
	const int64_t *amounts = t->row->values[0];
	int64_t *sums = cells_sums(t->cells, t->cell), *list;

	for (size_t i = 0; i < t->cells->accumulator_count; i++) {
		const struct tally_rule *rule = &t->rules[i];
		bool yes = counts(t, by_standing, i);
		int64_t amount = yes ? amounts[rule->amount] : 0;
		switch (rule->kind) {
		case ACCUMULATE_COUNT:
			sums[rule->slot] = yes;
			break;
		case ACCUMULATE_SUM:
			sums[rule->slot] = amount;
			break;
		case ACCUMULATE_SQUARES:
			t->cell->squares[rule->slot] = (wide)amount * amount;
			break;
		case ACCUMULATE_TOP:
			list = cells_list(t->cells, t->cell, rule->slot);
			list[0] = yes;
			list[1] = amount;
			break;
		}
	}
	return t->cell;
}
