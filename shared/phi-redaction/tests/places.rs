//! Places and employers in the ways callers name them. Values are invented.

mod found;

use found::check;
use phi_redaction::engine::PhiType;

#[test]
fn addresses_are_found_whole() {
    let address = "A: what's your mailing address";
    let cases: [(&[&str], &[&str]); 29] = [
        (&[address, "C: It's 88 Plover Road, slip 14."], &["88 Plover Road, slip 14"]),
        (&[address, "C: 88 Plover Road.", "A: Which bed?", "C: Bed 7."], &["Bed 7"]),
        (&[address, "C: 88 Plover Road.", "A: okay", "C: Don't ring 2B."], &["2B"]),
        (&["C: I took 2 of lot 44 and the bed 7 guy laughed."], &[]),
        (&[address, "C: 88 Plover Road.", "A: okay", "C: She has stage 3b."], &[]),
        (&[address, "C: 47 N Tanager Avenue, Fort Wayne unless it changed"], &["47 N Tanager Avenue, Fort Wayne"]),
        (&[address, "C: 1449 E. Tanager, Laredo, TX, 78041"], &["1449 E. Tanager, Laredo, TX, 78041"]),
        (&[address, "C: 12 Tanager Lane, Porthmellin, SW1A 2QQ"], &["12 Tanager Lane, Porthmellin, SW1A 2QQ"]),
        (&["C: my address is thirty seven tanager"], &["thirty seven tanager"]),
        (&["C: send it to nine two one south tanager laredo"], &["nine two one south tanager laredo"]),
        (&[address, "C: 88 South Plover Run Terrace, suite 19"], &["88 South Plover Run Terrace, suite 19"]),
        (
            &[address, "C: R.R. 8 Box 274, Santa Rosa, New Mexico, 88435"],
            &["R.R. 8 Box 274, Santa Rosa, New Mexico, 88435"],
        ),
        (&[address, "C: rural route seven box eighty"], &["rural route seven box eighty"]),
        (&["C: mail it to h c six box eight laredo texas"], &["h c six box eight laredo texas"]),
        (&[address, "C: box 5217"], &["box 5217"]),
        (&["C: p o box six oh nine laredo"], &["p o box six oh nine laredo"]),
        (&["A: postal code", "C: k one a zero b one"], &["k one a zero b one"]),
        (&["A: what's the zip", "C: s w one six two q q"], &["s w one six two q q"]),
        (&["C: it's on the corner of elm and tanager"], &["elm and tanager"]),
        (&["C: she lives on dorsetshire"], &["dorsetshire"]),
        (&["A: what town are you in", "C: oh i'm in rapid city"], &["rapid city"]),
        (&["A: which city", "C: Tacoma."], &["Tacoma"]),
        (&["C: we moved to poughkeepsie last year"], &["poughkeepsie"]),
        (&["C: the apartment number is four b"], &["apartment number is four b"]),
        (
            &[address, "C: fifty two tanager albany", "A: so that's fifty two tanager albany"],
            &["fifty two tanager albany"],
        ),
        (&["C: traffic was awful forty minutes on route ninety five"], &[]),
        (&["C: it's only a short drive"], &[]),
        (&["C: one sec let me look"], &[]),
        (&["C: nine hour drive and high cholesterol"], &[]),
    ];
    check(&[PhiType::Address], &cases);
}

#[test]
fn towns_of_ordinary_words_are_found_beside_a_cue() {
    let cases: [(&[&str], &[&str]); 10] = [
        (&["C: we live in two rivers"], &["two rivers"]),
        (&["C: My sister is in Battle Ground, I think."], &["Battle Ground"]),
        (&["C: she moved to white salmon"], &["white salmon"]),
        (&["C: we moved to grand forks in the spring"], &["grand forks"]),
        (&["C: i grew up in orange connecticut"], &["orange connecticut"]),
        (&["A: what town is that", "C: green river"], &["green river"]),
        (&["C: Fourteen Larch Street in Grass Valley."], &["Fourteen Larch Street in Grass Valley"]),
        (&["C: He lives in Tioga County."], &["Tioga County"]),
        (&["C: there are two rivers and a white salmon"], &[]),
        (&["C: i was reading in bed"], &[]),
    ];
    check(&[PhiType::Address], &cases);
}

#[test]
fn roads_units_and_pieces_are_found() {
    let address = "A: what's your mailing address";
    let cases: [(&[&str], &[&str]); 16] = [
        (&[address, "C: 31 Tanager Street, second floor rear"], &["31 Tanager Street, second floor rear"]),
        (&[address, "C: 31 Tanager Street, 7D, Laredo"], &["31 Tanager Street, 7D, Laredo"]),
        (&[address, "C: nine tanager street laredo apartment six"], &["nine tanager street laredo apartment six"]),
        (&[address, "C: eleven hundred avenue q"], &["eleven hundred avenue q"]),
        (&[address, "C: 18 Calle del Sol"], &["18 Calle del Sol"]),
        (&["C: she is at 552 county road 31"], &["552 county road 31"]),
        (&["C: we're out on f m nine sixty"], &["f m nine sixty"]),
        (&["C: we're out on county road nine"], &["county road nine"]),
        (&["C: it's two ten northwest thirty third"], &["two ten northwest thirty third"]),
        (&["C: Send it to 2811 19th, Apartment 4."], &["2811 19th, Apartment 4"]),
        (&["C: He's at 6120 Tanager, Laredo."], &["6120 Tanager, Laredo"]),
        (&["C: It's 40 Tanager Lane, same town, 43604."], &["40 Tanager Lane", "43604"]),
        (&["C: it's a long drive on a dirt road"], &[]),
        (&["C: she lives on toast and coffee"], &[]),
        (&["C: there was traffic on highway nine"], &[]),
        (&["C: 31 tablets, 7 a day"], &[]),
    ];
    check(&[PhiType::Address], &cases);
}

#[test]
fn employers_are_found_however_they_are_named() {
    let work = "A: who do you work for";
    let cases: [(&[&str], &[&str]); 26] = [
        (&["C: i drive for Halberd Concrete"], &["Halberd Concrete"]),
        (&["C: he works nights out at tanager refinery"], &["tanager refinery"]),
        (&["C: my wife's with meridale solar"], &["meridale solar"]),
        (&["C: my job is at the Port Tanager shipyard"], &["the Port Tanager shipyard"]),
        (&["C: the company is called Tanager and Finch"], &["Tanager and Finch"]),
        (&["C: he's a welder at tanager cranes"], &["tanager cranes"]),
        (&["C: I'm a bookkeeper with Plover and Moulder"], &["Plover and Moulder"]),
        (&["C: he's a long haul driver at tanager freight"], &["tanager freight"]),
        (&["C: retired twenty six years from tanager county schools"], &["tanager county schools"]),
        (&["C: i was laid off from blue tanager logistics"], &["blue tanager logistics"]),
        (&["C: the insurance is through castlewood hotels"], &["castlewood hotels"]),
        (&["C: she teaches third grade at tanager montessori"], &["tanager montessori"]),
        (&["C: my employer is the City of Larkmoor"], &["the City of Larkmoor"]),
        (&["C: I own Tanager Landscaping"], &["Tanager Landscaping"]),
        (&["C: i've been with tanager power for thirty years"], &["tanager power"]),
        (&["C: a place called tanager tavern"], &["tanager tavern"]),
        (&["A: and the employer on file is tanager steel"], &["tanager steel"]),
        (&[work, "C: Tanager Cattle."], &["Tanager Cattle"]),
        (&[work, "C: okay quick at tanager tires going on nine years"], &["tanager tires"]),
        (&["A: is the plan through your job", "C: yes tanager roofing"], &["tanager roofing"]),
        (&["C: does tuesday work for you"], &[]),
        (&["C: i work at night and from home"], &[]),
        (&["C: i'm a teacher at the school"], &[]),
        (&["A: what do you do for work", "C: i'm a cashier"], &[]),
        (&["C: it's called aortic stenosis"], &[]),
        (&[work, "C: i'm retired"], &[]),
    ];
    check(&[PhiType::Org], &cases);
}
