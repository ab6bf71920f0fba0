//! A log with secrets of many kinds in the lines that signatures find, and around them. Whatever
//! shows or keeps those lines meets the secrets.

/// Each of them as it stands in [`log`]: none may be anywhere else.
pub const SECRETS: [&str; 13] = [
    "R4diusKey-7731",
    "Br4nchOffice-7731",
    "n0tPublic-7731",
    "hx5rVt7rPNoS4wqbXKX7m0",
    "hunter2-7731",
    "C00kie@8192@1B2C",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqZG9lIn0.c2lnbmF0dXJlNzczMQ",
    "amRvZTpXaW50ZXIyMDI2IQ",
    "Url5ecret-7731",
    "CaPassphr4se-7731",
    "t0ken-77319f2c",
    "wpaPsk-7731-long",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
];

/// A log in which each secret stands in a line that a signature of its own finds, so that all
/// of them would be recorded; the private key stands around the most telling one.
pub fn log() -> String {
    let [
        radius,
        psk,
        community,
        enable,
        password,
        cookie,
        bearer,
        basic,
        url,
        phrase,
        token,
        wpa,
        pem,
    ] = SECRETS;
    // A private key in a source would alarm those who look for one.
    let dashes = "-----";
    format!(
        "{dashes}BEGIN PRIVATE KEY{dashes}
{pem}
{dashes}END PRIVATE KEY{dashes}
%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED: aaa-server RAD (inside) host 10.1.1.5 key {radius}
{dashes}BEGIN PRIVATE KEY{dashes}
{pem}
{dashes}END PRIVATE KEY{dashes}
%ASA-6-113014: AAA authentication server not accessible : server = 10.1.1.5 : user = jdoe password={password}
vpnagent: AAA denied for user jdoe, Cookie: webvpn={cookie}; path=/
vpnagent: Server unreachable, giving up after 3 attempts, Authorization: Bearer {bearer}
vpnagent: EAP failure, Authorization: Basic {basic}==
%ASA-3-717009: Certificate validation failed. Reason: certificate has expired. wpa-psk {wpa}
%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : ikev1 pre-shared-key {psk}
%ASA-6-113006: User 'jdoe' locked out on exceeding '5' successive failed authentication attempts, snmp-server community {community} ro
Auth: (0) Invalid user: [erin] enable secret 5 $1$mERr${enable}
ocserv[512]: plain-auth: error authenticating user 'erin' token={token}
Cannot follow redirection to non-https URL 'http://jdoe:{url}@vpn.example.com/portal'
2026-11-21 16:25:40 TLS Auth Error: Auth Username/Password verification failed for peer, no shutdown passphrase {phrase}
"
    )
}

/// The secrets that stand in these bytes.
pub fn leaked(bytes: &[u8]) -> Vec<&'static str> {
    let is_there = |secret: &&str| {
        let mut parts = bytes.windows(secret.len());
        parts.any(|part| part == secret.as_bytes())
    };
    SECRETS.into_iter().filter(is_there).collect()
}
