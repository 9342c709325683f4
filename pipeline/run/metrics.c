#include "run/metrics.h"

#include <string.h>

#include "base/clock.h"
#include "io/output.h"

static int64_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void add_label(struct text *t, const char *name, const char *value)
{
	text_addf(t, "%s=\"", name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			text_addc(t, '\\');
		if (*value == '\n')
			text_adds(t, "\\n");
		else
			text_addc(t, *value);
	}
	text_addc(t, '"');
}

static void add_number(struct text *t, const char *name, int64_t value)
{
	text_addf(t, "%s %lld\n", name, (long long)value);
}

/* --- The metrics ------------------------------------------------------------------------- */

static void add_last_success(struct text *t, const char *name, const struct metrics *m)
{
	add_number(t, name, m->last_success);
}

static int64_t time_of(const json_t *record, const char *key)
{
	const char *text = json_string_value(json_object_get(record, key));

	return text ? clock_parse(text) : 0;
}

static void add_start(struct text *t, const char *name, const struct metrics *m)
{
	add_number(t, name, time_of(m->record, "started"));
}

static void add_end(struct text *t, const char *name, const struct metrics *m)
{
	add_number(t, name, time_of(m->record, "ended"));
}

static void add_exit_code(struct text *t, const char *name, const struct metrics *m)
{
	add_number(t, name, number(m->record, "exit_code"));
}

static void add_duration(struct text *t, const char *name, const struct metrics *m)
{
	int64_t wall = number(m->record, "wall_ms");

	text_addf(t, "%s %lld.%03lld\n", name, (long long)wall / 1000, (long long)wall % 1000);
}

/* In a result that stands, everything is taken from an earlier run. */
static enum step_state state_of(const struct metrics *m, const struct step *step)
{
	return m->stands && step->state == STEP_RAN ? STEP_TAKEN : step->state;
}

static void add_steps(struct text *t, const char *name, const struct metrics *m)
{
	size_t count[STEP_FAILED + 1] = {0};

	for (size_t k = 0; m->plan && k < m->plan->count; k++)
		count[state_of(m, m->plan->steps[k])]++;
	text_addf(t, "%s{state=\"ran\"} %zu\n", name, count[STEP_RAN]);
	text_addf(t, "%s{state=\"taken\"} %zu\n", name, count[STEP_TAKEN]);
	text_addf(t, "%s{state=\"failed\"} %zu\n", name, count[STEP_FAILED]);
}

static void add_counts(json_t *sums, const json_t *rows)
{
	const char *kind;
	const json_t *count;

	json_object_foreach((json_t *)(uintptr_t)rows, kind, count)
	{
		json_int_t sum = json_integer_value(json_object_get(sums, kind));
		json_object_set_new(sums, kind, json_integer(sum + json_integer_value(count)));
	}
}

static bool is_told_with(const struct step *a, const struct step *b)
{
	return a->stage == b->stage &&
	       (a->source == b->source ||
	        (a->source && b->source && strcmp(a->source, b->source) == 0));
}

/* Of the steps from the i-th on that have its stage and source: shards, parts. Returns the next. */
static size_t add_rows_of(struct text *t, const char *name, const struct metrics *m, size_t i)
{
	const struct step *step = m->plan->steps[i];
	json_t *sums = json_object(), *count;
	const char *kind;

	for (; i < m->plan->count && is_told_with(step, m->plan->steps[i]); i++)
		add_counts(sums, json_object_get(m->plan->steps[i]->record, "rows"));
	json_object_foreach(sums, kind, count)
	{
		text_addf(t, "%s{", name);
		add_label(t, "stage", m->plan->chain->stages[step->stage].name);
		text_addc(t, ',');
		add_label(t, "source", step->source ? step->source : "");
		text_addc(t, ',');
		add_label(t, "rows", kind);
		text_addf(t, "} %lld\n", (long long)json_integer_value(count));
	}
	json_decref(sums);
	return i;
}

static void add_rows(struct text *t, const char *name, const struct metrics *m)
{
	for (size_t i = 0; m->plan && i < m->plan->count;)
		i = add_rows_of(t, name, m, i);
}

/* When the newest of a source's bytes came for the first time. */
static int64_t freshness(const struct fetched_source *source)
{
	int64_t newest = 0;

	for (size_t i = 0; i < source->file_count; i++) {
		const struct fetched_file *file = &source->files[i];
		const char *text = file->stored ? file->stored : file->finished;
		int64_t time = text ? clock_parse(text) : 0;
		if (time > newest)
			newest = time;
	}
	return newest;
}

static void add_freshness(struct text *t, const char *name, const struct metrics *m)
{
	for (size_t i = 0; m->plan && i < m->plan->sources.source_count; i++) {
		const struct fetched_source *source = &m->plan->sources.sources[i];
		int64_t time = freshness(source);
		if (!time)
			continue;
		text_addf(t, "%s{", name);
		add_label(t, "source", source->name);
		text_addf(t, "} %lld\n", (long long)time);
	}
}

static void add_source_states(struct text *t, const char *name, const struct metrics *m)
{
	for (size_t i = 0; m->plan && i < m->plan->sources.source_count; i++) {
		const struct fetched_source *source = &m->plan->sources.sources[i];
		text_addf(t, "%s{", name);
		add_label(t, "source", source->name);
		text_addf(t, ",state=\"%s\"} 1\n",
		          fetch_state_name(m->stands && source->state == FETCH_NEW
		                                   ? FETCH_UNCHANGED
		                                   : source->state));
	}
}

static void add_findings(struct text *t, const char *name, const struct metrics *m)
{
	static const char *const checks[] = {"sources", "rejects", "changes"};

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		size_t count[QUALITY_STOP + 1] = {0};
		for (size_t k = 0; k < m->findings->count; k++)
			if (strcmp(m->findings->items[k].check, checks[i]) == 0)
				count[m->findings->items[k].verdict]++;
		text_addf(t, "%s{check=\"%s\",limit=\"warn\"} %zu\n", name, checks[i],
		          count[QUALITY_WARN]);
		text_addf(t, "%s{check=\"%s\",limit=\"stop\"} %zu\n", name, checks[i],
		          count[QUALITY_STOP]);
	}
}

struct metric {
	const char *name, *help;
	void (*add)(struct text *t, const char *name, const struct metrics *m);
};

static const struct metric of_run[] = {
        {"rdstat_last_success_timestamp_seconds", "When a run last ended well; 0 if none ever did.",
         add_last_success},
        {"rdstat_run_start_timestamp_seconds", "When the last run began.", add_start},
        {"rdstat_run_end_timestamp_seconds", "When the last run ended.", add_end},
        {"rdstat_run_exit_code", "Exit code of the last run; 0 is well, 9 not published yet.",
         add_exit_code},
        {"rdstat_run_duration_seconds", "How long the last run took.", add_duration},
};

static const struct metric of_result[] = {
        {"rdstat_run_steps", "Steps of the last run by how they ended.", add_steps},
        {"rdstat_rows", "Rows that a step read (in), wrote (out) or rejected.", add_rows},
        {"rdstat_source_new_data_timestamp_seconds",
         "When the newest bytes of a source came for the first time.", add_freshness},
        {"rdstat_source_state", "State of a source in the last run.", add_source_states},
        {"rdstat_quality_findings", "Figures beyond a quality threshold in the last run.",
         add_findings},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void add_all(struct text *t, const struct metric *list, size_t count,
                    const struct metrics *metrics)
{
	for (size_t i = 0; i < count; i++) {
		text_addf(t, "# HELP %s %s\n# TYPE %s gauge\n", list[i].name, list[i].help,
		          list[i].name);
		list[i].add(t, list[i].name, metrics);
	}
}

void metrics_standing(const struct plan *plan, struct text *t)
{
	struct quality_findings none = {0};
	struct metrics metrics = {.plan = plan, .findings = &none, .stands = true};

	add_all(t, of_result, COUNT(of_result), &metrics);
}

int metrics_write(const struct metrics *metrics, const char *path, struct err *err)
{
	struct text t = TEXT_INIT;
	int result;

	add_all(&t, of_run, COUNT(of_run), metrics);
	if (metrics->standing.n)
		text_add_slice(&t, metrics->standing);
	else
		add_all(&t, of_result, COUNT(of_result), metrics);
	result = output_whole(path, text_slice(&t), err);
	text_release(&t);
	return result;
}
