/*
 * What went wrong, where, and what to do about it.
 *
 * Library functions return 0 or -1 and fill a struct err; on success they leave it alone,
 * so calls chain. Only the mains in cmd/ print it and exit with its code.
 *
 *	struct err err = ERR_INIT;
 *	if (thing_load(&thing, path, &err) < 0)
 *		return err_report(&err);
 *
 * Messages: lower case, no full stop, subject in quotes, cause first. The place (file,
 * line, column) is kept apart and printed in front. The hint says what to do next.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdint.h>

#include "base/exit_code.h"
#include "base/lang.h"

struct err {
	enum exit_code code;
	char file[512];  /* path as the user gave it; empty if none */
	uint64_t line;   /* 1-based; 0 if none */
	uint64_t column; /* 1-based; 0 if none */
	char message[1024];
	char hint[512];
};

#define ERR_INIT                                                                                   \
	{                                                                                          \
		.code = RD_DONE                                                                    \
	}

/* Sets code and message, clears place and hint; returns -1. */
int err_set(struct err *err, enum exit_code code, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

/* The same, with errno's text behind the message. */
int err_set_errno(struct err *err, enum exit_code code, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

/* Adds where to an error that is already set; returns -1. An earlier place wins. */
int err_at(struct err *err, const char *file, uint64_t line, uint64_t column);

/* Adds what to do next; returns -1. An earlier hint wins. */
int err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Prints "program: 'file' line 3: message" and "hint: …" to stderr; returns the code.
 * RD_NOT_PUBLISHED is only noted: silent with --quiet.
 */
int err_report(const struct err *err);

#endif
