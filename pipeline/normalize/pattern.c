#include "normalize/pattern.h"

enum { ANYTHING = -1 };

static const struct text_field {
	const char *name;
	int field;
	size_t least;
} text_fields[] = {
        {"{value}", PATTERN_VALUE, 0},
        {"{flag}", PATTERN_FLAG, 1},
        {"{unit}", PATTERN_UNIT, 1},
        {"{_}", ANYTHING, 0},
};

static const struct number_field {
	const char *name;
	enum pattern_number field;
	size_t least, most; /* digits */
} number_fields[] = {
        {"{year}", PATTERN_YEAR, 4, 4},       {"{month}", PATTERN_MONTH, 1, 2},
        {"{quarter}", PATTERN_QUARTER, 1, 1}, {"{half}", PATTERN_HALF, 1, 1},
        {"{day}", PATTERN_DAY, 1, 2},
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct text_field *text_field_at(const char *p)
{
	for (size_t i = 0; i < COUNT_OF(text_fields); i++)
		if (strncmp(p, text_fields[i].name, strlen(text_fields[i].name)) == 0)
			return &text_fields[i];
	return NULL;
}

static const struct number_field *number_field_at(const char *p)
{
	for (size_t i = 0; i < COUNT_OF(number_fields); i++)
		if (strncmp(p, number_fields[i].name, strlen(number_fields[i].name)) == 0)
			return &number_fields[i];
	return NULL;
}

const char *pattern_wrong(const char *pattern)
{
	const char *p = pattern;

	while ((p = strpbrk(p, "{}"))) {
		const struct text_field *text = text_field_at(p);
		const struct number_field *number = number_field_at(p);
		if (!text && !number)
			return p;
		p += strlen(text ? text->name : number->name);
	}
	return NULL;
}

/*
 * Matching goes back to the last text field only: what was taken before it need not
 * change, since every field takes as little as it can. So the time is at most the product
 * of both lengths.
 */
struct matcher {
	const char *p, *at, *end;
	bool caseless;
	const struct text_field *open; /* NULL: there was none yet */
	const char *behind;            /* the pattern behind it */
	const char *from, *to;         /* what it takes */
	struct pattern_match *match;
};

static void close_field(const struct matcher *m)
{
	if (m->open && m->open->field != ANYTHING)
		m->match->texts[m->open->field] =
		        slice_trim((struct slice){m->from, (size_t)(m->to - m->from)});
}

static bool open_field(struct matcher *m, const struct text_field *field)
{
	close_field(m);
	if ((size_t)(m->end - m->at) < field->least)
		return false;
	m->open = field;
	m->from = m->at;
	m->at += field->least;
	m->to = m->at;
	m->p += strlen(field->name);
	m->behind = m->p;
	return true;
}

/* Numbers that are written as words. */
static const struct number_word {
	enum pattern_number field;
	const char *word;
	int value;
} number_words[] = {
        {PATTERN_QUARTER, "一", 1},      {PATTERN_QUARTER, "二", 2},
        {PATTERN_QUARTER, "三", 3},      {PATTERN_QUARTER, "四", 4},
        {PATTERN_HALF, "上", 1},         {PATTERN_HALF, "下", 2},
        {PATTERN_MONTH, "January", 1},   {PATTERN_MONTH, "February", 2},
        {PATTERN_MONTH, "March", 3},     {PATTERN_MONTH, "April", 4},
        {PATTERN_MONTH, "May", 5},       {PATTERN_MONTH, "June", 6},
        {PATTERN_MONTH, "July", 7},      {PATTERN_MONTH, "August", 8},
        {PATTERN_MONTH, "September", 9}, {PATTERN_MONTH, "October", 10},
        {PATTERN_MONTH, "November", 11}, {PATTERN_MONTH, "December", 12},
        {PATTERN_MONTH, "Jan", 1},       {PATTERN_MONTH, "Feb", 2},
        {PATTERN_MONTH, "Mar", 3},       {PATTERN_MONTH, "Apr", 4},
        {PATTERN_MONTH, "Jun", 6},       {PATTERN_MONTH, "Jul", 7},
        {PATTERN_MONTH, "Aug", 8},       {PATTERN_MONTH, "Sep", 9},
        {PATTERN_MONTH, "Oct", 10},      {PATTERN_MONTH, "Nov", 11},
        {PATTERN_MONTH, "Dec", 12},
};

static bool take_word(struct matcher *m, const struct number_field *field)
{
	for (size_t i = 0; i < COUNT_OF(number_words); i++) {
		const struct number_word *w = &number_words[i];
		size_t n = strlen(w->word);
		if (w->field != field->field || (size_t)(m->end - m->at) < n ||
		    memcmp(m->at, w->word, n) != 0)
			continue;
		m->match->numbers[field->field] = w->value;
		m->at += n;
		m->p += strlen(field->name);
		return true;
	}
	return false;
}

static bool take_number(struct matcher *m, const struct number_field *field)
{
	size_t n = 0;
	int value = 0;

	while (n < field->most && m->at + n < m->end && m->at[n] >= '0' && m->at[n] <= '9')
		value = value * 10 + (m->at[n++] - '0');
	if (n < field->least)
		return take_word(m, field);
	m->match->numbers[field->field] = value;
	m->at += n;
	m->p += strlen(field->name);
	return true;
}

static bool take_blanks(struct matcher *m)
{
	if (m->at == m->end || *m->at != ' ')
		return false;
	while (m->at < m->end && *m->at == ' ')
		m->at++;
	while (*m->p == ' ')
		m->p++;
	return true;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_character(const struct matcher *m)
{
	return *m->at == *m->p || (m->caseless && lower(*m->at) == lower(*m->p));
}

/* One step of pattern and text together; false if they disagree here. */
static bool step(struct matcher *m)
{
	const struct number_field *number = *m->p == '{' ? number_field_at(m->p) : NULL;
	const char *start = m->at;

	if (*m->p == ' ')
		return take_blanks(m);
	while (m->at < m->end && *m->at == ' ')
		m->at++;
	if (number)
		return take_number(m, number);
	if (*m->p && m->at < m->end && same_character(m)) {
		m->p++;
		m->at++;
		return true;
	}
	m->at = start;
	return false;
}

static bool at_end(const struct matcher *m)
{
	return slice_trim((struct slice){m->at, (size_t)(m->end - m->at)}).n == 0;
}

/* open_end: whatever follows what the pattern says. */
static bool match(const char *pattern, struct slice text, bool open_end, bool caseless,
                  struct pattern_match *found)
{
	struct matcher m = {.p = pattern,
	                    .at = text.p,
	                    .end = text.p + text.n,
	                    .caseless = caseless,
	                    .match = found};

	*found = (struct pattern_match)PATTERN_MATCH_INIT;
	for (;;) {
		const struct text_field *field = *m.p == '{' ? text_field_at(m.p) : NULL;
		if (field) {
			if (!open_field(&m, field))
				return false;
		} else if (!*m.p && (open_end || at_end(&m))) {
			close_field(&m);
			return true;
		} else if (!*m.p || !step(&m)) {
			if (!m.open || m.to >= m.end)
				return false;
			m.at = ++m.to;
			m.p = m.behind;
		}
	}
}

bool pattern_match(const char *pattern, struct slice text, struct pattern_match *m)
{
	return match(pattern, text, false, false, m);
}

bool pattern_match_header(const char *pattern, struct slice text, struct pattern_match *m)
{
	return match(pattern, text, false, true, m);
}

static bool ends_in_text_field(const char *pattern)
{
	const char *last = strrchr(pattern, '{');
	const struct text_field *field = last ? text_field_at(last) : NULL;

	return field && !last[strlen(field->name)];
}

bool pattern_find(const char *pattern, struct slice text, struct pattern_match *m)
{
	bool open_end = !ends_in_text_field(pattern);

	for (size_t i = 0; i <= text.n; i++)
		if (match(pattern, (struct slice){text.p + i, text.n - i}, open_end, false, m))
			return true;
	return false;
}

period pattern_period(const struct pattern_match *m, int year)
{
	int month = m->numbers[PATTERN_MONTH];
	int quarter = m->numbers[PATTERN_QUARTER], half = m->numbers[PATTERN_HALF];

	if (m->numbers[PATTERN_YEAR] >= 0)
		year = m->numbers[PATTERN_YEAR];
	if (quarter >= 1 && quarter <= 4)
		month = quarter * 3;
	else if (half >= 1 && half <= 2)
		month = half * 6;
	else if (month < 0 && quarter < 0 && half < 0)
		month = 12;
	return period_of(year, month);
}
