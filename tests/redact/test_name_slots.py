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
A: Who am I speaking with? C: [Bright Turner].
A: Who am I speaking with? C: Of course.
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
A: name on the account C: my surname's [farrow]
A: i'm [joy] ask for me C: okay
A: okay i'm handy can you wait C: okay
A: okay i'm just i can do that C: okay
A: i'm looking for a [latrice m stubblefield] C: okay
A: i'm looking for a kelly bag C: okay
A: it's fifty per person C: okay
A: name C: call me call me please
A: i bank with chase and morgan stanley C: okay
A: is it the lexi sofa or the emma C: okay
A: i have a ford sierra C: okay
A: i need it in madison by monday C: okay
A: it's for my son [zayden] C: okay
A: my daughter [willow] she's four C: okay
A: you can call me [bex] C: okay
A: is this [dolores] C: yes
A: [dolores] here again C: yes
A: thanks [siobhan] bye C: bye
A: who am i speaking to C: it's [oluwaseun adebayo]
A: whos this C: its [ngozi] from the shop
A: can i get your name C: yeah um [thandiwe]
A: can i get your name C: yeah hang on a sec
A: can i get your name C: what do you need it for
A: is that for yourself C: no my wife [ottilie]
A: i'll put you through to [bronwen] C: okay
A: i live near st helens C: okay
A: i'll get [wendy] C: okay
A: i see it's for wendys C: okay
A: i'm here C: great thanks [ray]
A: i spoke to a guy [kelvin] i think C: okay
A: the guy before you uh [kelvin] i think C: okay
A: is it the chloe lamp or the margot C: the margot
A: the billy bookcase and the kallax C: okay
A: change at clifton for the airport C: okay
A: i left it on the victoria line C: okay
A: get off at jackson and wells C: okay
A: the olivia dress in a medium C: okay
A: i want a lloyd loom chair C: okay
A: i've got a henry hoover C: okay
A: it's a ninja air fryer C: okay
A: it's a tommy hilfiger shirt C: okay
A: it was at st thomas' hospital C: okay
A: it's a nissan micra C: okay
A: the skoda octavia estate C: okay
A: the alexander technique class C: okay
A: i went to edinburgh for the weekend C: okay
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
A: Name? C: My surname's [Featherstone].
A: Name? C: The forename's [Gita] and the surname's [Rao].
A: Okay. C: It's [Earl]'s name on the check.
A: Okay. C: It's [Grace]'s birthday on Friday.
A: Okay. C: It's Chase's fee, not mine.
A: Okay. C: It's Kohl's, on Tuesday.
A: Are they both [Nguyen]? C: Yes.
A: Is he [Panagakos]? C: He is.
A: Is she Dutch? C: No.
A: Is he Catholic? C: No.
A: Are they open? C: No.
A: Is he Available? C: No.
A: And you're Mr... C: [Cadwallader]. It's Welsh.
A: And you're, um? C: [Oluwaseun Adebayo].
A: And the employee? C: [Wenceslao Pardo]. His check bounced.
A: And the patient? C: [Zdzislaw Kowal].
A: And the driver? C: Late again.
A: And the baby? C: Asleep, finally.
A: And the tenant? C: Moved out.
A: Sorry, the guest's? C: [Ximena Paz].
A: And you are? C: [Jesús Arredondo].
A: What's your name? C: [Will Farrow].
A: What's your name? C: Will that change?
A: Can I have your name? C: May I ask why?
A: [Jolene] or [Pat] can help. C: Okay.
A: [Tom] and [Joy] will call you. C: Okay.
A: You can ask [Tom] or Chat with us. C: Okay.
A: It was [Damaris], and [Trey], and the baby. C: Okay.
A: You're back with [Precious]. C: Hi.
A: You're back with us. C: Hi.
A: I can get [Fraser] out to you at two. C: Okay.
A: I can get Dyno out to you at two. C: Okay.
A: I'll send [Nguyen] over to you. C: Okay.
A: There's the [Vandermeer] file. C: Okay.
A: It's for the [Nguyen] party. C: Okay.
A: It's for the Christmas party. C: Okay.
A: It's in the Excel file. C: Okay.
A: There's a [Juan C]. C: Okay.
A: I spoke with a [Kyle]. C: Okay.
A: I have a Juan. C: Okay.
A: It's [Mbeki hyphen Shaw]. C: Okay.
A: Which stop? C: Toward Ballard.
A: Which way? C: Towards Harrison.
A: Who is it? C: [Joska]. A: And you're [Joska]? C: [Joska Farkas].
A: Who is it? C: Ooh. One moment.
A: I see you've [Deepak] as the holder. C: Yes.
A: And the account holder? C: [Mbali Nkosi].
A: Who's the account under? C: [Rupa Chatterjee].
A: And whose booking is this? C: [Sunniva Dahl].
A: Could I take your name? C: It's [Tiberiu], [Tiberiu Munteanu].
A: What do I call you? C: [Bex], please.
A: Can I get the caller's name? C: Sure, [Ngozi Eze].
A: Is that you, [Blessing]? C: It is.
A: Am I talking to [Faith]? C: Yes.
A: Would that be Mrs. [Thistlewood]? C: Yes.
A: Hang on, [Chidi]'s just coming. C: Okay.
A: Ask for [Bronagh] at the desk. C: Okay.
A: My colleague [Precious] will call. C: Okay.
A: My husband, [Bilal], has it. C: Okay.
A: It's my mum's, [Delyth Prosser]. C: Okay.
A: I'm down as [Aoife]. C: Okay.
A: Put it under [Szymanski]. C: Okay.
A: It's a Dyson. C: The Dyson Airwrap?
A: We stock Bosch, Miele and Samsung. C: Okay.
A: I got it from Harvey Norman in Kingston. C: Okay.
A: I have a Fiat Tipo. C: Okay.
A: I was at Jack's in Austin. C: Okay.
A: It's the Kitchen Aid Artisan, in Paris. C: Okay.
A: Do you want the Franklin or the Madison? C: The Franklin, please.
A: It's on Lincoln, near Madison. C: Okay.
A: I'm at the corner of Jackson and Lee. C: Okay.
A: I fly with Virgin to Charlotte. C: Okay.
A: It's the Stanley cup. C: Okay.
A: I have a Ford Sierra and a Renault Clio. C: Okay.
A: Is that the Lexi or the Sienna? C: The Sienna.
A: The mattress is an Emma. C: Okay.
A: We're near St Helen's. C: Okay.
A: I saw it on Craigslist. C: Okay.
A: It's the [Fitzgerald] and [Osei] wedding. C: Yes.
A: [Banerjee], is it, so it has the first five. C: Yes.
A: I'm from Kennedy Space. C: Okay.
A: Take Line 2 to Kennedy, then walk. C: Okay.
A: Get off at Jackson and Wells. C: Okay.
A: Change at Clifton for the airport. C: Okay.
A: The train from Lancaster to Preston. C: Okay.
A: It's the Victoria line to Seven Sisters. C: Okay.
A: I left it on the Harrison bus. C: Okay.
A: It stops at Ellis, Morgan and Grant. C: Okay.
A: He takes metformin and Lantus. C: Okay.
A: I'd like the Hudson in oak. C: Okay.
A: Is it the Chloe lamp or the Margot? C: The Margot.
A: The Olivia dress in a medium, please. C: Okay.
A: The Olivia's sold out. C: Okay.
A: A Tiffany lamp. C: Okay.
A: I want the Sheila Maid and the Billy bookcase. C: Okay.
A: The Billy's out of stock, the Hemnes isn't. C: Okay.
A: I have a Roberts radio and a Henry. C: Okay.
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
A: Sterling Storage. [Duke]. C: Hi.
A: Madison Dental. Reception. C: Hi.
A: fastpath couriers [dean] here C: hi
A: it's support here C: hi
A: this is [poppy] do you have an order number C: hi
A: this is a recorded line do you agree C: hi
A: Hello. C: Hi, it's [Grant] from the estate agents.
A: Hello. C: Hi, it's [Drew] with Blue Heron Realty.
A: Hawthorne Opticians, [Wren] speaking. C: Hi.
A: Good morning, Castle Vets, you're speaking to [Fern]. C: Hi.
A: Castle Vets, [Fern], hello. C: Hi.
A: Hi, you've reached [Marguerite] at Castle Vets. C: Hi.
A: Castle Vets, it's [Olly]. C: Hi.
A: Thanks for holding, [Saoirse] here. C: Hi.
A: castle vets [fern] speaking C: hi
A: castle vets it's [olly] C: hi
A: morning castle vets [bronwen] here how can i help C: hi
A: thank you for calling harvey norman this is [zainab] C: hi
A: Hello. C: Hi, [Ottoline Greaves] here.
A: Hello. C: Hiya, me again, [Rupa].
A: Hello. C: Yeah, hi, [Thandiwe], from the clinic.
A: Hello. C: Is that [Precious]?
A: Hello. C: Is that Halfords?
A: Hello. C: Is this Harvey Norman?
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
