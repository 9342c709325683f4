// The tasks that polars is measured on: polars.mjs aggregate|rank INPUT ANSWER [CONFIG]
import { createRequire } from "node:module";

const pl = createRequire(process.env.PEERS + "/")("nodejs-polars").default;
const [task, input, answer, config] = process.argv.slice(2);

const asText = { inferSchemaLength: 0 };

// The sums of rd-aggregate's cells, by county and month, from panel.csv.
function aggregate() {
	const stated = (name) => pl.col(name).isNotNull();
	const sum = (name, other) => pl.col(name).filter(stated(other)).sum().alias(name + other);

	return pl.scanCSV(input, asText)
		.select("region", "period",
			...["revenue", "rd_expense", "rd_expense_ly_panel"].map((n) => pl.col(n).cast(pl.Int64)))
		.groupBy(["region", "period"])
		.agg(pl.len().alias("count"),
			pl.col("rd_expense").gt(0).sum().alias("positive"),
			pl.col("rd_expense").sum(),
			sum("rd_expense", "revenue"), sum("revenue", "rd_expense"),
			sum("rd_expense", "rd_expense_ly_panel"), sum("rd_expense_ly_panel", "rd_expense"));
}

// The check character of GB 32100-2015: for every id once, not for every row.
function validIds(raw) {
	const alphabet = [..."0123456789ABCDEFGHJKLMNPQRTUWXY"];
	const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1];
	const valid = (id) => id?.length === 18 && weights.reduce((sum, weight, i) => {
		const at = alphabet.indexOf(id[i]);
		return at < 0 ? NaN : sum + weight * at;
	}, 0) % 31 === 0;
	const ids = raw.select("id").unique().collectSync().getColumn("id").toArray().filter(valid);

	return pl.DataFrame({ id: ids, enterprise: pl.Series("enterprise", ids.map((_, i) => i), pl.Int32) });
}

// Raw returns to places by R&D intensity, as duckdb-rank.sql does it.
function rank() {
	const regions = pl.readCSV(`${config}/regions.csv`, asText).select("code", "parent");
	const industries = pl.readCSV(`${config}/industries.csv`, asText).select(
		pl.col("code").alias("industry"));
	const units = pl.DataFrame({ unit: ["元", "千元", "万元"],
		fen: pl.Series("fen", [1, 1000, 10000], pl.Int64) });
	const raw = pl.scanCSV(input, { ...asText, rowIndexName: "line" });
	// Amounts have two decimals at most; `fen` is what 1/100 of the unit is.
	const amount = (name) => pl.col(name).cast(pl.Float64).mul(100).round(0).cast(pl.Int64)
		.mul(pl.col("fen")).alias(name + "_fen");
	const right = (name) => pl.col(name).isNull().or(pl.col(name + "_fen").gtEq(0));

	const kept = raw.join(validIds(raw).lazy(), { on: "id" })
		.join(regions.lazy().select(pl.col("code").alias("region"),
			pl.col("code").cast(pl.Int32).alias("place")), { on: "region" })
		.join(industries.lazy(), { on: "industry" })
		.join(units.lazy(), { on: "unit" })
		.filter(pl.col("period").str.contains("^20[0-9][0-9]-(0[1-9]|1[0-2])$"))
		.withColumns(amount("rd"), amount("revenue"))
		.filter(right("rd").and(right("revenue")))
		.select("enterprise", "place", "period", "line", "rd_fen", "revenue_fen")
		.sort("line")
		.groupBy(["enterprise", "period"])
		.agg(pl.col("place").last(), pl.col("rd_fen").last(), pl.col("revenue_fen").last());
	const leaves = kept
		.filter(pl.col("rd_fen").isNotNull().and(pl.col("revenue_fen").isNotNull()))
		.groupBy(["place", "period"])
		.agg(pl.col("rd_fen").sum().alias("rd"), pl.col("revenue_fen").sum().alias("revenue"));

	return places(leaves, regions);
}

// Sums of every region above, and its place within its parent.
function places(leaves, regions) {
	const rows = regions.rows(), parentOf = new Map(rows);
	const below = [], above = [], parents = [];
	for (const [code] of rows)
		for (let node = code; parentOf.get(node); node = parentOf.get(node)) {
			below.push(Number(code));
			above.push(Number(node));
			parents.push(Number(parentOf.get(node)));
		}
	const tree = pl.DataFrame({ place: pl.Series("place", below, pl.Int32),
		region: pl.Series("region", above, pl.Int32), parent: pl.Series("parent", parents, pl.Int32) });
	const intensity = pl.col("rd").cast(pl.Float64).div(pl.col("revenue").cast(pl.Float64));

	return leaves.join(tree.lazy(), { on: "place" })
		.groupBy(["parent", "period", "region"])
		.agg(pl.col("rd").sum(), pl.col("revenue").sum())
		.filter(pl.col("revenue").gt(0))
		.withColumns(intensity.alias("intensity"))
		.select("parent", "period", "region",
			pl.col("intensity").rank("min", true).over("parent", "period").cast(pl.Int64),
			pl.col("intensity").mul(10000).round(0).cast(pl.Int64).alias("hundredths"));
}

const tasks = { aggregate, rank };

tasks[task]().collectSync({ streaming: true }).writeCSV(answer, { includeHeader: false });
