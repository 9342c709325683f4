#include "base/lang.h"

#include <stdlib.h>
#include <string.h>

enum { AS_ALL = -1 };

static enum lang current = LANG_EN;
static _Thread_local int own = AS_ALL;

enum lang lang_current(void)
{
	return own == AS_ALL ? current : (enum lang)own;
}

enum lang lang_switch(enum lang lang)
{
	enum lang before = lang_current();

	own = (int)lang;
	return before;
}

enum lang lang_of_messages(void)
{
	return current;
}

void lang_set(enum lang lang)
{
	current = lang;
}

enum lang lang_from_environment(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
	}
	return LANG_EN;
}

int lang_parse(const char *name, enum lang *lang)
{
	if (strcmp(name, "zh") == 0)
		*lang = LANG_ZH;
	else if (strcmp(name, "en") == 0)
		*lang = LANG_EN;
	else
		return -1;
	return 0;
}
