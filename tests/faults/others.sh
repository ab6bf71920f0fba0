# Faults of WireGuard (wireguard-go, in user space) and of openfortivpn. Sourced by make.sh.

# wg_network: server gw1 and a laptop, each with a key of its own.
wg_network() {
    MADE_BY="$(version wireguard-go), $(version wireguard-tools)"
    network gw1.example.com laptop7.example.com
    WG_SERVER=$(wg genkey) WG_CLIENT=$(wg genkey)
    WG_KNOWN=$(wg pubkey <<<"$WG_CLIENT") WG_TRUSTED=$(wg pubkey <<<"$WG_SERVER") WG_PORT=51820
}

# wg_side HOST KEY PEER ADDRESS PEER-MORE INTERFACE-MORE: the tunnel wg0, its log in /var/log/wg.log.
wg_side() {
    on "$1" mkdir -p /run/wireguard
    on "$1" bash -c 'LOG_LEVEL=verbose WG_PROCESS_FOREGROUND=1 wireguard-go -f wg0 >/var/log/wg.log 2>&1 &'
    wait_for "$1" /var/log/wg.log 'UAPI listener started' 10
    put "$1" /etc/wireguard/wg0.conf 600 <<-CONF
		[Interface]
		PrivateKey = $2
		$6
		[Peer]
		PublicKey = $3
		AllowedIPs = 10.50.0.0/24
		$5
	CONF
    on "$1" wg setconf wg0 /etc/wireguard/wg0.conf
    on "$1" ip addr add "$4/24" dev wg0
    on "$1" ip link set wg0 up
}

# wg_run [SECONDS]: both ends come up, the client pings the server through the tunnel.
wg_run() {
    wg_side server "$WG_SERVER" "$WG_KNOWN" 10.50.0.1 '' 'ListenPort = 51820'
    wg_client "$@"
    keep server /var/log/wg.log server.log
}

wg_client() {
    wg_side client "$WG_CLIENT" "$WG_TRUSTED" 10.50.0.2 "Endpoint = 192.0.2.10:$WG_PORT
PersistentKeepalive = 5" ''
    on client ping -q -c 3 -W 2 10.50.0.1 >/dev/null
    sleep "${1:-2}"
    on client bash -c 'echo "\$ wg show wg0"; wg show wg0' | on client bash -c 'cat >>/var/log/wg.log'
    keep client /var/log/wg.log client.log
}

fault_healthy_wireguard() {
    wg_network
    expect "none: handshake and traffic"
    wg_run 8
}

fault_wireguard_wrong_key() {
    wg_network
    expect "the client has an old public key of the server" wireguard-no-handshake
    WG_TRUSTED=$(wg genkey | wg pubkey)
    wg_run 25
}

fault_wireguard_unknown_peer() {
    wg_network
    expect "the server does not know the key of the client" wireguard-no-handshake
    WG_KNOWN=$(wg genkey | wg pubkey)
    wg_run 25
}

fault_wireguard_port_blocked() {
    wg_network
    expect "a firewall on the way drops UDP 51820" wireguard-no-handshake
    drop udp dport 51820
    wg_run 25
}

fault_wireguard_server_down() {
    wg_network
    expect "the server's tunnel is switched off" wireguard-no-handshake
    wg_client 25
}

# --- openfortivpn: only the client is real, no FortiGate answers ---

# of_network: a laptop with openfortivpn.
of_network() {
    MADE_BY="$(version openfortivpn)"
    network vpn1.example.com laptop7.example.com
    trust client root
    OF_ARGS=
}

of_client() {
    on client bash -c "timeout 20 openfortivpn vpn1.example.com:443 -u alice -p Sommer.2026 --no-dns -v $OF_ARGS >/var/log/forti.log 2>&1"
    keep client /var/log/forti.log client.log
}

fault_fortivpn_refused() {
    of_network
    expect "nothing listens at the gateway's port" fortinet-ssl-vpn vpn-headend-unreachable
    of_client
}

fault_fortivpn_certificate_untrusted() {
    of_network
    MADE_BY="$MADE_BY against nginx"
    expect "the gateway's certificate comes from an authority the client does not trust" fortinet-ssl-vpn anyconnect-untrusted-server-certificate
    web_server server 192.0.2.10 vpn1-other 'return 404;'
    of_client
}

fault_fortivpn_certificate_expired() {
    of_network
    MADE_BY="$MADE_BY against nginx"
    expect "the gateway's certificate ran out two days ago" fortinet-ssl-vpn anyconnect-untrusted-server-certificate
    web_server server 192.0.2.10 vpn1-expired 'return 404;'
    of_client
}
