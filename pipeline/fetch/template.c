#include "fetch/template.h"

static void add_period(struct text *t, period p)
{
	period_add(t, p, BASIS_YTD);
}

static void add_year(struct text *t, period p)
{
	text_addf(t, "%04d", period_year(p));
}

static void add_month(struct text *t, period p)
{
	text_addf(t, "%02d", period_month(p));
}

static void add_short_month(struct text *t, period p)
{
	text_addf(t, "%d", period_month(p));
}

static void add_quarter(struct text *t, period p)
{
	text_addf(t, "%d", (period_month(p) + 2) / 3);
}

static const char *const names[] = {"period", "year", "month", "m", "quarter"};

static void (*const adders[])(struct text *, period) = {add_period, add_year, add_month,
                                                        add_short_month, add_quarter};

static const unsigned parts[] = {
        TEMPLATE_YEAR | TEMPLATE_MONTH | TEMPLATE_QUARTER,
        TEMPLATE_YEAR,
        TEMPLATE_MONTH | TEMPLATE_QUARTER,
        TEMPLATE_MONTH | TEMPLATE_QUARTER,
        TEMPLATE_QUARTER,
};

enum { NAMES = sizeof(names) / sizeof(names[0]) };

/* The next "{word}" at or after text; empty at the end. */
static struct slice next_word(const char *text)
{
	for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
		size_t n = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz");
		if (n && at[1 + n] == '}')
			return (struct slice){at + 1, n};
	}
	return (struct slice){text + strlen(text), 0};
}

int template_check(const struct json_place *at, const char *text, struct err *err)
{
	struct slice word;

	for (; (word = next_word(text)).n; text = word.p + word.n) {
		char *name = xstrndup(word.p, word.n);
		int found = json_choice(at, name, names, NAMES, err);
		free(name);
		if (found < 0)
			return -1;
	}
	return 0;
}

unsigned template_parts(const char *text)
{
	unsigned told = 0;
	struct slice word;

	for (; text && (word = next_word(text)).n; text = word.p + word.n)
		for (size_t i = 0; i < NAMES; i++)
			if (slice_is(word, names[i]))
				told |= parts[i];
	return told;
}

void template_add(struct text *t, const char *text, period p)
{
	struct slice word;

	while ((word = next_word(text)).n) {
		text_add(t, text, (size_t)(word.p - 1 - text));
		for (size_t i = 0; i < NAMES; i++)
			if (slice_is(word, names[i]))
				adders[i](t, p);
		text = word.p + word.n + 1;
	}
	text_adds(t, text);
}
