"""Names by where they stand: each line's names in brackets are found, and nothing else is."""

import re

import pytest

from tests.redact.helpers import pairs

OPENING = "A: thanks for calling how can i help\nC: i have a question\n"
LINES = """
A: okay [paris] what's the order number
A: thanks [devon] can you hold
C: i live in florence south carolina
C: i'd like to speak to [mike] in parts
C: can i talk to [rob] please
C: i'm looking for hope
C: i'm looking for crystal glasses
A: okay so is this [patty] C: yes it is
A: okay is that cash C: no card
A: what is your name C: [misty] A: and your number [misty] C: four one two
A: what is your name C: [grant] A: okay [grant] C: i got the grant
A: who's on the policy C: me and [jayden] and [mya]
C: my friends call me [buzz] A: okay
C: he calls me crazy
A: okay big [al] will call you
A: okay crystal clear C: thanks
A: and [noreene] is it C: yes
C: miss [g tennant] called
C: i don't want to miss a payment
C: officer [medina] was here
A: name C: [kayla with a k brantley]
A: name C: [calvin j mcreary]
A: name C: it's me [anthony anthony de la cruz]
A: i'd put you through to [zorvath] C: okay
A: have a good day [zorvath] C: bye
A: got it [zorvath] C: bye
A: next of kin C: [zorvath quillam]
A: and your wife C: [brixta quillam]
A: am i speaking with [zorvath] C: yes
C: tell [zorvath] i called
C: tell zelvora to fix it
A: name on the card C: [z quillam]
C: my son [brixto] needs a new card
C: my dad called yesterday
C: i want to speak to [mike] in parts A: okay C: tell [mike] i called
C: the app is called zelvora and it says zelvora down
A: okay rebooting now C: sorry misheard you
C: is that colour okay
""".strip().split("\n")
CASED_OPENING = "A: Thanks for calling, how can I help?\nC: I have a question.\n"
CASED_LINES = """
C: This is [Bill]. I pay the bill. Will you wait? May I go?
A: Hi [April]. C: I called in April. May was fine.
A: What's his name? C: [Tanner]. He's six.
A: And his last name? C: Different from mine. [Greer].
A: Whose account is it? C: Mr [S. Papadakis].
C: Yes, sir. Kindly wait. Thank you, Doctor. Please go on.
C: The officer was [Landry]. The doctor is Spanish.
C: I have a two o'clock with [Mai] today.
C: I have an appointment with Specsavers at two.
A: And you're [Ray]? C: Yes.
A: You're Diamond. C: Great.
C: I'm with Delta. My insurance is Blue Cross.
A: And you're the, the [Shoemakers]? C: Yes. We watch the Dodgers.
A: Is it [Jurgens]? C: [Jorgensen], with an O.
C: A transfer to a [Kyle]. I don't know any [Kyle].
C: I bought a green Herschel and a new Shark.
C: I fly from Sevilla to Cork.
C: It's pronounced [Fanshaw].
C: My mom, [Nana June], is here, and [Big Mike].
C: Mr. [Bjornsen] paid. A: Was it [Torvald Bjornsen]?
A: Who else is on it? C: Just [Brixta].
A: Emergency contact? C: [Zorvath Quillam], my brother.
A: Which agent helped you? C: [Zorvath].
C: A guy called [Zorvath] said so.
C: The beneficiary is [Zorvath Quillam].
A: I'll have [Zorvath] call you. C: Thanks.
A: You're welcome, [Zorvath]. C: Bye.
A: Who do you bank with? C: Zelvora.
C: Is Zelvora available?
C: I owe Castle Innes Weddings and Dockside Bait and Tackle.
""".strip().split("\n")
OPENINGS = """
A: Sparrow Ledger, [Birgit] speaking. C: Hi.
A: Ace Lock and Key, [Murray] speaking. C: Hi.
A: Hi, it's Freshbox, [Odile] speaking. C: Hi.
A: Hello, [Brian], [Sarah] here. C: Hi.
A: Webhosting desk, Rookery Internet, [Stellan] here. C: Hi.
A: Hi, this is [Priyanka] from Zephyr Air. C: Hi.
A: Hi, I'm [Dana] at Cedar Valley Family Medicine. C: Hi.
A: Hi, this is [Dana] with [Daniel Reeves] on the line. C: Hi.
A: hi this is [jorge] at the casa linda tax office C: hi
A: hello holm credit are you the holder C: yes
A: hartwell linen customer care [simone] speaking C: hi
A: mobile plus [devon] speaking C: hi
A: this is [florence] may i have your name C: hi
A: Yeah? C: Is this Benny's Towing?
A: yeah C: is this ray's pizza
A: Yeah? C: Hi, is this Hank's Plumbing? My name is [Ray Stone].
A: Yeah? C: Hi, it's eleven forty-three from Wells.
""".strip().split("\n")
CASES = (
    [OPENING + line for line in LINES] + [CASED_OPENING + line for line in CASED_LINES] + OPENINGS
)


@pytest.mark.parametrize("marked", CASES)
def test_it_finds_no_more_and_no_less(marked: str) -> None:
    lines = re.sub(r" (?=[AC]: )", "\n", marked)
    found = [said for entity, said in pairs(re.sub(r"[\[\]]", "", lines)) if entity == "PERSON"]
    names = re.findall(r"\[([^]]+)]", lines)
    assert len(found) == len(names), found
    assert all(any(name in said for said in found) for name in names), found
