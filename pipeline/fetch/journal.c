#include "fetch/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/input.h"
#include "io/path.h"

static char *journal_path(const struct store *store)
{
	return path_join(store->directory, "journal.jsonl");
}

static int read_file(const struct json_place *at, const json_t *value, void *target,
                     struct err *err)
{
	return fetched_file_read(at, value, target, err);
}

static const struct json_key entry_keys[] = {
        {"key", JSON_KEY_TEXT, offsetof(struct store_entry, key), JSON_REQUIRED, NULL},
        {"source", JSON_KEY_TEXT, offsetof(struct store_entry, source), JSON_REQUIRED, NULL},
        {"seen", JSON_KEY_TEXT, offsetof(struct store_entry, seen), 0, NULL},
        {"file", JSON_KEY_CUSTOM, offsetof(struct store_entry, file), JSON_REQUIRED, read_file},
};

static const struct store_entry *remember(struct store *store, const struct store_entry *entry)
{
	uint32_t next = (uint32_t)store->count;
	uint32_t at = hash_map_add(&store->by_key, slice_of(entry->key), next);

	if (at == next) {
		VEC_GROW(store->entries, store->count, store->capacity);
		store->count++;
	}
	store->entries[at] = *entry;
	return &store->entries[at];
}

static int read_line(struct store *store, const char *path, struct slice line, uint64_t number,
                     struct err *err)
{
	struct json_place at = {path, "", &store->arena};
	struct store_entry entry = {0};
	json_error_t where;
	json_t *root = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, &where);
	int result;

	if (root) {
		result = json_read_object(&at, root, entry_keys,
		                          sizeof(entry_keys) / sizeof(entry_keys[0]), &entry, err);
	} else {
		result = err_set(err, RD_INPUT, T("JSON: %s", "JSON 有误：%s"), where.text);
	}
	json_decref(root);
	if (result == 0) {
		remember(store, &entry);
		return 0;
	}
	err->code = RD_INPUT;
	err_hint(err, T("remove this line: its source is then fetched anew",
	                "请删除这一行，相应数据源会重新获取"));
	return err_at(err, path, number, 0);
}

static int read_lines(struct store *store, const char *path, const char *all, size_t n,
                      struct err *err)
{
	const char *at = all, *end;
	uint64_t number = 0;

	while ((end = memchr(at, '\n', n - (size_t)(at - all)))) {
		struct slice line = {at, (size_t)(end - at)};
		if (read_line(store, path, line, ++number, err) < 0)
			return -1;
		at = end + 1;
	}
	if (at == all + n || truncate(path, at - all) == 0)
		return 0;
	err_set_errno(err, RD_OUTPUT, T("cannot cut off its torn last line", "无法截去末尾残行"));
	return err_at(err, path, 0, 0);
}

int journal_load(struct store *store, struct err *err)
{
	char *path = journal_path(store);
	struct input in;
	char *all;
	size_t n;
	int result = 0;

	if (path_exists(path)) {
		result = input_open(&in, path, err);
		if (result == 0) {
			all = input_read_all(&in, 0, &n, err);
			input_close(&in);
			result = all ? read_lines(store, path, all, n, err) : -1;
			free(all);
		}
	}
	free(path);
	return result;
}

const struct store_entry *journal_remember(struct store *store, const struct store_entry *entry)
{
	struct store_entry copy = *entry;

	copy.key = arena_strdup(&store->arena, slice_of(entry->key));
	copy.source = arena_strdup(&store->arena, slice_of(entry->source));
	if (entry->seen)
		copy.seen = arena_strdup(&store->arena, slice_of(entry->seen));
	copy.file = fetched_file_copy(&entry->file, &store->arena);
	copy.file.path = NULL;
	return remember(store, &copy);
}

static int add_to_text(const char *p, size_t n, void *text)
{
	text_add(text, p, n);
	return 0;
}

static void add_line(struct text *lines, const struct store_entry *entry)
{
	json_t *object =
	        json_pack("{s:s, s:s, s:s*, s:o}", "key", entry->key, "source", entry->source,
	                  "seen", entry->seen, "file", fetched_file_to_json(&entry->file));

	json_dump_callback(object, add_to_text, lines, JSON_COMPACT);
	text_addc(lines, '\n');
	json_decref(object);
}

static int write_all(int fd, struct slice t)
{
	size_t at = 0;

	while (at < t.n) {
		ssize_t done = write(fd, t.p + at, t.n - at);
		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0)
			at += (size_t)done;
	}
	return fsync(fd);
}

/* All of the text or nothing: half a line would spoil the next one. */
static int append(int fd, struct slice t)
{
	off_t before = lseek(fd, 0, SEEK_END);
	int cause;

	if (before >= 0 && write_all(fd, t) == 0)
		return 0;
	cause = errno;
	if (before >= 0 && ftruncate(fd, before) < 0)
		cause = errno;
	errno = cause;
	return -1;
}

static int append_lines(const struct store *store, struct slice lines, struct err *err)
{
	char *path = journal_path(store);
	int fd, result = 0;

	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || append(fd, lines) < 0) {
		result = path_cannot_write(path, err);
	}
	if (fd >= 0)
		close(fd);
	if (result == 0)
		result = path_sync_directory(path, err);
	free(path);
	return result;
}

int journal_write(const struct store *store, const struct store_entry *entries, size_t count,
                  struct err *err)
{
	struct text lines = TEXT_INIT;
	int result;

	if (count == 0)
		return 0;
	for (size_t i = 0; i < count; i++)
		add_line(&lines, &entries[i]);
	result = append_lines(store, text_slice(&lines), err);
	text_release(&lines);
	return result;
}
