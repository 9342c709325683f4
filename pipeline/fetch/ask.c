#include "fetch/ask.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "fetch/template.h"
#include "io/path.h"

period ask_last_month(void)
{
	time_t now = (time_t)clock_now();
	struct tm utc;

	gmtime_r(&now, &utc);
	return period_of(utc.tm_year + 1900, utc.tm_mon + 1) - 1;
}

int64_t ask_end_of_month(void)
{
	period this = ask_last_month() + 1;
	struct tm next = {
	        .tm_year = period_year(this) - 1900,
	        .tm_mon = period_month(this), /* counted from 0: the month after */
	        .tm_mday = 1,
	};

	return timegm(&next);
}

static const char *expand(const char *template, period p, struct arena *arena)
{
	struct text t = TEXT_INIT;
	const char *expanded;

	if (!template)
		return NULL;
	template_add(&t, template, p);
	expanded = arena_strdup(arena, text_slice(&t));
	text_release(&t);
	return expanded;
}

static const char *expand_address(const struct source *source, period p, struct arena *arena)
{
	struct text t = TEXT_INIT;
	const char *address;

	template_add(&t, source->address ? source->address : source->folder, p);
	for (size_t i = 0; i < source->query.count; i++)
		http_address_add_query(&t, source->query.names[i],
		                       expand(source->query.values[i], p, arena));
	address = arena_strdup(arena, text_slice(&t));
	text_release(&t);
	return address;
}

/* The last part of the path, decoded. */
static const char *name_in(const char *address, struct arena *arena)
{
	struct http_address a;
	const char *name;

	if (!http_address_has_scheme(address) || http_address_parse(&a, address) < 0)
		return path_name(address);
	name = arena_strdup(arena, slice_of(path_name(a.path)));
	http_address_release(&a);
	return name;
}

/* What of the period makes a difference to what is asked. */
static unsigned depends(const struct source *source)
{
	unsigned query = 0;

	for (size_t i = 0; i < source->query.count; i++)
		query |= template_parts(source->query.values[i]);
	return query | template_parts(source->address) | template_parts(source->body) |
	       template_parts(source->folder) | template_parts(source->match);
}

static const char *period_text(period p, struct arena *arena)
{
	struct text t = TEXT_INIT;
	const char *text;

	period_add(&t, p, BASIS_YTD);
	text = arena_strdup(arena, text_slice(&t));
	text_release(&t);
	return text;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_asked(const struct asks *asks, const struct ask *ask)
{
	for (size_t i = 0; i < asks->count; i++)
		if (same_text(asks->items[i].address, ask->address) &&
		    same_text(asks->items[i].post, ask->post) &&
		    same_text(asks->items[i].match, ask->match))
			return true;
	return false;
}

/* Without the period a raw name would be that of every other period too. */
static const char *prefix(const struct source *source, const char *p, struct arena *arena)
{
	const char *last = source->address ? path_name(source->address) : source->match;
	unsigned told = template_parts(source->file ? source->file : last);
	struct text t = TEXT_INIT;
	const char *text;

	if ((depends(source) & ~told) == 0)
		return "";
	text_addf(&t, "%s-", p);
	text = arena_strdup(arena, text_slice(&t));
	text_release(&t);
	return text;
}

static const char *raw_name(const struct ask *ask, const char *file, struct arena *arena)
{
	struct text t = TEXT_INIT;
	const char *name;

	text_addf(&t, "%s%s", ask->prefix, file ? file : ask->served_name);
	name = arena_strdup(arena, text_slice(&t));
	text_release(&t);
	return name;
}

void asks_make(struct asks *asks, const struct source *source, period since, period until,
               struct arena *arena)
{
	const bool many = depends(source) != 0;
	size_t most = many && until >= since ? (size_t)(until - since) + 1 : 1;

	asks->items = arena_alloc(arena, most * sizeof(*asks->items));
	asks->count = 0;
	for (size_t i = 0; i < most; i++) {
		period p = many ? since + (period)i : until;
		struct ask ask = {
		        .period = many ? period_text(p, arena) : NULL,
		        .address = expand_address(source, p, arena),
		        .post = expand(source->body, p, arena),
		        .match = expand(source->match, p, arena),
		};
		if (is_asked(asks, &ask))
			continue;
		ask.served_name = name_in(ask.address, arena);
		ask.prefix = prefix(source, ask.period, arena);
		ask.raw_name = raw_name(&ask, expand(source->file, p, arena), arena);
		asks->items[asks->count++] = ask;
	}
}
