#include "model/fetch_record.h"

#include <stdlib.h>
#include <string.h>

static const char *const state_names[FETCH_STATES] = {"new", "unchanged", "not-published",
                                                      "failed"};

const char *fetch_state_name(enum fetch_state state)
{
	return state_names[state];
}

#define TEXT_KEY(name) #name, JSON_KEY_TEXT, offsetof(struct fetched_file, name), 0, NULL
#define COUNT_KEY(name) #name, JSON_KEY_COUNT, offsetof(struct fetched_file, name), 0, NULL

/* For reading and writing. */
static const struct json_key file_keys[] = {
        {TEXT_KEY(path)},          {TEXT_KEY(period)},        {TEXT_KEY(address)},
        {TEXT_KEY(final_address)}, {COUNT_KEY(status)},       {TEXT_KEY(content_type)},
        {TEXT_KEY(etag)},          {TEXT_KEY(last_modified)}, {COUNT_KEY(bytes)},
        {COUNT_KEY(wire_bytes)},   {TEXT_KEY(sha256)},        {COUNT_KEY(tries)},
        {TEXT_KEY(protocol)},      {TEXT_KEY(tls)},           {TEXT_KEY(started)},
        {TEXT_KEY(finished)},      {TEXT_KEY(stored)},        {TEXT_KEY(next)},
        {TEXT_KEY(message)},
};

enum { FILE_KEYS = sizeof(file_keys) / sizeof(file_keys[0]) };

struct file_list {
	struct fetched_file *items;
	size_t count;
};

static int read_state(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	const char *text = json_is_string(value) ? json_string_value(value) : "";
	int state = json_choice(at, text, state_names, FETCH_STATES, err);

	if (state < 0)
		return -1;
	*(enum fetch_state *)target = (enum fetch_state)state;
	return 0;
}

static int read_files(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	struct file_list *list = target;
	void *items;

	if (json_read_list(at, value, file_keys, FILE_KEYS, sizeof(*list->items), &items,
	                   &list->count, err) < 0)
		return -1;
	list->items = items;
	return 0;
}

/* A source as it stands in the file; struct fetched_source keeps list and count apart. */
struct source_form {
	const char *name;
	enum fetch_state state;
	struct file_list files, missing;
	const char *fetched, *message;
};

static const struct json_key source_keys[] = {
        {"name", JSON_KEY_TEXT, offsetof(struct source_form, name), JSON_REQUIRED, NULL},
        {"state", JSON_KEY_CUSTOM, offsetof(struct source_form, state), JSON_REQUIRED, read_state},
        {"files", JSON_KEY_CUSTOM, offsetof(struct source_form, files), JSON_REQUIRED, read_files},
        {"missing", JSON_KEY_CUSTOM, offsetof(struct source_form, missing), 0, read_files},
        {"fetched", JSON_KEY_TEXT, offsetof(struct source_form, fetched), 0, NULL},
        {"message", JSON_KEY_TEXT, offsetof(struct source_form, message), 0, NULL},
};

struct record_form {
	struct source_form *items;
	size_t count;
};

static int read_sources(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct record_form *form = target;
	void *items;

	if (json_read_list(at, value, source_keys, sizeof(source_keys) / sizeof(source_keys[0]),
	                   sizeof(*form->items), &items, &form->count, err) < 0)
		return -1;
	form->items = items;
	return 0;
}

static const struct json_key record_keys[] = {
        {"sources", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_sources},
};

static void take_form(struct fetch_record *record, const struct record_form *form)
{
	record->source_count = form->count;
	record->sources = arena_alloc(&record->arena, (form->count + 1) * sizeof(*record->sources));
	for (size_t i = 0; i < form->count; i++) {
		const struct source_form *from = &form->items[i];
		record->sources[i] = (struct fetched_source){
		        .name = from->name,
		        .state = from->state,
		        .files = from->files.items,
		        .file_count = from->files.count,
		        .missing = from->missing.items,
		        .missing_count = from->missing.count,
		        .fetched = from->fetched,
		        .message = from->message,
		};
	}
}

int fetch_record_load(struct fetch_record *record, const char *path, struct err *err)
{
	struct json_place at = {path, "", &record->arena};
	struct record_form form = {NULL, 0};
	json_t *root = json_load_path(path, RD_INPUT, err);

	*record = (struct fetch_record){0};
	if (!root)
		return -1;
	if (json_read_object(&at, root, record_keys, 1, &form, err) < 0) {
		err->code = RD_INPUT;
		fetch_record_release(record);
		json_decref(root);
		return -1;
	}
	take_form(record, &form);
	json_decref(root);
	return 0;
}

json_t *fetched_file_to_json(const struct fetched_file *file)
{
	json_t *object = json_object();

	for (size_t k = 0; k < FILE_KEYS; k++) {
		const void *field = (const char *)file + file_keys[k].offset;
		uint64_t count = file_keys[k].kind == JSON_KEY_COUNT ? *(const uint64_t *)field : 0;
		const char *text =
		        file_keys[k].kind == JSON_KEY_TEXT ? *(char *const *)field : NULL;
		if (text)
			json_object_set_new(object, file_keys[k].name, json_string(text));
		else if (file_keys[k].kind == JSON_KEY_COUNT)
			json_object_set_new(object, file_keys[k].name,
			                    json_integer((json_int_t)count));
	}
	return object;
}

int fetched_file_read(const struct json_place *at, const json_t *object, struct fetched_file *file,
                      struct err *err)
{
	*file = (struct fetched_file){0};
	return json_read_object(at, object, file_keys, FILE_KEYS, file, err);
}

struct fetched_file fetched_file_copy(const struct fetched_file *file, struct arena *arena)
{
	struct fetched_file copy = *file;

	for (size_t k = 0; k < FILE_KEYS; k++) {
		const char **text = (const char **)((char *)&copy + file_keys[k].offset);
		if (file_keys[k].kind == JSON_KEY_TEXT && *text)
			*text = arena_strdup(arena, slice_of(*text));
	}
	return copy;
}

static json_t *files_to_json(const struct fetched_file *files, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, fetched_file_to_json(&files[i]));
	return list;
}

static json_t *source_to_json(const struct fetched_source *source)
{
	json_t *object = json_pack("{s:s, s:s}", "name", source->name, "state",
	                           fetch_state_name(source->state));

	if (source->fetched)
		json_object_set_new(object, "fetched", json_string(source->fetched));
	if (source->message)
		json_object_set_new(object, "message", json_string(source->message));
	json_object_set_new(object, "files", files_to_json(source->files, source->file_count));
	if (source->missing_count)
		json_object_set_new(object, "missing",
		                    files_to_json(source->missing, source->missing_count));
	return object;
}

/* Four columns further in. Within a text there are no line ends. */
static int add_indented(const char *p, size_t n, void *text)
{
	for (size_t i = 0; i < n; i++) {
		text_addc(text, p[i]);
		if (p[i] == '\n')
			text_adds(text, "    ");
	}
	return 0;
}

/* One source after the other, for there may be many. */
void fetch_record_add(const struct fetch_record *record, struct text *t)
{
	text_adds(t, "{\n  \"sources\": [");
	for (size_t i = 0; i < record->source_count; i++) {
		json_t *source = source_to_json(&record->sources[i]);
		text_adds(t, i ? ",\n    " : "\n    ");
		json_dump_callback(source, add_indented, t, JSON_INDENT(2));
		json_decref(source);
	}
	text_adds(t, record->source_count ? "\n  ]\n}\n" : "]\n}\n");
}

const struct fetched_source *fetch_record_source(const struct fetch_record *record,
                                                 const char *name)
{
	for (size_t i = 0; i < record->source_count; i++)
		if (strcmp(record->sources[i].name, name) == 0)
			return &record->sources[i];
	return NULL;
}

void fetch_record_release(struct fetch_record *record)
{
	arena_release(&record->arena);
	*record = (struct fetch_record){0};
}
