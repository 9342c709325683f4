#include "model/unit.h"

#include "base/lang.h"

static const struct unit units[] = {
        {"元", "CNY", "CNY", UNIT_AMOUNT, 2},
        {"百元", "hundred CNY", "CNY", UNIT_AMOUNT, 4},
        {"千元", "thousand CNY", "CNY", UNIT_AMOUNT, 5},
        {"万元", "10 thousand CNY", "CNY", UNIT_AMOUNT, 6},
        {"百万元", "million CNY", "CNY", UNIT_AMOUNT, 8},
        {"千万元", "10 million CNY", "CNY", UNIT_AMOUNT, 9},
        {"亿元", "100 million CNY", "CNY", UNIT_AMOUNT, 10},
        {"分", "0.01 CNY", "CNY", UNIT_AMOUNT, 0},
        {"EUR", "EUR", "EUR", UNIT_AMOUNT, 2},
        {"EUR thousand", "EUR thousand", "EUR", UNIT_AMOUNT, 5},
        {"EUR million", "EUR million", "EUR", UNIT_AMOUNT, 8},
        {"EUR billion", "EUR billion", "EUR", UNIT_AMOUNT, 11},
        {"USD", "USD", "USD", UNIT_AMOUNT, 2},
        {"USD thousand", "USD thousand", "USD", UNIT_AMOUNT, 5},
        {"USD million", "USD million", "USD", UNIT_AMOUNT, 8},
        {"USD billion", "USD billion", "USD", UNIT_AMOUNT, 11},
        {"%", "%", NULL, UNIT_PERCENT, 0},
        {"百分点", "percentage points", NULL, UNIT_POINT, 0},
        {"家", "enterprises", NULL, UNIT_COUNT, 0},
        {"个", "items", NULL, UNIT_COUNT, 0},
        {"件", "patents", NULL, UNIT_COUNT, 0},
        {"项", "projects", NULL, UNIT_COUNT, 0},
        {"张", "vouchers", NULL, UNIT_COUNT, 0},
        {"次", "times", NULL, UNIT_COUNT, 0},
        {"人", "persons", NULL, UNIT_COUNT, 0},
        {"点", "index points", NULL, UNIT_NUMBER, 0},
};

static const struct {
	const char *alias, *name;
} aliases[] = {
        {"€", "EUR"},
        {"€ million", "EUR million"},
        {"€million", "EUR million"},
        {"million EUR", "EUR million"},
        {"CNY", "元"},
        {"yuan", "元"},
        {"人民币元", "元"},
        {"10000 CNY", "万元"},
        {"million CNY", "百万元"},
        {"亿", "亿元"},
        {"％", "%"},
        {"percent", "%"},
        {"percentage points", "百分点"},
        {"个百分点", "百分点"},
        {"户", "家"},
};

const struct unit *unit_find(struct slice name)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (slice_is(name, aliases[i].alias))
			name = slice_of(aliases[i].name);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (slice_is(name, units[i].name))
			return &units[i];
	return NULL;
}

const struct unit *unit_at(size_t i)
{
	return i < sizeof(units) / sizeof(units[0]) ? &units[i] : NULL;
}

const char *unit_label(const struct unit *unit)
{
	return T(unit->name_en, unit->name);
}
