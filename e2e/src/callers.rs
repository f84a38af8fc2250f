//! Who calls: invented people, each value a canary that must be found nowhere but in the EHR.
use serde_json::{Value, json};

/// An invented patient.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// Given name.
    pub given: &'static str,
    /// Family name.
    pub family: &'static str,
    /// Date of birth.
    pub born: &'static str,
    /// Telephone number in E.164.
    pub phone: &'static str,
    /// Medical record number.
    pub mrn: &'static str,
}

/// The people of `e2e/calls`.
pub const CALLERS: [Caller; 5] = [
    Caller { given: "Marisol", family: "Quintanilla", born: "1984-03-09", phone: "+12065550143", mrn: "7741932" },
    Caller { given: "Thaddeus", family: "Okonkwo", born: "1951-11-23", phone: "+12065550171", mrn: "3308517" },
    Caller { given: "Priyanka", family: "Vellore", born: "1990-07-30", phone: "+12065550118", mrn: "6150984" },
    Caller { given: "Leopold", family: "Ashgrove", born: "1967-02-14", phone: "+12065550156", mrn: "9027461" },
    Caller { given: "Wilhelmina", family: "Tarkington", born: "1978-12-05", phone: "+12065550189", mrn: "4486093" },
];

/// The EHR's patients before anybody calls.
pub fn patients() -> Vec<Value> {
    let patient = |(number, caller): (usize, &Caller)| {
        json!({
            "resourceType": "Patient", "id": format!("seed-{}", number + 1), "active": true,
            "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
                            "system": "urn:oid:1.2.3.4", "value": caller.mrn}],
            "name": [{"use": "official", "family": caller.family, "given": [caller.given]}],
            "telecom": [{"system": "phone", "value": caller.phone}],
            "birthDate": caller.born,
        })
    };
    CALLERS.iter().enumerate().map(patient).collect()
}
