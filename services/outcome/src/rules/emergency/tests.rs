use super::heard;
use crate::rules::tests::read;

#[test]
fn these_need_help_at_once() {
    let calls = [
        "c: I have chest pain.",
        "c: i have chest pain and i can not breathe",
        "c: My chest hurts and my arm feels odd.",
        "c: there is this pressure in my chest since breakfast",
        "c: I think I'm having a heart attack.",
        "c: could it be a heart attack",
        "c: my chest feels tight",
        "c: She can't breathe, please hurry.",
        "c: he is having trouble breathing",
        "c: I'm short of breath just sitting here.",
        "c: my baby isnt breathing",
        "c: my son is choking on a grape",
        "c: I cannot catch my breath... I can't catch my breath.",
        "c: One side of my body went numb.",
        "c: my husbands speech is slurred and his face is drooping",
        "c: I can't move my arm since I woke up.",
        "c: this is the worst headache of my life",
        "c: my mother is having a stroke",
        "c: I don't want to live anymore.",
        "c: i keep thinking about killing myself",
        "c: My brother says he will kill himself. He says: I'd be better off dead.",
        "c: i feel suicidal",
        "c: The cut is deep and the bleeding won't stop.",
        "c: i am pregnant and bleeding",
        "c: he is vomiting blood",
        "c: My father is unconscious on the floor.",
        "c: she passed out in the kitchen",
        "c: my roommate wont wake up",
        "c: He's having a seizure right now.",
        "c: she took too many pills",
        "c: my daughter overdosed",
        "c: I think he swallowed a battery.",
        "c: my throat is closing after the peanut",
        "c: His tongue is swollen and he used his EpiPen.",
        "c: this is an emergency",
        "c: please send an ambulance to the back door",
        "c: should i call nine one one",
        "c: No, I have chest pain.",
        "c: no i have chest pain",
        "c: i dont feel well i have chest pain",
        "c: I'm not sure, maybe chest pain.",
        "c: i dont know if its chest pain or heartburn",
        "c: I had a stroke two years ago and now I have chest pain.",
        "c: chest pain that started two hours ago",
        "a: What is wrong? / c: My grandmother fell. / a: Hang up and dial nine one one, right away.",
        "a: Do you have any chest pain? / c: Yes, a little.",
        "a: are you having trouble breathing / c: i do",
        "u: i have chest pain",
        "s: Caller reported shortness of breath and was told to call 911.",
        "c: My water broke.",
    ];
    for call in calls {
        assert!(heard(&read(call)), "{call}");
    }
}

#[test]
fn these_do_not() {
    let calls = [
        "c: I have no chest pain.",
        "c: i dont have chest pain",
        "c: He does not have any trouble breathing.",
        "c: no fever no cough no shortness of breath",
        "c: I don't have any fever or cough or chest pain.",
        "c: there was never any chest pain",
        "c: I'm calling about a rash, without any swelling or trouble breathing.",
        "s: Patient denies chest pain and shortness of breath.",
        "a: If this is a medical emergency, please hang up and dial 911. How can I help? / c: I need an appointment.",
        "a: thank you for calling if this is a medical emergency hang up and dial nine one one otherwise how can i help / c: a refill please",
        "a: Call 911 if you have chest pain. / c: Okay, thanks.",
        "a: Do you have any chest pain? / c: No.",
        "a: any trouble breathing / c: no nothing like that",
        "c: I had a seizure two years ago and need a refill of Keppra.",
        "c: he has a history of chest pain",
        "c: Who should I put as my emergency contact?",
        "c: i was in the emergency room last week and need a follow up",
        "c: This is not an emergency, I need a referral.",
        "c: I can't talk right now, call me back.",
        "c: the painting in my chest of drawers",
        "s: Refill requested; caller was advised to call 911 if symptoms get worse.",
        "c: My acid reflux is isn't responding to the pills.",
        "c: i passed out flyers at the clinic",
        "c: I need a refill of my blood pressure medicine.",
        "c: My gums bleed a little.",
        "c: are my test results back",
    ];
    for call in calls {
        assert!(!heard(&read(call)), "{call}");
    }
}
