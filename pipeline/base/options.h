/*
 * Command lines as tables: a program lists its options once, and parsing and --help come
 * from the list. The options that every program has (-c -o -q -v --lang --help --version)
 * are added here and land in struct program.
 *
 *	const char *parent = NULL;
 *	const struct option_spec options[] = {
 *		{'p', "parent", "CODE", OPTION_TEXT, &parent, "rank within CODE", "在该地区内排名"},
 *	};
 *	struct program program = {.name = "rd-rank", ..., OPTIONS(options)};
 *	return program_main(&program, argc, argv, rank_run);
 *
 * Texts point into argv. program_release frees the lists of files and of OPTION_LIST.
 */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum option_kind {
	OPTION_FLAG,   /* bool *, set to true */
	OPTION_TEXT,   /* const char **, the last one wins */
	OPTION_NUMBER, /* uint64_t *, decimal, with k, M or G as powers of 1024 */
	OPTION_LIST,   /* struct option_list *, every one is kept */
};

struct option_list {
	const char **items;
	size_t count;
	size_t capacity;
};

struct option_spec {
	char letter;      /* 0 if it has only a long name */
	const char *name; /* without dashes */
	const char *argument;
	enum option_kind kind;
	void *value;
	const char *help_en, *help_zh;
};

struct program {
	const char *name;
	const char *arguments; /* as shown in the usage line: "FILE..." */
	const char *summary_en, *summary_zh;
	const struct option_spec *options;
	size_t option_count;
	size_t least_files, most_files; /* positional arguments; most 0 means none */
	/* set by options_parse */
	const char *config; /* NULL if not given */
	const char *output; /* NULL if not given */
	bool finished;      /* --help or --version was answered: exit 0 */
	struct option_list files;
	int argc;
	char **argv;
};

#define OPTIONS(table) .options = (table), .option_count = sizeof(table) / sizeof((table)[0])
#define ANY_NUMBER SIZE_MAX

/*
 * What a main does: parse the command line, run unless --help or --version was answered,
 * report what went wrong. Returns the exit code.
 */
int program_main(struct program *program, int argc, char **argv,
                 int (*run)(const struct program *program, struct err *err));

/* A whole number with k, M or G as powers of 1024 behind it; false if the text is none. */
bool options_number(const char *text, uint64_t *number);

/* 0, or -1 with RD_USAGE. Sets language and log level as a side effect. */
int options_parse(struct program *program, int argc, char **argv, struct err *err);

void program_release(struct program *program);

#endif
