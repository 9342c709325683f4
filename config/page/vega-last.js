/* No maps, so nothing of d3-geo-projection but the name. */
define("d3-geo-projection", function () {});
(function () {
	var transforms = require("vega-dataflow").transforms;
	["vega-transforms", "vega-view-transforms", "vega-encode", "vega-label"].forEach(function (name) {
		Object.assign(transforms, require(name));
	});
	window.vega = {
		View: require("vega-view").View,
		Warn: require("vega-util").Warn,
		parse: require("vega-parser").parse,
		expressionInterpreter: require("vega-interpreter").expressionInterpreter
	};
})();
})();
