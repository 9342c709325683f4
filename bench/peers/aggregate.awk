# The sums of rd-aggregate's cells, by county and month, from panel.csv: without a reader of CSV,
# fields in quotes are taken out of the line, which may go on for several.
{
	while (gsub(/"/, "\"") % 2) {
		line = $0
		getline
		$0 = line "\n" $0
	}
	gsub(/"[^"]*"/, "")
	n = split($0, f, ",")
	if (NR == 1) {
		for (i = 1; i <= n; i++) at[f[i]] = i
		next
	}
	key = f[at["region"]] "," f[at["period"]]
	rd = f[at["rd_expense"]]; revenue = f[at["revenue"]]; last = f[at["rd_expense_ly_panel"]]
	count[key]++
	if (rd != "" && rd > 0) positive[key]++
	sum[key] += rd
	if (revenue != "") rd_paired[key] += rd
	if (rd != "") revenue_paired[key] += revenue
	if (last != "") rd_matched[key] += rd
	if (rd != "") last_matched[key] += last
}
END {
	for (key in count)
		printf "%s,%d,%d,%.0f,%.0f,%.0f,%.0f,%.0f\n", key, count[key], positive[key], sum[key],
			rd_paired[key], revenue_paired[key], rd_matched[key], last_matched[key]
}
