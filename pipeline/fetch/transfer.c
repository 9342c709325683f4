#include "fetch/transfer.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "fetch/answer.h"

static int64_t now_ms(void)
{
	return (int64_t)clock_milliseconds();
}

static const char *now_text(struct transfer *t)
{
	char text[CLOCK_TEXT];

	clock_text(clock_now(), text);
	return arena_strdup(&t->arena, slice_of(text));
}

static void set_address(struct transfer *t, const char *address)
{
	free(t->address);
	t->address = xstrdup(address);
	http_address_release(&t->at);
	http_address_parse(&t->at, t->address);
	t->host_known = false;
}

/* The address as wanted, with what the credential adds to it. */
void transfer_rewind(struct transfer *t)
{
	const struct credential *c = &t->wanted.source->credential;
	struct text address = TEXT_INIT;

	text_adds(&address, t->wanted.address);
	if (t->wanted.identity->query)
		http_address_set_query(&address, c->query, t->wanted.identity->query);
	set_address(t, address.p);
	text_release(&address);
	t->redirects = 0;
	t->redirected = t->as_get = false;
	t->visited_count = 0;
}

void transfer_init(struct transfer *t, const struct wanted *wanted, struct store *store,
                   int64_t *deadline, struct err *broken)
{
	*t = (struct transfer){.wanted = *wanted,
	                       .store = store,
	                       .deadline = deadline,
	                       .partial = PARTIAL_INIT,
	                       .broken = broken};
	t->file.address = wanted->address;
	t->uncompressed = wanted->source->uncompressed;
	transfer_rewind(t);
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
	char *line = xasprintf("%s: %s", name, value);

	VEC_GROW(t->headers, t->header_count, t->header_capacity);
	t->headers[t->header_count++] = arena_strdup(&t->arena, slice_of(line));
	free(line);
}

static void add_conditions(struct transfer *t)
{
	char range[40];

	t->ranged = t->partial.bytes > 0 && t->resumable;
	if (t->ranged) {
		snprintf(range, sizeof(range), "bytes=%llu-", (unsigned long long)t->partial.bytes);
		add_header(t, "Range", range);
		add_header(t, "If-Range", t->resume.validator);
	} else if (t->last && t->last->file.etag) {
		add_header(t, "If-None-Match", t->last->file.etag);
	} else if (t->last && t->last->file.last_modified) {
		add_header(t, "If-Modified-Since", t->last->file.last_modified);
	}
}

static void add_headers(struct transfer *t)
{
	const struct pairs *own = &t->wanted.source->headers;

	t->header_count = 0;
	for (size_t i = 0; i < own->count; i++)
		add_header(t, own->names[i], own->values[i]);
	if (t->wanted.identity->header && !t->redirected) {
		VEC_GROW(t->headers, t->header_count, t->header_capacity);
		t->headers[t->header_count++] = t->wanted.identity->header;
	}
	if (!t->wanted.post)
		add_conditions(t);
}

static uint64_t time_left(const struct transfer *t)
{
	int64_t left = *t->deadline - now_ms();

	return left > 1 ? (uint64_t)left : 1;
}

static void fill_request(struct transfer *t)
{
	const struct source *s = t->wanted.source;
	const struct identity *identity = t->wanted.identity;
	const bool known = !t->redirected;
	const char *proxy = s->proxy.address;

	t->request = (struct http_request){
	        .address = t->address,
	        .post = t->as_get ? NULL : t->wanted.post,
	        .headers = t->headers,
	        .header_count = t->header_count,
	        .user = known ? identity->user : NULL,
	        .password = known ? identity->password : NULL,
	        /* Part of a compressed body is of no use: what is to be resumed comes as it is. */
	        .compressed = !t->uncompressed && !t->ranged,
	        .milliseconds = s->limits.seconds ? time_left(t) : 0,
	        .connect_seconds = s->limits.connect_seconds,
	        .low_speed_bytes = s->limits.low_speed_bytes,
	        .low_speed_seconds = s->limits.low_speed_seconds,
	        .proxy = proxy && strcmp(proxy, "none") == 0 ? "" : proxy,
	        .proxy_user = s->proxy.user,
	        .proxy_password = identity->proxy_password,
	        .ca = t->wanted.ca,
	        .certificate = known ? t->wanted.certificate : NULL,
	        .key = known ? t->wanted.key_file : NULL,
	        .key_password = known ? identity->key_password : NULL,
	        .context = t,
	        .on_headers = answer_headers,
	        .on_body = answer_body,
	        .on_done = answer_done,
	};
}

/* What came the last time, and what an earlier run had received when it ended. */
static void take_up(struct transfer *t)
{
	if (t->wanted.plain_text)
		return;
	t->last = store_find(t->store, t->wanted.key);
	if (t->last && !store_check(t->store, &t->check, t->last->file.sha256))
		t->last = NULL;
	if (!resume_load(&t->resume, t->store, t->wanted.key, &t->arena))
		return;
	t->resume_saved = true;
	if (partial_resume(&t->partial, &t->store->partials, t->wanted.key, t->broken) == 1)
		t->resumable = true;
}

static void begin_try(struct transfer *t)
{
	if (t->file.tries++ == 0) {
		t->file.started = now_text(t);
		take_up(t);
	}
	if (!*t->deadline)
		*t->deadline = now_ms() + (int64_t)t->wanted.source->limits.seconds * 1000;
}

void transfer_start(struct transfer *t, struct http_pool *pool)
{
	if (t->redirects == 0)
		begin_try(t);
	if (t->broken->code) {
		transfer_finish(t, TRANSFER_BROKEN);
		return;
	}
	VEC_GROW(t->visited, t->visited_count, t->visited_capacity);
	t->visited[t->visited_count++] = arena_strdup(&t->arena, slice_of(t->address));
	t->refused = t->restart = false;
	t->host_pause = 0;
	text_clear(&t->head);
	add_headers(t);
	fill_request(t);
	t->phase = TRANSFER_RUNS;
	http_start(pool, &t->request);
}

void transfer_follow(struct transfer *t, const char *address, bool same_origin, bool as_get)
{
	set_address(t, address);
	t->redirects++;
	t->redirected = !same_origin;
	t->as_get = t->as_get || as_get;
	t->not_before = 0;
	t->phase = TRANSFER_WAITS;
}

static bool knows_checksums(struct transfer *t)
{
	return !partial_busy(&t->partial) && !aside_ask(t->store->partials.aside, &t->check.job);
}

void transfer_go_on(struct transfer *t)
{
	if (t->phase == TRANSFER_SETTLES && knows_checksums(t))
		t->settle(t);
}

void transfer_settle(struct transfer *t, void (*settle)(struct transfer *transfer))
{
	t->phase = TRANSFER_SETTLES;
	t->settle = settle;
	transfer_go_on(t);
}

void transfer_finish(struct transfer *t, enum transfer_end end)
{
	const bool whole = end == TRANSFER_CAME;
	char *final = http_address_public(t->address, false);

	if (t->redirects)
		t->file.final_address = arena_strdup(&t->arena, slice_of(final));
	free(final);
	t->file.finished = now_text(t);
	secrets_redact(&t->wanted.identity->secrets, &t->message);
	if (!whole && t->resumable && !t->resume_saved && t->partial.bytes)
		resume_save(&t->resume, t->store, t->wanted.key);
	if (!whole && t->partial.path)
		partial_release(&t->partial, !t->resumable);
	if (t->resume_saved && (!t->resumable || whole))
		resume_forget(t->store, t->wanted.key);
	t->phase = TRANSFER_ENDED;
	t->end = end;
}

void transfer_give_up(struct transfer *t, struct http_pool *pool, const char *message)
{
	if (t->phase == TRANSFER_RUNS)
		http_cancel(pool, &t->request);
	if (t->phase == TRANSFER_SETTLES) {
		store_check_wait(t->store, &t->check);
		t->settle(t);
	}
	if (t->phase == TRANSFER_ENDED)
		return;
	text_clear(&t->message);
	text_adds(&t->message, message);
	transfer_finish(t, TRANSFER_FAILED);
}

void transfer_release(struct transfer *t)
{
	partial_release(&t->partial, t->end == TRANSFER_CAME);
	store_check_release(t->store, &t->check);
	http_address_release(&t->at);
	text_release(&t->message);
	text_release(&t->head);
	free(t->visited);
	free(t->headers);
	free(t->address);
	arena_release(&t->arena);
}
