//! Ordinary logs without a fault: what a system, its servers and healthy VPN sessions write.
//! The same seed gives the same bytes.

use std::fmt::Write as _;

/// Lines as programs write them. `#` is a number, `$` a name, `@` an address, `%h` a hash.
const LINES: &[&str] = &[
    // A Linux system.
    "~ host$ systemd[1]: Started Session # of User $.",
    "~ host$ systemd[1]: Starting Daily apt upgrade and clean activities...",
    "~ host$ systemd[1]: apt-daily.service: Deactivated successfully.",
    "~ host$ systemd[1]: Reloading.",
    "~ host$ systemd-logind[#]: New session # of user $.",
    "~ host$ systemd-logind[#]: Removed session #.",
    "~ host$ systemd-resolved[#]: Using degraded feature set UDP instead of UDP+EDNS0 for DNS server @.",
    "~ host$ systemd-timesyncd[#]: Synchronized to time server @:123 (ntp.example.com).",
    "~ host$ CRON[#]: (root) CMD (cd / && run-parts --report /etc/cron.hourly)",
    "~ host$ CRON[#]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
    "~ host$ sshd[#]: Accepted publickey for $ from @ port # ssh2: ED25519 SHA256:%h",
    "~ host$ sshd[#]: Failed password for invalid user $ from @ port # ssh2",
    "~ host$ sshd[#]: Connection closed by authenticating user $ @ port # [preauth]",
    "~ host$ sshd[#]: Received disconnect from @ port #:11: disconnected by user",
    "~ host$ sudo: $ : TTY=pts/0 ; PWD=/home/$ ; USER=root ; COMMAND=/usr/bin/systemctl status nginx",
    "~ host$ kernel: [#.#] eth0: Link is Up - 1Gbps/Full - flow control rx/tx",
    "~ host$ kernel: [#.#] audit: type=1400 audit(#.#:#): apparmor=\"STATUS\" operation=\"profile_load\" name=\"snap.$\" pid=#",
    "~ host$ kernel: [#.#] [UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:12:34:56 SRC=@ DST=@ LEN=# PROTO=TCP SPT=# DPT=#",
    "~ host$ kernel: [#.#] usb 1-1: new high-speed USB device number # using xhci_hcd",
    "~ host$ dhclient[#]: DHCPACK of @ from @",
    "~ host$ dhclient[#]: bound to @ -- renewal in # seconds.",
    "~ host$ NetworkManager[#]: <info>  [#.#] device (wlan0): state change: ip-config -> ip-check (reason 'none', sys-iface-state: 'managed')",
    "~ host$ dnsmasq[#]: query[A] $.example.com from @",
    "~ host$ dnsmasq[#]: reply $.example.com is @",
    "~ host$ dnsmasq[#]: cached $.example.com is NXDOMAIN",
    "~ host$ named[#]: client @#53: query: $.example.com IN AAAA +E(0)K (@)",
    "~ host$ postfix/smtpd[#]: connect from mail.$.example[@]",
    "~ host$ postfix/smtpd[#]: NOQUEUE: reject: RCPT from unknown[@]: 554 5.7.1 <$@example.com>: Relay access denied; proto=ESMTP",
    "~ host$ postfix/qmgr[#]: %h: from=<$@example.com>, size=#, nrcpt=1 (queue active)",
    "~ host$ dovecot: imap-login: Login: user=<$>, method=PLAIN, rip=@, lip=@, mpid=#, TLS, session=<%h>",
    "~ host$ dovecot: imap-login: Aborted login (auth failed, 1 attempts in 2 secs): user=<$>, rip=@",
    "~ host$ dbus-daemon[#]: [system] Successfully activated service 'org.freedesktop.hostname1'",
    "~ host$ smartd[#]: Device: /dev/sda [SAT], SMART Usage Attribute: 194 Temperature_Celsius changed from # to #",
    "~ host$ containerd[#]: time=\"2026-11-16T08:05:58Z\" level=info msg=\"shim disconnected\" id=%h namespace=moby",
    "~ host$ kubelet[#]: I1116 08:05:58.#    # prober.go:107] \"Probe failed\" probeType=\"Readiness\" pod=\"default/$\" output=\"HTTP probe failed with statuscode: 503\"",
    "~ host$ chronyd[#]: Selected source @ (ntp.example.com)",
    "~ host$ rsyslogd: [origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"#\"] rsyslogd was HUPed",
    "2026-11-16 08:05:58.# UTC [#] LOG:  checkpoint complete: wrote # buffers (0.1%); 0 WAL file(s) added",
    "2026-11-16 08:05:58.# UTC [#] ERROR:  duplicate key value violates unique constraint \"users_pkey\"",
    "2026-11-16 08:05:58.# UTC [#] FATAL:  password authentication failed for user \"$\"",
    "2026-11-16T08:05:58.#Z  INFO 1 --- [nio-8080-exec-#] c.e.$.OrderController : order # accepted",
    "2026-11-16T08:05:58.#Z ERROR 1 --- [nio-8080-exec-#] c.e.$.Client : Connection timed out after # ms to https://$.example.com/api",
    "java.net.SocketTimeoutException: Read timed out",
    "\tat java.base/java.net.SocketInputStream.socketRead(SocketInputStream.java:#)",
    // Web servers.
    "@ - - [16/Nov/2026:08:05:58 +0000] \"GET /$/%h.js HTTP/2.0\" 200 # \"https://www.example.com/\" \"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/145.0\"",
    "@ - $ [16/Nov/2026:08:05:58 +0000] \"POST /login HTTP/1.1\" 401 # \"-\" \"curl/8.5.0\"",
    "@ - - [16/Nov/2026:08:05:58 +0000] \"GET /wp-login.php HTTP/1.1\" 404 # \"-\" \"Mozilla/5.0 (Windows NT 10.0; Win64; x64)\"",
    "@ - - [16/Nov/2026:08:05:58 +0000] \"GET /remote/login?lang=en HTTP/1.1\" 404 # \"-\" \"-\"",
    "2026/11/16 08:05:58 [error] #: *# open() \"/var/www/$/favicon.ico\" failed (2: No such file or directory), client: @, server: $.example.com",
    "2026/11/16 08:05:58 [error] #: *# upstream timed out (110: Connection timed out) while reading response header from upstream, client: @",
    "2026/11/16 08:05:58 [warn] #: *# an upstream response is buffered to a temporary file /var/cache/nginx/#",
    "2026/11/16 08:05:58 [info] #: *# client @ closed keepalive connection",
    "2026/11/16 08:05:58 [crit] #: *# SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking, client: @",
    "[Mon Nov 16 08:05:58.# 2026] [ssl:info] [pid #] [client @:#] AH01964: Connection to child # established (server $.example.com:443)",
    "[Mon Nov 16 08:05:58.# 2026] [core:error] [pid #] [client @:#] AH00126: Invalid URI in request GET /../../etc/passwd HTTP/1.1",
    // Healthy VPN sessions on a headend.
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-113004: AAA user authentication Successful : server =  @ : user = $",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-113008: AAA transaction status ACCEPT : user = $",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-113009: AAA retrieved default group policy (GP-STAFF) for user = $",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-113039: Group <GP-STAFF> User <$> IP <@> AnyConnect parent session started.",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-734001: DAP: User $, Addr @, Connection AnyConnect: The following DAP records were selected for this connection: STAFF",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-716038: Group <GP-STAFF> User <$> IP <@> Authentication: successful, Session Type: WebVPN.",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-722022: Group <GP-STAFF> User <$> IP <@> UDP SVC connection established without compression",
    "Nov 16 2026 08:05:58 asa1 : %ASA-5-722033: Group <GP-STAFF> User <$> IP <@> First TCP SVC connection established for SVC session.",
    "Nov 16 2026 08:05:58 asa1 : %ASA-4-722051: Group <GP-STAFF> User <$> IP <@> IPv4 Address <@> IPv6 address <::> assigned to session",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-722055: Group <GP-STAFF> User <$> IP <@> Client Type: Cisco AnyConnect VPN Agent for Windows 5.1.2.42",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-725001: Starting SSL handshake with client outside:@/# to @/443 for TLS session",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-725002: Device completed SSL handshake with client outside:@/# to @/443 for TLSv1.3 session",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-725007: SSL session with client outside:@/# to @/443 terminated",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-302013: Built inbound TCP connection # for outside:@/# (@/#) to inside:@/443 (@/443) ($)",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-302014: Teardown TCP connection # for outside:@/# to inside:@/443 duration 0:00:# bytes # TCP FINs ($)",
    "Nov 16 2026 08:05:58 asa1 : %ASA-4-106023: Deny tcp src outside:@/# dst inside:@/# by access-group \"outside_in\" [0x0, 0x0]",
    "Nov 16 2026 08:05:58 asa1 : %ASA-5-713049: Group = @, IP = @, Security negotiation complete for LAN-to-LAN Group (@)  Initiator, Inbound SPI = 0x%h, Outbound SPI = 0x%h",
    "Nov 16 2026 08:05:58 asa1 : %ASA-5-750006: Local:@:500 Remote:@:500 Username:@ IKEv2 SA UP. Reason: New Connection Established",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-602303: IPSEC: An outbound LAN-to-LAN SA (SPI= 0x%h) between @ and @ (user= @) has been created.",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-737026: IPAA: Session=0x#, Client assigned @ from local pool VPN-POOL",
    "Nov 16 2026 08:05:58 asa1 : %ASA-6-717022: Certificate was successfully validated. serial number: %h, subject name: cn=$.",
    "Nov 16 2026 08:05:58 asa1 : %ASA-4-113019: Group = STAFF, Username = $, IP = @, Session disconnected. Session Type: AnyConnect-Parent, Duration: 8h:01m:#s, Bytes xmt: #, Bytes rcv: #, Reason: User Requested",
    "~ vpn ocserv[#]: main: main[$]:@:# user logged in",
    "~ vpn ocserv[#]: worker[$]: @ suggesting DPD of 90 secs",
    "~ vpn ocserv[#]: worker[$]: @ configured link MTU is 1434",
    "~ vpn ocserv[#]: main[$]:@:# user disconnected (reason: user disconnected, rx: #, tx: #)",
    "2026-11-16 08:05:58 $/@:# [$] Peer Connection Initiated with [AF_INET]@:#",
    "2026-11-16 08:05:58 $/@:# MULTI: primary virtual IP for $/@:#: @",
    "2026-11-16 08:05:58 $/@:# Data Channel: cipher 'AES-256-GCM', peer-id: #, compression: 'stub'",
    "2026-11-16 08:05:58 $/@:# SENT CONTROL [$]: 'PUSH_REPLY,route @ 255.255.255.0,route-gateway @,topology subnet,ping 10,ping-restart 120,ifconfig @ 255.255.255.0' (status=1)",
    "2026-11-16 08:05:58 Initialization Sequence Completed",
    "~ gw charon[#]: 05[IKE] IKE_SA site[#] established between @[@]...@[@]",
    "~ gw charon[#]: 05[IKE] CHILD_SA net{#} established with SPIs %h_i %h_o and TS @/24 === @/24",
    "~ gw charon[#]: 05[NET] received packet: from @[500] to @[500] (# bytes)",
    "~ gw charon[#]: 05[ENC] parsed INFORMATIONAL request # [ ]",
    "~ gw charon[#]: 05[IKE] authentication of '@' with pre-shared key successful",
    "Mon Nov 16 08:05:58 2026 : Auth: (#) Login OK: [$] (from client asa1 port # cli @)",
    "Mon Nov 16 08:05:58 2026 : Info: rlm_sql (sql): Closing connection (#): Hit idle_timeout, was idle for # seconds",
    "~ gw kernel: [#.#] wireguard: wg0: Keypair # created for peer #",
    "~ gw kernel: [#.#] wireguard: wg0: Sending keepalive packet to peer # (@:51820)",
    "~ gw kernel: [#.#] wireguard: wg0: Receiving handshake response from peer # (@:51820)",
    "11/16/2026 8:05:58 AM  RasClient  20221  CoId={%h}: The user EXAMPLE\\$ has started dialing a VPN connection using a per-user connection profile named Work.",
    "11/16/2026 8:05:58 AM  RasClient  20225  CoId={%h}: The user EXAMPLE\\$ has dialed a connection named Work which has connected successfully.",
    "(P#-T#)Info ( 345): 11/16/26 08:05:58:# Tunnel is created and gateway is up, portal is vpn.example.com",
    "date=2026-11-16 time=08:05:58 devname=\"fgt\" logid=\"0101039424\" type=\"event\" subtype=\"vpn\" level=\"information\" action=\"tunnel-up\" tunneltype=\"ssl-tunnel\" remip=@ user=\"$\" msg=\"SSL tunnel established\"",
];

const NAMES: &[&str] = &[
    "amy", "jdoe", "web", "build", "maria", "backup", "db", "k8s", "li", "nagios",
];

/// Writes ordinary lines.
pub struct Ordinary(u64);

impl Ordinary {
    /// A source with a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// The next number. Its upper bits are good enough for logs.
    pub fn number(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// Adds a line to a text.
    pub fn line(&mut self, text: &mut String) {
        let pick = self.number() as usize % LINES.len();
        for letter in LINES[pick].chars() {
            let n = self.number();
            // Writing into a string cannot fail.
            let _ = match letter {
                '~' => write!(
                    text,
                    "Nov {:>2} {:02}:{:02}:{:02}",
                    n % 30 + 1,
                    n % 24,
                    n % 60,
                    n / 7 % 60
                ),
                '#' => write!(text, "{}", n % 90_000 + 7),
                '$' => write!(text, "{}", NAMES[n as usize % NAMES.len()]),
                '@' => write!(text, "10.{}.{}.{}", n % 200, n / 3 % 250, n / 11 % 250),
                other => write!(text, "{other}"),
            };
            if text.ends_with("%h") {
                text.truncate(text.len() - 2);
                let _ = write!(text, "{:x}{:x}", self.number(), n);
            }
        }
        text.push('\n');
    }

    /// A text of at least so many bytes.
    pub fn text(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 400);
        while text.len() < bytes {
            self.line(&mut text);
        }
        text
    }
}
