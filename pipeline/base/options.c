#include "base/options.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/nearest.h"
#include "base/text.h"
#include "base/version.h"

/* What every program takes; values are filled in by common_options(). */
enum { COMMON = 7 };

struct parse {
	struct program *program;
	struct option_spec common[COMMON];
	const char *lang;
	bool quiet, verbose, help, version;
	struct err *err;
};

static void common_options(struct parse *p)
{
	const struct option_spec common[COMMON] = {
	        {'c', "config", "DIR", OPTION_TEXT, &p->program->config,
	         "configuration directory (default: $RDSTAT_CONFIG, ./config, /etc/rdstat, "
	         "or the one installed with the programs)",
	         "配置目录（默认依次为 $RDSTAT_CONFIG、./config、/etc/rdstat、随程序安装的配置）"},
	        {'o', "output", "PATH", OPTION_TEXT, &p->program->output,
	         "where results go: a directory, a .csv or .csv.gz file, or - for stdout",
	         "结果写到哪里：目录、.csv 或 .csv.gz 文件，- 为标准输出"},
	        {'q', "quiet", NULL, OPTION_FLAG, &p->quiet, "say nothing on success",
	         "成功时不输出任何信息"},
	        {'v', "verbose", NULL, OPTION_FLAG, &p->verbose, "say more on the way",
	         "输出更多过程信息"},
	        {0, "lang", "zh|en", OPTION_TEXT, &p->lang,
	         "language (default: that of the locale)", "语言（默认按系统区域设置）"},
	        {0, "help", NULL, OPTION_FLAG, &p->help, "show this and exit", "显示本帮助后退出"},
	        {0, "version", NULL, OPTION_FLAG, &p->version, "show the version and exit",
	         "显示版本后退出"},
	};

	memcpy(p->common, common, sizeof(common));
}

static const struct option_spec *option_at(const struct parse *p, size_t i)
{
	if (i < p->program->option_count)
		return &p->program->options[i];
	i -= p->program->option_count;
	return i < COMMON ? &p->common[i] : NULL;
}

static const struct option_spec *find_long(const struct parse *p, const char *name, size_t n)
{
	const struct option_spec *o;

	for (size_t i = 0; (o = option_at(p, i)); i++)
		if (strlen(o->name) == n && strncmp(o->name, name, n) == 0)
			return o;
	return NULL;
}

static const struct option_spec *find_letter(const struct parse *p, char letter)
{
	const struct option_spec *o;

	for (size_t i = 0; (o = option_at(p, i)); i++)
		if (o->letter == letter)
			return o;
	return NULL;
}

static int usage_hint(const struct parse *p)
{
	return err_hint(p->err, T("see '%s --help'", "请看 '%s --help'"), p->program->name);
}

static int unknown_option(const struct parse *p, const char *given)
{
	const char *names[64];
	const struct option_spec *o;
	const char *near;
	size_t count = 0;
	char *name = xstrndup(given, strcspn(given, "="));

	for (size_t i = 0; (o = option_at(p, i)) && count < 64; i++)
		names[count++] = o->name;
	near = strncmp(name, "--", 2) == 0 ? nearest_word(name + 2, names, count) : NULL;
	err_set(p->err, RD_USAGE, T("unknown option '%s'", "未知选项 '%s'"), name);
	free(name);
	if (near)
		return err_hint(p->err, T("did you mean '--%s'?", "是否想用 '--%s'？"), near);
	return usage_hint(p);
}

bool options_number(const char *text, uint64_t *number)
{
	static const char suffixes[] = "kMG";
	const char *at = text, *suffix;

	*number = 0;
	for (; *at >= '0' && *at <= '9'; at++)
		if (__builtin_mul_overflow(*number, 10, number) ||
		    __builtin_add_overflow(*number, (uint64_t)(*at - '0'), number))
			return false;
	if (at != text && *at && !at[1] && (suffix = strchr(suffixes, *at))) {
		unsigned shift = 10 * (unsigned)(suffix - suffixes + 1);
		if (*number <= UINT64_MAX >> shift) {
			*number <<= shift;
			at++;
		}
	}
	return at != text && !*at;
}

static int parse_number(const struct parse *p, const struct option_spec *o, const char *value)
{
	uint64_t number;

	if (!options_number(value, &number)) {
		err_set(p->err, RD_USAGE,
		        T("'--%s' takes a whole number, not '%s'",
		          "'--%s' 需要一个整数，而不是 '%s'"),
		        o->name, value);
		return usage_hint(p);
	}
	*(uint64_t *)o->value = number;
	return 0;
}

static void list_add(struct option_list *list, const char *item)
{
	VEC_GROW(list->items, list->count, list->capacity);
	list->items[list->count++] = item;
}

static int take(const struct parse *p, const struct option_spec *o, const char *value)
{
	switch (o->kind) {
	case OPTION_FLAG:
		*(bool *)o->value = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)o->value = value;
		return 0;
	case OPTION_LIST:
		list_add(o->value, value);
		return 0;
	case OPTION_NUMBER:
		return parse_number(p, o, value);
	}
	return 0;
}

static int needs_value(const struct parse *p, const struct option_spec *o)
{
	err_set(p->err, RD_USAGE, T("'--%s' needs a value: %s", "'--%s' 需要一个值：%s"), o->name,
	        o->argument);
	return usage_hint(p);
}

static int parse_long(const struct parse *p, int *i)
{
	char *given = p->program->argv[*i];
	const char *equals = strchr(given, '=');
	size_t n = equals ? (size_t)(equals - given) - 2 : strlen(given) - 2;
	const struct option_spec *o = find_long(p, given + 2, n);

	if (!o)
		return unknown_option(p, given);
	if (o->kind == OPTION_FLAG) {
		if (!equals)
			return take(p, o, NULL);
		err_set(p->err, RD_USAGE, T("'--%s' takes no value", "'--%s' 不带值"), o->name);
		return usage_hint(p);
	}
	if (equals)
		return take(p, o, equals + 1);
	if (++*i >= p->program->argc)
		return needs_value(p, o);
	return take(p, o, p->program->argv[*i]);
}

static int parse_letters(const struct parse *p, int *i)
{
	const char *given = p->program->argv[*i];

	for (const char *at = given + 1; *at; at++) {
		const struct option_spec *o = find_letter(p, *at);
		if (!o)
			return unknown_option(p, given);
		if (o->kind == OPTION_FLAG) {
			take(p, o, NULL);
			continue;
		}
		if (at[1])
			return take(p, o, at + 1);
		if (++*i >= p->program->argc)
			return needs_value(p, o);
		return take(p, o, p->program->argv[*i]);
	}
	return 0;
}

static void print_option(const struct option_spec *o)
{
	char left[64];

	snprintf(left, sizeof(left), "%s%c%s--%s%s%s", o->letter ? "-" : "",
	         o->letter ? o->letter : ' ', o->letter ? ", " : "   ", o->name,
	         o->argument ? " " : "", o->argument ? o->argument : "");
	printf("  %-26s %s\n", left, T(o->help_en, o->help_zh));
}

static void print_help(const struct parse *p)
{
	const struct option_spec *o;

	printf(T("usage: %s [options] %s\n\n%s\n\noptions:\n",
	         "用法：%s [选项] %s\n\n%s\n\n选项：\n"),
	       p->program->name, p->program->arguments,
	       T(p->program->summary_en, p->program->summary_zh));
	for (size_t i = 0; (o = option_at(p, i)); i++)
		print_option(o);
	fputs(T("\nexit codes:\n", "\n退出码：\n"), stdout);
#define PRINT_EXIT_CODE(name, number, en, zh) printf("  %2d  %s\n", number, T(en, zh));
	EXIT_CODES(PRINT_EXIT_CODE)
#undef PRINT_EXIT_CODE
	printf(T("\nmore: man %s\n", "\n详见：man %s\n"), p->program->name);
}

static int check_files(const struct parse *p)
{
	const struct program *g = p->program;

	if (g->files.count < g->least_files)
		err_set(p->err, RD_USAGE, T("'%s' needs %s", "'%s' 需要参数 %s"), g->name,
		        g->arguments);
	else if (g->files.count > g->most_files)
		err_set(p->err, RD_USAGE, T("too many arguments: '%s'", "参数过多：'%s'"),
		        g->files.items[g->most_files]);
	else
		return 0;
	return usage_hint(p);
}

/* Complaints about the command line are in the language it asks for, so look ahead for that. */
static void guess_language(int argc, char **argv)
{
	enum lang lang = lang_from_environment();

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			lang_parse(argv[i] + 7, &lang);
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			lang_parse(argv[i + 1], &lang);
	}
	lang_set(lang);
}

static int set_language(const struct parse *p)
{
	enum lang lang = lang_from_environment();

	lang_set(lang);
	if (p->lang && lang_parse(p->lang, &lang) < 0) {
		err_set(p->err, RD_USAGE,
		        T("'--lang' takes zh or en, not '%s'",
		          "'--lang' 只能是 zh 或 en，而不是 '%s'"),
		        p->lang);
		return usage_hint(p);
	}
	lang_set(lang);
	return 0;
}

static int parse_all(struct parse *p)
{
	struct program *g = p->program;
	bool only_files = false;

	for (int i = 1; i < g->argc; i++) {
		char *given = g->argv[i];
		if (only_files || given[0] != '-' || !given[1]) {
			list_add(&g->files, given);
		} else if (strcmp(given, "--") == 0) {
			only_files = true;
		} else if ((given[1] == '-' ? parse_long(p, &i) : parse_letters(p, &i)) < 0) {
			return -1;
		}
	}
	return 0;
}

int options_parse(struct program *program, int argc, char **argv, struct err *err)
{
	struct parse p = {.program = program, .err = err};

	program->argc = argc;
	program->argv = argv;
	log_set_program(program->name);
	guess_language(argc, argv);
	common_options(&p);
	if (parse_all(&p) < 0 || set_language(&p) < 0)
		return -1;
	log_set_level(p.quiet ? LOG_QUIET : p.verbose ? LOG_VERBOSE : LOG_NORMAL);
	if (p.help || p.version) {
		program->finished = true;
		if (p.help)
			print_help(&p);
		else
			printf("%s (rdstat) %s\n", program->name, RDSTAT_VERSION);
		return 0;
	}
	return check_files(&p);
}

void program_release(struct program *program)
{
	free(program->files.items);
	for (size_t i = 0; i < program->option_count; i++)
		if (program->options[i].kind == OPTION_LIST)
			free(((struct option_list *)program->options[i].value)->items);
}

int program_main(struct program *program, int argc, char **argv,
                 int (*run)(const struct program *program, struct err *err))
{
	struct err err = ERR_INIT;
	int result = options_parse(program, argc, argv, &err);

	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a failed write, not a death */
	if (result == 0 && !program->finished)
		result = run(program, &err);
	program_release(program);
	return result < 0 ? err_report(&err) : RD_DONE;
}
