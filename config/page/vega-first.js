/*
 * Vega, https://vega.github.io/vega/, from Debian's package libjs-vega.
 * Copyright 2015-2022 University of Washington Interactive Data Lab; parts, from D3,
 * copyright 2010-2022 Mike Bostock. BSD 3-Clause License and ISC License.
 */
(function () {
"use strict";
var modules = {}, loaded = {};
function define(name, body) { modules[name] = body; }
function require(name) {
	var module;
	if (name === "vega-selections") name = "vega-selection";
	if (!loaded[name]) {
		if (!modules[name]) throw new Error("no module " + name);
		module = { exports: {} };
		loaded[name] = module;
		modules[name](module.exports, module, require);
	}
	return loaded[name].exports;
}
