#include "fetch/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash_map.h"
#include "base/nearest.h"
#include "fetch/source_check.h"
#include "fetch/source_keys.h"
#include "io/path.h"

/* What a source is held to where the configuration says nothing. */
static const struct source usual = {
        .limits = {.bytes = 4ULL << 30,
                   .inflated_bytes = 16ULL << 30,
                   .redirects = 10,
                   .pages = 10000,
                   .seconds = 3600,
                   .connect_seconds = 30,
                   .low_speed_bytes = 100,
                   .low_speed_seconds = 60},
        .retry = {.tries = 5, .wait_ms = 1000, .most_wait_ms = 60000},
        .paging = {.first = 1},
};

static const struct pace usual_pace = {.parallel = 8, .per_host = 4};

static int check_sources(const struct json_place *top, const struct sources *sources,
                         struct err *err)
{
	struct json_place list = json_member(top, "sources");
	struct hash_map names = HASH_MAP_INIT;
	int result = 0;

	for (size_t i = 0; i < sources->count && result == 0; i++) {
		struct json_place at = json_element(&list, i);
		struct slice name = slice_of(sources->items[i].name);
		if ((result = source_check(&at, &sources->items[i], err)) < 0)
			break;
		if (hash_map_add(&names, name, (uint32_t)i) != i)
			result = json_wrong(&at, err, T("the name '%s' is taken", "名称 '%s' 重复"),
			                    name.p);
	}
	hash_map_release(&names);
	return result;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_key(const struct tls_settings *a, const struct tls_settings *b)
{
	return same_text(a->key, b->key) &&
	       same_text(a->key_password.environment, b->key_password.environment) &&
	       same_text(a->key_password.file, b->key_password.file);
}

/*
 * A connection that one source opened with its certificate serves the next source that has the
 * same one, whatever its key: a wrong key or password would come out on some days only.
 */
static int check_keys(const struct json_place *top, const struct sources *sources, struct err *err)
{
	struct json_place list = json_member(top, "sources");
	struct hash_map certificates = HASH_MAP_INIT;
	int result = 0;

	for (size_t i = 0; i < sources->count && result == 0; i++) {
		const struct source *source = &sources->items[i], *first;
		struct json_place element = json_element(&list, i),
		                  at = json_member(&element, "tls");
		if (!source->tls.certificate)
			continue;
		first = &sources->items[hash_map_add(
		        &certificates, slice_of(source->tls.certificate), (uint32_t)i)];
		if (same_key(&first->tls, &source->tls))
			continue;
		result =
		        json_wrong(&at, err,
		                   T("the certificate '%s' has another key or key_password in '%s'",
		                     "证书 '%s' 在 '%s' 中用的是另一个 key 或 key_password"),
		                   source->tls.certificate, first->name);
		err_hint(err, T("a certificate has one key: write the same for both, or a copy of "
		                "the certificate",
		                "一个证书只有一个私钥：两处写成一样，或另用证书的副本"));
	}
	hash_map_release(&certificates);
	return result;
}

int sources_load(struct sources *sources, const char *directory, struct err *err)
{
	char *path = path_join(directory, "sources.json");
	json_t *root = json_load_path(path, RD_CONFIG, err);
	struct json_place top = {path, "", &sources->arena};
	int result = -1;

	*sources = (struct sources){.pace = usual_pace, .defaults = usual};
	if (!root)
		goto out;
	sources->defaults.not_published.statuses = arena_alloc(&sources->arena, sizeof(uint64_t));
	sources->defaults.not_published.statuses[0] = 404;
	sources->defaults.not_published.status_count = 1;
	sources->directory = arena_strdup(&sources->arena, slice_of(directory));
	result = source_keys_read(sources, &top, root, err);
	if (result == 0 && (sources->pace.parallel == 0 || sources->pace.per_host == 0))
		result = json_wrong(&top, err,
		                    T("'parallel' and 'per_host' are 1 or more",
		                      "'parallel' 和 'per_host' 至少为 1"));
	if (result == 0)
		result = check_sources(&top, sources, err);
	if (result == 0)
		result = check_keys(&top, sources, err);
	if (result < 0)
		sources_release(sources);
out:
	json_decref(root);
	free(path);
	return result;
}

const struct source *sources_find(const struct sources *sources, const char *name, struct err *err)
{
	const char **names = xcalloc(sources->count + 1, sizeof(*names));
	const struct source *found = NULL;
	const char *near;

	for (size_t i = 0; i < sources->count; i++) {
		names[i] = sources->items[i].name;
		if (strcmp(names[i], name) == 0)
			found = &sources->items[i];
	}
	if (!found) {
		near = nearest_word(name, names, sources->count);
		err_set(err, RD_USAGE, T("there is no source '%s'", "没有数据源 '%s'"), name);
		if (near)
			err_hint(err, T("did you mean '%s'?", "是否想写 '%s'？"), near);
		else
			err_hint(err, T("the sources stand in sources.json",
			                "数据源列在 sources.json 中"));
	}
	free(names);
	return found;
}

static bool listed(const struct json_texts *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcasecmp(list->items[i], text) == 0)
			return true;
	return false;
}

bool source_allows(const struct source *source, const struct http_address *from,
                   const struct http_address *to)
{
	bool same = strcmp(to->scheme, from->scheme) == 0 || strcmp(to->scheme, "https") == 0;
	bool protocol = source->protocols.count ? listed(&source->protocols, to->scheme) : same;

	return protocol && (strcmp(to->host, from->host) == 0 || listed(&source->hosts, to->host));
}

char *sources_path(const struct sources *sources, const char *path)
{
	return path ? path_join(sources->directory, path) : NULL;
}

void sources_release(struct sources *sources)
{
	arena_release(&sources->arena);
	*sources = (struct sources){0};
}
