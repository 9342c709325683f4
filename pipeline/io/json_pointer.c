#include "io/json_pointer.h"

#include <stdlib.h>

bool json_pointer_split(struct json_pointer *p, const char *text, struct arena *arena)
{
	const char *at = text;

	p->count = 0;
	if (!text || !*text)
		return true;
	if (*text != '/') {
		p->parts[p->count++] = arena_strdup(arena, slice_of(text));
		return true;
	}
	while (*at == '/') {
		size_t n = strcspn(++at, "/");
		char *part = arena_strdup(arena, (struct slice){at, n}), *to = part;
		if (p->count == JSON_POINTER_PARTS)
			return false;
		for (const char *from = part; *from; from++) {
			bool escape = *from == '~' && (from[1] == '0' || from[1] == '1');
			*to++ = escape ? (from[1] == '0' ? '~' : '/') : *from;
			from += escape;
		}
		*to = '\0';
		p->parts[p->count++] = part;
		at += n;
	}
	return true;
}

/* The element whose index, without leading zeros, the part is. */
static const json_t *element(const json_t *list, const char *part)
{
	size_t digits = strspn(part, "0123456789");

	if (digits == 0 || part[digits] || (part[0] == '0' && digits > 1))
		return NULL;
	return json_array_get(list, strtoul(part, NULL, 10));
}

const json_t *json_pointer_value(const struct json_pointer *p, const json_t *value)
{
	for (size_t i = 0; i < p->count && value; i++)
		value = json_is_array(value) ? element(value, p->parts[i])
		                             : json_object_get(value, p->parts[i]);
	return value;
}

void json_pointer_add(struct text *pointer, const char *part)
{
	text_addc(pointer, '/');
	for (; *part; part++) {
		if (*part == '/' || *part == '~')
			text_adds(pointer, *part == '/' ? "~1" : "~0");
		else
			text_addc(pointer, *part);
	}
}
