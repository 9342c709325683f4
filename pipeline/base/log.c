#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/text.h"

static const char *program = "rdstat";
static enum log_level current_level = LOG_NORMAL;
static bool progress_shown;
static bool json, to_syslog;
static int progress_lines; /* above the cursor */
static struct timespec last_shown;

void log_set_program(const char *name)
{
	program = name;
}

const char *log_program(void)
{
	return program;
}

void log_set_level(enum log_level level)
{
	current_level = level;
}

enum log_level log_current_level(void)
{
	return current_level;
}

void log_use_json(void)
{
	json = true;
}

void log_use_syslog(void)
{
	openlog(program, LOG_PID, LOG_USER);
	to_syslog = true;
}

/* What a line is: its name in JSON, its priority in syslog, and what stands before its text. */
struct kind {
	const char *name;
	int priority;
	const char *label_en, *label_zh;
};

static const struct kind errors = {"error", LOG_ERR, "", ""};
static const struct kind hints = {"hint", LOG_ERR, "hint: ", "提示："};
static const struct kind warnings = {"warning", LOG_WARNING, "warning: ", "警告："};
static const struct kind notes = {"note", LOG_INFO, "", ""};
static const struct kind details = {"detail", LOG_DEBUG, "", ""};

static void print_json(const struct kind *kind, const char *message)
{
	char time[CLOCK_TEXT];
	struct text line = TEXT_INIT;

	clock_text(clock_now(), time);
	text_addf(&line, "{\"time\":\"%s\",\"level\":\"%s\",\"program\":\"%s\",\"message\":\"",
	          time, kind->name, program);
	text_add_json(&line, slice_of(message));
	text_adds(&line, "\"}\n");
	fwrite(line.p, 1, line.n, stderr);
	text_release(&line);
}

/* What a file quotes must not move the cursor of whoever reads the message. */
static void blank_controls(struct text *message)
{
	for (size_t i = 0; i < message->n; i++) {
		unsigned char c = (unsigned char)message->p[i];
		if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
			message->p[i] = '?';
	}
}

static void say(const struct kind *kind, const char *fmt, va_list ap)
{
	struct text message = TEXT_INIT;

	text_vaddf(&message, fmt, ap);
	blank_controls(&message);
	log_progress_end();
	if (to_syslog)
		syslog(kind->priority, "%s%s", T(kind->label_en, kind->label_zh), message.p);
	if (json)
		print_json(kind, message.p);
	else
		fprintf(stderr, "%s: %s%s\n", program, T(kind->label_en, kind->label_zh),
		        message.p);
	text_release(&message);
}

void log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(&errors, fmt, ap);
	va_end(ap);
}

void log_hint(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(&hints, fmt, ap);
	va_end(ap);
}

void log_warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(&warnings, fmt, ap);
	va_end(ap);
}

void log_note(const char *fmt, ...)
{
	va_list ap;

	if (current_level < LOG_NORMAL)
		return;
	va_start(ap, fmt);
	say(&notes, fmt, ap);
	va_end(ap);
}

void log_detail(const char *fmt, ...)
{
	va_list ap;

	if (current_level < LOG_VERBOSE)
		return;
	va_start(ap, fmt);
	say(&details, fmt, ap);
	va_end(ap);
}

static bool is_seen(void)
{
	static int terminal = -1;

	if (terminal < 0)
		terminal = isatty(2);
	return terminal;
}

/* At most ten times a second, and only where somebody looks: asked for every row. */
bool log_shows_progress(void)
{
	struct timespec now;

	if (current_level < LOG_NORMAL || !is_seen())
		return false;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - last_shown.tv_sec) * 1000 +
	               (now.tv_nsec - last_shown.tv_nsec) / 1000000 >=
	       100;
}

static void show(const char *text, int lines)
{
	log_progress_end();
	clock_gettime(CLOCK_MONOTONIC, &last_shown);
	fputs(text, stderr);
	progress_shown = true;
	progress_lines = lines;
}

void log_progress(const char *what, uint64_t done, uint64_t total)
{
	char line[256];
	int n;

	if (!log_shows_progress())
		return;
	n = snprintf(line, sizeof(line), "%s: %s %llu", program, what, (unsigned long long)done);
	if (total && n > 0 && (size_t)n < sizeof(line))
		snprintf(line + n, sizeof(line) - (size_t)n, "/%llu", (unsigned long long)total);
	show(line, 0);
}

void log_progress_lines(const char *lines)
{
	int count = 0;

	if (!log_shows_progress())
		return;
	for (const char *at = lines; *at; at++)
		count += *at == '\n';
	show(lines, count);
}

void log_progress_end(void)
{
	if (!progress_shown)
		return;
	progress_shown = false;
	fputs("\r\033[K", stderr);
	for (; progress_lines > 0; progress_lines--)
		fputs("\033[A\033[K", stderr);
}
