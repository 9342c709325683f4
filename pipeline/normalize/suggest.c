#include "normalize/suggest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "io/output.h"
#include "io/path.h"
#include "normalize/draft.h"
#include "normalize/normalize.h"

/* A file is looked at more than once; what comes from a pipe is kept in memory. */
static int keep_stdin(char path[64], struct err *err)
{
	int fd = memfd_create("stdin", 0);
	struct input in;
	char buffer[16 * 1024];
	ssize_t got = -1;

	if (fd < 0)
		return err_set_errno(err, RD_INTERNAL, "memfd");
	if (input_open(&in, "-", err) == 0) {
		while ((got = input_read(&in, buffer, sizeof(buffer), err)) > 0)
			if (write(fd, buffer, (size_t)got) != got) {
				got = err_set_errno(err, RD_INTERNAL,
				                    T("cannot hold the file in memory",
				                      "无法在内存中存放文件"));
				break;
			}
		input_close(&in);
	}
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return got < 0 ? -1 : fd;
}

/* What becomes of the file's rows under the draft. */
static void try_draft(const struct configuration *c, const char *path, struct slice draft)
{
	struct err err = ERR_INIT;

	log_note(T("trying the draft on the file:", "用草稿试读该文件："));
	if (normalize_try(c, draft, path, &err) < 0)
		err_report(&err);
}

static int suggest(const struct configuration *c, const char *path, const char *name,
                   const char *table, struct err *err)
{
	struct text draft = TEXT_INIT;
	struct synonyms synonyms;
	struct survey survey;
	struct guess guess;
	int result;

	if (synonyms_load(&synonyms, c, err) < 0)
		return -1;
	result = survey_file(&survey, path, table, err);
	if (result == 0) {
		survey.file_name = path_name(name);
		guess_make(&guess, &survey, c, &synonyms);
		draft_write(&guess, &draft);
		guess_release(&guess);
		survey_release(&survey);
		result = output_whole("-", text_slice(&draft), err);
		try_draft(c, path, text_slice(&draft));
	}
	synonyms_release(&synonyms);
	text_release(&draft);
	return result;
}

int suggest_run(const struct program *program, const char *table, struct err *err)
{
	const char *name = program->files.items[0];
	bool piped = strcmp(name, "-") == 0;
	struct configuration c;
	char path[64];
	int fd = -1, result = -1;

	if (configuration_open(&c, program->config, err) < 0)
		return -1;
	if (configuration_load(&c, CONFIG_ALL, err) == 0 &&
	    (!piped || (fd = keep_stdin(path, err)) >= 0))
		result = suggest(&c, piped ? path : name, name, table, err);
	if (fd >= 0)
		close(fd);
	configuration_release(&c);
	return result;
}
