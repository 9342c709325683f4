/*
 * Everything said to a person goes to stderr, one line at a time, with the program's name
 * in front. Results never pass here.
 *
 * Levels: errors and warnings always; notes (the summary at the end) unless --quiet;
 * details with --verbose. The progress line appears only where stderr is a terminal.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_QUIET = -1, LOG_NORMAL = 0, LOG_VERBOSE = 1 };

void log_set_program(const char *name);
const char *log_program(void);
void log_set_level(enum log_level level);
enum log_level log_current_level(void);

/*
 * Instead of lines of text, one JSON object a line: {"time", "level", "program", "message"}.
 * And, besides stderr, to the system's log.
 */
void log_use_json(void);
void log_use_syslog(void);

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_detail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Shows "what: done of total" on a terminal, at most ten times a second; total 0 means
 * unknown. log_progress_end wipes the line; every other log call does so too.
 */
void log_progress(const char *what, uint64_t done, uint64_t total);
void log_progress_end(void);

/* The same for several lines, each with its newline: redrawn in place. */
void log_progress_lines(const char *lines);

/* Whether one of these would show anything just now. */
bool log_shows_progress(void);

#endif
