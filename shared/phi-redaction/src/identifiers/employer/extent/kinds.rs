//! What the words in and around an organisation's name are: ends of names, brands, times, plans.

use crate::engine::lexicon::{FUNC, ORGWORD};
use crate::engine::text::Doc;
use crate::engine::text::words::{Words, room, says};

/// "at larkmoor | nights", "at plover | doing research": how or when one works, which ends a name that no capital ends.
pub(in super::super) fn manner(doc: &Doc, j: usize) -> bool {
    says!(
        doc,
        j,
        "nights"
            | "night"
            | "days"
            | "day"
            | "weekends"
            | "mornings"
            | "evenings"
            | "shift"
            | "shifts"
            | "full"
            | "part"
            | "full-time"
            | "part-time"
            | "overnight"
            | "overnights"
            | "today"
            | "tomorrow"
            | "tonight"
            | "yesterday"
            | "doing"
            | "making"
            | "cleaning"
            | "driving"
            | "loading"
            | "working"
            | "ask"
            | "asking"
            | "call"
            | "calling"
            | "tell"
            | "need"
            | "needs"
            | "number"
            | "phone"
            | "get"
            | "gets"
            | "says"
    )
}

/// Ordinary words that are known businesses by themselves.
pub(super) fn brand(word: &str) -> bool {
    matches!(
        word,
        "target"
            | "walmart"
            | "amazon"
            | "costco"
            | "kroger"
            | "publix"
            | "safeway"
            | "walgreens"
            | "uber"
            | "lyft"
            | "apple"
            | "google"
            | "facebook"
            | "delta"
            | "subway"
            | "chase"
            | "starbucks"
            | "mcdonald's"
            | "mcdonalds"
            | "fedex"
            | "chewy"
            | "meijer"
            | "sonic"
            | "wendy's"
            | "wendys"
            | "lowes"
            | "lowe's"
            | "kohl's"
            | "kohls"
            | "sears"
            | "verizon"
            | "boeing"
            | "ford"
            | "honda"
            | "toyota"
            | "tesla"
    )
}

/// A word that ends the names of businesses, but not of places of treatment, which are not the caller's employer as a rule.
pub(in super::super) fn business(doc: &Doc, j: usize) -> bool {
    static ENDS: Words<{ room(LIST) }> = Words::new(LIST);
    if !doc.has(j, ORGWORD) {
        return ENDS.has(doc.hash(j))
            && doc.prev(j).is_some_and(|p| (!doc.has(p, FUNC) || says!(doc, p, "of")) && !says!(doc, p, "social"));
    }
    !says!(
        doc,
        j,
        "clinic"
            | "hospital"
            | "center"
            | "centre"
            | "dermatology"
            | "medicine"
            | "pediatrics"
            | "cardiology"
            | "orthopedics"
            | "pharmacy"
            | "associates"
            | "group"
            | "health"
            | "healthcare"
            | "medical"
            | "care"
            | "dental"
            | "services"
            | "company"
            | "store"
            | "department"
            | "district"
    )
}

/// Ordinary words that end the names of businesses only after another word of the name.
const LIST: &[&str] = &[
    "security",
    "lines",
    "power",
    "supply",
    "brothers",
    "education",
    "title",
    "hall",
    "energy",
    "oil",
    "electronics",
    "petroleum",
    "gas",
    "mill",
    "mills",
    "beef",
    "pork",
    "meats",
    "seafood",
    "seafoods",
    "fruit",
    "produce",
    "orchards",
    "orchard",
    "ranch",
    "farm",
    "depot",
    "boat",
    "boats",
    "works",
    "trucks",
    "tool",
    "machine",
    "labor",
    "insurance",
    "village",
    "steelworks",
    "laundry",
    "lumber",
    "sawmill",
    "plant",
    "refinery",
    "casino",
    "airlines",
    "airways",
    "trust",
    "shire",
    "stamping",
    "transport",
    "freightlines",
    "marine",
    "aerospace",
    "semiconductor",
    "paper",
    "glass",
    "chemical",
    "cement",
    "gypsum",
    "express",
    "cab",
    "taxi",
    "house",
    "inn",
    "lodge",
    "club",
    "symphony",
    "orchestra",
    "choir",
    "museum",
    "zoo",
    "society",
    "legion",
    "league",
    "studio",
    "theater",
    "theatre",
    "gym",
    "gardens",
    "hut",
    "grill",
    "pub",
    "kitchen",
    "creamery",
    "collision",
    "auto",
    "control",
    "drywall",
    "masonry",
    "paving",
    "excavating",
    "hauling",
    "painting",
    "heating",
    "cooling",
    "rentals",
    "leasing",
    "distribution",
    "feed",
    "muffler",
    "mufflers",
    "linen",
    "linens",
    "fabricators",
    "fabricating",
    "machining",
    "plating",
    "tooling",
    "molding",
    "castings",
    "forge",
    "forging",
    "upholstery",
    "cabinets",
    "cabinetry",
    "millwork",
    "flooring",
    "carpets",
    "granite",
    "marble",
    "asphalt",
    "aggregates",
    "fencing",
    "irrigation",
    "nurseries",
    "janitorial",
    "cartage",
    "salvage",
    "recycling",
    "disposal",
    "sanitation",
    "propane",
    "fuel",
    "fuels",
    "plumbers",
    "contractors",
    "contracting",
    "builders",
    "hvac",
    "exterminating",
    "optics",
    "robotics",
    "dynamics",
    "avionics",
    "broadband",
    "printing",
    "publishing",
    "graphics",
    "outfitters",
    "sporting",
    "jewelry",
    "florist",
    "florists",
    "greenhouse",
    "greenhouses",
    "bakeries",
    "bagels",
    "donuts",
    "pizzeria",
    "barbecue",
    "buffet",
    "steakhouse",
    "brewers",
    "distillery",
    "beverage",
    "bottling",
    "dairies",
    "creameries",
    "sausage",
    "growers",
    "ranches",
    "livestock",
    "stockyards",
    "saddle",
    "boatyard",
    "boatworks",
    "marina",
    "fisheries",
    "shipbuilding",
    "drydock",
    "cruises",
    "hosiery",
    "yarn",
    "weaving",
    "knitting",
    "fabrics",
    "pottery",
    "ceramics",
    "hardwoods",
    "timber",
    "logging",
    "bottlers",
    "brick",
    "analytics",
    "storage",
    "tackle",
    "bait",
    "mechanical",
    "lanes",
    "mutual",
    "workshop",
    "priory",
    "convent",
    "monastery",
    "abbey",
    "motherhouse",
    "radio",
    "motors",
    "cycles",
    "nails",
    "braids",
    "barbers",
    "refrigeration",
    "consulting",
    "ventures",
    "labs",
    "staffing",
    "courier",
    "couriers",
    "movers",
    "northern",
    "southern",
];
