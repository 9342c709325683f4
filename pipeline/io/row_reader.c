#include "io/row_reader.h"

#include <string.h>

#include "base/fold.h"
#include "base/log.h"

const char *const row_form_names[ROW_FORMS] = {"csv", "xlsx", "xls", "html", "json", "json-lines"};

static const struct row_form_reader *const readers[ROW_FORMS] = {
        &csv_rows, &xlsx_rows, &xls_rows, &html_rows, &json_rows, &json_rows};

bool row_form_has_members(enum row_form form)
{
	return readers[form]->members != NULL;
}

/* --- What a file really is ----------------------------------------------------------------- */

enum { LOOKED_AT = 4096 };

static bool begins_with_tag(const unsigned char *p, size_t n)
{
	size_t i = n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (i < n && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n'))
		i++;
	return i < n && p[i] == '<';
}

static enum row_form recognise(const unsigned char *p, size_t n, enum row_form expected)
{
	if (n >= 4 && memcmp(p, "PK\3\4", 4) == 0)
		return ROW_FORM_XLSX;
	if (n >= 8 && memcmp(p, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
		return ROW_FORM_XLS;
	if (expected == ROW_FORM_CSV || expected == ROW_FORM_HTML)
		return expected;
	return begins_with_tag(p, n) ? ROW_FORM_HTML : ROW_FORM_CSV;
}

/* The delimiter of text that was said to be a spreadsheet, by the one it has most of. */
static char likely_delimiter(const unsigned char *p, size_t n)
{
	static const char delimiters[] = {'\t', ',', ';'};
	size_t most = 0;
	char likely = '\t';

	for (size_t k = 0; k < sizeof(delimiters); k++) {
		size_t count = 0;
		for (size_t i = 0; i < n; i++)
			count += p[i] == (unsigned char)delimiters[k];
		if (count > most) {
			most = count;
			likely = delimiters[k];
		}
	}
	return likely;
}

static int find_form(struct row_reader *r, struct input *in, struct row_format *format,
                     struct err *err)
{
	const unsigned char *p;
	size_t n;

	r->found = format->form;
	if (row_form_has_members(format->form))
		return 0;
	if (input_peek(in, LOOKED_AT, &p, &n, err) < 0)
		return -1;
	r->found = recognise(p, n, format->form);
	if (r->found == format->form)
		return 0;
	log_detail(T("'%s' is said to be %s, and is read as %s", "'%s' 标明为 %s，按 %s 读取"),
	           in->path, row_form_names[format->form], row_form_names[r->found]);
	if (r->found == ROW_FORM_CSV && !format->delimiter)
		format->delimiter = likely_delimiter(p, n);
	return 0;
}

int row_reader_open(struct row_reader *r, const char *path, const struct row_format *format,
                    struct err *err)
{
	struct row_format found = *format;
	struct input in;

	*r = (struct row_reader){0};
	if (input_open(&in, path, err) < 0)
		return -1;
	if (find_form(r, &in, &found, err) < 0) {
		input_close(&in);
		return -1;
	}
	found.form = r->found;
	r->form = readers[r->found];
	if (r->form->open(r, &in, &found, err) == 0)
		return 0;
	row_reader_close(r);
	return -1;
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

bool row_reader_splits(const struct row_reader *r)
{
	return r->form->take != NULL;
}

int row_reader_take(struct row_reader *r, void **block, struct err *err)
{
	return r->form->take(r, block, err);
}

void row_reader_open_block(struct row_reader *own, const struct row_reader *r, const void *block)
{
	own->form = r->form;
	own->found = r->found;
	own->in = r->in;
	r->form->open_block(own, r, block);
}

void row_reader_free_block(const struct row_reader *r, void *block)
{
	if (block)
		r->form->free_block(block);
}

bool row_reader_constant(struct row_reader *r, const char *pointer, struct text *value)
{
	return r->form->constant && r->form->constant(r, pointer, value);
}

const char *row_reader_members(const struct row_reader *r)
{
	return r->form->members ? r->form->members(r) : NULL;
}

/* --- Tables and sheets --------------------------------------------------------------------- */

static int no_table(const struct row_format *format, const char *const *names, size_t count,
                    size_t matches, const char *path, struct err *err)
{
	struct text known = TEXT_INIT;

	for (size_t i = 0; i < count && known.n < 400; i++)
		text_addf(&known, "%s%zu '%s'", i ? ", " : "", i + 1, names[i]);
	if (count == 0)
		err_set(err, RD_INPUT, T("there is no table in it", "其中没有表格"));
	else if (format->table_number)
		err_set(err, RD_INPUT,
		        T("there is no table or sheet %llu", "没有第 %llu 个表格或工作表"),
		        (unsigned long long)format->table_number);
	else
		err_set(err, RD_INPUT,
		        matches ? T("more than one table or sheet is called '%s'",
		                    "名称含有 '%s' 的表格或工作表不止一个")
		                : T("no table or sheet is called '%s'",
		                    "没有名称含有 '%s' 的表格或工作表"),
		        format->table);
	if (known.n)
		err_hint(err, T("there are: %s", "现有：%s"), known.p);
	text_release(&known);
	return err_at(err, path, 0, 0);
}

/* Whether the name has all parts of the text between "{_}", one behind the other. */
static bool contains(const char *name, struct slice part, struct text *scratch)
{
	static const char anything[] = "{_}";
	struct slice rest;

	text_clear(scratch);
	fold_key(slice_of(name), scratch);
	rest = text_slice(scratch);
	while (part.n) {
		const char *end = memmem(part.p, part.n, anything, 3);
		size_t n = end ? (size_t)(end - part.p) : part.n;
		const char *found = memmem(rest.p, rest.n, part.p, n);
		if (!found)
			return false;
		rest.n -= (size_t)(found - rest.p) + n;
		rest.p = found + n;
		n += end ? 3 : 0;
		part.p += n;
		part.n -= n;
	}
	return scratch->n > 0;
}

int row_table_choose(const struct row_format *format, const char *const *names, size_t count,
                     const char *path, struct err *err)
{
	struct text part = TEXT_INIT, scratch = TEXT_INIT;
	size_t matches = 0, chosen = 0;

	if (format->table_number) {
		chosen = (size_t)format->table_number - 1;
		matches = chosen < count;
	} else if (!format->table) {
		matches = count > 0;
	} else {
		fold_key(slice_of(format->table), &part);
		for (size_t i = count; i > 0; i--)
			if (contains(names[i - 1], text_slice(&part), &scratch)) {
				chosen = i - 1;
				matches++;
			}
	}
	text_release(&part);
	text_release(&scratch);
	return matches == 1 ? (int)chosen : no_table(format, names, count, matches, path, err);
}

bool row_text_is_number(struct slice text)
{
	bool digit = false;

	for (size_t i = 0; i < text.n; i++) {
		if (!strchr("0123456789.,+-%() ", text.p[i]))
			return false;
		digit = digit || (text.p[i] >= '0' && text.p[i] <= '9');
	}
	return digit;
}
