#include "report/press.h"

#include <stdlib.h>

#include "base/conveyor.h"
#include "base/log.h"
#include "io/path.h"
#include "report/bulletin.h"
#include "report/documents.h"

/* A document that was made. */
struct sheet {
	char *name; /* in the package */
	const char *format;
	struct text content;
};

/* What a thread makes of one region. */
struct proof {
	struct publication view;
	uint32_t region;
	struct sheet *sheets;
	size_t count, capacity;
	struct text index;
};

/* --- Making ---------------------------------------------------------------------------------- */

static char *name_of(const char *prefix, const struct document *d,
                     const struct document_source *source)
{
	const char *star = d->star == STAR_NONE ? NULL : strchr(d->name, '*');
	struct slice word = source->template;

	if (!star)
		return xasprintf("%s%s", prefix, d->name);
	if (d->star == STAR_EXHIBIT)
		word = slice_of(source->exhibit->setting->id);
	return xasprintf("%s%.*s%.*s%s", prefix, (int)(star - d->name), d->name, SLICE_FMT(word),
	                 star + 1);
}

static int make_one(struct proof *proof, const char *prefix, const struct document *d,
                    const struct document_source *source, struct err *err)
{
	struct sheet *sheet;

	VEC_GROW(proof->sheets, proof->count, proof->capacity);
	sheet = &proof->sheets[proof->count++];
	*sheet = (struct sheet){.name = name_of(prefix, d, source), .format = d->format};
	return document_add(&sheet->content, d, source, err);
}

/* One file for each exhibit, or one for all. */
static int make_document(struct proof *proof, const char *prefix, const char *name,
                         const struct document_source *source, struct err *err)
{
	struct document_source one = *source;
	const struct document *d = document_find(name, &one.template, err);
	int result = 0;

	if (!d)
		return -1;
	if (d->star != STAR_EXHIBIT)
		return make_one(proof, prefix, d, &one, err);
	for (size_t i = 0; i < source->dossier->count && result == 0; i++) {
		one.exhibit = &source->dossier->exhibits[i];
		result = make_one(proof, prefix, d, &one, err);
	}
	return result;
}

/* In a directory of the region's own, unless there is only one region. */
static int make_documents(struct proof *proof, const struct press *press, const struct dossier *d,
                          struct err *err)
{
	const struct json_texts *names = &press->publication->settings.document_names;
	const struct document_source source = {
	        .dossier = d, .assets = press->assets, .pages = &press->pages};
	struct slice code = subject_node(&d->subject, d->subject.region)->code;
	char *prefix = press->pages.count > 1 ? xasprintf("%.*s/", SLICE_FMT(code)) : xstrdup("");
	int result = 0;

	for (size_t i = 0; i < names->count && result == 0; i++)
		result = make_document(proof, prefix, names->items[i], &source, err);
	page_add_index_row(&proof->index, d);
	free(prefix);
	return result;
}

static void clear(struct proof *proof)
{
	for (size_t i = 0; i < proof->count; i++) {
		free(proof->sheets[i].name);
		text_release(&proof->sheets[i].content);
	}
	proof->count = 0;
	text_clear(&proof->index);
}

/* --- The belt -------------------------------------------------------------------------------- */

static int take(void *shared, void *slot, struct err *err)
{
	struct press *press = shared;
	struct proof *proof = slot;

	(void)err;
	if (press->next == press->pages.count)
		return 0;
	proof->region = press->pages.regions[press->next++];
	return 1;
}

static int make(void *shared, void *slot, struct err *err)
{
	const struct press *press = shared;
	struct proof *proof = slot;
	struct dossier d;
	int result;

	clear(proof);
	if (publication_turn_to(&proof->view, proof->region, err) < 0)
		return -1;
	dossier_init(&d, &proof->view);
	result = press->assets
	                 ? make_documents(proof, press, &d, err)
	                 : bulletin_add(&proof->index, &d, BULLETIN_TEMPLATE, BULLETIN_TEXT, err);
	dossier_release(&d);
	return result;
}

/* The directory of a file in the package, made unless that of the last one is the same. */
static int make_directory(const struct press *press, const char *name, char **made, struct err *err)
{
	char *path = package_file_path(press->package, name);
	char *directory = path_directory(path);
	int result = 0;

	free(path);
	if (!*made || strcmp(*made, directory) != 0)
		result = path_make_directories(directory, err);
	free(*made);
	*made = directory;
	return result;
}

static int give(void *shared, void *slot, struct err *err)
{
	struct press *press = shared;
	const struct proof *proof = slot;
	char *made = NULL;
	int result = 0;

	for (size_t i = 0; i < proof->count && result == 0; i++) {
		const struct sheet *sheet = &proof->sheets[i];
		result = make_directory(press, sheet->name, &made, err);
		if (result == 0)
			result = package_whole_file(press->package, sheet->name, sheet->format,
			                            text_slice(&sheet->content), err);
	}
	free(made);
	if (!press->assets && press->index->n)
		text_addc(press->index, '\n');
	text_add_slice(press->index, text_slice(&proof->index));
	log_progress(T("regions", "地区"), ++press->made, press->pages.count);
	return result;
}

int press_run(struct press *press, struct err *err)
{
	unsigned threads = threads_wanted();
	struct proof *proofs = xcalloc(threads, sizeof(*proofs));
	void **slots = xcalloc(threads, sizeof(*slots));
	struct conveyor belt = {.shared = press,
	                        .slots = slots,
	                        .threads = threads,
	                        .take = take,
	                        .work = make,
	                        .give = give};
	int result;

	for (unsigned i = 0; i < threads; i++) {
		publication_view(&proofs[i].view, press->publication);
		slots[i] = &proofs[i];
	}
	result = conveyor_run(&belt, err);
	log_progress_end();
	for (unsigned i = 0; i < threads; i++) {
		clear(&proofs[i]);
		free(proofs[i].sheets);
		text_release(&proofs[i].index);
		publication_view_release(&proofs[i].view);
	}
	free(proofs);
	free(slots);
	return result;
}
