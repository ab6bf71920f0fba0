//! What the procedure for the ASA's local CA says, and where its runbook has it.

use super::Fact;

/// Every step, command and remark of the source, and the cautions that go with them.
#[rustfmt::skip]
pub const FACTS: &[Fact] = &[
    Fact {
        says: "Title and author of the post",
        place: "sources",
        needles: &["Use an AnyConnect certificate and OTP-based authentication", "Mayukh Mandal", "Rackspace Technology"],
    },
    Fact {
        says: "Certificates are one of the most secure sign-in methods of AnyConnect",
        place: "summary",
        needles: &["among the most secure ways to sign in"],
    },
    Fact {
        says: "The ASA has a complete CA with a web front end since software version 8",
        place: "summary",
        needles: &["built into the ASA since version 8", "its own web page for enrolment"],
    },
    Fact {
        says: "The built-in CA issues certificates to SSL clients for certificate-based sign-in",
        place: "summary",
        needles: &["issues certificates to the SSL clients"],
    },
    Fact {
        says: "It is for an existing AnyConnect environment",
        place: "summary",
        needles: &["existing AnyConnect environment"],
    },
    Fact {
        says: "Overview 1: check and synchronise the time",
        place: "summary",
        needles: &["check and synchronise the time"],
    },
    Fact {
        says: "Overview 2: activate and configure the local CA server",
        place: "summary",
        needles: &["activate and configure the local CA server"],
    },
    Fact {
        says: "Overview 3: an account for every user eligible for an identity certificate",
        place: "summary",
        needles: &["create an account for every user who may obtain an identity certificate"],
    },
    Fact {
        says: "Overview 4: a tunnel group that uses certificates",
        place: "summary",
        needles: &["create a tunnel group that uses certificates"],
    },
    Fact {
        says: "Overview 5: change the VPN authentication to the certificate",
        place: "summary",
        needles: &["change its authentication to the certificate"],
    },
    Fact {
        says: "Overview 6: map certificates to the connection profile",
        place: "summary",
        needles: &["map certificates to that connection profile"],
    },
    Fact {
        says: "Step 1: verify date and time",
        place: "steps",
        needles: &["Compare the date and time of the ASA"],
    },
    Fact {
        says: "Step 1 command: show clock",
        place: "steps",
        needles: &["show clock"],
    },
    Fact {
        says: "Step 1 command: show ntp status",
        place: "steps",
        needles: &["show ntp status"],
    },
    Fact {
        says: "Step 1: if the time is not synchronised, match it with the external NTP server",
        place: "steps",
        needles: &["Synchronise the ASA with the external NTP server.", "ntp server {{ntp_server}}"],
    },
    Fact {
        says: "Step 2: activate and configure the local CA",
        place: "steps",
        needles: &["Configure the local CA server and enable it"],
    },
    Fact {
        says: "Step 2: it sets lifetime, key size and certificate issuer",
        place: "steps",
        needles: &["Sets lifetimes, key sizes and issuer."],
    },
    Fact {
        says: "Step 2: a strong passphrase protects the local CA",
        place: "steps",
        needles: &["with a strong passphrase of your own"],
    },
    Fact {
        says: "Step 2: an SMTP server may be set to send users instructions for their certificate",
        place: "steps",
        needles: &["Set the mail server that sends users their instructions", "how to obtain their identity certificate", "smtp-server {{smtp_server}}"],
    },
    Fact {
        says: "Step 2 command: enter the CA server",
        place: "steps",
        needles: &["crypto ca server lifetime ca-certificate"],
    },
    Fact {
        says: "Step 2 command: lifetime of the CA certificate",
        place: "steps",
        needles: &["lifetime ca-certificate {{ca_lifetime}}"],
    },
    Fact {
        says: "3650 days for the CA certificate",
        place: "variables",
        needles: &["ca_lifetime", "3650"],
    },
    Fact {
        says: "Step 2 command: lifetime of user certificates",
        place: "steps",
        needles: &["lifetime certificate {{certificate_lifetime}}"],
    },
    Fact {
        says: "365 days for a user certificate",
        place: "variables",
        needles: &["certificate_lifetime", "365"],
    },
    Fact {
        says: "Step 2 command: key size of user certificates",
        place: "steps",
        needles: &["keysize {{user_keysize}}"],
    },
    Fact {
        says: "Step 2 command: key size of the CA",
        place: "steps",
        needles: &["keysize server {{ca_keysize}}"],
    },
    Fact {
        says: "2048 bits for both key sizes",
        place: "variables",
        needles: &["user_keysize", "ca_keysize", "2048"],
    },
    Fact {
        says: "Step 2 command: issuer name",
        place: "steps",
        needles: &["issuer-name CN={{issuer_name}}"],
    },
    Fact {
        says: "The issuer used by the author",
        place: "variables",
        needles: &["anyconnect certificate authentication"],
    },
    Fact {
        says: "Step 2 command: enable the CA with a passphrase",
        place: "steps",
        needles: &["no shutdown passphrase {{ca_passphrase}}"],
    },
    Fact {
        says: "The passphrase differs per site and is a secret; the printed one is not to be used",
        place: "variables",
        needles: &["ca_passphrase"],
    },
    Fact {
        says: "The printed passphrase is published, so it is warned of",
        place: "steps",
        needles: &["must not be used"],
    },
    Fact {
        says: "Step 3: after enabling the CA, create accounts for all eligible users",
        place: "steps",
        needles: &["Create an account in the CA's database for each user who may get a certificate", "Repeat for every eligible user"],
    },
    Fact {
        says: "Step 3 command: add the user with its distinguished name",
        place: "steps",
        needles: &["crypto ca server user-db add {{user}} dn CN={{user}},OU={{ou}},O={{organisation}}"],
    },
    Fact {
        says: "Step 3 command: allow the user and show the one-time password",
        place: "steps",
        needles: &["crypto ca server user-db allow user {{user}} display-otp"],
    },
    Fact {
        says: "The user, OU and organisation of the example",
        place: "variables",
        needles: &["cert_user", "IT", "exampleorganization"],
    },
    Fact {
        says: "Take note of the one-time password and keep it at hand",
        place: "steps",
        needles: &["Note the password that `display-otp` shows"],
    },
    Fact {
        says: "The one-time password is a secret of the site",
        place: "variables",
        needles: &["One-time password that the ASA showed for this user"],
    },
    Fact {
        says: "Download and import the certificate",
        place: "steps",
        needles: &["then download and import the certificate"],
    },
    Fact {
        says: "The enrolment address as printed, with a caution",
        place: "steps",
        needles: &["https://<firewall IP address>/+CSCOCA/+enroll log"],
    },
    Fact {
        says: "The enrolment address, site filled in",
        place: "steps",
        needles: &["https://{{firewall}}/+CSCOCA+/"],
    },
    Fact {
        says: "Log in there with user name and one-time password",
        place: "steps",
        needles: &["sign in with user name and one-time password", "{{otp}}"],
    },
    Fact {
        says: "First picture: the enrolment page asks for user name and one-time password",
        place: "steps",
        needles: &["The page of the ASA asks for user name and one-time password"],
    },
    Fact {
        says: "Step 4: create a tunnel group for certificate-based sign-in",
        place: "steps",
        needles: &["Create the tunnel group for certificate users"],
    },
    Fact {
        says: "Step 4 command: type",
        place: "steps",
        needles: &["tunnel-group {{tunnel_group}} type remote-access"],
    },
    Fact {
        says: "Step 4 command: general attributes",
        place: "steps",
        needles: &["tunnel-group {{tunnel_group}} general-attributes"],
    },
    Fact {
        says: "Step 4 command: address pool",
        place: "steps",
        needles: &["address-pool {{address_pool}}"],
    },
    Fact {
        says: "Step 4 command: group policy",
        place: "steps",
        needles: &["default-group-policy {{group_policy}}"],
    },
    Fact {
        says: "The names of the example",
        place: "variables",
        needles: &["AnyConnect-TG-Cert", "AnyConnect-Pool", "AnyConnect-GP"],
    },
    Fact {
        says: "Step 5: change the VPN authentication to the certificate",
        place: "steps",
        needles: &["Change the authentication of the new tunnel group to the certificate."],
    },
    Fact {
        says: "Step 5 command: web VPN attributes",
        place: "steps",
        needles: &["tunnel-group {{tunnel_group}} webvpn-attributes"],
    },
    Fact {
        says: "Step 5 command: certificate",
        place: "steps",
        needles: &["webvpn-attributes authentication certificate"],
    },
    Fact {
        says: "Step 6: a certificate map to the tunnel group",
        place: "steps",
        needles: &["Create the certificate map and bind it to the tunnel group."],
    },
    Fact {
        says: "Step 6: so that users with identity certificates get the right connection profile",
        place: "steps",
        needles: &["puts users with an identity certificate into the right connection profile"],
    },
    Fact {
        says: "Step 6 command: the map",
        place: "steps",
        needles: &["crypto ca certificate map {{certificate_map}} {{map_priority}}"],
    },
    Fact {
        says: "Step 6 command: match the OU",
        place: "steps",
        needles: &["subject-name attr ou eq {{ou}}"],
    },
    Fact {
        says: "Step 6 command: bind it in webvpn",
        place: "steps",
        needles: &["webvpn certificate-group-map {{certificate_map}} {{map_priority}} {{tunnel_group}}"],
    },
    Fact {
        says: "The map and priority of the example",
        place: "variables",
        needles: &["Cert-MAP", "100"],
    },
    Fact {
        says: "Step 7: connect to the VPN portal",
        place: "steps",
        needles: &["connect to the VPN portal with the certificate"],
    },
    Fact {
        says: "Step 7 and second picture: the portal asks for the certificate",
        place: "steps",
        needles: &["The portal asks for a certificate"],
    },
    Fact {
        says: "After all steps users are asked for their certificate at the portal",
        place: "outcome",
        needles: &["are asked for it when they connect to the VPN portal"],
    },
    Fact {
        says: "Conclusion: the built-in CA sets up the certificate sign-in",
        place: "outcome",
        needles: &["a certificate of the ASA's own CA"],
    },
    Fact {
        says: "Conclusion: a third-party, paid CA in production meets regulations and standards",
        place: "steps",
        needles: &["regulation or standard", "paid third-party CA for production"],
    },
    Fact {
        says: "Conclusion, seen from the summary",
        place: "summary",
        needles: &["third-party CA"],
    },
    Fact {
        says: "The origin of the picture of the enrolment page",
        place: "references",
        needles: &["https://www.petenetlive.com/KB/Article/0000335"],
    },
    Fact {
        says: "Caution: deprecated from 9.12, removed in 9.13",
        place: "steps",
        needles: &["deprecated the local CA in 9.12 and removed it in 9.13"],
    },
    Fact {
        says: "Caution: reference for the removal",
        place: "references",
        needles: &["deprecated in 9.12(1), removed in 9.13(1)"],
    },
    Fact {
        says: "Caution: not with failover",
        place: "steps",
        needles: &["cannot be configured while failover is enabled", "CSCty43366"],
    },
    Fact {
        says: "Caution: dates before 2038",
        place: "steps",
        needles: &["19 January 2038"],
    },
    Fact {
        says: "Caution: the one-time password protects the enrolment only",
        place: "summary",
        needles: &["one-time password protects the enrolment only", "authentication aaa certificate"],
    },
    Fact {
        says: "Caution: two factors need another command",
        place: "steps",
        needles: &["authentication aaa certificate"],
    },
    Fact {
        says: "Caution: the OU alone matches certificates of any trusted CA",
        place: "steps",
        needles: &["matches such an OU from any CA that the ASA trusts", "issuer-name attr cn eq {{issuer_name}}"],
    },
];
