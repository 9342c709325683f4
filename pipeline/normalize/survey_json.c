/*
 * The records of a JSON document of which nothing is known: the pointer to the list with
 * most objects, "*" in it for a part under which many lists of the same kind stand, and
 * the members of the first records.
 */
#include <stdlib.h>

#include "io/json_pointer.h"
#include "normalize/survey.h"

enum {
	LARGEST_DOCUMENT = 64 << 20,
	DEEPEST = 12,
	MOST_LISTS = 4096,
	SAMPLED = 2000,
	LINES_SAMPLED = 200,
	OF_EACH = 4
};

struct list {
	const char *parts[DEEPEST];
	size_t depth, objects;
	const json_t *list;
};

struct finder {
	struct survey *s;
	struct list *lists;
	size_t count, capacity;
	const char *parts[DEEPEST];
};

static const json_t *first_object(const json_t *list)
{
	const json_t *first = json_array_get(list, 0);

	return json_is_object(first) ? first : NULL;
}

static void find_lists(struct finder *f, const json_t *value, size_t depth)
{
	struct list *found;
	const char *key;
	json_t *member;

	if (json_is_array(value) && first_object(value) && f->count < MOST_LISTS) {
		VEC_GROW(f->lists, f->count, f->capacity);
		found = &f->lists[f->count++];
		memcpy(found->parts, f->parts, sizeof(found->parts));
		found->depth = depth;
		found->objects = json_array_size(value);
		found->list = value;
	}
	if (!json_is_object(value) || depth == DEEPEST)
		return;
	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		f->parts[depth] = key;
		find_lists(f, member, depth + 1);
	}
}

static bool same_but(const struct list *a, const struct list *b, size_t free_part)
{
	if (a->depth != b->depth)
		return false;
	for (size_t i = 0; i < a->depth; i++)
		if (i != free_part && strcmp(a->parts[i], b->parts[i]) != 0)
			return false;
	return true;
}

/* The list, or the family of lists that differ in one part, with most objects. */
static const struct list *choose(const struct finder *f, size_t *free_part)
{
	const struct list *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < f->count; i++)
		for (size_t part = 0; part <= f->lists[i].depth; part++) {
			size_t objects = 0, members = 0;
			for (size_t k = 0; k < f->count; k++)
				if (same_but(&f->lists[i], &f->lists[k], part)) {
					objects += f->lists[k].objects;
					members++;
				}
			if (part < f->lists[i].depth && members < 3)
				continue; /* a family of two is no family */
			if (objects <= most)
				continue;
			most = objects;
			best = &f->lists[i];
			*free_part = part;
		}
	return best;
}

/* --- Members ------------------------------------------------------------------------------- */

struct members {
	const char **names;
	size_t count, capacity;
};

static void add_name(struct members *m, struct arena *arena, const char *name)
{
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->names[i], name) == 0)
			return;
	if (m->count == SURVEY_COLUMNS)
		return;
	VEC_GROW(m->names, m->count, m->capacity);
	m->names[m->count++] = arena_strdup(arena, slice_of(name));
}

/* A nested member goes by its pointer, one at the top by its name. */
static void list_members(struct survey *s, const json_t *object, const char *prefix, size_t depth,
                         struct members *m)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		struct text pointer = TEXT_INIT;
		bool plain = depth == 0 && key[0] && key[0] != '/';
		text_adds(&pointer, prefix);
		json_pointer_add(&pointer, key);
		if (json_is_object(value) && depth < 3)
			list_members(s, value, pointer.p, depth + 1, m);
		else if (!json_is_array(value) && !json_is_object(value))
			add_name(m, &s->arena, plain ? key : pointer.p);
		text_release(&pointer);
	}
}

static void add_value(struct survey *s, struct survey_row *row, const json_t *value)
{
	struct text t = TEXT_INIT;

	if (json_is_string(value))
		text_adds(&t, json_string_value(value));
	else if (json_is_boolean(value))
		text_adds(&t, json_is_true(value) ? "true" : "false");
	else if (json_is_number(value) && json_decimal(value, &t) < 0)
		text_addf(&t, "%.17g", json_real_value(value));
	survey_add_cell(s, row, text_slice(&t));
	text_release(&t);
}

struct sample {
	const json_t *records[SAMPLED];
	const char *keys[SAMPLED]; /* what "*" stood for; all NULL where there is none */
	size_t count;
};

static void add_records(struct survey *s, const struct sample *sample)
{
	struct members m = {0};
	struct json_pointer *pointers;
	struct survey_row *row;

	if (sample->count && sample->keys[0])
		add_name(&m, &s->arena, "*1");
	for (size_t i = 0; i < sample->count; i++)
		list_members(s, sample->records[i], "", 0, &m);
	row = survey_add_row(s, m.count, 1);
	pointers = xcalloc(m.count + 1, sizeof(*pointers));
	for (size_t k = 0; k < m.count; k++) {
		row->cells[row->count++] = slice_of(m.names[k]);
		json_pointer_split(&pointers[k], m.names[k], &s->arena);
	}
	for (size_t i = 0; i < sample->count; i++) {
		row = survey_add_row(s, m.count, i + 2);
		for (size_t k = 0; k < m.count; k++) {
			if (k == 0 && sample->keys[i])
				survey_add_cell(s, row, slice_of(sample->keys[i]));
			else
				add_value(s, row,
				          json_pointer_value(&pointers[k], sample->records[i]));
		}
	}
	free(pointers);
	free(m.names);
}

/* --- The document -------------------------------------------------------------------------- */

/* Values that stand once in the document: on the way to the records, before them. */
static void add_constants(struct survey *s, const json_t *value, const struct list *way,
                          size_t depth, const char *prefix)
{
	const char *key;
	json_t *member;

	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		struct text pointer = TEXT_INIT;
		bool on_the_way = depth < way->depth && strcmp(key, way->parts[depth]) == 0;
		text_adds(&pointer, prefix);
		json_pointer_add(&pointer, key);
		if (on_the_way && json_is_object(member))
			add_constants(s, member, way, depth + 1, pointer.p);
		if (!on_the_way && !json_is_object(member) && !json_is_array(member)) {
			struct survey_row once = {.cells = &(struct slice){"", 0}, .most = 1};
			add_value(s, &once, member);
			VEC_GROW(s->constants, s->constant_count, s->constant_capacity);
			s->constants[s->constant_count++] = (struct survey_constant){
			        arena_strdup(&s->arena, text_slice(&pointer)), once.cells[0]};
		}
		text_release(&pointer);
		if (on_the_way)
			break; /* what follows the records is known too late */
	}
}

static int no_records(const struct survey *s, struct err *err)
{
	err_set(err, RD_INPUT,
	        T("there is no list of records in the document", "文档中没有记录列表"));
	return err_at(err, s->path, 0, 0);
}

static void take_some(struct sample *sample, const struct list *list, size_t most, const char *key)
{
	for (size_t i = 0; i < list->objects && i < most && sample->count < SAMPLED; i++) {
		const json_t *record = json_array_get(list->list, i);
		if (!json_is_object(record))
			continue;
		sample->keys[sample->count] = key;
		sample->records[sample->count++] = record;
	}
}

/* Of a family of lists each gives some records, so that all their names are seen. */
static void take_sample(struct sample *sample, const struct finder *f, const struct list *way,
                        size_t free_part)
{
	size_t members = 0, of_each;

	if (free_part >= way->depth) {
		take_some(sample, way, LINES_SAMPLED, NULL);
		return;
	}
	for (size_t k = 0; k < f->count; k++)
		members += same_but(way, &f->lists[k], free_part);
	of_each = members * OF_EACH <= SAMPLED ? OF_EACH : 1;
	for (size_t k = 0; k < f->count; k++)
		if (same_but(way, &f->lists[k], free_part))
			take_some(sample, &f->lists[k], of_each, f->lists[k].parts[free_part]);
}

static int survey_document(struct survey *s, const json_t *root, struct err *err)
{
	struct finder f = {.s = s};
	struct text pointer = TEXT_INIT;
	struct sample sample = {.count = 0};
	const struct list *way;
	size_t free_part = DEEPEST;

	find_lists(&f, root, 0);
	way = choose(&f, &free_part);
	if (!way) {
		free(f.lists);
		return no_records(s, err);
	}
	for (size_t i = 0; i < way->depth; i++)
		json_pointer_add(&pointer, i == free_part ? "*" : way->parts[i]);
	s->format.records = arena_strdup(&s->arena, text_slice(&pointer));
	text_release(&pointer);
	take_sample(&sample, &f, way, free_part);
	add_records(s, &sample);
	add_constants(s, root, way, 0, "");
	free(f.lists);
	return 0;
}

static int survey_lines(struct survey *s, const char *text, size_t n, struct err *err)
{
	json_t *lines = json_array();
	struct sample sample = {.count = 0};
	size_t at = 0;

	while (at < n && sample.count < LINES_SAMPLED) {
		json_error_t where;
		json_t *record = json_loadb(text + at, n - at, JSON_DISABLE_EOF_CHECK, &where);
		if (!json_is_object(record)) {
			json_decref(record);
			break;
		}
		json_array_append_new(lines, record);
		sample.records[sample.count++] = record;
		at += (size_t)where.position;
		while (at < n && strchr(" \t\r\n", text[at]))
			at++;
	}
	if (sample.count) {
		s->format.form = ROW_FORM_JSON_LINES;
		add_records(s, &sample);
	}
	json_decref(lines);
	return sample.count ? 0 : no_records(s, err);
}

int survey_json(struct survey *s, struct err *err)
{
	size_t n;
	char *text = input_whole(s->path, LARGEST_DOCUMENT, &n, RD_INPUT, err);
	json_error_t where;
	json_t *root;
	int result;

	if (!text)
		return err_hint(err,
		                T("cut a sample out of it to look at", "请截取一部分样本再查看"));
	root = json_loadb(text, n, 0, &where);
	result = root ? survey_document(s, root, err) : -1;
	if (result < 0)
		result = survey_lines(s, text, n, err);
	if (!root && result < 0) {
		err_set(err, RD_INPUT, "JSON: %s", where.text);
		err_at(err, s->path, (uint64_t)(where.line > 0 ? where.line : 0), 0);
	}
	json_decref(root);
	free(text);
	return result;
}
