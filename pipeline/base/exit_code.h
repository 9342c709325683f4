/*
 * The one list of exit codes. Programs return them, `struct err` carries them, and
 * `--help` and the man pages are generated from this table.
 */
#ifndef BASE_EXIT_CODE_H
#define BASE_EXIT_CODE_H

#include <stdbool.h>

/* X(name, number, English meaning, Chinese meaning) */
#define EXIT_CODES(X)                                                                              \
	X(DONE, 0, "done", "完成")                                                                 \
	X(INTERNAL, 1, "internal error", "内部错误")                                               \
	X(USAGE, 2, "wrong usage", "用法错误")                                                     \
	X(CONFIG, 3, "configuration is wrong", "配置有误")                                         \
	X(FETCH, 4, "a source could not be fetched", "数据源取不到")                               \
	X(INPUT, 5, "an input cannot be read or trusted", "输入无法读取或不可信")                  \
	X(QUALITY, 6, "a quality threshold was crossed", "质量阈值被突破")                         \
	X(OUTPUT, 7, "an output could not be written", "输出写不出去")                             \
	X(LOCKED, 8, "locked by another run", "被另一次运行锁定")                                  \
	X(NOT_PUBLISHED, 9, "a source is not published yet", "数据源尚未发布")                     \
	X(TIMEOUT, 10, "a time limit was exceeded", "超过时间限制")                                \
	X(STOPPED, 11, "stopped by a signal", "被信号停止")

enum exit_code {
#define EXIT_CODE_ENUM(name, number, en, zh) RD_##name = number,
	EXIT_CODES(EXIT_CODE_ENUM)
#undef EXIT_CODE_ENUM
};

/* Meaning of a code in the current language; "unknown" for a number outside the list. */
const char *exit_code_meaning(enum exit_code code);

/* Whether the number, of another program, is one of the list. */
bool exit_code_is_known(int number);

#endif
