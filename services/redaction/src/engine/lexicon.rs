//! One table from folded word to what the language says about it: a single probe per token.
//!
//! The lists are compiled in (`data/`), so the engine cannot start without them: a redactor that silently does
//! nothing because a file is absent is the failure this design rules out.

/// Closed-class word: never part of a personal name.
pub const FUNC: u32 = 1;
/// Ordinary open-class word.
pub const COMMON: u32 = 1 << 1;
/// Given name.
pub const FIRST: u32 = 1 << 2;
/// Family name.
pub const LAST: u32 = 1 << 3;
/// Medicine.
pub const DRUG: u32 = 1 << 4;
/// Eponym of a condition, test or device.
pub const EPONYM: u32 = 1 << 5;
/// Month name or abbreviation; the value is 1 to 12.
pub const MONTH: u32 = 1 << 6;
/// Day of the week.
pub const WEEKDAY: u32 = 1 << 7;
/// State or territory name, or a word that begins one.
pub const STATE: u32 = 1 << 8;
/// City name, or a word of one.
pub const CITY: u32 = 1 << 9;
/// Street type ("road", "blvd").
pub const STREET: u32 = 1 << 10;
/// Title before a name ("doctor", "mrs").
pub const TITLE: u32 = 1 << 11;
/// Kinship or household word ("wife", "son").
pub const RELATION: u32 = 1 << 12;
/// Unit of measure, money or time that follows a quantity.
pub const UNIT: u32 = 1 << 13;
/// Hesitation sound.
pub const FILLER: u32 = 1 << 14;
/// Word that can open or continue a self-correction ("no", "sorry", "wait").
pub const CORR: u32 = 1 << 15;
/// Word that ends an organisation's name ("clinic", "bakery").
pub const ORGWORD: u32 = 1 << 16;
/// Word of a back-channel turn ("right", "go ahead").
pub const BACK: u32 = 1 << 17;
/// Top-level domain as spoken.
pub const TLD: u32 = 1 << 18;
/// Public mail provider.
pub const MAILHOST: u32 = 1 << 19;
/// Unit designator of an address ("apartment", "suite").
pub const DESIG: u32 = 1 << 20;
/// Word of a spelling alphabet ("whiskey").
pub const ALPHABET: u32 = 1 << 21;
/// Word that is a cue of what a number or an answer is; see `dialogue`.
pub const CUE: u32 = 1 << 22;
/// Particle inside a family name ("van", "de").
pub const PARTICLE: u32 = 1 << 23;
/// Two-letter state abbreviation (only believed in capitals).
pub const STATE2: u32 = 1 << 24;

/// Word of an eponym of two names ("lou gehrig").
pub const EPONYM_PAIR: u32 = 1 << 25;

/// Word that opens a place where a name is said; see `identifiers::names`.
pub const SLOT: u32 = 1 << 26;

/// What a number word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Num {
    /// Not a number word.
    #[default]
    None,
    /// 0 to 9 ("oh" and "o" count as 0).
    Digit(u8),
    /// 10 to 19.
    Teen(u8),
    /// 20, 30 … 90.
    Tens(u8),
    /// "hundred".
    Hundred,
    /// "thousand".
    Thousand,
    /// "double" or "triple".
    Mult(u8),
    /// "first" … "thirty first" pieces, and "14th".
    Ordinal(u8),
}

#[derive(Clone, Copy, Default)]
struct Slot {
    at: u32,
    len: u8,
    flags: u32,
    num: Num,
}

/// The table: open addressing over a power of two, keys in one arena.
pub struct Lexicon {
    slots: Vec<Slot>,
    arena: String,
    used: usize,
}

const FILES: [(u32, &str); 7] = [
    (FUNC, include_str!("../../data/function_words.txt")),
    (COMMON, include_str!("../../data/common_words.txt")),
    (FIRST, include_str!("../../data/first_names.txt")),
    (LAST, include_str!("../../data/last_names.txt")),
    (DRUG, include_str!("../../data/drugs.txt")),
    (EPONYM, include_str!("../../data/conditions.txt")),
    (CITY, include_str!("../../data/places.txt")),
];

const CLASSES: [(u32, &str); 20] = [
    (WEEKDAY, "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri"),
    (STATE, "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming"),
    (STATE2, "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr"),
    (STREET, "street st avenue ave road rd drive dr lane ln boulevard blvd court ct circle cir place pl parkway pkwy highway hwy way trail terrace ter square sq loop path pike alley row run crossing crescent plaza commons broadway turnpike causeway bypass route expressway"),
    (TITLE, "dr doctor mr mrs ms miss mister missus nurse practitioner doc prof professor"),
    (RELATION, "mom mother dad father son daughter wife husband brother sister aunt uncle niece nephew cousin grandmother grandfather grandma grandpa grandson granddaughter partner spouse child kid baby boyfriend girlfriend fiance fiancee roommate caregiver neighbor friend guardian stepson stepdaughter mum mama papa mother-in-law boss supervisor coworker colleague twin"),
    (UNIT, "mg milligram milligrams microgram micrograms mcg gram grams ml milliliter milliliters cc unit units percent dollar dollars buck bucks cent cents day days week weeks month months year years yr yrs yo hour hours hr hrs minute minutes min mins second seconds degree degrees fahrenheit celsius pound pounds lb lbs kilo kilos kg ounce ounces oz inch inches foot feet ft centimeter centimeters cm mm millimeters meter meters mile miles mmhg bpm beats tablet tablets pill pills capsule capsules puff puffs drop drops dose doses time times o'clock oclock am pm people kids children refills copies pack packs cigarettes beers drinks glasses cups liters liter quid stone pages sessions visits calories"),
    (FILLER, "uh um er erm hmm uhm ehm mm umm uhh hm mmm ehh ohh ahh ah aah ooh mmhmm hmmm"),
    (CORR, "no sorry wait scratch correction actually rather mean make strike nope hold oops pardon excuse"),
    (ORGWORD, "clinic hospital center centre dermatology medicine pediatrics cardiology orthopedics pharmacy associates group health healthcare medical care dental trucking nursery bakery school university college authority agency transit police sheriff's government airlines airport inc llc corp corporation company co restaurant hotel bank logistics construction plumbing roofing motors foods services systems industries partners farms market cafe diner landscaping electric library warehouse factory brewery salon store academy church district department"),
    (BACK, "right okay ok alright mm hmm mhm uh huh yes yeah yep got it go ahead sure thanks thank you great perfect continue i'm listening ready uhhuh and then next the rest"),
    (TLD, "com net org edu gov io co us info biz health me uk ca mil"),
    (MAILHOST, "gmail yahoo hotmail outlook icloud aol protonmail verizon comcast msn live att sbcglobal mac ymail proton cox charter bellsouth earthlink mail"),
    (DESIG, "apartment apt suite ste unit floor lot building bldg room rm space"),
    (ALPHABET, "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu apple boy cat dog david edward frank george henry john king larry mary nancy peter queen robert sam sugar tom thomas william young zebra adam baker easy fox item love nora ocean roger tare uncle victor"),
    (PARTICLE, "de la van von der den del dos da di du le al el bin ibn ni nic mac mc st san santa ter ten della abu ap y e las los"),
    (CUE, "phone cell mobile callback call reach text fax contact home house landline telephone number numbers born birth birthday dob bday email e-mail mail address street live living reside zip postal social ssn security card visa mastercard amex discover debit credit cvv cvc ending ends end last four digits member subscriber policy insurance group medicaid medicare plan coverage mrn chart record patient account acct confirmation reference case ticket claim script prescription rx invoice order license licence authorization tracking serial device pin passport dea npi vin plate certificate referral code diagnosis cpt icd room floor gate extension ext option press employer employed work works job occupation company name names surname who's whose speaking spell spelled spelling called calling who date day when appointment old age url website page site ip good expires expiration exp through pager beeper direct driver's drivers badge employee student health id identification identifier file login username userid password visit encounter application"),
    (SLOT, "here speaking how i'm im i this name surname name's names it's its hi hello hey goodbye bye thanks you alright ok okay done welcome morning afternoon evening sorry great perfect behalf message appointment prescription call looking asking ask note referral speak talk spoke talked talking reach patient caller daughter's named called is with from by for of to about see and tell told saw tech technician colleague"),
    (COMMON, "aetna cigna humana kaiser permanente tricare oscar unitedhealthcare unitedhealth anthem wellcare centene molina ambetter bluecross blueshield healthnet carefirst medigap highmark caresource optum caremark cvs walgreens walmart costco publix kroger safeway target goodrx"),
    (COMMON, "north south east west northeast northwest southeast southwest new"),
];

const NUMBERS: [(&str, Num); 74] = [
    ("zero", Num::Digit(0)), ("oh", Num::Digit(0)), ("o", Num::Digit(0)), ("one", Num::Digit(1)), ("two", Num::Digit(2)),
    ("three", Num::Digit(3)), ("four", Num::Digit(4)), ("five", Num::Digit(5)), ("six", Num::Digit(6)), ("seven", Num::Digit(7)),
    ("eight", Num::Digit(8)), ("nine", Num::Digit(9)), ("niner", Num::Digit(9)), ("ten", Num::Teen(10)), ("eleven", Num::Teen(11)),
    ("twelve", Num::Teen(12)), ("thirteen", Num::Teen(13)), ("fourteen", Num::Teen(14)), ("fifteen", Num::Teen(15)),
    ("sixteen", Num::Teen(16)), ("seventeen", Num::Teen(17)), ("eighteen", Num::Teen(18)), ("nineteen", Num::Teen(19)),
    ("twenty", Num::Tens(20)), ("thirty", Num::Tens(30)), ("forty", Num::Tens(40)), ("fourty", Num::Tens(40)), ("fifty", Num::Tens(50)),
    ("sixty", Num::Tens(60)), ("seventy", Num::Tens(70)), ("eighty", Num::Tens(80)), ("ninety", Num::Tens(90)),
    ("hundred", Num::Hundred), ("thousand", Num::Thousand), ("double", Num::Mult(2)), ("triple", Num::Mult(3)), ("treble", Num::Mult(3)),
    ("first", Num::Ordinal(1)), ("second", Num::Ordinal(2)), ("third", Num::Ordinal(3)), ("fourth", Num::Ordinal(4)),
    ("fifth", Num::Ordinal(5)), ("sixth", Num::Ordinal(6)), ("seventh", Num::Ordinal(7)), ("eighth", Num::Ordinal(8)),
    ("ninth", Num::Ordinal(9)), ("tenth", Num::Ordinal(10)), ("eleventh", Num::Ordinal(11)), ("twelfth", Num::Ordinal(12)),
    ("thirteenth", Num::Ordinal(13)), ("fourteenth", Num::Ordinal(14)), ("fifteenth", Num::Ordinal(15)), ("sixteenth", Num::Ordinal(16)),
    ("seventeenth", Num::Ordinal(17)), ("eighteenth", Num::Ordinal(18)), ("nineteenth", Num::Ordinal(19)), ("twentieth", Num::Ordinal(20)),
    ("thirtieth", Num::Ordinal(30)), ("fortieth", Num::Ordinal(40)), ("fiftieth", Num::Ordinal(50)), ("sixtieth", Num::Ordinal(60)),
    ("seventieth", Num::Ordinal(70)), ("eightieth", Num::Ordinal(80)), ("ninetieth", Num::Ordinal(90)),
    ("ones", Num::Digit(1)), ("twos", Num::Digit(2)), ("threes", Num::Digit(3)), ("fours", Num::Digit(4)), ("fives", Num::Digit(5)),
    ("sixes", Num::Digit(6)), ("sevens", Num::Digit(7)), ("eights", Num::Digit(8)), ("nines", Num::Digit(9)), ("zeros", Num::Digit(0)),
];

const MONTHS: [&str; 12] = [
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sep sept",
    "october oct", "november nov", "december dec",
];

impl Default for Lexicon {
    fn default() -> Lexicon {
        Lexicon::new()
    }
}

impl Lexicon {
    /// Builds the table from the compiled-in lists.
    pub fn new() -> Lexicon {
        let mut lex = Lexicon { slots: vec![Slot::default(); 1 << 15], arena: String::with_capacity(1 << 17), used: 0 };
        for (flag, text) in FILES {
            let words = text.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
            for entry in words {
                let pair = if flag == EPONYM && entry.contains('_') { EPONYM_PAIR } else { 0 };
                entry.split(['_', '-']).for_each(|word| lex.add(word, flag | pair, Num::None));
            }
        }
        for (flag, words) in CLASSES {
            words.split(' ').for_each(|w| lex.add(w, flag, Num::None));
        }
        for (word, num) in NUMBERS {
            lex.add(word, 0, num);
        }
        for (words, month) in MONTHS.iter().zip(1..) {
            words.split(' ').for_each(|w| lex.add(w, MONTH, Num::Ordinal(month)));
        }
        lex
    }

    fn add(&mut self, word: &str, flags: u32, num: Num) {
        let folded: String = word.chars().map(super::text::fold_char).collect();
        let at = self.position(folded.as_bytes());
        if self.slots[at].len == 0 {
            self.slots[at] = Slot { at: self.arena.len() as u32, len: folded.len() as u8, flags: 0, num: Num::None };
            self.arena.push_str(&folded);
            self.used += 1;
            debug_assert!(self.used * 2 < self.slots.len(), "grow the table");
        }
        self.slots[at].flags |= flags;
        if num != Num::None {
            self.slots[at].num = num;
        }
    }

    fn position(&self, word: &[u8]) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash(word) as usize & mask;
        loop {
            let slot = self.slots[at];
            let key = &self.arena.as_bytes()[slot.at as usize..slot.at as usize + slot.len as usize];
            if slot.len == 0 || key == word {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// Flags and number value of a folded word, (0, `Num::None`) when unknown.
    pub fn get(&self, word: &str) -> (u32, Num) {
        if word.len() > 40 {
            return (0, Num::None);
        }
        let slot = self.slots[self.position(word.as_bytes())];
        if slot.len == 0 { (self.derived(word), Num::None) } else { (slot.flags, slot.num) }
    }

    fn known(&self, word: &str) -> u32 {
        self.slots[self.position(word.as_bytes())].flags
    }

    /// Inflections of listed words, medicine suffixes (USAN stems), and adjective endings.
    fn derived(&self, word: &str) -> u32 {
        if let Some(base) = word.strip_suffix("'s").or_else(|| word.strip_suffix("s'")) {
            return self.known(base) & !(FUNC | CUE);
        }
        for stem in DRUG_STEMS {
            if word.len() > stem.len() + 2 && word.ends_with(stem) {
                return DRUG;
            }
        }
        for (suffix, adds) in INFLECTIONS {
            let Some(base) = word.strip_suffix(suffix) else { continue };
            let hit = adds.iter().any(|add| base.len() > 1 && self.is_plain(base, add));
            let doubled = base.len() > 3 && base.as_bytes()[base.len() - 1] == base.as_bytes()[base.len() - 2] && base.is_char_boundary(base.len() - 1);
            if hit || (doubled && self.is_plain(&base[..base.len() - 1], "")) {
                return COMMON;
            }
        }
        let ending = ["tion", "ness", "ment", "ology", "ically", "itis", "emia", "ectomy", "opathy", "ability"];
        if word.len() > 7 && ending.iter().any(|e| word.ends_with(e)) { COMMON } else { 0 }
    }

    fn is_plain(&self, base: &str, add: &str) -> bool {
        let mut buffer = [0_u8; 48];
        let length = base.len() + add.len();
        buffer[..base.len()].copy_from_slice(base.as_bytes());
        buffer[base.len()..length].copy_from_slice(add.as_bytes());
        let flags = self.slots[self.position(&buffer[..length])].flags;
        flags & (COMMON | FUNC) != 0
    }
}

const INFLECTIONS: [(&str, &[&str]); 12] = [
    ("ies", &["y"]), ("es", &["", "e"]), ("s", &[""]), ("ied", &["y"]), ("ed", &["", "e"]), ("ing", &["", "e"]), ("ly", &["", "le"]),
    ("er", &["", "e"]), ("est", &["", "e"]), ("y", &["", "e"]), ("ful", &[""]), ("less", &[""]),
];

/// Stems of generic medicine names (WHO INN, USAN).
const DRUG_STEMS: [&str; 34] = [
    "statin", "pril", "sartan", "olol", "dipine", "prazole", "tidine", "cillin", "mycin", "micin", "floxacin", "cycline", "azole", "vir", "mab",
    "tinib", "gliptin", "gliflozin", "glutide", "formin", "zepam", "zolam", "oxetine", "triptan", "setron", "parin", "xaban", "thiazide",
    "semide", "sone", "solone", "codone", "caine", "profen",
];

fn hash(word: &[u8]) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for &b in word {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    h ^ (h >> 29)
}
