.mode csv
.import @PANEL@ panel
SELECT region, period, count(*), sum(rd_expense <> '' AND CAST(rd_expense AS INTEGER) > 0),
	sum(CAST(rd_expense AS INTEGER)),
	sum(iif(revenue <> '', CAST(rd_expense AS INTEGER), 0)),
	sum(iif(rd_expense <> '', CAST(revenue AS INTEGER), 0)),
	sum(iif(rd_expense_ly_panel <> '', CAST(rd_expense AS INTEGER), 0)),
	sum(iif(rd_expense <> '', CAST(rd_expense_ly_panel AS INTEGER), 0))
FROM panel GROUP BY region, period;
