"""Names without a model: what gives one away in many wordings, and what looks like one."""

import pytest

from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORDS
from tests.redact.helpers import pairs

FOUND = [
    ("Thanks for calling, this is Lachlan. Who have I got?", ["Lachlan"]),
    ("and it's, um, deb kowalczyk", ["deb kowalczyk"]),
    ("A: Who've I got on the line?\nC: Zorvenka Thistlewaite, hi.", ["Zorvenka Thistlewaite"]),
    ("A: And last?\nC: Delacroix-Byrne.", ["Delacroix-Byrne"]),
    ("A: Student's name?\nC: Liesbeth van Haverbeke, student number 448 913.",
     ["Liesbeth van Haverbeke"]),
    ("A: the account holder\nC: that's me annegret lohse", ["annegret lohse"]),
    ("okay mr abernathy hold on", ["mr abernathy"]),
    ("thank you frau lohse", ["frau lohse"]),
    ("Nurse Okonjo speaking.", ["Nurse Okonjo"]),
    ("Thank you, Abby. The deadline is Monday.", ["Abby"]),
    ("You are welcome, Grace. I have noted that.", ["Grace"]),
    ("Sure thing, Mark.", ["Mark"]),
    ("Thank you, Ms van Houten. We have it.", ["Ms van Houten"]),
    ("A: your name and number?\nC: Dana Reyes, 212.555.0147.", ["Dana Reyes"]),
    ("my husband Tom will call", ["Tom"]),
    ("Is this Cooper's mom?", ["Cooper's"]),
    ("It's Bill Weatherby.", ["Bill Weatherby"]),
    ("The name on it is H. Lovelace.", ["H. Lovelace"]),
    ("you are through to gwyneth this call is recorded", ["gwyneth"]),
    ("A: your name\nC: suresh and his wife is aoife", ["suresh", "aoife"]),
    ("A: second harbour mortgage this is grant\nC: hi grant i need a payoff", ["grant", "grant"]),
    ("this is rachel from doctor fennimans office", ["rachel", "doctor fennimans"]),
    ("the front desk of doctor abramczyk", ["doctor abramczyk"]),
    ("hi its tyrells mom", ["tyrells"]),
    ("A: authorized user?\nC: harriet j moss", ["harriet j moss"]),
    ("put it under Farquhar please", ["Farquhar"]),
    ("C: hello\nA: how can i help\nC: i lost my card\nA: thanks jorvie one moment", ["jorvie"]),
    ("my name is Walter Pennington the Third", ["Walter Pennington the Third"]),
    # One side's transcript has capitals, the other's has none.
    ("A: Hello, Payloop.\nC: morning its carl dad of ellie may thornycroft",
     ["carl", "ellie may thornycroft"]),
    ("A: Payloop help line jerome here", ["jerome"]),
    # Who signs on with no more than a name.
    ("A: Northwind Broadband, technical support, Callum.\nC: Hi.", ["Callum"]),
    ("A: Coinharbor, compliance team, Thessaly. We've paused it.", ["Thessaly"]),
    ("A: Verity Bank, fraud desk, Grace.", ["Grace"]),
    ("A: Thanks for calling Lumio, you've got Dex on the line.", ["Dex"]),
    ("A: Thanks for calling Sable, Wren on the line, one moment.", ["Wren"]),
    ("A: Rafferty from Pinnacle Roofing here, is this a good time?", ["Rafferty"]),
    ("A: I'll get Marnie to call you.", ["Marnie"]), ("A: Technician's Lonnie, at nine.", ["Lonnie"]),
    ("I'm Ray.", ["Ray"]), ("Everyone calls me Bunny.", ["Bunny"]),
    # Answers, said twice or of words that are mostly something else.
    ("A: And you are?\nC: oh earl earl mcreynolds", ["earl earl mcreynolds"]),
    ("A: and the name\nC: octavia octavia june", ["octavia octavia june"]),
    ("A: your name\nC: will farrow", ["will farrow"]), ("A: your name\nC: um its bill", ["bill"]),
    ("A: and last\nC: boateng", ["boateng"]), ("A: Your surname?\nC: Ng.", ["Ng"]),
    ("hey this is bodie uh bodie strand you called me", ["bodie uh bodie strand"]),
    ("A: Name on the account?\nC: Mr J P Ogilvie.", ["Mr J P Ogilvie"]),
    ("A: So that's two. Braithwaite, is it?\nC: Yes.", ["Braithwaite"]),
    ("It's under Theodore, Ted, Bukowski.", ["Theodore", "Ted", "Bukowski"]),
    ("My kids are Wyatt, Sage and Juniper.", ["Wyatt", "Sage", "Juniper"]),
    ("Dev and Anjali Rao, joint account.", ["Dev", "Anjali Rao"]),
    ("put it under ferguson", ["ferguson"]), ("a table for szymanski", ["szymanski"]),
    ("my daughter autumn is sick", ["autumn"]), ("my lad kieran will be there", ["kieran"]),
    ("Well, Chase, that's wrong.", ["Chase"]), ("No, Will, it isn't.", ["Will"]),
    ("No, David.", ["David"]), ("i go by sky", ["sky"]), ("fitzsimmons orla", ["fitzsimmons orla"]),
    ("pat here again", ["pat"]), ("its me pat again", ["pat"]),
    ("pastor ebenezer is the contact", ["pastor ebenezer"]),
    ("A: can you spell your last name\nC: k w i a t k o w s k i", ["k w i a t k o w s k i"]),
    ("A: fab frames zorvik speaking", ["zorvik"]), ("A: hi this is rob in tier two", ["rob"]),
    ("i'm ivy.", ["ivy"]), ("denzel aboagye, and my wife", ["denzel aboagye"]),
    ("hafsa qureshi-bell and her sister", ["hafsa qureshi-bell"]),
    ("Payable to Riordan.", ["Riordan"]), ("a reservation for nguyen at seven", ["nguyen"]),
    ("Is this the Delacroix residence?", ["Delacroix"]), ("Customer is Sun-hee Park.", ["Sun-hee Park"]),
    ("My lad Corey'll do it.", ["Corey'll"]), ("And you're, uh, Nakagawa-Bell?", ["Nakagawa-Bell"]),
    ("my name is sharifa spelled s h a r i f a", ["sharifa", "s h a r i f a"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_it_finds(text: str, names: list[str]) -> None:
    found = [said for entity, said in pairs(text) if entity == "PERSON"]
    assert sorted(found) == sorted(names)


@pytest.mark.parametrize(
    "text",
    [
        "A: Hello, Brightwater Energy, how can we help?", "A: Aer Shannon group desk.",
        "A: Um, hi, Sunnybank Primary, the office.", "It is a Skoda Octavia, two litre diesel.",
        "Her father is Spanish.", "I moved to Paris in May.", "we will mark it as paid",
        "i may pay the bill in june", "the rose on the label", "my Visa was declined in London",
        "A: Your name?\nC: Hold on.", "A: your name please\nC: i will spell it",
        "A: What is the company name?\nC: Zorvenka.", "'Kay. That works.", "D like David", "You are welcome. Grace periods end on Friday.", "It fades, Mark my words.", "I am in Orlando, Florida.",
        "A: Who's the manufacturer?\nC: Bosch.", "A: who is your carrier\nC: verizon i think",
        "No, that's all, Merry Christmas.", "this is Accounts Payable speaking",
        "my amazon prime and apple care plan", "the jack in the wall and the ray of light",
        "the product name is Zorvenka", "i miss payments", "the doctor said so",
        "the hunter boots in the spring sale", "this is fair", "thanks so much", "the nurse practitioner called",
        "doctor appointments on monday", "hello there good morning", "I flew with Virgin from Lake Travis.",
        # Companies in the opening.
        "A: Metro Water, billing. How can I help?", "A: Hello, Quillon, how can I help?",
        "A: Bonjour, Mutuelle Vasserot, international line.", "A: Dawson's Hardware, hello.",
        "A: Mitchell Plumbing and Heating, how may I help?", "A: Ellis Fine Jewelry, hello.",
        "A: Jenkins and Sons, roofing.", "A: Hello, Kestrel Insurance claims, Bristol office.",
        "A: Madison Reed customer care.", "A: good morning cedar valley vet\nC: hi",
        # Brands, products and desks.
        "pat it dry", "i'm frank, it was bad", "english speaking agents", "the esim is dead", "hi will you mark it here", "my father said so",
        "Has Wells Fargo sent it?", "I was in Marks & Spencer.", "the dr pepper and the jack daniels",
        "which vehicle the camry", "it's called Norton Antivirus", "Put me through to Claims.",
        "It's Xfinity.", "A: Who's your current provider?\nC: Verizon.", "my roth ira and the lien",
        "the five hundred meg plan", "my car is in for its MOT", "Form SA370 cancels it.",
        # Places.
        "i live in st paul", "the hall behind st george's", "Your place of birth, sir, El Paso?",
        "dock 17 at Harrison and Ninth", "It's on Martin Luther King Boulevard.",
        "A: Your name and country?\nC: I'm in Holland now.", "yeah um cleveland to tampa",
        "A: License number?\nC: It's Illinois.", "It's Belgian.",
        # Letters, idioms and illnesses.
        "the second A's for Anne", "P as in Paul", "For Pete's sake.", "for the love of pete",
        "She has Parkinson's.",
        # No name though one was asked for, or a relative spoken of.
        "A: and you are\nC: the account holder", "A: And her name?\nC: she'll kill me",
        "A: your name\nC: i gave it already", "my wife will call", "my son may come",
        "its under five hundred", "it's due in fourteen days", "A: I'm speaking with Mom?\nC: Grandma.",
    ],
)  # fmt: skip
def test_it_leaves_alone(text: str) -> None:
    assert [said for entity, said in pairs(text) if entity == "PERSON"] == []


def test_the_lists_are_apart_and_sizable() -> None:
    assert not FIRST & DOUBTFUL
    assert len(FIRST) > 10_000 and len(SURNAMES) > 20_000 and len(WORDS) > 20_000
    assert {"brenda", "aoife", "suresh", "yael", "jurgen"} <= FIRST
    assert {"mark", "will", "may", "rose", "paris", "mercedes"} <= DOUBTFUL
