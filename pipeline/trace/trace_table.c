#include "trace/trace_table.h"

struct writer {
	struct table_writer w;
	const struct evidence *e;
	struct raw_files *raw; /* NULL: without the raw records */
	struct err *err;
};

static void put_amount(struct writer *t, bool adds, wide amount)
{
	if (adds)
		table_put_i128(&t->w, amount);
	else
		table_put_missing(&t->w);
}

static int put_record(struct writer *t, const struct contribution *c, const struct source_row *row)
{
	const struct raw_file *f = t->raw ? raw_files_open(t->raw, row->origin, t->err) : NULL;
	struct raw_record records[MOST_RECORDS] = {{.text = {"", 0}}};

	if (t->raw && !f)
		return -1;
	if (f)
		raw_file_records(f, row, c->enterprise, records);
	if (records[0].located) {
		table_put_u64(&t->w, records[0].offset);
		table_put_u64(&t->w, records[0].bytes);
	} else {
		table_put_missing(&t->w);
		table_put_missing(&t->w);
	}
	table_put(&t->w, records[0].text);
	return 0;
}

static int put_row(struct writer *t, const struct contribution *c, size_t i)
{
	const struct configuration *config = t->e->figure->config;
	const struct source_row *row = &c->sources[i];
	struct text period_text = TEXT_INIT;

	table_put(&t->w, c->enterprise);
	table_put(&t->w, c->name);
	table_put(&t->w, config->regions.nodes[c->region].code);
	table_put(&t->w, config->industries.nodes[c->industry].code);
	table_put_text(&t->w, standing_name(c->standing));
	put_amount(t, i == 0 && c->sides & ADDS_TO_NUMERATOR, c->numerator);
	put_amount(t, i == 0 && c->sides & ADDS_TO_DENOMINATOR, c->denominator);
	period_add(&period_text, row->period, row->basis);
	table_put(&t->w, text_slice(&period_text));
	text_release(&period_text);
	table_put_text(&t->w, basis_name(row->basis));
	table_put(&t->w, row->origin);
	table_put(&t->w, row->line);
	if (put_record(t, c, row) < 0)
		return -1;
	table_end_row(&t->w);
	return 0;
}

static int put_all(struct writer *t)
{
	for (size_t i = 0; i < t->e->count; i++)
		for (size_t k = 0; k < t->e->items[i].source_count; k++)
			if (put_row(t, &t->e->items[i], k) < 0)
				return -1;
	return 0;
}

int trace_table_write(const char *path, const struct evidence *e, struct raw_files *raw,
                      struct err *err)
{
	struct writer t = {.e = e, .raw = raw, .err = err};
	int result = table_create(&t.w, path, &table_trace, err);

	if (result < 0)
		return -1;
	result = put_all(&t);
	if (result == 0)
		result = table_commit(&t.w, err);
	table_close(&t.w);
	return result;
}
