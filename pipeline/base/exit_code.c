#include "base/exit_code.h"

#include "base/lang.h"

const char *exit_code_meaning(enum exit_code code)
{
	switch (code) {
#define EXIT_CODE_MEANING(name, number, en, zh)                                                    \
	case RD_##name:                                                                            \
		return T(en, zh);
		EXIT_CODES(EXIT_CODE_MEANING)
#undef EXIT_CODE_MEANING
	}
	return T("unknown", "未知");
}

bool exit_code_is_known(int number)
{
	switch (number) {
#define EXIT_CODE_KNOWN(name, known, en, zh)                                                       \
	case known:                                                                                \
		return true;
		EXIT_CODES(EXIT_CODE_KNOWN)
#undef EXIT_CODE_KNOWN
	}
	return false;
}
