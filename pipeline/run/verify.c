#include "run/verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "io/checksum.h"
#include "io/path.h"
#include "run/file_list.h"
#include "run/runs.h"

struct tally {
	size_t files, wrong;
	uint64_t bytes;
};

static void check_file(const char *directory, const char *prefix, const struct file_note *note,
                       struct tally *tally)
{
	char *inside = path_join(prefix, note->path);
	char *path = path_join(directory, inside);
	char hex[SHA256_HEX + 1];
	uint64_t bytes = 0;
	struct err err = ERR_INIT;

	tally->files++;
	if (checksum_file(path, hex, &bytes, &err) < 0) {
		log_error("'%s': %s", path, err.message);
		tally->wrong++;
	} else if (strcmp(hex, note->sha256) != 0) {
		log_error(T("'%s': %llu bytes with sha256 %s, the run wrote %llu with %s",
		            "'%s'：%llu 字节，sha256 为 %s；当时写出 %llu 字节，sha256 为 %s"),
		          path, (unsigned long long)bytes, hex, (unsigned long long)note->bytes,
		          note->sha256);
		tally->wrong++;
	}
	tally->bytes += bytes;
	free(path);
	free(inside);
}

static void check_list(const char *directory, const char *prefix, const json_t *json,
                       struct tally *tally)
{
	struct arena arena = ARENA_INIT;
	struct file_list files = {.arena = &arena};

	if (file_list_read(&files, json) < 0) {
		log_error(
		        T("'%s/run.json': a file has no checksum", "'%s/run.json'：有文件缺校验和"),
		        directory);
		tally->wrong++;
	}
	for (size_t i = 0; i < files.count; i++)
		check_file(directory, prefix, &files.items[i], tally);
	arena_release(&arena);
}

int verify_run(const char *output, const char *id, struct err *err)
{
	char *published = id ? xstrdup(id) : runs_published(output);
	char *directory = published ? runs_directory(output, published) : NULL;
	json_t *record = published ? runs_record(output, published) : NULL;
	const json_t *step;
	struct tally tally = {0};
	int result;
	size_t i;

	if (!record) {
		err_set(err, RD_USAGE, T("there is no run to verify", "没有可核对的运行"));
		err_hint(err, T("see 'rd-run status'", "请看 'rd-run status'"));
		err_at(err, directory ? directory : output, 0, 0);
	}
	json_array_foreach(json_object_get(record, "steps"), i, step)
	{
		check_list(directory, "", json_object_get(step, "outputs"), &tally);
		check_list(directory, "config", json_object_get(step, "config"), &tally);
	}
	if (record && tally.wrong) {
		err_set(err, RD_INPUT,
		        T("%zu of %zu files are not as the run wrote them",
		          "%2$zu 个文件中有 %1$zu 个与当时写出的不符"),
		        tally.wrong, tally.files);
		err_hint(err, T("'rd-run --force' makes them anew", "'rd-run --force' 可重新生成"));
		err_at(err, directory, 0, 0);
	} else if (record) {
		log_note(T("%s: %zu files, %llu bytes, all as the run wrote them",
		           "%s：%zu 个文件，%llu 字节，均与当时写出的一致"),
		         directory, tally.files, (unsigned long long)tally.bytes);
	}
	result = record && !tally.wrong ? 0 : -1;
	json_decref(record);
	free(directory);
	free(published);
	return result;
}
