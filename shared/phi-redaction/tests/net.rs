//! Mail, web and internet addresses as they are said, whole and in pieces. Values are invented.

mod found;

use found::check;
use phi_redaction::engine::PhiType;

const KINDS: [PhiType; 3] = [PhiType::Email, PhiType::Url, PhiType::Ip];

#[test]
fn addresses_are_found_as_they_are_said() {
    let mail = "A: what's a good email";
    let ip = "A: and the ip address it shows";
    let cases: [(&[&str], &[&str]); 23] = [
        (&[mail, "C: benna at fern hollow dot example"], &["EMAIL benna at fern hollow dot example"]),
        (&[mail, "C: osric tull at g mail"], &["EMAIL osric tull at g mail"]),
        (&[mail, "C: it's wren dot adair at i cloud dot com"], &["EMAIL wren dot adair at i cloud dot com"]),
        (&[mail, "C: it's tullis at cedar works dot com"], &["EMAIL tullis at cedar works dot com"]),
        (&[mail, "C: fenn at post dot co dot u k"], &["EMAIL fenn at post dot co dot u k"]),
        (&[mail, "C: it's osric underscore tull"], &["EMAIL osric underscore tull"]),
        (&["C: my login there is marsh_wren"], &["EMAIL marsh_wren"]),
        (&["A: is the underscore in the middle"], &[]),
        (&["C: i book it at w w w dot fernhollow dot com"], &["URL w w w dot fernhollow dot com"]),
        (&["C: Use rooms.fernhollow.example/k/12, please."], &["URL rooms.fernhollow.example/k/12"]),
        (&["C: go to v dot plover bank dot test slash page four"], &["URL v dot plover bank dot test slash page four"]),
        (
            &["C: it says one ninety eight dot fifty one dot one hundred dot double two"],
            &["IP one ninety eight dot fifty one dot one hundred dot double two"],
        ),
        (&[ip, "C: two oh three dot"], &["IP two oh three dot"]),
        (&[ip, "C: zero dot one thirteen"], &["IP zero dot one thirteen"]),
        (&["C: You get a link from fernhollow.clinic/forms today."], &["URL fernhollow.clinic/forms"]),
        (&["A: Go to pingmyhouse.test and read it."], &["URL pingmyhouse.test"]),
        (&["C: It said plover-bend.example/go, I think."], &["URL plover-bend.example/go"]),
        (&["C: it's my chart dot fernhollow dot com"], &["URL my chart dot fernhollow dot com"]),
        (&["C: I saw the doctor.He said yes/no."], &[]),
        (&["C: Ask his.her/their family about it."], &[]),
        (&["C: I went home.then slept."], &[]),
        (&["C: it was ninety eight point six this morning"], &[]),
        (&["C: my a one c was seven point two"], &[]),
    ];
    check(&KINDS, &cases);
}
