#include "fetch/raw_name.h"

#include "io/encoding.h"

static bool unsafe(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f || c == '/' || c == '\\';
}

void raw_name_add(struct text *t, struct slice name)
{
	if (name.n == 0)
		text_adds(t, "index");
	for (size_t i = 0, n; i < name.n; i += n ? n : 1) {
		n = utf8_length((struct slice){name.p + i, name.n - i});
		if (n == 0)
			text_addf(t, "%%%02X", (unsigned char)name.p[i]);
		else if (unsafe(name.p[i]) || (i == 0 && name.p[i] == '.'))
			text_addc(t, '_');
		else
			text_add(t, name.p + i, n);
	}
}
