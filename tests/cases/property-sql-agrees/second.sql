-- The main table a second time, from facts to indicators and ranks, by another way: whole
-- tables at a time, each figure a formula of its own. It knows tests/config and no code of
-- rdstat. Amounts must be small: products of two sums stay below 2^53.

-- One fact a period: the later file wins, then the later line.
CREATE TABLE settled AS
SELECT * FROM (
  SELECT enterprise, period, basis, region, industry, size,
    nullif(revenue, '') + 0 AS revenue, nullif(rd, '') + 0 AS rd, nullif(rd_ly, '') + 0 AS rd_ly,
    nullif(patents, '') + 0 AS patents,
    row_number() OVER (PARTITION BY enterprise, period, basis
                       ORDER BY file DESC, line + 0 DESC) AS place
  FROM facts)
WHERE place = 1;

-- Retired codes of regions followed to their successors.
UPDATE settled SET region = (SELECT successor FROM regions WHERE code = region)
WHERE region IN (SELECT code FROM regions WHERE successor <> '');

-- Last year's return beside this year's.
CREATE TABLE panel AS
SELECT now.*, last.enterprise IS NOT NULL AS has_last, next.enterprise IS NOT NULL AS has_next,
  last.region AS region_last, last.industry AS industry_last, last.rd AS rd_last
FROM settled AS now
LEFT JOIN settled AS last ON last.enterprise = now.enterprise AND last.basis = now.basis
  AND last.period = (substr(now.period, 1, 4) - 1) || substr(now.period, 5)
LEFT JOIN settled AS next ON next.enterprise = now.enterprise AND next.basis = now.basis
  AND next.period = (substr(now.period, 1, 4) + 1) || substr(now.period, 5);

-- Where a code counts: itself, all above it, and unallocated in itself if it has parts.
CREATE TABLE region_places AS
WITH RECURSIVE above(code, place) AS (
  SELECT code, code FROM regions
  UNION SELECT above.code, parent FROM above JOIN regions ON regions.code = place WHERE parent <> '')
SELECT code, place FROM above
UNION SELECT code, code || '_X' FROM regions WHERE code IN (SELECT parent FROM regions);

-- Of industries there are cells down to the division; by size, of the whole only.
CREATE TABLE industry_places AS
WITH RECURSIVE above(code, place) AS (
  SELECT code, code FROM industries
  UNION SELECT above.code, parent FROM above JOIN industries ON industries.code = place
  WHERE parent <> '')
SELECT above.code, place FROM above JOIN industries ON industries.code = place
WHERE level IN ('total', 'section', 'division')
UNION SELECT code, code || '_X' FROM industries
WHERE level IN ('total', 'section') AND code IN (SELECT parent FROM industries);

CREATE TABLE places AS
SELECT r.code AS region, i.code AS industry, r.place AS at, i.place AS branch
FROM region_places AS r, industry_places AS i;

-- Each enterprise in each cell, with how it stands to the cell compared with last year.
CREATE TABLE members AS
SELECT at, branch, period, basis, size, revenue, rd, rd_ly, patents, rd_last,
  CASE WHEN NOT has_last THEN 'entered'
       WHEN EXISTS (SELECT 1 FROM places AS before
                    WHERE before.region = region_last AND before.industry = industry_last
                      AND before.at = places.at AND before.branch = places.branch)
       THEN 'continuing' ELSE 'moved_in' END AS standing
FROM panel JOIN places USING (region, industry)
UNION ALL
SELECT at, branch, period, basis, size, NULL, NULL, NULL, NULL, rd_last, 'moved_out'
FROM panel JOIN places ON places.region = region_last AND places.industry = industry_last
WHERE has_last AND NOT EXISTS (
  SELECT 1 FROM places AS here WHERE here.region = panel.region
    AND here.industry = panel.industry AND here.at = places.at AND here.branch = places.branch)
UNION ALL
SELECT at, branch, (substr(period, 1, 4) + 1) || substr(period, 5), basis, size,
  NULL, NULL, NULL, NULL, rd, 'left'
FROM panel JOIN places USING (region, industry) WHERE NOT has_next;

CREATE TABLE grouped AS
SELECT *, 'total' AS class FROM members
UNION ALL SELECT *, 'size=' || size FROM members WHERE branch = 'BCD';

CREATE TABLE cells AS
SELECT at, branch, class, period, basis,
  count(*) FILTER (WHERE inside) AS n,
  count(rd) AS n_rd, count(revenue) AS n_revenue, count(patents) AS n_patents,
  count(rd) FILTER (WHERE revenue IS NOT NULL) AS n_paired,
  count(rd) FILTER (WHERE rd_ly IS NOT NULL) AS n_reported,
  count(rd) FILTER (WHERE rd_last IS NOT NULL AND inside) AS n_matched,
  count(*) FILTER (WHERE rd > 0) AS n_active,
  total(rd) AS rd, total(revenue) AS revenue, total(patents) AS patents,
  total(rd) FILTER (WHERE revenue IS NOT NULL) AS rd_paired,
  total(revenue) FILTER (WHERE rd IS NOT NULL) AS revenue_paired,
  total(rd) FILTER (WHERE rd_ly IS NOT NULL) AS rd_now,
  total(rd_ly) FILTER (WHERE rd IS NOT NULL) AS rd_then,
  total(rd) FILTER (WHERE rd_last IS NOT NULL AND inside) AS rd_matched,
  total(rd_last) FILTER (WHERE rd IS NOT NULL AND inside) AS rd_matched_then,
  total(rd_last) FILTER (WHERE standing IN ('continuing', 'left', 'moved_out')) AS rd_base,
  total(rd * rd) AS squares
FROM (SELECT *, standing IN ('continuing', 'entered', 'moved_in') AS inside FROM grouped)
GROUP BY at, branch, class, period, basis;

CREATE TABLE standings AS
SELECT at, branch, class, period, basis, standing, count(*) AS n,
  total(rd) - total(CASE WHEN standing IN ('continuing', 'left', 'moved_out') THEN rd_last END) AS gain
FROM grouped GROUP BY at, branch, class, period, basis, standing;

CREATE TABLE tops AS
SELECT at, branch, class, period, basis, sum(rd) AS top FROM (
  SELECT *, row_number() OVER (PARTITION BY at, branch, class, period, basis ORDER BY rd DESC) AS place
  FROM grouped WHERE rd IS NOT NULL)
WHERE place <= 2 GROUP BY at, branch, class, period, basis;

-- The cell one level up, in either tree.
CREATE TABLE parents AS
SELECT at, CASE WHEN at LIKE '%_X' THEN replace(at, '_X', '') ELSE parent END AS above
FROM (SELECT DISTINCT at FROM cells) LEFT JOIN regions ON code = at;
CREATE TABLE branches AS
SELECT branch, CASE WHEN branch LIKE '%_X' THEN replace(branch, '_X', '') ELSE parent END AS above
FROM (SELECT DISTINCT branch FROM cells) LEFT JOIN industries ON code = branch;

CREATE TABLE listed(indicator, shift, decimals, even, standing);
INSERT INTO listed VALUES
  ('rd_expense', 0, 2, 0, ''), ('revenue', 0, 2, 0, ''), ('patents', 0, 0, 0, ''),
  ('rd_intensity', 2, 2, 0, ''), ('rd_intensity_all', 2, 2, 0, ''),
  ('rd_intensity_even', 2, 1, 1, ''), ('rd_growth', 2, 1, 0, ''),
  ('rd_growth_matched', 2, 1, 0, ''), ('rd_growth_total', 2, 1, 0, ''),
  ('rd_pull_continuing', 2, 2, 0, 'continuing'), ('rd_pull_entered', 2, 2, 0, 'entered'),
  ('rd_pull_moved_in', 2, 2, 0, 'moved_in'), ('rd_pull_left', 2, 2, 0, 'left'),
  ('rd_pull_moved_out', 2, 2, 0, 'moved_out'), ('rd_pull', 2, 2, 0, ''),
  ('rd_share', 2, 1, 0, ''), ('rd_industry_share', 2, 1, 0, ''), ('rd_average', 0, 2, 0, ''),
  ('rd_top2', 2, 1, 0, ''), ('rd_hhi', 4, 0, 0, ''), ('enterprises', 0, 0, 0, ''),
  ('rd_coverage', 2, 2, 0, ''), ('zero_reporters', 0, 0, 0, '');

-- Every figure as an exact ratio: value = numerator ÷ denominator × 10^shift.
CREATE TABLE exact AS
WITH c AS (
  SELECT cells.*, up.rd_then AS rd_then_above, up.rd AS rd_above, whole.rd AS rd_whole, top
  FROM cells
  LEFT JOIN parents USING (at)
  LEFT JOIN branches USING (branch)
  LEFT JOIN cells AS up ON up.at = parents.above AND up.branch = cells.branch
    AND up.class = cells.class AND up.period = cells.period AND up.basis = cells.basis
  LEFT JOIN cells AS whole ON whole.at = cells.at AND whole.branch = branches.above
    AND whole.class = cells.class AND whole.period = cells.period AND whole.basis = cells.basis
  LEFT JOIN tops ON tops.at = cells.at AND tops.branch = cells.branch
    AND tops.class = cells.class AND tops.period = cells.period AND tops.basis = cells.basis
  WHERE cells.n > 0)
SELECT listed.indicator, shift, decimals, even, c.at, c.branch, c.class, c.period, c.basis,
  CASE listed.indicator
  WHEN 'rd_expense' THEN rd WHEN 'revenue' THEN revenue WHEN 'patents' THEN patents
  WHEN 'rd_intensity' THEN rd_paired WHEN 'rd_intensity_even' THEN rd_paired
  WHEN 'rd_intensity_all' THEN rd WHEN 'rd_growth' THEN rd_now - rd_then
  WHEN 'rd_growth_matched' THEN rd_matched - rd_matched_then
  WHEN 'rd_growth_total' THEN rd - rd_base WHEN 'rd_pull' THEN rd_now - rd_then
  WHEN 'rd_share' THEN rd WHEN 'rd_industry_share' THEN rd WHEN 'rd_average' THEN rd
  WHEN 'rd_top2' THEN coalesce(top, 0) WHEN 'rd_hhi' THEN squares
  WHEN 'enterprises' THEN c.n WHEN 'rd_coverage' THEN n_active
  WHEN 'zero_reporters' THEN c.n - n_active
  ELSE coalesce(gain, 0) END AS numerator,
  CASE listed.indicator
  WHEN 'rd_expense' THEN 1000000 WHEN 'revenue' THEN 1000000 WHEN 'patents' THEN 1
  WHEN 'rd_intensity' THEN revenue_paired WHEN 'rd_intensity_even' THEN revenue_paired
  WHEN 'rd_intensity_all' THEN revenue WHEN 'rd_growth' THEN rd_then
  WHEN 'rd_growth_matched' THEN rd_matched_then WHEN 'rd_growth_total' THEN rd_base
  WHEN 'rd_pull' THEN rd_then_above WHEN 'rd_share' THEN rd_above
  WHEN 'rd_industry_share' THEN rd_whole WHEN 'rd_average' THEN n_rd * 1000000
  WHEN 'rd_top2' THEN rd WHEN 'rd_hhi' THEN rd * rd
  WHEN 'enterprises' THEN 1 WHEN 'rd_coverage' THEN c.n WHEN 'zero_reporters' THEN 1
  ELSE rd_base END AS denominator,
  CASE listed.indicator
  WHEN 'revenue' THEN n_revenue WHEN 'patents' THEN n_patents
  WHEN 'rd_intensity' THEN n_paired WHEN 'rd_intensity_even' THEN n_paired
  WHEN 'rd_growth' THEN n_reported WHEN 'rd_growth_matched' THEN n_matched
  WHEN 'rd_pull' THEN n_reported WHEN 'rd_intensity_all' THEN c.n WHEN 'enterprises' THEN c.n
  WHEN 'rd_coverage' THEN c.n WHEN 'zero_reporters' THEN c.n
  ELSE CASE WHEN listed.standing <> '' THEN coalesce(s.n, 0) ELSE n_rd END END AS population,
  CASE WHEN listed.standing <> '' THEN coalesce(s.n, 0) ELSE c.n END AS everybody
FROM c CROSS JOIN listed
LEFT JOIN standings AS s ON s.standing = listed.standing AND s.at = c.at AND s.branch = c.branch
  AND s.class = c.class AND s.period = c.period AND s.basis = c.basis;

-- What nobody states is not zero; but nobody contributes nothing to growth.
ALTER TABLE exact ADD COLUMN stated;
UPDATE exact SET stated = population > 0 OR indicator LIKE 'rd_pull%';

-- Rounded half away from zero, or to the even digit, from quotient and remainder.
CREATE VIEW rounding AS
SELECT kind, indicator, at, branch, class, period, basis, decimals,
  CASE WHEN bottom > 0 AND top IS NOT NULL THEN
    CASE WHEN top < 0 THEN -1 ELSE 1 END
    * (q + (2 * r > bottom OR (2 * r = bottom AND (NOT even OR q % 2 = 1))))
  END AS scaled
FROM (SELECT *, power * abs(top) / nullif(bottom, 0) AS q, power * abs(top) % nullif(bottom, 0) AS r
      FROM (SELECT *, CAST(1 || substr('00000000', 1, shift + decimals) AS INTEGER) AS power
            FROM to_round));

-- To be rounded: figures now, distances between them later.
CREATE TABLE to_round AS
SELECT 'value' AS kind, indicator, shift, decimals, even, at, branch, class, period, basis,
  CASE WHEN stated THEN CAST(numerator AS INTEGER) END AS top,
  CAST(denominator AS INTEGER) AS bottom
FROM exact;

CREATE TABLE figures AS
SELECT scaled, exact.*, CASE WHEN stated THEN CAST(numerator AS INTEGER) END AS top,
  CAST(denominator AS INTEGER) AS bottom
FROM rounding JOIN exact USING (indicator, at, branch, class, period, basis);

-- Places among the parts of one region: how many are better, by exact values.
CREATE TABLE ranked AS
SELECT figures.*, parent, level, CASE indicator WHEN 'zero_reporters' THEN -1 ELSE 1 END AS better
FROM figures JOIN regions ON code = at
WHERE branch = 'BCD' AND class = 'total' AND parent <> '' AND scaled IS NOT NULL
  AND indicator IN ('rd_expense', 'patents', 'rd_intensity', 'rd_growth', 'rd_coverage',
                    'zero_reporters');

CREATE TABLE places_taken AS
SELECT own.*,
  1 + sum(own.better * (other.top * own.bottom - own.top * other.bottom) > 0) AS place,
  1 + sum(own.better * (other.scaled - own.scaled) > 0) AS published_place,
  sum(other.top * own.bottom = own.top * other.bottom) - 1 AS tied,
  count(*) AS among
FROM ranked AS own JOIN ranked AS other USING (parent, period, basis, indicator)
GROUP BY own.at, own.period, own.basis, own.indicator;

CREATE TABLE neighbours AS
SELECT at, period, basis, indicator,
  (SELECT other.at FROM places_taken AS other
   WHERE other.parent = own.parent AND other.period = own.period AND other.basis = own.basis
     AND other.indicator = own.indicator AND other.place < own.place
   ORDER BY other.place DESC, other.at LIMIT 1) AS ahead,
  (SELECT other.at FROM places_taken AS other
   WHERE other.parent = own.parent AND other.period = own.period AND other.basis = own.basis
     AND other.indicator = own.indicator AND other.place > own.place
   ORDER BY other.place, other.at LIMIT 1) AS behind
FROM places_taken AS own;

-- Distance to the place ahead (it less own) and behind (own less it), exact, then rounded.
DELETE FROM to_round;
INSERT INTO to_round
SELECT 'gap', n.indicator, a.shift, a.decimals, 0, n.at, '', '', n.period, n.basis,
  a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom
FROM neighbours AS n
JOIN ranked AS a ON (a.at, a.period, a.basis, a.indicator) = (n.ahead, n.period, n.basis, n.indicator)
JOIN ranked AS b ON (b.at, b.period, b.basis, b.indicator) = (n.at, n.period, n.basis, n.indicator)
UNION ALL
SELECT 'lead', n.indicator, a.shift, a.decimals, 0, n.at, '', '', n.period, n.basis,
  a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom
FROM neighbours AS n
JOIN ranked AS a ON (a.at, a.period, a.basis, a.indicator) = (n.at, n.period, n.basis, n.indicator)
JOIN ranked AS b ON (b.at, b.period, b.basis, b.indicator) = (n.behind, n.period, n.basis, n.indicator);
CREATE TABLE distances AS SELECT * FROM rounding;

-- What must be found in indicators.csv …
.mode csv
.once indicators
SELECT at, branch, class, period, basis, indicator, coalesce(CASE decimals WHEN 0 THEN scaled ELSE
    CASE WHEN scaled < 0 THEN '-' ELSE '' END || (abs(scaled) / CASE decimals WHEN 1 THEN 10 ELSE 100 END)
    || '.' || substr('0' || abs(scaled), -decimals) END, ''),
  CASE WHEN NOT stated THEN 'L' WHEN scaled IS NULL THEN 'M' ELSE 'A' END, population, everybody - population, top, bottom
FROM figures;

-- … and in rankings.csv.
.once rankings
SELECT own.parent, own.level, own.period, own.basis, own.indicator, own.at, own.place, own.among,
  own.tied, before.place, last.place, n.ahead, CASE gap.decimals WHEN 0 THEN gap.scaled ELSE
    CASE WHEN gap.scaled < 0 THEN '-' ELSE '' END || (abs(gap.scaled) / CASE gap.decimals WHEN 1 THEN 10 ELSE 100 END)
    || '.' || substr('0' || abs(gap.scaled), -gap.decimals) END,
  -- What reaches the ratio ahead at an unchanged denominator: up to it, or down.
  CASE WHEN own.indicator <> 'rd_growth' THEN
    (ahead.top * own.bottom + (own.better > 0) * (ahead.bottom - 1)) / ahead.bottom - own.top END,
  CASE lead.decimals WHEN 0 THEN lead.scaled ELSE
    CASE WHEN lead.scaled < 0 THEN '-' ELSE '' END || (abs(lead.scaled) / CASE lead.decimals WHEN 1 THEN 10 ELSE 100 END)
    || '.' || substr('0' || abs(lead.scaled), -lead.decimals) END,
  own.place = own.published_place
FROM places_taken AS own
JOIN neighbours AS n USING (at, period, basis, indicator)
LEFT JOIN places_taken AS ahead ON (ahead.at, ahead.period, ahead.basis, ahead.indicator)
  = (n.ahead, own.period, own.basis, own.indicator)
LEFT JOIN distances AS gap ON gap.kind = 'gap' AND (gap.at, gap.period, gap.basis, gap.indicator)
  = (own.at, own.period, own.basis, own.indicator)
LEFT JOIN distances AS lead ON lead.kind = 'lead' AND (lead.at, lead.period, lead.basis, lead.indicator)
  = (own.at, own.period, own.basis, own.indicator)
LEFT JOIN places_taken AS last ON (last.at, last.basis, last.indicator) = (own.at, own.basis, own.indicator)
  AND last.period = (substr(own.period, 1, 4) - 1) || substr(own.period, 5)
-- The period ranked before this one; of cumulative figures, in the same year.
LEFT JOIN places_taken AS before ON (before.at, before.basis, before.indicator) = (own.at, own.basis, own.indicator)
  AND before.period = (SELECT max(period) FROM places_taken AS p
    WHERE (p.parent, p.basis, p.indicator) = (own.parent, own.basis, own.indicator)
      AND p.period < own.period
      AND (own.basis = 'year' AND p.period = (own.period - 1) || ''
        OR own.basis = 'ytd' AND substr(p.period, 1, 4) = substr(own.period, 1, 4)));
