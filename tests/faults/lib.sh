# The hosts, certificates and logs of the faults. Sourced by make.sh.
#
# Every host of a fault has a network, a name, processes, a /dev/log, a /run and an /etc of its
# own, so that daemons run with the paths and the log format of a plain Debian 12, and nothing of
# the machine that makes the logs gets into them. No host has a way out of these networks.

WORK=$(mktemp -d /tmp/faults.XXXXXX)
CA=$WORK/ca
declare -A HOST=()

# --- hosts -------------------------------------------------------------------------------------

# host KEY NAME: start the host NAME, from now on called KEY.
host() {
    local key=$1 name=$2 root=$WORK/$1 holder pid i
    rm -rf "$root" && mkdir -p "$root/etc" "$root/dev" && cp -a /etc/. "$root/etc/"
    unshare --net --mount --uts --ipc --pid --fork --kill-child --mount-proc \
        bash -c "$(declare -f furnish); furnish '$root' '$name'" &
    holder=$!
    for i in $(seq 100); do
        [ -e "$root/ready" ] && break
        sleep 0.05
    done
    pid=$(pgrep -P "$holder" | head -1)
    HOST[$key]=$pid
    HOLDERS+=("$holder")
}

# Runs as the first process of a host: private folders, then the system log, then wait.
furnish() {
    local root=$1 name=$2 node
    hostname "$name"
    mount --make-rprivate /
    mount --bind "$root/etc" /etc
    echo "${name%%.*}" >/etc/hostname
    printf '127.0.0.1 localhost\n127.0.1.1 %s %s\n' "$name" "${name%%.*}" >/etc/hosts
    rm -f /etc/resolv.conf && : >/etc/resolv.conf
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for node in null zero full random urandom tty; do
        touch "$root/dev/$node" && mount --bind "/dev/$node" "$root/dev/$node"
    done
    mkdir -p "$root/dev/net" "$root/dev/shm" "$root/dev/pts"
    touch "$root/dev/net/tun" && mount --bind /dev/net/tun "$root/dev/net/tun"
    chmod 666 "$root/dev/net/tun"
    mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx" && ln -s /proc/self/fd "$root/dev/fd"
    mount --move "$root/dev" /dev 2>/dev/null || mount --rbind "$root/dev" /dev
    mount -t tmpfs -o mode=755 tmpfs /run
    mount -t tmpfs -o mode=755 tmpfs /var/log
    mount -t tmpfs -o mode=755 tmpfs /var/lib/ocserv 2>/dev/null
    ln -s /run /var/run 2>/dev/null
    mkdir -p /run/openvpn /run/freeradius /run/slapd /run/lock /var/log/freeradius
    chown freerad:freerad /run/freeradius /var/log/freeradius
    chown openldap:openldap /run/slapd
    ip link set lo up
    # As Debian ships it, less the kernel's messages, which would be this machine's.
    sed -i '/imklog/d' /etc/rsyslog.conf
    sed -i 's/^\$PrivDrop.*//' /etc/rsyslog.conf
    rm -f /etc/rsyslog.d/*
    rsyslogd
    for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S /dev/log ] && break; sleep 0.1; done
    mount -t tmpfs -o mode=1777 tmpfs /var/tmp
    touch "$root/ready"
    exec sleep infinity
}

# on KEY COMMAND…: run a command on a host.
on() {
    local key=$1
    shift
    nsenter -t "${HOST[$key]}" -n -m -u -i -p -w/ -- env -i PATH="$PATH" HOME=/root LANG=C.UTF-8 TZ=UTC "$@"
}

# put KEY PATH [MODE]: write standard input to a file of a host.
put() { on "$1" bash -c "mkdir -p \"\$(dirname '$2')\"; cat >'$2'; chmod ${3:-644} '$2'"; }

# link A ADDRESS B ADDRESS: a cable between two hosts.
NICS=0
cable() {
    local a="eth$((NICS++))" b="eth$((NICS++))"
    ip link add "$a" netns "${HOST[$1]}" type veth peer name "$b" netns "${HOST[$3]}"
    on "$1" ip addr add "$2" dev "$a" && on "$1" ip link set "$a" up
    on "$3" ip addr add "$4" dev "$b" && on "$3" ip link set "$b" up
    CABLE=$a
}

# The usual network: server 192.0.2.10 – router – client 10.10.0.2; $1 and $2 are their names.
network() {
    NICS=0 HOLDERS=() HOST=()
    host server "$1"
    host router gw.example.net
    host client "$2"
    cable router 192.0.2.1/24 server 192.0.2.10/24
    cable router 10.10.0.1/24 client 10.10.0.2/24
    on router sysctl -qw net.ipv4.ip_forward=1
    on server ip route add default via 192.0.2.1
    on client ip route add default via 10.10.0.1
    on client bash -c 'echo 192.0.2.10 vpn1.example.com gw1.example.com >>/etc/hosts'
}

# aaa: the authentication server 10.20.0.5 behind the VPN server 10.20.0.1.
aaa() {
    host aaa "${1:-radius1.example.com}"
    cable server 10.20.0.1/24 aaa 10.20.0.5/24
}

# drop RULE…: the router drops what the nft rule matches.
drop() {
    on router nft add table inet f
    on router nft 'add chain inet f way { type filter hook forward priority 0; }'
    on router nft add rule inet f way "$@" drop
}

pass_all() { on router nft delete table inet f; }

# Ends the hosts of this fault, and only these.
down() {
    local pid
    for pid in "${HOLDERS[@]}"; do kill -KILL "$pid" 2>/dev/null; done
    wait "${HOLDERS[@]}" 2>/dev/null
    HOLDERS=() HOST=()
}
HOLDERS=()
trap 'down; rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM

# wait_for KEY FILE TEXT [SECONDS]: until a line of a host's file has the text.
wait_for() {
    local i
    for i in $(seq $((${4:-15} * 5))); do
        on "$1" grep -qE -- "$3" "$2" 2>/dev/null && return 0
        sleep 0.2
    done
    echo "  (no '$3' in $2 of $1 within ${4:-15} s)" >&2
    return 1
}

# --- certificates ------------------------------------------------------------------------------

# authority NAME 'Common Name' [ISSUER]: an authority, self-signed or below another.
authority() {
    local name=$1 cn=$2 issuer=${3:-}
    mkdir -p "$CA"
    certtool --generate-privkey --ecc --outfile "$CA/$name.key" 2>/dev/null
    printf 'cn = "%s"\norganization = "Example Ltd"\nca\ncert_signing_key\ncrl_signing_key\nactivation_date = "2024-01-01 00:00:00 UTC"\nexpiration_date = "2044-01-01 00:00:00 UTC"\n' "$cn" >"$CA/$name.tmpl"
    if [ -n "$issuer" ]; then
        certtool --generate-certificate --load-privkey "$CA/$name.key" --load-ca-certificate "$CA/$issuer.pem" \
            --load-ca-privkey "$CA/$issuer.key" --template "$CA/$name.tmpl" --outfile "$CA/$name.pem" 2>/dev/null
    else
        certtool --generate-self-signed --load-privkey "$CA/$name.key" --template "$CA/$name.tmpl" \
            --outfile "$CA/$name.pem" 2>/dev/null
    fi
}

# certificate NAME AUTHORITY 'Common Name' server|client [UNTIL] [FROM]: times as date(1) reads them.
certificate() {
    local name=$1 issuer=$2 cn=$3 use=$4 until=${5:-+1 year} from=${6:--1 year}
    {
        printf 'cn = "%s"\norganization = "Example Ltd"\nsigning_key\nencryption_key\n' "$cn"
        [ "$use" = server ] && printf 'dns_name = "%s"\ntls_www_server\nipsec_ike_key\n' "$cn"
        [ "$use" = client ] && printf 'uid = "%s"\ndns_name = "%s"\ntls_www_client\nipsec_ike_key\n' "$cn" "$cn"
        printf 'activation_date = "%s"\n' "$(date -u -d "$from" '+%F %T UTC')"
        printf 'expiration_date = "%s"\n' "$(date -u -d "$until" '+%F %T UTC')"
    } >"$CA/$name.tmpl"
    certtool --generate-privkey --key-type rsa --bits 2048 --outfile "$CA/$name.key" 2>/dev/null
    certtool --generate-certificate --load-privkey "$CA/$name.key" --load-ca-certificate "$CA/$issuer.pem" \
        --load-ca-privkey "$CA/$issuer.key" --template "$CA/$name.tmpl" --outfile "$CA/$name.pem" 2>/dev/null
}

# give KEY NAME FOLDER: copy a certificate and its key to a host.
give() {
    put "$1" "$3/$2.pem" <"$CA/$2.pem"
    [ -e "$CA/$2.key" ] && put "$1" "$3/$2.key" 600 <"$CA/$2.key"
}

# trust KEY NAME: a host trusts an authority as it does the public ones.
trust() { put "$1" /etc/ssl/certs/ca-certificates.crt <"$CA/$2.pem"; }

authorities() {
    authority root "Example Root CA"
    authority sub "Example Issuing CA" root
    authority other "Contoso Test Root CA"
    certificate vpn1 root vpn1.example.com server
    certificate vpn1-expired root vpn1.example.com server '-2 days'
    certificate vpn1-sub sub vpn1.example.com server
    certificate vpn1-other other vpn1.example.com server
    certificate wrong-name root webmail.example.com server
    certificate alice root alice client
    certificate alice-expired root alice client '-2 days'
    certificate alice-other other alice client
    certificate alice-future root alice client '+1 year' '+1 day'
    certificate radius1-expired root radius1.example.com server '-2 days'
    certificate radius1 root radius1.example.com server
    certificate dc1 root dc1.example.com server
    certificate dc1-expired root dc1.example.com server '-2 days'
    certificate gw1 root gw1.example.com server
    certificate gw2 root gw2.example.com client
    certificate gw2-expired root gw2.example.com client '-2 days'
    certificate gw2-other other gw2.example.com client
}

# --- what is kept ------------------------------------------------------------------------------

# keep HOST FILE LOG: a host's file becomes NAME/LOG of this fault. Of what the programs wrote only
# the release of this machine's kernel is changed, into the one that Debian 12 has.
keep() {
    mkdir -p "$LOGS/$NAME"
    on "$1" cat "$2" | sed "s/$(uname -r)/6.1.0-41-amd64/g" >"$LOGS/$NAME/$3"
}

# expect 'FAULT' RUNBOOK…: what was planted, and the runbooks an expert would open, best first.
expect() {
    local fault=$1 list=
    shift
    mkdir -p "$LOGS/$NAME"
    for id in "$@"; do list="$list${list:+, }\"$id\""; done
    printf '{\n  "fault": "%s",\n  "runbook": [%s],\n  "made_by": "%s"\n}\n' "$fault" "$list" "$MADE_BY" \
        >"$LOGS/$NAME/expect.json"
}

version() { dpkg-query -W -f '${Package} ${Version}' "$1"; }
