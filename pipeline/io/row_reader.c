#include "io/row_reader.h"

const char *const row_form_names[ROW_FORMS] = {"csv", "json", "json-lines"};

static const struct row_form_reader *const readers[ROW_FORMS] = {&csv_rows, &json_rows, &json_rows};

bool row_form_has_members(enum row_form form)
{
	return readers[form]->members != NULL;
}

int row_reader_open(struct row_reader *r, const char *path, const struct row_format *format,
                    struct err *err)
{
	*r = (struct row_reader){.form = readers[format->form]};
	return r->form->open(r, path, format, err);
}

int row_reader_next(struct row_reader *r, struct err *err)
{
	return r->form->next(r, err);
}

void row_reader_close(struct row_reader *r)
{
	if (r->state)
		r->form->close(r);
	*r = (struct row_reader){0};
}

bool row_reader_constant(struct row_reader *r, const char *pointer, struct text *value)
{
	return r->form->constant && r->form->constant(r, pointer, value);
}

const char *row_reader_members(const struct row_reader *r)
{
	return r->form->members ? r->form->members(r) : NULL;
}
