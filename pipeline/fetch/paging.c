#include "fetch/paging.h"

#include <stdlib.h>
#include <string.h>

#include "io/checksum.h"

void pages_init(struct pages *pages, const struct source *source)
{
	*pages = (struct pages){.source = source, .total = -1, .last = -1};
}

void pages_release(struct pages *pages)
{
	hash_map_release(&pages->contents);
	hash_map_release(&pages->addresses);
	json_decref(pages->same);
	*pages = (struct pages){0};
}

static char *with_number(const char *address, const char *parameter, uint64_t number)
{
	struct text t = TEXT_INIT;
	char *value = xasprintf("%llu", (unsigned long long)number);

	text_adds(&t, address);
	http_address_set_query(&t, parameter, value);
	free(value);
	return text_detach(&t);
}

char *pages_first(const struct pages *pages, const char *address)
{
	const struct paging *p = &pages->source->paging;

	if (p->kind == PAGING_PAGE)
		return with_number(address, p->parameter, p->first);
	if (p->kind == PAGING_OFFSET)
		return with_number(address, p->parameter, 0);
	return xstrdup(address);
}

/* --- What a page says -------------------------------------------------------------------- */

/* The value at "a.b.c"; "." is the page itself. */
static const json_t *value_at(const json_t *page, const char *path)
{
	const char *at = path;

	if (strcmp(path, ".") == 0)
		return page;
	while (page && *at) {
		size_t n = strcspn(at, ".");
		char *key = xstrndup(at, n);
		page = json_object_get(page, key);
		free(key);
		at += n + (at[n] == '.');
	}
	return page;
}

/* A declared number: absent is -1, and it may not change from page to page. */
static int take_declared(int64_t *declared, const json_t *page, const char *path, struct text *why)
{
	const json_t *value = path ? value_at(page, path) : NULL;

	if (!path)
		return 0;
	if (!json_is_integer(value) || json_integer_value(value) < 0) {
		text_addf(why, T("declares no number as '%s'", "未以 '%s' 声明数量"), path);
		return -1;
	}
	if (*declared >= 0 && *declared != json_integer_value(value)) {
		text_addf(why,
		          T("has changed between the pages: '%s' was %lld, now it is %lld",
		            "分页之间发生变化：'%s' 原为 %lld，现为 %lld"),
		          path, (long long)*declared, (long long)json_integer_value(value));
		return -1;
	}
	*declared = json_integer_value(value);
	return 0;
}

static int take_same(struct pages *pages, const json_t *page, struct text *why)
{
	const struct json_texts *same = &pages->source->paging.same;
	bool first = !pages->same;

	if (first)
		pages->same = json_object();
	for (size_t i = 0; i < same->count; i++) {
		const json_t *value = value_at(page, same->items[i]);
		if (!value) {
			text_addf(why, T("has no '%s'", "没有 '%s'"), same->items[i]);
			return -1;
		}
		if (first)
			json_object_set_new(pages->same, same->items[i], json_deep_copy(value));
		else if (!json_equal(value, json_object_get(pages->same, same->items[i]))) {
			text_addf(
			        why,
			        T("has changed between the pages: '%s'", "分页之间发生变化：'%s'"),
			        same->items[i]);
			return -1;
		}
	}
	return 0;
}

/* A page whose items came before, whatever page number it puts around them. */
static int check_new(struct pages *pages, const json_t *content, struct text *why)
{
	char *dump = json_dumps(content, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	char hex[SHA256_HEX + 1];
	struct checksum sum;
	uint32_t before;

	checksum_init(&sum);
	checksum_add(&sum, dump, strlen(dump));
	checksum_finish(&sum, hex);
	checksum_release(&sum);
	free(dump);
	before = hash_map_add(&pages->contents, slice_of(hex), (uint32_t)pages->count);
	if (before == pages->count)
		return 0;
	text_addf(why, T("page %llu repeats page %u", "第 %llu 页与第 %u 页重复"),
	          (unsigned long long)pages->count + 1, before + 1);
	return -1;
}

static int take_items(struct pages *pages, const json_t *page, size_t *count, struct text *why)
{
	const char *path = pages->source->paging.items;
	const json_t *items = path ? value_at(page, path) : page;

	if (path && !json_is_array(items)) {
		text_addf(why, T("has no list '%s'", "没有列表 '%s'"), path);
		return -1;
	}
	*count = path ? json_array_size(items) : 0;
	if ((!path || *count) && check_new(pages, items, why) < 0)
		return -1;
	pages->count++;
	pages->items += *count;
	return 0;
}

/* --- What comes next --------------------------------------------------------------------- */

/* By number: until everything declared is there, or a page is empty. */
static bool numbers_end(const struct pages *pages, size_t items_here)
{
	if (pages->total >= 0)
		return items_here == 0 || pages->items >= (uint64_t)pages->total;
	if (pages->last >= 0)
		return pages->count >= (uint64_t)pages->last;
	return items_here == 0;
}

/* A token or an address in the body; absent, null, false and "" end the pages. */
static int next_in_body(const json_t *page, const char *path, char **next, struct text *why)
{
	const json_t *value = value_at(page, path);

	*next = NULL;
	if (!value || json_is_null(value) || json_is_false(value))
		return 0;
	if (json_is_integer(value)) {
		*next = xasprintf("%lld", (long long)json_integer_value(value));
	} else if (json_is_string(value)) {
		*next = *json_string_value(value) ? xstrdup(json_string_value(value)) : NULL;
	} else {
		text_addf(why, T("names no next page as '%s'", "'%s' 不是下一页"), path);
		return -1;
	}
	return 0;
}

static char *with_cursor(const char *address, const char *parameter, char *cursor)
{
	struct text t = TEXT_INIT;

	if (!cursor)
		return NULL;
	text_adds(&t, address);
	http_address_set_query(&t, parameter, cursor);
	free(cursor);
	return text_detach(&t);
}

static char *resolved(const char *address, char *reference)
{
	char *whole = reference ? http_address_resolve(address, reference) : NULL;

	free(reference);
	return whole;
}

static int find_next(const struct pages *pages, const json_t *page, size_t items_here,
                     const char *address, const char *link, char **next, struct text *why)
{
	const struct paging *p = &pages->source->paging;
	char *found = NULL;

	switch (p->kind) {
	case PAGING_PAGE:
		if (!numbers_end(pages, items_here))
			*next = with_number(address, p->parameter, p->first + pages->count);
		return 0;
	case PAGING_OFFSET:
		if (!numbers_end(pages, items_here))
			*next = with_number(address, p->parameter, pages->items);
		return 0;
	case PAGING_LINK:
		*next = link ? http_address_resolve(address, link) : NULL;
		return 0;
	case PAGING_NEXT:
	case PAGING_CURSOR:
		if (next_in_body(page, p->next, &found, why) < 0)
			return -1;
		*next = p->kind == PAGING_NEXT ? resolved(address, found)
		                               : with_cursor(address, p->parameter, found);
		return 0;
	default:
		return 0;
	}
}

static int check_next(struct pages *pages, const char *next, struct text *why)
{
	uint64_t most = pages->source->limits.pages;

	if (!next) {
		if (pages->total < 0 || pages->items == (uint64_t)pages->total)
			return 0;
		text_addf(why,
		          T("the pages hold %llu items, %lld were declared",
		            "各页共 %llu 项，声明的是 %lld 项"),
		          (unsigned long long)pages->items, (long long)pages->total);
		return -1;
	}
	if (pages->count >= most) {
		text_addf(why, T("more than %llu pages", "超过 %llu 页"), (unsigned long long)most);
		return -1;
	}
	if (hash_map_get(&pages->addresses, slice_of(next)) == HASH_MAP_NONE)
		return 0;
	text_addf(why, T("page %llu leads back to an earlier page", "第 %llu 页又指回先前的页"),
	          (unsigned long long)pages->count);
	return -1;
}

int pages_take(struct pages *pages, const char *path, const char *address, const char *link,
               char **next, struct text *why)
{
	const struct paging *p = &pages->source->paging;
	struct err err = ERR_INIT;
	json_t *page = json_load_path(path, RD_INPUT, &err);
	size_t items = 0;
	int result = -1;

	*next = NULL;
	if (!page) {
		text_addf(why, T("%s in line %llu", "%s（第 %llu 行）"), err.message,
		          (unsigned long long)err.line);
		return -1;
	}
	hash_map_add(&pages->addresses, slice_of(address), (uint32_t)pages->count);
	if (take_declared(&pages->total, page, p->total, why) == 0 &&
	    take_declared(&pages->last, page, p->pages, why) == 0 &&
	    take_same(pages, page, why) == 0 && take_items(pages, page, &items, why) == 0 &&
	    find_next(pages, page, items, address, link, next, why) == 0)
		result = check_next(pages, *next, why);
	if (result < 0) {
		free(*next);
		*next = NULL;
	}
	json_decref(page);
	return result;
}

/* --- The Link header --------------------------------------------------------------------- */

/* Whether the parameters of one link, up to its comma, have rel="next". */
static bool is_next(const char *parameters, size_t n)
{
	for (size_t i = 0; i + 4 < n; i++) {
		struct slice value;
		if (strncasecmp(parameters + i, "rel=", 4) != 0)
			continue;
		value = (struct slice){parameters + i + 4, n - i - 4};
		if (value.p[0] == '"') {
			value = (struct slice){value.p + 1, value.n - 1};
			value.n =
			        strcspn(value.p, "\"") < value.n ? strcspn(value.p, "\"") : value.n;
		} else {
			value.n = strcspn(value.p, ";, ") < value.n ? strcspn(value.p, ";, ")
			                                            : value.n;
		}
		if (value.n == 4 && strncasecmp(value.p, "next", 4) == 0)
			return true;
	}
	return false;
}

char *paging_link_next(const char *header)
{
	for (const char *open = strchr(header, '<'); open; open = strchr(open + 1, '<')) {
		const char *close = strchr(open, '>');
		const char *end;
		if (!close)
			return NULL;
		end = strchr(close, '<');
		if (is_next(close + 1, end ? (size_t)(end - close - 1) : strlen(close + 1)))
			return xstrndup(open + 1, (size_t)(close - open - 1));
		open = close;
	}
	return NULL;
}
