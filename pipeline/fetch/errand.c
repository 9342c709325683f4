#include "fetch/errand.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/published_sum.h"
#include "fetch/raw_name.h"
#include "io/input.h"
#include "io/path.h"

enum { LARGEST_SUM_FILE = 1 << 20 };

static void page_ended(struct transfer *transfer);

/* --- The end of an errand ------------------------------------------------------------------ */

static void end(struct errand *errand)
{
	errand->ended = true;
	visit_errand_ended(errand->visit);
}

/* Without all of its pages, none of them is of use. */
static void fail(struct errand *errand, enum fetch_state state, const char *message)
{
	struct text *t = &errand->message;
	char *address = http_address_public(errand->address, true);

	text_addf(t, "'%s'", address);
	if (errand->file_count)
		text_addf(t, T(" (page %zu)", "（第 %zu 页）"), errand->file_count + 1);
	text_addf(t, T(": %s", "：%s"), message);
	secrets_redact(&errand->visit->identity.secrets, t);
	free(address);
	errand->missing = errand->transfer.file;
	errand->missing.period = errand->ask->period;
	errand->state = state;
	end(errand);
}

/* --- Asking -------------------------------------------------------------------------------- */

static void make_key(struct errand *errand)
{
	const char *post = errand->ask->post ? errand->ask->post : "";
	char *what = xasprintf("%s\n%s", errand->address, post);

	store_key(errand->key, errand->visit->source->name, what);
	free(what);
}

static void start(struct errand *errand, const struct wanted *wanted,
                  void (*on_end)(struct transfer *))
{
	struct visit *visit = errand->visit;

	transfer_init(&errand->transfer, wanted, visit->trip->store, &visit->deadline,
	              &visit->trip->err);
	errand->transferring = true;
	errand->transfer.owner = errand;
	errand->transfer.on_end = on_end;
	schedule_add(visit->trip->schedule, &errand->transfer);
}

static void stop_transferring(struct errand *errand)
{
	if (errand->transferring)
		transfer_release(&errand->transfer);
	errand->transferring = false;
}

static struct wanted wanted_of(struct errand *errand, const char *address)
{
	const struct visit *visit = errand->visit;

	return (struct wanted){
	        .source = visit->source,
	        .identity = &visit->identity,
	        .address = address,
	        .raw_name = errand->ask->raw_name,
	        .key = errand->key,
	        .ca = visit->ca,
	        .certificate = visit->certificate,
	        .key_file = visit->key,
	};
}

static void take_page(struct errand *errand, const struct fetched_file *file, const char *path);

/* Offline, what came the last time is what there is. */
static void ask_store(struct errand *errand)
{
	struct store *store = errand->visit->trip->store;
	const struct store_entry *last;
	struct fetched_file file;
	char *path;

	make_key(errand);
	last = store_find(store, errand->key);
	if (!last || !store_holds(store, last->file.sha256)) {
		fail(errand, FETCH_FAILED,
		     T("is not in the store, or is damaged there; fetch it without --offline",
		       "仓库中没有该内容或已损坏；请不带 --offline 重新获取"));
		return;
	}
	file = last->file;
	path = store_object_path(store, file.sha256);
	take_page(errand, &file, path);
	free(path);
}

static void ask_page(struct errand *errand)
{
	struct wanted wanted = wanted_of(errand, errand->address);

	if (errand->visit->trip->offline)
		return;
	make_key(errand);
	stop_transferring(errand);
	wanted.post = errand->ask->post;
	if (errand->sha256[0])
		wanted.sha256 = errand->sha256;
	start(errand, &wanted, page_ended);
}

/* --- The published checksum ----------------------------------------------------------------- */

static char *read_sums(const char *path, size_t *n)
{
	struct err ignored = ERR_INIT;
	struct input in;
	char *content;

	if (input_open(&in, path, &ignored) < 0)
		return NULL;
	content = input_read_all(&in, LARGEST_SUM_FILE, n, &ignored);
	input_close(&in);
	return content;
}

static void checksum_ended(struct transfer *transfer)
{
	struct errand *errand = transfer->owner;
	char *content = NULL;
	size_t n = 0;
	int found = -1;

	if (transfer->end != TRANSFER_CAME) {
		fail(errand, transfer->end == TRANSFER_ABSENT ? FETCH_NOT_PUBLISHED : FETCH_FAILED,
		     transfer->message.n ? transfer->message.p : "?");
		return;
	}
	content = read_sums(transfer->partial.path, &n);
	if (content)
		found = published_sum_find((struct slice){content, n}, errand->ask->served_name,
		                           errand->sha256);
	free(content);
	if (found < 0) {
		fail(errand, FETCH_FAILED,
		     T("holds no SHA-256 of this file", "其中没有该文件的 SHA-256"));
		return;
	}
	free(errand->address);
	errand->address = pages_first(&errand->pages, errand->ask->address);
	ask_page(errand);
}

/* ".sha256" is put behind the path; anything else is an address, relative to that one. */
static char *checksum_address(const struct errand *errand)
{
	const char *checksum = errand->visit->source->expect.checksum;
	const char *address = errand->ask->address;
	size_t path = strcspn(address, "?#");

	if (checksum[0] == '.' && !strchr(checksum, '/'))
		return xasprintf("%.*s%s%s", (int)path, address, checksum, address + path);
	return http_address_resolve(address, checksum);
}

static void ask_checksum(struct errand *errand)
{
	struct wanted wanted;

	free(errand->address);
	errand->address = checksum_address(errand);
	wanted = wanted_of(errand, errand->address);
	wanted.plain_text = true;
	make_key(errand);
	start(errand, &wanted, checksum_ended);
}

/* --- Pages ----------------------------------------------------------------------------------- */

/* "returns.json" comes in pages as "returns-page-0001.json". */
static const char *raw_path(const struct errand *errand)
{
	struct slice name = slice_of(errand->ask->raw_name);
	struct text t = TEXT_INIT;
	const char *dot = strrchr(name.p, '.'), *path;

	if (!errand->visit->source->paging.kind)
		return collection_path(&errand->visit->collection, name);
	text_add(&t, name.p, dot ? (size_t)(dot - name.p) : name.n);
	text_addf(&t, "-page-%04zu%s", errand->file_count + 1, dot ? dot : ".json");
	path = collection_path(&errand->visit->collection, text_slice(&t));
	text_release(&t);
	return path;
}

static void add_file(struct errand *errand, const struct fetched_file *file)
{
	struct fetched_file *added;

	VEC_GROW(errand->files, errand->file_count, errand->file_capacity);
	added = &errand->files[errand->file_count];
	*added = fetched_file_copy(file, errand->visit->trip->arena);
	added->path = raw_path(errand);
	added->period = errand->ask->period;
	errand->file_count++;
}

/* A next page is fetched with the source's credentials, so it must be where they belong. */
static bool stays(const struct errand *errand, const char *next)
{
	struct http_address here, there;
	bool same = false;

	if (http_address_parse(&there, next) < 0)
		return false;
	if (http_address_parse(&here, errand->ask->address) == 0) {
		same = http_address_same_origin(&here, &there);
		http_address_release(&here);
	}
	http_address_release(&there);
	return same;
}

/* The page is kept; its file tells what comes next. */
static void go_on(struct errand *errand, const struct fetched_file *file, const char *path)
{
	struct text why = TEXT_INIT;
	char *next = NULL;
	int result = pages_take(&errand->pages, path, errand->address, file->next, &next, &why);

	if (result == 0 && next && !stays(errand, next)) {
		text_adds(&why, T("the next page is on another server", "下一页在另一台服务器上"));
		result = -1;
	}
	if (result < 0) {
		fail(errand, FETCH_FAILED, why.p);
	} else {
		add_file(errand, file);
		free(errand->address);
		errand->address = next;
		next = NULL;
		if (errand->address)
			ask_page(errand);
		else
			end(errand);
	}
	free(next);
	text_release(&why);
}

static void take_page(struct errand *errand, const struct fetched_file *file, const char *path)
{
	if (errand->visit->source->paging.kind) {
		go_on(errand, file, path);
		return;
	}
	add_file(errand, file);
	end(errand);
}

static void came(struct errand *errand, struct transfer *transfer)
{
	struct visit *visit = errand->visit;
	struct store *store = visit->trip->store;
	struct store_entry entry = {errand->key, visit->source->name, transfer->file, NULL};
	char *path = xstrdup(transfer->partial.path);

	entry.file.stored = transfer->file.finished;
	if (store_keep(store, &transfer->partial, store_find(store, errand->key), &entry,
	               &visit->trip->err) < 0)
		fail(errand, FETCH_FAILED, visit->trip->err.message);
	else
		take_page(errand, &entry.file, path);
	free(path);
}

static void same(struct errand *errand, struct transfer *transfer)
{
	char *path = store_object_path(errand->visit->trip->store, transfer->file.sha256);
	struct fetched_file file = transfer->file;

	if (!file.next)
		file.next = transfer->last->file.next;
	take_page(errand, &file, path);
	free(path);
}

static void page_ended(struct transfer *transfer)
{
	struct errand *errand = transfer->owner;
	const char *message = transfer->message.n ? transfer->message.p : "?";

	switch (transfer->end) {
	case TRANSFER_CAME:
		came(errand, transfer);
		return;
	case TRANSFER_SAME:
		same(errand, transfer);
		return;
	case TRANSFER_ABSENT:
		fail(errand, errand->file_count ? FETCH_FAILED : FETCH_NOT_PUBLISHED, message);
		return;
	case TRANSFER_BROKEN:
		fail(errand, FETCH_FAILED, transfer->broken->message);
		return;
	case TRANSFER_FAILED:
		fail(errand, FETCH_FAILED, message);
		return;
	}
}

void errand_begin(struct errand *errand, struct visit *visit, const struct ask *ask)
{
	const struct expectation *expect = &visit->source->expect;

	*errand = (struct errand){.visit = visit, .ask = ask};
	pages_init(&errand->pages, visit->source);
	errand->address = pages_first(&errand->pages, ask->address);
	if (expect->sha256)
		memcpy(errand->sha256, expect->sha256, SHA256_HEX);
	if (visit->trip->offline)
		while (!errand->ended)
			ask_store(errand);
	else if (expect->checksum)
		ask_checksum(errand);
	else
		ask_page(errand);
}

void errand_release(struct errand *errand)
{
	stop_transferring(errand);
	pages_release(&errand->pages);
	text_release(&errand->message);
	free(errand->files);
	free(errand->address);
}
