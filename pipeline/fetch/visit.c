#include "fetch/visit.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/errand.h"
#include "fetch/local.h"
#include "fetch/template.h"
#include "io/path.h"

/* --- The end ----------------------------------------------------------------------------- */

static void collect(struct visit *visit)
{
	for (size_t i = 0; i < visit->asks.count && visit->errands; i++) {
		const struct errand *errand = &visit->errands[i];
		if (errand->state != FETCH_NEW) {
			collection_miss(&visit->collection, errand->state, &errand->missing,
			                errand->message.p);
			continue;
		}
		for (size_t k = 0; k < errand->file_count; k++)
			collection_add(&visit->collection, &errand->files[k]);
	}
}

static void end(struct visit *visit)
{
	struct trip *trip = visit->trip;

	collect(visit);
	collection_finish(&visit->collection);
	for (size_t i = 0; i < visit->asks.count && visit->errands; i++)
		errand_release(&visit->errands[i]);
	free(visit->errands);
	visit->errands = NULL;
	if (trip->on_end)
		trip->on_end(trip->context, &visit->collection);
}

/* The errand that says so is still at work: its visit is drawn up later. */
void visit_errand_ended(struct visit *visit)
{
	struct trip *trip = visit->trip;

	if (--visit->open > 0)
		return;
	VEC_GROW(trip->finished, trip->finished_count, trip->finished_capacity);
	trip->finished[trip->finished_count++] = visit;
}

void trip_settle(struct trip *trip)
{
	for (size_t i = 0; i < trip->finished_count; i++)
		end(trip->finished[i]);
	trip->finished_count = 0;
}

void trip_release(struct trip *trip)
{
	free(trip->finished);
	sightings_release(&trip->seen);
}

/* --- The beginning ----------------------------------------------------------------------- */

static bool is_remote(const struct source *source)
{
	return source->address && http_address_has_scheme(source->address) &&
	       strncasecmp(source->address, "file:", 5) != 0;
}

/* The path that a file: address or a configured path means. */
static char *local_path(const struct visit *visit, const char *address)
{
	struct http_address a;
	char *path;

	if (!http_address_has_scheme(address) || http_address_parse(&a, address) < 0)
		return sources_path(visit->trip->sources, address);
	path = xstrdup(a.path);
	http_address_release(&a);
	return path;
}

/* What is named after its period may be yet to come; what is not was configured wrongly. */
static enum fetch_state if_absent(const struct source *source)
{
	const char *path = source->folder ? source->folder : source->address;

	return template_parts(path) ? FETCH_NOT_PUBLISHED : FETCH_FAILED;
}

static int visit_local(struct visit *visit, struct err *err)
{
	struct collection *c = &visit->collection;
	int result = 0;

	for (size_t i = 0; i < visit->asks.count && result == 0; i++) {
		const struct ask *ask = &visit->asks.items[i];
		char *path = local_path(visit, ask->address);
		if (visit->source->folder)
			result = local_folder(c, path, ask, if_absent(visit->source), err);
		else
			result = local_file(c, path, ask->address, ask, if_absent(visit->source),
			                    err);
		free(path);
	}
	end(visit);
	return result;
}

static void visit_nothing(struct visit *visit, const struct err *err)
{
	struct fetched_file missing = {.address = visit->asks.items[0].address};
	char *message = err->file[0] ? xasprintf(T("'%s': %s", "'%s'：%s"), err->file, err->message)
	                             : xstrdup(err->message);

	collection_miss(&visit->collection, FETCH_FAILED, &missing, message);
	free(message);
	end(visit);
}

static void visit_remote(struct visit *visit)
{
	visit->errands = xcalloc(visit->asks.count, sizeof(*visit->errands));
	visit->open = visit->asks.count;
	for (size_t i = 0; i < visit->asks.count; i++)
		errand_begin(&visit->errands[i], visit, &visit->asks.items[i]);
}

static int open_identity(struct visit *visit, struct err *err)
{
	const struct sources *sources = visit->trip->sources;
	const struct tls_settings *tls = &visit->source->tls;
	struct http_address a;
	int result;

	visit->ca = sources_path(sources, tls->ca);
	visit->certificate = sources_path(sources, tls->certificate);
	visit->key = sources_path(sources, tls->key);
	if (visit->trip->offline)
		return 0;
	http_address_parse(&a, visit->asks.items[0].address);
	result = identity_open(&visit->identity, sources, visit->source, a.host ? a.host : "", err);
	http_address_release(&a);
	return result;
}

int visit_begin(struct visit *visit, struct trip *trip, const struct source *source,
                struct err *err)
{
	struct err own = ERR_INIT;

	*visit = (struct visit){.trip = trip, .source = source};
	collection_init(&visit->collection, source, trip->store, trip->arena, &trip->seen);
	visit->collection.compare = trip->compare;
	asks_make(&visit->asks, source, trip->since, trip->until, trip->arena);
	if (!is_remote(source))
		return visit_local(visit, err);
	sightings_add_never(&trip->seen, source->name);
	if (open_identity(visit, &own) < 0)
		visit_nothing(visit, &own);
	else
		visit_remote(visit);
	return 0;
}

void visit_release(struct visit *visit)
{
	if (visit->errands)
		for (size_t i = 0; i < visit->asks.count; i++)
			errand_release(&visit->errands[i]);
	free(visit->errands);
	collection_release(&visit->collection);
	identity_release(&visit->identity);
	free(visit->ca);
	free(visit->certificate);
	free(visit->key);
}
