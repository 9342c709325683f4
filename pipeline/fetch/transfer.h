/*
 * One file over HTTP, from the first request to bytes that can be trusted or a reason why
 * not: conditional requests, resuming, redirects, retries, limits, and a look at the result.
 *
 * A transfer is driven from outside (fetch/schedule.h): it is started when its time and its
 * host's turn have come, and says by its phase what it waits for.
 */
#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

#include "fetch/credential.h"
#include "fetch/resume.h"
#include "io/http_address.h"

enum transfer_phase {
	TRANSFER_WAITS, /* to be started, not before not_before */
	TRANSFER_RUNS,
	TRANSFER_SETTLES, /* a checksum is still worked out */
	TRANSFER_ENDED
};

enum transfer_end {
	TRANSFER_CAME,   /* the partial holds new bytes, whole and looked at */
	TRANSFER_SAME,   /* what came the last time still is what there is */
	TRANSFER_ABSENT, /* not published yet */
	TRANSFER_FAILED,
	TRANSFER_BROKEN /* nothing can be written any more: no transfer goes on */
};

/* What is wanted. Texts must outlive the transfer. */
struct wanted {
	const struct source *source;
	const struct identity *identity;
	const char *address; /* as it may be told: without the credential's query */
	const char *post;
	const char *raw_name;
	const char *key;                         /* in the store */
	const char *sha256;                      /* the bytes must have it; NULL: unknown */
	const char *ca, *certificate, *key_file; /* paths */
	bool plain_text;                         /* not a raw file: is not looked at */
};

struct transfer {
	struct wanted wanted;
	struct store *store;
	const struct store_entry *last; /* what came the last time; NULL: ask unconditionally */
	struct store_check check;       /* whether the store still has that */
	int64_t *deadline;              /* of the source, in clock_milliseconds; 0 not set yet */

	enum transfer_phase phase;
	enum transfer_end end;
	int64_t not_before;       /* in clock_milliseconds */
	int64_t host_pause;       /* the server asked everybody to wait so long; 0: it did not */
	struct http_address at;   /* where the next or running request goes */
	struct fetched_file file; /* texts in the arena */
	struct partial partial;
	uint64_t expected;   /* bytes of the whole; 0 not known */
	struct text message; /* why it did not come */
	struct err *broken;  /* of all transfers */
	struct arena arena;
	void (*settle)(struct transfer *transfer); /* TRANSFER_SETTLES: what to do then */

	/* how it is asked just now */
	char *address;   /* with everything, after redirects */
	bool redirected; /* to another origin: no credentials */
	bool as_get;     /* a redirect turned the POST into a GET */
	uint64_t redirects;
	const char **visited; /* addresses since the first request of this try */
	size_t visited_count, visited_capacity;
	bool ranged;       /* only the rest is asked for */
	bool uncompressed; /* a compressed answer was cut, and cannot be resumed */
	struct resume resume;
	bool resumable, resume_saved;
	bool refused;     /* by us; message says why, and no retry helps */
	bool restart;     /* what came is not the rest of what is there */
	struct text head; /* beginning of a body that is no file */
	struct http_request request;
	const char **headers;
	size_t header_count, header_capacity;

	size_t host;              /* the schedule's number of the host of `at` */
	bool host_known, settles; /* the schedule's: it is counted among those that settle */
	void *owner;
	void (*on_end)(struct transfer *transfer); /* called by the schedule */
};

/* `broken` is that of all transfers, and says why nothing can be written any more. */
void transfer_init(struct transfer *t, const struct wanted *wanted, struct store *store,
                   int64_t *deadline, struct err *broken);

/* Sends the request; phase goes from TRANSFER_WAITS to TRANSFER_RUNS. */
void transfer_start(struct transfer *t, struct http_pool *pool);

/* Goes on with one that settles, once it can. */
void transfer_go_on(struct transfer *t);

/* --- For fetch/answer.c: how a request ends ------------------------------------------- */

/* Back to the address that is wanted, for a new try. */
void transfer_rewind(struct transfer *t);

/* On to where a redirect leads; other origins see no credentials. */
void transfer_follow(struct transfer *t, const char *address, bool same_origin, bool as_get);

/* The answer is here: `settle` once the checksums are known, which may be at once. */
void transfer_settle(struct transfer *t, void (*settle)(struct transfer *transfer));

/* No request follows any more. */
void transfer_finish(struct transfer *t, enum transfer_end end);

/* --------------------------------------------------------------------------------------- */

/* Ends a transfer, as failed unless all of it had come. What came is kept for resuming. */
void transfer_give_up(struct transfer *t, struct http_pool *pool, const char *message);

/* The bytes are kept by the store, or for resuming, or not at all. */
void transfer_release(struct transfer *t);

#endif
