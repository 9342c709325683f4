#include "io/zip_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

#include "base/text.h"

enum { LARGEST_FILE = 512 << 20, HARMLESS = 64 << 20, LARGEST_RATIO = 200 };

static int damaged(const char *path, const char *detail, struct err *err)
{
	err_set(err, RD_INPUT, T("the spreadsheet is damaged: %s", "电子表格已损坏：%s"), detail);
	err_hint(err,
	         T("open it and save it again, or fetch it again", "请打开后另存一份，或重新获取"));
	return err_at(err, path, 0, 0);
}

int zip_file_open(struct zip_file *z, struct input *in, struct err *err)
{
	zip_source_t *source;
	zip_error_t why;
	size_t n;

	*z = (struct zip_file){.path = in->path};
	z->bytes = input_read_all(in, LARGEST_FILE, &n, err);
	if (!z->bytes)
		return -1;
	zip_error_init(&why);
	source = zip_source_buffer_create(z->bytes, n, 0, &why);
	z->archive = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
	if (!z->archive) {
		damaged(z->path, zip_error_strerror(&why), err);
		if (source)
			zip_source_free(source);
	}
	zip_error_fini(&why);
	if (z->archive)
		return 0;
	zip_file_close(z);
	return -1;
}

void zip_file_close(struct zip_file *z)
{
	if (z->archive)
		zip_discard(z->archive);
	free(z->bytes);
	*z = (struct zip_file){0};
}

int zip_entry_open(struct zip_entry *e, struct zip_file *z, const char *name, struct err *err)
{
	zip_stat_t stat;
	zip_int64_t index = zip_name_locate(z->archive, name, ZIP_FL_NOCASE);

	*e = (struct zip_entry){.path = z->path};
	snprintf(e->name, sizeof(e->name), "%s", name);
	if (index < 0)
		return 0;
	if (zip_stat_index(z->archive, (zip_uint64_t)index, 0, &stat) != 0)
		return damaged(z->path, zip_strerror(z->archive), err);
	e->limit = HARMLESS;
	if ((stat.valid & ZIP_STAT_COMP_SIZE) && stat.comp_size > HARMLESS / LARGEST_RATIO)
		e->limit = stat.comp_size * LARGEST_RATIO;
	e->file = zip_fopen_index(z->archive, (zip_uint64_t)index, 0);
	return e->file ? 1 : damaged(z->path, zip_strerror(z->archive), err);
}

ssize_t zip_entry_read(struct zip_entry *e, void *buffer, size_t n, struct err *err)
{
	zip_int64_t got = zip_fread(e->file, buffer, n);

	if (got < 0)
		return damaged(e->path, zip_file_strerror(e->file), err);
	e->delivered += (uint64_t)got;
	if (e->delivered <= e->limit)
		return (ssize_t)got;
	err_set(err, RD_INPUT,
	        T("'%s' in it unpacks to more than %llu bytes, far more than a spreadsheet does",
	          "其中的 '%s' 解压后超过 %llu 字节，远超正常电子表格"),
	        e->name, (unsigned long long)e->limit);
	return err_at(err, e->path, 0, 0);
}

void zip_entry_close(struct zip_entry *e)
{
	if (e->file)
		zip_fclose(e->file);
	*e = (struct zip_entry){0};
}
