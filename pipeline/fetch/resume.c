#include "fetch/resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/path.h"

/* A file may change twice within a second; an older date tells versions apart (8.8.2.2). */
enum { DATE_STRONG_AFTER = 60 };

static const char *keep(const struct text *t, struct arena *arena)
{
	return t->n ? arena_strdup(arena, text_slice(t)) : NULL;
}

static bool date_is_strong(const struct http_response *response)
{
	int64_t modified, sent;

	if (!response->last_modified.n || !response->date.n)
		return false;
	modified = http_date(response->last_modified.p);
	sent = http_date(response->date.p);
	return modified > 0 && sent - modified >= DATE_STRONG_AFTER;
}

static const char *this_boot(void)
{
	static char id[64];
	FILE *file;

	if (id[0])
		return id;
	file = fopen("/proc/sys/kernel/random/boot_id", "re");
	if (!file || !fgets(id, sizeof(id), file))
		snprintf(id, sizeof(id), "unknown");
	id[strcspn(id, "\n")] = '\0';
	if (file)
		fclose(file);
	return id;
}

bool resume_possible(struct resume *resume, const struct http_response *response,
                     struct arena *arena)
{
	bool strong_etag = response->etag.n && !slice_starts(text_slice(&response->etag), "W/");

	*resume = (struct resume){0};
	if (response->status != 200 || response->content_encoding.n)
		return false;
	if (!strong_etag && !date_is_strong(response))
		return false;
	resume->etag = keep(&response->etag, arena);
	resume->last_modified = keep(&response->last_modified, arena);
	resume->content_type = keep(&response->content_type, arena);
	resume->validator = strong_etag ? resume->etag : resume->last_modified;
	resume->boot = this_boot();
	return true;
}

#define TEXT(field)                                                                                \
	{                                                                                          \
#field, JSON_KEY_TEXT, offsetof(struct resume, field), 0, NULL                     \
	}

static const struct json_key keys[] = {
        TEXT(validator), TEXT(etag), TEXT(last_modified), TEXT(content_type), TEXT(boot),
};

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

static char *note_path(const struct store *store, const char *key)
{
	return xasprintf("%s/partial/%s.json", store->directory, key);
}

void resume_save(const struct resume *resume, const struct store *store, const char *key)
{
	char *path = note_path(store, key), *temporary = xasprintf("%s.tmp", path);
	json_t *object = json_object();

	for (size_t i = 0; i < KEYS; i++) {
		const char *text = *(const char *const *)((const char *)resume + keys[i].offset);
		if (text)
			json_object_set_new(object, keys[i].name, json_string(text));
	}
	/* Without fsync: after a power cut the partial is not used anyway. */
	if (json_dump_file(object, temporary, 0) < 0 || rename(temporary, path) < 0)
		unlink(temporary);
	json_decref(object);
	free(temporary);
	free(path);
}

bool resume_load(struct resume *resume, const struct store *store, const char *key,
                 struct arena *arena)
{
	char *path = store->partials.leftovers ? note_path(store, key) : NULL;
	struct json_place at = {path, "", arena};
	struct err ignored = ERR_INIT;
	json_t *object;
	bool loaded;

	*resume = (struct resume){0};
	if (!path || !path_exists(path)) {
		free(path);
		return false;
	}
	object = json_load_path(path, RD_INPUT, &ignored);
	loaded = object && json_read_object(&at, object, keys, KEYS, resume, &ignored) == 0 &&
	         resume->validator && resume->boot && strcmp(resume->boot, this_boot()) == 0;
	if (!loaded)
		unlink(path);
	json_decref(object);
	free(path);
	return loaded;
}

void resume_forget(const struct store *store, const char *key)
{
	char *path = note_path(store, key);

	unlink(path);
	free(path);
}

/* A number and the character behind it. */
static bool take_number(const char **at, uint64_t *number, char behind)
{
	const char *start = *at;

	*number = 0;
	for (; **at >= '0' && **at <= '9'; (*at)++)
		if (__builtin_mul_overflow(*number, 10, number) ||
		    __builtin_add_overflow(*number, (uint64_t)(**at - '0'), number))
			return false;
	if (*at == start || **at != behind)
		return false;
	*at += behind != '\0';
	return true;
}

bool resume_continues(const struct resume *resume, const struct http_response *response,
                      uint64_t offset)
{
	const char *at = response->content_range.n ? response->content_range.p : "";
	uint64_t first, last, total;

	if (response->content_encoding.n || !resume->validator || strncasecmp(at, "bytes ", 6) != 0)
		return false;
	at += 6;
	if (!take_number(&at, &first, '-') || !take_number(&at, &last, '/') ||
	    !take_number(&at, &total, '\0'))
		return false;
	/* The rest must be all of the rest, and of the same version as far as the server says. */
	if (first != offset || last + 1 != total)
		return false;
	return !response->etag.n || !resume->etag || strcmp(response->etag.p, resume->etag) == 0;
}
