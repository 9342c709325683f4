/*
 * Writes R&D returns as a province might be sent them, to stdout:
 *
 *	generate CONFIG ROWS [FIRST [LAST]]
 *
 * ROWS returns are spread over MONTHS months, of which FIRST to LAST (1-based; all) are
 * written: one month's bytes are the same whether it is written alone or with the others.
 * Months come in order, the enterprises of a month in no order. Of every hundred returns
 * about three are corrected by a later line, within the next month's; three in a thousand
 * are wrong in one of the ways listed under `flaws`. Names are quoted as exporters quote
 * them: two in three; one in 200 holds a comma, one in 500 quotes, one in 5,000 a line end.
 *
 * Everything follows from hashes of enterprise and month: there is no state, and no clock.
 * Every name contains 样例 (sample), and the organisation codes are numbers from 1.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "model/code_tree.h"
#include "model/enterprise_id.h"

enum { MONTHS = 60, MONTHS_A_YEAR = 11, FIRST_MONTH = 2, FIRST_YEAR = 2019 };
enum { BUFFER = 1 << 20, LONGEST_ROW = 1024 };

/* Shares, in thousandths of what they are shares of. */
enum { CORRECTED = 30, WRONG = 3, QUOTED = 667, SILENT_MONTH = 20, NO_RD = 150, RD_MISSING = 30 };

enum flaw {
	FLAW_NONE,
	FLAW_CHECK_CHARACTER,
	FLAW_REGION,
	FLAW_INDUSTRY,
	FLAW_PERIOD,
	FLAW_AMOUNT,
	FLAW_NEGATIVE,
	FLAW_UNIT,
	FLAW_NO_UNIT,
	FLAWS,
};

struct codes {
	const struct code_tree *tree;
	uint32_t *nodes; /* leaves that are in use today */
	size_t count;
};

struct enterprise {
	char id[USCC_LENGTH + 1];
	struct slice region, industry;
	char name[160]; /* as it stands in the file, quotes included */
	double revenue, intensity;
	int unit;
	int first_month, last_month;
	bool no_rd;
};

static struct codes regions, industries;

/* A number that depends on nothing but its arguments (splitmix64's finaliser). */
static uint64_t hash(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t h = a * 0x9e3779b97f4a7c15ULL + b * 0xbf58476d1ce4e5b9ULL + c;

	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
	h = (h ^ (h >> 27)) * 0x94d049bb133111ebULL;
	return h ^ (h >> 31);
}

static double fraction(uint64_t h)
{
	return (double)(h >> 11) / (double)(1ULL << 53);
}

static bool in_thousandths(uint64_t h, unsigned share)
{
	return h % 1000 < share;
}

/* Few codes have many enterprises and many have few. */
static struct slice pick(const struct codes *codes, uint64_t h)
{
	double x = pow(fraction(h), 2.5);
	uint64_t at = (uint64_t)(x * (double)codes->count);

	at = at * 7919 % codes->count; /* the many are not the first in the list */
	return codes->tree->nodes[codes->nodes[at]].code;
}

static void make_id(struct enterprise *e, uint64_t number)
{
	static const char digits[] = "0123456789";
	uint64_t rest = number + 1;

	memcpy(e->id, "91", 2);
	memcpy(e->id + 2, e->region.p, 6);
	/* Spread, so that the order of ids is not the order of numbers. */
	rest = rest * 48271 % 99999989;
	for (int i = 15; i >= 8; i--, rest /= 10)
		e->id[i] = digits[rest % 10];
	e->id[16] = digits[hash(number, 1, 7) % 10];
	e->id[17] = uscc_check_character(e->id);
	e->id[18] = '\0';
}

static void make_name(struct enterprise *e, uint64_t number)
{
	static const char *const brands[] = {"华",   "东方", "新", "宏", "瑞丰", "金",
	                                     "海",   "德",   "恒", "天", "中科", "长江",
	                                     "永安", "百",   "双", "正", "凯",   "联创"};
	static const char *const trades[] = {"精密机械", "电子科技", "新材料", "化工",
	                                     "纺织",     "医药",     "食品",   "汽车零部件",
	                                     "智能装备", "塑业",     "五金",   "光电"};
	static const char *const forms[] = {"有限公司", "股份有限公司", "有限责任公司",
	                                    "集团有限公司"};
	uint64_t h = hash(number, 2, 11);
	const char *special = h % 200 == 0 ? ", Ltd." : h / 200 % 5000 == 0 ? "\n（分厂）" : "";
	bool inner = h / 7 % 500 == 0;
	bool quoted = in_thousandths(hash(number, 3, 13), QUOTED) || special[0] || inner;

	snprintf(e->name, sizeof(e->name), "%s%s%s样例%06" PRIu64 "%s%s%s%s%s", quoted ? "\"" : "",
	         brands[h % 18], inner ? "\"\"" : "", number % 1000000, brands[h / 18 % 18],
	         inner ? "\"\"" : "", trades[h / 324 % 12], forms[h / 3888 % 4], special);
	if (quoted)
		strcat(e->name, "\"");
}

static void make_enterprise(struct enterprise *e, uint64_t number)
{
	uint64_t h = hash(number, 4, 17);

	e->region = pick(&regions, hash(number, 5, 19));
	e->industry = pick(&industries, hash(number, 6, 23));
	make_id(e, number);
	make_name(e, number);
	/* Revenue of a year: from about 20 million yuan up, the largest some 10^5 times that. */
	e->revenue = 2000e4 * exp(-2 * log(1 - fraction(hash(number, 7, 29)) * 0.9999) / 1.6);
	e->intensity = 0.002 + 0.06 * fraction(h) * fraction(hash(number, 8, 31));
	e->unit = (int)(h % 10 < 8 ? 0 : h % 10 - 7);
	e->first_month = h / 10 % 5 == 0 ? (int)(h / 50 % MONTHS) : 0;
	e->last_month = h / 3000 % 8 == 0 ? (int)(h / 24000 % MONTHS) : MONTHS - 1;
	e->no_rd = in_thousandths(h / 24000, NO_RD);
}

struct unit {
	const char *name;
	double yuan;
};

static const struct unit units[] = {{"万元", 1e4}, {"元", 1}, {"千元", 1e3}};

static char buffer[BUFFER];
static size_t used;
static uint64_t enterprises;

static void flush(void)
{
	if (fwrite(buffer, 1, used, stdout) != used) {
		perror("generate");
		exit(1);
	}
	used = 0;
}

/* Two decimals, as exports have them. */
static int put_amount(char *to, double yuan, const struct unit *unit)
{
	int64_t hundredths = llround(yuan / unit->yuan * 100);

	return sprintf(to, "%" PRId64 ".%02d", hundredths / 100, (int)(llabs(hundredths) % 100));
}

static void put_row(const struct enterprise *e, int month, uint64_t h, double factor,
                    enum flaw flaw)
{
	int year = FIRST_YEAR + month / MONTHS_A_YEAR,
	    in_year = FIRST_MONTH + month % MONTHS_A_YEAR;
	double growth = 1 + 0.08 * (month / MONTHS_A_YEAR) + 0.02 * (fraction(h) - 0.5);
	double revenue = e->revenue * growth * in_year / 12 * factor;
	double rd = e->no_rd ? 0 : revenue * e->intensity * (0.98 + 0.04 * fraction(hash(h, 1, 1)));
	const struct unit *unit = &units[e->unit];
	char *to = buffer + used;

	to += sprintf(to, "%.17s%c,%s,%s,%s,%04d-%02d,", e->id,
	              flaw == FLAW_CHECK_CHARACTER ? (e->id[17] == '0' ? '1' : '0') : e->id[17],
	              e->name, flaw == FLAW_REGION ? "999999" : e->region.p,
	              flaw == FLAW_INDUSTRY ? "0000" : e->industry.p, year,
	              flaw == FLAW_PERIOD ? 13 : in_year);
	if (flaw == FLAW_AMOUNT)
		to += sprintf(to, "n.a.");
	else if (!in_thousandths(hash(h, 2, 2), RD_MISSING))
		to += put_amount(to, rd, unit);
	*to++ = ',';
	to += put_amount(to, flaw == FLAW_NEGATIVE ? -revenue - 1 : revenue, unit);
	to += sprintf(to, ",%s\n",
	              flaw == FLAW_UNIT      ? "万"
	              : flaw == FLAW_NO_UNIT ? ""
	                                     : unit->name);
	used = (size_t)(to - buffer);
	if (used > BUFFER - LONGEST_ROW)
		flush();
}

/* Whether the enterprise returns for the month at all, and what else happens then. */
static bool returns_for(const struct enterprise *e, uint64_t number, int month, uint64_t *h)
{
	*h = hash(number, 100 + (uint64_t)month, 37);
	return month >= e->first_month && month <= e->last_month &&
	       !in_thousandths(*h / 1000, SILENT_MONTH);
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static void write_month(int month)
{
	/* A stride that has no factor in common visits each enterprise once, in no order. */
	uint64_t stride = enterprises / 2 + 104729, at = 0;

	while (common_divisor(stride, enterprises) != 1)
		stride++;
	for (uint64_t i = 0; i < enterprises; i++, at = (at + stride) % enterprises) {
		struct enterprise e;
		uint64_t h;
		make_enterprise(&e, at);
		/* Corrections of the month before come in among this month's returns. */
		if (month > 0 && returns_for(&e, at, month - 1, &h) &&
		    in_thousandths(h / 1000000, CORRECTED))
			put_row(&e, month - 1, hash(h, 3, 3), 1.01, FLAW_NONE);
		if (returns_for(&e, at, month, &h))
			put_row(&e, month, h, 1,
			        in_thousandths(h / 1000000000, WRONG)
			                ? (enum flaw)(1 + h / 7 % (FLAWS - 1))
			                : FLAW_NONE);
	}
}

static void load(struct codes *codes, struct code_tree *tree, const char *directory,
                 const char *name)
{
	char *path = xasprintf("%s/%s.csv", directory, name);
	struct err err = ERR_INIT;

	if (code_tree_load(tree, path, name, &err) < 0)
		exit(err_report(&err));
	free(path);
	codes->tree = tree;
	codes->nodes = xcalloc(tree->count, sizeof(*codes->nodes));
	for (uint32_t i = 0; i < tree->count; i++)
		if (tree->nodes[i].child_count == 0 && tree->nodes[i].successor == CODE_NONE &&
		    tree->nodes[i].valid_to == PERIOD_NONE)
			codes->nodes[codes->count++] = i;
}

int main(int argc, char **argv)
{
	struct code_tree region_tree, industry_tree;
	uint64_t rows = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	int first = argc > 3 ? atoi(argv[3]) : 1, last = argc > 4 ? atoi(argv[4]) : first;

	if (argc == 3)
		last = MONTHS;
	if (rows < MONTHS || first < 1 || last > MONTHS || last < first) {
		fprintf(stderr, "usage: generate CONFIG ROWS [FIRST [LAST]]\n");
		return 2;
	}
	load(&regions, &region_tree, argv[1], "regions");
	load(&industries, &industry_tree, argv[1], "industries");
	/* Of all enterprises and months about 85 % have a return or a correction. */
	enterprises = (uint64_t)((double)rows / MONTHS / 0.8525);
	printf("id,name,region,industry,period,rd,revenue,unit\n");
	for (int month = first - 1; month < last; month++)
		write_month(month);
	flush();
	free(regions.nodes);
	free(industries.nodes);
	code_tree_release(&region_tree);
	code_tree_release(&industry_tree);
	return 0;
}
