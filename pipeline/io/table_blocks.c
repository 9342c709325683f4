#include "io/table_blocks.h"

#include <stdlib.h>

#include "base/conveyor.h"
#include "base/log.h"
#include "io/csv_blocks.h"

struct slot {
	struct table_reader rows;
	struct csv_block block;
	struct short_block brief;   /* where rows are in short */
	struct short_reader reader; /* of it */
	void *worker;
};

struct reading {
	struct table_reader *r;
	table_block_reader read;
	table_block_giver give;
};

static void count_rows(struct table_reader *r, struct slot *s)
{
	r->rows += s->rows.rows;
	s->rows.rows = 0;
	log_progress(T("rows", "行"), r->rows, 0);
}

static int take(void *shared, void *slot, struct err *err)
{
	struct reading *reading = shared;
	struct slot *s = slot;

	count_rows(reading->r, s);
	if (reading->r->brief)
		return short_take(reading->r->brief, &reading->r->csv.in.in, &s->brief, err);
	return csv_take(&reading->r->csv, &s->block, err);
}

static int work(void *shared, void *slot, struct err *err)
{
	struct reading *reading = shared;
	struct slot *s = slot;

	if (reading->r->brief) {
		short_open_block(&s->reader, reading->r->brief, &s->brief);
		s->rows.brief = &s->reader;
		s->rows.csv.in.in.path = reading->r->csv.in.in.path;
	} else {
		csv_open_block(&s->rows.csv, &reading->r->csv, &s->block);
	}
	s->rows.table = reading->r->table;
	return reading->read(s->worker, &s->rows, err);
}

static int give_block(void *shared, void *slot, struct err *err)
{
	struct reading *reading = shared;
	struct slot *s = slot;

	return reading->give(s->worker, err);
}

int table_read_blocks(struct table_reader *r, table_block_reader read, table_block_giver give,
                      void **workers, unsigned threads, struct err *err)
{
	struct reading reading = {r, read, give};
	struct slot slots[MOST_THREADS] = {0};
	void *places[MOST_THREADS];
	struct conveyor belt = {.shared = &reading,
	                        .slots = places,
	                        .threads = threads,
	                        .take = take,
	                        .work = work,
	                        .give = give ? give_block : NULL};
	int result;

	for (unsigned i = 0; i < threads; i++) {
		slots[i].worker = workers[i];
		places[i] = &slots[i];
	}
	result = conveyor_run(&belt, err);
	for (unsigned i = 0; i < threads; i++) {
		count_rows(r, &slots[i]);
		if (r->brief) {
			short_block_release(&slots[i].brief);
			slots[i].reader.block = (struct short_block){0};
			short_reader_release(&slots[i].reader);
			continue;
		}
		table_reader_close(&slots[i].rows);
		csv_block_release(&slots[i].block);
	}
	return result;
}
