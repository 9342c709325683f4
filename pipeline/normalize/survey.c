#include "normalize/survey.h"

#include <stdlib.h>

#include "base/fold.h"
#include "io/encoding.h"
#include "io/html_text.h"
#include "io/path.h"
#include "normalize/cell_look.h"

enum { LOOKED_AT = 64 * 1024, LONGEST_NAME = 200 };

/* Folded, and no longer than a person reads. */
static const char *keep_name(struct survey *s, const char *name)
{
	struct text folded = TEXT_INIT;
	const char *kept;

	if (name)
		fold_width(slice_of(name), &folded);
	if (folded.n > LONGEST_NAME)
		text_truncate(&folded, LONGEST_NAME);
	while (folded.n && !utf8_valid(text_slice(&folded)))
		text_truncate(&folded, folded.n - 1);
	kept = arena_strdup(&s->arena, text_slice(&folded));
	text_release(&folded);
	return kept;
}

/* --- Rows ---------------------------------------------------------------------------------- */

struct survey_row *survey_add_row(struct survey *s, size_t width, uint64_t line)
{
	struct survey_row *row;

	VEC_GROW(s->rows, s->row_count, s->row_capacity);
	row = &s->rows[s->row_count++];
	*row = (struct survey_row){.line = line};
	row->most = width < SURVEY_COLUMNS ? width : SURVEY_COLUMNS;
	row->cells = arena_alloc(&s->arena, (row->most + 1) * sizeof(*row->cells));
	return row;
}

void survey_add_cell(struct survey *s, struct survey_row *row, struct slice text)
{
	struct text decoded = TEXT_INIT, folded = TEXT_INIT;

	if (row->count == row->most)
		return;
	if (text.n > SURVEY_CELL)
		text.n = SURVEY_CELL;
	if (s->marked_up && html_text_is_marked_up(text)) {
		html_text_add(text, &decoded);
		text = text_slice(&decoded);
	}
	fold_width(text, &folded);
	row->cells[row->count++] = arena_copy(&s->arena, text_slice(&folded));
	text_release(&decoded);
	text_release(&folded);
}

static bool has_entity(struct slice text)
{
	const char *p = text.n ? memchr(text.p, '&', text.n) : NULL;
	const char *end = p ? memchr(p, ';', text.n - (size_t)(p - text.p)) : NULL;

	return end && end - p <= 8 && end - p >= 3;
}

static void take_row(struct survey *s, const struct row_reader *r)
{
	struct survey_row *row;

	if (r->problem != ROW_FINE) {
		s->with_broken = true;
		return;
	}
	for (size_t i = 0; i < r->count && s->format.form == ROW_FORM_CSV; i++)
		s->marked_up = s->marked_up || has_entity(r->cells[i]);
	row = survey_add_row(s, r->count, r->line);
	for (size_t i = 0; i < r->count; i++)
		survey_add_cell(s, row, r->cells[i]);
}

static int read_rows(struct survey *s, struct err *err)
{
	struct row_reader r;
	int got = row_reader_open(&r, s->path, &s->format, err);

	if (got < 0)
		return -1;
	if (r.table_name)
		s->table_name = keep_name(s, r.table_name);
	while (s->row_count < SURVEY_ROWS && (got = row_reader_next(&r, err)) > 0)
		take_row(s, &r);
	row_reader_close(&r);
	return got < 0 ? -1 : 0;
}

/* --- Tables and sheets --------------------------------------------------------------------- */

static size_t numbers_in(struct survey *s, struct err *err)
{
	struct row_reader r;
	size_t numbers = 0;

	if (row_reader_open(&r, s->path, &s->format, err) < 0)
		return SIZE_MAX;
	s->tables[s->table_count++] = keep_name(s, r.table_name);
	for (int rows = 0; rows < SURVEY_ROWS && row_reader_next(&r, err) > 0; rows++)
		for (size_t i = 0; i < r.count; i++)
			numbers += number_look(r.cells[i]).is_number;
	row_reader_close(&r);
	return numbers;
}

/* Settles on the table with most numbers, unless one is asked for. */
static int choose_table(struct survey *s, struct err *err)
{
	const char *asked = s->format.table;
	uint64_t best = 0;
	size_t most = 0;

	s->tables = xcalloc(SURVEY_TABLES, sizeof(*s->tables));
	s->format.table = NULL;
	for (uint64_t number = 1; number <= SURVEY_TABLES; number++) {
		struct err none = ERR_INIT;
		size_t numbers;
		s->format.table_number = number;
		numbers = numbers_in(s, &none);
		if (numbers == SIZE_MAX && number == 1)
			*err = none;
		if (numbers == SIZE_MAX)
			break;
		if (numbers > most || best == 0) {
			most = numbers;
			best = number;
		}
	}
	s->format.table = asked;
	s->format.table_number = asked ? 0 : best;
	return s->table_count ? 0 : -1;
}

/* --- What kind of file it is ---------------------------------------------------------------- */

/* UTF-16 without a mark shows as a zero in every second byte. */
static const char *wide_encoding(const unsigned char *p, size_t n)
{
	size_t even = 0, odd = 0;

	for (size_t i = 0; i + 1 < n; i += 2) {
		even += p[i] == 0;
		odd += p[i + 1] == 0;
	}
	if (n >= 8 && odd > n / 8 && even == 0)
		return "utf-16le";
	return n >= 8 && even > n / 8 && odd == 0 ? "utf-16be" : NULL;
}

/* The encoding to be named in the mapping; NULL where it is found out anyway. */
static const char *find_encoding(const unsigned char *p, size_t n)
{
	struct slice rest = {(const char *)p, n};
	size_t length;

	if (n >= 2 && ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff)))
		return NULL;
	while (rest.n && (length = utf8_length(rest))) {
		rest.p += length;
		rest.n -= length;
	}
	if (rest.n < 4 && !memchr(p, 0, n))
		return NULL;
	return memchr(p, 0, n) ? wide_encoding(p, n) : "gb18030";
}

/* How many lines have as many of the delimiter as most lines have. */
static size_t regular_lines(struct slice text, char delimiter, size_t *per_line)
{
	size_t counts[64] = {0}, best = 0, here = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			quoted = !quoted;
		else if (text.p[i] == delimiter && !quoted)
			here++;
		if (text.p[i] != '\n' || quoted)
			continue;
		counts[here < 63 ? here : 63]++;
		here = 0;
	}
	counts[here < 63 ? here : 63]++;
	for (size_t k = 1; k < 64; k++)
		if (counts[k] > counts[best] || best == 0)
			best = k;
	*per_line = best;
	return counts[best];
}

static char find_delimiter(struct slice text)
{
	static const char delimiters[] = {',', '\t', ';', '|'};
	size_t best = 0;
	char found = ',';

	for (size_t i = 0; i < sizeof(delimiters); i++) {
		size_t per_line, lines = regular_lines(text, delimiters[i], &per_line);
		if (lines * per_line > best) {
			best = lines * per_line;
			found = delimiters[i];
		}
	}
	return found;
}

static int look_at_text(struct survey *s, struct err *err)
{
	char *buffer = xmalloc(LOOKED_AT);
	struct text_input in;
	struct slice text = {buffer, 0};
	ssize_t got = 0;

	if (text_input_open(&in, s->path, s->format.encoding, err) < 0) {
		free(buffer);
		return -1;
	}
	while (LOOKED_AT - text.n >= 64 &&
	       (got = text_input_read(&in, buffer + text.n, LOOKED_AT - text.n, err)) > 0)
		text.n += (size_t)got;
	text_input_close(&in);
	if (got >= 0) {
		const char *tab, *comma;
		s->format.delimiter = find_delimiter(text);
		tab = memchr(buffer, '\t', text.n);
		comma = tab ? memchr(buffer, ',', (size_t)(tab - buffer)) : NULL;
		if (comma && memchr(comma, '\\', (size_t)(tab - comma))) {
			s->format.delimiter = '\t';
			s->format.packed = ',';
		}
	}
	free(buffer);
	return got < 0 ? -1 : 0;
}

static unsigned char first_character(const unsigned char *p, size_t n)
{
	size_t i = n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (i < n && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n'))
		i++;
	return i < n ? p[i] : 0;
}

static enum row_form find_form(const unsigned char *p, size_t n)
{
	unsigned char first = first_character(p, n);

	if (n >= 4 && memcmp(p, "PK\3\4", 4) == 0)
		return ROW_FORM_XLSX;
	if (n >= 8 && memcmp(p, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
		return ROW_FORM_XLS;
	if (first == '<')
		return ROW_FORM_HTML;
	return first == '{' || first == '[' ? ROW_FORM_JSON : ROW_FORM_CSV;
}

static int nothing_in(const struct survey *s, struct err *err)
{
	err_set(err, RD_INPUT, T("the file is empty", "文件为空"));
	err_hint(err, T("fetch or export it again", "请重新获取或导出该文件"));
	return err_at(err, s->path, 0, 0);
}

static int look_at_bytes(struct survey *s, struct err *err)
{
	const unsigned char *p;
	struct input in;
	size_t n;

	if (input_open(&in, s->path, err) < 0)
		return -1;
	if (input_peek(&in, LOOKED_AT, &p, &n, err) < 0) {
		input_close(&in);
		return -1;
	}
	s->format.form = find_form(p, n);
	if (s->format.form != ROW_FORM_XLSX && s->format.form != ROW_FORM_XLS)
		s->format.encoding = find_encoding(p, n);
	input_close(&in);
	return n ? 0 : nothing_in(s, err);
}

int survey_file(struct survey *s, const char *path, const char *table, struct err *err)
{
	int result;

	*s = (struct survey){.path = path, .file_name = path_name(path)};
	s->format.table = table;
	result = look_at_bytes(s, err);
	if (result < 0)
		goto out;
	switch (s->format.form) {
	case ROW_FORM_JSON:
		result = survey_json(s, err);
		break;
	case ROW_FORM_CSV:
		result = look_at_text(s, err);
		break;
	default:
		result = choose_table(s, err);
		break;
	}
	if (result == 0 && !row_form_has_members(s->format.form))
		result = read_rows(s, err);
	if (result == 0 && s->row_count == 0)
		result = nothing_in(s, err);
out:
	if (result < 0)
		survey_release(s);
	return result;
}

void survey_release(struct survey *s)
{
	free(s->rows);
	free(s->constants);
	free(s->tables);
	arena_release(&s->arena);
	*s = (struct survey){0};
}
