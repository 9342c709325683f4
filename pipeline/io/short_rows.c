#include "io/short_rows.h"

#include <stdlib.h>

static const char mark[] = "\0rdstat rows 1\n";

enum { MARK = sizeof(mark) - 1, BEGINNING = MARK + 2, HEAD = 8 };

/* A block is closed at the first row that makes it so large; no row is larger than a stage reads. */
enum { BLOCK = 128 * 1024, LARGEST_BLOCK = 256 << 20 };

static void put_number(char *to, size_t bytes, uint32_t number)
{
	for (size_t i = 0; i < bytes; i++)
		to[i] = (char)(number >> 8 * i);
}

static uint32_t get_number(const char *from, size_t bytes)
{
	uint32_t number = 0;

	for (size_t i = 0; i < bytes; i++)
		number |= (uint32_t)(unsigned char)from[i] << 8 * i;
	return number;
}

static size_t mask_bytes(size_t columns)
{
	return (columns + 7) / 8;
}

/* --- Writing ------------------------------------------------------------------------------- */

/* Where in the block a column's value stands. */
struct short_value {
	size_t at, n;
};

void short_writer_init(struct short_writer *w, size_t columns)
{
	*w = (struct short_writer){.columns = columns};
	w->last = xcalloc(columns, sizeof(*w->last));
}

void short_writer_release(struct short_writer *w)
{
	free(w->last);
	text_release(&w->block);
	text_release(&w->rendered);
	text_release(&w->scratch);
	*w = (struct short_writer){0};
}

void short_begin(const struct short_writer *w, struct output *out)
{
	char beginning[BEGINNING];

	memcpy(beginning, mark, MARK);
	put_number(beginning + MARK, BEGINNING - MARK, (uint32_t)w->columns);
	output_write(out, beginning, sizeof(beginning));
}

static void start_row(struct short_writer *w)
{
	if (w->block.n > w->row)
		return;
	text_reserve(&w->block, mask_bytes(w->columns));
	memset(w->block.p + w->block.n, 0, mask_bytes(w->columns));
	w->block.n += mask_bytes(w->columns);
}

static char *put_length(char *to, size_t n)
{
	for (; n >= 0x80; n >>= 7)
		*to++ = (char)(n | 0x80);
	*to++ = (char)n;
	return to;
}

/* The texts that were rendered stand no longer for what the columns hold. */
static void forget_rendered(struct short_writer *w, size_t column)
{
	if (column - w->rendered_at < w->rendered_columns)
		text_clear(&w->rendered);
}

/* Most values are short: a call would take longer than comparing them. The last word overlaps. */
static bool is_same(const char *a, const char *b, size_t n)
{
	uint64_t x, y;

	if (n > 64)
		return memcmp(a, b, n) == 0;
	if (n < 8) {
		while (n && a[n - 1] == b[n - 1])
			n--;
		return n == 0;
	}
	for (size_t i = n - 8;; i = i > 8 ? i - 8 : 0) {
		memcpy(&x, a + i, 8);
		memcpy(&y, b + i, 8);
		if (x != y || i == 0)
			return x == y;
	}
}

static inline void put(struct short_writer *w, size_t column, struct slice value)
{
	struct short_value *last = &w->last[column];
	char *to;

	if (last->n == value.n && is_same(w->block.p + last->at, value.p, value.n))
		return;
	forget_rendered(w, column);
	text_reserve(&w->block, value.n + 5);
	w->block.p[w->row + column / 8] |= (char)(1 << column % 8);
	to = put_length(w->block.p + w->block.n, value.n);
	*last = (struct short_value){(size_t)(to - w->block.p), value.n};
	w->block.n = (size_t)(slice_copy(to, value) - w->block.p);
}

void short_put(struct short_writer *w, size_t column, struct slice value)
{
	start_row(w);
	put(w, column, value);
}

void short_put_all(struct short_writer *w, size_t column, const struct slice *values, size_t n)
{
	start_row(w);
	for (size_t i = 0; i < n; i++)
		put(w, column + i, values[i]);
}

/* The value that CSV text begins with; *text is what follows its comma. */
static struct slice take_value(struct slice *text, struct text *scratch)
{
	const char *p = text->p, *end = p + text->n;
	struct slice value = {p, 0};

	if (p < end && *p == '"') {
		text_clear(scratch);
		for (p++; p < end && (*p != '"' || (p + 1 < end && p[1] == '"')); p++) {
			p += *p == '"';
			text_addc(scratch, *p);
		}
		value = text_slice(scratch);
		p++;
	} else {
		while (p < end && *p != ',')
			p++;
		value.n = (size_t)(p - value.p);
	}
	p += p < end;
	*text = (struct slice){p, (size_t)(end - p)};
	return value;
}

void short_put_rendered(struct short_writer *w, size_t column, struct slice text, size_t columns)
{
	struct slice rest = text;

	start_row(w);
	if (w->rows && w->rendered.n && w->rendered_at == column &&
	    slice_eq(text_slice(&w->rendered), text))
		return;
	for (size_t i = 0; i < columns; i++)
		put(w, column + i, take_value(&rest, &w->scratch));
	text_clear(&w->rendered);
	text_add_slice(&w->rendered, text);
	w->rendered_at = column;
	w->rendered_columns = columns;
}

void short_end_row(struct short_writer *w, struct output *out)
{
	w->rows++;
	w->row = w->block.n;
	if (w->block.n >= BLOCK)
		short_end_block(w, out);
}

void short_end_block(struct short_writer *w, struct output *out)
{
	char head[HEAD];

	if (!w->rows)
		return;
	put_number(head, 4, (uint32_t)w->block.n);
	put_number(head + 4, 4, w->rows);
	output_write(out, head, HEAD);
	output_write(out, w->block.p, w->block.n);
	text_clear(&w->block);
	memset(w->last, 0, w->columns * sizeof(*w->last));
	w->rows = 0;
	w->row = 0;
}

void short_end(struct short_writer *w, struct output *out)
{
	const char head[HEAD] = {0};

	short_end_block(w, out);
	output_write(out, head, HEAD);
}

/* --- Reading ------------------------------------------------------------------------------- */

static int damaged(const struct input *in, const char *what, struct err *err)
{
	err_set(err, RD_INPUT, "%s", what);
	err_hint(err, T("look at what the stage before said", "请查看前一阶段的报错"));
	return err_at(err, in->path, 0, 0);
}

static int is_cut(const struct input *in, struct err *err)
{
	return damaged(in, T("the stream of rows ends early", "行数据流提前结束"), err);
}

static int is_wrong(const struct input *in, struct err *err)
{
	return damaged(in, T("the stream of rows is damaged", "行数据流已损坏"), err);
}

static int read_whole(struct input *in, char *to, size_t n, struct err *err)
{
	while (n) {
		ssize_t got = input_read(in, to, n, err);
		if (got < 0)
			return -1;
		if (got == 0)
			return is_cut(in, err);
		to += got;
		n -= (size_t)got;
	}
	return 0;
}

static void make_row(struct short_reader *r)
{
	r->fields = xcalloc(r->columns, sizeof(*r->fields));
	r->differs = xcalloc(r->columns, sizeof(*r->differs));
}

int short_recognise(struct short_reader *r, struct input *in, struct err *err)
{
	char beginning[BEGINNING];
	const unsigned char *p;
	size_t n;

	*r = (struct short_reader){0};
	if (input_peek(in, MARK, &p, &n, err) < 0)
		return -1;
	if (n < MARK || memcmp(p, mark, MARK) != 0)
		return 0;
	if (read_whole(in, beginning, BEGINNING, err) < 0)
		return -1;
	r->columns = get_number(beginning + MARK, BEGINNING - MARK);
	if (r->columns == 0)
		return is_wrong(in, err);
	make_row(r);
	return 1;
}

/* Nothing may follow the end. */
static int check_end(struct short_reader *r, struct input *in, struct err *err)
{
	char more;
	ssize_t got = input_read(in, &more, 1, err);

	r->ended = true;
	return got > 0 ? is_wrong(in, err) : (int)got;
}

int short_take(struct short_reader *r, struct input *in, struct short_block *block, struct err *err)
{
	char head[HEAD];

	if (r->ended)
		return 0;
	if (read_whole(in, head, HEAD, err) < 0)
		return -1;
	block->n = get_number(head, 4);
	block->rows = get_number(head + 4, 4);
	if (block->rows == 0 && block->n == 0)
		return check_end(r, in, err);
	if (block->n > LARGEST_BLOCK || block->rows == 0)
		return is_wrong(in, err);
	if (block->n > block->capacity) {
		block->capacity = block->n + block->n / 4;
		block->bytes = xrealloc(block->bytes, block->capacity);
	}
	block->first = r->taken + 1;
	r->taken += block->rows;
	return read_whole(in, block->bytes, block->n, err) < 0 ? -1 : 1;
}

static void start_block(struct short_reader *r)
{
	r->at = 0;
	r->left = r->block.rows;
	r->row = r->block.first - 1;
	for (size_t i = 0; i < r->columns; i++)
		r->fields[i] = (struct slice){"", 0};
}

void short_open_block(struct short_reader *own, const struct short_reader *r,
                      const struct short_block *block)
{
	own->columns = r->columns;
	if (!own->fields)
		make_row(own);
	own->block = *block;
	own->ended = true;
	start_block(own);
}

/* A value behind its length; false if it reaches out of the block. */
static bool take_field(struct short_reader *r, struct slice *field)
{
	const char *p = r->block.bytes + r->at, *end = r->block.bytes + r->block.n;
	size_t n = 0;

	for (unsigned shift = 0;; shift += 7) {
		if (p == end || shift > 28)
			return false;
		n |= (size_t)((unsigned char)*p & 0x7f) << shift;
		if (!(*p++ & 0x80))
			break;
	}
	if (n > (size_t)(end - p))
		return false;
	*field = (struct slice){p, n};
	r->at = (size_t)(p + n - r->block.bytes);
	return true;
}

static bool take_row(struct short_reader *r)
{
	size_t start = r->at, mask = start;

	if (r->block.n - r->at < mask_bytes(r->columns))
		return false;
	r->at += mask_bytes(r->columns);
	memset(r->differs, 0, r->columns);
	for (size_t first = 0; first < r->columns; first += 8) {
		unsigned bits = (unsigned char)r->block.bytes[mask++];
		for (; bits; bits &= bits - 1) {
			size_t column = first + (size_t)__builtin_ctz(bits);
			if (column >= r->columns || !take_field(r, &r->fields[column]))
				return false;
			r->differs[column] = true;
		}
	}
	r->row_bytes = r->at - start;
	return true;
}

int short_next(struct short_reader *r, struct input *in, struct err *err)
{
	int got;

	if (r->left == 0) {
		got = short_take(r, in, &r->block, err);
		if (got <= 0)
			return got;
		start_block(r);
	}
	r->fresh = r->left == r->block.rows;
	if (!take_row(r) || (--r->left == 0 && r->at != r->block.n))
		return is_wrong(in, err);
	r->row++;
	return 1;
}

void short_block_release(struct short_block *block)
{
	free(block->bytes);
	*block = (struct short_block){0};
}

void short_reader_release(struct short_reader *r)
{
	free(r->fields);
	free(r->differs);
	short_block_release(&r->block);
	*r = (struct short_reader){0};
}
