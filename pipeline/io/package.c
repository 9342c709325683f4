#include "io/package.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/version.h"
#include "io/path.h"
#include "io/sync.h"

enum { MOST_HELD = 4096 };

static bool names_a_file(const char *output)
{
	struct slice s = slice_of(output);

	return strcmp(output, "-") == 0 || slice_ends(s, ".csv") || slice_ends(s, ".csv.gz") ||
	       slice_ends(s, ".txt") || slice_ends(s, ".rows");
}

static void make_lists(struct package *p)
{
	p->inputs = json_array();
	p->counts = json_object();
	p->about = json_object();
}

void package_discard(struct package *p)
{
	*p = (struct package){.main_table = "", .filesystem = -1};
	make_lists(p);
}

int package_init(struct package *p, const struct program *program, const char *main_table,
                 struct err *err)
{
	*p = (struct package){.stage = program->name,
	                      .main_table = main_table,
	                      .argc = program->argc,
	                      .argv = program->argv,
	                      .filesystem = -1};
	if (!program->output) {
		err_set(err, RD_USAGE,
		        T("'%s' needs to know where results go", "'%s' 需要知道结果写到哪里"),
		        program->name);
		return err_hint(err,
		                T("give -o DIRECTORY, or -o - to see %s on the terminal",
		                  "请用 -o 目录，或用 -o - 在终端显示 %s"),
		                main_table);
	}
	make_lists(p);
	if (names_a_file(program->output)) {
		p->file = program->output;
		input_without_checksums();
		return 0;
	}
	p->directory = xstrdup(program->output);
	if (path_make_directories(p->directory, err) < 0) {
		package_release(p);
		return -1;
	}
	p->filesystem = sync_open_filesystem(p->directory);
	return 0;
}

/* Those that did not come to their places leave nothing behind. */
static void release_held(struct package *p)
{
	for (size_t i = 0; i < p->held_count; i++)
		output_release(&p->held[i]);
	p->held_count = 0;
}

void package_release(struct package *p)
{
	release_held(p);
	free(p->held);
	if (p->directory && p->filesystem >= 0)
		close(p->filesystem);
	json_decref(p->inputs);
	json_decref(p->last);
	text_release(&p->resources);
	json_decref(p->counts);
	json_decref(p->about);
	json_decref(p->other_arguments);
	free(p->other_stage);
	free(p->directory);
	*p = (struct package){.filesystem = -1};
}

char *package_path(const struct package *p, const char *table)
{
	char *name, *path;

	if (!p->directory && !p->file)
		return NULL;
	if (!p->directory)
		return strcmp(table, p->main_table) == 0 ? xstrdup(p->file) : NULL;
	name = xasprintf("%s.csv", table);
	path = path_join(p->directory, name);
	free(name);
	return path;
}

char *package_file_path(const struct package *p, const char *name)
{
	if (!p->directory)
		return strcmp(name, p->main_table) == 0 ? xstrdup(p->file) : NULL;
	return path_join(p->directory, name);
}

char *package_scratch(const struct package *p)
{
	const char *given = getenv("TMPDIR");

	if (p->directory)
		return xstrdup(p->directory);
	if (p->file && strcmp(p->file, "-") != 0 && strcmp(p->file, "-.rows") != 0)
		return path_directory(p->file);
	return xstrdup(given && *given ? given : "/var/tmp");
}

void package_input(struct package *p, const struct input *in)
{
	json_array_append_new(p->inputs, json_pack("{s:s, s:I, s:s}", "path", in->path, "bytes",
	                                           (json_int_t)in->bytes, "sha256", in->sha256));
}

/* As seen from the package's directory. */
static const char *path_in_package(const struct package *p, const char *path)
{
	size_t n = strlen(p->directory);

	if (strncmp(path, p->directory, n) != 0)
		return path_name(path);
	while (path[n] == '/')
		n++;
	return path + n;
}

static json_t *resource(const struct package *p, const char *name, const char *format,
                        const struct output *out)
{
	json_t *r = json_pack("{s:s, s:s, s:s, s:I}", "name", name, "path",
	                      path_in_package(p, out->path), "format", format, "bytes",
	                      (json_int_t)out->bytes);

	json_object_set_new(r, "hash", json_sprintf("sha256:%s", out->sha256));
	json_object_set_new(r, "encoding", json_string("utf-8"));
	return r;
}

enum { INDENT = 2, RESOURCE_INDENT = 2 * INDENT };

/* The same as a part of datapackage.json. */
static void write_last(struct package *p)
{
	char *text = p->last ? json_dumps(p->last, JSON_INDENT(INDENT)) : NULL;

	if (!text)
		return;
	text_adds(&p->resources, p->resources.n ? ",\n" : "\n");
	for (char *line = text, *end; line; line = end ? end + 1 : NULL) {
		end = strchr(line, '\n');
		text_addf(&p->resources, "%*s%.*s%s", RESOURCE_INDENT, "",
		          (int)(end ? (size_t)(end - line) : strlen(line)), line, end ? "\n" : "");
	}
	free(text);
	json_decref(p->last);
	p->last = NULL;
}

static void add_resource(struct package *p, json_t *resource)
{
	write_last(p);
	p->has_other_files |= !json_object_get(resource, "schema");
	p->last = resource;
}

void package_table(struct package *p, const struct table_writer *w)
{
	json_t *r;

	if (w->discards || !p->directory)
		return;
	r = resource(p, w->table->name, "csv", &w->out);
	json_object_set_new(r, "profile", json_string("tabular-data-resource"));
	json_object_set_new(r, "title", json_string(w->table->title.en));
	json_object_set_new(r, "title_zh", json_string(w->table->title.zh));
	json_object_set_new(r, "rows", json_integer((json_int_t)w->rows));
	json_object_set_new(r, "schema", table_schema(w->table));
	add_resource(p, r);
}

int package_create_table(const struct package *p, struct table_writer *w, const struct table *table,
                         struct err *err)
{
	char *path = package_path(p, table->name);
	int result = table_create(w, path, table, err);

	free(path);
	return result;
}

int package_commit_table(struct package *p, struct table_writer *w, struct err *err)
{
	if (table_commit(w, err) < 0)
		return -1;
	package_table(p, w);
	return 0;
}

void package_file(struct package *p, const char *name, const char *format, const struct output *out)
{
	if (p->directory)
		add_resource(p, resource(p, name, format, out));
}

static int commit_held(struct package *p, struct err *err)
{
	int result = output_commit_all(p->held, p->held_count, p->filesystem, err);

	release_held(p);
	return result;
}

/* Not where a link leads to another file system. */
static bool can_be_held(const struct package *p, const struct output *out)
{
	struct stat file, directory;

	return p->filesystem >= 0 && out->temporary && fstat(out->fd, &file) == 0 &&
	       fstat(p->filesystem, &directory) == 0 && file.st_dev == directory.st_dev;
}

static int finish_whole(struct package *p, const char *name, const char *format, struct output *out,
                        struct err *err)
{
	int result;

	if (can_be_held(p, out)) {
		if (!p->held)
			p->held = xcalloc(MOST_HELD, sizeof(*p->held));
		output_finish(out);
		package_file(p, name, format, out);
		p->held[p->held_count++] = *out;
		return p->held_count == MOST_HELD ? commit_held(p, err) : 0;
	}
	result = output_commit(out, err);
	if (result == 0)
		package_file(p, name, format, out);
	output_release(out);
	return result;
}

int package_whole_file(struct package *p, const char *name, const char *format,
                       struct slice content, struct err *err)
{
	char *path = package_file_path(p, name);
	struct output out;
	int result = output_open(&out, path, err);

	free(path);
	if (result < 0)
		return -1;
	output_write_slice(&out, content);
	return finish_whole(p, name, format, &out, err);
}

json_t *package_last_schema(struct package *p)
{
	return json_object_get(p->last, "schema");
}

void package_about(struct package *p, const char *key, const char *text)
{
	json_object_set_new(p->about, key, json_string(text));
}

void package_count(struct package *p, const char *name, uint64_t n)
{
	json_object_set_new(p->counts, name, json_integer((json_int_t)n));
}

static json_int_t count_of(const struct package *p, const char *name)
{
	return json_integer_value(json_object_get(p->counts, name));
}

int package_reconcile(const struct package *p, struct err *err, const char *whole, ...)
{
	struct text parts = TEXT_INIT;
	json_int_t sum = 0;
	const char *part;
	int result = 0;
	va_list ap;

	va_start(ap, whole);
	while ((part = va_arg(ap, const char *))) {
		sum += count_of(p, part);
		text_addf(&parts, "%s%s %lld", parts.n ? " + " : "", part,
		          (long long)count_of(p, part));
	}
	va_end(ap);
	if (sum != count_of(p, whole))
		result = err_set(
		        err, RD_INTERNAL,
		        T("rows do not reconcile: %s %lld, but %s", "行数对不上：%s %lld，而 %s"),
		        whole, (long long)count_of(p, whole), parts.p ? parts.p : "0");
	text_release(&parts);
	return result;
}

static json_t *arguments(const struct package *p)
{
	json_t *list = json_array();

	if (p->other_arguments)
		json_array_extend(list, p->other_arguments);
	for (int i = 1; i < p->argc && !p->other_arguments; i++)
		json_array_append_new(list, json_string(p->argv[i]));
	return list;
}

void package_stand_for(struct package *p, const char *stage, json_t *words, json_t *inputs)
{
	json_incref(words);
	json_incref(inputs);
	json_decref(p->other_arguments);
	json_decref(p->inputs);
	free(p->other_stage);
	p->other_arguments = words;
	p->inputs = inputs;
	p->stage = p->other_stage = xstrdup(stage);
}

/* Only where every resource is a table does the package call itself tabular. */
static const char *profile(const struct package *p)
{
	return p->has_other_files ? "data-package" : "tabular-data-package";
}

/* All but the resources, which stand in their place as an empty list. */
static char *without_resources(const struct package *p)
{
	json_t *root = json_pack("{s:s, s:s, s:[], s:{s:s, s:s, s:o, s:O, s:O}}", "profile",
	                         profile(p), "name", p->stage, "resources", "rdstat", "stage",
	                         p->stage, "version", RDSTAT_VERSION, "arguments", arguments(p),
	                         "inputs", p->inputs, "counts", p->counts);
	char *content;

	json_object_update(root, p->about);
	content = json_dumps(root, JSON_INDENT(INDENT));
	json_decref(root);
	return content;
}

static void write_out(struct package *p, struct output *out)
{
	static const char empty[] = "\"resources\": [";
	char *content = without_resources(p);
	size_t before = (size_t)(strstr(content, empty) - content) + strlen(empty);

	write_last(p);
	if (p->resources.n)
		text_addf(&p->resources, "\n%*s", INDENT, "");
	output_write(out, content, before);
	output_write_slice(out, text_slice(&p->resources));
	output_write(out, content + before, strlen(content + before));
	free(content);
}

int package_write(struct package *p, struct err *err)
{
	struct output out;
	char *path;
	int result;

	if (!p->directory)
		return 0;
	if (commit_held(p, err) < 0)
		return -1;
	path = path_join(p->directory, "datapackage.json");
	result = output_open(&out, path, err);
	free(path);
	if (result < 0)
		return -1;
	write_out(p, &out);
	result = output_commit(&out, err);
	output_release(&out);
	return result;
}
