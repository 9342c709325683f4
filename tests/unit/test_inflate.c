#include "io/inflate.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/text.h"
#include "unit.h"

enum { LENGTH = 300000 };

static unsigned char plain[LENGTH], packed[LENGTH + 1000], unpacked[LENGTH + 1000];

static size_t pack(void)
{
	z_stream z = {0};

	for (size_t i = 0; i < LENGTH; i++)
		plain[i] = (unsigned char)("0123456789,\n"[i * i / 7 % 12]);
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = plain;
	z.avail_in = LENGTH;
	z.next_out = packed;
	z.avail_out = sizeof(packed);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return sizeof(packed) - z.avail_out;
}

/* Feeds at most `piece` bytes at a time; the bytes unpacked go to *n. */
static enum inflate_status unpack(const struct inflate_method *method, void *state, size_t packed_n,
                                  size_t piece, size_t *n)
{
	struct inflate_io io = {packed, 0, unpacked, sizeof(unpacked)};
	enum inflate_status status = INFLATE_GOES_ON;

	for (size_t fed = 0; fed < packed_n && status == INFLATE_GOES_ON;) {
		io.in_count = packed_n - fed < piece ? packed_n - fed : piece;
		fed += io.in_count;
		while (io.in_count && status == INFLATE_GOES_ON)
			status = method->run(state, &io);
	}
	*n = sizeof(unpacked) - io.out_count;
	return status;
}

static void every_method_gives_back_what_was_packed(void **state)
{
	static const size_t pieces[] = {1, 7, 1000, SIZE_MAX};
	size_t packed_n = pack(), n;

	(void)state;
	for (size_t m = 0; inflate_methods[m]; m++) {
		void *inflater = inflate_methods[m]->start();
		for (size_t i = 0; i < 4; i++) {
			assert_int_equal(
			        unpack(inflate_methods[m], inflater, packed_n, pieces[i], &n),
			        INFLATE_MEMBER_ENDS);
			assert_int_equal(n, LENGTH);
			assert_memory_equal(unpacked, plain, LENGTH);
			inflate_methods[m]->reset(inflater);
		}
		inflate_methods[m]->stop(inflater);
	}
}

static void every_method_notices_damage_and_a_missing_end(void **state)
{
	size_t packed_n = pack(), n;

	(void)state;
	for (size_t m = 0; inflate_methods[m]; m++) {
		void *inflater = inflate_methods[m]->start();
		for (size_t at = packed_n - 8; at < packed_n; at++) { /* checksum and length */
			packed[at] ^= 1;
			assert_int_not_equal(
			        unpack(inflate_methods[m], inflater, packed_n, 1000, &n),
			        INFLATE_MEMBER_ENDS);
			packed[at] ^= 1;
			inflate_methods[m]->reset(inflater);
		}
		assert_int_equal(unpack(inflate_methods[m], inflater, packed_n - 1, 1000, &n),
		                 INFLATE_GOES_ON);
		inflate_methods[m]->stop(inflater);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(every_method_gives_back_what_was_packed),
	        TEST(every_method_notices_damage_and_a_missing_end),
	};

	return RUN_TESTS(tests);
}
