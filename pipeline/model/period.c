#include "model/period.h"

#include "base/lang.h"

static const char *const basis_names[BASIS_COUNT] = {"ytd", "month", "year"};

period period_of(int year, int month)
{
	if (year < 1900 || year > 2199 || month < 1 || month > 12)
		return PERIOD_NONE;
	return year * 12 + month - 1;
}

/* Reads between least and most digits; the number, or -1. */
static int digits(struct slice *s, size_t least, size_t most)
{
	int value = 0;
	size_t n = 0;

	while (n < most && n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		value = value * 10 + (s->p[n++] - '0');
	if (n < least)
		return -1;
	s->p += n;
	s->n -= n;
	return value;
}

period period_parse(struct slice text)
{
	int year = digits(&text, 4, 4);
	int month;

	if (year >= 0 && text.n == 0)
		return period_of(year, 12);
	if (year < 0 || text.n != 3 || text.p[0] != '-')
		return PERIOD_NONE;
	text.p++;
	text.n--;
	month = digits(&text, 2, 2);
	return period_of(year, month);
}

static void put_digits(char *to, unsigned value, unsigned n)
{
	for (; n; value /= 10)
		to[--n] = (char)('0' + value % 10);
}

struct slice period_write(period p, enum basis basis, char buffer[PERIOD_TEXT])
{
	put_digits(buffer, (unsigned)period_year(p), 4);
	if (basis == BASIS_YEAR)
		return (struct slice){buffer, 4};
	buffer[4] = '-';
	put_digits(buffer + 5, (unsigned)period_month(p), 2);
	return (struct slice){buffer, 7};
}

int period_of_option(const char *option, const char *text, period *at, struct err *err)
{
	*at = text ? period_parse(slice_of(text)) : PERIOD_NONE;
	if (!text || *at != PERIOD_NONE)
		return 0;
	return err_set(err, RD_USAGE,
	               T("'%s' takes a month, 2024-05, or a year, not '%s'",
	                 "'%s' 须为月份（2024-05）或年份，而不是 '%s'"),
	               option, text);
}

void period_add(struct text *t, period p, enum basis basis)
{
	char buffer[PERIOD_TEXT];

	text_add_slice(t, period_write(p, basis, buffer));
}

static bool skip(const char **pattern, const char *field)
{
	size_t n = strlen(field);

	if (strncmp(*pattern, field, n) != 0)
		return false;
	*pattern += n;
	return true;
}

static void skip_blanks(struct slice *s)
{
	while (s->n && (s->p[0] == ' ' || s->p[0] == '\t')) {
		s->p++;
		s->n--;
	}
}

period period_match(struct slice text, const char *pattern)
{
	int year = -1, month = 12;

	while (*pattern) {
		skip_blanks(&text);
		if (skip(&pattern, "{year}")) {
			year = digits(&text, 4, 4);
		} else if (skip(&pattern, "{month}")) {
			month = digits(&text, 1, 2);
		} else if (skip(&pattern, "{quarter}")) {
			int quarter = digits(&text, 1, 1);
			month = quarter >= 1 && quarter <= 4 ? quarter * 3 : -1;
		} else if (text.n && text.p[0] == *pattern) {
			text.p++;
			text.n--;
			pattern++;
		} else {
			return PERIOD_NONE;
		}
	}
	skip_blanks(&text);
	return text.n ? PERIOD_NONE : period_of(year, month);
}

int basis_parse(struct slice text)
{
	for (int i = 0; i < BASIS_COUNT; i++)
		if (slice_is(text, basis_names[i]))
			return i;
	return -1;
}

const char *basis_name(enum basis basis)
{
	return basis_names[basis];
}

void period_add_label(struct text *t, period p, enum basis basis)
{
	static const char *const months[] = {"January",   "February", "March",    "April",
	                                     "May",       "June",     "July",     "August",
	                                     "September", "October",  "November", "December"};
	int month = period_month(p);

	if (basis == BASIS_YEAR)
		text_addf(t, T("%d", "%d年"), period_year(p));
	else if (lang_current() == LANG_ZH)
		text_addf(t, basis == BASIS_YTD && month > 1 ? "1-%d月" : "%d月", month);
	else if (basis == BASIS_YTD && month > 1)
		text_addf(t, "January–%s", months[month - 1]);
	else
		text_adds(t, months[month - 1]);
}
