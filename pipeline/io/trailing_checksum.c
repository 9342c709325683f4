#include "io/trailing_checksum.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"

enum { BLOCK = 256 * 1024 };

struct trailing_checksum {
	struct checksum *checksum;
	int fd;
	char *block;
	uint64_t at;   /* bytes taken */
	uint64_t told; /* bytes written when the thread was last woken */
	int failed;    /* errno */
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t more;
	uint64_t written; /* these two under the mutex */
	bool ended;
};

/* Bytes that can be taken now, whole blocks until the end; 0 when there will be no more. */
static size_t wait_for_more(struct trailing_checksum *t)
{
	uint64_t there;

	pthread_mutex_lock(&t->mutex);
	while (!t->ended && t->written - t->at < BLOCK)
		pthread_cond_wait(&t->more, &t->mutex);
	there = t->written > t->at ? t->written - t->at : 0;
	pthread_mutex_unlock(&t->mutex);
	return there < BLOCK ? (size_t)there : BLOCK;
}

static void *follow(void *context)
{
	struct trailing_checksum *t = context;
	size_t n;

	while (!t->failed && (n = wait_for_more(t)) > 0) {
		ssize_t got = pread(t->fd, t->block, n, (off_t)t->at);
		if (got > 0) {
			checksum_add(t->checksum, t->block, (size_t)got);
			t->at += (uint64_t)got;
		} else if (got == 0 || errno != EINTR) {
			t->failed = got == 0 ? EIO : errno;
		}
	}
	return NULL;
}

struct trailing_checksum *trailing_checksum_start(struct checksum *checksum, int fd, uint64_t bytes)
{
	struct trailing_checksum *t = xcalloc(1, sizeof(*t));

	*t = (struct trailing_checksum){
	        .checksum = checksum,
	        .fd = fd,
	        .block = xmalloc(BLOCK),
	        .at = bytes,
	        .told = bytes,
	        .written = bytes,
	        .mutex = PTHREAD_MUTEX_INITIALIZER,
	        .more = PTHREAD_COND_INITIALIZER,
	};
	if (pthread_create(&t->thread, NULL, follow, t) == 0)
		return t;
	free(t->block);
	free(t);
	return NULL;
}

static void tell(struct trailing_checksum *t, uint64_t bytes, bool ended)
{
	pthread_mutex_lock(&t->mutex);
	t->written = bytes;
	t->ended = ended;
	pthread_cond_signal(&t->more);
	pthread_mutex_unlock(&t->mutex);
	t->told = bytes;
}

void trailing_checksum_wrote(struct trailing_checksum *t, uint64_t bytes)
{
	/* Waking it for every few bytes would cost more than it saves. */
	if (bytes - t->told >= BLOCK)
		tell(t, bytes, false);
}

int trailing_checksum_end(struct trailing_checksum *t, uint64_t bytes)
{
	int failed;

	tell(t, bytes, true);
	pthread_join(t->thread, NULL);
	failed = t->failed;
	free(t->block);
	free(t);
	errno = failed;
	return failed ? -1 : 0;
}
