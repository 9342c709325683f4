#include "io/csv_lines.h"

int csv_read_more(struct csv_reader *r, struct err *err)
{
	ssize_t got;

	r->learned = false;
	if (r->kept) {
		memmove(r->buffer, r->buffer + r->kept, r->count - r->kept);
		r->count -= r->kept;
		r->at -= r->kept;
		r->kept = 0;
	}
	if (r->capacity - r->count < CSV_CHUNK / 2) {
		r->capacity *= 2;
		r->buffer = xrealloc(r->buffer, r->capacity);
	}
	got = text_input_read(&r->in, r->buffer + r->count, r->capacity - r->count, err);
	if (got < 0)
		return -1;
	r->ended = got == 0;
	r->count += (size_t)got;
	return 0;
}

size_t csv_line_length(const char *p, size_t n, bool at_end)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\n')
			return i + 1;
		if (p[i] != '\r')
			continue;
		if (i + 1 < n)
			return p[i + 1] == '\n' ? i + 2 : i + 1;
		return at_end ? i + 1 : 0;
	}
	return at_end ? n : 0;
}

size_t csv_without_end(const char *p, size_t n)
{
	if (n && p[n - 1] == '\n')
		n--;
	if (n && p[n - 1] == '\r')
		n--;
	return n;
}

size_t csv_blank_line(const struct csv_reader *r, const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && csv_is_blank(p[i]) && p[i] != r->delimiter)
		i++;
	return i == n || p[i] == '\r' || p[i] == '\n' ? csv_line_length(p, n, true) : 0;
}

int csv_find_line(struct csv_reader *r, size_t *n, struct err *err)
{
	size_t seen = 0;

	for (;;) {
		const char *p = r->buffer + r->at;
		size_t have = r->count - r->at;
		const char *end = have > seen ? memchr(p + seen, '\n', have - seen) : NULL;
		if (end) {
			*n = (size_t)(end - p) + 1;
			return 1;
		}
		if (r->ended || have > r->longest_record) {
			*n = have;
			return have > 0;
		}
		seen = have;
		if (csv_read_more(r, err) < 0)
			return -1;
	}
}

int csv_skip_long_line(struct csv_reader *r, struct err *err)
{
	csv_refuse(r, CSV_TOO_LONG);
	for (;;) {
		const char *end = memchr(r->buffer + r->at, '\n', r->count - r->at);
		r->at = end ? (size_t)(end + 1 - r->buffer) : r->count;
		r->kept = r->at;
		if (end || r->ended)
			break;
		if (csv_read_more(r, err) < 0)
			return -1;
	}
	r->next_line++;
	return 1;
}

void csv_refuse(struct csv_reader *r, enum csv_problem problem)
{
	r->problem = problem;
	r->field_count = 0;
	r->raw = (struct slice){"", 0};
}
