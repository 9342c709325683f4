/*
 * What tests of row readers share: files to read, and their rows as one text.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdlib.h>
#include <string.h>

#include "io/output.h"
#include "io/row_reader.h"
#include "unit.h"

static inline void put(const char *path, const char *p, size_t n)
{
	struct err err = ERR_INIT;

	assert_int_equal(output_whole(path, (struct slice){p, n}, &err), 0);
}

static inline void show_row(const struct row_reader *r, struct text *t)
{
	static const char *const problems[] = {"", " quote", " too long", " no record", " range"};
	static const char *const kinds[] = {"", "-", "{}", "~"};

	text_addf(t, "%llu%s", (unsigned long long)r->line, problems[r->problem]);
	for (size_t i = 0; i < r->count; i++)
		text_addf(t, "[%s%.*s]", r->kinds ? kinds[r->kinds[i]] : "",
		          SLICE_FMT(r->cells[i]));
	text_addc(t, '\n');
}

/* The rows as "LINE[cell][cell]" a row; an error as "error: message". To be freed. */
static inline char *rows_of(const char *path, const struct row_format *format)
{
	struct err err = ERR_INIT;
	struct text t = TEXT_INIT;
	struct row_reader r;
	int got;

	text_adds(&t, "");
	if (row_reader_open(&r, path, format, &err) < 0) {
		text_addf(&t, "error: %s\n", err.message);
		return text_detach(&t);
	}
	while ((got = row_reader_next(&r, &err)) > 0)
		show_row(&r, &t);
	if (got < 0)
		text_addf(&t, "error: line %llu: %s\n", (unsigned long long)err.line, err.message);
	row_reader_close(&r);
	return text_detach(&t);
}

static inline void rows_are(const char *path, const struct row_format *format, const char *expected)
{
	char *found = rows_of(path, format);

	assert_string_equal(found, expected);
	free(found);
}

/* The same for a file with this content. */
static inline void reads(const char *content, const struct row_format *format, const char *expected)
{
	put("in", content, strlen(content));
	rows_are("in", format, expected);
}

/* That the file is refused with a message that has this in it. */
static inline void refuses(const char *path, const struct row_format *format, const char *part)
{
	char *found = rows_of(path, format);

	if (!strstr(found, "error: ") || !strstr(found, part))
		fail_msg("'%s' is not in: %.500s", part, found);
	free(found);
}

#endif
