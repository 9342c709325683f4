/*
 * Charts of a sheet, drawn by the reader's own program from the cells beside them: what is
 * drawn follows from the kind of the exhibit.
 */
#include "report/workbook_parts.h"

#include <stdlib.h>

enum { NO_COLUMN = -1, MOST_SERIES = 16, ROWS_A_CHART = 22, TALLEST_ROWS = 90 };

/* Where charts go, and from which rows they are drawn. */
struct drawing {
	struct book *book;
	lxw_worksheet *sheet;
	const char *name; /* of the sheet */
	const struct exhibit *exhibit;
	size_t rows; /* without the row of the whole */
	int top;     /* row of the next chart */
};

static int find_column(const struct exhibit *e, const char *id)
{
	for (size_t c = 0; c < e->column_count; c++)
		if (strcmp(e->columns[c].id, id) == 0)
			return (int)c;
	return NO_COLUMN;
}

static int name_column(const struct exhibit *e)
{
	int c = 0;

	while (c + 1 < (int)e->column_count && e->columns[c].kind != EXHIBIT_TEXT)
		c++;
	return c;
}

static lxw_chart *start_chart(struct drawing *d, uint8_t type, const char *title)
{
	lxw_chart *chart = workbook_add_chart(d->book->workbook, type);
	lxw_chart_font font = {.size = 12, .bold = true, .color = COLOUR_INK};

	chart_title_set_name(chart, title);
	chart_title_set_name_font(chart, &font);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	return chart;
}

static void end_chart(struct drawing *d, lxw_chart *chart, size_t rows)
{
	size_t tall = rows > TALLEST_ROWS ? TALLEST_ROWS : rows;
	lxw_chart_options options = {.x_scale = 1.4, .y_scale = 1.2, .object_position = 2};
	lxw_col_t beside = (lxw_col_t)(d->exhibit->column_count + 1);

	if (tall > ROWS_A_CHART) {
		options.y_scale = (int)tall;
		options.y_scale /= ROWS_A_CHART;
	}
	worksheet_insert_chart_opt(d->sheet, (lxw_row_t)d->top, beside, chart, &options);
	d->top += 2 + (tall > ROWS_A_CHART ? (int)tall : ROWS_A_CHART);
}

static lxw_chart_series *add_series(struct drawing *d, lxw_chart *chart, int names, int values)
{
	lxw_row_t first = SHEET_FIRST, last = (lxw_row_t)(SHEET_FIRST + d->rows - 1);
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);

	chart_series_set_categories(series, d->name, first, (lxw_col_t)names, last,
	                            (lxw_col_t)names);
	chart_series_set_values(series, d->name, first, (lxw_col_t)values, last, (lxw_col_t)values);
	chart_series_set_name_range(series, d->name, SHEET_HEAD, (lxw_col_t)values);
	return series;
}

static void soften_axes(lxw_chart *chart)
{
	lxw_chart_line grid = {.color = 0xe9edf1, .width = 0.75};
	lxw_chart_line axis = {.color = 0x9aa5b1, .width = 0.75};

	chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_TRUE);
	chart_axis_major_gridlines_set_line(chart->y_axis, &grid);
	chart_axis_set_line(chart->x_axis, &axis);
	chart_axis_set_line(chart->y_axis, &axis);
}

/* Bars of one column, the row that the report is about dark. */
static void draw_bars(struct drawing *d, const char *id)
{
	const struct exhibit *e = d->exhibit;
	int column = find_column(e, id);
	lxw_chart_fill own = {.color = COLOUR_ACCENT}, other = {.color = COLOUR_PALE};
	lxw_chart_point dark = {.fill = &own}, pale = {.fill = &other};
	lxw_chart_point **points;
	lxw_chart_series *series;
	struct text title = TEXT_INIT;
	lxw_chart *chart;

	if (column == NO_COLUMN)
		return;
	add_column_title(&title, e, (size_t)column);
	chart = start_chart(d, LXW_CHART_BAR, title.p);
	series = add_series(d, chart, name_column(e), column);
	points = xcalloc(d->rows + 1, sizeof(*points));
	for (size_t r = 0; r < d->rows; r++)
		points[r] = r == e->marked ? &dark : &pale;
	chart_series_set_fill(series, &other);
	chart_series_set_points(series, points);
	chart_series_set_labels(series);
	/* Of bars the library calls the axis of the names y. */
	chart_axis_set_reverse(chart->y_axis);
	chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
	chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_FALSE);
	chart_axis_major_gridlines_set_visible(chart->x_axis, LXW_FALSE);
	chart_axis_off(chart->x_axis);
	end_chart(d, chart, d->rows);
	free(points);
	text_release(&title);
}

/* Columns of everything in the unit of the first, from dark to pale. */
static void draw_columns(struct drawing *d, int first)
{
	static const lxw_color_t colours[] = {COLOUR_ACCENT, 0x5f86b5, COLOUR_PALE, 0xe3eaf3};
	const struct exhibit *e = d->exhibit;
	lxw_chart *chart = start_chart(d, LXW_CHART_COLUMN, bilingual_text(e->title));
	int drawn = 0;

	for (int c = first; c < (int)e->column_count && drawn < 4; c++) {
		lxw_chart_fill fill = {.color = colours[drawn]};
		if (e->columns[c].kind == EXHIBIT_TEXT ||
		    e->columns[c].unit != e->columns[first].unit)
			continue;
		chart_series_set_fill(add_series(d, chart, name_column(e), c), &fill);
		drawn++;
	}
	soften_axes(chart);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	end_chart(d, chart, 0);
}

static void draw_lines(struct drawing *d)
{
	const struct exhibit *e = d->exhibit;
	lxw_chart *chart = start_chart(d, LXW_CHART_LINE, bilingual_text(e->title));

	for (int c = (int)e->column_count - 1; c > 0; c--) {
		bool own = strcmp(e->columns[c].id, "own") == 0;
		bool parent = strcmp(e->columns[c].id, "parent") == 0;
		lxw_chart_line line = {.color = own      ? COLOUR_ACCENT
		                                : parent ? COLOUR_INK
		                                         : COLOUR_PALE,
		                       .width = own ? 2.75 : 1.25};
		if (parent)
			line.dash_type = LXW_CHART_LINE_DASH_DASH;
		chart_series_set_line(add_series(d, chart, 0, c), &line);
	}
	soften_axes(chart);
	chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_RIGHT);
	end_chart(d, chart, 0);
}

/* One number against another, each point with its name. */
static void draw_points(struct drawing *d, int x, int y)
{
	const struct exhibit *e = d->exhibit;
	lxw_chart *chart = start_chart(d, LXW_CHART_SCATTER, bilingual_text(e->title));
	lxw_chart_series *series = add_series(d, chart, x, y);
	lxw_chart_data_label *labels = xcalloc(d->rows, sizeof(*labels));
	lxw_chart_data_label **list = xcalloc(d->rows + 1, sizeof(*list));
	lxw_chart_fill dark = {.color = COLOUR_ACCENT};
	struct text title = TEXT_INIT;

	for (size_t r = 0; r < d->rows; r++) {
		labels[r].value = (char *)(uintptr_t)bilingual_text(
		        exhibit_cell(e, r, (size_t)name_column(e)));
		list[r] = &labels[r];
	}
	chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE);
	chart_series_set_marker_size(series, 8);
	chart_series_set_marker_fill(series, &dark);
	chart_series_set_labels(series);
	chart_series_set_labels_custom(series, list);
	soften_axes(chart);
	add_column_title(&title, e, (size_t)x);
	chart_axis_set_name(chart->x_axis, title.p);
	text_clear(&title);
	add_column_title(&title, e, (size_t)y);
	chart_axis_set_name(chart->y_axis, title.p);
	chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
	chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
	end_chart(d, chart, 0);
	text_release(&title);
	free(list);
	free(labels);
}

/* Indicators of one unit stand beside each other, those of two against each other. */
static void draw_regions(struct drawing *d)
{
	const struct exhibit *e = d->exhibit;
	bool one_unit = e->column_count > 2 && e->columns[1].unit == e->columns[2].unit &&
	                strcmp(e->setting->chart, "quadrant") != 0;

	if (e->column_count > 2 && !one_unit)
		draw_points(d, 1, 2);
	else
		draw_columns(d, 1);
}

void workbook_add_charts(struct book *book, lxw_worksheet *sheet, size_t exhibit)
{
	const struct exhibit *e = &book->dossier->exhibits[exhibit];
	struct drawing d = {book, sheet, book->names[exhibit].text, e, exhibit_rows(e), SHEET_HEAD};

	if (e->total != SIZE_MAX)
		d.rows--;
	switch (e->setting->kind) {
	case KIND_RANKINGS:
		draw_bars(&d, "value");
		break;
	case KIND_TREND:
		draw_lines(&d);
		break;
	case KIND_INDUSTRIES:
		draw_bars(&d, "value");
		draw_bars(&d, "contribution");
		break;
	case KIND_REGIONS:
		draw_regions(&d);
		break;
	case KIND_CLASSES:
		draw_columns(&d, 1);
		break;
	case KIND_TARGETS:
		draw_bars(&d, "progress");
		break;
	default:
		break;
	}
}
