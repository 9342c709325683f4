#include "io/number_format.h"

#include <stdint.h>
#include <stdlib.h>

/* --- Format codes -------------------------------------------------------------------------- */

const char *number_format_builtin(unsigned long id)
{
	static const struct {
		unsigned long id;
		const char *code;
	} builtin[] = {
	        {0, "General"},
	        {1, "0"},
	        {2, "0.00"},
	        {3, "#,##0"},
	        {4, "#,##0.00"},
	        {9, "0%"},
	        {10, "0.00%"},
	        {14, "yyyy-mm-dd"}, /* shown as the locale of the reader has it */
	        {15, "d-mmm-yy"},
	        {16, "d-mmm"},
	        {17, "mmm-yy"},
	        {22, "yyyy-mm-dd"},
	        {27, "yyyy\"年\"m\"月\""},
	        {28, "m\"月\"d\"日\""},
	        {29, "m\"月\"d\"日\""},
	        {30, "yyyy-mm-dd"},
	        {31, "yyyy\"年\"m\"月\"d\"日\""},
	        {36, "yyyy\"年\"m\"月\""},
	        {37, "#,##0"},
	        {38, "#,##0"},
	        {39, "#,##0.00"},
	        {40, "#,##0.00"},
	        {41, "#,##0"},
	        {42, "#,##0"},
	        {43, "#,##0.00"},
	        {44, "#,##0.00"},
	        {50, "yyyy\"年\"m\"月\""},
	        {51, "m\"月\"d\"日\""},
	        {52, "yyyy\"年\"m\"月\""},
	        {53, "m\"月\"d\"日\""},
	        {54, "m\"月\"d\"日\""},
	        {55, "yyyy\"年\"m\"月\""},
	        {57, "yyyy\"年\"m\"月\""},
	        {58, "m\"月\"d\"日\""},
	};

	for (size_t i = 0; i < sizeof(builtin) / sizeof(builtin[0]); i++)
		if (builtin[i].id == id)
			return builtin[i].code;
	return NULL;
}

/*
 * Behind what is no placeholder: a quoted text, an escaped character, a colour or condition
 * in brackets, a blank as wide as a character. NULL if p begins with a placeholder.
 */
static const char *skip_decoration(const char *p)
{
	const char *end;

	switch (*p) {
	case '"':
		end = strchr(p + 1, '"');
		return end ? end + 1 : p + strlen(p);
	case '[':
		end = strchr(p, ']');
		return end ? end + 1 : p + strlen(p);
	case '\\':
	case '!':
	case '_':
	case '*':
		return p[1] ? p + 2 : p + 1;
	default:
		return NULL;
	}
}

static bool is_placeholder(char c)
{
	return c == '0' || c == '#' || c == '?';
}

static bool is_date_letter(char c)
{
	return c && strchr("yYmMdDhHsS", c);
}

/* A point as text: "\\.", "!." or a quoted one. */
static bool is_written_point(const char *p)
{
	return strncmp(p, "\\.", 2) == 0 || strncmp(p, "!.", 2) == 0 || strncmp(p, "\".\"", 3) == 0;
}

/* What the first section, that of positive numbers, is made of. */
struct section {
	bool digits, point, dates, scientific, fraction, text;
	bool false_point; /* a point that is only written: "0!.0," shows 123456 as 12.3 */
	unsigned decimals, trailing_commas, percents;
};

static void read_character(struct section *s, char c)
{
	if (is_placeholder(c)) {
		s->digits = true;
		s->decimals += s->point || s->false_point;
		s->trailing_commas = 0;
	} else if (c == '.' && s->digits) {
		s->point = true;
	} else if (c == ',' && s->digits) {
		s->trailing_commas++;
	} else if (c == '%') {
		s->percents++;
	} else if (c == 'E' || c == 'e') {
		s->scientific = true;
	} else if (c == '/' && s->digits) {
		s->fraction = true;
	} else if (c == '@') {
		s->text = true;
	} else if (is_date_letter(c)) {
		s->dates = true;
	}
}

/* "[>=10000]0!.0,万;0" shows numbers in different sizes: then they are taken as they are. */
static bool has_condition(const char *code)
{
	for (const char *p = strchr(code, '['); p; p = strchr(p + 1, '['))
		if (p[1] == '<' || p[1] == '>' || p[1] == '=')
			return true;
	return false;
}

struct number_format number_format_parse(const char *code)
{
	struct number_format format = {.kind = NUMBER_GENERAL};
	struct section s = {0};

	if (strncasecmp(code, "General", 7) == 0 || has_condition(code))
		return format;
	for (const char *p = code, *behind; *p && *p != ';'; p = behind) {
		behind = skip_decoration(p);
		if (!behind) {
			read_character(&s, *p);
			behind = p + 1;
		} else if (s.digits && !s.point && is_written_point(p)) {
			s.false_point = true;
			s.decimals = 0;
		}
	}
	if (s.dates && !s.digits) {
		format.kind = NUMBER_DATE;
		format.dates = code;
	} else if (s.digits && !s.scientific && !s.fraction && !s.text) {
		format.kind = NUMBER_FIXED;
		format.decimals = s.decimals;
		format.percent = s.percents > 0;
		format.shift = 2 * (int)s.percents - 3 * (int)s.trailing_commas -
		               (s.false_point ? (int)s.decimals : 0);
		if (s.trailing_commas || s.false_point)
			format.scaled = code;
	}
	return format;
}

/* --- Decimals ------------------------------------------------------------------------------ */

enum { DIGITS = 40, SHOWN = 15 };

/* 0.d₀d₁d₂… × 10^point, without leading zeros; no digits: zero. */
struct decimal {
	char digits[DIGITS];
	int count, point;
	bool negative;
};

/* Keeps `count` digits, rounded half away from zero; count may be below 0. */
static void round_to(struct decimal *d, int count)
{
	bool up = count >= 0 && count < d->count && d->digits[count] >= '5';

	if (count >= d->count)
		return;
	d->count = count < 0 ? 0 : count;
	for (int i = d->count - 1; up && i >= 0; i--) {
		up = d->digits[i] == '9';
		d->digits[i] = up ? '0' : (char)(d->digits[i] + 1);
	}
	if (up) {
		memmove(d->digits + 1, d->digits, (size_t)d->count);
		d->digits[0] = '1';
		d->count++;
		d->point++;
	}
	while (d->count && d->digits[d->count - 1] == '0')
		d->count--;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits and point in front of the exponent; NULL if there is no digit. */
static const char *read_digits(struct decimal *d, const char *p, const char *end)
{
	bool point = false, any = false;

	for (; p < end && (is_digit(*p) || (*p == '.' && !point)); p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		any = true;
		if (*p == '0' && d->count == 0) {
			d->point -= point;
			continue;
		}
		if (d->count < DIGITS)
			d->digits[d->count++] = *p;
		d->point += !point;
	}
	return any ? p : NULL;
}

/* Behind the exponent; NULL if it has no digit. */
static const char *read_exponent(const char *p, const char *end, int *exponent)
{
	bool negative = p < end && *p == '-';

	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (p == end || !is_digit(*p))
		return NULL;
	for (; p < end && is_digit(*p) && *exponent < 1000; p++)
		*exponent = *exponent * 10 + (*p - '0');
	if (negative)
		*exponent = -*exponent;
	return p;
}

static bool read_decimal(struct slice text, struct decimal *d)
{
	const char *p = text.p, *end = text.p + text.n;
	int exponent = 0;

	*d = (struct decimal){.count = 0};
	if (p < end && (*p == '-' || *p == '+'))
		d->negative = *p++ == '-';
	p = read_digits(d, p, end);
	if (p && p < end && (*p == 'e' || *p == 'E'))
		p = read_exponent(p + 1, end, &exponent);
	if (!p || p != end || abs(exponent) > 400)
		return false;
	d->point += exponent;
	round_to(d, SHOWN);
	return true;
}

/* decimals < 0: as many as there are. */
static void add_decimal(const struct decimal *d, int decimals, struct text *out)
{
	int at = 0;

	if (d->negative && d->count)
		text_addc(out, '-');
	if (d->point <= 0 || d->count == 0)
		text_addc(out, '0');
	for (; at < d->point && d->count; at++)
		text_addc(out, at < d->count ? d->digits[at] : '0');
	if (decimals < 0)
		decimals = d->count > d->point ? d->count - d->point : 0;
	if (d->count == 0 && decimals < 0)
		decimals = 0;
	if (decimals == 0)
		return;
	text_addc(out, '.');
	for (int i = 0; i < decimals; i++) {
		int digit = d->point + i;
		text_addc(out, digit >= 0 && digit < d->count ? d->digits[digit] : '0');
	}
}

/* --- Dates --------------------------------------------------------------------------------- */

struct date {
	int year, month, day;
};

/* The date of a day number, by the civil calendar (days since 1970-01-01). */
static struct date date_of(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted = (5 * of_year + 2) / 153; /* months since March */
	int month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);

	return (struct date){
	        .year = (int)(year_of_era + era * 400 + (month <= 2)),
	        .month = month,
	        .day = (int)(of_year - (153 * shifted + 2) / 5 + 1),
	};
}

/* Whole days of a serial number; false outside of what a sheet can show. */
static bool serial_days(const struct decimal *d, bool from_1904, int64_t *days)
{
	const int64_t of_1900 = -25567, of_1904 = -24107; /* day 0 in days since 1970 */
	int64_t serial = 0;

	if (d->negative || d->point > 7)
		return false;
	for (int i = 0; i < d->point; i++)
		serial = serial * 10 + (i < d->count ? d->digits[i] - '0' : 0);
	if (from_1904) {
		*days = of_1904 + serial;
		return serial <= 2957003;
	}
	/* Day 1 is 1900-01-01, and day 60 the 29 February that 1900 did not have. */
	*days = of_1900 + serial - 1 - (serial > 60);
	return serial >= 1 && serial != 60 && serial <= 2958465;
}

static size_t run_of(const char *p)
{
	size_t n = 1;

	while (p[n] == p[0])
		n++;
	return n;
}

static void add_date_field(char letter, size_t n, struct date date, struct text *out)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	switch (letter) {
	case 'y':
	case 'Y':
		text_addf(out, n > 2 ? "%04d" : "%02d", n > 2 ? date.year : date.year % 100);
		break;
	case 'm':
	case 'M':
		if (n >= 3)
			text_adds(out, months[date.month - 1]);
		else
			text_addf(out, n == 2 ? "%02d" : "%d", date.month);
		break;
	case 'd':
	case 'D':
		text_addf(out, n == 2 ? "%02d" : "%d", date.day);
		break;
	default:
		break;
	}
}

/* Renders the date part of a format; a time of day, from its first letter on, is left out. */
static void add_date(const char *code, struct date date, struct text *out)
{
	const char *p = code;

	while (*p && *p != ';' && !strchr("hHsS", *p)) {
		const char *behind = skip_decoration(p);
		bool closed = behind && behind - p > 1 && behind[-1] == '"';
		if (behind && *p == '"')
			text_add(out, p + 1, (size_t)(behind - p) - 1 - closed);
		else if (behind && *p == '\\')
			text_add(out, p + 1, (size_t)(behind - p) - 1);
		if (behind) {
			p = behind;
		} else if (is_date_letter(*p)) {
			size_t n = run_of(p);
			add_date_field(*p, n, date, out);
			p += n;
		} else {
			text_addc(out, *p++);
		}
	}
	while (out->n && out->p[out->n - 1] == ' ')
		text_truncate(out, out->n - 1);
}

/*
 * The words behind a number that its format shows in another size: "12.3万". They say what
 * the sheet's header need not.
 */
static void add_words(const char *code, struct text *out)
{
	size_t start = out->n;

	for (const char *p = code, *behind; *p && *p != ';'; p = behind) {
		behind = skip_decoration(p);
		if (is_placeholder(*p))
			text_truncate(out, start);
		else if (*p == '"' && behind - p > 2 && !is_written_point(p))
			text_add(out, p + 1, (size_t)(behind - p) - 2);
		else if ((*p == '\\' || *p == '!') && p[1] && (unsigned char)p[1] >= 0x80)
			behind = p + 1; /* the rest of it comes next */
		else if ((unsigned char)*p >= 0x80)
			text_addc(out, *p);
		behind = behind ? behind : p + 1;
	}
}

bool number_format_apply(const struct number_format *format, struct slice number, bool from_1904,
                         struct text *out)
{
	struct decimal d;
	int64_t days;

	if (!read_decimal(number, &d))
		return false;
	switch (format->kind) {
	case NUMBER_DATE:
		if (!serial_days(&d, from_1904, &days))
			return false;
		add_date(format->dates, date_of(days), out);
		break;
	case NUMBER_FIXED:
		d.point += format->shift;
		round_to(&d, d.point + (int)format->decimals);
		add_decimal(&d, (int)format->decimals, out);
		if (format->percent)
			text_addc(out, '%');
		if (format->scaled)
			add_words(format->scaled, out);
		break;
	case NUMBER_GENERAL:
		add_decimal(&d, -1, out);
		break;
	}
	return true;
}
