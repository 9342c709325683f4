#include "normalize/reject_log.h"

#include <stdlib.h>

#include "base/log.h"
#include "io/encoding.h"
#include "model/tables.h"

/* Bytes of a value that are shown; a field may have megabytes. */
enum { LONGEST_VALUE = 200 };

/* Where messages stand for the files of problems, the rest is only counted. */
enum { SAID_OF_A_KIND = 20 };

void problems_clear(struct problems *p)
{
	p->count = 0;
	p->rejected = false;
}

void problems_add(struct problems *p, enum reject_code code, struct slice column,
                  struct slice value)
{
	if (!reject_code_is_warning(code))
		p->rejected = true;
	if (p->count < MOST_PROBLEMS)
		p->items[p->count++] = (struct problem){code, column, value, NULL};
}

void problems_add_detail(struct problems *p, enum reject_code code, struct slice column,
                         struct slice value, const char *detail)
{
	problems_add(p, code, column, value);
	if (p->count)
		p->items[p->count - 1].detail = detail;
}

static int create(struct table_writer *w, const struct package *package, const struct table *table,
                  struct err *err)
{
	char *path = package_path(package, table->name);
	int result = table_create(w, path, table, err);

	free(path);
	return result;
}

int reject_log_open(struct reject_log *log, const struct package *package, struct err *err)
{
	*log = (struct reject_log){.value = TEXT_INIT};
	if (create(&log->rejects, package, &table_rejects, err) < 0)
		return -1;
	log->most_said = log->rejects.discards ? SAID_OF_A_KIND : 0;
	if (create(&log->warnings, package, &table_warnings, err) == 0)
		return 0;
	table_close(&log->rejects);
	return -1;
}

/* The value made fit for a line of UTF-8: cut, without control characters and bad bytes. */
static struct slice printable(struct reject_log *log, struct slice value)
{
	size_t n = value.n < LONGEST_VALUE ? value.n : LONGEST_VALUE;

	while (n < value.n && n > 0 && ((unsigned char)value.p[n] & 0xc0) == 0x80)
		n--;
	text_clear(&log->value);
	for (size_t i = 0, length; i < n; i += length) {
		length = utf8_length((struct slice){value.p + i, n - i});
		if (length > 1)
			text_add(&log->value, value.p + i, length);
		else if (length == 0)
			text_adds(&log->value, "\xef\xbf\xbd");
		else
			text_addc(&log->value, (unsigned char)value.p[i] < ' ' ? ' ' : value.p[i]);
		length += length == 0;
	}
	if (n < value.n)
		text_adds(&log->value, "…");
	return text_slice(&log->value);
}

static void say(struct slice origin, uint64_t line, const struct problem *problem,
                struct slice value)
{
	const char *detail = problem->detail ? problem->detail : "";

	log_warning(T("'%.*s' line %llu: %.*s '%.*s': %s%s%s (%s)",
	              "'%.*s' 第%llu行：%.*s '%.*s'：%s%s%s（%s）"),
	            SLICE_FMT(origin), (unsigned long long)line, SLICE_FMT(problem->column),
	            SLICE_FMT(value), reject_code_text(problem->code), *detail ? ": " : "", detail,
	            reject_code_name(problem->code));
}

static void put_message(struct reject_log *log, struct table_writer *w,
                        const struct problem *problem)
{
	const char *message = reject_code_message(problem->code);

	if (!problem->detail) {
		table_put_text(w, message);
		return;
	}
	text_clear(&log->value);
	text_addf(&log->value, "%s: %s", message, problem->detail);
	table_put(w, text_slice(&log->value));
}

static void write_problem(struct reject_log *log, struct slice origin, uint64_t line, bool rejected,
                          const struct problem *problem)
{
	struct table_writer *w = rejected ? &log->rejects : &log->warnings;
	struct slice value = printable(log, problem->value);

	if (log->counts[problem->code]++ < log->most_said)
		say(origin, line, problem, value);
	table_put(w, origin);
	table_put_u64(w, line);
	table_put(w, problem->column);
	table_put_text(w, reject_code_name(problem->code));
	table_put(w, value);
	put_message(log, w, problem);
	table_end_row(w);
}

void reject_log_row(struct reject_log *log, struct slice origin, uint64_t line,
                    const struct problems *problems)
{
	log->rows_rejected += problems->rejected;
	for (size_t i = 0; i < problems->count; i++)
		write_problem(log, origin, line, problems->rejected, &problems->items[i]);
}

/* --- Kept for later ------------------------------------------------------------------------ */

struct reject_note {
	struct slice origin;
	uint64_t line;
	bool rejected;
	struct problem *items;
	size_t count;
};

/* Of a value that is too long to be shown, some more than is shown. */
static struct slice keep_value(struct arena *arena, struct slice value)
{
	const size_t most = LONGEST_VALUE + 8;

	if (value.n <= most)
		return arena_copy(arena, value);
	return arena_copy(arena, (struct slice){value.p, most});
}

void reject_notes_add(struct reject_notes *notes, struct slice origin, uint64_t line,
                      const struct problems *problems)
{
	size_t bytes = problems->count * sizeof(struct problem);
	struct reject_note *note;

	if (!problems->count)
		return;
	VEC_GROW(notes->items, notes->count, notes->capacity);
	note = &notes->items[notes->count++];
	*note = (struct reject_note){.origin = origin,
	                             .line = line,
	                             .rejected = problems->rejected,
	                             .items = arena_alloc(&notes->arena, bytes),
	                             .count = problems->count};
	memcpy(note->items, problems->items, bytes);
	for (size_t i = 0; i < note->count; i++) {
		struct problem *problem = &note->items[i];
		problem->value = keep_value(&notes->arena, problem->value);
		if (problem->detail)
			problem->detail = arena_strdup(&notes->arena, slice_of(problem->detail));
	}
}

void reject_notes_write(struct reject_notes *notes, struct reject_log *log)
{
	for (size_t i = 0; log && i < notes->count; i++) {
		const struct reject_note *note = &notes->items[i];
		log->rows_rejected += note->rejected;
		for (size_t k = 0; k < note->count; k++)
			write_problem(log, note->origin, note->line, note->rejected,
			              &note->items[k]);
	}
	notes->count = 0;
	arena_clear(&notes->arena);
}

void reject_notes_release(struct reject_notes *notes)
{
	free(notes->items);
	arena_release(&notes->arena);
	*notes = (struct reject_notes){0};
}

int reject_log_commit(struct reject_log *log, struct package *package, struct err *err)
{
	if (table_commit(&log->rejects, err) < 0 || table_commit(&log->warnings, err) < 0)
		return -1;
	package_table(package, &log->rejects);
	package_table(package, &log->warnings);
	return 0;
}

static void summarize(const struct reject_log *log, bool warnings, const char *what)
{
	struct text t = TEXT_INIT;

	for (int code = 0; code < REJECT_COUNT; code++)
		if (log->counts[code] && reject_code_is_warning((enum reject_code)code) == warnings)
			text_addf(&t, "%s%s %llu", t.n ? ", " : "",
			          reject_code_name((enum reject_code)code),
			          (unsigned long long)log->counts[code]);
	if (t.n)
		log_note("%s%s", what, t.p);
	text_release(&t);
}

/* Where some problems were said and the others were not. */
static void tell_of_silence(const struct reject_log *log)
{
	uint64_t unsaid = 0;

	for (int code = 0; code < REJECT_COUNT && log->most_said; code++)
		if (log->counts[code] > log->most_said)
			unsaid += log->counts[code] - log->most_said;
	if (unsaid)
		log_warning(T("%llu more problems like these; with -o DIRECTORY they are all "
		              "listed in rejects.csv and warnings.csv",
		              "另有同类问题 %llu 个；用 -o 目录 可在 rejects.csv 和 warnings.csv "
		              "中看到全部"),
		            (unsigned long long)unsaid);
}

void reject_log_summary(const struct reject_log *log)
{
	tell_of_silence(log);
	summarize(log, false, T("rejected: ", "被拒绝："));
	summarize(log, true, T("warned: ", "提示："));
}

void reject_log_close(struct reject_log *log)
{
	table_close(&log->rejects);
	table_close(&log->warnings);
	text_release(&log->value);
}
