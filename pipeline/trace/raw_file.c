#include "trace/raw_file.h"

#include <stdlib.h>
#include <strings.h>

#include "io/encoding.h"
#include "io/path.h"

enum {
	CHUNK = 64 * 1024,
	LONGEST_RECORD = 1 << 20, /* of delimited text; quotes that close no sooner are none */
	DEEPEST = 256,            /* brackets of JSON that are looked into */
};

static void add_line(struct line_index *index, uint64_t start)
{
	VEC_GROW(index->starts, index->count, index->capacity);
	index->starts[index->count++] = start;
}

/* What follows the last line end is a line only if there is something. */
static void end_lines(struct line_index *index, uint64_t end, unsigned newline)
{
	index->end = end;
	if (end == 0 || index->starts[index->count - 1] != end)
		return;
	index->count--;
	index->end -= newline;
}

/* --- Opening ----------------------------------------------------------------------------- */

static bool is_binary(const char *p, size_t n)
{
	return (n >= 4 && memcmp(p, "PK\x03\x04", 4) == 0) ||
	       (n >= 4 && memcmp(p, "\xd0\xcf\x11\xe0", 4) == 0);
}

/* A line end in the file: one byte, or a unit of UTF-16 whose other byte is zero. */
struct newline {
	unsigned width, at; /* bytes, and which of them is the "\n" */
};

static struct newline newline_of(const char *encoding)
{
	if (strncasecmp(encoding, "UTF-16", 6) != 0)
		return (struct newline){1, 0};
	return (struct newline){2, strcasecmp(encoding, "UTF-16BE") == 0};
}

static void index_chunk(struct raw_file *f, struct newline newline, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t at = f->bytes + i, unit = at - at % newline.width;
		bool fits = p[i] == (at == unit + newline.at ? '\n' : 0);
		f->unit_is_newline = fits && (at == unit || f->unit_is_newline);
		if (f->unit_is_newline && at + 1 == unit + newline.width)
			add_line(&f->in_bytes, at + 1);
	}
	f->bytes += n;
}

/* The file byte by byte: where its lines start, its checksum, and whether it is text. */
static int index_bytes(struct raw_file *f, const char *encoding, struct err *err)
{
	struct newline newline = newline_of(encoding);
	struct input in;
	char *buffer;
	ssize_t got;

	if (input_open(&in, f->path, err) < 0)
		return -1;
	buffer = xmalloc(CHUNK);
	add_line(&f->in_bytes, 0);
	while ((got = input_read(&in, buffer, CHUNK, err)) > 0) {
		if (f->bytes == 0)
			f->binary = is_binary(buffer, (size_t)got);
		index_chunk(f, newline, buffer, (size_t)got);
	}
	f->newline = newline.width;
	end_lines(&f->in_bytes, f->bytes, newline.width);
	memcpy(f->sha256, in.sha256, sizeof(f->sha256));
	free(buffer);
	input_close(&in);
	return got < 0 ? -1 : 0;
}

static int read_text(struct raw_file *f, struct text_input *in, struct err *err)
{
	ssize_t got;

	add_line(&f->lines, 0);
	do {
		text_reserve(&f->text, CHUNK);
		got = text_input_read(in, f->text.p + f->text.n, CHUNK, err);
		if (got < 0)
			return -1;
		for (size_t i = f->text.n; i < f->text.n + (size_t)got; i++)
			if (f->text.p[i] == '\n')
				add_line(&f->lines, i + 1);
		f->text.n += (size_t)got;
	} while (got > 0);
	end_lines(&f->lines, f->text.n, 1);
	return 0;
}

int raw_file_open(struct raw_file *f, const char *directory, struct slice origin,
                  const char *encoding, struct err *err)
{
	char *name = xstrndup(origin.p, origin.n);
	struct text_input in;
	int result;

	*f = (struct raw_file){.origin = origin, .path = path_join(directory, name)};
	free(name);
	if (text_input_open(&in, f->path, encoding, err) < 0) {
		raw_file_close(f);
		return -1;
	}
	f->encoding = xstrdup(in.encoding);
	result = index_bytes(f, in.encoding, err);
	if (result == 0 && !f->binary)
		result = read_text(f, &in, err);
	text_input_close(&in);
	if (result < 0)
		raw_file_close(f);
	return result;
}

void raw_file_close(struct raw_file *f)
{
	free(f->path);
	free(f->encoding);
	text_release(&f->text);
	free(f->lines.starts);
	free(f->in_bytes.starts);
	*f = (struct raw_file){0};
}

/* --- Records ----------------------------------------------------------------------------- */

static uint64_t line_end(const struct line_index *index, size_t line, unsigned newline)
{
	return line < index->count ? index->starts[line] - newline : index->end;
}

static bool holds(struct slice text, struct slice part)
{
	return part.n && text.n && memmem(text.p, text.n, part.p, part.n);
}

/* Lines `first` to `last`, 1-based, as a record. */
static struct raw_record whole_lines(const struct raw_file *f, size_t first, size_t last,
                                     struct slice id)
{
	uint64_t start = f->lines.starts[first - 1];
	uint64_t end = line_end(&f->lines, last, 1);
	struct raw_record record = {
	        .located = f->in_bytes.count == f->lines.count,
	        .text = {f->text.p + start, (size_t)(end > start ? end - start : 0)},
	};

	record.names_it = holds(record.text, id);
	if (record.located) {
		record.offset = f->in_bytes.starts[first - 1];
		record.bytes = line_end(&f->in_bytes, last, f->newline) - record.offset;
	}
	return record;
}

/* The line on which a record of delimited text ends: quotes may hold line ends. */
static size_t last_line(const struct raw_file *f, size_t first)
{
	uint64_t at = f->lines.starts[first - 1], stop = at + LONGEST_RECORD;
	bool quoted = false;
	size_t line = first;

	for (; at < f->text.n && at < stop; at++) {
		if (f->text.p[at] == '"')
			quoted = !quoted;
		if (f->text.p[at] != '\n')
			continue;
		if (!quoted)
			return line;
		line++;
	}
	return quoted ? first : line;
}

/* A piece of one line of JSON; its place in the file follows if the bytes are the text's. */
static struct raw_record piece(const struct raw_file *f, size_t line, uint64_t from, uint64_t to)
{
	struct raw_record record = {.text = {f->text.p + from, (size_t)(to - from)},
	                            .names_it = true};

	record.located =
	        strcasecmp(f->encoding, "UTF-8") == 0 && f->in_bytes.count == f->lines.count;
	if (!record.located)
		return record;
	/* The text is without a byte-order mark, of which the first line's offset must know. */
	record.offset = f->in_bytes.starts[line - 1] + (from - f->lines.starts[line - 1]);
	if (line == 1)
		record.offset += f->bytes - f->text.n;
	record.bytes = to - from;
	return record;
}

struct bracket {
	uint64_t at;
	char kind;
};

/* Behind a text in quotes whose opening quote stands at `at`. */
static uint64_t behind_string(const struct raw_file *f, uint64_t at)
{
	for (at++; at < f->text.n && f->text.p[at] != '"'; at++)
		if (f->text.p[at] == '\\')
			at++;
	return at;
}

/*
 * Walks the brackets from the line's start. Objects close from the inside out, so the first
 * one in a list that names the id is the record; what closes around a record is none.
 */
static bool json_record(const struct raw_file *f, size_t line, struct slice id, unsigned n,
                        struct raw_record *record)
{
	uint64_t at = f->lines.starts[line - 1], line_stops = line_end(&f->lines, line, 1);
	uint64_t last_record = 0;
	struct bracket open[DEEPEST];
	size_t depth = 0;
	bool found = false;

	for (; at < f->text.n && (at <= line_stops || depth); at++) {
		char c = f->text.p[at];
		if (c == '"') {
			at = behind_string(f, at);
		} else if (c == '{' || c == '[') {
			if (depth == DEEPEST)
				return false;
			open[depth++] = (struct bracket){at, c};
		} else if ((c == '}' || c == ']') && depth) {
			struct bracket from = open[--depth];
			struct slice text = {f->text.p + from.at, (size_t)(at + 1 - from.at)};
			bool listed = depth == 0 || open[depth - 1].kind == '[';
			if (c == ']' || !listed || from.at > line_stops || !holds(text, id) ||
			    (found && from.at < last_record))
				continue;
			found = true;
			last_record = from.at;
			if (n-- > 0)
				continue;
			*record = piece(f, line, from.at, at + 1);
			return true;
		}
	}
	return false;
}

static bool is_json(const struct raw_file *f)
{
	size_t at = 0;

	while (at < f->text.n && strchr(" \t\r\n", f->text.p[at]))
		at++;
	return at < f->text.n && (f->text.p[at] == '{' || f->text.p[at] == '[');
}

bool raw_file_record(const struct raw_file *f, uint64_t line, struct slice id, unsigned n,
                     struct raw_record *record)
{
	if (line == 0 || line > f->lines.count)
		return false;
	if (is_json(f) && json_record(f, line, id, n, record))
		return true;
	if (n > 0)
		return false;
	*record = whole_lines(f, line, is_json(f) ? line : last_line(f, line), id);
	return true;
}

/* Whether the number stands in the text on its own, not as a part of a longer one. */
static bool holds_number(struct slice text, struct slice number)
{
	static const char part[] = "0123456789.-";
	const char *at = text.p, *end = text.p + text.n;

	while (number.n && (at = memmem(at, (size_t)(end - at), number.p, number.n))) {
		const char *behind = at + number.n;
		bool starts = at == text.p || !strchr(part, at[-1]);
		if (starts && (behind == end || !strchr(part, *behind)))
			return true;
		at++;
	}
	return false;
}

bool raw_file_mention(const struct raw_file *f, uint64_t *line, struct slice name,
                      struct slice number, struct raw_record *record)
{
	while (*line < f->lines.count) {
		*record = whole_lines(f, *line + 1, *line + 1, name);
		++*line;
		if (record->names_it && holds_number(record->text, number))
			return true;
	}
	return false;
}
