/* What a reader sees and does, page by page; prints a line for what fails, and the tally. */
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";

const { chromium } = createRequire(join(process.cwd(), "x"))("playwright-core");
const work = process.argv[2];
const profile = mkdtempSync(join(tmpdir(), "rdstat-browser-"));
const browser = await chromium.launchPersistentContext(profile, {
	executablePath: "/usr/bin/chromium",
	headless: true,
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync"],
	viewport: { width: 1440, height: 900 },
});
let passed = 0, failed = 0;

/* Opens a page and watches it: complaints of the console and requests beyond its own files. */
async function open(file, options = {}) {
	const page = await browser.newPage();
	page.complaints = [];
	page.on("console", (m) => {
		if (m.type() === "error" || m.type() === "warning")
			page.complaints.push(m.text());
	});
	page.on("pageerror", (e) => page.complaints.push(String(e)));
	page.on("dialog", (d) => { page.complaints.push(`dialog: ${d.message()}`); d.dismiss(); });
	page.on("request", (r) => {
		if (!/^(file|data):/.test(r.url()))
			page.complaints.push(`request: ${r.url()}`);
	});
	if (options.width)
		await page.setViewportSize({ width: options.width, height: 800 });
	await page.goto(pathToFileURL(join(work, file)).href + (options.hash || ""));
	return page;
}

async function test(name, file, body, options) {
	const page = await open(file, options);
	try {
		await body(page);
		assert.deepEqual(page.complaints, []);
		passed++;
	} catch (e) {
		failed++;
		console.log(`FAIL ${name}\n    ${String(e.message).split("\n").slice(0, 6).join("\n    ")}`);
	}
	await page.close();
}

const visible = (page, text) => page.locator(`text=${text} >> visible=true`).count();

/* Nothing may be wider than the screen, but for what scrolls in its own frame. */
async function fits(page) {
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	assert.ok(wide <= 0, `${wide} pixels too wide`);
}

/* Waits until as many charts are drawn as the page has, for a busy machine draws late. */
async function chartsAreDrawn(page) {
	await page.waitForLoadState("load");
	const charts = await page.locator(".chart").count();
	assert.ok(charts > 0);
	await page.waitForFunction(() => document.querySelectorAll(".chart svg").length >=
		document.querySelectorAll(".chart").length);
	assert.equal(await page.locator(".chart svg").count(), charts);
	assert.equal(await page.locator(".chart svg >> text=/NaN|undefined|null/").count(), 0);
}

async function pdfText(page, name) {
	const path = join(work, `${name}.pdf`);
	writeFileSync(path, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
	return execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
}

for (const [name, width] of [["phone", 390], ["laptop", 1440]])
	for (const file of ["public/report.html", "internal/report.html", "many/report.html", "index/index.html"])
		await test(`${file} fits a ${name}`, file, async (page) => {
			await fits(page);
			if (!file.startsWith("index"))
				await chartsAreDrawn(page);
			await page.screenshot({ path: join(work, `${file.replace(/\W/g, "-")}-${name}.png`), fullPage: true });
		}, { width });

await test("the language switches, charts and all", "public/report.html", async (page) => {
	assert.equal(await page.evaluate(() => document.documentElement.lang), "zh");
	assert.ok(await visible(page, "仙居县"));
	await page.locator('label[for="lang-en"]').click();
	assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
	assert.ok(await visible(page, "Xianju"));
	assert.equal(await visible(page, "本期概要"), 0);
	await chartsAreDrawn(page);
	await page.waitForFunction(() => [...document.querySelectorAll(".chart svg")].every((svg) =>
		/[A-Za-z]/.test(svg.closest("[aria-label]")?.getAttribute("aria-label"))));
});

await test("every text stands in both languages", "internal/report.html", async (page) => {
	const missing = await page.evaluate(() => {
		const alone = [];
		document.querySelectorAll('.page span[lang="zh"]').forEach((zh) => {
			const en = zh.nextElementSibling;
			/* Beside a headline figure the English unit is part of its name. */
			if (zh.closest(".tiles .value .unit"))
				return;
			if (!en || en.lang !== "en" || !en.textContent.trim() || /[\u4e00-\u9fff]/.test(en.textContent))
				alone.push(zh.textContent);
		});
		return alone;
	});
	assert.deepEqual(missing, []);
});

await test("the list sorts and filters", "internal/report.html", async (page) => {
	const list = page.locator("section.list");
	const rows = list.locator("tbody tr:visible");
	const all = await rows.count();
	assert.ok(all >= 3);
	const revenue = list.locator('th[data-id="size"]');
	const values = () => rows.evaluateAll((trs, i) => trs.map((tr) => tr.cells[i].textContent.trim())
		.filter((t) => /^-?[\d.]+$/.test(t)).map(Number), 7);
	await revenue.locator("button").click();
	assert.equal(await revenue.getAttribute("aria-sort"), "ascending");
	assert.deepEqual(await values(), (await values()).slice().sort((a, b) => a - b));
	await revenue.locator("button").click();
	assert.deepEqual(await values(), (await values()).slice().sort((a, b) => b - a));
	await list.locator("input").fill("=cmd");
	assert.equal(await rows.count(), 1);
	await list.locator("input").fill("");
	assert.equal(await rows.count(), all);
});

await test("names are texts, whatever they are", "internal/report.html", async (page) => {
	assert.equal(await page.locator("td, th", { hasText: "<script>alert(1)</script>" }).count(), 1);
	assert.equal(await page.locator("td, th", { hasText: "=cmd|'/c calc'!A0" }).count(), 1);
	await fits(page);
});

await test("the policy forbids scripts of others", "public/report.html", async (page) => {
	const ran = await page.evaluate(() => {
		const script = document.createElement("script");
		script.textContent = "window.intruder = 1";
		document.body.append(script);
		return window.intruder === 1;
	});
	assert.equal(ran, false);
	const policy = await page.locator("meta[http-equiv]").getAttribute("content");
	assert.match(policy, /^default-src 'none'/);
	assert.doesNotMatch(policy, /unsafe|\*|http/);
	page.complaints = page.complaints.filter((c) => !/Content Security Policy/.test(c));
});

await test("the public edition has no list of enterprises", "public/report.html", async (page) => {
	assert.equal(await page.locator("section.list").count(), 0);
	const html = readFileSync(join(work, "public/report.html"), "utf8");
	const ids = readFileSync(join(work, "zero.csv"), "utf8").match(/\b9[0-9A-Z]{17}\b/g);
	assert.ok(ids.length > 0);
	for (const id of ids)
		assert.ok(!html.includes(id), id);
});

await test("all of it prints on A4, a heading never alone at the foot of a page", "internal/report.html", async (page) => {
	const pages = await pdfText(page, "internal");
	const headings = await page.locator("h2 [lang=zh]").allTextContents();
	const bodies = pages.map((text) => text.trim().split("\n").map((l) => l.trim()).filter(Boolean));
	assert.ok(pages.length >= 3 && pages.length <= 30, `${pages.length} pages`);
	for (const lines of bodies) {
		assert.ok(lines.length > 0, "an empty page");
		assert.ok(!headings.includes(lines[lines.length - 1]), `'${lines[lines.length - 1]}' alone at the foot`);
	}
	assert.ok(bodies.flat().some((l) => l.includes("临海")), "tables behind charts are printed");
});

await test("ninety counties and sixty months print too", "many/report.html", async (page) => {
	const pages = await pdfText(page, "many");
	assert.ok(pages.length <= 40, `${pages.length} pages`);
});

await test("without JavaScript every table is there", "public/report.html", async () => {
	const context = await (await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] })).newContext({ javaScriptEnabled: false });
	const plain = await context.newPage();
	await plain.goto(pathToFileURL(join(work, "public/report.html")).href);
	const tables = plain.locator("section.exhibit table");
	assert.ok(await tables.count() >= 10);
	assert.equal(await plain.locator("section.exhibit table:visible").count(), await tables.count());
	await context.browser().close();
});

await test("who listens is told what signs and charts show", "public/report.html", async (page) => {
	const tiles = await page.locator(".tiles").ariaSnapshot();
	assert.match(tiles, /上升1位/);
	assert.doesNotMatch(tiles, /[▲▼]/);
	const said = await page.$$eval("section.exhibit .tools button", (buttons) => buttons.map((b) =>
		document.getElementById(b.getAttribute("aria-describedby")).textContent));
	assert.equal(new Set(said).size, await page.locator("section.exhibit .chart").count());
});

await test("a source under every table and chart, region and period over every figure", "public/report.html", async (page) => {
	const lacking = await page.$$eval("section.exhibit", (sections) => sections.filter((s) =>
		!/：.{4}/.test(s.querySelector(".source").innerText) ||
		(s.querySelector(".chart") && !/20\d\d年/.test(s.querySelector(".scope").innerText))).map((s) => s.id));
	assert.deepEqual(lacking, []);
});

for (const [lang, other] of [["zh", /[A-Za-z]{4,}/], ["en", /[\u4e00-\u9fff]/]])
	await test(`a bulletin is in one language: ${lang}`, `index/331024/bulletin.${lang}.html`, async (page) => {
		await fits(page);
		const table = await page.locator("table").innerText();
		assert.ok(table.length > 100);
		assert.doesNotMatch(table, other);
	}, { width: 900 });

await test("no edition tells where things lie on the machine", "internal/report.html", async () => {
	for (const edition of ["public", "internal", "many", "index/331024"])
		for (const file of ["report.html", "bulletin.zh.md", "tables/provenance.zh.csv", "tables/quality.zh.csv"])
			if (edition !== "many" || !file.startsWith("tables"))
				assert.ok(!readFileSync(join(work, edition, file), "utf8").includes(work), `${edition}/${file}`);
});

await test("the index leads to every page and back", "index/index.html", async (page) => {
	const index = page.url(), region = page.locator("tbody a").first();
	const target = new URL(await region.getAttribute("href"), index).href;
	await region.click();
	await page.waitForURL(target);
	await chartsAreDrawn(page);
	await page.locator("nav a").first().click();
	await page.waitForURL(index);
});

await browser.close();
rmSync(profile, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
