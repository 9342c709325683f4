#include "model/unit.h"

#include "base/fold.h"
#include "base/lang.h"

#define CURRENCY(code)                                                                             \
	{code, code, code, UNIT_AMOUNT, 2},                                                        \
	        {code " thousand", code " thousand", code, UNIT_AMOUNT, 5},                        \
	        {code " 10 thousand", code " 10 thousand", code, UNIT_AMOUNT, 6},                  \
	        {code " million", code " million", code, UNIT_AMOUNT, 8},                          \
	        {code " 100 million", code " 100 million", code, UNIT_AMOUNT, 10},                 \
	{                                                                                          \
		code " billion", code " billion", code, UNIT_AMOUNT, 11                            \
	}

static const struct unit units[] = {
        {"元", "CNY", "CNY", UNIT_AMOUNT, 2},
        {"百元", "hundred CNY", "CNY", UNIT_AMOUNT, 4},
        {"千元", "thousand CNY", "CNY", UNIT_AMOUNT, 5},
        {"万元", "10 thousand CNY", "CNY", UNIT_AMOUNT, 6},
        {"十万元", "100 thousand CNY", "CNY", UNIT_AMOUNT, 7},
        {"百万元", "million CNY", "CNY", UNIT_AMOUNT, 8},
        {"千万元", "10 million CNY", "CNY", UNIT_AMOUNT, 9},
        {"亿元", "100 million CNY", "CNY", UNIT_AMOUNT, 10},
        {"分", "0.01 CNY", "CNY", UNIT_AMOUNT, 0},
        {"十亿元", "billion CNY", "CNY", UNIT_AMOUNT, 11},
        CURRENCY("EUR"),
        CURRENCY("USD"),
        CURRENCY("GBP"),
        CURRENCY("JPY"),
        CURRENCY("CHF"),
        CURRENCY("KRW"),
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

#define IN_CHINESE(zh, code)                                                                       \
	{zh, code}, {"千" zh, code " thousand"}, {"万" zh, code " 10 thousand"},                   \
	        {"百万" zh, code " million"}, {"亿" zh, code " 100 million"},                      \
	{                                                                                          \
		"十亿" zh, code " billion"                                                         \
	}

/* Without blanks and in lower case. */
static const struct {
	const char *alias, *name;
} aliases[] = {
        {"€", "EUR"},
        {"euro", "EUR"},
        {"euros", "EUR"},
        {"€thousand", "EUR thousand"},
        {"thousandeuro", "EUR thousand"},
        {"€million", "EUR million"},
        {"€m", "EUR million"},
        {"€mn", "EUR million"},
        {"eurm", "EUR million"},
        {"eurmn", "EUR million"},
        {"mioeur", "EUR million"},
        {"mio_eur", "EUR million"},
        {"millioneur", "EUR million"},
        {"millioneuro", "EUR million"},
        {"millioneuros", "EUR million"},
        {"€billion", "EUR billion"},
        {"€bn", "EUR billion"},
        {"$", "USD"},
        {"us$", "USD"},
        {"dollars", "USD"},
        {"u.s.dollars", "USD"},
        {"$million", "USD million"},
        {"us$million", "USD million"},
        {"usdm", "USD million"},
        {"usmillions", "USD million"},
        {"millionusd", "USD million"},
        {"millionsofdollars", "USD million"},
        {"millionsofu.s.dollars", "USD million"},
        {"millionsofusdollars", "USD million"},
        {"£", "GBP"},
        {"£million", "GBP million"},
        IN_CHINESE("美元", "USD"),
        IN_CHINESE("欧元", "EUR"),
        IN_CHINESE("日元", "JPY"),
        IN_CHINESE("英镑", "GBP"),
        IN_CHINESE("瑞士法郎", "CHF"),
        IN_CHINESE("韩元", "KRW"),
        {"cny", "元"},
        {"rmb", "元"},
        {"yuan", "元"},
        {"人民币元", "元"},
        {"元人民币", "元"},
        {"人民币万元", "万元"},
        {"万元人民币", "万元"},
        {"人民币亿元", "亿元"},
        {"亿元人民币", "亿元"},
        {"thousandyuan", "千元"},
        {"10000cny", "万元"},
        {"10000yuan", "万元"},
        {"10,000yuan", "万元"},
        {"10thousandyuan", "万元"},
        {"tenthousandyuan", "万元"},
        {"millioncny", "百万元"},
        {"millionyuan", "百万元"},
        {"100millionyuan", "亿元"},
        {"billionyuan", "十亿元"},
        {"亿", "亿元"},
        {"％", "%"},
        {"percent", "%"},
        {"percentagepoints", "百分点"},
        {"个百分点", "百分点"},
        {"户", "家"},
};

static const struct unit *find_exactly(struct slice name)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (slice_is(name, units[i].name))
			return &units[i];
	return NULL;
}

static bool is_same_key(const char *name, struct slice key)
{
	struct text own = TEXT_INIT;
	bool same;

	fold_key(slice_of(name), &own);
	same = slice_eq(text_slice(&own), key);
	text_release(&own);
	return same;
}

/* "万 元", "eur Million", "€ million": whatever the blanks, the case and the width. */
static const struct unit *find_alike(struct slice key)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (slice_is(key, aliases[i].alias))
			return find_exactly(slice_of(aliases[i].name));
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (is_same_key(units[i].name, key))
			return &units[i];
	return NULL;
}

const struct unit *unit_find(struct slice name)
{
	const struct unit *unit = find_exactly(name);
	struct text key = TEXT_INIT;

	if (unit)
		return unit;
	fold_key(name, &key);
	unit = find_alike(text_slice(&key));
	text_release(&key);
	return unit;
}

static bool ends_here(struct slice rest)
{
	return rest.n == 0 || strchr(" ,;()", rest.p[0]) || slice_starts(rest, "、");
}

const struct unit *unit_find_leading(struct slice text)
{
	enum { LONGEST_NAME = 40 };
	size_t n = text.n < LONGEST_NAME ? text.n : LONGEST_NAME;
	const struct unit *unit = NULL;

	for (; n > 0 && !unit; n--)
		if (ends_here((struct slice){text.p + n, text.n - n}))
			unit = unit_find((struct slice){text.p, n});
	return unit;
}

const struct unit *unit_at(size_t i)
{
	return i < sizeof(units) / sizeof(units[0]) ? &units[i] : NULL;
}

size_t unit_number(const struct unit *unit)
{
	return (size_t)(unit - units);
}

const char *unit_currency(const char *code)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].currency && strcmp(units[i].currency, code) == 0)
			return units[i].currency;
	return code;
}

const char *unit_label(const struct unit *unit)
{
	return T(unit->name_en, unit->name);
}
