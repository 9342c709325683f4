/*
 * usage: zip ARCHIVE FILE...
 *
 * An archive of the files under their names as given, such as a spreadsheet is.
 */
#include <stdio.h>
#include <zip.h>

static int add(zip_t *archive, const char *name)
{
	zip_source_t *source = zip_source_file(archive, name, 0, -1);

	return source && zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) >= 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
	int code;
	zip_t *archive = argc > 2 ? zip_open(argv[1], ZIP_CREATE | ZIP_TRUNCATE, &code) : NULL;

	if (!archive) {
		fprintf(stderr, "usage: zip ARCHIVE FILE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		if (add(archive, argv[i]) < 0)
			return 1;
	return zip_close(archive) == 0 ? 0 : 1;
}
