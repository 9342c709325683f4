#include "panel/panel_tables.h"

#include <stdlib.h>

#include "model/tables.h"

int panel_tables_create(struct panel_tables *t, const struct package *package,
                        const struct returns *returns, bool apart, struct err *err)
{
	const struct table *const tables[PANEL_TABLES] = {
	        [PANEL_ROWS] = &returns->panel, [PANEL_SUPERSEDED] = &table_superseded,
	        [PANEL_MOVES] = &table_moves,   [PANEL_DIFFERENCES] = &table_differences,
	        [PANEL_FALLS] = &table_falls,   [PANEL_KNOWN] = &returns->known,
	};
	int result = 0;

	for (size_t i = 0; i < PANEL_TABLES && result == 0; i++) {
		char *path =
		        i != PANEL_KNOWN || apart ? package_path(package, tables[i]->name) : NULL;
		result = table_create(&t->at[i], path, tables[i], err);
		free(path);
	}
	return result;
}

void panel_tables_gather(struct panel_tables *part, const struct panel_tables *whole)
{
	for (size_t i = 0; i < PANEL_TABLES; i++) {
		part->at[i] = (struct table_writer){.discards = true};
		if (whole->at[i].discards)
			continue;
		table_gather(&part->at[i], whole->at[i].table);
		table_follow(&part->at[i], &whole->at[i]);
	}
}

void panel_tables_append(struct panel_tables *whole, struct panel_tables *part)
{
	for (size_t i = 0; i < PANEL_TABLES; i++)
		table_append(&whole->at[i], &part->at[i]);
}

int panel_tables_commit(struct panel_tables *t, struct package *package, struct err *err)
{
	for (size_t i = 0; i < PANEL_TABLES; i++) {
		if (table_commit(&t->at[i], err) < 0)
			return -1;
		package_table(package, &t->at[i]);
	}
	return 0;
}

void panel_tables_close(struct panel_tables *t)
{
	for (size_t i = 0; i < PANEL_TABLES; i++)
		if (t->at[i].table) /* it was opened */
			table_close(&t->at[i]);
}
