SELECT region, period, count(), countIf(rd_expense > 0),
	sum(ifNull(rd_expense, 0)),
	sum(if(revenue IS NOT NULL, ifNull(rd_expense, 0), 0)),
	sum(if(rd_expense IS NOT NULL, ifNull(revenue, 0), 0)),
	sum(if(rd_expense_ly_panel IS NOT NULL, ifNull(rd_expense, 0), 0)),
	sum(if(rd_expense IS NOT NULL, ifNull(rd_expense_ly_panel, 0), 0))
FROM file('@PANEL@', 'CSVWithNames', '@CHDB_COLUMNS@')
GROUP BY region, period
INTO OUTFILE '@ANSWER@' TRUNCATE FORMAT CSV
SETTINGS max_threads = @THREADS@
