#include "model/reject_code.h"

#include "base/lang.h"

enum severity { REJECT, WARNING };

static const struct {
	const char *name;
	enum severity severity;
	const char *en, *zh, *both;
} codes[REJECT_COUNT] = {
#define REJECT_ROW(severity, name, code, en, zh) {code, severity, en, zh, zh " / " en},
        REJECT_CODES(REJECT_ROW)
#undef REJECT_ROW
};

const char *reject_code_name(enum reject_code code)
{
	return codes[code].name;
}

bool reject_code_is_warning(enum reject_code code)
{
	return codes[code].severity == WARNING;
}

const char *reject_code_text(enum reject_code code)
{
	return T(codes[code].en, codes[code].zh);
}

const char *reject_code_message(enum reject_code code)
{
	return codes[code].both;
}
