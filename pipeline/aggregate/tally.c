#include "aggregate/tally.h"

#include <stdlib.h>

enum { WORD = 64 };

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
	for (size_t i = 0; i < n; i++)
		t->rules[i].needs = t->needs[i * t->words];
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

static inline bool holds(const struct condition *c, const struct observation_row *row)
{
	switch (c->kind) {
	case IF_STANDING: /* not the row's */
		return false;
	case IF_STATED:
		return row->stated[c->measure][c->variant] != c->negated;
	default:
		return accumulator_condition_holds(c, row);
	}
}

void tally_take(struct tally *t, const struct observation_row *row)
{
	t->row = row;
	for (size_t first = 0; first < t->condition_count; first += WORD) {
		size_t end = first + WORD < t->condition_count ? first + WORD : t->condition_count;
		uint64_t bits = 0;
		for (size_t i = first; i < end; i++)
			bits |= (uint64_t)holds(&t->conditions[i], row) << (i - first);
		t->holds[first / WORD] = bits;
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
