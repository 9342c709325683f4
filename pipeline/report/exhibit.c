#include "report/exhibit.h"

#include <stdlib.h>

const struct bilingual withheld_note = {WITHHELD "：涉及企业过少，不予公布。", WITHHELD
                                        ": not made public, as too few enterprises are behind it."};

void exhibit_init(struct exhibit *e, const struct exhibit_setting *setting)
{
	*e = (struct exhibit){.setting = setting,
	                      .title = setting->title,
	                      .note = setting->note,
	                      .marked = SIZE_MAX,
	                      .total = SIZE_MAX};
}

void exhibit_release(struct exhibit *e)
{
	free(e->columns);
	free(e->cells);
	arena_release(&e->arena);
	*e = (struct exhibit){0};
}

void exhibit_column(struct exhibit *e, const char *id, enum exhibit_cell kind,
                    struct bilingual title, const struct unit *unit)
{
	VEC_GROW(e->columns, e->column_count, e->column_capacity);
	e->columns[e->column_count++] = (struct exhibit_column){id, kind, title, unit};
}

void exhibit_put(struct exhibit *e, struct bilingual value)
{
	VEC_GROW(e->cells, e->cell_count, e->cell_capacity);
	if (value.zh)
		value.zh = arena_strdup(&e->arena, slice_of(value.zh));
	if (value.en)
		value.en = arena_strdup(&e->arena, slice_of(value.en));
	e->cells[e->cell_count++] = value;
}

void exhibit_put_slice(struct exhibit *e, struct slice value)
{
	const char *text = value.n ? arena_strdup(&e->arena, value) : NULL;

	VEC_GROW(e->cells, e->cell_count, e->cell_capacity);
	e->cells[e->cell_count++] = (struct bilingual){text, text};
}

void exhibit_put_missing(struct exhibit *e)
{
	exhibit_put(e, (struct bilingual){NULL, NULL});
}

void exhibit_put_withheld(struct exhibit *e)
{
	e->withheld = true;
	exhibit_put_slice(e, slice_of(WITHHELD));
}

void exhibit_mark_row(struct exhibit *e)
{
	e->marked = exhibit_rows(e) - 1;
}

struct bilingual in_both(struct arena *arena, void (*add)(struct text *t, const void *context),
                         const void *context)
{
	enum lang spoken = lang_switch(LANG_ZH);
	struct text zh = TEXT_INIT, en = TEXT_INIT;
	struct bilingual both;

	add(&zh, context);
	lang_switch(LANG_EN);
	add(&en, context);
	lang_switch(spoken);
	both.zh = arena_strdup(arena, text_slice(&zh));
	both.en = arena_strdup(arena, text_slice(&en));
	text_release(&zh);
	text_release(&en);
	return both;
}
