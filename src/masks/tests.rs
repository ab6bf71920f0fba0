use super::*;

fn masked(text: &str) -> String {
    Masks::default().mask(text).text.into_owned()
}

#[test]
fn what_was_masked_is_said_once() {
    let masks = Masks::default();
    let masked = masks.mask("password=hunter2 and password=hunter3\ntoken=5up3rT0k3n");
    assert_eq!(
        masked.text,
        "password=[masked password] and password=[masked password]\ntoken=[masked token]"
    );
    assert_eq!(masked.what, ["password", "token"]);
    assert_eq!(masks.mask("all is well").what, [""; 0]);
}

#[test]
fn own_rules_hold_beside_the_others() {
    let rule = ("badge".to_owned(), r"badge (\d{6})".to_owned());
    let masks = Masks::with_rules([rule]).expect("an expression");
    let masked = masks.mask("badge 123456\npassword=hunter2");
    assert_eq!(
        masked.text,
        "badge [masked badge]\npassword=[masked password]"
    );
    assert!(Masks::with_rules([("x".to_owned(), "(".to_owned())]).is_err());
}

#[test]
fn what_is_seen_is_masked_where_it_stands() {
    for (text, wanted) in [
        (
            "\u{1b}[1mpass\u{1b}[0mword=hunter2\u{1b}[0m;",
            "\u{1b}[1mpass\u{1b}[0mword=[masked password]\u{1b}[0m;",
        ),
        ("password＝ｈunter2 …", "password＝[masked password] …"),
        (
            "password\u{a0}:\u{a0}hunter2",
            "password\u{a0}:\u{a0}[masked password]",
        ),
        ("ü password=hünter2 ü", "ü password=[masked password] ü"),
        ("password=hunter２", "password=[masked password]"),
    ] {
        assert_eq!(masked(text), wanted);
    }
}

#[test]
fn a_masked_text_is_masked_no_further() {
    let once = masked("password=hunter2\nCookie: webvpn=3F4A@8192");
    assert_eq!(masked(&once), once);
}

#[test]
fn lines_keep_their_numbers() {
    let text = "a\n<auth-user-pass>\nann\nhunter2\n</auth-user-pass>\nb";
    assert_eq!(masked(text), text.replace("hunter2", "[masked password]"));
}

#[test]
fn what_stands_below_a_head_that_says_secret_is_masked() {
    let table = "\
| Device | Password | Remark |
|--------|----------|--------|
| ap-1   | oat mill | lobby  |
| ups-1  | expired  |        |

| ap-1   | oat mill | lobby  |";
    let wanted = table.replacen("oat mill", "[masked password]", 1);
    assert_eq!(masked(table), wanted, "up to the end of the table");
    let rows = "name,psk,city\ngw,\"one,two\",Linz\nfw,\"a \"\"b\"\" c\",Graz\nonly,two";
    assert_eq!(
        masked(rows),
        "name,psk,city\ngw,\"[masked password]\",Linz\nfw,\"[masked password]\",Graz\nonly,two"
    );
    let other = "name,password expired,city\nann,oatmill7,Linz";
    assert_eq!(masked(other), other);
}

#[test]
fn a_secret_of_several_words_is_masked_whole_and_prose_is_none() {
    for (text, wanted) in [
        (
            "  Key Content   : Bier Garten",
            "  Key Content   : [masked key]",
        ),
        ("Passwort: Sauer Kraut 12", "Passwort: [masked password]"),
        ("Passwort: siehe Ticket 12", "Passwort: siehe Ticket 12"),
        ("Password: the old one", "Password: the old one"),
    ] {
        assert_eq!(masked(text), wanted);
    }
}

#[test]
fn what_code_calls_a_value_by_is_none() {
    for text in [
        "password = var.db_password",
        "password: settings.DB_PASSWORD",
        "openvpn --auth-user-pass <(cat login)",
        "host key algorithm: ssh-ed25519",
    ] {
        assert_eq!(masked(text), text);
    }
    assert_eq!(
        masked("password = var.Xy7!"),
        "password = [masked password]"
    );
}
