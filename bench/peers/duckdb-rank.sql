-- Raw returns to places by R&D intensity: validate, keep the last return of each enterprise
-- and month, add up the tree of regions, rank within the parent.
--
-- What was tried, and is slower: row_number() over the CSV instead of rowid of a table, ids
-- and periods as text in the grouping, a check character computed for every row instead of
-- once an id, IN (SELECT ...) instead of joins, the optimizer's own choice of build sides.
-- rowid follows the order of the file, and "last" means the last in it.
CREATE TABLE raw AS
SELECT id, region, industry, period, rd, revenue, unit
FROM read_csv('@RAW@', header = true, auto_detect = false, delim = ',', quote = '"',
	escape = '"', new_line = '\n',
	columns = {id: 'VARCHAR', name: 'VARCHAR', region: 'VARCHAR', industry: 'VARCHAR',
	           period: 'VARCHAR', rd: 'VARCHAR', revenue: 'VARCHAR', unit: 'VARCHAR'});

CREATE TABLE ids AS
WITH distinct_ids AS MATERIALIZED (SELECT DISTINCT id FROM raw)
SELECT id, row_number() OVER () AS number FROM distinct_ids
WHERE length(id) = 18 AND uscc_sum(id) % 31 = 0;

CREATE TABLE ranked AS
WITH read AS (
	SELECT rowid AS line, id, region, industry, period, unit,
		rd IS NULL AS no_rd, revenue IS NULL AS no_revenue,
		TRY_CAST(rd AS DECIMAL(18, 2)) AS rd,
		TRY_CAST(revenue AS DECIMAL(18, 2)) AS revenue
	FROM raw),
valid AS (
	SELECT number * 65536 + CAST(substr(period, 1, 4) AS INT) * 12
			+ CAST(substr(period, 6, 2) AS INT) AS key,
		CAST(region AS INT) AS region, line,
		coalesce(CAST(CAST(rd AS DECIMAL(18, 2)) * 100 * yuan AS BIGINT), -1) AS rd,
		coalesce(CAST(CAST(revenue AS DECIMAL(18, 2)) * 100 * yuan AS BIGINT), -1)
			AS revenue
	FROM read JOIN units USING (unit) JOIN ids USING (id)
		JOIN (SELECT code FROM regions) r ON r.code = region
		JOIN (SELECT code FROM industries) i ON i.code = industry
	WHERE regexp_full_match(period, '20[0-9][0-9]-(0[1-9]|1[0-2])')
		AND (no_rd OR rd >= 0) AND (no_revenue OR revenue >= 0)),
kept AS (
	SELECT key, arg_max(region, line) AS region, arg_max(rd, line) AS rd,
		arg_max(revenue, line) AS revenue
	FROM valid GROUP BY key),
leaves AS (
	SELECT CAST(region AS VARCHAR) AS region, key % 65536 - 1 AS month,
		sum(rd) AS rd, sum(revenue) AS revenue
	FROM kept WHERE rd >= 0 AND revenue >= 0 GROUP BY ALL),
cells AS (
	SELECT node AS region, month, sum(rd) AS rd, sum(revenue) AS revenue
	FROM leaves JOIN above ON above.code = leaves.region GROUP BY ALL)
SELECT parent, printf('%d-%02d', month // 12, month % 12 + 1) AS period, region,
	rank() OVER (PARTITION BY parent, month ORDER BY rd / revenue DESC) AS place, rd, revenue
FROM cells JOIN regions ON regions.code = cells.region
WHERE parent IS NOT NULL AND revenue > 0;

COPY (
	SELECT parent, period, region, place, (20000 * rd + revenue) // (2 * revenue) AS hundredths
	FROM ranked ORDER BY ALL)
TO '@ANSWER@' (HEADER false);
