//! Secrets in real surroundings are masked; what only looks like one stays.
//!
//! Long because it is two tables.

use runsheet::evidence::{Masker, Masks};

use super::look;

/// A line, and the secret in it.
const SECRETS: &[(&str, &str)] = &[
    // Cisco ASA, IOS and their kin.
    (
        "enable password 8Ry2YjIyt7RRXU24 encrypted",
        "8Ry2YjIyt7RRXU24",
    ),
    (
        "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
        "hx5rVt7rPNoS4wqbXKX7m0",
    ),
    ("enable secret level 15 0 Tr0ub4dor", "Tr0ub4dor"),
    (
        "username jdoe password Winter2026! privilege 15",
        "Winter2026!",
    ),
    (
        "username admin privilege 15 secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM",
        "X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM",
    ),
    ("passwd 2KFQnbNIdI.2KYOU encrypted", "2KFQnbNIdI.2KYOU"),
    (" password 7 094F471A1A0A", "094F471A1A0A"),
    (" ikev1 pre-shared-key Br4nchOffice#1", "Br4nchOffice#1"),
    (
        " ikev2 remote-authentication pre-shared-key s1te2site",
        "s1te2site",
    ),
    (
        " ikev2 local-authentication pre-shared-key 0 s1te2site",
        "s1te2site",
    ),
    (
        "crypto isakmp key 6 Gh0stKey address 203.0.113.7",
        "Gh0stKey",
    ),
    (
        "  pre-shared-key address 203.0.113.7 key Gh0stKey",
        "Gh0stKey",
    ),
    ("  pre-shared-key local Gh0stKey", "Gh0stKey"),
    (
        "aaa-server RAD (inside) host 10.1.1.5 key R4diusKey",
        "R4diusKey",
    ),
    (" key R4diusKey", "R4diusKey"),
    (" key 7 08701E1D5D4C53", "08701E1D5D4C53"),
    (
        "tacacs-server host 10.1.1.6 key 7 08701E1D5D4C53",
        "08701E1D5D4C53",
    ),
    ("radius-server key R4diusKey", "R4diusKey"),
    (
        "radius-server host 10.1.1.5 auth-port 1812 acct-port 1813 key R4diusKey",
        "R4diusKey",
    ),
    (" server-private 10.1.1.6 key T4cacsKey", "T4cacsKey"),
    (" ldap-login-password B1ndMe", "B1ndMe"),
    (" key-string 7 110A1016141D", "110A1016141D"),
    ("ntp authentication-key 1 md5 N7pKey 7", "N7pKey"),
    (" ip ospf message-digest-key 1 md5 0sp4Key", "0sp4Key"),
    (
        " neighbor 203.0.113.7 password 7 13061E010803",
        "13061E010803",
    ),
    (" ppp chap password 0 C4apPass", "C4apPass"),
    ("failover key F41lover", "F41lover"),
    ("failover ipsec pre-shared-key F41lover", "F41lover"),
    ("snmp-server community n0tPublic ro", "n0tPublic"),
    (
        "snmp-server host inside 10.1.1.9 community 8 n0tPublic version 2c",
        "n0tPublic",
    ),
    (
        "snmp-server user mon ops v3 auth sha Auth1234 priv aes 128 Priv1234",
        "Auth1234",
    ),
    (
        "snmp-server user mon ops v3 auth sha Auth1234 priv aes 128 Priv1234",
        "Priv1234",
    ),
    (" no shutdown passphrase C4server!", "C4server!"),
    (" shutdown passphrase C4server!", "C4server!"),
    ("crypto ca import vpn-id pkcs12 P12pass", "P12pass"),
    (" wpa-psk ascii 0 W1fiSecret", "W1fiSecret"),
    (
        "%ASA-5-111008: User 'admin' executed the 'snmp-server community n0tPublic' command.",
        "n0tPublic",
    ),
    (
        "%ASA-5-111010: User 'admin', running 'CLI' from IP 10.1.1.2, executed 'username bob password hunter2'",
        "hunter2",
    ),
    // FortiGate, Juniper, Palo Alto.
    (
        "        set psksecret ENC uYZ5xQ0oI2pJ8s1v",
        "uYZ5xQ0oI2pJ8s1v",
    ),
    ("        set passwd ENC AK1x9sLk0q2", "AK1x9sLk0q2"),
    ("        set secret \"R4dius Secret\"", "R4dius Secret"),
    (
        "set security ike policy p1 pre-shared-key ascii-text \"$9$LbHX-wg4Z\"",
        "$9$LbHX-wg4Z",
    ),
    (
        "set system root-authentication encrypted-password \"$6$w3sX$abcdef\"",
        "$6$w3sX$abcdef",
    ),
    (
        "<entry name=\"jdoe\"><phash>$1$abcdefgh$W4vkq0zZ0</phash></entry>",
        "W4vkq0zZ0",
    ),
    (
        "<portal-userauthcookie>Zm9vYmFyYmF6cXV4</portal-userauthcookie>",
        "Zm9vYmFyYmF6cXV4",
    ),
    // Servers and clients.
    (": PSK \"sharedBySites\"", "sharedBySites"),
    (
        "192.0.2.1 203.0.113.7 : PSK 0sAQIDBAUGBwgJCg==",
        "0sAQIDBAUGBwgJCg==",
    ),
    ("jdoe : EAP \"Ar3etheaven\"", "Ar3etheaven"),
    (": RSA moonKey.pem \"mO0nPhrase\"", "mO0nPhrase"),
    (
        "      secret = 0sFpZAZqEN6Ti9sqt4ZP5EWcqx",
        "0sFpZAZqEN6Ti9sqt4ZP5EWcqx",
    ),
    (
        "PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=",
        "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=",
    ),
    (
        "PresharedKey = FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=",
        "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=",
    ),
    ("(0)   User-Password = \"h3llo world\"", "h3llo world"),
    ("jdoe Cleartext-Password := \"h3llo\"", "h3llo"),
    (
        "(0) MS-CHAP2-Response = 0x8101aabbccddeeff00112233",
        "0x8101aabbccddeeff00112233",
    ),
    (
        "(0) MS-MPPE-Recv-Key = 0x5b7c1c2ae66a1f0b",
        "0x5b7c1c2ae66a1f0b",
    ),
    (
        "Auth: (0) Login incorrect (pap: wrong): [jdoe/Sommer2026] (from client asa1 port 0)",
        "Sommer2026",
    ),
    ("        secret = testing123", "testing123"),
    (
        "radtest jdoe Sommer2026 10.1.1.5 0 testing123",
        "Sommer2026",
    ),
    (
        "radtest jdoe Sommer2026 10.1.1.5 0 testing123",
        "testing123",
    ),
    (
        "PUSH: 'PUSH_REPLY,route 10.8.0.1,auth-token SESS_ID_AT_uYZ5xQ0oI2pJ8s1vKq==,ping 10'",
        "SESS_ID_AT_uYZ5xQ0oI2pJ8s1vKq",
    ),
    ("    Key Content            : W1fi at home", "W1fi"),
    ("<keyMaterial>W1fiSecret</keyMaterial>", "W1fiSecret"),
    ("wpa_passphrase=W1fiSecret", "W1fiSecret"),
    ("    psk=\"W1fiSecret\"", "W1fiSecret"),
    ("sshpass -p hunter2 ssh asa1", "hunter2"),
    (
        "openconnect --user=jdoe --password=hunter2 vpn.example.com",
        "hunter2",
    ),
    ("curl -u jdoe:hunter2 https://vpn.example.com/", "hunter2"),
    (
        "net use \\\\files\\home hunter2 /user:EXAMPLE\\jdoe",
        "hunter2",
    ),
    (
        "{\"user\": \"jdoe\", \"password\": \"hunter2\", \"otp\": true}",
        "hunter2",
    ),
    (
        "POST /+webvpn+/index.html username=jdoe&password=hunter2&Login=Login",
        "hunter2",
    ),
    (
        "2026-11-16T08:05:58Z debug login form: passwd=hunter2",
        "hunter2",
    ),
    // Tokens, cookies, credentials.
    ("Authorization: Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"),
    ("Authorization: Basic amRvZTpodW50ZXIy", "amRvZTpodW50ZXIy"),
    (
        "> Proxy-Authorization: Basic amRvZTpodW50ZXIy",
        "amRvZTpodW50ZXIy",
    ),
    (
        "Cookie: webvpn=3F4A@8192@1B2C@A9D0E7",
        "3F4A@8192@1B2C@A9D0E7",
    ),
    (
        "Set-Cookie: webvpn=3F4A@8192@1B2C@A9D0E7; path=/; secure",
        "3F4A@8192@1B2C@A9D0E7",
    ),
    ("COOKIE='3F4A@8192@1B2C@A9D0E7'", "3F4A@8192@1B2C@A9D0E7"),
    ("Got cookie SVPNCOOKIE=Yk3pTq9w", "Yk3pTq9w"),
    ("GET /dana/home/index.cgi DSID=5f0c2a7d88", "5f0c2a7d88"),
    (
        "openconnect --cookie 3F4A@8192 vpn.example.com",
        "3F4A@8192",
    ),
    ("access_token=ya29.a0AfH6SMBx", "ya29.a0AfH6SMBx"),
    ("\"client_secret\": \"7f3Q~abcDEF\"", "7f3Q~abcDEF"),
    (
        "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqZG9lIn0.dozjgNryP4J3jVmN accepted",
        "dozjgNryP4J3jVmN",
    ),
    ("x-api-key: 9f8e7d6c5b4a", "9f8e7d6c5b4a"),
    (
        "remote: ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    ),
    (
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ),
    (
        "SAMLResponse=PHNhbWxwOlJlc3BvbnNl&RelayState=x",
        "PHNhbWxwOlJlc3BvbnNl",
    ),
    (
        "connecting to ldaps://bind:B1ndMe@dc1.example.com:636",
        "B1ndMe",
    ),
    (
        "http_proxy=http://jdoe:hunter2@proxy.example.com:3128/",
        "hunter2",
    ),
    ("token: 5up3rT0k3n", "5up3rT0k3n"),
];

/// Lines that stay as they are.
const LOOK_ALIKES: &[&str] = &[
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  anyconnect.pkg",
    "SHA-256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "MD5 9e107d9d372bb6826bd81d3542a419d6 verified for disk0:/asa9-16.bin",
    "Certificate serial number: 1A2B3C4D5E6F, subject name: cn=jdoe.",
    "Serial Number: 61:0B:5A:12:00:00:00:00:00:0C",
    "Subject Key Identifier: 3B:5A:12:61:0B:00",
    "X509v3 Authority Key Identifier: keyid:5F:11:22",
    "Key fingerprint = 3A:9F:66:21",
    "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDyxN9ZbZwV0s1Fg5Y jdoe@laptop (ED25519)",
    "Session ID: 0x00012000, Session Type: AnyConnect-Parent",
    "%ASA-6-113039: Group <GP-STAFF> User <jdoe> IP <198.51.100.77> AnyConnect parent session started.",
    "%ASA-4-113019: Group = STAFF, Username = jdoe, IP = 198.51.100.77, Session disconnected. Session Type: SSL, Duration: 0h:10m:02s, Reason: User Requested",
    "%ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = jdoe : user IP = 198.51.100.77",
    "%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.1.1.5 : user = jdoe",
    "%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED",
    "%ASA-6-716038: Group <GP> User <jdoe> IP <198.51.100.77> Authentication: successful, Session Type: WebVPN.",
    "sshd[881]: Failed password for jdoe from 198.51.100.77 port 50122 ssh2",
    "sshd[881]: Accepted password for jdoe from 198.51.100.77 port 50122 ssh2",
    "sshd[881]: Failed password for invalid user admin from 198.51.100.77",
    "sshd[881]: Accepted publickey for jdoe from 198.51.100.77 port 22 ssh2: RSA SHA256:uNiVztksCsDhcc0u9e8BgrJX",
    "pam_unix(sshd:auth): authentication failure; logname= uid=0 user=jdoe",
    "The user's password has expired and must be changed.",
    "Password expired for user jdoe",
    "password: incorrect",
    "Login failed: password required",
    "Please enter your username and password.",
    "Password authentication is disabled by policy",
    "pre-shared key mismatch with peer 203.0.113.7",
    "pre-shared-key authentication failed for 203.0.113.7",
    "no shared key found for 192.0.2.1 - 203.0.113.7",
    "IKE_SA proposal: AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048",
    "tried 2 shared keys for '%any' - 'jdoe', but MAC mismatched",
    "constructed IKE_AUTH request, SPIs 0x1a2b3c4d5e6f7788",
    "peer: xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=",
    "PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=",
    "public key: HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=",
    "  private key: (hidden)",
    "  preshared key: (hidden)",
    "pre-shared-key *****",
    "username admin password ***** encrypted privilege 15",
    " key *****",
    "enable password ***** level 15",
    "key chain OSPF-KEYS",
    " key 1",
    "crypto key generate rsa modulus 2048",
    "crypto key zeroize rsa label old-key",
    "rekey: key lifetime 28800 seconds",
    "TLS: soft reset sec=0 bytes=123/0 pkts=4/0",
    "Control Channel: TLSv1.3, cipher TLS_AES_256_GCM_SHA384, peer certificate: 2048 bit RSA",
    "Outgoing Data Channel: Cipher 'AES-256-GCM' initialized with 256 bit key",
    "GET https://vpn.example.com/+CSCOE+/logon.html HTTP/1.1",
    "GET https://vpn.example.com:8443/token/refresh?state=open HTTP/1.1",
    "resolved vpn.example.com:443 to 203.0.113.7",
    "Received Cookie notification from 203.0.113.7",
    "authentication token expired for jdoe",
    "token required",
    "Basic authentication is disabled",
    "the bearer of this ticket",
    "community of users in the north",
    "secret mismatch: packet from 192.0.2.1 dropped (Shared secret is incorrect.)",
    "Message-Authenticator = 0x5f1c2a7d88aabbccddeeff0011223344",
    "Called-Station-Id = \"02-00-00-00-00-01\"",
    "State = 0x1b2c3d4e5f60718293a4b5c6d7e8f900",
    "uuid 018f3a7e-6f1a-7c3e-9d53-0a3b5c7d9e11 recorded",
    "commit 3f2a9c1d5b7e8f60718293a4b5c6d7e8f9001122",
    "Termination reason code 59",
    "DTLS session resumed, id 8d1f22aa90",
    "Tunnel id 0x4A2B, SPI 0xC0FFEE11, replay window 64",
    "license key is valid until 2027-01-01",
    "The trust relationship between this workstation and the domain failed; the password is wrong",
    "Anonymous bind; no password provided",
];

#[test]
fn secrets_are_masked_in_real_surroundings() {
    assert!(SECRETS.len() >= 60);
    let mut bad = Vec::new();
    for (line, secret) in SECRETS {
        let masked = Masker::default().line(line);
        if masked.contains(secret) || !masked.contains("[masked ") {
            bad.push(format!("{line}\n  -> {masked}"));
        }
    }
    assert!(
        bad.is_empty(),
        "{} slip through:\n{}",
        bad.len(),
        bad.join("\n")
    );
}

#[test]
fn what_people_need_stays() {
    assert!(LOOK_ALIKES.len() >= 60);
    let mut bad = Vec::new();
    for line in LOOK_ALIKES {
        let masked = Masker::default().line(line);
        if masked != *line {
            bad.push(format!("{line}\n  -> {masked}"));
        }
    }
    assert!(
        bad.is_empty(),
        "{} are masked:\n{}",
        bad.len(),
        bad.join("\n")
    );
}

#[test]
fn what_stands_around_a_secret_stays() {
    let cases = [
        (
            "username jdoe password Winter2026! privilege 15",
            "username jdoe password [masked password] privilege 15",
        ),
        (
            "Set-Cookie: webvpn=3F4A@8192; path=/; secure",
            "Set-Cookie: webvpn=[masked cookie]; path=/; secure",
        ),
        (
            "ldaps://bind:B1ndMe@dc1.example.com:636",
            "ldaps://bind:[masked password]@dc1.example.com:636",
        ),
        (
            "user=jdoe&password=hunter2&Login=x",
            "user=jdoe&password=[masked password]&Login=x",
        ),
        (
            "{\"password\": \"hunter2\", \"otp\": true}",
            "{\"password\": \"[masked password]\", \"otp\": true}",
        ),
        (
            "executed 'snmp-server community n0tPublic'",
            "executed 'snmp-server community [masked community]'",
        ),
    ];
    for (line, wanted) in cases {
        assert_eq!(Masker::default().line(line), wanted);
    }
}

/// Key blocks are written in parts, so that no tool takes this file for a leak.
fn block(kind: &str) -> String {
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    let dashes = "-----";
    format!(
        "before\n{dashes}BEGIN {kind}{dashes}\n{body}\nshortEnd==\n{dashes}END {kind}{dashes}\nafter"
    )
}

#[test]
fn private_keys_are_masked_over_lines() {
    for kind in [
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "OpenVPN Static key V1",
    ] {
        let masked = Masker::default().text(&block(kind));
        assert!(
            !masked.contains("MIIE") && !masked.contains("shortEnd"),
            "{masked}"
        );
        assert!(
            masked.starts_with("before\n") && masked.ends_with("\nafter"),
            "{masked}"
        );
        let text = block(kind);
        let tail = text.split_once("-----\n").unwrap().1;
        let masked = Masker::default().text(tail);
        assert!(
            !masked.contains("shortEnd") && masked.ends_with("\nafter"),
            "{masked}"
        );
    }
    let public = block("CERTIFICATE").replace(
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
        "MIIB",
    );
    assert_eq!(Masker::default().text(&public), public);
}

#[test]
fn rules_of_the_users_own_are_masked_too() {
    let rules = [("badge".to_owned(), r"badge (\d{6})".to_owned())];
    let mut masker = Masker::new(Masks::with_rules(rules).unwrap());
    assert_eq!(
        masker.line("badge 123456 at door 7"),
        "badge [masked badge] at door 7"
    );
    let wrong = Masks::with_rules([("x".to_owned(), "(".to_owned())]).unwrap_err();
    assert!(wrong.contains("the mask \"x\""), "{wrong}");
}

#[test]
fn people_are_masked_only_when_asked_and_called_the_same() {
    let lines = [
        "Group <GP-STAFF> User <jdoe> IP <198.51.100.77> Session started",
        "Username = jdoe, IP = 198.51.100.77",
        "jdoe is back; amy@example.com from 2001:db8::7 is new",
        "Failed password for amy from 198.51.100.78 port 22",
    ];
    let mut plain = Masker::default();
    for line in lines {
        assert_eq!(plain.line(line), line);
    }
    let mut masker = Masker::new(Masks::default().people(true));
    let masked: Vec<String> = lines.iter().map(|line| masker.line(line)).collect();
    assert_eq!(
        masked[0],
        "Group <GP-STAFF> User <user-1> IP <host-1> Session started"
    );
    assert_eq!(masked[1], "Username = user-1, IP = host-1");
    assert_eq!(masked[2], "user-1 is back; user-2 from host-2 is new");
    assert_eq!(masked[3], "Failed password for user-3 from host-3 port 22");
}

#[test]
fn findings_and_their_neighbours_are_masked() {
    let text = " key R4diusKey\n%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\nCookie: webvpn=3F4A@8192@1B2C\n";
    let report = look(text);
    let told = format!("{:?}", report);
    assert!(!report.answer.findings.is_empty());
    assert!(told.contains("[masked key]") && told.contains("[masked cookie]"));
    assert!(
        !told.contains("R4diusKey") && !told.contains("3F4A"),
        "{told}"
    );
}
