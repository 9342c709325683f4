# For the cases of rd-fetch: nginx on loopback over www/, and certificates.

# serve_by_nginx: starts it with the servers described on standard input, in which PORT1 to
# PORT9 stand for ports; they are in $port1 and so on afterwards. It ends with the case.
serve_by_nginx() {
	local template attempt start i
	command -v nginx >/dev/null || { echo "nginx is missing" >&2; exit 77; }
	template=$(cat)
	mkdir -p www nginx
	for attempt in 1 2 3 4 5 6 7 8 9; do
		# some ports that are free, it is to be hoped
		start=$((RANDOM % 20000 + 20000))
		nginx_configuration "$template" "$start" >nginx/conf
		nginx -p "$PWD" -e nginx/errors -c nginx/conf -g 'daemon off;' 2>nginx/said &
		nginx_process=$!
		until [ -s nginx/pid ] || ! kill -0 $nginx_process 2>/dev/null; do sleep 0.02; done
		[ -s nginx/pid ] && break
		[ "$attempt" != 9 ] || { cat nginx/said >&2; exit 1; }
	done
	trap 'kill $nginx_process; wait $nginx_process || true' EXIT
	for i in 1 2 3 4 5 6 7 8 9; do
		export "port$i=$((start + i))"
	done
}

nginx_configuration() { # TEMPLATE START
	local user='' i servers=$1
	[ "$(id -u)" != 0 ] || user='user root;'
	for i in 1 2 3 4 5 6 7 8 9; do
		servers=${servers//PORT$i/$(($2 + i))}
	done
	cat <<-END
		$user
		pid $PWD/nginx/pid;
		events {}
		http {
			log_format asked '\$request_method \$request_uri \$server_protocol \$status \$http_range';
			access_log $PWD/nginx/access asked;
			client_body_temp_path $PWD/nginx/body;
			proxy_temp_path $PWD/nginx/proxy;
			fastcgi_temp_path $PWD/nginx/fastcgi;
			uwsgi_temp_path $PWD/nginx/uwsgi;
			scgi_temp_path $PWD/nginx/scgi;
			types { text/csv csv; application/json json; }
			root $PWD/www;
			ssl_protocols TLSv1.2 TLSv1.3;
			$servers
		}
	END
}

# asked_nginx: what it was asked since the last time
asked_nginx() {
	# it logs after it has answered
	sleep 0.1
	cat nginx/access
	: >nginx/access
}

# certificates: an authority, and what it has signed: good, expired, of another host, and one
# for a client; in tls/
certificates() {
	mkdir -p tls
	(
		cd tls || exit
		exec 2>openssl
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
			-subj '/CN=authority of the test' -keyout ca.key -out ca.pem
		: >index
		printf '[ca]\ndefault_ca = here\n[here]\ndatabase = index\nserial = serial\nnew_certs_dir = .\npolicy = any\ncopy_extensions = copy\ndefault_md = sha256\n[any]\ncommonName = supplied\n' >conf
		sign good 20240101000000Z 20740101000000Z 'IP:127.0.0.1,DNS:localhost'
		sign expired 20230101000000Z 20240101000000Z 'IP:127.0.0.1'
		sign elsewhere 20240101000000Z 20740101000000Z 'DNS:example.org'
		sign client 20240101000000Z 20740101000000Z 'DNS:bureau'
	)
}

sign() { # NAME FROM TO ALTERNATIVE-NAMES
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
		-addext "subjectAltName=$4" -keyout "$1.key" -out "$1.request"
	openssl ca -config conf -batch -notext -rand_serial -cert ca.pem -keyfile ca.key \
		-startdate "$2" -enddate "$3" -in "$1.request" -out "$1.pem"
}
