#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

int err_set(struct err *err, enum exit_code code, const char *fmt, ...)
{
	va_list ap;

	*err = (struct err){.code = code};
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof(err->message), fmt, ap);
	va_end(ap);
	return -1;
}

int err_set_errno(struct err *err, enum exit_code code, const char *fmt, ...)
{
	int cause = errno;
	va_list ap;
	size_t n;

	*err = (struct err){.code = code};
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof(err->message), fmt, ap);
	va_end(ap);
	n = strlen(err->message);
	snprintf(err->message + n, sizeof(err->message) - n, ": %s", strerror(cause));
	errno = cause;
	return -1;
}

int err_at(struct err *err, const char *file, uint64_t line, uint64_t column)
{
	/* A line of another file, such as the one that named the broken one, is no part of it. */
	bool elsewhere =
	        err->file[0] && file && strncmp(err->file, file, sizeof(err->file) - 1) != 0;

	if (!err->file[0] && file)
		snprintf(err->file, sizeof(err->file), "%s", file);
	if (!err->line && !elsewhere) {
		err->line = line;
		err->column = column;
	}
	return -1;
}

int err_hint(struct err *err, const char *fmt, ...)
{
	va_list ap;

	if (err->hint[0])
		return -1;
	va_start(ap, fmt);
	vsnprintf(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
	return -1;
}

int err_report(const struct err *err)
{
	struct text t = TEXT_INIT;

	if (err->code == RD_DONE)
		return RD_DONE;
	if (err->file[0])
		text_addf(&t, "'%s'", err->file);
	if (err->line)
		text_addf(&t, T(" line %llu", " 第%llu行"), (unsigned long long)err->line);
	if (err->column)
		text_addf(&t, T(" column %llu", " 第%llu列"), (unsigned long long)err->column);
	if (t.n)
		text_adds(&t, T(": ", "："));
	text_adds(&t, err->message);
	/* Waiting for a source is no alarm, so that cron mails nothing about it. */
	(err->code == RD_NOT_PUBLISHED ? log_note : log_error)("%s", t.p);
	if (err->hint[0] && err->code != RD_NOT_PUBLISHED)
		log_hint("%s", err->hint);
	text_release(&t);
	return (int)err->code;
}
