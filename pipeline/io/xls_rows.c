/*
 * A sheet of an .xls workbook (BIFF) as rows of cells. Reading is freexl's, which loads the
 * sheet as a whole and only from a file, so the bytes are handed to it as one that lives in
 * memory. It tells dates but no other formats: a percentage comes out as a fraction.
 *
 * The library trusts what a workbook says of itself, and a damaged one can bring it down. So
 * a child of ours reads it first, and only what it outlives is read here.
 */
#include <errno.h>
#include <fcntl.h>
#include <freexl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/number_format.h"
#include "io/row_reader.h"

enum { LARGEST_FILE = 256 << 20 };

struct xls_rows {
	struct input in;
	const void *book;
	unsigned rows, row;
	unsigned short columns;
	char **names;
	size_t name_count;
	struct slice *cells;
	size_t *starts;
	struct text bytes;
};

static int damaged(const struct xls_rows *s, int code, struct err *err)
{
	err_set(err, RD_INPUT,
	        T("the .xls workbook cannot be read (freexl error %d)",
	          "无法读取 .xls 工作簿（freexl 错误 %d）"),
	        code);
	err_hint(err, T("open it and save it again as .xlsx", "请打开后另存为 .xlsx"));
	return err_at(err, s->in.path, 0, 0);
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

static _Noreturn void try_book(const char *path)
{
	int null = open("/dev/null", O_WRONLY);
	const void *book;

	if (null >= 0)
		dup2(null, STDERR_FILENO);
	freexl_open(path, &book);
	_exit(0);
}

/* Whether a child that reads the workbook ends as it should; true if there can be no child. */
static bool can_be_read(const char *path)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		try_book(path);
	if (child < 0)
		return true;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return true;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int open_book(struct xls_rows *s, struct err *err)
{
	char path[64];
	size_t n;
	char *bytes = input_read_all(&s->in, LARGEST_FILE, &n, err);
	int fd = -1, code = FREEXL_OK, result = -1;

	if (!bytes)
		return -1;
	fd = memfd_create("xls", MFD_CLOEXEC);
	if (fd < 0 || write_all(fd, bytes, n) < 0) {
		err_set_errno(err, RD_INTERNAL,
		              T("cannot hold the file in memory", "无法在内存中存放文件"));
		goto out;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	code = can_be_read(path) ? freexl_open(path, &s->book) : FREEXL_CFBF_READ_ERROR;
	if (code == FREEXL_OK)
		result = 0;
	else
		damaged(s, code, err);
out:
	if (fd >= 0)
		close(fd);
	free(bytes);
	return result;
}

static int list_sheets(struct xls_rows *s, struct err *err)
{
	unsigned count = 0;
	int code = freexl_get_info(s->book, FREEXL_BIFF_SHEET_COUNT, &count);

	if (code != FREEXL_OK)
		return damaged(s, code, err);
	s->names = xcalloc((size_t)count + 1, sizeof(*s->names));
	for (unsigned i = 0; i < count; i++) {
		const char *name = NULL;
		code = freexl_get_worksheet_name(s->book, (unsigned short)i, &name);
		s->names[s->name_count++] = xstrdup(code == FREEXL_OK && name ? name : "");
	}
	return 0;
}

static int open_sheet(struct row_reader *r, struct xls_rows *s, const struct row_format *format,
                      struct err *err)
{
	int chosen = row_table_choose(format, (const char *const *)s->names, s->name_count,
	                              s->in.path, err);
	int code;

	if (chosen < 0)
		return -1;
	r->table_name = s->names[chosen];
	code = freexl_select_active_worksheet(s->book, (unsigned short)chosen);
	if (code == FREEXL_OK)
		code = freexl_worksheet_dimensions(s->book, &s->rows, &s->columns);
	if (code != FREEXL_OK)
		return damaged(s, code, err);
	s->cells = xcalloc((size_t)s->columns + 1, sizeof(*s->cells));
	s->starts = xcalloc((size_t)s->columns + 1, sizeof(*s->starts));
	return 0;
}

static void add_cell(struct xls_rows *s, const FreeXL_CellValue *cell)
{
	static const struct number_format general = {.kind = NUMBER_GENERAL};
	char number[40];

	switch (cell->type) {
	case FREEXL_CELL_INT:
		text_addf(&s->bytes, "%d", cell->value.int_value);
		break;
	case FREEXL_CELL_DOUBLE:
		snprintf(number, sizeof(number), "%.17g", cell->value.double_value);
		if (!number_format_apply(&general, slice_of(number), false, &s->bytes))
			text_adds(&s->bytes, number);
		break;
	case FREEXL_CELL_TEXT:
	case FREEXL_CELL_SST_TEXT:
	case FREEXL_CELL_DATE:
	case FREEXL_CELL_DATETIME:
	case FREEXL_CELL_TIME:
		if (cell->value.text_value)
			text_adds(&s->bytes, cell->value.text_value);
		break;
	default:
		break;
	}
}

static int xls_rows_next(struct row_reader *r, struct err *err)
{
	struct xls_rows *s = r->state;

	if (s->row >= s->rows)
		return 0;
	text_clear(&s->bytes);
	for (unsigned short i = 0; i < s->columns; i++) {
		FreeXL_CellValue cell = {0};
		int code = freexl_get_cell_value(s->book, s->row, i, &cell);
		if (code != FREEXL_OK)
			return damaged(s, code, err);
		s->starts[i] = s->bytes.n;
		add_cell(s, &cell);
		s->cells[i].n = s->bytes.n - s->starts[i];
	}
	for (unsigned short i = 0; i < s->columns; i++)
		s->cells[i].p = text_slice(&s->bytes).p + s->starts[i];
	r->cells = s->cells;
	r->count = s->columns;
	r->line = ++s->row;
	return 1;
}

static void xls_rows_close(struct row_reader *r)
{
	struct xls_rows *s = r->state;

	if (s->book)
		freexl_close(s->book);
	input_close(&s->in);
	for (size_t i = 0; i < s->name_count; i++)
		free(s->names[i]);
	free(s->names);
	free(s->cells);
	free(s->starts);
	text_release(&s->bytes);
	free(s);
}

static int xls_rows_open(struct row_reader *r, struct input *in, const struct row_format *format,
                         struct err *err)
{
	struct xls_rows *s = xcalloc(1, sizeof(*s));

	s->in = *in;
	r->state = s;
	r->in = &s->in;
	r->ragged = true;
	if (open_book(s, err) < 0 || list_sheets(s, err) < 0)
		return -1;
	return open_sheet(r, s, format, err);
}

const struct row_form_reader xls_rows = {
        .open = xls_rows_open,
        .next = xls_rows_next,
        .close = xls_rows_close,
};
