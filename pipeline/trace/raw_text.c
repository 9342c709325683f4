#include "trace/raw_text.h"

#include <stdlib.h>

#include "io/encoding.h"

enum { LONGEST_SHOWN = 4096 }; /* bytes of a raw record */

/* Raw bytes are not ours: nothing in them may steer the terminal. */
static void add_harmless(struct text *t, struct slice s)
{
	for (size_t i = 0; i < s.n && i < LONGEST_SHOWN;) {
		size_t n = utf8_length((struct slice){s.p + i, s.n - i});
		unsigned char c = (unsigned char)s.p[i];
		bool control = (c < 0x20 && c != '\t') || c == 0x7f || n == 0 ||
		               (c == 0xc2 && (unsigned char)s.p[i + 1] < 0xa0);
		if (control)
			text_addf(t, "\\x%02x", c);
		else
			text_add(t, s.p + i, n);
		i += control ? 1 : n;
	}
	if (s.n > LONGEST_SHOWN)
		text_adds(t, " …");
}

static void add_record(struct text *t, const struct raw_record *record)
{
	text_adds(t, "      ");
	if (record->located)
		text_addf(t, "@%llu+%llu ", (unsigned long long)record->offset,
		          (unsigned long long)record->bytes);
	add_harmless(t, record->text);
	text_addc(t, '\n');
}

int raw_text_add_row(struct text *t, struct raw_files *files, const struct source_row *row,
                     struct slice id, struct err *err)
{
	const struct raw_file *f = raw_files_open(files, row->origin, err);
	struct raw_record records[MOST_RECORDS];
	unsigned n;

	if (!f)
		return -1;
	if (f->binary) {
		text_adds(t, T("      no text: open it in a spreadsheet at that row\n",
		               "      不是文本文件：请用电子表格软件打开并查看该行\n"));
		return 0;
	}
	n = raw_file_records(f, row, id, records);
	for (unsigned i = 0; i < n; i++)
		add_record(t, &records[i]);
	if (!n || !records[0].names_it)
		text_adds(t, T("      this line does not name the enterprise\n",
		               "      该行没有出现该企业的代码\n"));
	return 0;
}

/* Lines that hold the value and one of the region's names; whether there are any. */
static bool add_mentions_of(struct text *t, const struct raw_file *f, struct slice name,
                            struct slice value, period at)
{
	struct raw_record record;
	uint64_t line = 0;
	bool any = false;

	while (raw_file_mention(f, &line, name, value, &record)) {
		if (at != PERIOD_NONE && !raw_record_writes(&record, at))
			continue;
		text_addf(t, "    %.*s:%llu\n", SLICE_FMT(f->origin), (unsigned long long)line);
		add_record(t, &record);
		any = true;
	}
	return any;
}

int raw_text_add_mentions(struct text *t, struct raw_files *files, const struct mention *mention,
                          struct err *err)
{
	const struct code_node *region = mention->region;
	const struct slice names[] = {region->code, slice_of(region->name.zh),
	                              slice_of(region->short_zh), slice_of(region->name.en)};
	const size_t count = sizeof(names) / sizeof(names[0]);
	const struct raw_file *f = raw_files_open(files, mention->origin, err);
	bool any = false;

	if (!f)
		return -1;
	/* The period may stand on the line, or only once in the file. */
	for (size_t i = 0; i < 2 * count && !any; i++)
		any = add_mentions_of(t, f, names[i % count], mention->value,
		                      i < count ? mention->period : PERIOD_NONE);
	if (!any)
		text_adds(t, T("    no line of it has the region and the value\n",
		               "    其中没有同时出现该地区和该数值的行\n"));
	return 0;
}

/* How many rows came from a raw file. */
struct used_file {
	struct slice origin;
	uint64_t rows;
};

struct used_files {
	struct used_file *items;
	size_t count, capacity;
};

/* Files are few: looking through them all is enough. */
static void count_row(struct used_files *used, struct slice origin)
{
	size_t i = 0;

	while (i < used->count && !slice_eq(used->items[i].origin, origin))
		i++;
	if (i == used->count) {
		VEC_GROW(used->items, used->count, used->capacity);
		used->items[used->count++] = (struct used_file){.origin = origin};
	}
	used->items[i].rows++;
}

static void add_used_file(struct text *t, const struct raw_files *files,
                          const struct used_file *used)
{
	const struct fetched_file *f = raw_files_fetched(files, used->origin);

	text_addf(t, T("  %.*s: rows %llu", "  %.*s：%llu 行"), SLICE_FMT(used->origin),
	          (unsigned long long)used->rows);
	if (f && f->address)
		text_addf(t, T(", from %s", "，取自 %s"), f->address);
	if (f && f->finished)
		text_addf(t, T(", fetched %s", "，获取于 %s"), f->finished);
	if (f && f->sha256)
		text_addf(t, T(", sha256 %s", "，sha256 %s"), f->sha256);
	text_addc(t, '\n');
}

void raw_text_add_files(struct text *t, const struct raw_files *files, const struct evidence *e)
{
	struct used_files used = {0};

	for (size_t i = 0; i < e->count; i++)
		for (size_t k = 0; k < e->items[i].source_count; k++)
			count_row(&used, e->items[i].sources[k].origin);
	text_adds(t, used.count ? T("\nraw files\n", "\n原始文件\n") : "");
	for (size_t i = 0; i < used.count; i++)
		add_used_file(t, files, &used.items[i]);
	free(used.items);
}
