# Faults of OpenVPN. Sourced by make.sh. Long because each fault is a
# function of its own.

# ov_network: server vpn1 and a laptop behind a router; both have tls-auth and tls-crypt keys.
ov_network() {
    MADE_BY="$(version openvpn)"
    network vpn1.example.com laptop7.example.com
    OV_CERT=vpn1 OV_USER=alice OV_PROTO=udp OV_CA_SERVER=root OV_CA_CLIENT=root OV_MORE= OV_MORE_CLIENT= OV_POOL= OV_PORT=1194
    OV_WRAP='tls-crypt wrap.key' OV_WRAP_CLIENT='tls-crypt wrap.key'
    openvpn --genkey secret "$CA/wrap.key" && openvpn --genkey secret "$CA/wrap2.key"
    for where in server client; do
        put $where /etc/openvpn/wrap.key <"$CA/wrap.key"
        put $where /etc/openvpn/wrap2.key <"$CA/wrap2.key"
        for ca in root other; do put $where /etc/openvpn/ca-$ca.pem <"$CA/$ca.pem"; done
    done
}

# ov_server: Debian's sample configuration, less its comments.
ov_server() {
    give server "$OV_CERT" /etc/openvpn
    put server /etc/openvpn/server.conf <<-CONF
		port ${OV_PORT:-1194}
		proto $OV_PROTO
		dev tun
		ca ca-$OV_CA_SERVER.pem
		cert $OV_CERT.pem
		key $OV_CERT.key
		dh none
		topology subnet
		server 10.8.0.0 255.255.255.0 $OV_POOL
		push "route 10.20.0.0 255.255.0.0"
		keepalive 10 120
		$OV_WRAP
		persist-key
		persist-tun
		verb 3
		log-append /var/log/openvpn.log
		$OV_MORE
	CONF
    [ "$OV_PROTO" = udp ] && on server bash -c 'echo explicit-exit-notify 1 >>/etc/openvpn/server.conf'
    on server openvpn --cd /etc/openvpn --daemon --config server.conf
    wait_for server /var/log/openvpn.log 'Initialization Sequence Completed' 10
}

# ov_client SECONDS [LOG [COMMAND…]]: connect, stay, hang up.
ov_client() {
    local seconds=$1 log=${2:-openvpn}
    shift $(($# > 2 ? 2 : $#))
    give client "$OV_USER" /etc/openvpn
    put client /etc/openvpn/client.conf <<-CONF
		client
		dev tun
		proto $OV_PROTO
		remote vpn1.example.com ${OV_PORT:-1194}
		resolv-retry 20
		nobind
		persist-key
		persist-tun
		ca ca-$OV_CA_CLIENT.pem
		cert $OV_USER.pem
		key $OV_USER.key
		remote-cert-tls server
		$OV_WRAP_CLIENT
		verb 3
		$OV_MORE_CLIENT
	CONF
    on client bash -c "cd /etc/openvpn && $* timeout -s TERM $seconds openvpn --config client.conf >/var/log/$log.log 2>&1"
    return 0
}

ov_keep() {
    keep client /var/log/openvpn.log client.log
    [ "${1:-}" = client ] || keep server /var/log/openvpn.log server.log
}

fault_healthy_openvpn() {
    ov_network
    expect "none: connect, traffic, hang up"
    ov_server
    ov_client 10
    ov_keep
}

fault_healthy_openvpn_tcp() {
    ov_network
    expect "none: connect over TCP, hang up"
    OV_PROTO=tcp
    ov_server
    ov_client 10
    ov_keep
}

# --- the way ---

fault_openvpn_udp_blocked() {
    ov_network
    expect "a firewall on the way drops UDP 1194" openvpn-tls-handshake
    ov_server
    drop udp dport 1194
    ov_client 75
    ov_keep
}

# The answers are lost: the server sees a client that begins again and again.
fault_openvpn_answers_blocked() {
    ov_network
    expect "a firewall on the way drops the server's answers" openvpn-tls-handshake
    ov_server
    drop udp sport 1194
    ov_client 75
    ov_keep
}

fault_openvpn_server_down() {
    ov_network
    expect "the server's service is stopped" vpn-headend-unreachable openvpn-tls-handshake
    ov_client 70
    ov_keep client
}

fault_openvpn_tcp_refused() {
    ov_network
    expect "the server's service is stopped, the client asks over TCP" vpn-headend-unreachable
    OV_PROTO=tcp
    ov_client 30
    ov_keep client
}

fault_openvpn_name_unresolvable() {
    ov_network
    expect "the name of the server is gone from the DNS" vpn-headend-unreachable
    on client bash -c 'sed -i /vpn1/d /etc/hosts; echo nameserver 10.10.0.1 >/etc/resolv.conf'
    on router bash -c 'dnsmasq --no-resolv --no-hosts --local=/example.com/ --bind-interfaces --listen-address=10.10.0.1'
    ov_client 40
    ov_keep client
}

fault_openvpn_line_lost() {
    ov_network
    expect "the line to the server is lost for 25 seconds again and again" anyconnect-frequent-reconnects
    OV_MORE='keepalive 2 8'
    ov_server
    ov_client 100 &
    wait_for client /var/log/openvpn.log 'Initialization Sequence Completed' 15
    for _ in 1 2; do
        sleep 6
        drop ip daddr 192.0.2.10
        sleep 25
        pass_all
    done
    wait $!
    ov_keep
}

# --- certificates ---

# ov_handshake 'FAULT': server and client with what was set before.
ov_handshake() {
    expect "$1" openvpn-tls-handshake
    ov_server
    ov_client "${2:-8}"
    ov_keep
}

fault_openvpn_client_certificate_expired() {
    ov_network
    OV_USER=alice-expired
    ov_handshake "the user's certificate ran out two days ago"
}

fault_openvpn_client_certificate_wrong_ca() {
    ov_network
    OV_USER=alice-other
    ov_handshake "the user's certificate comes from an authority the server does not trust"
}

fault_openvpn_server_certificate_expired() {
    ov_network
    OV_CERT=vpn1-expired
    ov_handshake "the server's certificate ran out two days ago"
}

fault_openvpn_server_certificate_wrong_ca() {
    ov_network
    OV_CERT=vpn1-other
    ov_handshake "the server's certificate comes from an authority the client does not trust"
}

fault_openvpn_server_certificate_no_server() {
    ov_network
    certificate bob root bob client
    OV_CERT=bob
    ov_handshake "the server has a certificate for clients, and the client looks"
}

fault_openvpn_server_name() {
    ov_network
    OV_CERT=wrong-name OV_MORE_CLIENT='verify-x509-name vpn1.example.com name'
    ov_handshake "the server's certificate bears another name than the client demands"
}

fault_openvpn_client_clock_wrong() {
    ov_network
    expect "the computer's clock is years behind, so the server's certificate is not valid yet for it" openvpn-tls-handshake
    ov_server
    ov_client 8 openvpn faketime "'2022-01-01 08:00:00'"
    ov_keep
}

fault_openvpn_revoked() {
    ov_network
    ov_crl 300
    ov_handshake "the user's certificate stands in the revocation list"
}

fault_openvpn_crl_expired() {
    ov_network
    ov_crl 1 carol
    sleep 1
    ov_handshake "the server's revocation list ran out"
}

# ov_crl DAYS [NAME]: a revocation list with alice, or with another one; days as of two days ago.
ov_crl() {
    [ -z "${2:-}" ] || certificate "$2" root "$2" client
    printf 'crl_next_update = %s\ncrl_number = 7\n' "$1" >"$CA/crl.tmpl"
    faketime '2 days ago' certtool --generate-crl --load-ca-privkey "$CA/root.key" --load-ca-certificate "$CA/root.pem" \
        --load-certificate "$CA/${2:-alice}.pem" --template "$CA/crl.tmpl" --outfile "$CA/crl.pem" 2>/dev/null
    put server /etc/openvpn/crl.pem <"$CA/crl.pem"
    OV_MORE='crl-verify crl.pem'
}

# --- what both must have alike ---

fault_openvpn_tls_auth_key() {
    ov_network
    OV_WRAP='tls-auth wrap.key 0' OV_WRAP_CLIENT='tls-auth wrap2.key 1'
    ov_handshake "client and server have different tls-auth keys" 70
}

fault_openvpn_tls_auth_direction() {
    ov_network
    OV_WRAP='tls-auth wrap.key 0' OV_WRAP_CLIENT='tls-auth wrap.key 0'
    ov_handshake "client and server use the same direction of the tls-auth key" 20
}

fault_openvpn_tls_crypt_key() {
    ov_network
    OV_WRAP_CLIENT='tls-crypt wrap2.key'
    ov_handshake "client and server have different tls-crypt keys" 20
}

fault_openvpn_tls_crypt_missing() {
    ov_network
    OV_WRAP_CLIENT=
    ov_handshake "the server wants tls-crypt, the client has an old profile without it" 20
}

fault_openvpn_tls_versions() {
    ov_network
    OV_MORE='tls-version-min 1.3' OV_MORE_CLIENT='tls-version-max 1.2'
    ov_handshake "the server allows TLS 1.3 only, the client TLS 1.2 at most"
}

fault_openvpn_tls_ciphers() {
    ov_network
    OV_MORE=$'tls-version-max 1.2\ntls-cipher TLS-ECDHE-RSA-WITH-AES-256-GCM-SHA384'
    OV_MORE_CLIENT='tls-cipher TLS-ECDHE-RSA-WITH-CHACHA20-POLY1305-SHA256'
    ov_handshake "server and client have no TLS cipher suite in common"
}

fault_openvpn_data_ciphers() {
    ov_network
    OV_MORE='data-ciphers AES-256-GCM' OV_MORE_CLIENT='data-ciphers CHACHA20-POLY1305'
    ov_handshake "server and client have no cipher for the data channel in common"
}

# --- who signs in ---

# ov_passwords PASSWORD: the server asks PAM for user and password as well.
ov_passwords() {
    on server bash -c "useradd -M alice; echo alice:Sommer.2026 | chpasswd"
    printf 'auth required pam_unix.so\naccount required pam_unix.so\n' | put server /etc/pam.d/openvpn
    OV_MORE='plugin /usr/lib/x86_64-linux-gnu/openvpn/plugins/openvpn-plugin-auth-pam.so openvpn'
    printf 'alice\n%s\n' "$1" | put client /etc/openvpn/login 600
    OV_MORE_CLIENT='auth-user-pass login'
    ov_server
    ov_client 12
    ov_keep
}

fault_healthy_openvpn_password() {
    ov_network
    expect "none: certificate and password"
    ov_passwords Sommer.2026
}

fault_openvpn_wrong_password() {
    ov_network
    expect "a user types a wrong password" anyconnect-authentication-failure
    ov_passwords sommer.2026
}

# --- limits ---

# ov_late USER…: alice is connected, then the others come; the last one's log is kept.
ov_late() {
    local user
    for user in bob dora; do certificate "$user" root "$user" client; done
    ov_server
    ov_client 30 alice &
    wait_for client /var/log/alice.log 'Initialization Sequence Completed' 15
    if [ $# -gt 1 ]; then
        OV_USER=$1
        ov_client 25 "$1" &
        wait_for client "/var/log/$1.log" 'Initialization Sequence Completed' 15
        shift
    fi
    OV_USER=$1
    ov_client 15
    sleep 15
    ov_keep
}

fault_openvpn_max_clients() {
    ov_network
    expect "the server takes one session in all, a second user comes" vpn-license-limit
    OV_MORE='max-clients 1'
    ov_late bob
}

fault_openvpn_pool_exhausted() {
    ov_network
    expect "the address pool has room for two sessions, a third user comes" vpn-address-pool-exhausted
    OV_POOL=nopool OV_MORE='ifconfig-pool 10.8.0.2 10.8.0.3 255.255.255.0'
    ov_late bob dora
}

fault_openvpn_one_certificate_twice() {
    ov_network
    expect "two computers use the same certificate and throw each other out" anyconnect-frequent-reconnects
    OV_MORE='keepalive 2 8'
    ov_server
    ov_client 60 openvpn &
    wait_for client /var/log/openvpn.log 'Initialization Sequence Completed' 15
    ov_client 55 second
    wait $!
    ov_keep
}

# --- the user's network ---

fault_openvpn_home_subnet() {
    ov_network
    expect "the user's home network has the addresses of a network behind the VPN" vpn-home-subnet-overlap
    OV_MORE='push "route 10.10.0.0 255.255.255.0"'
    ov_server
    ov_client 15
    ov_keep
}

# --- the third set; see fresh.txt ---

# ov_traffic COMMAND…: connect, and once the tunnel stands, run this on the client.
ov_traffic() {
    ov_server
    ov_client 20 &
    wait_for client /var/log/openvpn.log 'Initialization Sequence Completed' 15
    on client "$@" >/dev/null 2>&1
    wait $!
    ov_keep
}

fault_healthy_openvpn_renegotiation() {
    ov_network
    expect "none: connect, traffic, new keys every 15 seconds, hang up"
    OV_MORE='reneg-sec 15' OV_MORE_CLIENT='reneg-sec 15'
    ov_server
    ov_client 40 &
    wait_for client /var/log/openvpn.log 'Initialization Sequence Completed' 15
    on client ping -q -c 20 10.8.0.1 >/dev/null
    wait $!
    ov_keep
}

# An old server's setting, and a profile from which somebody took it out.
fault_openvpn_compression() {
    ov_network
    expect "the server frames packets for compression, the client does not" vpn-connected-no-traffic
    OV_MORE=$'comp-lzo yes\nallow-compression yes'
    ov_traffic ping -q -c 8 -W 1 10.8.0.1
}

# A branch router as the client: the server has no iroute, so it knows nobody behind that client.
fault_openvpn_no_iroute() {
    ov_network
    expect "the network behind a branch router is not known to the server as that client's (no iroute)" vpn-connected-no-traffic
    on client ip addr add 10.40.0.1/16 dev lo
    OV_MORE=$'route 10.40.0.0 255.255.0.0\nverb 4'
    ov_traffic ping -q -c 8 -W 1 -I 10.40.0.1 10.8.0.1
}

fault_openvpn_path_mtu() {
    ov_network
    expect "a line on the way takes packets of 1,300 bytes at most, and the client may not fragment" vpn-mtu-fragmentation
    on router ip link set eth0 mtu 1300
    on server ip link set eth1 mtu 1300
    OV_MORE_CLIENT='mtu-disc yes'
    ov_traffic ping -q -c 8 -W 1 -s 1400 10.8.0.1
}

fault_openvpn_no_client_entry() {
    ov_network
    expect "the server admits only users with an entry of their own, and this one has none" anyconnect-authentication-failure
    on server mkdir /etc/openvpn/ccd
    OV_MORE=$'client-config-dir ccd\nccd-exclusive'
    ov_server
    ov_client 12
    ov_keep
}

# Over TCP 443, to get through guest networks; a web server was installed on the same machine.
fault_openvpn_port_taken() {
    ov_network
    expect "a web server took the port, OpenVPN does not start there any more" vpn-headend-unreachable openvpn-tls-handshake
    OV_PROTO=tcp OV_PORT=443
    web_server server 192.0.2.10 vpn1 'return 404;'
    ov_server
    ov_client 30
    ov_keep
}

fault_openvpn_certificate_weak() {
    ov_network
    expect "the user's certificate is signed with SHA-1, which the client's OpenSSL refuses since its upgrade" openvpn-tls-handshake vpn-broken-after-update
    certificate alice-sha1 root alice client
    certtool --generate-certificate --hash SHA1 --load-privkey "$CA/alice-sha1.key" --load-ca-certificate "$CA/root.pem" \
        --load-ca-privkey "$CA/root.key" --template "$CA/alice-sha1.tmpl" --outfile "$CA/alice-sha1.pem" 2>/dev/null
    OV_USER=alice-sha1
    ov_server
    ov_client 12
    ov_keep
}

fault_openvpn_directory_bind() {
    ov_network
    MADE_BY="$MADE_BY, $(version openvpn-auth-ldap), $(version slapd)"
    expect "the server asks a directory for the users; the password of its service account was changed" ldap-ad-bind
    host dc dc1.example.com
    cable server 10.20.0.1/24 dc 10.20.0.10/24
    directory
    put server /etc/openvpn/auth-ldap.conf <<-CONF
		<LDAP>
		    URL ldap://10.20.0.10
		    BindDN cn=svc-radius,dc=example,dc=com
		    Password Dienst.2025
		    Timeout 15
		    TLSEnable no
		    FollowReferrals no
		</LDAP>
		<Authorization>
		    BaseDN "dc=example,dc=com"
		    SearchFilter "(uid=%u)"
		    RequireGroup false
		</Authorization>
	CONF
    OV_MORE='plugin /usr/lib/openvpn/openvpn-auth-ldap.so /etc/openvpn/auth-ldap.conf'
    printf 'erin\nSommer.2026\n' | put client /etc/openvpn/login 600
    OV_MORE_CLIENT='auth-user-pass login'
    ov_server
    ov_client 12
    keep dc /var/log/syslog directory.log
    ov_keep
}
