#include "base/plain_text.h"

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Characters of three bytes that begin with one of these are all valid, and none is folded. */
enum { FIRST_LEAD = 0xe4, LAST_LEAD = 0xec };

static bool is_continued(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static bool blank_at_an_end(struct slice s)
{
	return s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

bool plain_text_portable(struct slice s)
{
	if (blank_at_an_end(s))
		return false;
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= ' ' && c < 0x80 && c != ',' && c != '"') {
			i++;
			continue;
		}
		if (c < FIRST_LEAD || c > LAST_LEAD || s.n - i < 3 || !is_continued(s.p[i + 1]) ||
		    !is_continued(s.p[i + 2]))
			return false;
		i += 3;
	}
	return true;
}

#if defined(__SSE2__)
enum { WIDTH = 16, MOST = 64 };

/* Of so many bytes from the first on, one bit each. */
struct masks {
	uint64_t ascii, leads, continued;
};

static inline __m128i all(int c)
{
	return _mm_set1_epi8((char)c);
}

/* Bytes compare as signed: from 0x80 on they are below zero. */
static inline void look(struct masks *m, __m128i bytes, unsigned at)
{
	__m128i special =
	        _mm_or_si128(_mm_cmpeq_epi8(bytes, all(',')), _mm_cmpeq_epi8(bytes, all('"')));
	__m128i ascii = _mm_andnot_si128(special, _mm_cmpgt_epi8(bytes, all(' ' - 1)));
	__m128i leads = _mm_and_si128(_mm_cmpgt_epi8(bytes, all(FIRST_LEAD - 1)),
	                              _mm_cmpgt_epi8(all(LAST_LEAD + 1), bytes));
	__m128i continued = _mm_cmpgt_epi8(all(0xc0), bytes);

	m->ascii |= (uint64_t)(unsigned)_mm_movemask_epi8(ascii) << at;
	m->leads |= (uint64_t)(unsigned)_mm_movemask_epi8(leads) << at;
	m->continued |= (uint64_t)(unsigned)_mm_movemask_epi8(continued) << at;
}

static inline __m128i load(const char *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* Whole vectors, the last of which may overlap the one before: no byte outside is touched. */
static inline struct masks look_at_many(struct slice s)
{
	struct masks m = {0};
	size_t i;

	for (i = 0; i + WIDTH <= s.n; i += WIDTH)
		look(&m, load(s.p + i), (unsigned)i);
	if (i < s.n)
		look(&m, load(s.p + s.n - WIDTH), (unsigned)(s.n - WIDTH));
	return m;
}

/* Less than a vector. */
static inline struct masks look_at_few(struct slice s)
{
	char bytes[WIDTH] = {0};
	struct masks m = {0};

	slice_copy(bytes, s);
	look(&m, load(bytes), 0);
	return m;
}

bool plain_text(struct slice s)
{
	struct masks m;
	uint64_t whole;

	if (s.n == 0)
		return true;
	if (s.n > MOST)
		return plain_text_portable(s);
	m = s.n >= WIDTH ? look_at_many(s) : look_at_few(s);
	whole = s.n == MOST ? ~0ULL : (1ULL << s.n) - 1;
	/* Two continuing bytes follow each lead, and stand nowhere else. */
	return !blank_at_an_end(s) && ((m.ascii | m.leads | m.continued) & whole) == whole &&
	       (m.continued & whole) == (m.leads << 1 | m.leads << 2) && !(m.leads & ~(whole >> 2));
}
#else
bool plain_text(struct slice s)
{
	return plain_text_portable(s);
}
#endif
