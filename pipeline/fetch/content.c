#include "fetch/content.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/encoding.h"
#include "io/input.h"

/* So much is looked at; more if a marker is looked for. */
enum { HEAD = 16 * 1024, MARKED_HEAD = 64 * 1024, EXCERPT = 60 };

/* --- What the first bytes look like ---------------------------------------------------- */

/* Past a byte order mark and blanks. */
static struct slice start_of(struct slice head)
{
	size_t i = slice_starts(head, "\xef\xbb\xbf") ? 3 : 0;

	while (i < head.n && isspace((unsigned char)head.p[i]))
		i++;
	return (struct slice){head.p + i, head.n - i};
}

static bool starts_any_case(struct slice s, const char *prefix)
{
	return s.n >= strlen(prefix) && strncasecmp(s.p, prefix, strlen(prefix)) == 0;
}

static bool is_html(struct slice head)
{
	static const char *const starts[] = {"<!doctype html", "<html",   "<head",
	                                     "<body",          "<script", "<meta"};
	struct slice start = start_of(head);

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (starts_any_case(start, starts[i]))
			return true;
	return false;
}

static bool is_json(struct slice head)
{
	struct slice start = start_of(head);

	return start.n && (start.p[0] == '{' || start.p[0] == '[');
}

static bool is_markup(struct slice head)
{
	return slice_starts(start_of(head), "<");
}

static bool is_zip(struct slice head)
{
	return slice_starts(head, "PK\003\004");
}

static bool is_ole(struct slice head)
{
	return slice_starts(head, "\xd0\xcf\x11\xe0");
}

static bool is_binary(struct slice head)
{
	bool utf16 = slice_starts(head, "\xff\xfe") || slice_starts(head, "\xfe\xff");

	return !utf16 && memchr(head.p, '\0', head.n);
}

/* What a body that is not what was expected turns out to be; the first that fits. */
static const struct {
	bool (*is)(struct slice head);
	const char *en, *zh;
} looks[] = {
        {is_html, "a web page, perhaps a login", "网页，可能是登录页"},
        {is_markup, "XML or HTML", "XML 或 HTML"},
        {is_json, "JSON, perhaps an error message", "JSON，可能是错误信息"},
        {is_zip, "a zip file or an Excel workbook", "zip 文件或 Excel 工作簿"},
        {is_ole, "an old Excel workbook", "旧版 Excel 工作簿"},
        {is_binary, "binary data", "二进制数据"},
};

static bool fits_csv(struct slice head)
{
	return !is_markup(head) && !is_json(head) && !is_zip(head) && !is_ole(head) &&
	       !is_binary(head);
}

static bool fits_any(struct slice head)
{
	(void)head;
	return true;
}

static const struct type {
	const char *name;
	const char *endings[4];
	bool (*fits)(struct slice head);
} types[] = {
        {"csv", {".csv", ".tsv", ".txt"}, fits_csv},
        {"json", {".json", ".jsonl"}, is_json},
        {"xlsx", {".xlsx", ".xlsm"}, is_zip},
        {"xls", {".xls"}, is_ole},
        {"zip", {".zip"}, is_zip},
        {"xml", {".xml"}, is_markup},
        {"html", {".html", ".htm"}, is_markup},
        {"any", {NULL}, fits_any},
};

enum { TYPES = sizeof(types) / sizeof(types[0]), ANY = TYPES - 1 };

int content_type_check(const struct json_place *at, const char *type, struct err *err)
{
	const char *names[TYPES];

	for (size_t i = 0; i < TYPES; i++)
		names[i] = types[i].name;
	return json_choice(at, type, names, TYPES, err) < 0 ? -1 : 0;
}

static const struct type *type_named(const char *name)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return &types[ANY];
}

static bool ends_any_case(struct slice s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && strncasecmp(s.p + s.n - n, suffix, n) == 0;
}

static const struct type *type_of_name(struct slice name)
{
	if (ends_any_case(name, ".gz"))
		name.n -= 3;
	for (size_t i = 0; i < TYPES; i++)
		for (size_t k = 0; types[i].endings[k]; k++)
			if (ends_any_case(name, types[i].endings[k]))
				return &types[i];
	return &types[ANY];
}

/* --- What the server calls it ----------------------------------------------------------- */

static bool is_media_type(const char *content_type, const char *wanted)
{
	size_t n = strcspn(content_type, "; ");

	return strlen(wanted) == n && strncasecmp(content_type, wanted, n) == 0;
}

static bool content_type_fits(const struct source *source, const struct type *type,
                              const char *content_type)
{
	const struct json_texts *wanted = &source->expect.content_types;

	if (!content_type)
		return wanted->count == 0;
	for (size_t i = 0; i < wanted->count; i++)
		if (is_media_type(content_type, wanted->items[i]))
			return true;
	if (wanted->count)
		return false;
	return type->fits == fits_any || type->fits == is_markup ||
	       !(is_media_type(content_type, "text/html") ||
	         is_media_type(content_type, "application/xhtml+xml"));
}

/* --- Looking at it ---------------------------------------------------------------------- */

void content_add_excerpt(struct text *t, struct slice head)
{
	size_t end = head.n < EXCERPT ? head.n : EXCERPT;

	text_addc(t, '\'');
	for (size_t i = 0, n; i < end; i += n ? n : 1) {
		n = utf8_length((struct slice){head.p + i, head.n - i});
		if (n == 0)
			text_addf(t, "\\x%02x", (unsigned char)head.p[i]);
		else if (iscntrl((unsigned char)head.p[i]))
			text_addc(t, ' ');
		else
			text_add(t, head.p + i, n);
	}
	text_adds(t, head.n > end ? "…'" : "'");
}

static size_t head_size(const struct source *source)
{
	return source->not_published.marker ? MARKED_HEAD : HEAD;
}

/* The first bytes of a gzip stream, inflated, and whether it inflates to its end. */
static int read_inflated(const struct source *source, const char *path, struct text *head,
                         struct text *why)
{
	char buffer[16384];
	struct input in;
	struct err err = ERR_INIT;
	ssize_t got;

	text_clear(head);
	if (input_open(&in, path, &err) < 0) {
		text_adds(why, err.message);
		return -1;
	}
	in.limit = source->limits.inflated_bytes;
	while ((got = input_read(&in, buffer, sizeof(buffer), &err)) > 0) {
		size_t room = head_size(source) - head->n;
		text_add(head, buffer, (size_t)got < room ? (size_t)got : room);
	}
	input_close(&in);
	if (got < 0)
		text_adds(why, err.message);
	return got < 0 ? -1 : 0;
}

static int read_head(const struct source *source, int fd, const char *path, struct text *head,
                     struct text *why)
{
	const size_t size = head_size(source);
	ssize_t got;

	text_reserve(head, size);
	got = pread(fd, head->p, size, 0);
	if (got < 0) {
		text_adds(why, strerror(errno));
		return -1;
	}
	head->n = (size_t)got;
	if (slice_starts(text_slice(head), "\x1f\x8b"))
		return read_inflated(source, path, head, why);
	return 0;
}

static enum verdict refuse_looks(const struct type *type, struct slice head, struct text *why)
{
	text_addf(why, T("is no %s", "不是 %s"), type->name);
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		if (!looks[i].is(head))
			continue;
		text_addf(why, T(" but %s", "，而是%s"), T(looks[i].en, looks[i].zh));
		break;
	}
	text_adds(why, T(": ", "："));
	content_add_excerpt(why, head);
	return CONTENT_REFUSED;
}

static enum verdict judge(const struct source *source, const struct type *type, struct slice head,
                          const char *content_type, struct text *why)
{
	const char *marker = source->not_published.marker;

	if (head.n == 0) {
		text_adds(why, T("is empty", "是空的"));
		return CONTENT_REFUSED;
	}
	if (marker && memmem(head.p, head.n, marker, strlen(marker))) {
		text_addf(why, T("says '%s'", "其中写明“%s”"), marker);
		return CONTENT_NOT_YET;
	}
	if (!type->fits(head))
		return refuse_looks(type, head, why);
	if (!content_type_fits(source, type, content_type)) {
		if (content_type)
			text_addf(why, T("comes as '%s': ", "类型为 '%s'："), content_type);
		else
			text_adds(why, T("comes without a content type: ", "未说明内容类型："));
		content_add_excerpt(why, head);
		return CONTENT_REFUSED;
	}
	return CONTENT_FINE;
}

enum verdict content_inspect(const struct source *source, int fd, const char *path,
                             const char *raw_name, const char *content_type,
                             const struct secrets *secrets, struct text *why)
{
	const struct type *type = source->expect.type ? type_named(source->expect.type)
	                                              : type_of_name(slice_of(raw_name));
	struct text head = TEXT_INIT;
	enum verdict verdict = CONTENT_REFUSED;

	if (read_head(source, fd, path, &head, why) == 0) {
		secrets_redact(secrets, &head);
		verdict = judge(source, type, text_slice(&head), content_type, why);
	}
	text_release(&head);
	return verdict;
}
