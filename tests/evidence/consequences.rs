//! A consequence never ranks before the line that explains it: small logs of many products in
//! which a generic refusal stands beside its reason, whichever runbook knows either.
//!
//! Written from what these products say, not from `tests/faults`.

use super::look;

/// What the log is of, a part of the line that explains it or of its signature's name, and the log.
const LOGS: &[(&str, &str, &str)] = &[
    (
        "FreeRADIUS whose directory is down",
        "Can't contact LDAP server",
        "Nov 30 02:10:01 rad1 radiusd[811]: rlm_ldap (ldap): Bind with cn=radius,dc=corp,dc=example to ldap://10.0.0.7:389 failed: Can't contact LDAP server\n\
         Nov 30 02:10:01 rad1 radiusd[811]: (5) Login incorrect (No Auth-Type found: rejecting the user via Post-Auth-Type = Reject): [jdoe] (from client vpn1 port 0 cli 198.51.100.23)\n\
         Nov 30 02:10:02 vpn1 openvpn[700]: 198.51.100.23:41190 TLS Auth Error: Auth Username/Password verification failed for peer\n",
    ),
    (
        "FreeRADIUS with an expired certificate",
        "Alert read:fatal:certificate expired",
        "Auth: (22) Login incorrect (eap_peap: (TLS) PEAP - Alert read:fatal:certificate expired): [jdoe/<via Auth-Type = eap>] (from client vpn1 port 14 cli 203.0.113.7)\n\
         Nov 30 02:10:02 vpn1 charon: 12[IKE] received EAP_FAILURE, EAP authentication failed\n\
         Nov 30 02:10:02 vpn1 charon: 12[IKE] received AUTHENTICATION_FAILED notify error\n",
    ),
    (
        "NPS without a domain controller",
        "There is no domain controller available",
        "There is no domain controller available for domain CORP.\n\
         Reason Code:            16\n\
         Reason:                 Authentication failed due to a user credentials mismatch. Either the user name provided does not map to an existing user account or the password was incorrect.\n\
         CoId={3F2504E0-4F89-11D3-9A0C-0305E82C3301}: The user CORP\\jdoe dialed a connection named VPN which has failed. The error code returned on failure is 691.\n",
    ),
    (
        "ocserv without a RADIUS server",
        "rc_send_server: no reply from RADIUS",
        "Nov 30 02:10:01 vpn1 ocserv[512]: rc_send_server: no reply from RADIUS server 10.0.0.5:1812\n\
         Nov 30 02:10:01 vpn1 ocserv[512]: radius-auth: error authenticating user 'jdoe' (code 1)\n\
         Nov 30 02:10:01 vpn1 ocserv[514]: worker[jdoe]: 198.51.100.23 worker-auth.c:1724: failed authentication for 'jdoe'\n",
    ),
    (
        "ASA without a RADIUS server",
        "113014",
        "Nov 30 2026 02:10:01 asa1 : %ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.0.0.5 : user = ***** : user IP = 198.51.100.77\n\
         Nov 30 2026 02:10:01 asa1 : %ASA-6-113014: AAA authentication server not accessible : server = 10.0.0.5 : user = *****\n\
         Nov 30 2026 02:10:04 asa1 : %ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.0.0.5 : user = ***** : user IP = 198.51.100.78\n\
         Nov 30 2026 02:10:05 asa1 : %ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = admin : user IP = 198.51.100.79\n",
    ),
    (
        "ASA whose LDAP server is marked",
        "113022",
        "Nov 30 2026 02:10:01 asa1 : %ASA-2-113022: AAA Marking LDAP server 10.0.0.7 in aaa-server group LDAP-AD as FAILED\n\
         Nov 30 2026 02:10:01 asa1 : %ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.0.0.7 : user = ***** : user IP = 198.51.100.77\n\
         [11/30/2026 2:10:05 AM] Login failed.\n",
    ),
    (
        "strongSwan without a RADIUS server",
        "RADIUS Access-Request timed out",
        "Nov 30 02:10:01 vpn1 charon: 09[CFG] RADIUS Access-Request timed out after 4 attempts\n\
         Nov 30 02:10:01 vpn1 charon: 09[IKE] EAP method EAP_MSCHAPV2 failed for peer jdoe\n\
         Nov 30 02:10:02 pc charon: 10[IKE] received EAP_FAILURE, EAP authentication failed\n",
    ),
    (
        "pppd without a RADIUS server",
        "no reply from RADIUS",
        "Nov 30 02:10:01 vpn1 pppd[4711]: rc_send_server: no reply from RADIUS server 10.0.0.5:1812\n\
         Nov 30 02:10:01 vpn1 pppd[4711]: Peer jdoe failed CHAP authentication\n\
         Nov 30 02:10:01 vpn1 pppd[4711]: CHAP authentication failed\n",
    ),
    (
        "OpenVPN with pam_radius",
        "pam_radius_auth",
        "Nov 30 02:10:01 vpn1 openvpn[700]: pam_radius_auth: RADIUS server 10.0.0.5 failed to respond\n\
         Nov 30 02:10:01 vpn1 openvpn[700]: pam_radius_auth: All RADIUS servers failed to respond.\n\
         Nov 30 02:10:01 vpn1 openvpn[700]: pam_unix(openvpn:auth): authentication failure; logname= uid=0 euid=0 tty= ruser= rhost=  user=jdoe\n\
         Nov 30 02:10:01 vpn1 openvpn[700]: AUTH-PAM: BACKGROUND: user 'jdoe' failed to authenticate: Authentication failure\n\
         Nov 30 02:10:01 vpn1 openvpn[700]: 198.51.100.23:41190 TLS Auth Error: Auth Username/Password verification failed for peer\n",
    ),
    (
        "ocserv whose sssd is offline",
        "Request to sssd failed",
        "Nov 30 02:10:01 vpn1 ocserv[811]: pam_sss(ocserv:auth): Request to sssd failed. Connection refused\n\
         Nov 30 02:10:01 vpn1 ocserv[811]: pam_unix(ocserv:auth): authentication failure; logname= uid=0 euid=0 tty= ruser= rhost=  user=jdoe\n\
         Nov 30 02:10:01 vpn1 ocserv[811]: pam_sss(ocserv:auth): received for user jdoe: 7 (Authentication failure)\n\
         Nov 30 02:10:01 vpn1 ocserv[812]: pam-auth: error authenticating user 'jdoe'\n\
         Nov 30 02:10:01 vpn1 ocserv[814]: worker[jdoe]: 198.51.100.23 worker-auth.c:1724: failed authentication for 'jdoe'\n",
    ),
    (
        "sssd that reaches no directory",
        "Failed to connect, going offline",
        "(2026-11-30  2:10:01): [be[corp.example]] [sdap_id_op_connect_done] (0x0020): Failed to connect, going offline (5 [Input/output error])\n\
         Nov 30 02:10:02 vpn1 openvpn[811]: pam_sss(openvpn:auth): authentication failure; logname= uid=0 euid=0 tty= ruser= rhost= user=jdoe\n\
         Nov 30 02:10:02 vpn1 openvpn[811]: pam_sss(openvpn:auth): received for user jdoe: 7 (Authentication failure)\n\
         Nov 30 02:10:02 vpn1 openvpn[811]: AUTH-PAM: BACKGROUND: user 'jdoe' failed to authenticate: Authentication failure\n\
         Nov 30 02:10:02 vpn1 openvpn[811]: 198.51.100.23:41190 TLS Auth Error: Auth Username/Password verification failed for peer\n",
    ),
    (
        "a home server that does not answer",
        "freeradius-home-server",
        "Nov 30 02:10:01 rad1 radiusd[811]: Marking home server 10.0.0.9 port 1812 as zombie (it has not responded in 30.000000 seconds)\n\
         Nov 30 02:10:01 rad1 radiusd[811]: Auth: (2) Login incorrect (Home Server failed to respond): [jdoe] (from client vpn1 port 12)\n\
         Nov 30 2026 02:10:01 asa1 : %ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.0.0.5 : user = ***** : user IP = 198.51.100.77\n\
         2026-11-30T02:10:02Z vpnagent: AAA denied for user jdoe\n",
    ),
    (
        "ISE that reaches no Active Directory",
        "24401",
        "Nov 30 02:10:01 ise1 CISE_Failed_Attempts 0000012345 1 0 2026-11-30 02:10:01.123 +00:00 0000123456 5400 NOTICE Failed-Attempt: Authentication failed, ConfigVersionId=87, UserName=jdoe, FailureReason=24401 Could not establish connection with ISE Active Directory agent, Step=11001\n\
         Nov 30 2026 02:10:01 asa1 : %ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.0.0.5 : user = ***** : user IP = 198.51.100.77\n\
         [11/30/2026 2:10:05 AM] Login failed.\n",
    ),
    (
        "OpenVPN whose address pool is used up",
        "no free --ifconfig-pool addresses",
        "Nov 30 02:10:01 vpn1 openvpn[700]: jdoe/198.51.100.23:41190 MULTI: no free --ifconfig-pool addresses are available\n\
         Nov 30 02:10:01 vpn1 openvpn[700]: jdoe/198.51.100.23:41190 MULTI: no dynamic or static remote --ifconfig address is available for jdoe/198.51.100.23:41190\n\
         Nov 30 02:11:01 pc openvpn[12]: [vpn1] Inactivity timeout (--ping-restart), restarting\n\
         Nov 30 02:11:01 pc openvpn[12]: SIGUSR1[soft,ping-restart] received, process restarting\n",
    ),
    (
        "OpenVPN whose client has an expired certificate",
        "certificate has expired",
        "Nov 30 02:10:01 vpn1 openvpn[700]: 198.51.100.23:41190 VERIFY ERROR: depth=0, error=certificate has expired: CN=jdoe, serial=4711\n\
         Nov 30 02:10:01 vpn1 openvpn[700]: 198.51.100.23:41190 OpenSSL: error:0A000086:SSL routines::certificate verify failed\n\
         Nov 30 02:10:01 vpn1 openvpn[700]: 198.51.100.23:41190 TLS_ERROR: BIO read tls_read_plaintext error\n\
         Nov 30 02:10:01 vpn1 openvpn[700]: 198.51.100.23:41190 TLS Error: TLS handshake failed\n\
         Nov 30 02:11:01 pc openvpn[12]: TLS Error: TLS key negotiation failed to occur within 60 seconds (check your network connectivity)\n",
    ),
];

/// What stands first, and the lines that led to it.
fn first(text: &str) -> (String, Vec<String>) {
    let answer = look(text).answer;
    let Some(runbook) = answer.runbooks.first() else {
        return (String::new(), Vec::new());
    };
    let best = &runbook.causes[0];
    let lines = best.findings.iter().map(|&place| &answer.findings[place]);
    let lines = lines.map(|finding| format!("{}: {}", finding.signature, finding.first.text));
    (
        format!("{}/{}", runbook.runbook, best.cause),
        lines.collect(),
    )
}

#[test]
fn the_line_that_explains_the_others_comes_first() {
    let mut wrong = String::new();
    for (name, explains, log) in LOGS {
        let backwards: Vec<&str> = log.lines().rev().collect();
        for text in [(*log).to_owned(), backwards.join("\n")] {
            let (cause, lines) = first(&text);
            if !lines.iter().any(|line| line.contains(explains)) {
                wrong += &format!("{name}: {cause}\n  {}\n", lines.join("\n  "));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
