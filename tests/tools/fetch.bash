# For the cases of rd-fetch: servers on loopback, and a configuration made on the spot.

# serve: starts build/tests/bad_server over www/, which logs what it is asked in www/log.
# It ends with the case.
serve() {
	mkdir -p www
	mkfifo hold
	"$TOP/build/tests/bad_server" www <hold >port &
	exec 9>hold
	until [ -s port ]; do sleep 0.01; done
	port=$(cat port)
	export http=http://127.0.0.1:$port
}

# returns LINES: that many lines of CSV, 20 bytes each
returns() {
	seq -f 'enterprise-%05.0f,7' "$1"
}

# configure: config/sources.json from standard input, which may use $http and the like
configure() {
	mkdir -p config
	echo '{}' >config/returns.json
	cat >config/sources.json
}

# quickly SOURCES: the same around a list of sources, with short pauses between tries
quickly() {
	configure <<-END
		{
		  "defaults": {
		    "retry": {"tries": 3, "wait_ms": 1},
		    "limits": {"connect_seconds": 5, "low_speed_seconds": 20}
		  },
		  "sources": [$1]
		}
	END
}

# source NAME ADDRESS [MEMBERS]
source_at() {
	printf '{"name": "%s", "address": "%s"%s}' "$1" "$2" "${3:+, $3}"
}

# fetch [OPTION]...: runs it into out/, with the messages and the exit code on standard
# output, to be sorted where sources end in any order. Ports and libcurl's words change from run to run.
fetch() {
	local code=0
	rd-fetch -c config -o out "$@" >messages 2>&1 || code=$?
	sed "s/127\.0\.0\.1:[0-9]*/SERVER/g; s/localhost:[0-9]*/OTHER/g; s/^rd-fetch: //
		s/\(cut\|no connection\|too slow\|decoded\) ([^()]*)/\1/" messages
	echo "exit $code"
}

# asked: what the server was asked since the last time
asked() {
	sed "s/127\.0\.0\.1:[0-9]*/SERVER/g" www/log
	: >www/log
}

# record SOURCE KEY...: of each of its files in fetch.json
record() {
	local source=$1
	shift
	awk -v source="\"$source\"," -v keys=" $* " '
		$1 == "\"name\":" { here = $2 == source }
		here && /^          "/ {
			key = $1
			gsub(/[":]/, "", key)
			if (index(keys, " " key " ")) { sub(/,$/, ""); sub(/^ */, ""); print }
		}' out/fetch.json | sed "s/127\.0\.0\.1:[0-9]*/SERVER/g; s/localhost:[0-9]*/OTHER/g"
}

# leftovers: what should not be in out/
leftovers() {
	find out -name '*.tmp' -o -name '*.part' -o -name .fetch
	find out/raw -type f -size 0
}
