#include "panel/merge.h"

#include <stdlib.h>

struct merge_source {
	struct table_reader reader;
	unsigned index;
	bool open;
	struct text last; /* enterprise, period and basis of the row before, for the order */
	size_t last_ends[3];
};

static struct slice key_part(const struct merge_source *s, size_t i)
{
	size_t start = i ? s->last_ends[i - 1] : 0;

	return (struct slice){s->last.p + start, s->last_ends[i] - start};
}

static void remember_key(struct merge_source *s)
{
	text_clear(&s->last);
	for (size_t i = 0; i < 3; i++) {
		text_add_slice(&s->last, table_field(&s->reader, i));
		s->last_ends[i] = s->last.n;
	}
}

/* Advances a source; 1 with a row, 0 at its end, -1 on error or if its order breaks. */
static int advance(struct merge *m, struct merge_source *s, struct err *err)
{
	int got = table_next(&s->reader, err);

	if (got <= 0)
		return got;
	m->rows++;
	for (size_t i = 0; i < 3 && s->last.n; i++) {
		int order = slice_cmp(key_part(s, i), table_field(&s->reader, i));
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

static bool before(const struct merge_source *a, const struct merge_source *b)
{
	int order = slice_cmp(table_field(&a->reader, FACT_ENTERPRISE),
	                      table_field(&b->reader, FACT_ENTERPRISE));

	return order ? order < 0 : a->index < b->index;
}

static void sift_down(struct merge *m, size_t i)
{
	for (;;) {
		size_t least = i;
		struct merge_source *swap;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < m->heap_count && before(m->heap[child], m->heap[least]))
				least = child;
		if (least == i)
			return;
		swap = m->heap[i];
		m->heap[i] = m->heap[least];
		m->heap[least] = swap;
		i = least;
	}
}

int merge_open(struct merge *m, const char *const *paths, size_t count,
               const struct returns *returns, struct err *err)
{
	const struct table *const candidates[] = {&returns->facts};

	*m = (struct merge){.returns = returns};
	m->sources = xcalloc(count, sizeof(*m->sources));
	m->heap = xcalloc(count, sizeof(struct merge_source *));
	m->source_count = count;
	for (size_t i = 0; i < count; i++) {
		struct merge_source *s = &m->sources[i];
		int got;
		s->index = (unsigned)i;
		if (table_open(&s->reader, paths[i], candidates, 1, err) < 0)
			return -1;
		s->open = true;
		got = advance(m, s, err);
		if (got < 0)
			return -1;
		if (got > 0)
			m->heap[m->heap_count++] = s;
	}
	for (size_t i = m->heap_count; i-- > 0;)
		sift_down(m, i);
	return 0;
}

static int take_fact(struct merge *m, const struct merge_source *s, struct err *err)
{
	size_t n = m->returns->facts.count;
	int basis = basis_parse(table_field(&s->reader, FACT_BASIS));
	period at = period_parse(table_field(&s->reader, FACT_PERIOD));
	struct fact *f;

	if (at == PERIOD_NONE)
		return table_wrong(&s->reader, FACT_PERIOD, err, T("is no period", "不是报告期"));
	if (basis < 0)
		return table_wrong(&s->reader, FACT_BASIS, err, T("is no basis", "不是口径"));
	VEC_GROW(m->facts, m->fact_count, m->fact_capacity);
	f = &m->facts[m->fact_count];
	*f = (struct fact){.period = at,
	                   .basis = (enum basis)basis,
	                   .file = s->index,
	                   .serial = (unsigned)m->fact_count,
	                   .presence = PRESENCE_RETURNED};
	f->fields = arena_alloc(&m->arena, n * sizeof(*f->fields));
	for (size_t i = 0; i < n; i++)
		f->fields[i] = arena_copy(&m->arena, table_field(&s->reader, i));
	m->fact_count++;
	return 0;
}

/* Facts come file by file and line by line: keep that order among equal periods. */
static void sort_facts(struct merge *m)
{
	for (size_t i = 1; i < m->fact_count; i++) {
		struct fact f = m->facts[i];
		size_t at = i;
		while (at > 0 && (m->facts[at - 1].period > f.period ||
		                  (m->facts[at - 1].period == f.period &&
		                   m->facts[at - 1].basis > f.basis))) {
			m->facts[at] = m->facts[at - 1];
			at--;
		}
		m->facts[at] = f;
	}
}

int merge_next(struct merge *m, struct err *err)
{
	struct slice enterprise;

	if (m->heap_count == 0)
		return 0;
	arena_clear(&m->arena);
	m->fact_count = 0;
	enterprise = arena_copy(&m->arena, table_field(&m->heap[0]->reader, FACT_ENTERPRISE));
	while (m->heap_count &&
	       slice_eq(table_field(&m->heap[0]->reader, FACT_ENTERPRISE), enterprise)) {
		int got;
		if (take_fact(m, m->heap[0], err) < 0)
			return -1;
		got = advance(m, m->heap[0], err);
		if (got < 0)
			return -1;
		if (got == 0)
			m->heap[0] = m->heap[--m->heap_count];
		sift_down(m, 0);
	}
	sort_facts(m);
	return 1;
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
		text_release(&m->sources[i].last);
	}
	arena_release(&m->arena);
	free(m->sources);
	free(m->heap);
	free(m->facts);
	*m = (struct merge){0};
}
