#include "model/enterprise_id.h"

/* I, O, S, V and Z are left out: they look like other characters. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* Of each character of the alphabet its place, counted from 1. */
static const unsigned char places[256] = {
        ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,
        ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14,
        ['E'] = 15, ['F'] = 16, ['G'] = 17, ['H'] = 18, ['J'] = 19, ['K'] = 20, ['L'] = 21,
        ['M'] = 22, ['N'] = 23, ['P'] = 24, ['Q'] = 25, ['R'] = 26, ['T'] = 27, ['U'] = 28,
        ['W'] = 29, ['X'] = 30, ['Y'] = 31,
};

/* 3^i mod 31 */
static const unsigned char weights[USCC_LENGTH - 1] = {1,  3,  9,  27, 19, 26, 16, 17, 20,
                                                       29, 25, 13, 8,  24, 10, 30, 28};

char uscc_check_character(const char first17[17])
{
	unsigned sum = 0;

	for (int i = 0; i < USCC_LENGTH - 1; i++) {
		unsigned place = places[(unsigned char)first17[i]];
		if (!place)
			return 0;
		sum += (place - 1) * weights[i];
	}
	return alphabet[(31 - sum % 31) % 31];
}

bool uscc_valid(struct slice id)
{
	return id.n == USCC_LENGTH && uscc_check_character(id.p) == id.p[USCC_LENGTH - 1];
}
