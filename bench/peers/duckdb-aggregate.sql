-- The sums of rd-aggregate's cells, by county and month, from panel.csv.
SET threads = @THREADS@;
SET preserve_insertion_order = false;

COPY (
	SELECT region, period, count(*), count(*) FILTER (WHERE rd_expense > 0),
		coalesce(sum(rd_expense), 0),
		coalesce(sum(rd_expense) FILTER (WHERE revenue IS NOT NULL), 0),
		coalesce(sum(revenue) FILTER (WHERE rd_expense IS NOT NULL), 0),
		coalesce(sum(rd_expense) FILTER (WHERE rd_expense_ly_panel IS NOT NULL), 0),
		coalesce(sum(rd_expense_ly_panel) FILTER (WHERE rd_expense IS NOT NULL), 0)
	FROM read_csv('@PANEL@', header = true, auto_detect = false, delim = ',', quote = '"',
		escape = '"', new_line = '\n', columns = {@DUCKDB_COLUMNS@})
	GROUP BY region, period)
TO '@ANSWER@' (HEADER false);
