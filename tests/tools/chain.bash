# For cases: the stages from facts to ranks, with the configuration in tests/config.

tiny=("-q" "-c" "$TOP/tests/config")
surroundings=() # for env(1)

# invent DIRECTORY [OPTION...] SEED: random facts in DIRECTORY
invent() {
	local directory=$1
	shift
	mkdir -p "$directory"
	"$TOP/build/tests/random_facts" "$@" "$directory"
}

# stage PROGRAM OUT FILE...
stage() {
	local program=$1 out=$2
	shift 2
	env "${surroundings[@]}" "$program" "${tiny[@]}" -o "$out" "$@"
}

# chain OUT FACTS...: panel.csv, cells.csv, indicators.csv and rankings.csv in OUT
chain() {
	local out=$1
	shift
	stage rd-panel "$out" "$@"
	stage rd-aggregate "$out" "$out/panel.csv"
	stage rd-ratio "$out" "$out/cells.csv"
	stage rd-rank "$out" "$out/indicators.csv"
}

# same A B: says so if two files differ
same() {
	cmp "$1" "$2" || { diff "$1" "$2" | head -n 20; return 1; }
}
