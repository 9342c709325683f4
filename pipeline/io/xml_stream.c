#include "io/xml_stream.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { DEEPEST = 64 };

static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (strcmp(local_name(attributes[i]), name) == 0)
			return attributes[i + 1];
	return NULL;
}

static void on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct xml_stream *x = user;

	if (++x->depth > DEEPEST)
		xml_stream_refuse(x, T("its elements are nested too deep", "元素嵌套过深"));
	else if (x->handler->start)
		x->handler->start(x, local_name(name), attributes);
}

static void on_end(void *user, const XML_Char *name)
{
	struct xml_stream *x = user;

	x->depth--;
	if (x->handler->end)
		x->handler->end(x, local_name(name));
}

static void on_text(void *user, const XML_Char *p, int n)
{
	struct xml_stream *x = user;

	if (x->handler->text)
		x->handler->text(x, p, (size_t)n);
}

static void on_document_type(void *user, const XML_Char *name, const XML_Char *system,
                             const XML_Char *public, int has_internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_internal;
	xml_stream_refuse(user, T("it has a document type, which spreadsheets do not have",
	                          "含有文档类型声明，正常电子表格没有"));
}

void xml_stream_pause(struct xml_stream *x)
{
	x->paused = true;
	XML_StopParser(x->parser, XML_TRUE);
}

void xml_stream_refuse(struct xml_stream *x, const char *why)
{
	if (!x->refused)
		x->refused = why;
	XML_StopParser(x->parser, XML_FALSE);
}

int xml_stream_open(struct xml_stream *x, struct zip_file *zip, const char *name,
                    const struct xml_handler *handler, void *user, struct err *err)
{
	int found;

	x->parser = NULL;
	found = zip_entry_open(&x->entry, zip, name, err);
	if (found <= 0)
		return found;
	x->handler = handler;
	x->user = user;
	x->refused = NULL;
	x->paused = x->ended = false;
	x->depth = 0;
	x->parser = XML_ParserCreate(NULL);
	if (!x->parser)
		abort();
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_document_type);
	return 1;
}

void xml_stream_close(struct xml_stream *x)
{
	if (x->parser)
		XML_ParserFree(x->parser);
	zip_entry_close(&x->entry);
	x->parser = NULL;
}

static int wrong(const struct xml_stream *x, struct err *err)
{
	const char *why = x->refused ? x->refused : XML_ErrorString(XML_GetErrorCode(x->parser));

	err_set(err, RD_INPUT, T("'%s' in it, line %lu: %s", "其中的 '%s' 第%lu行：%s"),
	        x->entry.name, XML_GetCurrentLineNumber(x->parser), why);
	err_hint(err,
	         T("open it and save it again, or fetch it again", "请打开后另存一份，或重新获取"));
	return err_at(err, x->entry.path, 0, 0);
}

static enum XML_Status parse_more(struct xml_stream *x, struct err *err)
{
	ssize_t got;

	if (x->paused) {
		x->paused = false;
		return XML_ResumeParser(x->parser);
	}
	got = zip_entry_read(&x->entry, x->buffer, sizeof(x->buffer), err);
	if (got < 0)
		return XML_STATUS_ERROR;
	x->ended = got == 0;
	return XML_Parse(x->parser, x->buffer, (int)got, got == 0);
}

int xml_stream_run(struct xml_stream *x, struct err *err)
{
	while (!x->ended || x->paused) {
		enum XML_Status status;
		err->code = RD_DONE;
		status = parse_more(x, err);
		if (status == XML_STATUS_SUSPENDED)
			return 1;
		if (status == XML_STATUS_ERROR)
			return err->code == RD_DONE ? wrong(x, err) : -1;
	}
	return 0;
}

int xml_parse_entry(struct zip_file *zip, const char *name, const struct xml_handler *handler,
                    void *user, struct err *err)
{
	struct xml_stream *x = xmalloc(sizeof(*x));
	int found = xml_stream_open(x, zip, name, handler, user, err);
	int result = found;

	while (result > 0)
		result = xml_stream_run(x, err);
	if (found >= 0)
		xml_stream_close(x);
	free(x);
	return result < 0 ? -1 : found;
}
