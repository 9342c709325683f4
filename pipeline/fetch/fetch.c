#include "fetch/fetch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "fetch/local.h"
#include "io/path.h"
#include "model/configuration.h"

struct run {
	const struct fetch_options *options;
	const char *output;
	struct configuration configuration;
	struct sources sources;
	struct store store;
	struct fetch_record record;
	struct collection *collections;
	size_t count;
};

static int choose_sources(struct run *run, struct err *err)
{
	const struct option_list *names = &run->options->sources;
	const struct source *source;

	run->count = names->count ? names->count : run->sources.count;
	run->collections = xcalloc(run->count + 1, sizeof(*run->collections));
	for (size_t i = 0; i < run->count; i++) {
		source = names->count ? sources_find(&run->sources, names->items[i], err)
		                      : &run->sources.items[i];
		if (!source)
			return -1;
		collection_init(&run->collections[i], source, &run->store, &run->record.arena);
	}
	return 0;
}

static int open_store(struct run *run, struct err *err)
{
	char *path = run->options->store ? xstrdup(run->options->store)
	                                 : path_join(run->output, ".fetch");
	int result = store_open(&run->store, path, err);

	free(path);
	return result;
}

static int fetch_source(struct run *run, struct collection *c, struct err *err)
{
	const struct source *source = c->source;
	const char *address = source->folder ? source->folder : source->address;
	char *path = path_join(run->sources.directory, address);
	int result;

	if (source->folder)
		result = local_folder(c, path, address, err);
	else
		result = local_file(c, path, address,
		                    source->file ? source->file : path_name(address), FETCH_FAILED,
		                    err);
	free(path);
	if (result == 0)
		collection_finish(c);
	return result;
}

static int place_files(struct run *run, struct err *err)
{
	for (size_t i = 0; i < run->count; i++) {
		const struct fetched_source *source = &run->collections[i].result;
		for (size_t j = 0; j < source->file_count; j++) {
			char *path = path_join(run->output, source->files[j].path);
			int result = store_place(&run->store, source->files[j].sha256, path, err);
			free(path);
			if (result < 0)
				return -1;
		}
	}
	return 0;
}

static int write_record(struct run *run, struct err *err)
{
	char *path = path_join(run->output, "fetch.json");
	int result;

	run->record.sources = xcalloc(run->count + 1, sizeof(*run->record.sources));
	run->record.source_count = run->count;
	for (size_t i = 0; i < run->count; i++)
		run->record.sources[i] = run->collections[i].result;
	result = fetch_record_write(&run->record, path, err);
	free(run->record.sources);
	free(path);
	return result;
}

static void report_source(const struct fetched_source *source)
{
	if (source->message)
		log_error("%s: %s: %s", source->name, fetch_state_name(source->state),
		          source->message);
	else
		log_note(T("%s: %s, files: %zu", "%s：%s，文件 %zu 个"), source->name,
		         fetch_state_name(source->state), source->file_count);
}

/* The worst of the sources is what the program ends with. */
static int judge(const struct run *run, struct err *err)
{
	size_t in_state[FETCH_STATES] = {0};

	for (size_t i = 0; i < run->count; i++) {
		report_source(&run->collections[i].result);
		in_state[run->collections[i].result.state]++;
	}
	if (in_state[FETCH_FAILED])
		return err_set(err, RD_FETCH,
		               T("%zu of %zu sources failed", "%zu 个数据源失败（共 %zu 个）"),
		               in_state[FETCH_FAILED], run->count);
	if (in_state[FETCH_NOT_PUBLISHED])
		return err_set(err, RD_NOT_PUBLISHED,
		               T("%zu of %zu sources are not published yet",
		                 "%zu 个数据源尚未发布（共 %zu 个）"),
		               in_state[FETCH_NOT_PUBLISHED], run->count);
	return 0;
}

static int fetch_all(struct run *run, struct err *err)
{
	for (size_t i = 0; i < run->count; i++)
		if (fetch_source(run, &run->collections[i], err) < 0)
			return -1;
	if (store_flush(&run->store, err) < 0 || place_files(run, err) < 0 ||
	    write_record(run, err) < 0)
		return -1;
	return judge(run, err);
}

static void release(struct run *run)
{
	for (size_t i = 0; i < run->count && run->collections; i++)
		collection_release(&run->collections[i]);
	free(run->collections);
	store_close(&run->store);
	sources_release(&run->sources);
	configuration_release(&run->configuration);
	arena_release(&run->record.arena);
}

int fetch_run(const struct program *program, const struct fetch_options *options, struct err *err)
{
	struct run run = {
	        .options = options, .output = program->output, .store = {.lock = LOCK_INIT}};
	int result = -1;

	if (!program->output) {
		err_set(err, RD_USAGE,
		        T("'rd-fetch' needs to know where results go",
		          "'rd-fetch' 需要知道结果写到哪里"));
		return err_hint(err, T("give -o DIRECTORY", "请用 -o 给出目录"));
	}
	if (configuration_open(&run.configuration, program->config, err) == 0 &&
	    sources_load(&run.sources, run.configuration.directory, err) == 0 &&
	    choose_sources(&run, err) == 0 && path_make_directories(run.output, err) == 0 &&
	    open_store(&run, err) == 0)
		result = fetch_all(&run, err);
	if (result == 0 && !options->store)
		store_remove(&run.store);
	release(&run);
	return result;
}
