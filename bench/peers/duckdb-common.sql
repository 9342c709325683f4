-- What both tasks begin with: the configuration's lists, and the check of ids (GB 32100-2015).
SET threads = @THREADS@;
SET disabled_optimizers = 'join_order,build_side_probe_side';

CREATE TABLE regions AS
SELECT code, parent, level FROM read_csv('@CONFIG@/regions.csv', header = true, all_varchar = true);
CREATE TABLE industries AS
SELECT code FROM read_csv('@CONFIG@/industries.csv', header = true, all_varchar = true);
CREATE TABLE units AS
SELECT * FROM (VALUES ('元', 1), ('千元', 1000), ('万元', 10000)) AS u(unit, yuan);
CREATE TABLE above AS
WITH RECURSIVE up(code, node) AS (
	SELECT code, code FROM regions
	UNION ALL
	SELECT up.code, r.parent FROM up JOIN regions r ON r.code = up.node
	WHERE r.parent IS NOT NULL)
SELECT * FROM up;

CREATE MACRO digit(id, i) AS
	instr('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(id, i, 1)) - 1;
CREATE MACRO uscc_sum(id) AS
	digit(id, 1) + 3 * digit(id, 2) + 9 * digit(id, 3) + 27 * digit(id, 4)
	+ 19 * digit(id, 5) + 26 * digit(id, 6) + 16 * digit(id, 7) + 17 * digit(id, 8)
	+ 20 * digit(id, 9) + 29 * digit(id, 10) + 25 * digit(id, 11) + 13 * digit(id, 12)
	+ 8 * digit(id, 13) + 24 * digit(id, 14) + 10 * digit(id, 15) + 30 * digit(id, 16)
	+ 28 * digit(id, 17) + digit(id, 18);
