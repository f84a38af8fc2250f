//! Mail, web and internet addresses as they are said, whole and in pieces. Values are invented.

mod found;

use found::check;
use phi_redaction::engine::PhiType;

const KINDS: [PhiType; 3] = [PhiType::Email, PhiType::Url, PhiType::Ip];

#[test]
fn addresses_are_found_as_they_are_said() {
    let mail = "A: what's a good email";
    let ip = "A: and the ip address it shows";
    let cases: [(&[&str], &[&str]); 31] = [
        (&[mail, "C: benna at fern hollow dot example"], &["EMAIL benna at fern hollow dot example"]),
        (&[mail, "C: osric tull at g mail"], &["EMAIL osric tull at g mail"]),
        (&[mail, "C: it's wren dot adair at i cloud dot com"], &["EMAIL wren dot adair at i cloud dot com"]),
        (&[mail, "C: it's tullis at cedar works dot com"], &["EMAIL tullis at cedar works dot com"]),
        (&[mail, "C: fenn at post dot co dot u k"], &["EMAIL fenn at post dot co dot u k"]),
        (&[mail, "C: it's osric underscore tull"], &["EMAIL osric underscore tull"]),
        (&["C: my login there is marsh_wren"], &["EMAIL marsh_wren"]),
        (&["A: Somebody signed in as plover_farm."], &["EMAIL plover_farm"]),
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
        (&["C: The portal's at door.plover.health."], &["URL door.plover.health"]),
        (&["C: you file it on the web at plover west dot org slash forms"], &["URL plover west dot org slash forms"]),
        (&["A: go to my fern hollow dot com slash pay"], &["URL my fern hollow dot com slash pay"]),
        (&["A: the link is fern hollow dot health"], &["URL fern hollow dot health"]),
        (&["C: it's the real wren at post dot com"], &["EMAIL the real wren at post dot com"]),
        (&["A: it comes from do not reply at plover dot com"], &["EMAIL do not reply at plover dot com"]),
        (&["C: the router is 10.0.0.1"], &["IP 10.0.0.1"]),
        (&["C: I saw the doctor.He said yes/no."], &[]),
        (&["C: Ask his.her/their family about it."], &[]),
        (&["C: I went home.then slept."], &[]),
        (&["C: it was ninety eight point six this morning"], &[]),
        (&["C: my a one c was seven point two"], &[]),
    ];
    check(&KINDS, &cases);
}
