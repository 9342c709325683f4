#include "fetch/answer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/log.h"
#include "fetch/backoff.h"
#include "fetch/content.h"
#include "fetch/paging.h"
#include "fetch/status.h"

/* Most that is read of a body that only tells why there is none, and kept of it. */
enum { ERROR_BODY = 1 << 20, ERROR_HEAD = 4096 };

/* From here on it is worth noting how to go on after a crash. */
enum { WORTH_RESUMING = 256 * 1024 };

static int64_t now_ms(void)
{
	return (int64_t)clock_milliseconds();
}

__attribute__((format(printf, 2, 3))) static void say(struct transfer *t, const char *fmt, ...)
{
	va_list ap;

	text_clear(&t->message);
	va_start(ap, fmt);
	text_vaddf(&t->message, fmt, ap);
	va_end(ap);
}

/* --- Taking the body ------------------------------------------------------------------- */

/* No try will get around this. */
static bool refuse_size(struct transfer *t, uint64_t limit)
{
	say(t, T("is larger than the limit of %llu bytes", "超过 %llu 字节的上限"),
	    (unsigned long long)limit);
	t->refused = true;
	t->resumable = false;
	return false;
}

static bool announced_too_large(const struct transfer *t, const struct http_response *r)
{
	return r->content_length > 0 &&
	       t->partial.bytes + (uint64_t)r->content_length > t->wanted.source->limits.bytes;
}

static bool begin_body(struct transfer *t, const struct http_response *r)
{
	if (!t->partial.path)
		partial_create(&t->partial, &t->store->partials, t->wanted.key);
	else if (partial_restart(&t->partial, t->broken) < 0)
		return false;
	if (t->resume_saved)
		resume_forget(t->store, t->wanted.key);
	t->resume_saved = false;
	t->expected =
	        r->content_encoding.n || r->content_length < 0 ? 0 : (uint64_t)r->content_length;
	t->resumable = !t->wanted.post && resume_possible(&t->resume, r, &t->arena);
	return announced_too_large(t, r) ? refuse_size(t, t->wanted.source->limits.bytes) : true;
}

static bool begin_rest(struct transfer *t, const struct http_response *r)
{
	if (!t->ranged || !resume_continues(&t->resume, r, t->partial.bytes)) {
		t->restart = true;
		return false;
	}
	t->expected = t->partial.bytes + (r->content_length > 0 ? (uint64_t)r->content_length : 0);
	return announced_too_large(t, r) ? refuse_size(t, t->wanted.source->limits.bytes) : true;
}

bool answer_headers(void *transfer, const struct http_response *response)
{
	struct transfer *t = transfer;

	switch (status_action(response->status)) {
	case STATUS_BODY:
		return begin_body(t, response);
	case STATUS_REST:
		return begin_rest(t, response);
	default:
		return true;
	}
}

static bool take_body(struct transfer *t, const struct http_response *r, const char *p, size_t n)
{
	const struct limits *limits = &t->wanted.source->limits;

	if (r->wire_bytes > limits->bytes)
		return refuse_size(t, limits->bytes);
	if (t->partial.bytes + n > (r->content_encoding.n ? limits->inflated_bytes : limits->bytes))
		return refuse_size(t,
		                   r->content_encoding.n ? limits->inflated_bytes : limits->bytes);
	if (partial_write(&t->partial, p, n, t->broken) < 0)
		return false;
	if (t->resumable && !t->resume_saved && t->partial.bytes >= WORTH_RESUMING) {
		resume_save(&t->resume, t->store, t->wanted.key);
		t->resume_saved = true;
	}
	return true;
}

bool answer_body(void *transfer, const struct http_response *response, const char *p, size_t n)
{
	struct transfer *t = transfer;
	enum status_action action = status_action(response->status);
	size_t room = ERROR_HEAD - t->head.n;

	if (action == STATUS_BODY || action == STATUS_REST)
		return take_body(t, response, p, n);
	text_add(&t->head, p, n < room ? n : room);
	return response->wire_bytes < ERROR_BODY;
}

/* --- Ending, or trying again ------------------------------------------------------------- */

static void fail(struct transfer *t)
{
	transfer_finish(t, TRANSFER_FAILED);
}

static void drop_partial(struct transfer *t)
{
	t->resumable = false;
	t->partial.bytes = 0;
}

static int64_t pause_before_next(const struct transfer *t)
{
	uint64_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = (uint64_t)now_ms();
	return backoff_pause(&t->wanted.source->retry, t->file.tries, random);
}

/* The message says what happened; after: seconds that the server asks for, or -1. */
static void try_again(struct transfer *t, int64_t after)
{
	const struct source *s = t->wanted.source;
	int64_t wait = after >= 0 ? after * 1000 : pause_before_next(t);

	if (t->file.tries >= s->retry.tries) {
		if (t->file.tries > 1)
			text_addf(&t->message, T(", after %llu tries", "，已尝试 %llu 次"),
			          (unsigned long long)t->file.tries);
		fail(t);
		return;
	}
	if (s->limits.seconds && now_ms() + wait >= *t->deadline) {
		text_addf(&t->message,
		          T(", and waiting for %lld s more would exceed the limit of %llu s",
		            "，再等 %lld 秒将超过 %llu 秒的上限"),
		          (long long)(wait + 999) / 1000, (unsigned long long)s->limits.seconds);
		fail(t);
		return;
	}
	transfer_rewind(t);
	t->not_before = now_ms() + wait;
	t->host_pause = after > 0 ? t->not_before : 0;
	t->phase = TRANSFER_WAITS;
}

/* --- Redirects ---------------------------------------------------------------------------- */

static bool was_there(const struct transfer *t, const char *address)
{
	for (size_t i = 0; i < t->visited_count; i++)
		if (strcmp(t->visited[i], address) == 0)
			return true;
	return false;
}

static void say_not_allowed(struct transfer *t, const char *where)
{
	char *public = http_address_public(where, false);

	say(t,
	    T("leads to '%s', which is not allowed (see \"hosts\" and \"protocols\")",
	      "重定向到 '%s'，不被允许（见 \"hosts\" 和 \"protocols\"）"),
	    public);
	free(public);
}

/* Says why, if the way is not open. */
static bool may_follow(struct transfer *t, const char *where, const struct http_address *origin,
                       const struct http_address *to)
{
	const struct source *s = t->wanted.source;

	if (!source_allows(s, origin, to))
		say_not_allowed(t, where);
	else if (was_there(t, where))
		say(t, T("redirects in a circle", "重定向形成循环"));
	else if (t->redirects >= s->limits.redirects)
		say(t, T("more than %llu redirects", "重定向超过 %llu 次"),
		    (unsigned long long)s->limits.redirects);
	else
		return true;
	return false;
}

static void redirect(struct transfer *t, const struct http_response *r)
{
	struct http_address origin, to;
	const char *where = r->location.n ? r->location.p : "";
	bool as_get = r->status == 303 || r->status == 301 || r->status == 302;

	if (http_address_parse(&to, where) < 0) {
		say(t, T("status %ld leads nowhere", "状态 %ld 未给出去向"), r->status);
		fail(t);
		return;
	}
	http_address_parse(&origin, t->wanted.address);
	if (may_follow(t, where, &origin, &to))
		transfer_follow(t, where, http_address_same_origin(&origin, &to), as_get);
	else
		fail(t);
	http_address_release(&origin);
	http_address_release(&to);
}

/* --- The whole body ------------------------------------------------------------------------ */

static const char *keep(struct transfer *t, const struct text *text)
{
	return text->n ? arena_strdup(&t->arena, text_slice(text)) : NULL;
}

/* What leads to the next page may carry the credential along. */
static const char *next_page(struct transfer *t, const struct http_response *r)
{
	struct text next = TEXT_INIT;
	const char *kept = NULL;
	char *link = r->link.n ? paging_link_next(r->link.p) : NULL;

	if (link) {
		text_adds(&next, link);
		secrets_redact(&t->wanted.identity->secrets, &next);
		kept = keep(t, &next);
	}
	text_release(&next);
	free(link);
	return kept;
}

/* A 206 need not repeat what the first answer said. */
static void note_version(struct transfer *t, const struct http_response *r)
{
	bool rest = r->status == 206;

	t->file.etag = r->etag.n || !rest ? keep(t, &r->etag) : t->resume.etag;
	t->file.last_modified =
	        r->last_modified.n || !rest ? keep(t, &r->last_modified) : t->resume.last_modified;
	if (t->wanted.source->paging.kind == PAGING_LINK)
		t->file.next = next_page(t, r);
	t->file.content_type =
	        r->content_type.n || !rest ? keep(t, &r->content_type) : t->resume.content_type;
}

static void inspect(struct transfer *t)
{
	enum verdict verdict = CONTENT_FINE;

	text_clear(&t->message);
	if (!t->wanted.plain_text)
		verdict = content_inspect(t->wanted.source, t->partial.fd, t->partial.path,
		                          t->wanted.raw_name, t->file.content_type,
		                          &t->wanted.identity->secrets, &t->message);
	if (verdict == CONTENT_FINE) {
		transfer_finish(t, TRANSFER_CAME);
		return;
	}
	t->resumable = false;
	transfer_finish(t, verdict == CONTENT_NOT_YET ? TRANSFER_ABSENT : TRANSFER_FAILED);
}

static void settle_whole(struct transfer *t)
{
	const char *expected = t->wanted.sha256;

	if (partial_finish(&t->partial, t->broken) < 0) {
		transfer_finish(t, TRANSFER_BROKEN);
		return;
	}
	if (expected && strcmp(expected, t->partial.sha256) != 0) {
		say(t,
		    T("has the SHA-256 %.16s…, not the published %.16s…",
		      "的 SHA-256 为 %.16s…，而公布的是 %.16s…"),
		    t->partial.sha256, expected);
		drop_partial(t);
		try_again(t, -1);
		return;
	}
	inspect(t);
}

static void take_whole(struct transfer *t, const struct http_response *r)
{
	note_version(t, r);
	partial_end(&t->partial);
	transfer_settle(t, settle_whole);
}

/* What came the last time is still what there is, if the store still has it. */
static void settle_same(struct transfer *t)
{
	if (t->check.holds) {
		transfer_finish(t, TRANSFER_SAME);
		return;
	}
	log_warning(T("%s: the store's bytes of the last time are damaged; they are fetched again",
	              "%s：仓库中上次取得的内容已损坏，重新获取"),
	            t->wanted.source->name);
	t->last = NULL;
	transfer_rewind(t);
	t->not_before = 0;
	t->phase = TRANSFER_WAITS;
}

static void take_same(struct transfer *t, const struct http_response *r)
{
	const struct fetched_file *last = &t->last->file;

	if (t->wanted.sha256 && strcmp(t->wanted.sha256, last->sha256) != 0) {
		/* The published checksum knows better than the cache that answered. */
		say(t, T("is said to be unchanged, but its published checksum is another",
		         "据称未变，但公布的校验和已不同"));
		t->last = NULL;
		try_again(t, -1);
		return;
	}
	note_version(t, r);
	if (!t->file.etag)
		t->file.etag = last->etag;
	if (!t->file.last_modified)
		t->file.last_modified = last->last_modified;
	t->file.content_type = last->content_type;
	t->file.bytes = last->bytes;
	t->file.sha256 = last->sha256;
	t->file.stored = last->stored;
	transfer_settle(t, settle_same);
}

/* --- The end of an exchange ------------------------------------------------------------------ */

static bool says_absent(const struct transfer *t, long status)
{
	const struct absence *a = &t->wanted.source->not_published;

	for (size_t i = 0; i < a->status_count; i++)
		if (a->statuses[i] == (uint64_t)status)
			return true;
	return false;
}

static void say_status(struct transfer *t, const struct http_response *r)
{
	const char *hint = status_hint(r->status);

	say(t, T("status %ld", "状态 %ld"), r->status);
	if (*hint)
		text_addf(&t->message, T(" (%s)", "（%s）"), hint);
	if (t->head.n) {
		/* whole secrets first: an excerpt may hold a part of one */
		secrets_redact(&t->wanted.identity->secrets, &t->head);
		text_adds(&t->message, T(": ", "："));
		content_add_excerpt(&t->message, text_slice(&t->head));
	}
}

static void done_with_problem(struct transfer *t, const struct http_response *r)
{
	const char *hint = http_problem_hint(r->problem);

	say(t, "%s", http_problem_text(r->problem));
	if (r->detail[0])
		text_addf(&t->message, T(" (%s)", "（%s）"), r->detail);
	if (*hint)
		text_addf(&t->message, T("; %s", "；%s"), hint);
	if (r->problem == HTTP_GARBLED || r->problem == HTTP_EXCESS)
		drop_partial(t);
	if (r->content_encoding.n)
		t->uncompressed = true;
	if (http_problem_passes(r->problem))
		try_again(t, -1);
	else
		fail(t);
}

static void done_with_status(struct transfer *t, const struct http_response *r)
{
	enum status_action action = status_action(r->status);

	if (says_absent(t, r->status)) {
		say(t, T("status %ld: not there yet", "状态 %ld：尚未发布"), r->status);
		t->resumable = false;
		transfer_finish(t, TRANSFER_ABSENT);
	} else if (action == STATUS_BODY || action == STATUS_REST) {
		take_whole(t, r);
	} else if (action == STATUS_SAME && t->last) {
		take_same(t, r);
	} else if (action == STATUS_REDIRECT) {
		redirect(t, r);
	} else {
		say_status(t, r);
		if (action == STATUS_RESTART && t->ranged)
			drop_partial(t);
		if (action == STATUS_RETRY || (action == STATUS_RESTART && t->ranged))
			try_again(t, r->retry_after);
		else
			fail(t);
	}
}

void answer_done(void *transfer, const struct http_response *response)
{
	struct transfer *t = transfer;

	t->file.status = (uint64_t)response->status;
	t->file.wire_bytes += response->wire_bytes;
	t->file.protocol = response->protocol;
	t->file.tls = response->tls;
	if (t->broken->code) {
		transfer_finish(t, TRANSFER_BROKEN);
	} else if (t->refused) {
		fail(t);
	} else if (t->restart) {
		say(t, T("has changed since the transfer was cut", "传输中断后内容已变化"));
		drop_partial(t);
		try_again(t, 0);
	} else if (response->problem == HTTP_FINE || response->problem == HTTP_ABORTED) {
		done_with_status(t, response);
	} else {
		done_with_problem(t, response);
	}
}
