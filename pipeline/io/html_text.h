/*
 * Text that holds HTML: entities, and tags that only mark it up.
 */
#ifndef IO_HTML_TEXT_H
#define IO_HTML_TEXT_H

#include "base/text.h"

/* Whether there is anything to decode. */
bool html_text_is_marked_up(struct slice s);

/*
 * Adds the text with entities decoded and tags taken out; a superscript is set off by a
 * blank, so that "441<sup>i</sup>" is "441 i". Unknown entities stay as they are.
 */
void html_text_add(struct slice s, struct text *out);

#endif
