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
# the arguments before the format), and how the level is written before the format. `fails` has words that say of this
# program that something failed, `texts` finds messages that are no calls, `mend` turns placeholders into those of C.
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
    "keepalived": {
        "under": ["keepalived/vrrp", "keepalived/core", "keepalived/check", "keepalived/trackers"],
        "only": r"/(?:vrrp|vrrp_(?:scheduler|track|sync|if|arp|ndisc|vmac|daemon|data|ipaddress|notify)|track_(?:file|process|bfd)|main|pidfile|daemon|notify|keepalived_netlink|"
                r"check_(?:daemon|http|tcp|ssl|ping|misc|smtp|udp|dns)|ipwrapper|ipvswrapper|layer4)\.c$",
        "calls": r"log_message|log_rate_limited_error|report_config_error", "levels": r".",
        "fails": r"FAULT|with lower priority|higher (?:priority|IP)|equal priority|unsuccessful|unexpected|leaving|associated with|skew|replayed|malformed|timer expired",
    },
    "unbound": {
        "under": ["daemon", "services", "iterator", "validator", "util"],
        "only": r"/(?:daemon/(?:unbound|daemon|worker)|services/(?:listen_dnsport|outside_network|modstack|mesh)|iterator/(?:iterator|iter_utils|iter_hints|iter_fwd|iter_resptype|iter_scrub|iter_delegpt)|"
                r"validator/(?:val_anchor|autotrust|validator|val_sigcrypt|val_kcache|val_nsec3|val_utils)|util/(?:netevent|net_help))\.c$",
        "calls": r"log_err|log_warn|fatal_exit|log_err_addr|errinf|errinf_rrset|errinf_dname|errinf_origin|errinf_ede|update_reason",
        "tag": lambda head: "SERVFAIL <files.corp.example. A IN>: " if head.startswith(("errinf", "update_reason")) else "", "levels": r".",
        "fails": r"signature|bogus|insecure|trust anchor|granted|servers",
    },
    "dnsmasq": {"under": ["src"], "calls": r"my_syslog|die", "levels": r".", "skip": r"/(?:tftp|radv|slaac|dump|ubus|bpf|ipset|nftset|tables|pattern|lease-tools|helper|dbus|conntrack)\.c",
                "fails": r"rebind|reducing DNS packet|recursive|abandoned|NAK|duplicate|DoS"},
    "chrony": {"under": ["."], "calls": r"LOG|LOG_FATAL|log_selection_message|log_selection_source|unselect_selected_source", "levels": r".",
               "skip": r"/(?:test|refclock|client|hwclock|rtc|sys_(?:macosx|netbsd|openbsd|solaris)|tempcomp|nts_ke_server|leapdb|ntp_signd|stubs)",
               "fails": r"offline|falseticker|majority|synchroni|selectable|jittery|wrong|unreach"},
    "sssd": {"under": ["src/providers/krb5", "src/providers/ldap", "src/providers", "src/responder/pam", "src/sss_client", "src/monitor", "src/krb5_plugin", "src/resolv"],
             "only": r"/(?:krb5_(?:child|auth|common|utils|renew_tgt|delayed_online_authentication|keytab|access|wait_queue)|ldap_(?:auth|child|common|access|init)|sdap_(?:access|async_connection|child_helpers|id_op|fd_events)|"
                     r"data_provider_(?:be|fo)|fail_over|be_dyndns|data_provider_callbacks|pamsrv_(?:cmd|p11|dp|passkey|gssapi)|pam_sss|monitor|async_resolv|sssd_krb5_locator_plugin)\.c$",
             "calls": r"sss_log|DEBUG|sss_debug_fn|logger|pam_syslog|PLUGIN_DEBUG", "tag": lambda head: "pam_sss(ocserv:auth): " if head.startswith("logger") else "", "levels": r"SSSDBG_(?:FATAL|CRIT|OP)_FAILURE|SSS_LOG|LOG_|PLUGIN",
             "skip": r"/tests", "fails": r"offline|received for user|denied"},
    "krb5": {
        "under": ["src/kdc", "src/lib/krb5/error_tables", "src/lib/krb5/krb", "src/lib/krb5/os"], "ends": (".c", ".et"),
        "only": r"/(?:kdc/(?:do_as_req|do_tgs_req|dispatch|main|kdc_log|kdc_util|kdc_preauth|tgs_policy|kdc_transit)\.c|error_tables/(?:krb5_err|k5e1_err)\.et|"
                r"krb/(?:get_in_tkt|gic_pwd|get_creds|preauth2|rd_req_dec|init_ctx|fast|gic_keytab|vfy_increds|get_etype_info)\.c|os/(?:sendto_kdc|locate_kdc|dnssrv|changepw|trace)\.c)$",
        "calls": r"krb5_klog_syslog|kdc_err|com_err|k5_setmsg|krb5_set_error_message|k5_prependmsg|k5_wrapmsg", "levels": r".",
        "texts": [(r'status = "([A-Z2][^"]+)"', "AS_REQ (4 etypes {18 17 20 19}) 203.0.113.7: %s: jdoe@EXAMPLE.COM for krbtgt/EXAMPLE.COM@EXAMPLE.COM"),
                  (r'error_code\s+KRB\w+,\s*"((?!KRB5 error code|No error)[^"]+)"', "%s")],
        "fails": r"AS_REQ|has a null key|multiple entries|ineligible|locked|Server's key|Client's key",
    },
    "openldap": {
        "under": ["servers/slapd", "libraries/libldap"],
        "only": r"/slapd/(?:main|daemon|connection|config|init|bind|sasl|overlays/ppolicy)\.c$|/libldap/(?:tls2|tls_o|tls_g)\.c$",
        "calls": r"Debug[0-5]?|Log[0-5]?|statslog|LDAP_LOG|send_ldap_error|fprintf", "levels": r"LDAP_DEBUG_(?:ANY|STATS|CONFIG|CONNS)|LDAP_LEVEL|STATLOG|rs,|stderr|LDAP_[A-Z]+,",
    },
    "haproxy": {
        "under": ["src"],
        "only": r"/(?:haproxy|check|server|backend|proxy|protocol|proto_tcp|sock|sock_inet|connection|ssl_sock|ssl_ckch|session|limits|fd|listener)\.c$",
        "calls": r"ha_alert|ha_warning|send_log|memprintf|chunk_appendf|ha_notice", "levels": r".",
        "texts": [(r'case CO_ER[_A-Z0-9]+:\s*return "([^"]+)"', "%s"), (r'"([^"]*%sServer %s/%s is %s[^"]*)"', "%s"), (r'\[HCHK_STATUS_\w+\]\s*=\s*\{[^,]+,\s*"[^"]*",\s*"([^"]+)"', "Server be_vpn/vpn1 is DOWN, reason: %s, check duration: 2ms. 0 active and 0 backup servers left.")],
        "fails": r"DOWN|no server|stopped|paused|reached",
    },
    "nginx": {
        "under": ["src/core", "src/event", "src/http", "src/stream", "src/os/unix"],
        "only": r"/(?:core/(?:nginx|ngx_connection|ngx_conf_file|ngx_cycle|ngx_file|ngx_inet|ngx_log|ngx_resolver|ngx_proxy_protocol)|event/ngx_event(?:|_accept|_connect|_openssl|_openssl_stapling|_openssl_cache)|"
                r"http/(?:ngx_http|ngx_http_core_module|ngx_http_request|ngx_http_upstream|ngx_http_upstream_round_robin)|http/modules/ngx_http_(?:proxy|ssl|upstream_\w+|auth_request|limit_conn|limit_req|access)_module|"
                r"stream/(?:ngx_stream|ngx_stream_handler|ngx_stream_proxy_module|ngx_stream_core_module|ngx_stream_upstream\w*|ngx_stream_ssl_module|ngx_stream_limit_conn_module)|unix/(?:ngx_process|ngx_process_cycle|ngx_daemon|ngx_posix_init))\.c$",
        "calls": r"ngx_log_error|ngx_ssl_error|ngx_conf_log_error|ngx_log_stderr|ngx_connection_error|ngx_stream_proxy_ssl_error", "levels": r"NGX_LOG_(?:EMERG|ALERT|CRIT|ERR|WARN)|level|c,|u,|stderr|^ngx_log_stderr",
        "mend": [(r"%\*?[VvS]", "%s"), (r"%\*s", "%s"), (r"%u?[iAPOT]|%ui|%uz|%z|%uD|%D|%uA", "%d"), (r"%Xd|%xd|%xi|%Xi", "%x")],
    },
    "softether": {
        "under": ["src/bin/hamcore/strtable_en.stb"], "ends": (".stb",), "calls": r"\x00",  "levels": r".",
        "texts": [(r"(?m)^(?:ERR|LS|LH|L[A-Z])_\w+\t+([^\n]+)", "%s")], "mend": [(r"%S", "%s"), (r"%r", "203.0.113.7"), (r"%I64u", "%u"), (r"\\r\\n", " ")],
        "fails": r"invalid|refused|reached|discarded|prohibit|DoS|suspend|violation|Unsupported|not (?:registered|running|enabled)|has been stopped|disconnect|offline|forbid|reset",
    },
    "openvpn3": {
        "under": ["openvpn"], "ends": (".hpp", ".cpp"),
        "only": r"/(?:client/(?:cliconnect|cliproto|cliopt|clicreds|clihalt|clievent|remotelist|dns|dns_options|rgopt|cliopthelper)|error/error|transport/client/(?:tcpcli|udpcli|httpcli|relay)|transport/(?:socket_protect|protocol)|ssl/(?:proto|sslapi|tls_remote|tlsver|peerinfo|proto_context_options)|"
                r"openssl/ssl/sslctx|openssl/util/error|auth/validatecreds|auth/authcert|addr/(?:ip|route|addrpair)|tun/client/(?:tunprop|tunbase)|tun/(?:linux|mac|win)/client/\w+|options/(?:continuation|merge|servpush|sanitize)|common/options|http/(?:urlparse)|crypto/(?:tls_crypt|tls_crypt_v2|cryptodc|static_key|ovpnhmac|packet_id)|ssl/kuparse|random/\w+)\.hpp$",
        "calls": r"OPENVPN_LOG|OPENVPN_LOG_STRING|OPENVPN_LOG_NTNL|OPENVPN_THROW|OPENVPN_THROW_EXCEPTION|OVPN_LOG_\w+|throw\s+[\w:]+|Exception|option_error|ErrorCode|fatal|client_exception", "levels": r".", "stream": True,
        "texts": [(r'(?m)^\s+"([A-Z][A-Z_]{3,})",?$', "EVENT: %s")], "fails": r"FAILED|ERROR|TIMEOUT|EXPIRE|ALERT|HALT|EVENT: [A-Z_]*(?:TLS|CERT|SSL|NEED|PAUSE|MIN)",
    },
    "gpclient": {
        "under": ["apps/gpclient", "crates/gpapi", "crates/openconnect", "apps/gpauth", "apps/gpservice", "crates/auth"], "ends": (".rs", ".c"),
        "calls": r"(?:warn|error|bail|anyhow|println|eprintln)!|context|with_context|expect|PortalError::\w+|ERROR|WARN", "levels": r".", "mend": [(r"\{[\w.:?#]*\}", "%s")], "skip": r"/(?:tests?|build)\b",
        "texts": [(r'#\[error\("([^"]+)"\)\]', "%s")],
    },
    "stunnel": {"under": ["src"], "calls": r"s_log|sslerror|ioerror|sockerror|fatal|log_error|throw_exception", "levels": r"LOG_(?:EMERG|ALERT|CRIT|ERR|WARNING|NOTICE)|^(?:sslerror|ioerror|sockerror|fatal)|sockerror",
                "skip": r"/(?:ui_win|ui_unix_ctl|prototypes|resource)", "fails": r"certificate|CERT:|rejected"},
    "accel-ppp": {"under": ["accel-pppd"], "calls": r"log_(?:emerg|error|warn|ppp_error|ppp_warn|ppp_info1|ppp_info2|info1|info2|switch|session|tunnel|conn|ppp)", "levels": r".",
                  "skip": r"/(?:triton|cli|lua|shaper|memdebug|libnetlink|extra/(?:chap-secrets|net-snmp|logwtmp)|vlan-mon|logs|ipoe/(?:dhcpv4|lua|arp)|backup)"},
    "sstp-client": {"under": ["src"], "calls": r"log_err|log_warn|log_info|sstp_die|sstp_fatal", "levels": r".", "skip": r"/(?:xcrypt|unit|test)"},
    "radcli": {"under": ["lib", "src"], "calls": r"rc_log|radcli_log|fprintf", "levels": r"LOG_(?:ERR|WARNING|CRIT|ALERT|NOTICE)|stderr", "skip": r"/(?:dict|tests|radembedded|rc-md5|aaa_ctx|local)"},
    "pam_radius": {"under": ["src"], "calls": r"_pam_log|pam_syslog|DPRINT", "levels": r"LOG_(?:ERR|WARNING|CRIT|ALERT|NOTICE|INFO)"},
    "racoon": {"under": ["src/racoon"], "calls": r"plog", "levels": r"LLV_(?:ERROR|WARNING|NOTIFY)",
               "only": r"/(?:isakmp|isakmp_(?:agg|base|ident|inf|quick|xauth|cfg|frag|newg)|ipsec_doi|oakley|handler|remoteconf|proposal|nattraversal|pfkey|crypto_openssl|main|session|grabmyaddr|policy|sockmisc|vendorid|localconf|backupsa|algorithm|genlist|admin|privsep|throttle)\.c$"},
}

# A message is about a failure if it has one of these.
FAILS = re.compile(r"fail|unable|error|invalid|\bnot |\bno |reject|refus|denied|mismatch|expired|time[ds]? ?out|giving up|\blost|missing|"
                   r"unknown|unsupported|exceed|limit|wrong|\bbad |does|could|can ?not|can't|acceptable|dead|zombie|dropp|revoked|stale|"
                   r"untrusted|different|abort|required|\btoo |exhaust|fatal|incorrect|retransmits|inactivity|without|full|already", re.I)

STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
# What the C library's and the programs' own macros stand for within a format.
MACRO = {"PRI_CONNECTION": '"%s%s"', "PRI_SO": '"#%lu"', "PRI_LOGGER": '"%s"', "counter_format": '"%llu"', "ptr_format": '"%p"',
         "time_format": '"%lld"', "fragment_header_format": '"0x%08x"', "packet_id_format": '"%u"', "interval_format": '"%d"',
         "NAS_PORT": '"%d"', "ngx_open_file_n": '"open()"', "ngx_close_file_n": '"close()"', "ngx_close_socket_n": '"close() socket"', "ngx_socket_n": '"socket()"',
         "ngx_create_dir_n": '"mkdir()"', "ngx_file_info_n": '"stat()"', "ngx_nonblocking_n": '"ioctl(FIONBIO)"', "ngx_delete_file_n": '"unlink()"', "ngx_rename_file_n": '"rename()"'}


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


def mend(text, mends):
    """A program's own placeholders as those of C."""
    for pattern, instead in mends:
        text = re.sub(pattern, instead, text)
    return text


def formats(part, stream=False):
    """The texts that an argument may be: adjacent literals are one, the two sides of a choice are two. What stands
    between the literals of a C++ stream is a value."""
    if stream:
        pieces = [re.sub(r"^\s*\w*\(?\s*", "", piece).strip() for piece in re.split(r"<<|(?<=[\w\")])\s*\+\s*(?=[\w\"])", part)]
        part = '"' + "".join(STRING.match(piece).group(1) if STRING.match(piece) else "%s" for piece in pieces if piece) + '"'
    part = re.sub(r"^\s*(?:_|N_|gettext|dgettext)\s*\(", " ", part.strip())
    part = re.sub(r'"(?:[^"\\]|\\.)*"|\bPRI\w+|\b[a-z_]+_format\b|\bSCN\w+|\bngx_\w+_n\b', lambda m: m.group(0) if m.group(0)[0] == '"' else macro(m), part)
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
    ends, mends = rules.get("ends", (".c", ".h")), rules.get("mend", [])
    more = re.compile(rules.get("fails", r"(?!)"))
    told_as_failure = lambda text: FAILS.search(text) or more.search(text)
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
                text = open(path, encoding="utf-8", errors="replace").read()
                text = uncomment(text) if name.endswith((".c", ".h", ".cc", ".cpp", ".hpp", ".go", ".rs")) else text
                for pattern, whole in rules.get("texts", []):
                    for told in filter(told_as_failure, (whole.replace("%s", mend(said, mends), 1) for said in re.findall(pattern, text))):
                        found.setdefault(told, short)
                for call in calls.finditer(text):
                    parts, _ = arguments(text, call.end())
                    at = next((i for i, part in enumerate(parts) if '"' in part), None)
                    if at is None:
                        continue
                    head = call.group(0) + ",".join(parts[:at])
                    if not levels.search(head):
                        continue
                    tag = rules.get("tag", lambda _: "")(head)
                    for told in filter(told_as_failure, formats(parts[at], rules.get("stream"))):
                        found.setdefault(tag + mend(told, mends), short)
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
