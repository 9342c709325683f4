#include "report/display_width.h"

#include <stdint.h>

struct range {
	uint32_t first, last;
};

/* The blocks of UAX #11's W and F, unassigned gaps within them included. */
static const struct range wide[] = {
        {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},
        {0x4E00, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
        {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},
        {0x16FE0, 0x18CFF}, {0x1B000, 0x1B2FF}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
        {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static const struct range combining[] = {
        {0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
};

static int in(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return 1;
	return 0;
}

/* The next character; a byte that starts none counts as one. */
static uint32_t next_character(struct slice *s)
{
	unsigned char lead = (unsigned char)s->p[0];
	size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
	uint32_t c = more ? lead & (0x3Fu >> more) : lead;
	size_t i;

	for (i = 1; i <= more && i < s->n && ((unsigned char)s->p[i] & 0xC0) == 0x80; i++)
		c = c << 6 | ((unsigned char)s->p[i] & 0x3F);
	s->p += i;
	s->n -= i;
	return c;
}

size_t display_width(struct slice utf8)
{
	size_t width = 0;

	while (utf8.n) {
		uint32_t c = next_character(&utf8);
		if (in(c, wide, sizeof(wide) / sizeof(wide[0])))
			width += 2;
		else if (!in(c, combining, sizeof(combining) / sizeof(combining[0])))
			width += 1;
	}
	return width;
}
