-- Raw returns to files of all that is known: facts in order, what was refused and why, cells,
-- indicators and rankings. What duckdb-rank.sql says of slower forms holds here too.
CREATE TABLE raw AS
SELECT id, name, region, industry, period, rd, revenue, unit
FROM read_csv('@RAW@', header = true, auto_detect = false, delim = ',', quote = '"',
	escape = '"', new_line = '\n',
	columns = {id: 'VARCHAR', name: 'VARCHAR', region: 'VARCHAR', industry: 'VARCHAR',
	           period: 'VARCHAR', rd: 'VARCHAR', revenue: 'VARCHAR', unit: 'VARCHAR'});
CREATE TABLE ids AS
WITH distinct_ids AS MATERIALIZED (SELECT DISTINCT id FROM raw)
SELECT id, row_number() OVER () AS number FROM distinct_ids
WHERE length(id) = 18 AND uscc_sum(id) % 31 = 0;

CREATE TABLE checked AS
WITH read AS (
	SELECT *, rowid AS line, TRY_CAST(rd AS DECIMAL(18, 2)) AS rd_read,
		TRY_CAST(revenue AS DECIMAL(18, 2)) AS revenue_read FROM raw)
SELECT line, read.id, name, region, industry, period, read.unit, rd, revenue, number,
	number IS NULL AS bad_id, r.code IS NULL AS bad_region, i.code IS NULL AS bad_industry,
	NOT regexp_full_match(period, '20[0-9][0-9]-(0[1-9]|1[0-2])') AS bad_period,
	yuan IS NULL AS bad_unit,
	yuan IS NOT NULL AND ((rd IS NOT NULL AND rd_read IS NULL)
		OR (revenue IS NOT NULL AND revenue_read IS NULL)) AS bad_form,
	yuan IS NOT NULL AND coalesce(rd_read < 0 OR revenue_read < 0, false) AS negative,
	CAST(rd_read * 100 * yuan AS BIGINT) AS rd_fen,
	CAST(revenue_read * 100 * yuan AS BIGINT) AS revenue_fen
FROM read LEFT JOIN ids ON ids.id = read.id LEFT JOIN regions r ON r.code = region
	LEFT JOIN industries i ON i.code = industry LEFT JOIN units u ON u.unit = read.unit;
DROP TABLE raw;

CREATE VIEW refused AS
SELECT * FROM checked
WHERE bad_id OR bad_region OR bad_industry OR bad_period OR bad_unit OR bad_form OR negative;
COPY (
	SELECT line, 'id.check' AS code, id AS value FROM refused WHERE bad_id
	UNION ALL SELECT line, 'region.unknown', region FROM refused WHERE bad_region
	UNION ALL SELECT line, 'industry.unknown', industry FROM refused WHERE bad_industry
	UNION ALL SELECT line, 'period.form', period FROM refused WHERE bad_period
	UNION ALL SELECT line, 'unit.unknown', unit FROM refused WHERE bad_unit
	UNION ALL SELECT line, 'amount.form', rd FROM refused WHERE bad_form
	UNION ALL SELECT line, 'amount.negative', revenue FROM refused WHERE negative
	ORDER BY line)
TO '@ANSWER@/rejects.csv' (HEADER);

CREATE TABLE facts AS
SELECT number * 65536 + CAST(substr(period, 1, 4) AS INT) * 12 + CAST(substr(period, 6, 2) AS INT)
		AS key,
	id, period, CAST(region AS INT) AS region, industry, name, revenue_fen, rd_fen, line
FROM checked
WHERE NOT (bad_id OR bad_region OR bad_industry OR bad_period OR bad_unit OR bad_form OR negative);
COPY (
	SELECT id AS enterprise, period, 'ytd' AS basis, region, industry, name,
		revenue_fen AS revenue, rd_fen AS rd_expense, line
	FROM facts ORDER BY id, period, line)
TO '@ANSWER@/facts.csv' (HEADER);

CREATE TABLE kept AS
SELECT key, arg_max(region, line) AS region,
	nullif(arg_max(coalesce(rd_fen, -1), line), -1) AS rd,
	nullif(arg_max(coalesce(revenue_fen, -1), line), -1) AS revenue
FROM facts GROUP BY key;

CREATE TABLE cells AS
WITH panel AS (
	SELECT k.key % 65536 - 1 AS month, k.region, k.rd, k.revenue, l.rd AS rd_ly
	FROM kept k LEFT JOIN kept l ON l.key = k.key - 12),
leaves AS (
	SELECT CAST(region AS VARCHAR) AS region, month, count(*) AS n, count(rd) AS n_rd,
		count(*) FILTER (WHERE rd > 0) AS n_active, coalesce(sum(rd), 0) AS rd,
		count(*) FILTER (WHERE rd IS NOT NULL AND revenue IS NOT NULL) AS n_paired,
		coalesce(sum(rd) FILTER (WHERE revenue IS NOT NULL), 0) AS rd_paired,
		coalesce(sum(revenue) FILTER (WHERE rd IS NOT NULL), 0) AS revenue_paired,
		count(*) FILTER (WHERE rd IS NOT NULL AND rd_ly IS NOT NULL) AS n_matched,
		coalesce(sum(rd) FILTER (WHERE rd_ly IS NOT NULL), 0) AS rd_matched,
		coalesce(sum(rd_ly) FILTER (WHERE rd IS NOT NULL), 0) AS rd_ly_matched
	FROM panel GROUP BY ALL)
SELECT node AS region, month, printf('%d-%02d', month // 12, month % 12 + 1) AS period,
	sum(n) AS n, sum(n_rd) AS n_rd, sum(n_active) AS n_active, sum(rd) AS rd, sum(n_paired) AS n_paired,
	sum(rd_paired) AS rd_paired, sum(revenue_paired) AS revenue_paired, sum(n_matched) AS n_matched,
	sum(rd_matched) AS rd_matched, sum(rd_ly_matched) AS rd_ly_matched
FROM leaves JOIN above ON above.code = leaves.region GROUP BY ALL;
-- The answers are compared at the regions that have none below them; all are written.
COPY (
	SELECT region, period, n, n_active, rd, rd_paired, revenue_paired, rd_matched, rd_ly_matched
	FROM cells ORDER BY region, month)
TO '@ANSWER@/cells.csv' (HEADER);

-- value: in units of the last decimal that is published, rounded half away from zero
CREATE TABLE indicators AS
WITH figures AS (
	SELECT region, month, period, 'rd_expense' AS indicator, n_rd AS n,
		rd AS numerator, 10000000000 AS denominator, 100 AS scale FROM cells
	UNION ALL SELECT region, month, period, 'rd_intensity', n_paired, rd_paired, revenue_paired, 10000
	FROM cells
	UNION ALL SELECT region, month, period, 'rd_growth', n_matched, rd_matched - rd_ly_matched,
		rd_ly_matched, 1000 FROM cells
	UNION ALL SELECT region, month, period, 'rd_coverage', n, n_active, n, 10000 FROM cells)
SELECT region, month, period, indicator,
	sign(numerator) * ((2 * scale * abs(CAST(numerator AS HUGEINT)) + denominator) // (2 * denominator))
		AS value,
	numerator, denominator, n
FROM figures WHERE n > 0 AND denominator > 0;
COPY (
	SELECT region, period, indicator, value, numerator, denominator, n
	FROM indicators ORDER BY region, month, indicator)
TO '@ANSWER@/indicators.csv' (HEADER);

CREATE TABLE places AS
SELECT parent, level, month, period, indicator, region,
	CASE WHEN month % 12 > 0 THEN month - 1 END AS month_before, month - 12 AS year_before,
	rank() OVER (PARTITION BY parent, level, month, indicator
		ORDER BY numerator / denominator DESC) AS place,
	count(*) OVER (PARTITION BY parent, level, month, indicator) AS of
FROM indicators JOIN regions ON regions.code = indicators.region
WHERE parent IS NOT NULL;
COPY (
	SELECT p.parent, p.level, p.period, p.indicator, p.region, p.place, p.of,
		count(*) OVER (PARTITION BY p.parent, p.level, p.month, p.indicator, p.place) - 1 AS tied,
		b.place AS rank_before, y.place AS rank_last_year
	FROM places p
		LEFT JOIN places b ON b.region = p.region AND b.indicator = p.indicator
			AND b.month = p.month_before
		LEFT JOIN places y ON y.region = p.region AND y.indicator = p.indicator
			AND y.month = p.year_before
	ORDER BY p.parent, p.level, p.month, p.indicator, p.place, p.region)
TO '@ANSWER@/rankings.csv' (HEADER);
