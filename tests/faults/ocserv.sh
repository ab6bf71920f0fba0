# Faults of ocserv and of openconnect in front of it. Sourced by make.sh. Long because each fault is a
# function of its own.

MADE_OC="$(version ocserv), $(version openconnect)"

# oc_network: server vpn1, a laptop that trusts the root; both know the usual certificates.
oc_network() {
    MADE_BY="$MADE_OC"
    network vpn1.example.com laptop7.example.com
    trust client root
    trust server root
    give server root /etc/ocserv
    OC_CERT=vpn1
    OC_AUTH='plain[passwd=/etc/ocserv/ocpasswd]'
    OC_MORE=
    OC_ARGS=
    printf 'Sommer.2026\nSommer.2026\n' | on server ocpasswd -c /etc/ocserv/ocpasswd alice
    printf 'Herbst.2026\nHerbst.2026\n' | on server ocpasswd -c /etc/ocserv/ocpasswd bob
    printf 'Winter.2026\nWinter.2026\n' | on server ocpasswd -c /etc/ocserv/ocpasswd carol
}

# oc_server: the configuration of an admin who read the sample; log-level as much as one step up.
oc_server() {
    [ -e "$CA/$OC_CERT.pem" ] && give server "$OC_CERT" /etc/ocserv
    put server /etc/ocserv/ocserv.conf <<-END
		auth = "$OC_AUTH"
		tcp-port = 443
		udp-port = 443
		run-as-user = nobody
		run-as-group = daemon
		socket-file = /run/ocserv-socket
		server-cert = /etc/ocserv/$OC_CERT.pem
		server-key = /etc/ocserv/$OC_CERT.key
		ca-cert = /etc/ocserv/root.pem
		isolate-workers = ${OC_ISOLATE:-true}
		max-clients = ${OC_MAX:-16}
		max-same-clients = ${OC_SAME:-2}
		keepalive = 32400
		dpd = ${OC_DPD:-90}
		mobile-dpd = 1800
		switch-to-tcp-timeout = 25
		try-mtu-discovery = ${OC_MTU:-false}
		cert-user-oid = 0.9.2342.19200300.100.1.1
		tls-priorities = "${OC_TLS:-NORMAL:%SERVER_PRECEDENCE:-VERS-SSL3.0}"
		auth-timeout = 240
		min-reauth-time = 300
		max-ban-score = 80
		ban-reset-time = 1200
		cookie-timeout = ${OC_COOKIE:-300}
		rekey-time = 172800
		use-occtl = true
		pid-file = /run/ocserv.pid
		log-level = ${OC_LEVEL:-2}
		device = vpns
		predictable-ips = true
		default-domain = example.com
		ipv4-network = ${OC_POOL:-10.30.0.0/24}
		dns = 10.20.0.53
		ping-leases = false
		route = 10.20.0.0/16
		cisco-client-compat = true
		dtls-legacy = true
		$OC_MORE
	END
    on server bash -c "ocserv --foreground --pid-file /run/ocserv.pid --config /etc/ocserv/ocserv.conf > ${OC_OUT:-/var/log/ocserv.out} 2>&1 &"
    wait_for server /var/log/syslog 'ocserv.*(initialized|listening)' 10
}

# oc_client USER PASSWORD SECONDS [ARG…]: sign in, stay, hang up as Ctrl-C does.
oc_client() {
    local user=$1 password=$2 seconds=$3
    shift 3
    on client bash -c "printf '%s\n' '$password' | timeout -s INT $seconds openconnect -v --user=$user --passwd-on-stdin --non-inter $* >>/var/log/openconnect.log 2>&1"
    return 0
}

# oc_types USER PASSWORD…: sit before the client and type one password after the other.
oc_types() {
    local user=$1
    shift
    on client bash -c "(for word in $*; do sleep 1; echo \$word; done; sleep 4) | timeout -s INT 20 openconnect -v --user=$user vpn1.example.com >>/var/log/openconnect.log 2>&1"
    return 0
}

oc_keep() {
    keep client /var/log/openconnect.log client.log
    [ "${1:-}" = client ] || keep server /var/log/syslog server.log
}

fault_healthy_ocserv() {
    oc_network
    expect "none: sign-in, DTLS, traffic, sign-out"
    oc_server
    oc_client alice Sommer.2026 8 vpn1.example.com
    oc_client bob Herbst.2026 6 --timestamp vpn1.example.com
    oc_keep
}

# --- who signs in ---

fault_ocserv_wrong_password() {
    oc_network
    expect "a user types a wrong password three times" anyconnect-authentication-failure
    oc_server
    oc_types alice sommer.2026 Sommer2026 Sommer.2025
    oc_keep
}

fault_ocserv_unknown_user() {
    oc_network
    expect "the account does not exist on the server" anyconnect-authentication-failure
    oc_server
    oc_types alicia Sommer.2026 Sommer.2026 Sommer2026
    oc_keep
}

# oc_certificates NAME: alice signs in with this certificate, or with none.
oc_certificates() {
    OC_AUTH=certificate
    oc_server
    if [ -n "$1" ]; then
        give client "$1" /root
        oc_client alice '' 8 -c "/root/$1.pem" -k "/root/$1.key" vpn1.example.com
    else
        oc_client alice '' 8 vpn1.example.com
    fi
    oc_keep
}

fault_ocserv_user_certificate_expired() {
    oc_network
    expect "the user's certificate ran out two days ago" anyconnect-certificate-validation-failure
    oc_certificates alice-expired
}

fault_ocserv_user_certificate_wrong_ca() {
    oc_network
    expect "the user's certificate comes from an authority the server does not trust" anyconnect-certificate-validation-failure
    oc_certificates alice-other
}

fault_ocserv_user_certificate_missing() {
    oc_network
    expect "the client has no user certificate to offer" anyconnect-certificate-validation-failure
    oc_certificates ''
}

fault_ocserv_user_certificate_revoked() {
    oc_network
    expect "the user's certificate stands in the revocation list" anyconnect-certificate-validation-failure
    printf 'crl_next_update = 300\ncrl_number = 7\n' >"$CA/crl.tmpl"
    certtool --generate-crl --load-ca-privkey "$CA/root.key" --load-ca-certificate "$CA/root.pem" \
        --load-certificate "$CA/alice.pem" --template "$CA/crl.tmpl" --outfile "$CA/crl.pem" 2>/dev/null
    put server /etc/ocserv/crl.pem <"$CA/crl.pem"
    OC_MORE='crl = /etc/ocserv/crl.pem'
    oc_certificates alice
}

fault_healthy_ocserv_certificate() {
    oc_network
    expect "none: sign-in with a user certificate"
    oc_certificates alice
}

# A handful of names from one address, one password each: the server bans the address.
fault_ocserv_password_spray() {
    oc_network
    expect "one address tries one password with many names until the server bans it" vpn-password-spray-lockout
    oc_server
    for user in admin test vpn backup alice bob carol guest scan support; do
        oc_client "$user" Welcome1 8 vpn1.example.com
    done
    oc_keep
}

# --- the server's certificate ---

fault_ocserv_server_certificate_expired() {
    oc_network
    expect "the server's certificate ran out two days ago" anyconnect-untrusted-server-certificate
    OC_CERT=vpn1-expired
    oc_server
    oc_client alice Sommer.2026 8 vpn1.example.com
    oc_keep
}

fault_ocserv_server_certificate_wrong_name() {
    oc_network
    expect "the server's certificate bears another name" anyconnect-untrusted-server-certificate
    OC_CERT=wrong-name
    oc_server
    oc_client alice Sommer.2026 8 vpn1.example.com
    oc_keep
}

fault_ocserv_server_certificate_untrusted() {
    oc_network
    expect "the server's certificate comes from an authority the client does not trust" anyconnect-untrusted-server-certificate
    OC_CERT=vpn1-other
    oc_server
    oc_client alice Sommer.2026 8 --timestamp vpn1.example.com
    oc_keep
}

fault_ocserv_server_chain_incomplete() {
    oc_network
    expect "the server does not send its intermediate authority" anyconnect-untrusted-server-certificate
    OC_CERT=vpn1-sub
    oc_server
    oc_client alice Sommer.2026 8 vpn1.example.com
    oc_keep
}

fault_ocserv_client_clock_wrong() {
    oc_network
    expect "the computer's clock is years behind, so the server's certificate is not valid yet for it" anyconnect-untrusted-server-certificate
    oc_server
    on client bash -c "echo Sommer.2026 | faketime '2022-01-01 08:00:00' timeout 8 openconnect -v --user=alice --passwd-on-stdin --non-inter --timestamp vpn1.example.com >/var/log/openconnect.log 2>&1"
    oc_keep
}

# --- RADIUS behind the server; the RADIUS server itself is in radius.sh ---

# oc_radius SECRET: the server asks 10.20.0.5.
oc_radius() {
    OC_AUTH='radius[config=/etc/radcli/radiusclient.conf]'
    put server /etc/radcli/radiusclient.conf <<-END
		nas-identifier vpn1
		authserver 10.20.0.5
		acctserver 10.20.0.5
		servers /etc/radcli/servers
		dictionary /etc/radcli/dictionary
		default_realm
		radius_timeout ${OC_TIMEOUT:-10}
		radius_retries ${OC_RETRIES:-2}
		bindaddr *
	END
    echo "10.20.0.5 $1" | put server /etc/radcli/servers 600
}

fault_healthy_ocserv_radius() {
    oc_network
    expect "none: sign-in through RADIUS"
    aaa
    radius_server
    oc_radius northwind
    oc_server
    oc_client alice Sommer.2026 8 vpn1.example.com
    radius_keep radius.log
    oc_keep
}

fault_ocserv_radius_down() {
    oc_network
    expect "the RADIUS server is down" aaa-server-unreachable
    aaa
    OC_TIMEOUT=3 oc_radius northwind
    oc_server
    oc_client alice Sommer.2026 20 vpn1.example.com
    oc_keep
}

fault_ocserv_radius_dropped() {
    oc_network
    expect "a firewall drops what the VPN server sends to the RADIUS server" aaa-server-unreachable
    aaa
    on aaa nft add table inet f
    on aaa nft 'add chain inet f inp { type filter hook input priority 0; policy drop; }'
    OC_TIMEOUT=3 oc_radius northwind
    oc_server
    oc_client alice Sommer.2026 20 vpn1.example.com
    oc_keep
}

fault_ocserv_radius_secret() {
    oc_network
    expect "VPN server and RADIUS server have different shared secrets" aaa-server-unreachable
    aaa
    radius_server
    OC_TIMEOUT=3 oc_radius southwind
    oc_server
    oc_client alice Sommer.2026 20 vpn1.example.com
    radius_keep radius.log
    oc_keep
}

fault_ocserv_radius_reject() {
    oc_network
    expect "the RADIUS server refuses the password, three times" anyconnect-authentication-failure
    aaa
    radius_server
    oc_radius northwind
    oc_server
    oc_types alice sommer.2026 Sommer2026 Sommer.2025
    radius_keep radius.log
    oc_keep
}

fault_ocserv_radius_slow_approval() {
    oc_network
    expect "the second factor takes 20 seconds to be approved, the VPN server waits for six" radius-mfa-timeout
    aaa
    radius_wait push 20
    radius_server
    OC_TIMEOUT=3 oc_radius northwind
    oc_server
    oc_client alice Sommer.2026 40 vpn1.example.com
    sleep 12
    radius_keep radius.log
    oc_keep
}

# --- limits ---

fault_ocserv_pool_exhausted() {
    oc_network
    expect "the address pool has room for one session, a second user comes" vpn-address-pool-exhausted
    OC_POOL=10.30.0.0/30 oc_server
    oc_client alice Sommer.2026 12 vpn1.example.com &
    wait_for server /var/log/syslog 'alice.*user logged in'
    on client mv /var/log/openconnect.log /var/log/first.log
    oc_client bob Herbst.2026 6 vpn1.example.com
    wait $!
    oc_keep
}

fault_ocserv_max_clients() {
    oc_network
    expect "the server takes one session in all, a second user comes" vpn-license-limit
    OC_MAX=1 oc_server
    oc_client alice Sommer.2026 12 vpn1.example.com &
    wait_for server /var/log/syslog 'alice.*user logged in'
    on client mv /var/log/openconnect.log /var/log/first.log
    oc_client bob Herbst.2026 6 vpn1.example.com
    wait $!
    oc_keep
}

fault_ocserv_max_same_clients() {
    oc_network
    expect "one person signs in once more than allowed" vpn-license-limit
    OC_SAME=1 oc_server
    oc_client alice Sommer.2026 12 vpn1.example.com &
    wait_for server /var/log/syslog 'alice.*user logged in'
    on client mv /var/log/openconnect.log /var/log/first.log
    oc_client alice Sommer.2026 6 vpn1.example.com
    wait $!
    oc_keep
}

# --- the way ---

fault_ocserv_udp_blocked() {
    oc_network
    expect "a firewall on the way drops UDP 443" anyconnect-dtls-fallback
    oc_server
    drop udp dport 443
    oc_client alice Sommer.2026 45 --timestamp vpn1.example.com
    oc_keep
}

fault_ocserv_refused() {
    oc_network
    expect "the server's service was stopped" vpn-headend-unreachable
    oc_server
    on server pkill -TERM -o ocserv-main || on server pkill -TERM -o ocserv
    sleep 2
    oc_client alice Sommer.2026 8 vpn1.example.com
    oc_keep
}

fault_ocserv_port_taken() {
    oc_network
    expect "after a restart another web server holds the port of the VPN server" vpn-headend-unreachable
    web_server server 192.0.2.10 vpn1 'return 404;'
    oc_server
    oc_client alice Sommer.2026 8 vpn1.example.com
    oc_keep
}

fault_ocserv_dropped() {
    oc_network
    expect "a filter on the way drops everything to the server" vpn-headend-unreachable
    on client sysctl -qw net.ipv4.tcp_syn_retries=2
    oc_server
    drop ip daddr 192.0.2.10
    oc_client alice Sommer.2026 30 --timestamp vpn1.example.com
    oc_keep client
}

# A filter that looks into the packets: it lets the handshake of TCP pass and resets that of TLS.
fault_ocserv_tls_reset() {
    oc_network
    expect "a filter on the way lets TCP 443 through and resets the TLS handshake" vpn-protocol-blocked
    oc_server
    on router nft add table inet f
    on router nft 'add chain inet f way { type filter hook forward priority 0; }'
    on router nft add rule inet f way tcp dport 443 ip length '>' 200 reject with tcp reset
    oc_client alice Sommer.2026 15 vpn1.example.com
    oc_keep
}

fault_ocserv_no_route() {
    oc_network
    expect "the way to the server is gone, a router says so" vpn-headend-unreachable
    on router ip route add unreachable 192.0.2.10/32
    oc_client alice Sommer.2026 30 vpn1.example.com
    oc_keep client
}

fault_ocserv_name_unresolvable() {
    oc_network
    expect "the name of the server is gone from the DNS" vpn-headend-unreachable
    on client bash -c 'sed -i /vpn1/d /etc/hosts; echo nameserver 10.10.0.1 >/etc/resolv.conf'
    on router bash -c 'dnsmasq --no-resolv --no-hosts --local=/example.com/ --bind-interfaces --listen-address=10.10.0.1'
    oc_client alice Sommer.2026 30 vpn1.example.com
    oc_keep client
}

# The server was hardened to TLS 1.3; the client is too old for it.
fault_ocserv_tls_versions() {
    oc_network
    expect "the server allows TLS 1.3 only, the client knows TLS 1.2 at most" vpn-broken-after-update vpn-headend-unreachable
    OC_TLS=NORMAL:-VERS-ALL:+VERS-TLS1.3 oc_server
    oc_client alice Sommer.2026 8 --gnutls-priority=NORMAL:-VERS-TLS1.3 vpn1.example.com
    oc_keep
}

# web_server HOST ADDRESS CERTIFICATE DIRECTIVE: nginx answers HTTP and HTTPS there.
web_server() {
    give "$1" "$3" /etc/nginx
    put "$1" /etc/nginx/nginx.conf <<-END
		events {}
		pid /run/nginx.pid;
		error_log syslog:server=unix:/dev/log;
		http {
		    access_log syslog:server=unix:/dev/log;
		    server { listen $2:80; listen $2:443 ssl; ssl_certificate $3.pem; ssl_certificate_key $3.key;
		        location / { $4 } }
		}
	END
    on "$1" mkdir -p /var/log/nginx
    on "$1" nginx
}

# portal DIRECTIVE: the guest network leads every web connection to a page of its own.
portal() {
    certificate portal other wifi.hotel.example.net server
    web_server router 10.10.0.1 portal "$1"
    on router nft add table ip nat
    on router nft 'add chain ip nat pre { type nat hook prerouting priority -100; }'
    on router nft add rule ip nat pre ip saddr 10.10.0.0/24 tcp dport '{ 80, 443 }' dnat to 10.10.0.1
}

fault_ocserv_captive_portal() {
    oc_network
    expect "a hotel's login page answers instead of the server; the user accepted its certificate" vpn-captive-portal
    portal 'return 302 http://wifi.hotel.example.net/login?url=https://$host$request_uri;'
    on client bash -c "(echo yes; sleep 3) | timeout 8 openconnect -v --user=alice vpn1.example.com >/var/log/openconnect.log 2>&1"
    oc_keep client
}

fault_ocserv_captive_portal_page() {
    oc_network
    expect "a hotel's login page answers every request with its HTML" vpn-captive-portal
    portal 'default_type text/html; return 200 "<html><head><title>Hotel Example - Guest WiFi</title></head><body><form action=/login method=post>Room number: <input name=room></form></body></html>";'
    on client bash -c "(echo yes; sleep 3) | timeout 8 openconnect -v --user=alice vpn1.example.com >/var/log/openconnect.log 2>&1"
    oc_keep client
}

fault_ocserv_path_mtu() {
    oc_network
    expect "UDP packets over 1,100 bytes vanish on the way, nobody tells the sender" vpn-mtu-fragmentation
    OC_MTU=true oc_server
    drop ip protocol udp ip length '>' 1100
    oc_client alice Sommer.2026 25 --timestamp vpn1.example.com &
    wait_for client /var/log/openconnect.log 'Established DTLS|DTLS.*established|Configured as' 15
    sleep 2
    on client ping -q -c 3 -s 1300 -M dont 10.30.0.1 >/dev/null
    wait $!
    oc_keep
}

fault_ocserv_line_flaps() {
    oc_network
    expect "the line to the server is lost for 20 seconds again and again" anyconnect-frequent-reconnects
    OC_DPD=5 oc_server
    oc_client alice Sommer.2026 110 --timestamp vpn1.example.com &
    wait_for client /var/log/openconnect.log 'Configured as' 15
    for _ in 1 2 3; do
        sleep 8
        drop ip daddr 192.0.2.10
        sleep 20
        pass_all
    done
    wait $!
    oc_keep
}

fault_ocserv_idle_timeout() {
    oc_network
    expect "the server ends sessions that carry nothing for a while" anyconnect-frequent-reconnects
    OC_MORE='idle-timeout = 5'
    oc_server
    oc_client alice Sommer.2026 60 --timestamp vpn1.example.com
    oc_keep
}

# --- the third set; see fresh.txt ---

fault_ocserv_account_locked() {
    oc_network
    expect "an admin locked the account, the user types the right password" anyconnect-authentication-failure
    on server ocpasswd -c /etc/ocserv/ocpasswd -l alice
    oc_server
    oc_types alice Sommer.2026 Sommer.2026 Sommer.2026
    oc_keep
}

# The certificate is valid and trusted, but the server reads the user's name in a field it lacks.
fault_ocserv_certificate_no_user() {
    oc_network
    expect "the user's certificate has no user identifier, the field in which the server reads the name" anyconnect-certificate-validation-failure
    certificate alice-nouid root alice client
    sed -i /^uid/d "$CA/alice-nouid.tmpl"
    certtool --generate-certificate --load-privkey "$CA/alice-nouid.key" --load-ca-certificate "$CA/root.pem" \
        --load-ca-privkey "$CA/root.key" --template "$CA/alice-nouid.tmpl" --outfile "$CA/alice-nouid.pem" 2>/dev/null
    oc_certificates alice-nouid
}

# The guest network has a web proxy for HTTPS and lets nothing else out.
fault_ocserv_proxy_forbids() {
    oc_network
    MADE_BY="$MADE_OC, $(version tinyproxy-bin)"
    expect "the network lets the web out through a proxy only, and the proxy forbids the way to the server" vpn-protocol-blocked vpn-headend-unreachable
    oc_server
    drop ip daddr 192.0.2.10
    on router bash -c 'echo 192.0.2.10 vpn1.example.com >>/etc/hosts'
    printf 'Port 3128\nListen 10.10.0.1\nTimeout 60\nSyslog On\nAllow 10.10.0.0/24\nConnectPort 563\n' | put router /etc/tinyproxy/tinyproxy.conf
    on router tinyproxy -c /etc/tinyproxy/tinyproxy.conf
    sleep 1
    oc_client alice Sommer.2026 20 --timestamp --proxy=http://10.10.0.1:3128 vpn1.example.com
    oc_keep client
}

# The certificate was renewed with a new key, the old key file was left in its place.
fault_ocserv_key_mismatch() {
    oc_network
    expect "the server's certificate was renewed and does not fit the key file any more, so no handshake succeeds" vpn-headend-unreachable
    OC_CERT=renewed
    cp "$CA/vpn1.pem" "$CA/renewed.pem"
    cp "$CA/vpn1-expired.key" "$CA/renewed.key"
    # The reason goes to standard error, which systemd passes on to the system log.
    OC_OUT='>(logger -t ocserv)' oc_server
    oc_client alice Sommer.2026 8 vpn1.example.com
    sleep 1
    oc_keep
}

# openconnect as an ordinary user, who may not make the virtual adapter.
fault_ocserv_client_no_tun() {
    oc_network
    expect "the client runs without the right to make its virtual adapter" anyconnect-client-service
    oc_server
    on client bash -c 'chmod 600 /dev/net/tun; touch /var/log/openconnect.log; chmod 666 /var/log/openconnect.log'
    on client setpriv --reuid=nobody --regid=nogroup --clear-groups bash -c "printf 'Sommer.2026\n' | timeout -s INT 10 openconnect -v --user=alice --passwd-on-stdin --non-inter vpn1.example.com >>/var/log/openconnect.log 2>&1"
    oc_keep
}

# The packages of openconnect without the script that sets addresses and routes.
fault_ocserv_client_no_script() {
    oc_network
    expect "the client has no vpnc-script, so the tunnel stands without address and routes" vpn-connected-no-traffic
    oc_server
    oc_client alice Sommer.2026 20 --timestamp --script=/etc/vpnc/vpnc-script vpn1.example.com &
    sleep 6
    on client ping -q -c 3 -W 1 10.20.0.1 >/dev/null 2>&1
    wait $!
    oc_keep
}

# The lid is shut for longer than the server keeps the session of a client that is gone.
fault_ocserv_sleep() {
    oc_network
    expect "a laptop sleeps for longer than the server keeps its session, again and again" anyconnect-frequent-reconnects
    OC_DPD=5 OC_COOKIE=8 oc_server
    for _ in 1 2; do
        oc_client alice Sommer.2026 95 --timestamp vpn1.example.com &
        sleep 8
        on client pkill -STOP -x openconnect
        sleep 75
        on client pkill -CONT -x openconnect
        wait $!
    done
    oc_keep
}
