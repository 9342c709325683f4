#include "panel/merge.h"

#include <stdlib.h>

/* Enough for the threads to have something to do, little enough to stay in the cache. */
enum { BATCH_BYTES = 256 * 1024, MONTHS_A_YEAR = 12 };

/* Columns by which facts are sorted, the first ones. */
enum { KEYS = FACT_BASIS + 1 };

struct merge_source {
	struct table_reader reader;
	enum fact_role role;
	unsigned index;
	bool open;
	struct text last[KEYS]; /* enterprise, period and basis of the row before, for the order */
	period period;          /* of the fact taken last */
	int basis;
	struct slice *copied; /* fields of its fact before, in this batch; NULL: there is none */
	uint64_t copied_line;
};

static void remember_key(struct merge_source *s)
{
	for (size_t i = 0; i < KEYS; i++) {
		if (table_repeats(&s->reader, i))
			continue;
		text_clear(&s->last[i]);
		text_add_slice(&s->last[i], table_field(&s->reader, i));
	}
}

/* Advances a source; 1 with a row, 0 at its end, -1 on error or if its order breaks. */
static int advance(struct merge *m, struct merge_source *s, struct err *err)
{
	int got = table_next(&s->reader, err);
	size_t keys =
	        s->role == FACT_OWN ? KEYS : 1; /* what else it has is in the order of a panel */

	if (got <= 0)
		return got;
	m->rows += s->role == FACT_OWN;
	for (size_t i = 0; i < keys && s->reader.rows > 1; i++) {
		int order;
		if (table_repeats(&s->reader, i))
			continue;
		order = slice_cmp(text_slice(&s->last[i]), table_field(&s->reader, i));
		if (order < 0)
			break;
		if (order == 0)
			continue;
		table_wrong(&s->reader, i, err,
		            T("stands after a row that should follow it: the file is not sorted",
		              "排在应在其后的行之后：文件未排序"));
		return err_hint(err,
		                T("facts are sorted by enterprise, period and basis, as "
		                  "rd-normalize writes them",
		                  "facts 应按企业、报告期、口径排序，即 rd-normalize 写出的样子"));
	}
	remember_key(s);
	return 1;
}

/* The enterprise's first bytes as numbers in the same order, so that few comparisons go further. */
struct merge_entry {
	uint64_t head[2];
	struct merge_source *source;
};

static uint64_t bytes_in_order(const char *p, size_t n)
{
	uint64_t number = 0;

	for (size_t i = 0; i < sizeof(number); i++)
		number = number << 8 | (i < n ? (unsigned char)p[i] : 0);
	return number;
}

static struct merge_entry entry_of(struct merge_source *s)
{
	struct slice enterprise = table_field(&s->reader, FACT_ENTERPRISE);
	size_t n = enterprise.n, half = sizeof(uint64_t);

	return (struct merge_entry){{bytes_in_order(enterprise.p, n),
	                             n > half ? bytes_in_order(enterprise.p + half, n - half) : 0},
	                            s};
}

static bool before(const struct merge_entry *a, const struct merge_entry *b)
{
	int order;

	for (size_t i = 0; i < 2; i++)
		if (a->head[i] != b->head[i])
			return a->head[i] < b->head[i];
	order = slice_cmp(table_field(&a->source->reader, FACT_ENTERPRISE),
	                  table_field(&b->source->reader, FACT_ENTERPRISE));
	return order ? order < 0 : a->source->index < b->source->index;
}

static void sift_down(struct merge *m, size_t i)
{
	struct merge_entry entry = m->heap[i];

	for (size_t child; (child = 2 * i + 1) < m->heap_count; i = child) {
		if (child + 1 < m->heap_count && before(&m->heap[child + 1], &m->heap[child]))
			child++;
		if (!before(&m->heap[child], &entry))
			break;
		m->heap[i] = m->heap[child];
	}
	m->heap[i] = entry;
}

/* Facts are read from a panel as well: it has all their columns, and more. */
static uint16_t *find_panel_columns(const struct returns *returns)
{
	uint16_t *columns = xcalloc(returns->facts.count, sizeof(*columns));

	for (size_t i = 0; i < returns->facts.count; i++)
		columns[i] =
		        (uint16_t)table_column(&returns->panel, returns->facts.columns[i].name);
	return columns;
}

int merge_open(struct merge *m, const char *const *paths, size_t count,
               const struct returns *returns, period only, struct err *err)
{
	const struct table *const candidates[FACT_ROLES] = {
	        [FACT_OWN] = &returns->facts,
	        [FACT_KNOWN] = &returns->known,
	        [FACT_LAST_YEAR] = &returns->panel,
	};

	*m = (struct merge){.returns = returns, .only = only};
	m->panel_columns = find_panel_columns(returns);
	m->sources = xcalloc(count, sizeof(*m->sources));
	m->heap = xcalloc(count, sizeof(*m->heap));
	m->source_count = count;
	for (size_t i = 0; i < count; i++) {
		struct merge_source *s = &m->sources[i];
		int got;
		s->index = (unsigned)i;
		if (table_open(&s->reader, paths[i], candidates,
		               only == PERIOD_NONE ? 1 : FACT_ROLES, err) < 0)
			return -1;
		s->open = true;
		while (s->reader.table != candidates[s->role])
			s->role++;
		got = advance(m, s, err);
		if (got < 0)
			return -1;
		if (got > 0)
			m->heap[m->heap_count++] = entry_of(s);
	}
	for (size_t i = m->heap_count; i-- > 0;)
		sift_down(m, i);
	return 0;
}

/* Of rows in short, what the fact before has too is shared with it. */
static struct slice *copy_differences(struct batch *b, const struct merge_source *s, size_t n)
{
	const struct short_reader *r = s->reader.brief;
	bool follows = !r->fresh && s->copied && s->copied_line + 1 == s->reader.csv.line;
	const struct slice *before = follows ? s->copied : NULL;
	struct slice *copied = arena_alloc(&b->arena, n * sizeof(*copied) + r->row_bytes);
	char *to = (char *)(copied + n);

	if (!before) {
		for (size_t i = 0; i < n; i++)
			copied[i] = arena_copy(&b->arena, r->fields[i]);
		return copied;
	}
	for (size_t i = 0; i < n; i++) {
		copied[i] = before[i];
		if (!r->differs[i])
			continue;
		copied[i] = (struct slice){to, r->fields[i].n};
		to = slice_copy(to, r->fields[i]);
	}
	return copied;
}

/* The fields of a row of CSV lie in one piece of memory, one after the other: it is copied whole. */
static struct slice *copy_fields(struct batch *b, const struct slice *fields, size_t n)
{
	const char *from = fields[0].p, *to = fields[n - 1].p + fields[n - 1].n;
	struct slice *copied = arena_alloc(&b->arena, n * sizeof(*copied) + (size_t)(to - from));
	char *bytes = (char *)(copied + n);

	memcpy(bytes, from, (size_t)(to - from));
	for (size_t i = 0; i < n; i++)
		copied[i] = (struct slice){bytes + (fields[i].p - from), fields[i].n};
	return copied;
}

/* The fields of a fact, in the order of facts.csv. */
static struct slice *fields_of(const struct merge *m, struct merge_source *s, struct batch *b)
{
	const struct returns *returns = m->returns;
	struct slice *fields, *own;

	fields = s->reader.brief ? copy_differences(b, s, s->reader.table->count)
	                         : copy_fields(b, s->reader.csv.fields, s->reader.table->count);
	s->copied = fields;
	s->copied_line = s->reader.csv.line;
	if (s->role != FACT_LAST_YEAR)
		return fields;
	own = arena_alloc(&b->arena, returns->facts.count * sizeof(*own));
	for (size_t i = 0; i < returns->facts.count; i++)
		own[i] = fields[m->panel_columns[i]];
	return own;
}

/* Where each period's panel is made apart, whether the fact is of a period that it may be of. */
static bool is_in_place(const struct merge *m, const struct merge_source *s, period at)
{
	if (m->only == PERIOD_NONE)
		return true;
	switch (s->role) {
	case FACT_OWN:
		return at == m->only;
	case FACT_KNOWN:
		return at < m->only;
	default:
		return at == m->only - MONTHS_A_YEAR;
	}
}

static int take_fact(const struct merge *m, struct merge_source *s, struct batch *b,
                     struct err *err)
{
	enum presence presence = PRESENCE_RETURNED;

	if (!table_repeats(&s->reader, FACT_PERIOD))
		s->period = period_parse(table_field(&s->reader, FACT_PERIOD));
	if (!table_repeats(&s->reader, FACT_BASIS))
		s->basis = basis_parse(table_field(&s->reader, FACT_BASIS));
	if (s->period == PERIOD_NONE)
		return table_wrong(&s->reader, FACT_PERIOD, err, T("is no period", "不是报告期"));
	if (s->basis < 0)
		return table_wrong(&s->reader, FACT_BASIS, err, T("is no basis", "不是口径"));
	if (!is_in_place(m, s, s->period))
		return table_wrong(&s->reader, FACT_PERIOD, err,
		                   T("is not of the period that this file is read for",
		                     "与本次所做报告期不符"));
	if (s->role == FACT_LAST_YEAR)
		presence = presence_parse(table_field(&s->reader, m->returns->panel_presence));
	if (presence == PRESENCE_COUNT)
		return table_wrong(&s->reader, m->returns->panel_presence, err,
		                   T("is no presence", "不是填报状态"));
	VEC_GROW(b->facts, b->fact_count, b->fact_capacity);
	b->facts[b->fact_count] = (struct fact){.fields = fields_of(m, s, b),
	                                        .role = s->role,
	                                        .period = s->period,
	                                        .basis = (enum basis)s->basis,
	                                        .file = s->index,
	                                        .serial = (unsigned)b->fact_count,
	                                        .presence = presence};
	b->fact_count++;
	return 0;
}

/* Facts come file by file and line by line: keep that order among equal periods. */
static void sort_facts(struct fact *facts, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct fact f = facts[i];
		size_t at = i;
		while (at > 0 &&
		       (facts[at - 1].period > f.period ||
		        (facts[at - 1].period == f.period && facts[at - 1].basis > f.basis))) {
			facts[at] = facts[at - 1];
			at--;
		}
		facts[at] = f;
	}
}

static void end_enterprise(struct batch *b)
{
	if (b->count + 2 > b->capacity) {
		b->capacity = 2 * b->capacity + 16;
		b->starts = xrealloc(b->starts, b->capacity * sizeof(*b->starts));
	}
	b->starts[0] = 0;
	b->starts[++b->count] = b->fact_count;
	sort_facts(batch_facts(b, b->count - 1), batch_fact_count(b, b->count - 1));
}

/* The source that was first has moved on, if there is more: which is first now? */
static void put_in_order(struct merge *m, bool more)
{
	if (!more)
		m->heap[0] = m->heap[--m->heap_count];
	else if (m->heap_count > 1)
		m->heap[0] = entry_of(m->heap[0].source);
	if (m->heap_count > 1)
		sift_down(m, 0);
}

/* Whether the fact that comes first is of the enterprise, as the one taken from `before` was. */
static bool goes_on(const struct merge *m, const struct merge_source *before,
                    struct slice enterprise)
{
	const struct merge_source *s = m->heap_count ? m->heap[0].source : NULL;

	return s && ((s == before && table_repeats(&s->reader, FACT_ENTERPRISE)) ||
	             slice_eq(table_field(&s->reader, FACT_ENTERPRISE), enterprise));
}

/* All facts of the enterprise that comes first; *bytes grows by what they take. */
static int take_enterprise(struct merge *m, struct batch *b, size_t *bytes, struct err *err)
{
	struct merge_source *s = m->heap[0].source;
	struct slice enterprise = table_field(&s->reader, FACT_ENTERPRISE);

	text_clear(&m->preceding);
	text_add_slice(&m->preceding, enterprise);
	enterprise = text_slice(&m->preceding);
	do {
		int got;
		s = m->heap[0].source;
		*bytes += s->reader.csv.raw.n;
		if (take_fact(m, s, b, err) < 0)
			return -1;
		got = advance(m, s, err);
		if (got < 0)
			return -1;
		put_in_order(m, got > 0);
	} while (goes_on(m, s, enterprise));
	end_enterprise(b);
	return 0;
}

int merge_take(struct merge *m, struct batch *b, struct err *err)
{
	size_t bytes = 0;

	arena_clear(&b->arena);
	b->fact_count = b->count = 0;
	for (size_t i = 0; i < m->heap_count; i++)
		m->heap[i].source->copied = NULL;
	b->first = m->preceding.p == NULL;
	b->preceding = arena_copy(&b->arena, text_slice(&m->preceding));
	while (m->heap_count && bytes < BATCH_BYTES)
		if (take_enterprise(m, b, &bytes, err) < 0)
			return -1;
	return b->count > 0;
}

void batch_release(struct batch *b)
{
	arena_release(&b->arena);
	free(b->facts);
	free(b->starts);
	*b = (struct batch){0};
}

const struct input *merge_input(const struct merge *m, size_t i)
{
	return &m->sources[i].reader.csv.in.in;
}

void merge_close(struct merge *m)
{
	for (size_t i = 0; i < m->source_count; i++) {
		if (m->sources[i].open)
			table_reader_close(&m->sources[i].reader);
		for (size_t k = 0; k < KEYS; k++)
			text_release(&m->sources[i].last[k]);
	}
	text_release(&m->preceding);
	free(m->sources);
	free(m->heap);
	free(m->panel_columns);
	*m = (struct merge){0};
}
