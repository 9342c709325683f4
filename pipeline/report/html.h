/*
 * HTML that is safe whatever the texts are: everything from outside goes through html_add.
 *
 * Texts of both languages stand side by side, each in an element with its lang, of which
 * the page shows one.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "base/text.h"
#include "io/json_file.h"

/* Text or the value of a quoted attribute; what no document may hold is left out. */
void html_add(struct text *t, struct slice s);
void html_adds(struct text *t, const char *s);

enum html_languages { HTML_BOTH, HTML_SPOKEN /* the current one, for pages that do not switch */ };

void html_add_words(struct text *t, struct bilingual b, enum html_languages languages);

/* Both languages; one plain text where they are the same. */
void html_add_both(struct text *t, struct bilingual b);

#endif
