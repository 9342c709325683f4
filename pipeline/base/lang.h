/*
 * Chinese and English, side by side in the source.
 *
 * T("english", "中文") picks the text of the current language. Both are literals, so a
 * missing translation does not compile, formats are checked by the compiler, and slim
 * images without locales print the right language. The language is set once, before
 * threads start, from --lang or the locale.
 */
#ifndef BASE_LANG_H
#define BASE_LANG_H

enum lang { LANG_EN, LANG_ZH };

enum lang lang_current(void);
void lang_set(enum lang lang);

/* From now on this thread alone speaks another language; returns the one before. */
enum lang lang_switch(enum lang lang);

/* That of who runs the program, whatever this thread is writing. */
enum lang lang_of_messages(void);

/* LC_ALL, LC_MESSAGES, LANG in that order; Chinese when the value starts with "zh". */
enum lang lang_from_environment(void);

/* "zh" or "en" to *lang; -1 for anything else. */
int lang_parse(const char *name, enum lang *lang);

#define T(en, zh) (lang_current() == LANG_ZH ? (zh) : (en))

#endif
