#include "run/record.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/version.h"
#include "io/output.h"
#include "io/path.h"
#include "run/outputs.h"

/* Milliseconds; and saving a long record takes no more than a hundredth of the time. */
enum { SAVE_EVERY = 1000, SAVE_SHARE = 100, TAIL = 4096 };

static const char *const run_states[] = {
#define RUN_STATE_TEXT(name, text) text,
        RUN_STATES(RUN_STATE_TEXT)
#undef RUN_STATE_TEXT
};

static const char *const step_states[] = {
        [STEP_READY] = "not run", [STEP_SKIPPED] = "skipped", [STEP_TAKEN] = "taken",
        [STEP_RAN] = "ran",       [STEP_FAILED] = "failed",
};

static json_t *time_json(void)
{
	char text[CLOCK_TEXT];

	clock_text(clock_now(), text);
	return json_string(text);
}

static json_t *words_json(size_t count, char *const *words)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(words[i]));
	return list;
}

void record_open(struct record *record, const char *directory, const char *id, int argc,
                 char **argv)
{
	char host[HOST_NAME_MAX + 1] = "";

	gethostname(host, sizeof(host) - 1);
	*record = (struct record){
	        .path = path_join(directory, "run.json"),
	        .root = json_object(),
	        .started = clock_milliseconds(),
	};
	record_set(record, "run", json_string(id));
	record_set(record, "state", json_string(run_states[RUN_RUNNING]));
	record_set(record, "started", time_json());
	record_set(record, "call", words_json((size_t)argc, argv));
	record_set(record, "version", json_string(RDSTAT_VERSION));
	record_set(record, "host", json_string(host));
	record_set(record, "process", json_integer(getpid()));
}

void record_set(struct record *record, const char *key, json_t *value)
{
	json_object_set_new(record->root, key, value);
}

/* A step may have been cut in the middle of a character, or have printed no text at all. */
json_t *record_tail(const struct text *said)
{
	struct slice s = text_slice(said);
	size_t skip = s.n > TAIL ? s.n - TAIL : 0;
	struct text clean = TEXT_INIT;
	json_t *json;

	while (skip && skip < s.n && (s.p[skip] & 0xc0) == 0x80)
		skip++;
	json = json_stringn(s.p + skip, s.n - skip);
	for (size_t i = skip; !json && i < s.n; i++)
		text_addc(&clean, (s.p[i] & 0x80) || !s.p[i] ? '?' : s.p[i]);
	if (!json)
		json = json_stringn(clean.p ? clean.p : "", clean.n);
	text_release(&clean);
	return json;
}

static void add_outcome(json_t *record, const struct outcome *outcome)
{
	if (outcome->signal)
		json_object_set_new(record, "signal", json_integer(outcome->signal));
	else
		json_object_set_new(record, "exit_code", json_integer(outcome->code));
	if (outcome->timed_out)
		json_object_set_new(record, "timed_out", json_true());
	json_object_set_new(record, "wall_ms", json_integer((json_int_t)outcome->wall));
	json_object_set_new(record, "cpu_ms", json_integer((json_int_t)outcome->cpu));
	json_object_set_new(record, "peak_bytes", json_integer((json_int_t)outcome->peak));
	if (outcome->where.n)
		json_object_set_new(record, "where", record_tail(&outcome->where));
	json_object_set_new(record, "stderr", record_tail(&outcome->said));
}

void record_step(const struct plan *plan, struct step *step, const struct outcome *outcome)
{
	json_t *record = json_object();

	json_object_set_new(record, "step", json_string(step->name));
	json_object_set_new(record, "state", json_string(step_states[step->state]));
	if (step->why)
		json_object_set_new(record, "why", json_string(step->why));
	json_object_set_new(record, "call", words_json(step->argc, step->call.argv));
	json_object_set_new(record, "program_sha256",
	                    json_string(plan->programs[step->stage].sha256));
	if (step->key[0])
		json_object_set_new(record, "key", json_string(step->key));
	if (outcome) {
		json_object_set_new(record, "ended", time_json());
		add_outcome(record, outcome);
	}
	if (step->state == STEP_RAN)
		outputs_counts(plan, step, record);
	json_object_set_new(record, "config", file_list_json(&step->config));
	json_object_set_new(record, "inputs", file_list_json(&step->inputs));
	json_object_set_new(record, "outputs", file_list_json(&step->outputs));
	json_decref(step->record);
	step->record = record;
}

void record_state(struct record *record, enum run_state state, const struct err *err)
{
	record->brief = state == RUN_UNCHANGED || state == RUN_WAITING;
	record_set(record, "state", json_string(run_states[state]));
	record_set(record, "ended", time_json());
	record_set(record, "wall_ms",
	           json_integer((json_int_t)(clock_milliseconds() - record->started)));
	record_set(record, "exit_code", json_integer(err ? (json_int_t)err->code : 0));
	if (!err)
		return;
	record_set(record, "message", json_string(err->message));
	if (err->hint[0])
		record_set(record, "hint", json_string(err->hint));
}

bool record_went_well(const json_t *root)
{
	const char *state = json_string_value(json_object_get(root, "state"));

	return state && (strcmp(state, run_states[RUN_PUBLISHED]) == 0 ||
	                 strcmp(state, run_states[RUN_UNCHANGED]) == 0);
}

const char *record_step_state(const struct step *step)
{
	return step_states[step->state];
}

static int write_some(const char *text, size_t n, void *out)
{
	output_write(out, text, n);
	return 0;
}

int record_save(struct record *record, const struct plan *plan, struct err *err)
{
	uint64_t begun = clock_milliseconds();
	json_t *steps = json_array();
	struct output out;
	int result;

	for (size_t i = 0; plan && i < plan->count; i++)
		if (plan->steps[i]->record && (!record->brief || plan->steps[i]->state == STEP_RAN))
			json_array_append(steps, plan->steps[i]->record);
	json_object_set_new(record->root, "steps", steps);
	result = output_open(&out, record->path, err);
	if (result == 0) {
		json_dump_callback(record->root, write_some, &out, JSON_INDENT(1));
		result = output_commit(&out, err);
		output_release(&out);
	}
	record->saved = clock_milliseconds();
	record->saving = record->saved - begun;
	return result;
}

int record_save_sometimes(struct record *record, const struct plan *plan, struct err *err)
{
	uint64_t since = clock_milliseconds() - record->saved;

	if (since < SAVE_EVERY || since < record->saving * SAVE_SHARE)
		return 0;
	return record_save(record, plan, err);
}
