# Fetching: 500 files of 200 kB and one of 1 GB from nginx on loopback, and the 500 unchanged,
# by rd-fetch, curl, aria2 and wget, eight connections at a time. `synced` is the disk alone:
# the same files copied, and one wait until they are on it.

fetch_files=500 connections=8
fetchers='rdstat-many curl-many aria2-many wget-many synced-many
	rdstat-one curl-one aria2-one wget-one synced-one rdstat-unchanged curl-unchanged'

need_server() {
	local www=$data/www i
	fetched=$data/fetched
	mkdir -p "$www"
	[ -s "$www/one" ] || head -c 1000000000 /dev/urandom >"$www/one"
	for ((i = 1; i <= fetch_files; i++)); do
		[ -s "$www/many-$i" ] || dd if="$www/one" of="$www/many-$i" bs=200000 skip="$i" count=1 status=none
	done
	port=$(awk 'BEGIN { srand(); print 20000 + int(rand() * 10000) }')
	cat >"$data/nginx.conf" <<-END
		worker_processes 2;
		pid $data/nginx.pid;
		error_log $data/nginx.log;
		daemon off;
		events {}
		http {
			access_log off;
			client_body_temp_path $data/nginx-temp;
			proxy_temp_path $data/nginx-temp;
			fastcgi_temp_path $data/nginx-temp;
			uwsgi_temp_path $data/nginx-temp;
			scgi_temp_path $data/nginx-temp;
			sendfile on;
			server { listen 127.0.0.1:$port; root $www; }
		}
	END
	nginx -c "$data/nginx.conf" -e "$data/nginx.log" &
	server=$!
	trap 'kill $server; rm -rf "$data/answers"' EXIT
	until curl -s -o "$data/said" "http://127.0.0.1:$port/many-1"; do sleep 0.1; done
	need_fetches many $(seq -f 'many-%.0f' "$fetch_files")
	need_fetches one one
	rm -rf "$data/unchanged-rdstat" "$data/unchanged-curl" "$data/answers"
	answer=$data/unchanged-rdstat fetched_by rdstat many
	answer=$data/unchanged-curl etags=etags- fetched_by curl many
	mkdir "$data/answers"
	# Directories below it are put far apart, see below.
	chattr +T "$data/answers" 2>/dev/null || true
}

# need_fetches SET NAME...: the same list of addresses in the form of each tool
need_fetches() {
	local set=$1 name comma=
	shift
	mkdir -p "$data/sources-$set"
	{
		echo "{\"pace\": {\"parallel\": $connections, \"per_host\": $connections}, \"sources\": ["
		for name; do
			echo "$comma{\"name\": \"$name\", \"address\": \"http://127.0.0.1:$port/$name\"}"
			comma=,
		done
		echo ']}'
	} >"$data/sources-$set/sources.json"
	echo '{}' >"$data/sources-$set/returns.json"
	printf "http://127.0.0.1:$port/%s\n" "$@" >"$data/urls-$set"
	printf "url = http://127.0.0.1:$port/%s\nremote-name\netag-save = %s.etag\netag-compare = %s.etag\nnext\n" \
		$(for name; do echo "$name $name $name"; done) | sed '$d' >"$data/curl-etags-$set"
	printf "url = http://127.0.0.1:$port/%s\nremote-name\n" "$@" >"$data/curl-$set"
}

# fetched_by TOOL SET: into $answer, measured only where $taken is asked for
fetched_by() {
	local run=${measure-}
	mkdir -p "$answer"
	case $1 in
	rdstat) $run rd-fetch -q -c "$data/sources-$2" --store "$answer/store" -o "$answer/out" ;;
	curl)
		(cd "$answer" && $run curl -s --parallel --parallel-max "$connections" \
			-K "$data/curl-${etags-}$2")
		;;
	aria2)
		(cd "$answer" && $run aria2c -q -j "$connections" -x 1 --file-allocation=none \
			--allow-overwrite=true -i "$data/urls-$2")
		;;
	synced)
		# shellcheck disable=SC2016 # for the shell within
		(cd "$answer" && $run sh -c 'cp "$@" . && sync -f .' sh \
			$(sed "s|.*/|$data/www/|" "$data/urls-$2"))
		;;
	wget) (cd "$answer" && $run xargs -P "$connections" -n 63 wget -q <"$data/urls-$2") ;;
	esac
}

# Each has its own directory, and many files are not removed before the end: ext4 looks long for
# a number that a file which was just removed did not have.
before_fetch() { # TOOL-SET
	rm -rf "$data/answers/"*-one.*
	answer=$data/answers/$1.$round
	case $1 in
	*-unchanged) cp -a "$data/unchanged-${1%-*}" "$answer" ;;
	esac
	sync -f "$data/answers"
}

fetch() { # TOOL-SET
	local measure=measured set=${1#*-} etags=
	[ "$set" != unchanged ] || set=many etags=etags-
	fetched_by "${1%-*}" "$set"
}

answer_of_fetch() { # TOOL-SET
	case $1 in
	rdstat-*) find -L "$answer"/out/raw -type f -exec sha256sum {} + ;;
	*) find "$answer" -type f ! -name '*.etag' -exec sha256sum {} + ;;
	esac | cut -c 1-64
}
