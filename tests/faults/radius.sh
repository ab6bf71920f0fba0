# Faults of FreeRADIUS and of what stands behind it. Sourced by make.sh. Long because each fault is a
# function of its own.

MADE_RADIUS="$(version freeradius), $(version freeradius-utils)"
RADDB=/etc/freeradius/3.0

# radius_server [CLIENT]: FreeRADIUS as Debian ships it, with one client, three users and auth = yes.
radius_server() {
    put aaa $RADDB/clients.conf <<-END
		client vpn1 {
		    ipaddr = ${1:-10.20.0.1}
		    secret = northwind
		    shortname = vpn1
		}
	END
    on aaa bash -c "printf 'alice Cleartext-Password := \"Sommer.2026\"\nbob Cleartext-Password := \"Herbst.2026\"\n' >>$RADDB/mods-config/files/authorize"
    on aaa sed -i 's/^\tauth = no/\tauth = yes/' $RADDB/radiusd.conf
    certificate_for_eap "${RADIUS_CERT:-radius1}"
    on aaa chown -R freerad:freerad $RADDB
    on aaa bash -c 'freeradius >/var/log/freeradius/start.log 2>&1'
    wait_for aaa /var/log/freeradius/radius.log 'Ready to process requests' 10 || on aaa cat /var/log/freeradius/start.log /var/log/freeradius/radius.log
}

certificate_for_eap() {
    give aaa "$1" $RADDB/certs && give aaa root $RADDB/certs
    on aaa rm -f $RADDB/certs/root.key
    on aaa sed -i -e "s|private_key_file = .*|private_key_file = $RADDB/certs/$1.key|" \
        -e "s|certificate_file = .*|certificate_file = $RADDB/certs/$1.pem|" \
        -e "s|ca_file = .*|ca_file = $RADDB/certs/root.pem|" $RADDB/mods-available/eap
}

radius_keep() { keep aaa /var/log/freeradius/radius.log "$1"; }

# radius_wait NAME SECONDS: what stands behind the server answers after so many seconds.
radius_wait() {
    put aaa "$RADDB/mods-available/$1" <<-END
		exec $1 {
		    wait = yes
		    program = "/bin/sleep $2"
		    input_pairs = request
		    timeout = 30
		}
	END
    on aaa ln -sf "../mods-available/$1" "$RADDB/mods-enabled/$1"
    on aaa sed -i "0,/^post-auth {/s//post-auth {\n\t$1/" $RADDB/sites-available/default
}

# radius_network: the VPN server vpn1 is 10.20.0.1, the RADIUS server 10.20.0.5.
radius_network() {
    MADE_BY="$MADE_RADIUS"
    NICS=0 HOLDERS=() HOST=()
    host server vpn1.example.com
    aaa
}

# ask USER PASSWORD SECRET [ARG…]: vpn1 asks as its own test command does; three tries of three seconds.
ask() {
    local user=$1 password=$2 secret=$3
    shift 3
    on server bash -c "printf 'User-Name = %s\nUser-Password = \"%s\"\nNAS-Identifier = vpn1\nCalling-Station-Id = 198.51.100.23\nNAS-IP-Address = 10.20.0.1\nNAS-Port = ${ASK_PORT:-0}\n$ASK_MORE' '$user' '$password' | timeout 60 radclient -x -r 3 -t 3 $* 10.20.0.5 ${ASK_WHAT:-auth} '$secret' >>/var/log/radclient.log 2>&1"
    return 0
}
ASK_MORE=

# ask_eap USER PASSWORD: the same through PEAP, as a computer with a profile does that checks the server.
ask_eap() {
    MADE_BY="$MADE_RADIUS, $(version eapoltest)"
    put server /root/ca.pem <"$CA/${EAP_CA:-root}.pem"
    printf 'network={\n  key_mgmt=WPA-EAP\n  eap=PEAP\n  identity="%s"\n  password="%s"\n  phase2="auth=MSCHAPV2"\n  ca_cert="/root/ca.pem"\n}\n' "$1" "$2" | put server /root/eap.conf
    on server bash -c "eapol_test -c /root/eap.conf -a 10.20.0.5 -s northwind -t 10 2>&1 | grep -E '^(CTRL|EAP|TLS|OpenSSL|SSL|RADIUS: |Received|FAILURE|SUCCESS|EAPOL test|MPPE)' | grep -vE 'hexdump|SSL: \\(where|SSL_connect:' >>/var/log/radclient.log"
    return 0
}

radius_keep_both() {
    radius_keep server.log
    keep server /var/log/radclient.log client.log
}

fault_healthy_radius() {
    radius_network
    expect "none: two users sign in"
    radius_server
    ask alice Sommer.2026 northwind
    ask bob Herbst.2026 northwind
    radius_keep_both
}

fault_healthy_radius_eap() {
    radius_network
    radius_server
    ask_eap alice Sommer.2026
    expect "none: a user signs in through PEAP"
    radius_keep_both
}

fault_radius_reject() {
    radius_network
    expect "a user types a wrong password" anyconnect-authentication-failure
    radius_server
    ask alice sommer.2026 northwind
    radius_keep_both
}

fault_radius_unknown_user() {
    radius_network
    expect "the account does not exist" anyconnect-authentication-failure
    radius_server
    ask alicia Sommer.2026 northwind
    radius_keep_both
}

fault_radius_password_spray() {
    radius_network
    expect "one address tries one password with many names" vpn-password-spray-lockout
    radius_server
    for user in admin administrator test vpn backup alice bob carol guest scan support service cisco ldap info; do
        ask "$user" Welcome1 northwind
    done
    radius_keep_both
}

fault_radius_unknown_client() {
    radius_network
    expect "the RADIUS server does not know the VPN server as a client" aaa-server-unreachable
    radius_server 10.20.0.9
    ask alice Sommer.2026 northwind
    radius_keep_both
}

fault_radius_secret() {
    radius_network
    expect "VPN server and RADIUS server have different shared secrets" aaa-server-unreachable
    radius_server
    ASK_MORE='Message-Authenticator = 0x00\n' ask alice Sommer.2026 southwind
    radius_keep_both
}

# Without a Message-Authenticator the server cannot know; it decrypts the password to rubbish.
fault_radius_secret_unsigned() {
    radius_network
    expect "different shared secrets, and the VPN server does not sign its requests" aaa-server-unreachable
    radius_server
    ask alice Sommer.2026 southwind
    radius_keep_both
}

fault_radius_down() {
    radius_network
    expect "the RADIUS server's service is stopped" aaa-server-unreachable
    ask alice Sommer.2026 northwind
    keep server /var/log/radclient.log client.log
}

# Configured for the ports of before 2000.
fault_radius_old_port() {
    radius_network
    expect "the VPN server asks at port 1645, the RADIUS server listens at 1812" aaa-server-unreachable
    radius_server
    on server bash -c "echo 'User-Name=alice,User-Password=Sommer.2026' | radclient -x -r 3 -t 2 10.20.0.5:1645 auth northwind >/var/log/radclient.log 2>&1"
    radius_keep_both
}

fault_radius_eap_certificate_expired() {
    radius_network
    RADIUS_CERT=radius1-expired radius_server
    ask_eap alice Sommer.2026
    expect "the EAP certificate of the RADIUS server ran out two days ago" aaa-server-certificate-expired
    radius_keep_both
}

fault_radius_slow_backend() {
    radius_network
    expect "what stands behind the RADIUS server takes 15 seconds; the VPN server repeats itself and gives up after nine" aaa-server-unreachable radius-mfa-timeout
    radius_wait directory 15
    radius_server
    ask alice Sommer.2026 northwind
    sleep 8
    radius_keep_both
}

fault_radius_slow_approval() {
    radius_network
    expect "the user approves the push after 25 seconds, the VPN server waits for nine and asks anew" radius-mfa-timeout
    radius_wait push 25
    radius_server
    ask alice Sommer.2026 northwind
    ask alice Sommer.2026 northwind
    sleep 20
    radius_keep_both
}

fault_radius_simultaneous_use() {
    radius_network
    expect "a user who is allowed one session opens a second one" vpn-license-limit
    on aaa sed -i 's/^#\tradutmp$/\tradutmp/' $RADDB/sites-available/default
    on aaa sed -i 's/check_with_nas = yes/check_with_nas = no/' $RADDB/mods-available/radutmp
    on aaa bash -c "printf 'dora Cleartext-Password := \"Winter.2026\", Simultaneous-Use := 1\n' >>$RADDB/mods-config/files/authorize"
    radius_server
    ask dora Winter.2026 northwind
    on server bash -c "printf 'User-Name=dora\nAcct-Status-Type=Start\nAcct-Session-Id=0000A1\nNAS-IP-Address=10.20.0.1\nNAS-Port=1\nFramed-IP-Address=10.30.0.7\n' | radclient -x 10.20.0.5 acct northwind >>/var/log/radclient.log 2>&1"
    ask dora Winter.2026 northwind
    radius_keep_both
}

# --- a directory behind FreeRADIUS ---

# directory_network: the domain controller dc1 is 10.21.0.10.
directory_network() {
    radius_network
    host dc dc1.example.com
    cable aaa 10.21.0.1/24 dc 10.21.0.10/24
    on aaa bash -c 'echo 10.21.0.10 dc1.example.com >>/etc/hosts'
    MADE_BY="$MADE_RADIUS, $(version slapd)"
}

# directory [URL]: an OpenLDAP with the user erin and the service account of the RADIUS server.
directory() {
    put dc /etc/ldap/s.conf <<-'CONF'
		include /etc/ldap/schema/core.schema
		include /etc/ldap/schema/cosine.schema
		include /etc/ldap/schema/inetorgperson.schema
		pidfile /run/slapd/slapd.pid
		modulepath /usr/lib/ldap
		moduleload back_mdb
		loglevel stats
		TLSCertificateFile /etc/ldap/tls.pem
		TLSCertificateKeyFile /etc/ldap/tls.key
		database mdb
		suffix "dc=example,dc=com"
		rootdn "cn=admin,dc=example,dc=com"
		rootpw admin
		directory /run/slapd
	CONF
    put dc /etc/ldap/tls.pem <"$CA/${DC_CERT:-vpn1}.pem"
    put dc /etc/ldap/tls.key <"$CA/${DC_CERT:-vpn1}.key"
    put dc /root/e.ldif <<-'CONF'
		dn: dc=example,dc=com
		objectClass: domain
		dc: example

		dn: cn=svc-radius,dc=example,dc=com
		objectClass: inetOrgPerson
		sn: svc-radius
		userPassword: Dienst.2026

		dn: uid=erin,dc=example,dc=com
		objectClass: inetOrgPerson
		cn: Erin
		sn: Erin
		userPassword: Sommer.2026
	CONF
    on dc slapadd -f /etc/ldap/s.conf -l /root/e.ldif
    on dc slapd -f /etc/ldap/s.conf -h "ldap:/// ldaps:///"
    wait_for dc /var/log/syslog 'slapd starting' 10
}

# ask_directory URL PASSWORD: FreeRADIUS looks users up there and binds as them.
ask_directory() {
    on aaa sed -i -e "s|^\tserver = 'localhost'|\tserver = '$1'|" \
        -e "s|^#\tidentity = .*|\tidentity = 'cn=svc-radius,dc=example,dc=com'|" \
        -e "s|^#\tpassword = .*|\tpassword = '$2'|" -e "s|dc=example,dc=org|dc=example,dc=com|" \
        -e 's|start = ${thread\[pool\].start_servers}|start = 0|' -e 's|min = ${thread\[pool\].min_spare_servers}|min = 0|' \
        -e "s|^#\t\tca_file.*|\t\tca_file = $RADDB/certs/root.pem|" -e "s|^\t\t#ca_file.*|\t\tca_file = $RADDB/certs/root.pem|" \
        $RADDB/mods-available/ldap
    on aaa ln -sf ../mods-available/ldap $RADDB/mods-enabled/ldap
    on aaa sed -i '0,/^\t-ldap/s//\tldap\n\tif ((ok || updated) \&\& User-Password) {\n\t\tupdate control {\n\t\t\tAuth-Type := LDAP\n\t\t}\n\t}/' $RADDB/sites-available/default
    on aaa sed -i '0,/^authenticate {/s//authenticate {\n\tAuth-Type LDAP {\n\t\tldap\n\t}/' $RADDB/sites-available/default
}

fault_healthy_radius_directory() {
    directory_network
    expect "none: RADIUS asks a directory"
    directory
    ask_directory ldap://dc1.example.com Dienst.2026
    radius_server
    ask erin Sommer.2026 northwind
    keep dc /var/log/syslog directory.log
    radius_keep_both
}

fault_healthy_radius_directory_tls() {
    directory_network
    expect "none: RADIUS asks a directory over TLS"
    DC_CERT=dc1 directory
    ask_directory ldaps://dc1.example.com Dienst.2026
    radius_server
    ask erin Sommer.2026 northwind
    keep dc /var/log/syslog directory.log
    radius_keep_both
}

fault_radius_directory_down() {
    directory_network
    expect "the directory behind the RADIUS server is stopped" aaa-server-unreachable ldap-ad-bind
    ask_directory ldap://dc1.example.com Dienst.2026
    radius_server
    ask erin Sommer.2026 northwind
    radius_keep_both
}

fault_radius_directory_bind() {
    directory_network
    expect "the password of the service account that binds to the directory was changed" ldap-ad-bind
    directory
    ask_directory ldap://dc1.example.com Dienst.2025
    radius_server
    ask erin Sommer.2026 northwind
    keep dc /var/log/syslog directory.log
    radius_keep_both
}

fault_radius_directory_certificate_expired() {
    directory_network
    expect "the LDAPS certificate of the directory ran out two days ago" aaa-server-certificate-expired aaa-server-unreachable
    DC_CERT=dc1-expired directory
    ask_directory ldaps://dc1.example.com Dienst.2026
    radius_server
    ask erin Sommer.2026 northwind
    keep dc /var/log/syslog directory.log
    radius_keep_both
}

# --- the third set; see fresh.txt ---

# RADIUS servers pass the users of another part of the company on to the server there.
fault_radius_proxy_dead() {
    radius_network
    expect "the RADIUS server passes users of the branch on to the branch's RADIUS server, which is off" aaa-server-unreachable
    host far radius9.example.net
    cable aaa 10.21.0.1/24 far 10.21.0.10/24
    on far ip link set eth3 down
    on aaa bash -c "cat >>$RADDB/proxy.conf" <<-'CONF'
		home_server radius9 {
		    type = auth
		    ipaddr = 10.21.0.10
		    port = 1812
		    secret = westwind
		    response_window = 6
		    zombie_period = 10
		    status_check = none
		}
		home_server_pool radius9 {
		    home_server = radius9
		}
		realm north.example.com {
		    auth_pool = radius9
		}
	CONF
    radius_server
    for _ in 1 2 3; do ask alice@north.example.com Sommer.2026 northwind; done
    radius_keep_both
}

# The RADIUS server was hardened against forged answers, the VPN server was not.
fault_radius_unsigned_refused() {
    radius_network
    expect "since its update the RADIUS server wants signed requests, the VPN server does not sign" aaa-server-unreachable vpn-broken-after-update
    radius_server
    on aaa pkill -TERM freeradius
    sleep 1
    on aaa sed -i 's/^\( *\)secret = northwind/&\n\1require_message_authenticator = yes/' $RADDB/clients.conf
    on aaa bash -c 'freeradius >>/var/log/freeradius/start.log 2>&1'
    sleep 3
    ask alice Sommer.2026 northwind
    radius_keep_both
}

# The EAP certificate was renewed as root; the service cannot read the new key.
fault_radius_key_unreadable() {
    radius_network
    expect "the key of the renewed EAP certificate may be read by root only, so the service does not start" aaa-server-unreachable
    radius_server
    ask alice Sommer.2026 northwind
    on aaa pkill -TERM freeradius
    sleep 1
    on aaa bash -c "chown root:root $RADDB/certs/radius1.key; chmod 600 $RADDB/certs/radius1.key"
    on aaa bash -c 'freeradius >>/var/log/freeradius/start.log 2>&1'
    sleep 2
    ask alice Sommer.2026 northwind
    radius_keep_both
}

fault_radius_account_expired() {
    radius_network
    expect "the account of a contractor ended three weeks ago" anyconnect-authentication-failure
    on aaa bash -c "printf 'fred Cleartext-Password := \"Herbst.2026\", Expiration := \"$(LC_ALL=C date -u -d '-21 days' '+%b %d %Y') 00:00:00\"\n' >>$RADDB/mods-config/files/authorize"
    radius_server
    ask fred Herbst.2026 northwind
    ask fred Herbst.2026 northwind
    radius_keep_both
}

# The server's certificate has a year to go; the authority that issued it does not.
fault_radius_eap_authority_expired() {
    radius_network
    authority old "Example Old Root CA"
    sed -i "s/^expiration_date.*/expiration_date = \"$(date -u -d '-2 days' '+%F %T UTC')\"/" "$CA/old.tmpl"
    certtool --generate-self-signed --load-privkey "$CA/old.key" --template "$CA/old.tmpl" --outfile "$CA/old.pem" 2>/dev/null
    certificate radius1-old old radius1.example.com server
    RADIUS_CERT=radius1-old radius_server
    EAP_CA=old ask_eap alice Sommer.2026
    expect "the authority that issued the EAP certificate of the RADIUS server ran out two days ago" aaa-server-certificate-expired
    radius_keep_both
}

fault_radius_directory_wrong_password() {
    directory_network
    expect "a user whose account is in the directory types a wrong password" anyconnect-authentication-failure ldap-ad-bind
    directory
    ask_directory ldap://dc1.example.com Dienst.2026
    radius_server
    ask erin sommer.2026 northwind
    ask erin Sommer2026 northwind
    keep dc /var/log/syslog directory.log
    radius_keep_both
}

# FreeRADIUS gives out the addresses of the sessions, from a table of a SQLite database.
fault_radius_pool_exhausted() {
    radius_network
    expect "the address pool that the RADIUS server gives out has two addresses, a third user comes" vpn-address-pool-exhausted
    on aaa sed -i '1i DEFAULT Pool-Name := "vpn_pool"\n\tFall-Through = Yes\n\ncarol Cleartext-Password := "Winter.2026"' $RADDB/mods-config/files/authorize
    on aaa mkdir -p /run/freeradius/db
    on aaa sed -i -e 's/dialect = "mysql"/dialect = "sqlite"/' $RADDB/mods-available/sqlippool
    on aaa sed -i -e 's|^\t\tfilename = .*|\t\tfilename = "/run/freeradius/db/radius.db"|' -e 's/^\tdriver = .*/\tdriver = "rlm_sql_sqlite"/' -e 's/dialect = "mysql"/dialect = "sqlite"/' $RADDB/mods-available/sql
    on aaa ln -sf ../mods-available/sql ../mods-available/sqlippool $RADDB/mods-enabled/
    on aaa sed -i -e 's/^#\tsqlippool$/\tsqlippool {\n\t\tnotfound = reject\n\t}/' -e 's/^\t-sql$//' $RADDB/sites-available/default
    on aaa bash -c "cd $RADDB/mods-config/sql && cat main/sqlite/schema.sql ippool/sqlite/schema.sql | sqlite3 /run/freeradius/db/radius.db"
    # Debian's query for SQLite lacks an AND.
    on aaa sed -i "s/^\texpiry_time < datetime/\tAND expiry_time < datetime/" $RADDB/mods-config/sql/ippool/sqlite/queries.conf
    for last in 10 11; do
        on aaa sqlite3 /run/freeradius/db/radius.db "INSERT INTO radippool (id, pool_name, framedipaddress, pool_key) VALUES ($last, 'vpn_pool', '10.30.0.$last', '')"
    done
    on aaa chown -R freerad:freerad /run/freeradius
    radius_server
    ASK_PORT=1 ask alice Sommer.2026 northwind
    ASK_PORT=2 ask bob Herbst.2026 northwind
    ASK_PORT=3 ask carol Winter.2026 northwind
    radius_keep_both
}
