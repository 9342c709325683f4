# A table from lines of: task tool round wall cpu kilobytes read written answer
#
# Medians; the ratio is of wall time to the first tool's in the same round, with its range. In
# "fetch" and "threads" a tool is HOW-WHAT or WHAT-HOW: it is held against the first with its WHAT.

function median(list, n,    i, j, t) {
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && list[j] < list[j - 1]; j--) {
			t = list[j]; list[j] = list[j - 1]; list[j - 1] = t
		}
	return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

function what(task, tool) {
	if (task == "fetch")
		sub(/^[^-]*-/, "", tool)
	else if (task == "threads")
		sub(/-.*/, "", tool)
	else
		tool = ""
	return tool
}

{
	tool = $2
	if (!(what($1, tool) in first)) first[what($1, tool)] = tool
	base[tool] = first[what($1, tool)]
	if (!(tool in n)) order[++tools] = tool
	n[tool]++
	wall[tool, $3] = $4; cpu[tool, $3] = $5; peak[tool, $3] = $6
	bytes[tool] = $7; written[tool] = $8
	if ($9 != "-" && $3 == 1) answer[tool] = $9
}

END {
	printf "%d rounds.\n\n", n[order[1]]
	print "| tool | wall s | CPU s | peak MB | read MB | written MB | read MB/s | wall ÷ first (range) | answer |"
	print "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
	for (k = 1; k <= tools; k++) {
		tool = order[k]; low = 1e9; high = 0; m = n[tool]
		for (i = 1; i <= m; i++) {
			w[i] = wall[tool, i]; c[i] = cpu[tool, i]; p[i] = peak[tool, i]
			one = wall[base[tool], i]
			r[i] = wall[tool, i] / (one ? one : 0.0005)
			if (r[i] < low) low = r[i]
			if (r[i] > high) high = r[i]
		}
		seconds = median(w, m)
		same = !(tool in answer) || !(base[tool] in answer) ? "" : answer[tool] == answer[base[tool]] ? "same" : "DIFFERS"
		printf "| %s | %.3f | %.3f | %.0f | %.0f | %.0f | %.0f | %.2f (%.2f–%.2f) | %s |\n", tool,
			seconds, median(c, m), median(p, m) / 1024, bytes[tool] / 1e6, written[tool] / 1e6,
			bytes[tool] / 1e6 / (seconds ? seconds : 0.0005), median(r, m), low, high, same
	}
}
