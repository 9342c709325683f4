#include "report/workbook_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "io/input.h"
#include "io/path.h"
#include "report/workbook.h"

enum { LARGEST_WORKBOOK = 256 << 20, MONTHS_A_YEAR = 12 };

/* --- Cells ----------------------------------------------------------------------------------- */

/* Bytes of the first `most` UTF-16 units of a text, as Excel counts its length. */
static size_t utf16_prefix(const char *text, size_t most)
{
	size_t units = 0, i = 0;

	while (text[i]) {
		unsigned char lead = (unsigned char)text[i];
		size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
		units += bytes == 4 ? 2 : 1;
		if (units > most)
			break;
		i += strnlen(text + i, bytes);
	}
	return i;
}

void sheet_text(lxw_worksheet *sheet, int row, int column, const char *text, lxw_format *format)
{
	enum { LONGEST_CELL = 32767 };
	char *cut = xstrndup(text, utf16_prefix(text, LONGEST_CELL));

	worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column, cut, format);
	free(cut);
}

void sheet_number(lxw_worksheet *sheet, int row, int column, const char *text, lxw_format *format)
{
	enum { MOST_DIGITS = 15 };
	struct ratio value;
	size_t digits = 0;

	for (const char *p = text; *p; p++)
		digits += *p >= '0' && *p <= '9';
	if (digits > MOST_DIGITS || !decimal_parse(slice_of(text), &value))
		sheet_text(sheet, row, column, text, format);
	else
		worksheet_write_number(sheet, (lxw_row_t)row, (lxw_col_t)column, strtod(text, NULL),
		                       format);
}

void sheet_link(lxw_worksheet *sheet, int row, int column, const char *name, const char *text,
                const struct book *book)
{
	char *target = xasprintf("internal:'%s'!A1", name);

	worksheet_write_url_opt(sheet, (lxw_row_t)row, (lxw_col_t)column, target,
	                        book->looks[LOOK_LINK], text, NULL);
	free(target);
}

unsigned decimals_of(const char *text)
{
	const char *point = strchr(text, '.');
	size_t n = point ? strlen(point + 1) : 0;

	return n > MOST_DECIMALS ? MOST_DECIMALS : (unsigned)n;
}

void add_column_title(struct text *t, const struct exhibit *e, size_t column)
{
	const struct exhibit_column *c = &e->columns[column];

	text_adds(t, bilingual_text(c->title));
	if (c->unit)
		text_addf(t, T(" (%s)", "（%s）"), unit_label(c->unit));
}

/* --- Looks ----------------------------------------------------------------------------------- */

static lxw_format *plain_look(struct book *book, int size, bool bold, lxw_color_t colour)
{
	lxw_format *f = workbook_add_format(book->workbook);

	format_set_font_size(f, size);
	format_set_font_color(f, colour);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (bold)
		format_set_bold(f);
	return f;
}

static lxw_format *head_look(struct book *book, uint8_t align)
{
	lxw_format *f = plain_look(book, 11, true, COLOUR_INK);

	format_set_align(f, align);
	format_set_align(f, LXW_ALIGN_VERTICAL_BOTTOM);
	format_set_text_wrap(f);
	format_set_top(f, LXW_BORDER_MEDIUM);
	format_set_bottom(f, LXW_BORDER_THIN);
	format_set_bg_color(f, 0xf5f7f9);
	return f;
}

static void make_looks(struct book *book)
{
	const lxw_color_t soft = 0x5c6773;

	book->looks[LOOK_TITLE] = plain_look(book, 16, true, COLOUR_ACCENT);
	book->looks[LOOK_SCOPE] = plain_look(book, 11, false, soft);
	book->looks[LOOK_LINK] = plain_look(book, 11, false, COLOUR_ACCENT);
	book->looks[LOOK_HEAD] = head_look(book, LXW_ALIGN_LEFT);
	format_set_indent(book->looks[LOOK_HEAD], 1);
	book->looks[LOOK_HEAD_NUMBER] = head_look(book, LXW_ALIGN_RIGHT);
	book->looks[LOOK_HEADING] = plain_look(book, 12, true, COLOUR_ACCENT);
	book->looks[LOOK_NOTE] = plain_look(book, 10, false, soft);
	book->looks[LOOK_MARK] = plain_look(book, 11, true, 0x8a1f1f);
	format_set_underline(book->looks[LOOK_LINK], LXW_UNDERLINE_SINGLE);
}

static lxw_format *cell_look(struct book *book, enum row_kind row)
{
	lxw_format *f = plain_look(book, 11, row != ROW_PLAIN, COLOUR_INK);

	format_set_bottom(f, LXW_BORDER_HAIR);
	format_set_bottom_color(f, 0xd5dbe2);
	if (row == ROW_OWN)
		format_set_bg_color(f, 0xe8eef6);
	if (row == ROW_TOTAL)
		format_set_top(f, LXW_BORDER_THIN);
	return f;
}

static void make_cell_looks(struct book *book)
{
	static const char *const formats[MOST_DECIMALS + 1] = {
	        "#,##0",      "#,##0.0",     "#,##0.00",     "#,##0.000",
	        "#,##0.0000", "#,##0.00000", "#,##0.000000",
	};

	for (int row = 0; row < ROW_KINDS; row++) {
		book->texts[row] = cell_look(book, (enum row_kind)row);
		format_set_text_wrap(book->texts[row]);
		format_set_indent(book->texts[row], 1);
		for (int d = 0; d <= MOST_DECIMALS; d++) {
			book->numbers[row][d] = cell_look(book, (enum row_kind)row);
			format_set_num_format(book->numbers[row][d], formats[d]);
			format_set_align(book->numbers[row][d], LXW_ALIGN_RIGHT);
		}
	}
}

/* --- Names of sheets ------------------------------------------------------------------------- */

static void sheet_name_of(struct sheet_name *name, const char *wanted)
{
	enum { LONGEST_NAME = 31 };
	size_t n = utf16_prefix(wanted, LONGEST_NAME);

	memcpy(name->text, wanted, n);
	name->text[n] = '\0';
	for (char *p = name->text; *p; p++)
		if (strchr("[]:*?/\\'", *p))
			*p = ' ';
}

static bool is_taken(const struct book *book, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcasecmp(book->names[k].text, book->names[i].text) == 0)
			return true;
	return false;
}

static void name_sheets(struct book *book)
{
	const struct dossier *d = book->dossier;

	book->names = xcalloc(d->count + 1, sizeof(*book->names));
	for (size_t i = 0; i < d->count; i++) {
		const struct exhibit_setting *s = d->exhibits[i].setting;
		sheet_name_of(&book->names[i], bilingual_text(s->brief.zh ? s->brief : s->title));
		if (is_taken(book, i))
			sheet_name_of(&book->names[i], s->id);
	}
	sheet_name_of(&book->names[d->count], T("Notes", "说明"));
	if (is_taken(book, d->count))
		sheet_name_of(&book->names[d->count], T("Notes on all", "全书说明"));
}

/* --- The whole ------------------------------------------------------------------------------- */

static int64_t end_of(period p)
{
	struct tm tm = {.tm_year = period_year(p) - 1900, .tm_mon = period_month(p), .tm_mday = 1};

	return timegm(&tm) - 1;
}

static void set_properties(struct book *book)
{
	const struct subject *s = &book->dossier->subject;
	const struct publication *p = s->publication;
	char *title = xasprintf("%s %s", code_tree_name(&p->config.regions, s->region, false),
	                        bilingual_text(p->settings.title));
	char *author = xstrdup("rdstat");
	lxw_doc_properties properties = {
	        .title = title, .author = author, .created = clock_injected(end_of(p->period))};

	workbook_set_properties(book->workbook, &properties);
	free(author);
	free(title);
}

static int failed(const char *path, const char *reason, struct err *err)
{
	err_set(err, RD_OUTPUT, T("the workbook was not written: %s", "工作簿未能写出：%s"),
	        reason);
	err_hint(err, T("set TMPDIR to a directory with room", "请把 TMPDIR 设为有空间的目录"));
	return err_at(err, path, 0, 0);
}

static int write_book(const struct dossier *d, char *path, struct err *err)
{
	char *directory = xstrdup(temporary_directory());
	lxw_workbook_options options = {.tmpdir = directory};
	struct book book = {.dossier = d, .workbook = workbook_new_opt(path, &options)};
	lxw_error result = LXW_ERROR_MEMORY_MALLOC_FAILED;

	if (book.workbook) {
		make_looks(&book);
		make_cell_looks(&book);
		name_sheets(&book);
		set_properties(&book);
		workbook_add_cover(&book);
		for (size_t i = 0; i < d->count; i++)
			workbook_add_sheet(&book, i);
		workbook_add_notes(&book);
		result = workbook_close(book.workbook);
	}
	free(book.names);
	free(directory);
	return result == LXW_NO_ERROR ? 0 : failed(path, lxw_strerror(result), err);
}

/* The library wants a path; this one leaves nothing behind, however the program ends. */
int workbook_add(struct text *t, const struct dossier *d, struct err *err)
{
	int fd = memfd_create("rd-report", MFD_CLOEXEC), result = -1;
	char *path = xasprintf("/proc/self/fd/%d", fd), *bytes = NULL;
	size_t n;

	if (fd < 0)
		failed(path, strerror(errno), err);
	else if (write_book(d, path, err) == 0)
		bytes = input_whole(path, LARGEST_WORKBOOK, &n, RD_OUTPUT, err);
	if (bytes) {
		text_add(t, bytes, n);
		result = 0;
	}
	if (fd >= 0)
		close(fd);
	free(bytes);
	free(path);
	return result;
}
