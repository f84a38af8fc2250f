use super::*;

const NOV_21_2026: u64 = 1_795_219_200_000;
const NOV_26_2026: u64 = NOV_21_2026 + 5 * DAY;
const DEC_1_2026: u64 = 1_796_083_200_000;
const JAN_1_2027: u64 = 1_798_761_600_000;
const DAY: u64 = 86_400_000;
const NOV: u32 = 2026 * 12 + 10;

#[test]
fn a_month_begins_where_the_one_before_ends() {
    for month in 1970 * 12 + 1..2110 * 12 {
        assert_eq!(month_of(start_of(month)), month);
        assert_eq!(month_of(start_of(month) - 1), month - 1);
    }
}

#[test]
fn a_month_begins_at_its_first_instant() {
    assert_eq!(start_of(NOV + 1), DEC_1_2026);
    assert_eq!(start_of(NOV + 2), JAN_1_2027);
    assert_eq!(start_of(0), 0);
    assert_eq!(start_of(u32::MAX), start_of(LAST_MONTH));
}

#[test]
fn a_new_tenant_gets_this_month() {
    let minting = minting(None, NOV_21_2026, 7 * DAY);
    assert_eq!(minting, Minting { months: vec![NOV], until: NOV, next_ms: DEC_1_2026 - 7 * DAY });
}

#[test]
fn a_tenant_made_at_the_months_end_gets_the_next_as_well() {
    let minting = minting(None, NOV_26_2026, 7 * DAY);
    assert_eq!(minting, Minting { months: vec![NOV, NOV + 1], until: NOV + 1, next_ms: JAN_1_2027 - 7 * DAY });
}

#[test]
fn what_exists_is_not_minted_again() {
    let this = minting(Some(NOV), NOV_21_2026, 7 * DAY);
    assert_eq!(this, Minting { months: vec![], until: NOV, next_ms: DEC_1_2026 - 7 * DAY });
    let next = minting(Some(NOV + 1), NOV_21_2026, 7 * DAY);
    assert_eq!(next, Minting { months: vec![], until: NOV + 1, next_ms: JAN_1_2027 - 7 * DAY });
}

#[test]
fn the_next_month_is_minted_ahead_of_it() {
    let minting = minting(Some(NOV), DEC_1_2026 - 7 * DAY, 7 * DAY);
    assert_eq!(minting, Minting { months: vec![NOV + 1], until: NOV + 1, next_ms: JAN_1_2027 - 7 * DAY });
}

#[test]
fn months_that_passed_unminted_are_left_out() {
    assert_eq!(minting(Some(NOV - 40), NOV_21_2026, 7 * DAY).months, [NOV]);
}
