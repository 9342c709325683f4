#include "fetch/collection.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "fetch/raw_name.h"
#include "io/encoding.h"
#include "io/path.h"

void collection_init(struct collection *c, const struct source *source, struct store *store,
                     struct arena *arena, struct sightings *seen)
{
	*c = (struct collection){source, store, arena, .seen = seen};
	c->result.name = source->name;
	c->result.state = FETCH_NEW;
}

const char *collection_path(const struct collection *c, struct slice name)
{
	struct text t = TEXT_INIT;
	const char *path;

	text_addf(&t, "raw/%s/", c->source->name);
	raw_name_add(&t, name);
	path = arena_strdup(c->arena, text_slice(&t));
	text_release(&t);
	return path;
}

bool collection_holds(const struct collection *c, const char *path, const char *address)
{
	uint32_t number = hash_map_get(&c->paths, slice_of(path));

	return number != HASH_MAP_NONE && strcmp(c->result.files[number].address, address) == 0;
}

/* Whether a file has that path already. If it is another file, this one has no place. */
static bool is_taken(struct collection *c, const struct fetched_file *file)
{
	struct fetched_source *r = &c->result;
	uint32_t number = (uint32_t)r->file_count;
	const struct fetched_file *first;
	char *message;

	if (collection_holds(c, file->path, file->address))
		return true;
	number = hash_map_add(&c->paths, slice_of(file->path), number);
	if (number == r->file_count)
		return false;
	first = &r->files[number];
	message =
	        xasprintf(T("'%s': would be stored as '%s', like '%s': rename one of them, or see "
	                    "\"file\"",
	                    "'%s'：将存为 '%s'，与 '%s' 同名：请改名，或见 \"file\""),
	                  file->address, path_name(file->path), first->address);
	collection_miss(c, FETCH_FAILED, file, message);
	free(message);
	return true;
}

void collection_add(struct collection *c, const struct fetched_file *file)
{
	struct fetched_source *r = &c->result;

	if (is_taken(c, file))
		return;
	VEC_GROW(r->files, r->file_count, c->file_capacity);
	r->files[r->file_count++] = fetched_file_copy(file, c->arena);
	/* times of this form sort as text */
	if (file->stored && (!r->fetched || strcmp(file->stored, r->fetched) > 0))
		r->fetched = r->files[r->file_count - 1].stored;
}

void collection_miss(struct collection *c, enum fetch_state state, const struct fetched_file *file,
                     const char *message)
{
	struct fetched_source *r = &c->result;
	struct fetched_file *missing;
	struct text printable = TEXT_INIT;

	VEC_GROW(r->missing, r->missing_count, c->missing_capacity);
	missing = &r->missing[r->missing_count++];
	*missing = fetched_file_copy(file, c->arena);
	missing->path = NULL;
	utf8_add_printable(&printable, slice_of(message));
	missing->message = arena_strdup(c->arena, text_slice(&printable));
	text_release(&printable);
	if (state > r->state || !r->message) {
		r->state = state > r->state ? state : r->state;
		r->message = missing->message;
	}
}

/* Names and checksums of all files, as one checksum. */
static void digest(const struct collection *c, char hex[SHA256_HEX + 1])
{
	struct checksum sum;

	checksum_init(&sum);
	for (size_t i = 0; i < c->result.file_count; i++) {
		const struct fetched_file *file = &c->result.files[i];
		checksum_add(&sum, file->path, strlen(file->path) + 1);
		checksum_add(&sum, file->sha256, SHA256_HEX);
	}
	checksum_finish(&sum, hex);
	checksum_release(&sum);
}

void collection_finish(struct collection *c)
{
	char key[SHA256_HEX + 1], hex[SHA256_HEX + 1];
	struct store_entry entry = {key, c->source->name, {.sha256 = hex}, NULL};
	const struct store_entry *last;

	if (c->result.missing_count)
		return;
	store_key(key, c->source->name, "all of it");
	digest(c, hex);
	last = store_find(c->store, key);
	if (last && strcmp(last->file.sha256, hex) == 0)
		c->result.state = FETCH_UNCHANGED;
	else
		store_note(c->store, &entry);
}

void collection_release(struct collection *c)
{
	free(c->result.files);
	free(c->result.missing);
	hash_map_release(&c->paths);
	c->result = (struct fetched_source){0};
}
