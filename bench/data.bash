# What bench/run needs before it can measure: programs, peers, configurations, data.

duckdb=$PEERS/node_modules/@duckdb/node-bindings-linux-x64

need_programs() {
	MAKEFLAGS= make -s -C "$top" CC="${CC-cc}" all build/bench/generate build/bench/measure build/bench/walls
	[ -d "$PEERS/node_modules/chdb" ] || {
		command -v npm >/dev/null || "$top/docker/install-packages" peers
		(cd "$PEERS" && npm install --no-audit --no-fund --silent --prefix . \
			@duckdb/node-bindings-linux-x64@1.5.6-r.1 nodejs-polars@0.26.1 \
			nodejs-polars-linux-x64-gnu@0.26.1 chdb@3.4.0)
	}
	gcc -O2 -o "$build/duckdb" "$top/bench/peers/duckdb.c" "$duckdb/libduckdb.so" "-Wl,-rpath,$duckdb"
	need_configuration "$build/config"
	need_configuration "$build/config-rank"
	cp "$top/bench/config/rank/indicators.json" "$build/config-rank"
}

# A configuration of its own: the tasks stay the same when the project's indicators change.
need_configuration() { # DIRECTORY
	mkdir -p "$1/mappings"
	cp "$top"/config/regions.csv "$top"/config/industries.csv "$top"/bench/config/*.json "$1"
	cp "$top"/bench/config/mappings/* "$1/mappings"
}

# need_file FILE COMMAND...: makes it from the command's standard output, unless it is there
need_file() {
	local file=$1
	shift
	[ -s "$file" ] || { mkdir -p "${file%/*}"; "$@" >"$file.tmp" && mv "$file.tmp" "$file"; }
}

need_returns() { # ROWS
	raw=$data/$1/returns.csv
	need_file "$raw" "$build/generate" "$build/config" "$1"
}

need_panel() { # ROWS
	need_returns "$1"
	panel=$data/$1/panel/panel.csv
	[ -s "$panel" ] && return
	rd-normalize -q -c "$build/config" -s returns -o "$data/$1/facts" "$raw"
	rd-panel -q -c "$build/config" -o "$data/$1/panel" "$data/$1/facts/facts.csv"
	rd-aggregate -q -c "$build/config" -o "$data/$1/cells" "$panel"
	rd-ratio -q -c "$build/config" -o "$data/$1/ratio" "$data/$1/cells/cells.csv"
}

# need_sources DIRECTORY FILE...: a configuration whose sources are the files, by their names
need_sources() {
	local to=$1 file name comma=
	shift
	need_configuration "$to"
	{
		echo '{"sources": ['
		for file; do
			name=$(basename "$file" .csv)
			cp "$top/bench/config/mappings/returns.json" "$to/mappings/$name.json" 2>/dev/null || true
			echo "$comma{\"name\": \"$name\", \"address\": \"$file\"}"
			comma=,
		done
		echo ']}'
	} >"$to/sources.json"
}

# Sixty months as sixty sources, and the state of a run over all but the last.
need_months() {
	local month
	months=$data/$rows/months
	for month in {01..60}; do
		need_file "$months/raw/month-$month.csv" "$build/generate" "$build/config" "$rows" $((10#$month))
	done
	need_sources "$months/config-all" "$months"/raw/*.csv
	need_sources "$months/config-before" $(ls "$months"/raw/*.csv | head -n 59)
	need_sources "$months/config-alone" "$months/raw/month-60.csv"
	[ -e "$months/by-period/current" ] || rd-run -q -c "$months/config-before" -o "$months/by-period" --by-period
}

prepare() { # TASK
	case $1 in
	rank | chain) need_returns "$rows"; cat "$raw" >/dev/null ;;
	month) need_months ;;
	growth) for n in $growth; do need_returns "$n"; done ;;
	small) need_panel $((rows < 1000000 ? rows : 1000000)) ;;
	fetch) need_server ;;
	report) for n in $(tools_of report); do need_figures "$n"; done ;;
	gzip)
		need_panel "$rows"
		written=$data/$rows/panel-gz/panel.csv.gz
		mkdir -p "${written%/*}"
		[ -s "$written" ] || rd-panel -q -c "$build/config" -o "$written" "$data/$rows/facts/facts.csv"
		cat "$written" >/dev/null
		;;
	gzip-one)
		need_panel "$rows"
		need_file "$panel.gz" gzip -c "$panel"
		cat "$panel.gz" >/dev/null
		;;
	*)
		need_panel "$rows"
		cat "$raw" "$panel" >/dev/null # into the page cache
		;;
	esac
}
