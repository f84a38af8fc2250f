//! Which file or short list gives a word which flags: closed classes, number words, months.

use super::flags::{
    ALPHABET, BACK, CITY, COMMON, CORR, CUE, DESIG, DIAGNOSIS, DICT, DRUG, EPONYM, FILLER, FIRST, FUNC, LAST, MAILHOST,
    Num, ORGWORD, PARTICLE, PROPER, RARE, RELATION, SLOT, SOUND, STATE, STATE2, STREET, TITLE, TLD, UNIT, WEEKDAY,
};
use super::gates::{GATE_NET, GATE_NUMBER, GATE_ROAD, GATE_VERB, GATE_WORK};

pub(crate) const FILES: [(u32, &str); 17] = [
    (FUNC, include_str!("../data/function_words.txt")),
    (COMMON, include_str!("../data/common_words.txt")),
    (COMMON, include_str!("../data/medical_words.txt")),
    (COMMON, include_str!("../data/dictionary.txt")),
    (COMMON | PROPER, include_str!("../data/proper_words.txt")),
    (COMMON | DICT, include_str!("../data/dictionary_large.txt")),
    (FIRST, include_str!("../data/first_names.txt")),
    (FIRST, include_str!("../data/census_given.txt")),
    (FIRST | RARE, include_str!("../data/world_given.txt")),
    (LAST, include_str!("../data/last_names.txt")),
    (LAST, include_str!("../data/census_family.txt")),
    (LAST | RARE, include_str!("../data/census_family_rare.txt")),
    (LAST | RARE, include_str!("../data/world_family.txt")),
    (DRUG, include_str!("../data/drugs.txt")),
    (EPONYM, include_str!("../data/conditions.txt")),
    (CITY, include_str!("../data/places.txt")),
    (CITY, include_str!("../data/cities.txt")),
];

/// Whole names of places; "_" joins their words.
pub(crate) const TOWNS: &str = include_str!("../data/towns.txt");

pub(crate) const CLASSES: [(u32, &str); 22] = [
    (
        DIAGNOSIS,
        "addiction aids alcoholism alzheimer's anemia aneurysm angina anorexia anxiety apnea appendicitis arrhythmia arthritis asthma autism bipolar bronchitis bulimia cancer carcinoma cellulitis chemo chemotherapy chlamydia cholesterol cirrhosis colitis copd covid dementia depression diabetes diabetic dialysis diverticulitis eczema emphysema endometriosis epilepsy fibroids fibromyalgia glaucoma gonorrhea gout hepatitis hernia herpes hiv hypertension hypothyroidism infertility insomnia leukemia lupus lymphoma melanoma meningitis migraine migraines miscarriage mono neuropathy osteoporosis overdose pneumonia pregnancy pregnant psoriasis psychosis ptsd sarcoma schizophrenia scoliosis seizure seizures sepsis shingles stroke suicidal syphilis tuberculosis tumor ulcer uti withdrawal",
    ),
    (
        SOUND,
        "won too to fore for fife sicks ate nein owe bee see sea cee dee eff gee aitch haitch eye jay kay ell em en pee cue queue ar ess tea tee vee ex zee zed",
    ),
    (WEEKDAY, "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri"),
    (
        STATE,
        "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming",
    ),
    (
        STATE2,
        "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr",
    ),
    (
        STREET,
        "street st avenue ave road rd drive dr lane ln boulevard blvd court ct circle cir place pl parkway pkwy highway hwy way trail terrace ter square sq loop path pike alley row run crossing crescent plaza commons broadway turnpike causeway bypass route expressway hollow glen grove ridge creek hill hills valley landing heights meadow meadows manor village woods gardens isle knoll harbor haven estates trace bend cove bluff brook canyon corner crest dale orchard overlook pines shore shores summit vista walk mews commons esplanade freeway grange quay wharf calle camino avenida paseo rue carretera callejon chemin streat avenew avenu boulavard lain rode",
    ),
    (TITLE, "dr doctor mr mrs ms miss mister missus nurse practitioner doc prof professor"),
    (
        RELATION,
        "mom mother dad father son daughter wife husband brother sister aunt uncle niece nephew cousin grandmother grandfather grandma grandpa grandson granddaughter partner spouse child kid baby boyfriend girlfriend fiance fiancee roommate caregiver neighbor friend guardian stepson stepdaughter mum mama papa mother-in-law boss supervisor coworker colleague twin",
    ),
    (
        UNIT,
        "mg milligram milligrams microgram micrograms mcg gram grams ml milliliter milliliters cc unit units percent dollar dollars buck bucks cent cents day days week weeks month months year years yr yrs yo hour hours hr hrs minute minutes min mins second seconds degree degrees fahrenheit celsius pound pounds lb lbs kilo kilos kg ounce ounces oz inch inches foot feet ft centimeter centimeters cm mm millimeters meter meters mile miles mmhg bpm beats tablet tablets pill pills capsule capsules puff puffs drop drops dose doses time times o'clock oclock am pm people kids children refills copies pack packs cigarettes beers drinks glasses cups liters liter quid stone pages sessions visits calories",
    ),
    (FILLER, "uh um er erm hmm uhm ehm mm umm uhh hm mmm ehh ohh ahh ah aah ooh mmhmm hmmm"),
    (CORR, "no sorry wait scratch correction actually rather mean make strike nope hold oops pardon excuse"),
    (
        ORGWORD,
        "clinic hospital center centre dermatology medicine pediatrics cardiology orthopedics pharmacy associates group health healthcare medical care dental trucking nursery bakery school university college authority agency transit police sheriff's government airlines airport inc llc corp corporation company co restaurant hotel bank logistics construction plumbing roofing motors foods services systems industries partners farms market cafe diner landscaping electric library warehouse factory brewery salon store academy church district department solar steel cattle tires hotels textiles cranes brewing poultry concrete shipyard shipyards daycare preschool refinery vineyards vineyard freight brokers brokerage schools unified lumber manufacturing staffing realty properties consulting solutions technologies automotive towing catering bistro tavern dairy jewelers cleaners laundromat montessori institute laboratories pharmaceuticals fabrication welding plastics packaging foundry cannery packing railroad shipping communications wireless telecom utilities limousine escrow rail apparel centers mining distributors distributing wholesale industrial hardware furniture",
    ),
    (
        BACK,
        "right okay ok alright mm hmm mhm uh huh yes yeah yep got it go ahead sure thanks thank you great perfect continue i'm listening ready uhhuh and then next the rest",
    ),
    (TLD, "com net org edu gov io co us info biz health me uk ca mil"),
    (
        MAILHOST,
        "gmail yahoo hotmail outlook icloud aol protonmail verizon comcast msn live att sbcglobal mac ymail proton cox charter bellsouth earthlink mail",
    ),
    (DESIG, "apartment apt suite ste unit floor lot building bldg room rm space"),
    (
        ALPHABET,
        "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu apple boy cat dog david edward frank george henry john king larry mary nancy peter queen robert sam sugar tom thomas william young zebra adam baker easy fox item love nora ocean roger tare uncle victor elephant umbrella lion ice orange yellow girl house egg ear goat hat ink jack jam jar kite kangaroo lemon monkey mouse nest orchid pig pizza rabbit snake sun tiger tree turtle van violin water wagon window able oboe yoke yoyo nectar turkey dolphin igloo cherry cupcake",
    ),
    (
        PARTICLE,
        "de la van von der den del dos da di du le al el bin ibn ni nic mac mc st san santa ter ten della abu ap y e las los",
    ),
    (
        CUE,
        "phone cell mobile callback call reach text fax contact home house landline telephone number numbers born birth birthday dob bday email e-mail mail address street live living reside zip postal social ssn security card visa mastercard amex discover debit credit cvv cvc ending ends end last four digits member subscriber policy insurance group medicaid medicare plan coverage mrn chart record patient account acct confirmation reference case ticket claim script prescription rx invoice order license licence authorization tracking serial device pin passport dea npi vin plate certificate referral code diagnosis cpt icd room floor gate extension ext option press employer employed work works job occupation company name names surname who's whose speaking spell spelled spelling called calling who date day when appointment old age url website page site ip good expires expiration exp through pager beeper direct driver's drivers badge employee student health id identification identifier file login username userid password visit encounter application code's number's dob's birthday's address's zip's id's account's mrn's phone's cell's email's four's pin's social's lockbox lock request booking passcode best calling punch tag wristband bracelet rec records enrollee beneficiary payer bin pcn benefits contract sponsor approval auth precert preauth accession specimen requisition routing transaction receipt voucher locker combination permit locator d n p x l password's badge's id ids url's plate's",
    ),
    (
        SLOT,
        "here speaking how i'm im i this name surname name's names it's its hi hello hey goodbye bye thanks you alright ok okay done welcome morning afternoon evening sorry great perfect behalf message appointment prescription call looking asking ask note referral speak talk spoke talked talking reach patient caller daughter's named called is with from by for of to about see and tell told saw tech technician colleague attention attn goes go us me",
    ),
    (
        COMMON,
        "aetna cigna humana kaiser permanente tricare oscar unitedhealthcare unitedhealth anthem wellcare centene molina ambetter bluecross blueshield healthnet carefirst medigap highmark caresource optum caremark cvs walgreens walmart costco publix kroger safeway target goodrx",
    ),
    (COMMON, "north south east west northeast northwest southeast southwest new"),
];

pub(crate) const NUMBERS: [(&str, Num); 78] = [
    ("zero", Num::Digit(0)),
    ("nought", Num::Digit(0)),
    ("naught", Num::Digit(0)),
    ("oh", Num::Digit(0)),
    ("o", Num::Digit(0)),
    ("one", Num::Digit(1)),
    ("two", Num::Digit(2)),
    ("three", Num::Digit(3)),
    ("four", Num::Digit(4)),
    ("five", Num::Digit(5)),
    ("six", Num::Digit(6)),
    ("seven", Num::Digit(7)),
    ("eight", Num::Digit(8)),
    ("nine", Num::Digit(9)),
    ("niner", Num::Digit(9)),
    ("ten", Num::Teen(10)),
    ("eleven", Num::Teen(11)),
    ("twelve", Num::Teen(12)),
    ("thirteen", Num::Teen(13)),
    ("fourteen", Num::Teen(14)),
    ("fifteen", Num::Teen(15)),
    ("sixteen", Num::Teen(16)),
    ("seventeen", Num::Teen(17)),
    ("eighteen", Num::Teen(18)),
    ("nineteen", Num::Teen(19)),
    ("twenty", Num::Tens(20)),
    ("thirty", Num::Tens(30)),
    ("forty", Num::Tens(40)),
    ("fourty", Num::Tens(40)),
    ("fifty", Num::Tens(50)),
    ("sixty", Num::Tens(60)),
    ("seventy", Num::Tens(70)),
    ("eighty", Num::Tens(80)),
    ("ninety", Num::Tens(90)),
    ("hundred", Num::Hundred),
    ("thousand", Num::Thousand),
    ("double", Num::Mult(2)),
    ("triple", Num::Mult(3)),
    ("treble", Num::Mult(3)),
    ("quadruple", Num::Mult(4)),
    ("first", Num::Ordinal(1)),
    ("second", Num::Ordinal(2)),
    ("third", Num::Ordinal(3)),
    ("fourth", Num::Ordinal(4)),
    ("fifth", Num::Ordinal(5)),
    ("sixth", Num::Ordinal(6)),
    ("seventh", Num::Ordinal(7)),
    ("eighth", Num::Ordinal(8)),
    ("ninth", Num::Ordinal(9)),
    ("tenth", Num::Ordinal(10)),
    ("eleventh", Num::Ordinal(11)),
    ("twelfth", Num::Ordinal(12)),
    ("thirteenth", Num::Ordinal(13)),
    ("fourteenth", Num::Ordinal(14)),
    ("fifteenth", Num::Ordinal(15)),
    ("sixteenth", Num::Ordinal(16)),
    ("seventeenth", Num::Ordinal(17)),
    ("eighteenth", Num::Ordinal(18)),
    ("nineteenth", Num::Ordinal(19)),
    ("twentieth", Num::Ordinal(20)),
    ("thirtieth", Num::Ordinal(30)),
    ("fortieth", Num::Ordinal(40)),
    ("fiftieth", Num::Ordinal(50)),
    ("sixtieth", Num::Ordinal(60)),
    ("seventieth", Num::Ordinal(70)),
    ("eightieth", Num::Ordinal(80)),
    ("ninetieth", Num::Ordinal(90)),
    ("ones", Num::Digit(1)),
    ("twos", Num::Digit(2)),
    ("threes", Num::Digit(3)),
    ("fours", Num::Digit(4)),
    ("fives", Num::Digit(5)),
    ("sixes", Num::Digit(6)),
    ("sevens", Num::Digit(7)),
    ("eights", Num::Digit(8)),
    ("nines", Num::Digit(9)),
    ("zeros", Num::Digit(0)),
    ("zeroes", Num::Digit(0)),
];

pub(crate) const MONTHS: [&str; 12] = [
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sep sept",
    "october oct",
    "november nov",
    "december dec",
];

/// Which detectors need look at a word at all; a word in no gate of a detector is passed over without comparing it.
pub(crate) const GATES: [(u16, &str); 5] = [
    (
        GATE_WORK,
        "aboard academy books bunkhouse care coop elevator home homes house lodge manor op penitentiary post reformatory shelter stake start ward from accident accountant adventist afge afscme aft agency aide airborne airman alum alumni ame amvets analyst anglican apostolic apprentice apwu architect armor armored armour army artillery assemble assembles assembly assistant at attend attendant attended attending attends attorney aviation baker banker baptist barista bartend bartender battalion battery battleship benefits bookkeeper boss branch bricklayer brigade build building builds built bus business butcher cafeteria called calling camp cannery captain career caregiver carer carpenter carrier cashier cater caters cathedral catholic cav cavalry chabad chapel chaplain charter cheerleader chef christian church classes clean cleaning cleans clerk cna coach coaches coaching code codes coding cogic college company company's conductor congregation consolidated consult consultant contractor contractor's cook cooking cooks coordinator cop corporal counselor counter coverage covered coworker coworkers crew custodian cut cuts cutter cutting cwa dance dancer daycare deacon deal dealing deals dealt dean deckhand deli deliver delivering delivers deployed deputy designer desk destroyer developer dietitian director dishwasher dispatcher do dock docker does doorman drive driver drives drivin driving drove editor electrician elementary elks employed employee employees employer employer's engineer engineers enrolled episcopal evangelical factory farm farmer farmhand fellowship fired firefighter fisherman fitter fix fixes fixing fleet flies floor florist fly fold folding folds foreman forklift foundry freshman frigate furloughed fusiliers go goes going grad grade grader graduate graduated graduating grammar grill groomer groundskeeper grower guard guards gurdwara haul hauling hauls high hired hmcs hms holy host hostess housekeeper housekeeping hr hurt hygienist iatse ibew iglesia ila ilwu imam immaculate infantry injured inspect inspector inspects instructor insurance insured intermediate intern interned internship isd iuoe jailer janitor job joiner junior kindergarten kitchen kiwanis knights laborer lady laid landscaper lawyer lay laying lays leave left legion let librarian lieutenant lifeguard line lineman lineworker lions liuna living load loader loading loads local locksmith longshoreman lpn lunchroom lutheran lvn machinist magnet maintenance manage managed manager manages mandir marine marines masjid mason masonic mechanic mennonite methodist middle midwife milker mill mills miner ministries montessori moose mop mops mosque mount mountain mp mt nalc nanny nazarene night nights nurse nursery occupation off officer opeiu operate operates operating operator optician orchard organist orthodox outfit own owned owner owns pack packer packing packs paint painted painter paints para paralegal paramedic paraprofessional parish parroquia pastor payroll pension pentecostal phlebotomist pick picker picking picks pilot pipefitter pitch pitches plan plant plasterer platoon play played plays plow plows plumber policy polytechnic porter position postman preach preacher preaches prep preparatory presbyterian preschool press presses priest primary principal professor programmer prom psychologist quit rabbi ranger rangers realtor reception receptionist recital refinery regiment register rep reporter researcher reserve resources retired retirement rifles rigger rn roofer rotary run runs sacred sailor saint saints salesman salesperson santo sawmill school scientist scout scouts seabees seamstress secondary secretary security seiu sell selling sells seminary senior sergeant serve served server serves serving sew sewing sews shift shifts ship shop shriners signal sing sings sold soldier solicitor sophomore sort sorts sponsored squadron st started state steward stock stocker stocks student submarine superintendent supervisor surveyor sustainment synagogue tabernacle tables tailor taught teach teacher teaches teaching team teamsters tech technician teller temp temple tend tends therapist through trainer troop trooper trucker trustee tutor tutors twu uaw ufcw umwa unified union unit unitarian university uscgc usd usher ushers usns uss usw valet vet veterinarian vfw volunteer volunteers wait waiter waitress waits warden wash washes wat weaver weld welder welding welds went wing with work worked worker working workplace works writer yard years yeshiva ymca yrs ywca",
    ),
    (
        GATE_ROAD,
        "interstate rte marker box intersection on off past behind above across beside out over rode delivery corner new north south west rhode city town county parish township borough reservation hometown where where's fm cr sr us bia post",
    ),
    (GATE_NET, "http https ftp www at add dot period point dat underscore"),
    (GATE_VERB, "will may can might mark bill sue drew"),
    (
        GATE_NUMBER,
        "nineties day eve halloween juneteenth christmas easter thanksgiving kippur hashanah hashana gras saints souls mayo night",
    ),
];
