#include "fetch/raw_name.h"

/* Length of the UTF-8 character at p, 0 if it is none. */
static size_t character_length(const unsigned char *p, size_t n)
{
	static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	unsigned code = p[0] & (0x7f >> length);

	if (length <= 1)
		return length;
	if (length > n || p[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	return code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)
	               ? 0
	               : length;
}

void raw_name_add(struct text *t, struct slice name)
{
	const unsigned char *p = (const unsigned char *)name.p;

	if (name.n == 0)
		text_adds(t, "index");
	for (size_t i = 0, length; i < name.n; i += length ? length : 1) {
		length = character_length(p + i, name.n - i);
		if (length == 0)
			text_addf(t, "%%%02X", p[i]);
		else if (p[i] < 0x20 || p[i] == 0x7f || p[i] == '/' || p[i] == '\\' ||
		         (i == 0 && p[i] == '.'))
			text_addc(t, '_');
		else
			text_add(t, name.p + i, length);
	}
}
