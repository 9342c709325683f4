#include "trace/raw_files.h"

#include <stdlib.h>

#include "io/path.h"

int raw_files_init(struct raw_files *files, const struct configuration *config,
                   const struct run_files *run, struct err *err)
{
	*files = (struct raw_files){.config = config, .run = run};
	if (!run->record)
		return 0;
	if (fetch_record_load(&files->record, run->record, err) < 0)
		return -1;
	files->recorded = true;
	return 0;
}

void raw_files_release(struct raw_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		raw_file_close(files->items[i]);
		free(files->items[i]);
	}
	free(files->items);
	if (files->recorded)
		fetch_record_release(&files->record);
	*files = (struct raw_files){0};
}

const struct fetched_file *raw_files_fetched(const struct raw_files *files, struct slice origin)
{
	for (size_t i = 0; i < files->record.source_count; i++) {
		const struct fetched_source *source = &files->record.sources[i];
		for (size_t k = 0; k < source->file_count; k++) {
			const char *path = source->files[k].path;
			if (path && slice_starts(slice_of(path), "raw/") &&
			    slice_is(origin, path + strlen("raw/")))
				return &source->files[k];
		}
	}
	return NULL;
}

/* The encoding that the mapping of a source names; NULL if it names none. To be freed. */
static char *configured_encoding(const struct raw_files *files, struct slice origin)
{
	const char *slash = memrchr(origin.p, '/', origin.n);
	int n = slash ? (int)(slash - origin.p) : 0;
	char *name = xasprintf("mappings/%.*s.json", n, origin.p);
	char *path = configuration_path(files->config, name), *encoding = NULL;
	struct err ignored = ERR_INIT;
	json_t *mapping = path_exists(path) ? json_load_path(path, RD_CONFIG, &ignored) : NULL;
	const json_t *value = json_object_get(json_object_get(mapping, "format"), "encoding");

	if (json_is_string(value))
		encoding = xstrdup(json_string_value(value));
	json_decref(mapping);
	free(path);
	free(name);
	return encoding;
}

static int check(const struct raw_files *files, const struct raw_file *f, struct err *err)
{
	const struct fetched_file *fetched = raw_files_fetched(files, f->origin);

	if (!fetched || !fetched->sha256 || strcmp(fetched->sha256, f->sha256) == 0)
		return 0;
	err_set(err, RD_INPUT,
	        T("the raw file is not the one that was fetched: its SHA-256 differs",
	          "原始文件与获取时不同：SHA-256 不一致"));
	err_hint(err, T("fetch it again, or restore it from the raw store",
	                "请重新获取，或从原始文件库恢复"));
	return err_at(err, f->path, 0, 0);
}

const struct raw_file *raw_files_open(struct raw_files *files, struct slice origin, struct err *err)
{
	struct raw_file *f;
	char *encoding;
	int result;

	for (size_t i = 0; i < files->count; i++)
		if (slice_eq(files->items[i]->origin, origin))
			return files->items[i];
	f = xmalloc(sizeof(*f));
	encoding = configured_encoding(files, origin);
	result = raw_file_open(f, files->run->raw, origin, encoding, err);
	free(encoding);
	if (result < 0) {
		free(f);
		return NULL;
	}
	VEC_GROW(files->items, files->count, files->capacity);
	files->items[files->count++] = f;
	return check(files, f, err) < 0 ? NULL : f;
}

bool raw_record_writes(const struct raw_record *record, period at)
{
	static const char *const forms[] = {"%d-%02d",    "%d%02d",   "%d/%d",     "%d.%d",
	                                    "%d年1-%d月", "%d年%d月", "%d年%02d月"};
	bool found = false;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]) && !found; i++) {
		struct text t = TEXT_INIT;
		text_addf(&t, forms[i], period_year(at), period_month(at));
		found = memmem(record->text.p, record->text.n, t.p, t.n) != NULL;
		text_release(&t);
	}
	return found;
}

unsigned raw_file_records(const struct raw_file *f, const struct source_row *row, struct slice id,
                          struct raw_record records[MOST_RECORDS])
{
	unsigned count = 0, kept = 0;
	int64_t line = 0;

	integer_parse(row->line, &line);
	while (count < MOST_RECORDS &&
	       raw_file_record(f, (uint64_t)line, id, count, &records[count]))
		count++;
	for (unsigned i = 0; i < count; i++)
		if (raw_record_writes(&records[i], row->period))
			records[kept++] = records[i];
	return kept ? kept : count;
}
