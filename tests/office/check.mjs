/* What others read from the report; prints a line for what fails, and the tally. */
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";

const { Package } = createRequire(join(process.cwd(), "x"))("datapackage");
const [report, run, read] = process.argv.slice(2);
let passed = 0, failed = 0;

async function test(name, body) {
	try {
		await body();
		passed++;
	} catch (e) {
		failed++;
		console.log(`FAIL ${name}\n    ${String(e.message || e).split("\n").slice(0, 12).join("\n    ")}`);
	}
}

/* RFC 4180. */
function readCsv(path) {
	const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
	const rows = [];
	let row = [], at = 0;
	while (at < text.length) {
		let field = "";
		if (text[at] === '"') {
			for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
				at += text[at] === '"';
				field += text[at];
			}
			at++;
		} else {
			const end = text.slice(at).search(/[,\r\n]|$/);
			field = text.slice(at, at + end);
			at += end;
		}
		row.push(field);
		if (text[at] === ",") {
			at++;
			if (at < text.length)
				continue;
			row.push("");
		}
		at += text[at] === "\r" ? 2 : 1;
		rows.push(row);
		row = [];
	}
	return rows;
}

function readTable(path) {
	const [head, ...rows] = readCsv(path);
	return { head, rows: rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]]))) };
}

const isNumber = (text) => /^-?\d+(\.\d+)?$/.test(text);

/* --- The workbook, read by LibreOffice ---------------------------------------------------- */

const regions = readdirSync(report).filter((name) => /^\d+$/.test(name));
const editions = [["report", "zh"], ["report.en", "en"]];
const settings = JSON.parse(readFileSync(join(run, "config/report.json"), "utf8"));
const figures = readTable(join(run, "05-ratio/indicators.csv")).rows;
const names = new Map(readTable(join(run, "config/regions.csv")).rows.map((r) => [r.code, r]));
const { period } = JSON.parse(readFileSync(join(report, "data/indicators.json"), "utf8"));

/* The sheet of an exhibit, from its head on: sheets begin with the title. */
function sheetOf(region, book, lang, id) {
	const title = settings.exhibits.find((e) => e.id === id).title[lang];
	const sheets = readdirSync(read).filter((f) => f.startsWith(`${region}-${book}-`) && f.endsWith(".csv"))
		.map((f) => readCsv(join(read, f))).filter((rows) => rows[0][0] === title);
	assert.equal(sheets.length, 1, `${sheets.length} sheets are headed '${title}'`);
	return sheets[0].slice(3);
}

const tableOf = (region, lang, id) => readCsv(join(report, region, "tables", `${id}.${lang}.csv`));
const exhibitsOf = (region) => settings.exhibits.filter((e) =>
	existsSync(join(report, region, "tables", `${e.id}.zh.csv`)));

/* Every cell of the table; returns how many are figures. */
function agree(sheet, table, where) {
	let count = 0;
	table.slice(1).forEach((row, r) => row.forEach((cell, c) => {
		const shown = sheet[1 + r]?.[c] ?? "", place = `${where} row ${r + 1} column ${c + 1}`;
		if (isNumber(cell) && isNumber(shown)) {
			assert.equal(Number(shown), Number(cell), place);
			count++;
		} else {
			assert.equal(shown, cell.replace(/^'(?=[=+\-@])/, ""), place);
		}
	}));
	return count;
}

for (const region of regions)
	for (const [book, lang] of editions)
		await test(`every sheet of ${region}/${book}.xlsx shows its table`, () => {
			let count = 0;
			for (const { id } of exhibitsOf(region))
				count += agree(sheetOf(region, book, lang, id), tableOf(region, lang, id), id);
			const cells = readFileSync(join(read, `${region}-${book}`, "content.xml"), "utf8");
			const numbers = cells.match(/office:value-type="float"/g).length;
			assert.ok(count > 200, `only ${count} figures`);
			assert.ok(numbers >= count * 0.95, `${numbers} numbers for ${count} figures`);
		});

function published(region, indicator, at, basis) {
	const found = figures.filter((f) => f.region === region && f.industry === "BCD" && f.class === "total" &&
		f.period === at && f.basis === basis && f.indicator === indicator);
	assert.ok(found.length <= 1);
	return found.length ? found[0].value : "";
}

const same = (shown, value, where) =>
	assert.equal(shown === "" ? "" : Number(shown), value === "" ? "" : Number(value), where);

function codeOf(short) {
	const code = figures.find((f) => names.get(f.region)?.short_zh === short)?.region;
	assert.ok(code, `who is '${short}'?`);
	return code;
}

for (const region of regions)
	await test(`the main indicators in ${region}/report.xlsx are those of rd-ratio`, () => {
		const { indicators } = settings.exhibits.find((e) => e.id === "places");
		const rows = sheetOf(region, "report", "zh", "places").slice(1, tableOf(region, "zh", "places").length);
		assert.ok(rows.length >= 9);
		for (const row of rows)
			indicators.forEach((indicator, i) =>
				same(row[1 + 2 * i], published(codeOf(row[0]), indicator, period, "ytd"), `${row[0]} ${indicator}`));
	});

for (const region of regions)
	for (const [id, indicator, basis] of [["trend-intensity", "rd_intensity", "ytd"], ["trend-expense", "rd_expense", "month"]])
		await test(`the months of ${id} in ${region}/report.xlsx are those of rd-ratio`, () => {
			const table = tableOf(region, "zh", id);
			const sheet = sheetOf(region, "report", "zh", id).slice(0, table.length);
			assert.ok(table.length > 5 && table[0].length >= 10);
			for (const row of sheet.slice(1))
				for (let c = 1; c < table[0].length; c++)
					same(row[c], published(codeOf(sheet[0][c].replace(/（.*$/, "")), indicator, row[0], basis),
						`${row[0]} ${sheet[0][c]}`);
		});

for (const region of regions)
	for (const [book] of editions)
		await test(`LibreOffice sees the charts of ${region}/${book}.xlsx`, () => {
			const expected = exhibitsOf(region).filter((e) => e.chart).length;
			const ods = join(read, `${region}-${book}`);
			const charts = readdirSync(ods).filter((name) => /^Object \d+$/.test(name))
				.map((name) => readFileSync(join(ods, name, "content.xml"), "utf8"))
				.filter((content) => /<chart:chart /.test(content));
			assert.ok(expected >= 5);
			assert.ok(charts.length >= expected, `${charts.length} charts for ${expected} exhibits with one`);
			for (const content of charts)
				assert.match(content, /<chart:series /);
		});

/* --- The data package, read by Frictionless' own library ------------------------------------ */

const descriptor = JSON.parse(readFileSync(join(report, "datapackage.json"), "utf8"));

await test("the data package is valid, resource by resource", async () => {
	const whole = await Package.load(descriptor, { basePath: report });
	assert.ok(whole.valid, whole.errors.map(String).join("\n"));
	for (const resource of whole.resources)
		assert.ok(resource.valid, `${resource.name}: ${resource.errors.map(String).join("\n")}`);
	assert.equal(new Set(whole.resourceNames).size, whole.resources.length, "names that are not unique");
});

await test("every file of the report is in the package, with its bytes and checksum", () => {
	const files = readdirSync(report, { recursive: true }).filter((name) => name !== "datapackage.json" && statSync(join(report, name)).isFile());
	assert.deepEqual(descriptor.resources.map((r) => r.path).sort(), files.sort());
	for (const r of descriptor.resources) {
		const bytes = readFileSync(join(report, r.path));
		assert.equal(r.bytes, bytes.length, r.path);
		assert.equal(r.hash, `sha256:${createHash("sha256").update(bytes).digest("hex")}`, r.path);
	}
});

await test("every table reads by its schema, keys and references included", async () => {
	const whole = await Package.load(descriptor, { basePath: report });
	const tables = whole.resources.filter((r) => r.tabular && r.descriptor.schema);
	assert.ok(tables.length >= 10, `${tables.length} tables`);
	for (const resource of tables) {
		const rows = await resource.read({ relations: true }).catch((e) => {
			throw new Error(`${resource.name}: ${[e, ...(e.errors || [])].map(String).slice(0, 5).join("\n")}`);
		});
		assert.equal(rows.length, resource.descriptor.rows, resource.name);
		const key = resource.schema.primaryKey;
		const seen = new Set(rows.map((row) => JSON.stringify(key.map((name) => row[resource.schema.fieldNames.indexOf(name)]))));
		assert.ok(!key.length || seen.size === rows.length, `${resource.name}: the primary key is not unique`);
	}
});

/* --- SDMX-CSV 2.0 (sdmx-twg/sdmx-csv, field guide) and the structure it refers to ------------ */

const sdmx = readTable(join(report, "data/indicators.csv"));
const structure = JSON.parse(readFileSync(join(report, "data/structure.json"), "utf8")).data;
const definition = structure.dataStructures[0].dataStructureComponents;
const dimensions = [...definition.dimensionList.dimensions, ...definition.dimensionList.timeDimensions];
const attributes = definition.attributeList.attributes;

await test("the head is that of SDMX-CSV: structure, action, dimensions, measures, attributes", () => {
	assert.deepEqual(sdmx.head, ["STRUCTURE", "STRUCTURE_ID", "ACTION", ...dimensions.map((d) => d.id),
		...definition.measureList.measures.map((m) => m.id), ...attributes.map((a) => a.id)]);
});

await test("every row names the data flow of the structure message, and an action", () => {
	const flow = structure.dataflows[0];
	for (const row of sdmx.rows) {
		assert.match(row.STRUCTURE, /^(dataflow|datastructure|dataprovision)$/);
		assert.equal(row.STRUCTURE_ID, `${flow.agencyID}:${flow.id}(${flow.version})`);
		assert.match(row.ACTION, /^[IARDM]$/);
	}
});

await test("every code is in its list, every list has two languages and known parents", () => {
	for (const component of [...dimensions, ...attributes]) {
		const enumeration = component.localRepresentation?.enumeration;
		if (!enumeration)
			continue;
		const list = structure.codelists.find((l) => enumeration.includes(`${l.agencyID}:${l.id}(${l.version})`));
		assert.ok(list, enumeration);
		const ids = new Set(list.codes.map((code) => code.id));
		assert.equal(ids.size, list.codes.length, `${list.id}: a code twice`);
		for (const code of list.codes) {
			assert.match(code.id, /^[A-Za-z0-9_@$-]+$/);
			assert.ok(code.names.zh && code.names.en, `${list.id} ${code.id}`);
			assert.ok(!code.parent || ids.has(code.parent), `${list.id} ${code.id}: parent ${code.parent}`);
		}
		for (const row of sdmx.rows)
			assert.ok(ids.has(row[component.id]), `${component.id} '${row[component.id]}'`);
		const beside = readTable(join(report, "data/codelists", `${component.id.toLowerCase()}.csv`)).rows;
		assert.deepEqual(beside.map((r) => r.id), list.codes.map((code) => code.id));
	}
});

await test("periods, values and keys are as SDMX has them", () => {
	const keys = new Set();
	for (const row of sdmx.rows) {
		assert.match(row.TIME_PERIOD, row.FREQ === "A" ? /^\d{4}$/ : /^\d{4}-(0[1-9]|1[0-2])$/);
		assert.ok(row.OBS_VALUE === "" || isNumber(row.OBS_VALUE), row.OBS_VALUE);
		assert.ok(row.OBS_VALUE !== "" || /^[HLMOQ]$/.test(row.OBS_STATUS), "no value, and no status that says why");
		keys.add(dimensions.map((d) => row[d.id]).join(":"));
	}
	assert.equal(keys.size, sdmx.rows.length, "an observation twice");
});

await test("a figure is what rd-ratio published, or withheld", () => {
	let compared = 0;
	const all = new Map(figures.map((f) => [[f.region, f.industry, f.indicator, f.period, f.basis, f.class].join(), f]));
	for (const row of sdmx.rows) {
		if (row.CLASS !== "_T" || row.CONF_STATUS === "C")
			continue;
		const f = all.get([row.REF_AREA, row.ACTIVITY, row.INDICATOR, row.TIME_PERIOD, row.BASIS, "total"].join());
		assert.ok(f, Object.values(row).join());
		assert.equal(row.OBS_VALUE, f.value);
		compared++;
	}
	assert.ok(compared > 1000, `${compared} figures`);
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
