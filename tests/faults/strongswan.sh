# Faults of strongSwan, between two sites and for remote users. Sourced by make.sh. Long because each
# fault is a function of its own.
#
# The gateway that answers (gw1) writes server.log, the one that asks (gw2) client.log. Where the
# kernel has no IPsec, the plugin kernel-libipsec carries the packets; it always uses UDP 4500.

# ss_network: gw1 192.0.2.10 with 10.20.0.0/16, gw2 10.10.0.2 with 10.40.0.0/16.
ss_network() {
    MADE_BY="$(version strongswan-charon), $(version strongswan-swanctl)"
    network gw1.example.com gw2.example.com
    on server ip addr add 10.20.0.1/16 dev lo
    on client ip addr add 10.40.0.1/16 dev lo
    for where in server client; do
        on $where sed -i 's/load = no/load = yes/' /etc/strongswan.d/charon/kernel-libipsec.conf
        on $where sed -i 's/# retransmit_tries = 5/retransmit_tries = 3/' /etc/strongswan.d/charon.conf
        on $where sed -i 's/load = yes/load = no/' /etc/strongswan.d/charon/bypass-lan.conf
        put $where /etc/swanctl/x509ca/root.pem <"$CA/root.pem"
        mkdir -p "$WORK/$where/etc/swanctl/x509" "$WORK/$where/etc/swanctl/private"
    done
    SS_AUTH=psk SS_VERSION=2 SS_CERT=gw2
    SS_PSK=Nordlicht.2026 SS_PSK2=Nordlicht.2026 SS_ID=gw2.example.com
    SS_IKE=aes256-sha256-ecp256 SS_IKE2=aes256-sha256-ecp256
    SS_ESP=aes256gcm16 SS_ESP2=aes256gcm16 SS_TS=10.20.0.0/16 SS_TS2=10.40.0.0/16 SS_PEER=10.40.0.0/16 SS_PEER2=10.20.0.0/16
    SS_MORE= SS_MORE2= SS_POOL= SS_FROM=10.10.0.2 SS_WHO=gw2.example.com
}

# ss_side HOST LOCAL REMOTE LOCAL-ID REMOTE-ID IKE ESP LOCAL-NET REMOTE-NET PSK MORE CERT [IKE-VERSION]
ss_side() {
    local cert=
    [ "$SS_AUTH" = pubkey ] && cert="certs = ${12}.pem"
    [ -n "$cert" ] && put "$1" "/etc/swanctl/x509/${12}.pem" <"$CA/${12}.pem" && put "$1" "/etc/swanctl/private/${12}.key" 600 <"$CA/${12}.key"
    put "$1" /etc/swanctl/conf.d/site.conf <<-CONF
		connections {
		    site {
		        version = ${13:-2}
		        local_addrs = $2
		        remote_addrs = $3
		        proposals = $6
		        local {
		            auth = $SS_AUTH
		            id = $4
		            $cert
		        }
		        remote {
		            auth = $SS_AUTH
		            id = $5
		        }
		        children {
		            net {
		                local_ts = $8
		                remote_ts = $9
		                esp_proposals = $7
		                ${SS_CHILD:-}
		            }
		        }
		        ${11}
		    }
		}
		secrets {
		    ike-1 {
		        id = $5
		        secret = "${10}"
		    }
		}
		$SS_POOL
	CONF
    on "$1" bash -c '/usr/lib/ipsec/charon >/dev/null 2>&1 &'
    for _ in $(seq 100); do on "$1" test -S /run/charon.vici && break; sleep 0.1; done
    on "$1" swanctl --load-all >/dev/null 2>&1
}
ss_server() { ss_side server 192.0.2.10 $SS_FROM gw1.example.com $SS_WHO "$SS_IKE" "$SS_ESP" "$SS_TS" "$SS_PEER" "$SS_PSK" "$SS_MORE" gw1 "$SS_VERSION"; }
ss_client() { ss_side client 10.10.0.2 192.0.2.10 "$SS_ID" gw1.example.com "$SS_IKE2" "$SS_ESP2" "$SS_TS2" "$SS_PEER2" "$SS_PSK2" "$SS_MORE2" "$SS_CERT"; }

# ss_run [SECONDS]: gw2 brings the tunnel up, and down again.
ss_run() {
    ss_client
    on client timeout "${1:-15}" swanctl --initiate --child net >/dev/null 2>&1
    [ -z "${SS_THEN:-}" ] || on client timeout 20 $SS_THEN >/dev/null 2>&1
    on client timeout 5 swanctl --terminate --ike site >/dev/null 2>&1
    on client pkill -TERM charon
    on server pkill -TERM charon
    sleep 1
}

ss_keep() {
    keep client /var/log/syslog client.log
    [ "${1:-}" = client ] || keep server /var/log/syslog server.log
}

# ss_fault RUNBOOK 'FAULT': both sides as set before.
ss_fault() {
    expect "$2" $1
    ss_server
    ss_run "${3:-}"
    ss_keep
}

fault_healthy_ipsec() {
    ss_network
    ss_fault '' "none: a tunnel with a pre-shared key comes up and is ended"
}

fault_healthy_ipsec_certificate() {
    ss_network
    SS_AUTH=pubkey
    ss_fault '' "none: a tunnel with certificates comes up and is ended"
}

# --- IKE ---

fault_ipsec_ike_proposal() {
    ss_network
    SS_IKE2=aes128-sha1-modp1024
    ss_fault s2s-ikev2-phase1 "the gateways have no IKE proposal in common"
}

fault_ipsec_ike_version() {
    ss_network
    SS_VERSION=1
    ss_fault s2s-ikev2-phase1 "one gateway speaks IKEv1 only, the other asks with IKEv2"
}

fault_ipsec_psk() {
    ss_network
    SS_PSK2=Nordlicht.2025
    ss_fault s2s-ikev2-phase1 "the gateways have different pre-shared keys"
}

fault_ipsec_identity() {
    ss_network
    SS_ID=branch2.example.com
    ss_fault s2s-ikev2-phase1 "the gateway that asks gives another identity than expected"
}

fault_ipsec_certificate_expired() {
    ss_network
    SS_AUTH=pubkey SS_CERT=gw2-expired
    ss_fault s2s-ikev2-phase1 "the certificate of one gateway ran out two days ago"
}

fault_ipsec_certificate_wrong_ca() {
    ss_network
    SS_AUTH=pubkey SS_CERT=gw2-other
    ss_fault s2s-ikev2-phase1 "the certificate of one gateway comes from an authority the other does not trust"
}

fault_ipsec_certificate_mismatch() {
    ss_network
    SS_AUTH=pubkey SS_ID=branch2.example.com
    ss_fault s2s-ikev2-phase1 "the identity of one gateway is not in its certificate"
}

# --- the way ---

fault_ipsec_peer_down() {
    ss_network
    expect "the gateway at the other end is off" s2s-ikev2-phase1
    on server ip link set eth1 down
    ss_run 60
    ss_keep client
}

fault_ipsec_port_500_blocked() {
    ss_network
    drop udp dport 500
    ss_fault s2s-ikev2-phase1 "a firewall on the way drops UDP 500" 60
}

fault_ipsec_port_4500_blocked() {
    ss_network
    drop udp dport 4500
    ss_fault s2s-ikev2-phase1 "a firewall on the way drops UDP 4500, UDP 500 passes" 60
}

# --- the networks behind ---

fault_ipsec_esp_proposal() {
    ss_network
    SS_ESP2=aes128-sha1
    ss_fault s2s-ipsec-phase2 "the gateways have no ESP proposal in common"
}

fault_ipsec_selectors() {
    ss_network
    SS_TS2=10.41.0.0/16
    ss_fault s2s-ipsec-phase2 "the traffic selectors of the gateways do not mirror each other"
}

fault_ipsec_pfs() {
    ss_network
    SS_ESP=aes256gcm16-ecp384 SS_ESP2=aes256gcm16-modp2048
    SS_THEN='swanctl --rekey --child net'
    ss_fault s2s-ipsec-phase2 "the PFS groups differ: the tunnel comes up and the rekey fails"
    SS_THEN=
}

fault_ipsec_peer_lost() {
    ss_network
    expect "the gateway that asked lost its line while the tunnel stood" s2s-ikev2-phase1
    SS_MORE='dpd_delay = 5s'
    ss_server
    ss_client
    on client timeout 15 swanctl --initiate --child net >/dev/null 2>&1
    drop ip daddr 192.0.2.10
    drop ip saddr 192.0.2.10
    wait_for server /var/log/syslog 'giving up' 80
    sleep 2
    ss_keep
}

fault_ipsec_pool_exhausted() {
    ss_network
    expect "the address pool has room for one client, which another one holds" vpn-address-pool-exhausted
    SS_POOL='pools { clients { addrs = 10.30.0.1/32 } }' SS_MORE='pools = clients' SS_PEER=dynamic
    SS_FROM=%any SS_WHO=%any
    ss_server
    SS_POOL=
    SS_MORE2='vips = 0.0.0.0' SS_TS2=dynamic
    SS_ID=gw2.example.com
    ss_client
    on client timeout 15 swanctl --initiate --child net >/dev/null 2>&1
    on client pkill -KILL charon
    on client bash -c 'rm -f /run/charon.*; : >/var/log/syslog'
    SS_ID=gw3.example.com
    ss_client
    on client timeout 15 swanctl --initiate --child net >/dev/null 2>&1
    ss_keep
}

# --- the third set; see fresh.txt ---

fault_ipsec_address_changed() {
    ss_network
    SS_FROM=10.10.0.99
    ss_fault s2s-ikev2-phase1 "the gateway that asks has a new address from its provider, the other one knows the old one"
}

fault_ipsec_auth_method() {
    ss_network
    expect "one gateway was changed to certificates, the other still uses the pre-shared key" s2s-ikev2-phase1
    SS_AUTH=pubkey ss_server
    ss_run
    ss_keep
}

fault_ipsec_revoked() {
    ss_network
    SS_AUTH=pubkey
    printf 'crl_next_update = 300\ncrl_number = 7\n' >"$CA/gw.tmpl"
    certtool --generate-crl --load-ca-privkey "$CA/root.key" --load-ca-certificate "$CA/root.pem" \
        --load-certificate "$CA/gw2.pem" --template "$CA/gw.tmpl" --outfile "$CA/gw.crl" 2>/dev/null
    put server /etc/swanctl/x509crl/root.pem <"$CA/gw.crl"
    ss_fault s2s-ikev2-phase1 "the certificate of one gateway stands in the revocation list"
}

# Large certificates, no fragmentation of IKE's own: the second exchange goes in fragments of IP.
fault_ipsec_fragments_dropped() {
    ss_network
    SS_AUTH=pubkey SS_CERT=gw2-large SS_MORE='fragmentation = no' SS_MORE2='fragmentation = no'
    certificate gw2-large root gw2.example.com client
    certtool --generate-privkey --key-type rsa --bits 4096 --outfile "$CA/gw2-large.key" 2>/dev/null
    certtool --generate-certificate --load-privkey "$CA/gw2-large.key" --load-ca-certificate "$CA/root.pem" \
        --load-ca-privkey "$CA/root.key" --template "$CA/gw2-large.tmpl" --outfile "$CA/gw2-large.pem" 2>/dev/null
    drop ip frag-off '&' 0x3fff '!=' 0
    ss_fault s2s-ikev2-phase1 "a firewall on the way drops fragments, and IKE_AUTH with its certificate does not fit one packet" 60
}

# Nothing brings the tunnel up again: it was started by hand and has no trap.
fault_ipsec_inactivity() {
    ss_network
    expect "one gateway closes the IPsec SA when it has carried nothing for a while, and nothing opens it again" s2s-ipsec-phase2
    SS_CHILD='inactivity = 10s' ss_server
    ss_client
    on client timeout 15 swanctl --initiate --child net >/dev/null 2>&1
    on client ping -q -c 3 -W 1 -I 10.40.0.1 10.20.0.1 >/dev/null
    sleep 25
    on client ping -q -c 3 -W 1 -I 10.40.0.1 10.20.0.1 >/dev/null
    ss_keep
}

fault_ipsec_selectors_narrowed() {
    ss_network
    expect "one gateway grants a part of the network only, so the rest of it cannot be reached" s2s-ipsec-phase2
    on server ip addr add 10.20.5.1/24 dev lo
    SS_TS=10.20.5.0/24
    # At the level as shipped neither side writes what was asked for.
    for side in server client; do
        printf 'charon {\n  syslog {\n    daemon {\n      cfg = 2\n    }\n  }\n}\n' | put $side /etc/strongswan.d/charon-logging.conf
    done
    ss_server
    ss_client
    on client timeout 15 swanctl --initiate --child net >/dev/null 2>&1
    on client ping -q -c 3 -W 1 -I 10.40.0.1 10.20.5.1 >/dev/null
    on client ping -q -c 3 -W 1 -I 10.40.0.1 10.20.0.1 >/dev/null
    ss_keep
}

# --- remote users ---

# ss_users AUTH: gw1 serves remote users, who sign in with EAP; it shows its certificate.
ss_users() {
    put server /etc/swanctl/x509/gw1.pem <"$CA/gw1.pem"
    put server /etc/swanctl/private/gw1.key 600 <"$CA/gw1.key"
    put server /etc/swanctl/conf.d/users.conf <<-CONF
		connections {
		    users {
		        version = 2
		        local_addrs = 192.0.2.10
		        pools = users
		        local {
		            auth = pubkey
		            certs = gw1.pem
		            id = gw1.example.com
		        }
		        remote {
		            auth = $1
		            eap_id = %any
		        }
		        children {
		            users {
		                local_ts = 10.20.0.0/16
		                esp_proposals = aes256gcm16
		            }
		        }
		    }
		}
		pools {
		    users {
		        addrs = 10.30.0.0/24
		        dns = 10.20.0.53
		    }
		}
		secrets {
		    eap-alice {
		        id = alice
		        secret = "Sommer.2026"
		    }
		}
	CONF
}

# ss_user PASSWORD: a remote user connects to gw1.
ss_user() {
    put client /etc/swanctl/conf.d/users.conf <<-CONF
		connections {
		    site {
		        version = 2
		        remote_addrs = 192.0.2.10
		        vips = 0.0.0.0
		        local {
		            auth = eap
		            id = alice
		            eap_id = alice
		        }
		        remote {
		            auth = pubkey
		            id = gw1.example.com
		        }
		        children {
		            net {
		                remote_ts = 10.20.0.0/16
		                esp_proposals = aes256gcm16
		            }
		        }
		    }
		}
		secrets {
		    eap-alice {
		        id = alice
		        secret = "$1"
		    }
		}
	CONF
    for side in server client; do
        on $side bash -c '/usr/lib/ipsec/charon >/dev/null 2>&1 &'
        for _ in $(seq 100); do on $side test -S /run/charon.vici && break; sleep 0.1; done
        on $side swanctl --load-all >/dev/null 2>&1
    done
    on client timeout 60 swanctl --initiate --child net >/dev/null 2>&1
    [ -z "${SS_THEN:-}" ] || on client timeout 20 $SS_THEN >/dev/null 2>&1
    on client timeout 5 swanctl --terminate --ike site >/dev/null 2>&1
    sleep 1
    on client pkill -TERM charon
    on server pkill -TERM charon
    sleep 1
    ss_keep
}

fault_healthy_ipsec_user() {
    ss_network
    MADE_BY="$MADE_BY, $(version libcharon-extauth-plugins)"
    expect "none: a remote user signs in with EAP, gets an address, the keys are renewed, sign-out"
    ss_users eap-mschapv2
    SS_THEN='swanctl --rekey --child net' ss_user Sommer.2026
}

fault_ipsec_eap_password() {
    ss_network
    MADE_BY="$MADE_BY, $(version libcharon-extauth-plugins)"
    expect "a remote user of the gateway types a wrong password" anyconnect-authentication-failure s2s-ikev2-phase1
    ss_users eap-mschapv2
    ss_user sommer.2026
}

fault_ipsec_eap_radius_down() {
    ss_network
    expect "the RADIUS server that the gateway asks for its remote users is down" aaa-server-unreachable
    on server ip addr del 10.20.0.1/16 dev lo
    aaa
    on server bash -c 'cat >/etc/strongswan.d/charon/eap-radius.conf' <<-'CONF'
		eap-radius {
		    load = yes
		    servers {
		        radius1 {
		            address = 10.20.0.5
		            secret = northwind
		        }
		    }
		}
	CONF
    ss_users eap-radius
    ss_user Sommer.2026
}
