#!/usr/bin/env python3
"""Lists the formats of the messages that an open program can write, from a checkout of its source.

    extract.py PRODUCT CHECKOUT               every format, with the file that holds it
    extract.py PRODUCT CHECKOUT LIST.tsv      what the list does not have, and (with a minus) what it
                                              has from this source that the checkout no longer says

A call counts when its function, its level where it has one, and its words say that something failed; what
only a debugging build or a raised level writes is left out, and so are the folders of a program that have
nothing to do with VPN access (`under` names those that do, `skip` what is passed over in them). PRODUCT is one of the names in PRODUCTS.
Nothing but the formats is printed: no code of the program goes anywhere.
"""

import os
import re
import sys

# Folders, functions with the number of the argument that may hold the format, the levels that count (searched for in
# the arguments before the format), and how the level is written before the format.
PRODUCTS = {
    "strongswan": {
        "under": ["src/libcharon/sa", "src/libcharon/network/receiver.c", "src/libcharon/encoding/message.c", "src/libcharon/attributes",
                  "src/libcharon/plugins/eap_radius", "src/libcharon/plugins/eap_mschapv2", "src/libcharon/plugins/eap_dynamic",
                  "src/libcharon/plugins/xauth_generic", "src/libcharon/plugins/xauth_pam", "src/libcharon/plugins/dhcp",
                  "src/libcharon/plugins/whitelist", "src/libcharon/plugins/socket_default", "src/libcharon/plugins/stroke/stroke_cred.c",
                  "src/libradius", "src/libstrongswan/credentials", "src/libstrongswan/plugins/revocation",
                  "src/libstrongswan/plugins/constraints", "src/charon", "src/charon-systemd"],
        "calls": r"DBG1|DBG0",
        "tag": lambda head: "[%s] " % (re.search(r"DBG_(\w+)", head) or re.search(r"()", "")).group(1),
        "levels": r".",
        "skip": r"/(?:connect_manager|mediation_manager|ike_me|redirect|ike_mobike|shunt_manager|xauth_request|credential_factory|keymat_v1)",
    },
    "libreswan": {
        "under": ["programs/pluto"],
        "only": r"/(?:ikev1|ikev1_(?:main|aggr|quick|xauth|spdb\w*|auth|psk|message|hash|host_pair)|ikev2|ikev2_(?:auth|cert|certreq|child|cp|create_child_sa|eap|host_pair|ike_auth|ike_sa_init|"
                r"ke|msgid|notify|parent|peer_id|ppk|proposals|psk|replace|retry|ts|states|crypto|send|payload)|ikev2_parent_\w+|connections|initiate|x509|nss_cert_\w+|keys|"
                r"secrets|xauth|pam_auth|kernel|kernel_xfrm|server|plutomain|addresspool|pluto_seccomp|terminate|retransmit|nat_traversal|orient|iface|iface_udp|"
                r"spdb|spdb_v1_struct|ipsec_doi|revival|peer_id|instantiate|pending|crypt_\w+|demux|host_pair|rcv_whack|rcv_info|crl_queue|fetch|ocsp|lswcurl|pluto_crypt)\.c$",
        "calls": r"llog|llog_rc|llog_sa|log_state|limited_llog|vlog|vwarning|verror|vfatal|fatal|llog_error|llog_warning|llog_errno|llog_pem|whack_log|loglog|libreswan_log|llog_nss_error|llog_ike_error|log_errno|fatal_errno",
        "levels": r"^(?!.*DEBUG_STREAM)",
    },
    "openvpn": {
        "under": ["src/openvpn"],
        "only": r"/(?:auth_token|crypto|forward|init|multi|push|pool|proxy|socks|socket|ssl|ssl_ncp|ssl_openssl|ssl_verify|ssl_verify_openssl|tls_crypt|ping|"
                r"route|tun|plugin|comp|lzo|occ|options_util|sig|dco|mudp|mtcp|push_util|domain_helper|openvpn|run_command)\.[ch]$",
        "calls": r"msg|plugin_log|MsgToEventLog|crypto_msg|CRYPTO_MSG|mbed_log",
        "levels": r"M_(?:WARN|FATAL|ERR|NONFATAL|USAGE|OPTERR|SSLERR|INFO|CLIENT|SYSERR|ERRNO)|D_(?:TLS_ERRORS|LINK_ERRORS|CRYPT_ERRORS|MULTI_ERRORS|IMPORT_ERRORS|PUSH_ERRORS|ROUTE|HANDSHAKE|PUSH|STREAM_ERRORS|SOCKS|PROXY|RESOLVE_ERRORS|TUNTAP_INFO|CLOSE|GENKEY|OSBUF|LOW|MULTI_LOW|PF_DROPPED|AUTH)|PLOG|msglevel|msglev|flags|level",
    },
    "ocserv": {
        "under": ["src"],
        "only": r"/(?:worker-(?:auth|vpn|tun|http|http-handlers|misc|resume)|main|main-(?:auth|user|proc|worker-cmd|sec-mod-cmd|ban|ctl-unix|log)|sec-mod|sec-mod-(?:auth|db|resume)|sup-config|tun|"
                r"tlslib|ip-lease|config|subconfig|setproctitle|route-add|isolate|icmp-ping|html|plain|pam|radius|acct/\w+|auth/(?:plain|pam|radius|gssapi)|sup-config/\w+|common/(?:common|cloexec))\.c$",
        "calls": r"mslog|oclog|seclog|_oclog|syslog|fprintf|mslog_hex|fatal_error",
        "levels": r"LOG_(?:ERR|WARNING|NOTICE|INFO|CRIT|ALERT)|stderr",
        "skip": r"/(?:llhttp|http-parser|ccan|occtl|ocpasswd|protobuf|pcl|inih|common/snapshot)",
    },
    "openconnect": {
        "under": ["."],
        "only": r"^/(?:auth|auth-common|http|http-auth|cstp|dtls|gnutls-dtls|openssl-dtls|ssl|gnutls|main|mainloop|tun|script|library|gpst|auth-globalprotect)\.c$",
        "calls": r"vpn_progress|fprintf|openconnect_set_[a-z]+|cmd_fail",
        "levels": r"PRG_ERR|stderr",
        "skip": r"/(?:tests|trojans|java|bindings|www|android|po|jni)|/(?:hpke|jni|list-taps|oath|stoken|yubikey|digest|ntlm|tncc|iconv|lzs|lzo|pulse|nullppp|f5|fortinet|array|gpst-hip|tpm|xml|rsa|cstp_esp)",
    },
    "freeradius": {
        "under": ["src/main", "src/modules"],
        "only": r"/(?:main/(?:auth|listen|process|client|tls|realms|radiusd|tls_listen)|rlm_(?:ldap|pap|chap|pam|krb5|expiration|logintime|unix|sqlippool|realm)/\w+|"
                r"rlm_mschap/(?:rlm_mschap|auth_wbclient)|rlm_eap/(?:rlm_eap|eap)|rlm_eap_tls/\w+|rlm_sql/rlm_sql)\.c$",
        "calls": r"ERROR|WARN|RERROR|REDEBUG|RWARN|RWDEBUG|WDEBUG|RPERROR|PERROR|LDAP_ERR|LDAP_WARN|LDAP_ERR_REQ|radlog|radlog_request|fr_strerror_printf|PROXY|AUTH|RAUTH|INFO|cf_log_err_cs|cf_log_err|fr_exit|tls_error_log|tls_strerror_printf|MOD_ROPTIONAL|ROPTIONAL|cf_log_err_cp|trigger_exec|rad_authlog",
        "levels": r".",
        "skip": r"/(?:command|rlm_eap_(?:teap|psk|gtc|mschapv2/|md5|ttls|peap)|rlm_mschap/(?:smbdes|opendir|mschap\.c$)|rlm_sql/drivers|home_server|dhcp|cb|evaluate|exec|detail|map|util|log|collectd|threads|crypt|exfile|regex|pair|tmpl|snmp|rad(?:who|last|zap|attr|crypt|min|conf2xml|sniff|snmp|test)|radeapclient|unittest|map_unit|xlat|parser|conffile|modcall|rlm_eap_(?:fast|ikev2|tnc|sim|pwd|leap)|rlm_sql/drivers/rlm_sql_(?:oracle|firebird|freetds|db2|iodbc|cassandra|mongo|unixodbc))",
    },
    "openfortivpn": {"under": ["src"], "calls": r"log_error|log_warn", "levels": r"."},
    "xl2tpd": {"under": ["."], "calls": r"l2tp_log|pppd_log", "levels": r"LOG_(?:CRIT|WARNING|NOTICE|ERR|ALERT|INFO|LOG)",
               "skip": r"/(?:contrib|packaging|pfc)"},
    "pppd": {"under": ["pppd"], "only": r"/(?:auth|chap|chap-new|chap_ms|chap-md5|upap|eap|eap-tls|peap|ipcp|lcp|fsm|main|demand|plugins/radius/\w+)\.c$", "calls": r"error|warn|fatal|notice|ppp_error|ppp_warn|ppp_fatal|ppp_notice|ppp_option_error|option_error|ppp_info|info",
             "levels": r".", "skip": r"/(?:plugins/(?!radius|pppol2tp|rp-pppoe|winbind|pppoe)|pppcrypt)"},
    "wireguard": {"under": ["src", "device", "conn", "tun", "drivers/net/wireguard", "."],
                  "calls": r"net_dbg_ratelimited|net_dbg_skb_ratelimited|pr_err|pr_warn|pr_info|Errorf|Verbosef|errorf",
                  "levels": r".", "ends": (".c", ".h", ".go"), "skip": r"/(?:selftest|crypto/zinc|tools|netstack|examples|tests|ratelimiter_test)|_test\.go"},
    "keepalived": {"under": ["keepalived/vrrp", "keepalived/core", "keepalived/check"], "calls": r"log_message|report_config_error",
                   "levels": r"."},
    "unbound": {"under": ["daemon", "services", "iterator", "validator", "util/net_help.c", "util/netevent.c", "util/tube.c"],
                "calls": r"log_err|log_warn|fatal_exit|log_err_addr|validation_failure", "levels": r"."},
    "dnsmasq": {"under": ["src"], "calls": r"my_syslog|die", "levels": r"LOG_(?:ERR|WARNING|CRIT)|.", "skip": r"/tftp|/lease|/radv|/slaac"},
    "chrony": {"under": ["."], "calls": r"LOG|LOG_FATAL", "levels": r"LOGS_(?:ERR|WARN|FATAL|INFO)|.", "skip": r"/(?:test|refclock|client|hwclock)"},
    "sssd": {"under": ["src/providers", "src/responder/pam", "src/sss_client", "src/monitor", "src/krb5_plugin"],
             "calls": r"sss_log|DEBUG", "levels": r"SSSDBG_(?:FATAL|CRIT|OP)_FAILURE|SSSDBG_MINOR_FAILURE|SSS_LOG", "skip": r"/tests|/proxy|/ipa|/ad|/files|/idp|/be_refresh|/data_provider/dp_(?!target_auth|methods)"},
}

# A message is about a failure if it has one of these.
FAILS = re.compile(r"fail|unable|error|invalid|\bnot |\bno |reject|refus|denied|mismatch|expired|time[ds]? ?out|giving up|\blost|missing|"
                   r"unknown|unsupported|exceed|limit|wrong|\bbad |does|could|can ?not|can't|acceptable|dead|zombie|dropp|revoked|stale|"
                   r"untrusted|different|abort|required|\btoo |exhaust|fatal|incorrect|retransmits|inactivity|without|full|already", re.I)

STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
# What the C library's and the programs' own macros stand for within a format.
MACRO = {"PRI_CONNECTION": '"%s%s"', "PRI_SO": '"#%lu"', "PRI_LOGGER": '"%s"', "counter_format": '"%llu"', "ptr_format": '"%p"',
         "time_format": '"%lld"', "fragment_header_format": '"0x%08x"', "packet_id_format": '"%u"', "interval_format": '"%d"',
         "NAS_PORT": '"%d"'}


def macro(match):
    name = match.group(0)
    if name in MACRO:
        return MACRO[name]
    return '"%u"' if name.startswith(("PRI", "SCNu")) else name


def uncomment(text):
    """Takes comments out, and leaves strings and line numbers alone."""
    pattern = r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|//[^\n]*|/\*.*?\*/'
    blank = lambda m: m.group(0) if m.group(0)[0] in "\"'" else " " + "\n" * m.group(0).count("\n")
    return re.sub(pattern, blank, text, flags=re.S)


def arguments(text, at):
    """The arguments of a call whose bracket opens before `at`, and where it ends."""
    depth, start, parts = 1, at, []
    while at < len(text) and depth:
        c = text[at]
        if c == '"':
            found = STRING.match(text, at)
            if not found:
                return parts, at
            at = found.end()
            continue
        if c == "'":
            found = re.match(r"'(?:[^'\\]|\\.)+'", text[at:])
            at += found.end() if found else 1
            continue
        if c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif c == "," and depth == 1:
            parts.append(text[start:at])
            start = at + 1
        if c == ";" and depth == 1:
            return parts, at
        at += 1
    parts.append(text[start:at - 1])
    return parts, at


def formats(part):
    """The texts that an argument may be: adjacent literals are one, the two sides of a choice are two."""
    part = re.sub(r"^\s*(?:_|N_|gettext|dgettext)\s*\(", " ", part.strip())
    part = re.sub(r'"(?:[^"\\]|\\.)*"|\bPRI\w+|\b[a-z_]+_format\b|\bSCN\w+', lambda m: m.group(0) if m.group(0)[0] == '"' else macro(m), part)
    sides = re.split(r'(?<=")\s*:\s*(?=")', part) if "?" in STRING.sub("", part) else [part]
    for side in sides:
        text = "".join(STRING.findall(side))
        text = re.sub(r"\\([nrt])", " ", text).replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")
        text = re.sub(r"\\x1b\[[0-9;]*m|\\033\[[0-9;]*m", "", text)
        text = re.sub(r"\s+", " ", text).strip()
        if re.search(r"[A-Za-z]{3,}[^%]*", re.sub(r"%[-+ #0*.\d]*[hlzjLqt]*[A-Za-z]", "", text)):
            yield text


def extract(product, root):
    rules = PRODUCTS[product]
    calls = re.compile(r"(?<![\w.>])(?:\w+\.)*(?:%s)\s*\(" % rules["calls"])
    levels, skip, only = (re.compile(rules.get(name, any)) for name, any in (("levels", ""), ("skip", r"^$"), ("only", "")))
    ends = rules.get("ends", (".c", ".h"))
    found = {}
    for under in rules["under"]:
        start = os.path.join(root, under)
        walked = [(os.path.dirname(start), [], [os.path.basename(start)])] if os.path.isfile(start) else os.walk(start)
        for folder, folders, names in walked:
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                short = os.path.relpath(path, root)
                if not name.endswith(ends) or skip.search("/" + short) or not only.search("/" + short):
                    continue
                text = uncomment(open(path, encoding="utf-8", errors="replace").read())
                for call in calls.finditer(text):
                    parts, _ = arguments(text, call.end())
                    at = next((i for i, part in enumerate(parts) if '"' in part), None)
                    if at is None:
                        continue
                    head = call.group(0) + ",".join(parts[:at])
                    if not levels.search(head):
                        continue
                    tag = rules.get("tag", lambda _: "")(head)
                    for told in filter(FAILS.search, formats(parts[at])):
                        found.setdefault(tag + told, short)
    return found


def main():
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in PRODUCTS:
        sys.exit(__doc__ + "\nPRODUCT: " + ", ".join(PRODUCTS))
    found = extract(sys.argv[1], sys.argv[2])
    if len(sys.argv) == 3:
        for told, path in found.items():
            print(told, path, sep="\t")
        return
    with open(sys.argv[3], encoding="utf-8") as known:
        rows = [line.rstrip("\n").split("\t") for line in known if line.strip() and not line.startswith("#")]
    listed = {row[0]: row[1] for row in rows}
    for told, path in found.items():
        if told not in listed:
            print("+", told, path, sep="\t")
    for told, path in listed.items():
        if told not in found and os.path.exists(os.path.join(sys.argv[2], path)):
            print("-", told, path, sep="\t")


if __name__ == "__main__":
    main()
