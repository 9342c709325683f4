#include "io/xlsx_book.h"

#include <stdlib.h>

enum { MOST_STRING_BYTES = 256 << 20, MOST_SHEETS = 1024, MOST_STYLES = 65536 };

/* --- Sheets -------------------------------------------------------------------------------- */

static const char *keep(struct xlsx_book *book, const char *text)
{
	return arena_strdup(&book->arena, slice_of(text ? text : ""));
}

static void start_workbook(struct xml_stream *x, const char *name, const char **attributes)
{
	struct xlsx_book *book = x->user;
	const char *date1904;

	if (strcmp(name, "workbookPr") == 0) {
		date1904 = xml_attribute(attributes, "date1904");
		book->from_1904 = date1904 && (*date1904 == '1' || *date1904 == 't');
	}
	if (strcmp(name, "sheet") != 0)
		return;
	if (book->sheet_count == MOST_SHEETS) {
		xml_stream_refuse(x, T("it has too many sheets", "工作表过多"));
		return;
	}
	VEC_GROW(book->sheets, book->sheet_count, book->sheet_capacity);
	book->sheets[book->sheet_count++] =
	        (struct xlsx_sheet){.name = keep(book, xml_attribute(attributes, "name")),
	                            .id = keep(book, xml_attribute(attributes, "id"))};
}

/* Targets are relative to xl/, or absolute. */
static const char *part_name(struct xlsx_book *book, const char *target)
{
	char *joined = *target == '/' ? xstrdup(target + 1) : xasprintf("xl/%s", target);
	const char *kept = keep(book, joined);

	free(joined);
	return kept;
}

static void start_relationships(struct xml_stream *x, const char *name, const char **attributes)
{
	struct xlsx_book *book = x->user;
	const char *id = xml_attribute(attributes, "Id");
	const char *target = xml_attribute(attributes, "Target");

	if (strcmp(name, "Relationship") != 0 || !id || !target)
		return;
	for (size_t i = 0; i < book->sheet_count; i++)
		if (strcmp(book->sheets[i].id, id) == 0)
			book->sheets[i].part = part_name(book, target);
}

/* --- Strings ------------------------------------------------------------------------------- */

/* Where in a shared string the parser is. */
struct string_parser {
	struct xlsx_book *book;
	bool in_text;       /* in <t> */
	bool raised;        /* in a run above or below the line */
	unsigned phonetics; /* in <rPh>, which says how a text is read aloud */
};

bool xlsx_raises(const char *name, const char **attributes, bool *raised)
{
	const char *align;

	if (strcmp(name, "r") == 0 || strcmp(name, "si") == 0 || strcmp(name, "is") == 0)
		*raised = false;
	if (strcmp(name, "vertAlign") == 0) {
		align = xml_attribute(attributes, "val");
		*raised = align && strcmp(align, "baseline") != 0;
	}
	return *raised;
}

static void start_string(struct xml_stream *x, const char *name, const char **attributes)
{
	struct string_parser *p = x->user;

	if (strcmp(name, "rPh") == 0)
		p->phonetics++;
	p->in_text = strcmp(name, "t") == 0 && !p->phonetics;
	if (xlsx_raises(name, attributes, &p->raised) && p->in_text)
		text_addc(&p->book->strings, ' ');
}

static void end_string(struct xml_stream *x, const char *name)
{
	struct string_parser *p = x->user;
	struct xlsx_book *book = p->book;

	p->in_text = false;
	if (strcmp(name, "rPh") == 0)
		p->phonetics--;
	if (strcmp(name, "si") != 0)
		return;
	VEC_GROW(book->string_ends, book->string_count, book->string_capacity);
	book->string_ends[book->string_count++] = book->strings.n;
}

static void text_of_string(struct xml_stream *x, const char *text, size_t n)
{
	struct string_parser *p = x->user;

	if (!p->in_text)
		return;
	text_add(&p->book->strings, text, n);
	if (p->book->strings.n > MOST_STRING_BYTES)
		xml_stream_refuse(x, T("it holds too much text", "文字过多"));
}

struct slice xlsx_string(const struct xlsx_book *book, size_t number)
{
	size_t start;

	if (number >= book->string_count)
		return (struct slice){"", 0};
	start = number ? book->string_ends[number - 1] : 0;
	return (struct slice){text_slice(&book->strings).p + start,
	                      book->string_ends[number] - start};
}

/* --- Styles -------------------------------------------------------------------------------- */

struct custom_format {
	unsigned long id;
	const char *code;
};

struct style_parser {
	struct xlsx_book *book;
	struct custom_format *formats;
	size_t count, capacity;
	bool in_cell_styles; /* in <cellXfs> */
};

static const char *format_code(const struct style_parser *p, unsigned long id)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->formats[i].id == id)
			return p->formats[i].code;
	return number_format_builtin(id);
}

static void start_style(struct xml_stream *x, const char *name, const char **attributes)
{
	struct style_parser *p = x->user;
	struct xlsx_book *book = p->book;
	const char *id = xml_attribute(attributes, "numFmtId");
	const char *code;

	if (strcmp(name, "cellXfs") == 0)
		p->in_cell_styles = true;
	if (!id || p->count == MOST_STYLES || book->style_count == MOST_STYLES)
		return;
	if (strcmp(name, "numFmt") == 0) {
		VEC_GROW(p->formats, p->count, p->capacity);
		p->formats[p->count++] = (struct custom_format){
		        strtoul(id, NULL, 10), keep(book, xml_attribute(attributes, "formatCode"))};
	} else if (strcmp(name, "xf") == 0 && p->in_cell_styles) {
		code = format_code(p, strtoul(id, NULL, 10));
		VEC_GROW(book->styles, book->style_count, book->style_capacity);
		book->styles[book->style_count++] = number_format_parse(code ? code : "General");
	}
}

static void end_style(struct xml_stream *x, const char *name)
{
	struct style_parser *p = x->user;

	if (strcmp(name, "cellXfs") == 0)
		p->in_cell_styles = false;
}

const struct number_format *xlsx_style(const struct xlsx_book *book, size_t number)
{
	static const struct number_format general = {.kind = NUMBER_GENERAL};

	return number < book->style_count ? &book->styles[number] : &general;
}

/* --- The whole ----------------------------------------------------------------------------- */

static int read_parts(struct xlsx_book *book, struct err *err)
{
	static const struct xml_handler workbook = {start_workbook, NULL, NULL};
	static const struct xml_handler relationships = {start_relationships, NULL, NULL};
	static const struct xml_handler strings = {start_string, end_string, text_of_string};
	static const struct xml_handler styles = {start_style, end_style, NULL};
	struct string_parser string_parser = {.book = book};
	struct style_parser style_parser = {.book = book};
	int found = xml_parse_entry(&book->zip, "xl/workbook.xml", &workbook, book, err);
	int result = found;

	if (found == 0) {
		err_set(err, RD_INPUT,
		        T("is a zip archive, but no .xlsx workbook: it has no '%s'",
		          "是 zip 压缩包，但不是 .xlsx 工作簿：缺少 '%s'"),
		        "xl/workbook.xml");
		err_hint(err, T("unpack it, or save it as .xlsx", "请解压，或另存为 .xlsx"));
		return err_at(err, book->zip.path, 0, 0);
	}
	if (result >= 0)
		result = xml_parse_entry(&book->zip, "xl/_rels/workbook.xml.rels", &relationships,
		                         book, err);
	if (result >= 0)
		result = xml_parse_entry(&book->zip, "xl/sharedStrings.xml", &strings,
		                         &string_parser, err);
	if (result >= 0)
		result = xml_parse_entry(&book->zip, "xl/styles.xml", &styles, &style_parser, err);
	free(style_parser.formats);
	return result < 0 ? -1 : 0;
}

int xlsx_book_open(struct xlsx_book *book, struct input *in, struct err *err)
{
	*book = (struct xlsx_book){0};
	if (zip_file_open(&book->zip, in, err) < 0)
		return -1;
	if (read_parts(book, err) == 0)
		return 0;
	xlsx_book_close(book);
	return -1;
}

void xlsx_book_close(struct xlsx_book *book)
{
	zip_file_close(&book->zip);
	free(book->sheets);
	text_release(&book->strings);
	free(book->string_ends);
	free(book->styles);
	arena_release(&book->arena);
	*book = (struct xlsx_book){0};
}
