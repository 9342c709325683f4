#include "normalize/figure_writer.h"

#include "model/amount.h"
#include "model/tables.h"
#include "normalize/packed_row.h"

/* The columns of the table, and the line of the raw file. */
enum { LINE = OBS_COLUMNS, CELLS };

void figure_writer_init(struct figure_writer *w, const struct indicators *indicators)
{
	*w = (struct figure_writer){.indicators = indicators};
	table_gather(&w->table, &table_observations);
}

void figure_writer_flush(struct figure_writer *w)
{
	struct slice cells[CELLS];

	if (!w->key.n)
		return;
	packed_cells(text_slice(&w->packed), cells, CELLS);
	for (int i = 0; i < OBS_COLUMNS; i++)
		table_put(&w->table, cells[i]);
	table_end_row(&w->table);
	text_clear(&w->key);
}

static void hold(struct figure_writer *w, struct slice key, struct slice packed)
{
	text_clear(&w->key);
	text_clear(&w->packed);
	text_add_slice(&w->key, key);
	text_add_slice(&w->packed, packed);
}

static void warn(struct figure_writer *w, enum reject_code code, const struct slice *cells,
                 const struct slice *before)
{
	struct text relation = TEXT_INIT;
	struct problems problems;
	int64_t line = 0;

	text_addf(&relation, "%.*s (%.*s) ≠ %.*s (%.*s)", SLICE_FMT(cells[OBS_VALUE]),
	          SLICE_FMT(cells[OBS_STATUS]), SLICE_FMT(before[OBS_VALUE]),
	          SLICE_FMT(before[OBS_STATUS]));
	integer_parse(cells[LINE], &line);
	problems_clear(&problems);
	problems_add(&problems, code, arena_copy(&w->names, cells[OBS_INDICATOR]),
	             text_slice(&relation));
	reject_notes_add(&w->notes, arena_copy(&w->names, cells[OBS_ORIGIN]), (uint64_t)line,
	                 &problems);
	text_release(&relation);
}

/* What was not stated takes no figure away that was. */
static void put_again(struct figure_writer *w, struct slice key, struct slice packed)
{
	struct slice cells[CELLS], before[CELLS];
	bool same, in_one_file, unstated;

	packed_cells(packed, cells, CELLS);
	packed_cells(text_slice(&w->packed), before, CELLS);
	same = slice_eq(cells[OBS_VALUE], before[OBS_VALUE]) &&
	       slice_eq(cells[OBS_STATUS], before[OBS_STATUS]);
	in_one_file = slice_eq(cells[OBS_ORIGIN], before[OBS_ORIGIN]);
	unstated = !cells[OBS_VALUE].n && before[OBS_VALUE].n;
	if (unstated && !in_one_file)
		return;
	if (!same)
		warn(w, in_one_file ? REJECT_VALUE_TWICE : REJECT_VALUE_REPEATED, cells, before);
	if (!same && in_one_file)
		figure_writer_flush(w);
	hold(w, key, packed);
}

static bool is_of_a_ledger(const struct figure_writer *w, struct slice packed)
{
	struct slice cells[CELLS];
	const struct indicator *indicator;

	packed_cells(packed, cells, CELLS);
	indicator = indicators_find(w->indicators, cells[OBS_INDICATOR]);
	return indicator && indicator->ledger;
}

void figure_writer_put(struct figure_writer *w, struct slice key, struct slice packed)
{
	if (slice_eq(text_slice(&w->key), key) && !is_of_a_ledger(w, packed)) {
		put_again(w, key, packed);
		return;
	}
	figure_writer_flush(w);
	hold(w, key, packed);
}

void figure_writer_release(struct figure_writer *w)
{
	table_close(&w->table);
	reject_notes_release(&w->notes);
	text_release(&w->key);
	text_release(&w->packed);
	arena_release(&w->names);
}
