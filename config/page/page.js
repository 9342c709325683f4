/*
 * What the page does where JavaScript is allowed: draw the charts from the tables, fold the
 * tables behind them, sort and filter lists. Without it everything is there as tables.
 */
(function () {
	"use strict";

	var words = {
		showTable: { zh: "显示数据表", en: "Show the table" },
		hideTable: { zh: "收起数据表", en: "Hide the table" },
		filter: { zh: "筛选……", en: "Filter…" },
		rows: { zh: "行", en: "rows" }
	};

	/* Width of a chart on A4 while the page is being printed, in CSS pixels. */
	var A4 = 680;
	var printing = 0;

	function language() {
		return document.getElementById("lang-en").checked ? "en" : "zh";
	}

	/* What a person sees of an element in the language chosen. */
	function textOf(node, lang) {
		if (node.nodeType === Node.TEXT_NODE)
			return node.data;
		if (node.nodeType !== Node.ELEMENT_NODE || (node.lang && node.lang !== lang))
			return "";
		return Array.from(node.childNodes, function (child) {
			return textOf(child, lang);
		}).join("");
	}

	function number(text) {
		return /^-?[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : null;
	}

	/* --- Tables as data ------------------------------------------------------------------ */

	function columnsOf(table, lang) {
		return Array.from(table.tHead.rows[0].cells, function (cell) {
			var unit = cell.querySelector(".unit");
			var whole = textOf(cell, lang).trim();
			var unitText = unit ? textOf(unit, lang).trim() : "";
			return {
				id: cell.dataset.id,
				title: (unit ? whole.slice(0, whole.length - unitText.length) : whole).trim(),
				unit: unitText,
				numeric: cell.classList.contains("n")
			};
		});
	}

	function rowsOf(table, columns, lang) {
		return Array.from(table.tBodies[0].rows, function (row, index) {
			var datum = {
				row: index,
				own: row.classList.contains("own"),
				total: row.classList.contains("total")
			};
			columns.forEach(function (column, i) {
				var text = textOf(row.cells[i], lang).trim();
				datum[column.id] = column.numeric ? number(text) : text;
			});
			return datum;
		});
	}

	/* One datum for each number: for charts of many like columns. */
	function longRowsOf(table, columns, lang) {
		var data = [];
		Array.from(table.tBodies[0].rows).forEach(function (row, index) {
			columns.forEach(function (column, i) {
				if (!column.numeric)
					return;
				data.push({
					row: index,
					name: textOf(row.cells[0], lang).trim(),
					series: column.title,
					kind: column.id,
					order: i,
					value: number(textOf(row.cells[i], lang).trim())
				});
			});
		});
		return data;
	}

	/* --- Charts ------------------------------------------------------------------------------ */

	function specification(name) {
		var element = document.getElementById("chart-" + name);
		if (element)
			return JSON.parse(element.textContent);
		return window.rdstatCharts ? JSON.parse(JSON.stringify(window.rdstatCharts[name])) : null;
	}

	function draw(chart) {
		var lang = language();
		var table = document.getElementById(chart.dataset.table);
		var spec = specification(chart.dataset.chart);
		var theme = specification("theme");
		var columns = columnsOf(table, lang);
		var labels = {};
		var meta = spec.usermeta || {};
		var long = meta.form === "long";
		var rows = long ? longRowsOf(table, columns, lang) : rowsOf(table, columns, lang);
		var view;

		columns.forEach(function (column) {
			labels[column.id] = column.title + (column.unit ? (lang === "zh" ? "（" + column.unit + "）" : " (" + column.unit + ")") : "");
		});
		spec.width = printing || Math.max(280, chart.clientWidth);
		if (meta.row)
			spec.height = table.tBodies[0].rows.length * meta.row + (meta.head || 0);
		spec.data = [{ name: "table", values: rows }].concat(spec.data || []);
		spec.signals = [
			{ name: "labels", value: labels },
			{ name: "lang", value: lang },
			{ name: "count", value: table.tBodies[0].rows.length },
			{ name: "wide", value: spec.width }
		].concat(spec.signals || []);
		view = new vega.View(vega.parse(spec, theme, { ast: true }), {
			expr: vega.expressionInterpreter,
			renderer: "svg",
			container: chart,
			hover: false,
			logLevel: vega.Warn
		});
		view.run();
		chart.firstElementChild.setAttribute("aria-label", textOf(table.caption, lang).trim());
		chart.dataset.drawn = lang;
	}

	function drawAll() {
		if (!window.vega)
			return;
		document.querySelectorAll(".chart[data-chart]").forEach(draw);
	}

	/* --- Folding, sorting, filtering ----------------------------------------------------------- */

	function say(element, word) {
		var lang = language();
		if (element.tagName === "INPUT") {
			element.placeholder = word[lang];
			element.setAttribute("aria-label", word[lang]);
		} else {
			element.textContent = word[lang];
		}
		element.sayAgain = function () { say(element, word); };
	}

	function foldable(section) {
		var button = document.createElement("button");
		var data = section.querySelector(".data");
		var heading = section.querySelector("h2");
		function show(open) {
			data.classList.toggle("folded", !open);
			button.setAttribute("aria-expanded", String(open));
			say(button, open ? words.hideTable : words.showTable);
		}
		button.type = "button";
		button.className = "spoken";
		button.addEventListener("click", function () {
			show(data.classList.contains("folded"));
		});
		heading.id = section.id + "-title";
		button.setAttribute("aria-describedby", heading.id);
		section.querySelector(".tools").append(button);
		show(false);
	}

	function compare(a, b) {
		var x = number(a), y = number(b);
		if (x !== null && y !== null)
			return x - y;
		if (x === null && y === null)
			return a.localeCompare(b, language() === "zh" ? "zh-Hans" : "en");
		return x === null ? 1 : -1;
	}

	function sortBy(table, index, descending) {
		var lang = language();
		var body = table.tBodies[0];
		Array.from(body.rows).map(function (row) {
			return { row: row, key: textOf(row.cells[index], lang).trim() };
		}).sort(function (a, b) {
			return descending ? compare(b.key, a.key) : compare(a.key, b.key);
		}).forEach(function (item) {
			body.append(item.row);
		});
	}

	function sortable(table) {
		var heads = Array.from(table.tHead.rows[0].cells);
		heads.forEach(function (head, index) {
			var button = document.createElement("button");
			button.type = "button";
			button.append.apply(button, Array.from(head.childNodes));
			head.append(button);
			button.addEventListener("click", function () {
				var descending = head.getAttribute("aria-sort") === "ascending";
				heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
				head.setAttribute("aria-sort", descending ? "descending" : "ascending");
				sortBy(table, index, descending);
			});
		});
	}

	function filterable(section, table) {
		var input = document.createElement("input");
		var count = document.createElement("span");
		function apply() {
			var wanted = input.value.trim().toLowerCase();
			var shown = 0;
			Array.from(table.tBodies[0].rows).forEach(function (row) {
				row.hidden = textOf(row, language()).toLowerCase().indexOf(wanted) < 0;
				shown += row.hidden ? 0 : 1;
			});
			count.textContent = shown + " " + words.rows[language()];
		}
		input.type = "search";
		input.className = "spoken";
		say(input, words.filter);
		count.className = "spoken";
		count.setAttribute("role", "status");
		count.sayAgain = apply;
		input.addEventListener("input", apply);
		section.querySelector(".tools").append(input, count);
		apply();
	}

	/* --- Starting ---------------------------------------------------------------------------- */

	function speak() {
		document.documentElement.lang = language();
		document.querySelectorAll(".spoken").forEach(function (element) {
			element.sayAgain();
		});
		drawAll();
	}

	function start() {
		var width = window.innerWidth;
		document.querySelectorAll("section.exhibit").forEach(function (section) {
			var table = section.querySelector("table");
			if (section.querySelector(".chart") && window.vega)
				foldable(section);
			if (section.classList.contains("list")) {
				sortable(table);
				filterable(section, table);
			}
		});
		if (/^en/.test(location.hash.slice(1)))
			document.getElementById("lang-en").checked = true;
		document.querySelectorAll(".choice").forEach(function (choice) {
			choice.addEventListener("change", speak);
		});
		window.addEventListener("beforeprint", function () {
			printing = A4;
			drawAll();
		});
		window.addEventListener("afterprint", function () {
			printing = 0;
			drawAll();
		});
		window.addEventListener("resize", function () {
			if (!printing && window.innerWidth !== width)
				drawAll();
			width = window.innerWidth;
		});
		speak();
	}

	start();
})();
