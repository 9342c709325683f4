/*
 * What is fuzzed: each reader of what comes from outside, as a function of some bytes. A
 * target may refuse them, and must not crash, hang, leak or read what is not there.
 *
 * `make fuzz` runs them under libFuzzer (libfuzzer.c), test_corpus replays corpus/NAME/.
 */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/csv_reader.h"
#include "io/csv_scan.h"
#include "io/html_text.h"
#include "io/number_format.h"
#include "io/row_reader.h"
#include "model/amount.h"
#include "model/enterprise_id.h"
#include "model/unit.h"
#include "normalize/cell_look.h"

/* --- Readers of rows ----------------------------------------------------------------------- */

static size_t read_all_rows(const char *path, const struct row_format *format)
{
	struct row_reader r;
	struct err err = ERR_INIT;
	size_t bytes = 0;
	struct text value = TEXT_INIT;

	if (row_reader_open(&r, path, format, &err) < 0)
		return 0;
	for (int rows = 0; rows < 10000 && row_reader_next(&r, &err) > 0; rows++)
		for (size_t i = 0; i < r.count; i++)
			for (size_t k = 0; k < r.cells[i].n; k++)
				bytes += (unsigned char)r.cells[i].p[k];
	row_reader_constant(&r, "/unit", &value);
	row_reader_close(&r);
	text_release(&value);
	return bytes;
}

static void fuzz_rows(const unsigned char *p, size_t n, enum row_form form)
{
	static const char *const members[] = {"a", "/b/c", "*1"};
	struct row_format format = {
	        .form = form, .records = "/items", .members = members, .member_count = 3};
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd >= 0 && write(fd, p, n) == (ssize_t)n) {
		read_all_rows(path, &format);
		if (form == ROW_FORM_JSON) {
			format.records = "/*/list";
			read_all_rows(path, &format);
		}
	}
	if (fd >= 0)
		close(fd);
}

static void fuzz_csv(const unsigned char *p, size_t n)
{
	fuzz_rows(p, n, ROW_FORM_CSV);
}

static void fuzz_json(const unsigned char *p, size_t n)
{
	fuzz_rows(p, n, ROW_FORM_JSON);
}

static void fuzz_json_lines(const unsigned char *p, size_t n)
{
	fuzz_rows(p, n, ROW_FORM_JSON_LINES);
}

static void fuzz_html(const unsigned char *p, size_t n)
{
	fuzz_rows(p, n, ROW_FORM_HTML);
}

static void fuzz_xlsx(const unsigned char *p, size_t n)
{
	fuzz_rows(p, n, ROW_FORM_XLSX);
}

static void fuzz_xls(const unsigned char *p, size_t n)
{
	fuzz_rows(p, n, ROW_FORM_XLS);
}

/* --- The scanner, held to libcsv ------------------------------------------------------------ */

/* Fields of plain records, each behind its length. */
struct fields {
	struct text bytes;
	size_t count;
};

static void add_field(void *field, size_t n, void *to)
{
	struct fields *f = to;

	text_addf(&f->bytes, "%zu:", n);
	text_add(&f->bytes, field, n);
	f->count++;
}

static void end_record(int terminator, void *to)
{
	struct fields *f = to;

	(void)terminator;
	text_addc(&f->bytes, '\n');
}

/* Both scanners find the same ends, and libcsv the same fields in what they call plain. */
static void fuzz_scan(const unsigned char *p, size_t n)
{
	const char *text = (const char *)p;
	uint32_t *by_words, *fast;
	struct fields expected = {0}, found = {0};
	struct csv_scan a, b, records;
	struct csv_parser parser;
	size_t start = 0, first = 0;

	if (n > 1 << 16)
		return;
	by_words = calloc(n + 72, sizeof(*by_words));
	fast = calloc(n + 72, sizeof(*fast));
	a = csv_scan_portable(text, n, ',', by_words);
	b = csv_scan(text, n, ',', fast);
	if (a.plain != b.plain || a.ends != b.ends || a.lines != b.lines ||
	    a.irregular != b.irregular || memcmp(by_words, fast, a.ends * sizeof(*fast)) != 0)
		abort();
	records = csv_scan(text, n, ',', NULL);
	if (a.plain != records.plain || a.lines != records.lines ||
	    a.irregular != records.irregular)
		abort();
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		abort();
	if (csv_parse(&parser, text, a.plain, add_field, end_record, &expected) != a.plain)
		abort();
	csv_free(&parser);
	for (size_t i = 0; i < a.ends; i++) {
		size_t from = start, to = fast[i];
		bool last = text[to] == '\n', quoted;
		start = to + 1;
		to -= last && to > from && text[to - 1] == '\r';
		quoted = to > from && text[from] == '"';
		from += quoted;
		to -= quoted;
		while (!quoted && from < to && (text[from] == ' ' || text[from] == '\t'))
			from++;
		while (!quoted && from < to && (text[to - 1] == ' ' || text[to - 1] == '\t'))
			to--;
		/* A blank line is no record. */
		if (last && first == i && from == to && !quoted) {
			first = i + 1;
			continue;
		}
		add_field((void *)(uintptr_t)(text + from), to - from, &found);
		if (last) {
			end_record('\n', &found);
			first = i + 1;
		}
	}
	if (!slice_eq(text_slice(&expected.bytes), text_slice(&found.bytes)))
		abort();
	text_release(&expected.bytes);
	text_release(&found.bytes);
	free(by_words);
	free(fast);
}

/* --- Records that repeat the one before, held to the reader that looks for none ------------- */

static void read_records(const char *path, bool expecting, struct text *found)
{
	static const uint16_t varying[] = {1, 3, 4};
	const struct csv_options options = {.longest_record = 4000};
	struct csv_reader r;
	struct err err = ERR_INIT;

	if (csv_open(&r, path, &options, &err) < 0)
		return;
	if (expecting)
		csv_expect(&r, varying, 3);
	while (csv_next(&r, &err) > 0) {
		text_addf(found, "%llu %d %d:", (unsigned long long)r.line, (int)r.problem, r.cut);
		for (size_t i = 0; i < r.field_count; i++)
			text_addf(found, "[%.*s]", SLICE_FMT(r.fields[i]));
		text_addf(found, "%.*s\n", SLICE_FMT(r.raw));
	}
	csv_close(&r);
}

static void fuzz_repeat(const unsigned char *p, size_t n)
{
	struct text expected = TEXT_INIT, found = TEXT_INIT;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd >= 0 && write(fd, p, n) == (ssize_t)n) {
		read_records(path, false, &expected);
		read_records(path, true, &found);
		if (!slice_eq(text_slice(&expected), text_slice(&found)))
			abort();
	}
	if (fd >= 0)
		close(fd);
	text_release(&expected);
	text_release(&found);
}

/* --- Texts of cells -------------------------------------------------------------------------- */

/* The first line is a pattern or a number format, the rest a text. */
static void fuzz_text(const unsigned char *p, size_t n)
{
	char *copy = xstrndup((const char *)p, n), *line = strchr(copy, '\n');
	struct slice text = slice_of(line ? line + 1 : copy);
	struct text out = TEXT_INIT;
	struct number_format format;
	struct pattern_match m;
	int64_t amount;

	if (line)
		*line = '\0';
	if (!pattern_wrong(copy)) {
		pattern_match(copy, text, &m);
		pattern_match_header(copy, text, &m);
		pattern_find(copy, text, &m);
	}
	format = number_format_parse(copy);
	number_format_apply(&format, text, false, &out);
	number_format_apply(&format, text, true, &out);
	html_text_add(text, &out);
	amount_parse(text, 6, true, &amount);
	unit_find_leading(text);
	number_look(text);
	period_form_in(text);
	uscc_valid(text);
	text_release(&out);
	free(copy);
}

static const struct fuzz_target {
	const char *name;
	void (*run)(const unsigned char *p, size_t n);
} fuzz_targets[] = {
        {"csv", fuzz_csv},       {"scan", fuzz_scan},
        {"json", fuzz_json},     {"json-lines", fuzz_json_lines},
        {"html", fuzz_html},     {"xlsx", fuzz_xlsx},
        {"xls", fuzz_xls},       {"text", fuzz_text},
        {"repeat", fuzz_repeat},
};

enum { FUZZ_TARGETS = sizeof(fuzz_targets) / sizeof(fuzz_targets[0]) };

#endif
