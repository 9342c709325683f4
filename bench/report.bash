# The task `report`: pages of the first regions of the country, from figures of as many.

# need_figures REGIONS: fifty enterprises for each, over the last twelve of the sixty months
need_figures() {
	local d=$data/report-$1
	[ -s "$d/rank/rankings.csv" ] && return
	rm -rf "$d"
	mkdir -p "$d"
	cp -R "$top/config" "$d/config"
	head -n $(($1 + 1)) "$top/config/regions.csv" >"$d/config/regions.csv"
	cp "$top/bench/config/mappings/returns.json" "$d/config/mappings"
	awk -F, 'NR > 1 { printf "%s\"%s\"", (NR > 2 ? ", " : ""), $1 }' "$d/config/regions.csv" >"$d/codes"
	sed -i "s/\"regions\": \[.*\],/\"regions\": [$(cat "$d/codes")],/; s/\"data\": true/\"data\": false/" \
		"$d/config/report.json"
	sed -i '/"documents": \[/,/\],/c\  "documents": ["report.html"],' "$d/config/report.json"
	"$build/generate" "$d/config" $(($1 * 50 * 60)) 49 60 >"$d/returns.csv"
	rd-normalize -q -c "$d/config" -s returns -o "$d/facts" "$d/returns.csv"
	rd-panel -q -c "$d/config" -o "$d/panel" "$d/facts/facts.csv"
	rd-aggregate -q -c "$d/config" -o "$d/cells" "$d/panel/panel.csv"
	rd-ratio -q -c "$d/config" -o "$d/ratio" "$d/cells/cells.csv"
	rd-rank -q -c "$d/config" -o "$d/rank" "$d/ratio/indicators.csv"
	rm -rf "$d/returns.csv" "$d/facts" "$d/panel" "$d/cells"
}

report() { # REGIONS
	local d=$data/report-$1
	measured rd-report -q -c "$d/config" -o "$answer" "$d/ratio/indicators.csv" "$d/rank/rankings.csv"
}
