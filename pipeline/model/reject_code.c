#include "model/reject_code.h"

#include "base/lang.h"

const char *reject_code_name(enum reject_code code)
{
	static const char *const names[] = {
#define REJECT_NAME(name, code_name, en, zh) code_name,
	        REJECT_CODES(REJECT_NAME)
#undef REJECT_NAME
	};

	return names[code];
}

const char *reject_code_text(enum reject_code code)
{
	switch (code) {
#define REJECT_TEXT(name, code_name, en, zh)                                                       \
	case REJECT_##name:                                                                        \
		return T(en, zh);
		REJECT_CODES(REJECT_TEXT)
#undef REJECT_TEXT
	case REJECT_COUNT:
		break;
	}
	return "";
}
