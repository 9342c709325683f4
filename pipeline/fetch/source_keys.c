#include "fetch/source_keys.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))
#define TEXT(type, field)                                                                          \
	{                                                                                          \
#field, JSON_KEY_TEXT, offsetof(struct type, field), 0, NULL                       \
	}
#define TEXTS(type, field)                                                                         \
	{                                                                                          \
#field, JSON_KEY_TEXTS, offsetof(struct type, field), 0, NULL                      \
	}
#define COUNT(type, field)                                                                         \
	{                                                                                          \
#field, JSON_KEY_COUNT, offsetof(struct type, field), 0, NULL                      \
	}
#define BOOL(type, field)                                                                          \
	{                                                                                          \
#field, JSON_KEY_BOOL, offsetof(struct type, field), 0, NULL                       \
	}
#define OWN(type, field, read)                                                                     \
	{                                                                                          \
#field, JSON_KEY_CUSTOM, offsetof(struct type, field), 0, read                     \
	}
#define KIND(type, read)                                                                           \
	{                                                                                          \
		"kind", JSON_KEY_CUSTOM, offsetof(struct type, kind), JSON_REQUIRED, read          \
	}

/* Defines a function that reads an object by a table of keys. */
#define READS_OBJECT(function, keys)                                                               \
	static int function(const struct json_place *at, const json_t *value, void *target,        \
	                    struct err *err)                                                       \
	{                                                                                          \
		return json_read_object(at, value, keys, COUNT_OF(keys), target, err);             \
	}

/* Defines a function that reads one of some names into an enum, in their order. */
#define READS_CHOICE(function, ...)                                                                \
	static int function(const struct json_place *at, const json_t *value, void *target,        \
	                    struct err *err)                                                       \
	{                                                                                          \
		static const char *const names[] = {__VA_ARGS__};                                  \
		const char *text = json_is_string(value) ? json_string_value(value) : "";          \
		int found = json_choice(at, text, names, COUNT_OF(names), err);                    \
		if (found < 0)                                                                     \
			return -1;                                                                 \
		*(int *)target = found + 1; /* 0 is none, and has no name */                       \
		return 0;                                                                          \
	}

static int read_pairs(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	struct pairs *pairs = target;
	size_t n = json_object_size(value);
	const char *name;
	json_t *member;

	if (!json_is_object(value))
		return json_wrong(at, err, T("must be an object of texts", "应为文本组成的对象"));
	*pairs = (struct pairs){arena_alloc(at->arena, (n + 1) * sizeof(char *)),
	                        arena_alloc(at->arena, (n + 1) * sizeof(char *)), 0};
	json_object_foreach((json_t *)(uintptr_t)value, name, member)
	{
		struct json_place place = json_member(at, name);
		if (!json_is_string(member))
			return json_wrong(&place, err, T("must be a text", "应为文本"));
		pairs->names[pairs->count] = arena_strdup(at->arena, slice_of(name));
		pairs->values[pairs->count++] =
		        arena_strdup(at->arena, slice_of(json_string_value(member)));
	}
	return 0;
}

static int read_statuses(const struct json_place *at, const json_t *value, void *target,
                         struct err *err)
{
	struct absence *absence = target;
	size_t n = json_array_size(value);

	if (!json_is_array(value))
		return json_wrong(at, err,
		                  T("must be a list of HTTP statuses", "应为 HTTP 状态码列表"));
	absence->statuses = arena_alloc(at->arena, (n + 1) * sizeof(*absence->statuses));
	absence->status_count = 0;
	for (size_t i = 0; i < n; i++) {
		struct json_place place = json_element(at, i);
		json_int_t status = json_integer_value(json_array_get(value, i));
		if (status < 400 || status > 599)
			return json_wrong(
			        &place, err,
			        T("must be a status from 400 to 599", "应为 400 到 599 的状态码"));
		absence->statuses[absence->status_count++] = (uint64_t)status;
	}
	return 0;
}

static const struct json_key secret_keys[] = {
        TEXT(secret_place, environment),
        TEXT(secret_place, file),
};
READS_OBJECT(read_secret, secret_keys)

READS_CHOICE(read_credential_kind, "basic", "bearer", "key", "netrc")

static const struct json_key credential_keys[] = {
        KIND(credential, read_credential_kind),
        TEXT(credential, user),
        OWN(credential, secret, read_secret),
        TEXT(credential, header),
        TEXT(credential, query),
        TEXT(credential, file),
};
READS_OBJECT(read_credential, credential_keys)

static const struct json_key tls_keys[] = {
        TEXT(tls_settings, ca),
        TEXT(tls_settings, certificate),
        TEXT(tls_settings, key),
        OWN(tls_settings, key_password, read_secret),
};
READS_OBJECT(read_tls, tls_keys)

static const struct json_key proxy_keys[] = {
        TEXT(proxy_settings, address),
        TEXT(proxy_settings, user),
        OWN(proxy_settings, secret, read_secret),
};
READS_OBJECT(read_proxy, proxy_keys)

READS_CHOICE(read_paging_kind, "page", "offset", "next", "link", "cursor")

static const struct json_key paging_keys[] = {
        KIND(paging, read_paging_kind),
        TEXT(paging, parameter),
        COUNT(paging, first),
        TEXT(paging, items),
        TEXT(paging, next),
        TEXT(paging, total),
        TEXT(paging, pages),
        TEXTS(paging, same),
};
READS_OBJECT(read_paging, paging_keys)

static const struct json_key expect_keys[] = {
        TEXT(expectation, type),
        TEXTS(expectation, content_types),
        TEXT(expectation, sha256),
        TEXT(expectation, checksum),
};
READS_OBJECT(read_expect, expect_keys)

static const struct json_key absence_keys[] = {
        {"statuses", JSON_KEY_CUSTOM, 0, 0, read_statuses},
        TEXT(absence, marker),
};
READS_OBJECT(read_absence, absence_keys)

static const struct json_key limit_keys[] = {
        COUNT(limits, bytes),           COUNT(limits, inflated_bytes),
        COUNT(limits, redirects),       COUNT(limits, pages),
        COUNT(limits, seconds),         COUNT(limits, connect_seconds),
        COUNT(limits, low_speed_bytes), COUNT(limits, low_speed_seconds),
};
READS_OBJECT(read_limits, limit_keys)

static const struct json_key retry_keys[] = {
        COUNT(retry, tries),
        COUNT(retry, wait_ms),
        COUNT(retry, most_wait_ms),
};
READS_OBJECT(read_retry, retry_keys)

/* The first keys make sense for one source only; the rest in "defaults" as well. */
enum { OWN_KEYS = 9 };

static const struct json_key source_keys[] = {
        {"name", JSON_KEY_TEXT, offsetof(struct source, name), JSON_REQUIRED, NULL},
        TEXT(source, address),
        TEXT(source, folder),
        TEXT(source, match),
        TEXT(source, file),
        OWN(source, query, read_pairs),
        TEXT(source, body),
        OWN(source, paging, read_paging),
        OWN(source, expect, read_expect),
        OWN(source, headers, read_pairs),
        OWN(source, credential, read_credential),
        OWN(source, tls, read_tls),
        OWN(source, proxy, read_proxy),
        OWN(source, not_published, read_absence),
        TEXTS(source, hosts),
        TEXTS(source, protocols),
        BOOL(source, uncompressed),
        OWN(source, limits, read_limits),
        OWN(source, retry, read_retry),
};

static int read_defaults(const struct json_place *at, const json_t *value, void *target,
                         struct err *err)
{
	return json_read_object(at, value, source_keys + OWN_KEYS, COUNT_OF(source_keys) - OWN_KEYS,
	                        target, err);
}

static int read_sources(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct sources *sources = target;
	size_t n = json_array_size(value);

	if (!json_is_array(value))
		return json_wrong(at, err, T("must be a list", "应为列表"));
	sources->items = arena_alloc(at->arena, (n + 1) * sizeof(*sources->items));
	sources->count = n;
	for (size_t i = 0; i < n; i++) {
		struct json_place place = json_element(at, i);
		sources->items[i] = sources->defaults;
		if (json_read_object(&place, json_array_get(value, i), source_keys,
		                     COUNT_OF(source_keys), &sources->items[i], err) < 0)
			return -1;
	}
	return 0;
}

static const struct json_key pace_keys[] = {
        COUNT(pace, parallel),
        COUNT(pace, per_host),
        COUNT(pace, interval_ms),
        COUNT(pace, seconds),
};
READS_OBJECT(read_pace, pace_keys)

int source_keys_read(struct sources *sources, const struct json_place *top, const json_t *root,
                     struct err *err)
{
	static const struct json_key keys[] = {
	        OWN(sources, pace, read_pace),
	        OWN(sources, defaults, read_defaults),
	        {"sources", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_sources},
	};
	const json_t *defaults = json_object_get(root, "defaults");
	struct json_place at = json_member(top, "defaults");

	/* The sources start from the defaults, wherever in the file those stand. */
	if (defaults && read_defaults(&at, defaults, &sources->defaults, err) < 0)
		return -1;
	return json_read_object(top, root, keys, COUNT_OF(keys), sources, err);
}
