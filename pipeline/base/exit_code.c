#include "base/exit_code.h"

#include <stddef.h>

#include "base/lang.h"

static const struct {
	int number;
	const char *en, *zh;
} codes[] = {
#define EXIT_CODE_ROW(name, number, en, zh) {number, en, zh},
        EXIT_CODES(EXIT_CODE_ROW)
#undef EXIT_CODE_ROW
};

static int find(int number)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].number == number)
			return (int)i;
	return -1;
}

const char *exit_code_meaning(enum exit_code code)
{
	int i = find((int)code);

	return i < 0 ? T("unknown", "未知") : T(codes[i].en, codes[i].zh);
}

bool exit_code_is_known(int number)
{
	return find(number) >= 0;
}
