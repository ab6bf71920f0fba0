#!/usr/bin/env bash
# Makes the logs in logs/: real servers and clients, each with one fault planted on purpose.
#
# usage: make.sh [NAME…]      all of them, or those whose folder names match (a glob: 'ocserv-*')
#
# Run as root in a throwaway Debian 12: it installs packages and keeps their services down. The
# hosts live in namespaces of their own without a way out; see lib.sh.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
LOGS=${LOGS:-$PWD/logs}

PACKAGES=(ocserv openconnect vpnc-scripts openvpn freeradius freeradius-utils freeradius-ldap eapoltest
    strongswan-charon strongswan-swanctl libcharon-extra-plugins libstrongswan-extra-plugins
    libstrongswan-standard-plugins slapd ldap-utils wireguard-go wireguard-tools openfortivpn
    rsyslog gnutls-bin openssl nftables faketime dnsmasq-base nginx-light iproute2 iputils-ping procps
    tinyproxy-bin libcharon-extauth-plugins openvpn-auth-ldap sqlite3)

install_packages() {
    dpkg-query -W "${PACKAGES[@]}" >/dev/null 2>&1 && return
    # No service may start on the machine itself.
    [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d; }
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${PACKAGES[@]}"
}

[ "$(id -u)" = 0 ] || { echo "make.sh: needs root" >&2; exit 1; }
install_packages || exit 1
. ./lib.sh
authorities

# A fault is a function fault_NAME; its folder is NAME with dashes.
for part in ocserv.sh radius.sh openvpn.sh strongswan.sh others.sh; do
    [ -e "$part" ] && . "./$part"
done

for function in $(declare -F | awk '$3 ~ /^fault_/ { print $3 }'); do
    NAME=${function#fault_}
    NAME=${NAME//_/-}
    if [ $# -gt 0 ]; then
        wanted=
        for glob in "$@"; do [[ $NAME == $glob ]] && wanted=1; done
        [ -n "$wanted" ] || continue
    fi
    echo "$NAME"
    rm -rf "${LOGS:?}/$NAME"
    "$function"
    down
done
