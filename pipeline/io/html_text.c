#include "io/html_text.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONGEST_ENTITY = 32 };

bool html_text_is_marked_up(struct slice s)
{
	return s.n && (memchr(s.p, '&', s.n) || memchr(s.p, '<', s.n));
}

static void add_character(unsigned long code, struct text *out)
{
	if (code < 0x80) {
		text_addc(out, (char)code);
	} else if (code < 0x800) {
		text_addc(out, (char)(0xc0 | code >> 6));
		text_addc(out, (char)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		text_addc(out, (char)(0xe0 | code >> 12));
		text_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
		text_addc(out, (char)(0x80 | (code & 0x3f)));
	} else {
		text_addc(out, (char)(0xf0 | code >> 18));
		text_addc(out, (char)(0x80 | (code >> 12 & 0x3f)));
		text_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
		text_addc(out, (char)(0x80 | (code & 0x3f)));
	}
}

/* The character of "&name;", "&#8211;" or "&#x2013;"; 0 if it is none. */
static unsigned long entity(struct slice s)
{
	char name[LONGEST_ENTITY];
	const htmlEntityDesc *found;
	unsigned long code;
	char *end;

	if (s.n < 2 || s.n >= sizeof(name))
		return 0;
	snprintf(name, sizeof(name), "%.*s", SLICE_FMT(s));
	if (name[0] != '#') {
		found = htmlEntityLookup((const xmlChar *)name);
		return found ? found->value : 0;
	}
	code = name[1] == 'x' || name[1] == 'X' ? strtoul(name + 2, &end, 16)
	                                        : strtoul(name + 1, &end, 10);
	if (*end || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return code;
}

/* Bytes of the entity that s begins with, its character in *code; 0 if it begins with none. */
static size_t entity_at(struct slice s, unsigned long *code)
{
	const char *end = memchr(s.p, ';', s.n < LONGEST_ENTITY ? s.n : LONGEST_ENTITY);

	if (s.p[0] != '&' || !end)
		return 0;
	*code = entity((struct slice){s.p + 1, (size_t)(end - s.p) - 1});
	return *code ? (size_t)(end - s.p) + 1 : 0;
}

/* Bytes of the tag that s begins with; 0 if it begins with none ("<" as in "a < b"). */
static size_t tag_at(struct slice s)
{
	const char *end = s.p[0] == '<' ? memchr(s.p, '>', s.n) : NULL;
	char first = s.n > 1 ? s.p[1] : ' ';

	if (!end ||
	    !(first == '/' || (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z')))
		return 0;
	return (size_t)(end - s.p) + 1;
}

void html_text_add(struct slice s, struct text *out)
{
	while (s.n) {
		unsigned long code = 0;
		size_t n = tag_at(s);
		if (n) {
			if (slice_starts(s, "<sup") || slice_starts(s, "<br"))
				text_addc(out, ' ');
		} else if ((n = entity_at(s, &code))) {
			add_character(code, out);
		} else {
			text_addc(out, *s.p);
			n = 1;
		}
		s.p += n;
		s.n -= n;
	}
}
