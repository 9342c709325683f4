#include "io/inflate.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#ifdef WITH_ISAL
#include <isa-l/igzip_lib.h>
#endif

#include "base/text.h"

/* Both libraries count in 32 bits. */
static uint32_t at_most(size_t n)
{
	return n < (1u << 30) ? (uint32_t)n : 1u << 30;
}

static void *start_zlib(void)
{
	z_stream *z = xcalloc(1, sizeof(*z));

	if (inflateInit2(z, 15 + 16) != Z_OK)
		abort();
	return z;
}

static enum inflate_status run_zlib(void *state, struct inflate_io *io)
{
	z_stream *z = state;
	int status;

	z->next_in = (unsigned char *)(uintptr_t)io->in;
	z->avail_in = at_most(io->in_count);
	z->next_out = io->out;
	z->avail_out = at_most(io->out_count);
	status = inflate(z, Z_NO_FLUSH);
	io->in_count -= (size_t)(z->next_in - io->in);
	io->in = z->next_in;
	io->out_count -= (size_t)(z->next_out - io->out);
	io->out = z->next_out;
	if (status == Z_STREAM_END)
		return INFLATE_MEMBER_ENDS;
	return status == Z_OK || status == Z_BUF_ERROR ? INFLATE_GOES_ON : INFLATE_DAMAGED;
}

static void reset_zlib(void *state)
{
	inflateReset(state);
}

static void stop_zlib(void *state)
{
	inflateEnd(state);
	free(state);
}

static const struct inflate_method by_zlib = {"zlib", start_zlib, run_zlib, reset_zlib, stop_zlib};

#ifdef WITH_ISAL
static void reset_isal(void *state)
{
	struct inflate_state *s = state;

	isal_inflate_init(s);
	s->crc_flag = ISAL_GZIP;
}

static void *start_isal(void)
{
	struct inflate_state *s = xcalloc(1, sizeof(*s));

	reset_isal(s);
	return s;
}

static enum inflate_status run_isal(void *state, struct inflate_io *io)
{
	struct inflate_state *s = state;
	int status;

	s->next_in = (unsigned char *)(uintptr_t)io->in;
	s->avail_in = at_most(io->in_count);
	s->next_out = io->out;
	s->avail_out = at_most(io->out_count);
	status = isal_inflate(s);
	io->in_count -= (size_t)(s->next_in - io->in);
	io->in = s->next_in;
	io->out_count -= (size_t)(s->next_out - io->out);
	io->out = s->next_out;
	if (status < 0 || status == ISAL_NEED_DICT)
		return INFLATE_DAMAGED;
	return s->block_state == ISAL_BLOCK_FINISH ? INFLATE_MEMBER_ENDS : INFLATE_GOES_ON;
}

static const struct inflate_method by_isal = {"isa-l", start_isal, run_isal, reset_isal, free};
#endif

const struct inflate_method *const inflate_methods[] = {
#ifdef WITH_ISAL
        &by_isal,
#endif
        &by_zlib,
        NULL,
};
