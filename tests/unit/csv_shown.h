/*
 * Records of a CSV file as text, a line each: "LINE[field][field]", or "LINE problem" for a
 * refused one.
 */
#ifndef CSV_SHOWN_H
#define CSV_SHOWN_H

#include "files.h"
#include "io/csv_reader.h"

static inline void show_field(struct text *t, const char *p, size_t n)
{
	text_addc(t, '[');
	text_add(t, p, n);
	text_addc(t, ']');
}

static inline const char *problem_name(enum csv_problem problem)
{
	static const char *const names[] = {"fine", "stray quote", "unclosed quote", "too long"};

	return names[problem];
}

static inline void show_records(struct text *t, struct csv_reader *r, bool with_lines)
{
	struct err err = ERR_INIT;
	int got;

	while ((got = csv_next(r, &err)) > 0) {
		if (with_lines)
			text_add_u64(t, r->line);
		if (r->problem != CSV_FINE)
			text_addf(t, " %s", problem_name(r->problem));
		for (size_t i = 0; i < r->field_count; i++)
			show_field(t, r->fields[i].p, r->fields[i].n);
		text_addc(t, '\n');
	}
	assert_int_equal(got, 0);
}

#endif
