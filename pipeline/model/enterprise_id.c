#include "model/enterprise_id.h"

/* I, O, S, V and Z are left out: they look like other characters. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

char uscc_check_character(const char first17[17])
{
	unsigned sum = 0, weight = 1;

	for (int i = 0; i < USCC_LENGTH - 1; i++) {
		const char *at = first17[i] ? strchr(alphabet, first17[i]) : NULL;
		if (!at)
			return 0;
		sum += (unsigned)(at - alphabet) * weight;
		weight = weight * 3 % 31;
	}
	return alphabet[(31 - sum % 31) % 31];
}

bool uscc_valid(struct slice id)
{
	return id.n == USCC_LENGTH && uscc_check_character(id.p) == id.p[USCC_LENGTH - 1];
}
