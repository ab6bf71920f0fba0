# Faults of FreeRADIUS and of what stands behind it. Sourced by make.sh.

MADE_RADIUS="$(version freeradius), $(version freeradius-utils)"
RADDB=/etc/freeradius/3.0

# radius_server: FreeRADIUS as Debian ships it, with one client, three users and auth = yes.
radius_server() {
    put aaa $RADDB/clients.conf <<-END
		client vpn1 {
		    ipaddr = 10.20.0.1
		    secret = northwind
		    shortname = vpn1
		    ${RADIUS_CLIENT:-}
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

# radius_push SECONDS: a second factor that is approved after so many seconds.
radius_push() {
    put aaa $RADDB/mods-available/push <<-END
		exec push {
		    wait = yes
		    program = "/bin/sleep $1"
		    input_pairs = request
		    timeout = 60
		}
	END
    on aaa ln -sf ../mods-available/push $RADDB/mods-enabled/push
    on aaa sed -i '0,/^post-auth {/s//post-auth {\n\tpush/' $RADDB/sites-available/default
}
