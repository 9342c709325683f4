/*
 * Enterprise ids. In China the unified social credit code (统一社会信用代码) of
 * GB 32100-2015: 17 characters and a check character.
 */
#ifndef MODEL_ENTERPRISE_ID_H
#define MODEL_ENTERPRISE_ID_H

#include <stdbool.h>

#include "base/slice.h"

enum { USCC_LENGTH = 18 };

/*
 * The check character that belongs to the first 17, by GB 32100-2015 (weights 3^(i−1) mod
 * 31, a remainder of 0 gives '0'); 0 if one of them is not in its alphabet.
 */
char uscc_check_character(const char first17[17]);

bool uscc_valid(struct slice id);

#endif
