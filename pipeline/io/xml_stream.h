/*
 * XML inside a zip archive, parsed as it unpacks. Parsing is expat's.
 *
 *	struct xml_stream x;
 *	got = xml_stream_open(&x, &zip, "xl/workbook.xml", &handler, user, &err);
 *	while (got > 0 && (got = xml_stream_run(&x, &err)) > 0)
 *		... the handler paused it: something is ready
 *	xml_stream_close(&x);
 *
 * Documents in spreadsheets have no document type, and one that has is refused: so there
 * are no entities that grow, and none that lead outside. Names come without their prefix.
 */
#ifndef IO_XML_STREAM_H
#define IO_XML_STREAM_H

#include "io/zip_file.h"

struct xml_stream;

struct xml_handler {
	void (*start)(struct xml_stream *x, const char *name, const char **attributes);
	void (*end)(struct xml_stream *x, const char *name);
	void (*text)(struct xml_stream *x, const char *p, size_t n);
};

struct xml_stream {
	struct zip_entry entry;
	void *parser; /* XML_Parser */
	const struct xml_handler *handler;
	void *user;
	const char *refused; /* set by a handler: what makes the document unreadable */
	bool has_type;
	bool paused, ended;
	unsigned depth;
	char buffer[64 * 1024];
};

/* 1, 0 if there is no such entry, -1 with RD_INPUT. */
int xml_stream_open(struct xml_stream *x, struct zip_file *zip, const char *name,
                    const struct xml_handler *handler, void *user, struct err *err);

/* Parses until a handler pauses (1) or the document ends (0); -1 with RD_INPUT. */
int xml_stream_run(struct xml_stream *x, struct err *err);
void xml_stream_close(struct xml_stream *x);

/* For handlers: xml_stream_run returns when the event is over. */
void xml_stream_pause(struct xml_stream *x);

/* For handlers: the document cannot be read; `why` outlives the stream. */
void xml_stream_refuse(struct xml_stream *x, const char *why);

/* An attribute by its name without prefix; NULL if it is not there. */
const char *xml_attribute(const char **attributes, const char *name);

/* A whole document at once: 1, 0 if there is none, -1. */
int xml_parse_entry(struct zip_file *zip, const char *name, const struct xml_handler *handler,
                    void *user, struct err *err);

#endif
