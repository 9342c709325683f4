#include "model/indicator_check.h"

enum key {
	KEY_MEASURE = 1 << 0,
	KEY_PER = 1 << 1,
	KEY_CONDITION = 1 << 2,
	KEY_STANDING = 1 << 3,
	KEY_POPULATION = 1 << 4,
	KEY_BASE = 1 << 5,
	KEY_WITHIN = 1 << 6,
	KEY_TOP = 1 << 7,
	KEY_OF = 1 << 8,
	KEY_GROWTH = 1 << 9,
	KEY_THRESHOLD = 1 << 10,
	KEY_LEDGER = 1 << 11,
};

/* In what a figure of the type is expressed. */
enum expressed {
	IN_ANYTHING,
	IN_PERCENT,
	IN_POINTS,
	IN_INDEX,
	IN_A_COUNT,
	IN_MEASURE,  /* money or things, as the measure is */
	IN_QUOTIENT, /* of measure and per */
};

/* Keys that an indicator of a type must have and may have, beside those that all have. */
static const struct {
	unsigned needs, takes;
	enum expressed expressed;
} types[INDICATOR_TYPES] = {
        [INDICATOR_TOTAL] = {KEY_MEASURE, 0, IN_MEASURE},
        [INDICATOR_COUNT] = {0, KEY_CONDITION, IN_A_COUNT},
        [INDICATOR_SHARE] = {0, KEY_CONDITION, IN_PERCENT},
        [INDICATOR_RATIO] = {KEY_MEASURE | KEY_PER, KEY_POPULATION, IN_QUOTIENT},
        [INDICATOR_AVERAGE] = {KEY_MEASURE, 0, IN_MEASURE},
        [INDICATOR_GROWTH] = {KEY_MEASURE, KEY_BASE, IN_PERCENT},
        [INDICATOR_CONTRIBUTION] = {KEY_MEASURE, KEY_STANDING | KEY_BASE | KEY_WITHIN, IN_POINTS},
        [INDICATOR_STRUCTURE] = {KEY_MEASURE | KEY_WITHIN, 0, IN_PERCENT},
        [INDICATOR_CONCENTRATION] = {KEY_MEASURE | KEY_TOP, 0, IN_PERCENT},
        [INDICATOR_HHI] = {KEY_MEASURE, 0, IN_INDEX},
        [INDICATOR_IMPORTED] = {0, KEY_LEDGER, IN_ANYTHING},
        [INDICATOR_GROWTH_OF] = {KEY_OF, 0, IN_PERCENT},
        [INDICATOR_GROWTH_OF_SUM] = {KEY_OF | KEY_GROWTH, 0, IN_PERCENT},
        [INDICATOR_REGIONS_ABOVE] = {KEY_OF | KEY_THRESHOLD, 0, IN_A_COUNT},
};

struct checking {
	const struct indicator *item;
	const struct returns *returns;
	const struct json_place *at;
	struct err *err;
};

static int check_keys(const struct checking *c)
{
	const struct indicator *item = c->item;
	const struct {
		enum key key;
		const char *name;
		bool given; /* a default that is given is as good as not given */
	} keys[] = {
	        {KEY_MEASURE, "measure", item->measure},
	        {KEY_PER, "per", item->per},
	        {KEY_CONDITION, "condition", item->condition},
	        {KEY_STANDING, "standing", item->standing},
	        {KEY_POPULATION, "population", item->all},
	        {KEY_BASE, "base", item->base != BASE_REPORTED},
	        {KEY_WITHIN, "within", item->within != WITHIN_SELF},
	        {KEY_TOP, "top", item->top > 0},
	        {KEY_OF, "of", item->of},
	        {KEY_GROWTH, "growth", item->growth},
	        {KEY_THRESHOLD, "threshold", item->threshold},
	        {KEY_LEDGER, "ledger", item->ledger},
	};
	unsigned needs = types[item->type].needs, takes = needs | types[item->type].takes;

	/* Part of a whole: of the cell above in a tree, or of both years' panels. */
	if (item->type == INDICATOR_CONTRIBUTION && !item->standing)
		needs |= KEY_WITHIN;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i].given ? takes & keys[i].key : !(needs & keys[i].key))
			continue;
		return json_wrong(
		        c->at, c->err,
		        keys[i].given ? T("'%s': this type takes no '%s'", "'%s'：该类型不带 '%s'")
		                      : T("'%s': this type needs '%s'", "'%s'：该类型需要 '%s'"),
		        item->id, keys[i].name);
	}
	return 0;
}

/* Of a measure; an amount if it is none that is configured, which is found out elsewhere. */
static enum unit_kind kind_of(const struct checking *c, const char *measure)
{
	int found = returns_measure(c->returns, slice_of(measure));

	return found >= 0 && c->returns->measures[found].kind == MEASURE_COUNT ? UNIT_COUNT
	                                                                       : UNIT_AMOUNT;
}

static bool unit_fits(const struct checking *c)
{
	enum unit_kind kind = c->item->unit->kind;
	bool money;

	switch (types[c->item->type].expressed) {
	case IN_PERCENT:
		return kind == UNIT_PERCENT;
	case IN_POINTS:
		return kind == UNIT_POINT;
	case IN_INDEX:
		return kind == UNIT_NUMBER;
	case IN_A_COUNT:
		return kind == UNIT_COUNT;
	case IN_MEASURE:
		money = kind_of(c, c->item->measure) == UNIT_AMOUNT;
		return kind == (money ? UNIT_AMOUNT : UNIT_COUNT);
	case IN_QUOTIENT:
		money = kind_of(c, c->item->measure) == UNIT_AMOUNT;
		if (kind_of(c, c->item->per) == UNIT_AMOUNT)
			return money && (kind == UNIT_PERCENT || kind == UNIT_NUMBER);
		return money ? kind == UNIT_AMOUNT : kind != UNIT_AMOUNT;
	default:
		/* Entries of a ledger are added up. */
		return !c->item->ledger || kind == UNIT_AMOUNT || kind == UNIT_COUNT;
	}
}

static int check_unit(const struct checking *c)
{
	const struct unit *unit = c->item->unit;

	if (!unit_fits(c))
		return json_wrong(c->at, c->err,
		                  T("'%s': '%s' is no unit of what it counts",
		                    "'%s'：'%s' 不是它所计内容的单位"),
		                  c->item->id, unit->name);
	if (unit->currency && indicator_from_cells(c->item) &&
	    strcmp(unit->currency, c->returns->currency) != 0)
		return json_wrong(c->at, c->err,
		                  T("'%s': '%s' is %s, but returns are in %s",
		                    "'%s'：'%s' 的币种是 %s，而报表的币种是 %s"),
		                  c->item->id, unit->name, unit->currency, c->returns->currency);
	return 0;
}

int indicator_check(const struct indicator *indicator, const struct returns *returns,
                    const struct json_place *at, struct err *err)
{
	struct checking c = {indicator, returns, at, err};

	if (indicator->decimals > 12)
		return json_wrong(at, err, T("decimals: at most 12", "decimals 至多 12"));
	return check_keys(&c) < 0 ? -1 : check_unit(&c);
}
