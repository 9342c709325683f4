#include "normalize/cell_look.h"

struct slice first_of_list(struct slice text)
{
	const char *end;

	if (text.n < 4 || memcmp(text.p, "['", 2) != 0)
		return text;
	end = memchr(text.p + 2, '\'', text.n - 2);
	return end ? (struct slice){text.p + 2, (size_t)(end - text.p) - 2} : text;
}

/* --- Numbers ------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes up to three letters off the end, if a blank or a digit stands before them. */
static struct slice take_flag(struct slice *text)
{
	size_t n = 0;
	struct slice flag;

	while (n < text->n && is_letter(text->p[text->n - 1 - n]))
		n++;
	if (n == 0 || n > 3 || n == text->n)
		return (struct slice){NULL, 0};
	flag = (struct slice){text->p + text->n - n, n};
	text->n -= n;
	*text = slice_trim(*text);
	return flag;
}

/* Signs, brackets and a percent sign around the digits. */
static struct slice bare(struct slice text, bool *percent)
{
	if (text.n >= 3 && text.p[0] == '(' && text.p[text.n - 1] == ')')
		text = (struct slice){text.p + 1, text.n - 2};
	if (text.n && (text.p[0] == '-' || text.p[0] == '+'))
		text = slice_trim((struct slice){text.p + 1, text.n - 1});
	else if (slice_starts(text, "−") || slice_starts(text, "–"))
		text = slice_trim((struct slice){text.p + 3, text.n - 3});
	*percent = text.n && text.p[text.n - 1] == '%';
	if (*percent)
		text = slice_trim((struct slice){text.p, text.n - 1});
	return text;
}

static size_t count_of(struct slice text, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == c;
	return n;
}

/* "1.234" and "12.345" are one thing here and another there; "0.123" and "1234.567" are not. */
static bool may_be_thousands(struct slice text, const char *sign)
{
	size_t before = (size_t)(sign - text.p), behind = text.n - before - 1;

	return behind == 3 && before >= 1 && before <= 3 && text.p[0] != '0';
}

/* "1 234 567,8": three digits behind each blank. "12.3 1" has a footnote's mark. */
static bool is_grouped_by_blanks(struct slice text)
{
	size_t digits = 0, blanks = 0;

	for (size_t i = 0; i < text.n && text.p[i] != ',' && text.p[i] != '.'; i++) {
		if (is_digit(text.p[i])) {
			digits++;
			continue;
		}
		if (digits > 3 || (blanks && digits != 3))
			return false;
		blanks++;
		digits = 0;
	}
	return blanks > 0 && digits == 3;
}

/* Which sign stands before the decimals, where the digits leave no other reading. */
static void read_signs(struct slice text, struct number_look *look)
{
	size_t commas = count_of(text, ','), points = count_of(text, '.');
	const char *comma = memrchr(text.p, ',', text.n), *point = memrchr(text.p, '.', text.n);

	look->blank = is_grouped_by_blanks(text);
	if (commas && points) {
		look->decimal_comma = comma > point;
		look->decimal_point = comma < point;
	} else if (commas > 1 || points > 1) {
		look->decimal_comma = points > 1;
		look->decimal_point = commas > 1;
	} else if (commas) {
		look->unsure_comma = may_be_thousands(text, comma);
		look->decimal_comma = !look->unsure_comma;
	} else if (points) {
		look->unsure_point = may_be_thousands(text, point);
		look->decimal_point = !look->unsure_point;
	}
}

struct number_look number_look(struct slice text)
{
	struct number_look look = {.flag = {NULL, 0}};
	size_t digits = 0;

	text = slice_trim(text);
	look.flag = take_flag(&text);
	text = bare(text, &look.percent);
	for (size_t i = 0; i < text.n; i++) {
		if (is_digit(text.p[i]))
			digits++;
		else if (text.p[i] != ',' && text.p[i] != '.' && text.p[i] != ' ')
			return (struct number_look){.is_number = false};
	}
	look.is_number = digits > 0;
	if (look.is_number)
		read_signs(text, &look);
	return look;
}

/* --- Periods ------------------------------------------------------------------------------- */

static const struct period_form forms[] = {
        {"{year}年1-{month}月", "ytd", false},
        {"{year}年1—{month}月", "ytd", false},
        {"{year}年1–{month}月", "ytd", false},
        {"{year}年1~{month}月", "ytd", false},
        {"{year}年1至{month}月", "ytd", false},
        {"{year}年01-{month}月", "ytd", false},
        {"{year}年前{quarter}季度", "ytd", false},
        {"{year}年第{quarter}季度", "ytd", false},
        {"{year}年{quarter}季度", "ytd", false},
        {"{year}年{half}半年", "ytd", false},
        {"{year}年{month}月{day}日", "ytd", false},
        {"{year}年{month}月", "ytd", false},
        {"{year}年度", "year", false},
        {"{year}年", "year", false},
        {"{year}-Q{quarter}", "ytd", false},
        {"{year}Q{quarter}", "ytd", false},
        {"Q{quarter} {year}", "ytd", false},
        {"{year}M{month}", "month", false},
        {"{year}-{month}-{day}", "ytd", false},
        {"{year}/{month}/{day}", "ytd", false},
        {"{year}-{month}", "ytd", false},
        {"{year}/{month}", "ytd", false},
        {"{year}.{month}", "ytd", false},
        {"{year}{month}", "ytd", false},
        {"CY{year}", "year", false},
        {"FY{year}", "year", false},
        {"FY {year}", "year", false},
        {"{year}财年", "year", false},
        {"{year}", "year", false},
        {"1-{month}月", "ytd", true},
        {"1—{month}月", "ytd", true},
        {"{month}月", "month", true},
        {"第{quarter}季度", "ytd", true},
        {"{quarter}季度", "ytd", true},
        {"Q{quarter}", "ytd", true},
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

static bool is_period(const struct period_form *form, const struct pattern_match *m)
{
	return pattern_period(m, form->needs_year ? 2000 : -1) != PERIOD_NONE;
}

const struct period_form *period_form_of(struct slice text)
{
	struct pattern_match m;

	for (size_t i = 0; i < FORMS; i++)
		if (pattern_match(forms[i].pattern, text, &m) && is_period(&forms[i], &m))
			return &forms[i];
	return NULL;
}

/* A bare number in a text is too little to be a period, but for a year with nothing beside. */
static bool stands_alone(const struct period_form *form)
{
	return strstr(form->pattern, "年") || strstr(form->pattern, "月") ||
	       strstr(form->pattern, "Q") || strstr(form->pattern, "FY") ||
	       strstr(form->pattern, "季");
}

const struct period_form *period_form_in(struct slice text)
{
	struct pattern_match m;

	for (size_t i = 0; i < FORMS; i++)
		if (stands_alone(&forms[i]) && pattern_find(forms[i].pattern, text, &m) &&
		    is_period(&forms[i], &m))
			return &forms[i];
	return NULL;
}
