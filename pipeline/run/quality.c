#include "run/quality.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "io/path.h"

#define FILE_NAME "quality.json"

/* --- Reading ----------------------------------------------------------------------------- */

static int read_percent(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct text t = TEXT_INIT;
	bool fine = json_is_number(value) && json_decimal(value, &t) == 0 &&
	            decimal_parse(text_slice(&t), target) &&
	            ((struct ratio *)target)->numerator >= 0;

	text_release(&t);
	return fine ? 0
	            : json_wrong(at, err,
	                         T("must be a percentage, such as 2.5", "应为百分数，如 2.5"));
}

static int read_gone(const struct json_place *at, const json_t *value, void *target,
                     struct err *err)
{
	static const char *const names[] = {"ignore", "warn", "stop"};
	const char *text = json_string_value(value);
	int found = json_choice(at, text ? text : "", names, 3, err);

	*(enum quality_verdict *)target = (enum quality_verdict)found;
	return found < 0 ? -1 : 0;
}

/* {"column": "value" or ["value", ...], ...} */
static int read_where(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	struct quality_change *change =
	        (struct quality_change *)((char *)target - offsetof(struct quality_change, where));
	const char *column;
	json_t *values;

	change->where =
	        arena_alloc(at->arena, (json_object_size(value) + 1) * sizeof(*change->where));
	json_object_foreach((json_t *)(uintptr_t)value, column, values)
	{
		struct quality_where *where = &change->where[change->where_count++];
		struct json_key key = {column, JSON_KEY_TEXTS,
		                       offsetof(struct quality_where, values), JSON_REQUIRED, NULL};
		json_t *one = json_pack("{s:O}", column, values);
		int result = json_read_object(at, one, &key, 1, where, err);

		json_decref(one);
		if (result < 0)
			return -1;
		where->column = arena_strdup(at->arena, slice_of(column));
	}
	return 0;
}

#define LIMITS(type)                                                                               \
	{"warn", JSON_KEY_CUSTOM, offsetof(struct type, limits.warn), 0, read_percent},            \
	{                                                                                          \
		"stop", JSON_KEY_CUSTOM, offsetof(struct type, limits.stop), 0, read_percent       \
	}

static const struct json_key rejects_keys[] = {
        {"stage", JSON_KEY_TEXT, offsetof(struct quality_rejects, stage), JSON_REQUIRED, NULL},
        LIMITS(quality_rejects),
};

static const struct json_key change_keys[] = {
        {"file", JSON_KEY_TEXTS, offsetof(struct quality_change, files), JSON_REQUIRED, NULL},
        {"key", JSON_KEY_TEXTS, offsetof(struct quality_change, key), JSON_REQUIRED, NULL},
        {"value", JSON_KEY_TEXT, offsetof(struct quality_change, value), JSON_REQUIRED, NULL},
        {"where", JSON_KEY_CUSTOM, offsetof(struct quality_change, where), 0, read_where},
        {"gone", JSON_KEY_CUSTOM, offsetof(struct quality_change, gone), 0, read_gone},
        LIMITS(quality_change),
};

static int read_rejects(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct quality *quality =
	        (struct quality *)((char *)target - offsetof(struct quality, rejects));
	void *items;

	if (json_read_list(at, value, rejects_keys, 3, sizeof(*quality->rejects), &items,
	                   &quality->reject_count, err) < 0)
		return -1;
	quality->rejects = items;
	return 0;
}

static int read_changes(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct quality *quality =
	        (struct quality *)((char *)target - offsetof(struct quality, changes));
	void *items;

	if (json_read_list(at, value, change_keys, sizeof(change_keys) / sizeof(change_keys[0]),
	                   sizeof(*quality->changes), &items, &quality->change_count, err) < 0)
		return -1;
	quality->changes = items;
	return 0;
}

static const struct json_key quality_keys[] = {
        {"required_sources", JSON_KEY_TEXTS, offsetof(struct quality, required), 0, NULL},
        {"rejects", JSON_KEY_CUSTOM, offsetof(struct quality, rejects), 0, read_rejects},
        {"changes", JSON_KEY_CUSTOM, offsetof(struct quality, changes), 0, read_changes},
};

int quality_load(struct quality *quality, struct settings *settings, struct err *err)
{
	static const char *everything[] = {"*"};
	struct file_list kept = {.arena = &settings->arena};
	struct json_place at = {NULL, "", &quality->arena};
	char *path;
	json_t *root;
	int result = -1;

	*quality = (struct quality){.required = {everything, 1}};
	if (!settings_has(settings, FILE_NAME))
		return 0;
	path = path_join(settings->directory, FILE_NAME);
	at.file = path;
	root = json_load_path(path, RD_CONFIG, err);
	if (root && settings_match(settings, FILE_NAME, &kept, err) == 0)
		result = json_read_object(&at, root, quality_keys, 3, quality, err);
	if (result == 0)
		result = quality_check_names(quality, path, settings->directory, err);
	json_decref(root);
	free(path);
	return result;
}

void quality_release(struct quality *quality)
{
	arena_release(&quality->arena);
}

int quality_file_check(const char *config, struct err *err)
{
	struct settings settings;
	struct quality quality;
	int result;

	settings_init(&settings, config);
	result = quality_load(&quality, &settings, err);
	quality_release(&quality);
	settings_release(&settings);
	return result;
}

/* --- Findings ---------------------------------------------------------------------------- */

void quality_findings_add(struct quality_findings *findings, enum quality_verdict verdict,
                          const char *check, const char *fmt, ...)
{
	struct text t = TEXT_INIT;
	va_list ap;

	if (verdict == QUALITY_FINE)
		return;
	va_start(ap, fmt);
	text_vaddf(&t, fmt, ap);
	va_end(ap);
	VEC_GROW(findings->items, findings->count, findings->capacity);
	findings->items[findings->count++] = (struct quality_finding){
	        verdict, check, arena_strdup(&findings->arena, text_slice(&t))};
	text_release(&t);
}

void quality_findings_release(struct quality_findings *findings)
{
	free(findings->items);
	arena_release(&findings->arena);
	*findings = (struct quality_findings){0};
}

/* part/whole × 100 > limit, without dividing; what is too large to tell is above it. */
static bool is_above(struct ratio limit, struct ratio part, struct ratio whole)
{
	struct ratio left, right;

	if (limit.denominator == 0 || part.numerator == 0)
		return false;
	if (__builtin_mul_overflow(part.numerator, 100, &left.numerator) ||
	    __builtin_mul_overflow(limit.numerator, whole.numerator, &right.numerator) ||
	    __builtin_mul_overflow(limit.denominator, whole.denominator, &right.denominator))
		return true;
	left.denominator = part.denominator;
	return ratio_compare(left, right) > 0;
}

enum quality_verdict quality_judge(const struct quality_limits *limits, struct ratio part,
                                   struct ratio whole)
{
	if (is_above(limits->stop, part, whole))
		return QUALITY_STOP;
	return is_above(limits->warn, part, whole) ? QUALITY_WARN : QUALITY_FINE;
}

/* --- Sources ----------------------------------------------------------------------------- */

static bool is_required(const struct quality *quality, const char *source)
{
	for (size_t i = 0; i < quality->required.count; i++)
		if (fnmatch(quality->required.items[i], source, 0) == 0)
			return true;
	return false;
}

static int complain(const struct fetched_source *source, struct err *err)
{
	bool failed = source->state == FETCH_FAILED;
	const char *message = source->message ? source->message : "-";

	err_set(err, failed ? RD_FETCH : RD_NOT_PUBLISHED,
	        failed ? T("source '%s' failed: %s", "数据源 '%s' 获取失败：%s")
	               : T("source '%s' is not published yet: %s", "数据源 '%s' 尚未发布：%s"),
	        source->name, message);
	return err_hint(err,
	                T("to publish without it, take it out of \"required_sources\" in %s",
	                  "若要在缺它的情况下发布，请从 %s 的 \"required_sources\" 中去掉它"),
	                FILE_NAME);
}

/* A name of no source, misspelt perhaps, would never be missed; of a pattern none may be there yet. */
static int check_required(const struct quality *quality, const struct fetch_record *fetched,
                          struct err *err)
{
	for (size_t i = 0; i < quality->required.count; i++) {
		const char *name = quality->required.items[i];
		bool found = strcmp(name, "*") == 0;
		for (size_t k = 0; k < fetched->source_count && !found; k++)
			found = fnmatch(name, fetched->sources[k].name, 0) == 0;
		if (found)
			continue;
		if (strpbrk(name, "*?[")) {
			log_warning(T("%s: required_sources: no source is like '%s'",
			              "%s：required_sources：没有形如 '%s' 的数据源"),
			            FILE_NAME, name);
			continue;
		}
		err_set(err, RD_CONFIG,
		        T("%s: required_sources: no source is called '%s'",
		          "%s：required_sources：没有名为 '%s' 的数据源"),
		        FILE_NAME, name);
		return err_hint(err, T("sources are named in %s", "数据源在 %s 中命名"),
		                "sources.json");
	}
	return 0;
}

int quality_check_sources(const struct quality *quality, const struct fetch_record *fetched,
                          struct err *err)
{
	const struct fetched_source *worst = NULL;

	if (check_required(quality, fetched, err) < 0)
		return -1;
	for (size_t i = 0; i < fetched->source_count; i++) {
		const struct fetched_source *source = &fetched->sources[i];
		if (source->state < FETCH_NOT_PUBLISHED || !is_required(quality, source->name))
			continue;
		if (!worst || source->state > worst->state)
			worst = source;
	}
	return worst ? complain(worst, err) : 0;
}

static bool is_used(const struct plan *plan, const char *source)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i]->source && strcmp(plan->steps[i]->source, source) == 0)
			return true;
	return false;
}

static void find_missing_sources(const struct plan *plan, struct quality_findings *findings)
{
	for (size_t i = 0; i < plan->sources.source_count; i++) {
		const struct fetched_source *source = &plan->sources.sources[i];
		if (source->state == FETCH_FAILED)
			quality_findings_add(
			        findings, QUALITY_WARN, "sources",
			        T("source '%s' failed: %s", "数据源 '%s' 获取失败：%s"),
			        source->name, source->message ? source->message : "-");
		if (!is_used(plan, source->name))
			quality_findings_add(
			        findings, QUALITY_WARN, "sources",
			        T("source '%s' was fetched, but no stage takes it: it has no "
			          "mapping",
			          "数据源 '%s' 已取回，但没有阶段使用它：缺少映射"),
			        source->name);
	}
}

/* --- Rejected rows ----------------------------------------------------------------------- */

static json_int_t rows_of(const struct step *step, const char *which)
{
	return json_integer_value(json_object_get(json_object_get(step->record, "rows"), which));
}

static void judge_rejects(const struct quality_rejects *rejects, const struct step *step,
                          struct quality_findings *findings)
{
	json_int_t in = rows_of(step, "in"), rejected = rows_of(step, "rejected");
	struct ratio part = {rejected, 1}, whole = {in, 1};

	quality_findings_add(findings, quality_judge(&rejects->limits, part, whole), "rejects",
	                     T("%s: %lld of %lld rows rejected", "%s：拒收 %lld 行，共读 %lld 行"),
	                     step->name, (long long)rejected, (long long)in);
}

static void find_rejects(const struct quality *quality, const struct plan *plan,
                         struct quality_findings *findings)
{
	for (size_t i = 0; i < quality->reject_count; i++)
		for (size_t k = 0; k < plan->count; k++)
			if (strcmp(plan->chain->stages[plan->steps[k]->stage].name,
			           quality->rejects[i].stage) == 0)
				judge_rejects(&quality->rejects[i], plan->steps[k], findings);
}

/* --- All --------------------------------------------------------------------------------- */

int quality_check(const struct quality *quality, const struct plan *plan, const char *before,
                  struct quality_findings *findings, struct err *err)
{
	int result = 0;

	find_missing_sources(plan, findings);
	find_rejects(quality, plan, findings);
	for (size_t i = 0; i < quality->change_count && before && result == 0; i++)
		result = quality_compare(&quality->changes[i], before, plan->place.run, findings,
		                         err);
	return result;
}
