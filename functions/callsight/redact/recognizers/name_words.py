"""The words around names: what introduces one, what is none, and what makes it a company's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.tokens import Token

TITLES: Final = frozenset("mr mrs ms mister missus frau herr senor senora monsieur mme".split())
WORD_TITLES: Final = frozenset(
    "miss doctor dr professor prof nurse sister madame sir dame coach "
    "judge captain officer sergeant reverend rabbi pastor constable detective lieutenant colonel "
    "father".split()
)
"""Titles that are also words: without capitals only a known name tells."""
DOCTORS: Final = frozenset("doctor dr professor prof nurse reverend rabbi".split())
"""Titles that stand before nothing else but a name, in most cases."""
GENERATIONS: Final = frozenset(("second", "third", "fourth", "younger", "elder"))
"""Behind a name: "the Third"."""
THANKING: Final = frozenset(
    (("thank", "you"), ("thanks",), ("hi",), ("hello",), ("hey",), ("bye",))
)
ANY_TITLES: Final = TITLES | WORD_TITLES
INTRODUCTIONS: Final = tuple(
    tuple(phrase.split())
    for phrase in """
    my name is|my name's|name is|name's|names is|surname's|surnames|forename|forename's|back with
    is he|is she|are they|they both|he's called|she's called|this is|i am|i'm|speaking with
    talking to|talking with|spoken to|spoken with|twins|kids|children|sons|daughters|parents
    sisters|brothers|grandkids
    speaking to|call me
    it is|it's|that's|that is|here is|ask for|spoke with|spoke to|talked to|under|named|called
    goes by|first name|last name|full name|surname|wife|husband|son|daughter|niece|nephew|uncle
    aunt|mother|father|brother|sister|friend|neighbor|neighbour|partner|mum|mom|dad|grandson
    granddaughter|colleague|cousin|thank you|thanks|hi|hello|hey|manager|supervisor|for|driver
    technician|agent|welcome|morning|afternoon|evening|sorry|okay|dear|behalf of|attention|bye
    goodbye|alright|care|reached|holding|through to|cheers|that's me|right|with|from|is that|is it
    name on it is|me as|name on the account is|name on the card is|you've got|youve got|lad
    other half|boyfriend|girlfriend|fiance|fiancee|stepson|stepdaughter|roommate|flatmate|housemate
    landlord|landlady|carer|grandad|grandma|grandpa|auntie|gran|nan|daddy|mummy|spouse|im|its
    customer is|caller is|patient is|client is|member is|passenger is|driver is|driver's|technician's
    engineer's|calls me|known as|i go by|it's me|its me|payable to|made out to|addressed to|belongs to|signed by|issued to
    registered to|assigned to|name of|you're|youre|it's pronounced|it's said|pronounced|everybody calls me
    everyone calls me|people call me|they call me|friends call me|message for|message is for|call is for
    officer was|officer is|doctor was|doctor is|nurse was|nurse is|agent was|agent is|rep was|rep is
    technician was|technician is|advisor was|adviser was|manager is|manager was|supervisor is
    supervisor was|teacher is|boss is|contact is|contact was|coach is|in the name of|joint account with
    joint with|holder is|beneficiary is|nominee is|executor is|landlord is|tenant is|guarantor is
    applicant is|dentist is|therapist is|boss|coworker|is this
    """.strip()
    .replace("\n", "|")
    .split("|")
)
SURE: Final = frozenset(
    tuple(phrase.split())
    for phrase in (
        "my name is|my name's|name is|name's|names is|first name|last name|full name|surname|named|"
        "surname's|surnames|forename|forename's|"
        "goes by|i go by|calls me|known as|speaking with|speaking to|ask for|spoke with|spoke to|talked to|call me|behalf of|"
        "that's me|through to|me as|talking to|talking with|spoken to|spoken with|it's pronounced|it's said|everybody calls me|everyone calls me|people call me|they call me|friends call me|name on it is|name on the account is|name on the card is"
    ).split("|")
)
"""After these any capitalized word is a name; after the others it needs another sign."""
REACHING: Final = frozenset(
    tuple(phrase.split())
    for phrase in (
        "speaking with|speaking to|ask for|spoke with|spoke to|talked to|through to|behalf of"
    ).split("|")
)
"""After these stands a person or a desk: an ordinary word in capitals is one ("Claims")."""
WEAK: Final = frozenset(
    tuple(phrase.split())
    for phrase in (
        "it is|it's|you're|youre|under|for|called|here is|that is|with|from|is it|holding|through to|agent|right|"
        "attention|welcome|reached|i'm|i am|im|its|you've got|youve got|"
        "payable to|made out to|addressed to|belongs to|signed by|issued to|registered to|"
        "assigned to|name of"
    ).split("|")
)
"""After these a name that is also a word or place is one only before a surname."""
CALLED: Final = frozenset(
    tuple(phrase.split())
    for phrase in (
        "everybody calls me|everyone calls me|people call me|they call me|friends call me"
    ).split("|")
)
"""After these stands what one is called, known or not."""
TIERS: Final = frozenset("silver diamond golden ruby pearl emerald royal prime".split())
"""Names that are also what a member is: "you're Diamond."."""
DECLARING: Final = frozenset(("is", "name's", "surname's", "forename's"))
FAMILY: Final = frozenset(
    "wife husband son daughter mother father brother sister friend neighbor neighbour partner niece "
    "nephew uncle aunt grandson granddaughter colleague cousin named mum mom dad lad boyfriend "
    "girlfriend fiance fiancee stepson stepdaughter roommate flatmate housemate landlord landlady "
    "carer grandad grandma grandpa auntie gran nan daddy mummy spouse boss coworker twins kids "
    "children sons daughters parents sisters brothers grandkids".split()
)
DECLARED: Final = frozenset(
    (
        *(("i'm",), ("i", "am"), ("im",), ("you've", "got"), ("youve", "got"), ("you're",)),
        *(("youre",), ("back", "with"), ("he's", "called"), ("she's", "called")),
    )
)
"""After these stands a name before a pause, though it is also a word: "I'm Ray."."""
OWNED: Final = FAMILY | {"name", "surname", "birthday", "wedding", "funeral"}
"""What somebody has."""
CALLING: Final = frozenset((("it's",), ("its",), ("it", "is"), ("this", "is")))
MEETING: Final = frozenset(
    tuple(phrase.split())
    for phrase in (
        "this is|i'm|i am|thank you|thanks|hi|hello|hey|bye|goodbye|it's|dear|it is|reached|cheers|"
        "is that|right|okay|under|im|is he|is she|are they|they both|he's called|she's called|back with|officer was|officer is|doctor was|doctor is|nurse was|nurse is|technician was|technician is|agent was|rep was|manager is|supervisor is|teacher is|in the name of|joint account with|joint with|holder is|"
        "beneficiary is|nominee is|executor is|landlord is|tenant is|guarantor is|applicant is|"
        "dentist is|therapist is|boss is|contact is|"
        "customer is|caller is|patient is|client is|"
        "member is|passenger is|driver is|driver's|technician's|engineer's"
    ).split("|")
)
GREETING: Final = frozenset((("this", "is"), ("reached",), ("speaking", "with"), ("it's",)))
OPENING: Final = frozenset((("hi",), ("hello",), ("hey",), ("welcome",), ("reached",)))
"""What a call opens with, before the name of the company."""
ADDRESSING: Final = OPENING | {("morning",), ("afternoon",), ("evening",)}
AFTER_NAME: Final = frozenset("please speaking from calling and with here how again at in".split())
ARTICLES: Final = frozenset("a an the any every each no some another these those".split())
PARTICLES: Final = frozenset("de la van von der den del bin ben al st di da dos ter le".split())
PLACE_WORDS: Final = frozenset(
    "san santa port fort mount mt lake new north south east west saint st los las el great upper "
    "lower royal".split()
)
"""First words of place names and of companies."""
ORGANIZATIONS: Final = frozenset(
    """
    bank banking energy insurance assurance telecom telecoms mobile broadband airline airlines airways
    hotel hotels motors autos automotive garage clinic clinics pharmacy surgery hospital school primary
    secondary college university academy council line helpline hotline support service services
    solutions group ltd limited inc llc plc gmbh company corporation corp store stores shop market
    markets direct desk health healthcare dental medical fitness gym club cinema cinemas theatre
    theater arena rail trains railways taxis cabs travel holidays tours cruises casino utilities water
    electric electricity foods foundation trust charity fund financial finance union mutual life
    savings society logistics couriers couriers express parcels delivery freight software systems
    technologies studio studios rentals lettings estates properties property housing association homes
    apartments resort inn center centre office department team branch station airport stadium street
    road avenue app wireless cable networks media press news insurances advice information bureau
    agency museum library pensions pension veterinary vets tyres tires cars bikes furniture kitchens
    jewelry jewelers jewellers bakery florist brewing plumbing heating roofing electrical builders
    construction landscaping lawn pools pest cleaning cleaners laundry legal attorneys solicitors
    associates consulting wealth accounting realty opticians optical vision eyecare orthodontics
    dentistry dermatology pediatrics chiropractic nursery daycare chapel gardens farms cafe
    restaurant diner pizza salon barbers spa suites tavern brewery auto collision towing storage
    movers removals security alarms fibre fiber publishing entertainment toys books crypto trading
    brokers mortgage mortgages lending loans payments flooring appliances repairs hire scooters
    marine aviation shipping cargo imaging diagnostics therapy rehab hospice pets kennels clothing
    helpdesk reception aftersales electronics supply supplies hardware industries international
    avenues boulevard blvd highway parkway bridge elementary
    """.split()
)
"""Words that make the capitalized words before them the name of a company or place."""
STREETS: Final = frozenset(
    "street road avenue boulevard blvd highway parkway bridge elementary school".split()
)
"""Of these even what looks like a whole name is no person's: "Martin Luther King Boulevard"."""
OTHERS: Final = frozenset(
    "company business product brand plan file network wifi street school hotel device user domain "
    "store shop team project building road town city model package".split()
)
"""Whose "name is ..." is no person's."""
QUESTION: Final = re.compile(
    r"\b(?:names?|surname|holder|who(?:m| am| is|'s| are|'ve| have)|speaking (?:to|with)|call you|whose"
    r"|who (?:else|do i|should i|did you (?:speak|talk|see|deal))"
    r"|which (?:agent|driver|rep|technician|nurse|doctor|stylist|adviser|advisor))\b"
    r"|^\W*(?:(?:and|ok|okay|so) )*who (?:helped|told|served|signed|gave|took|sent|lives|called)\b"
    r"|\b(?:emergency contact|next of kin|beneficiary|nominee|executor|guarantor|co-?signer|passenger)\s*\?\s*$"
    r"|(?:^|[.?!,])\W*(?:(?:and|ok|okay|so|sorry) )*(?:the|your|his|her) (?:employee|tenant|patient|guest|recipient"
    r"|deceased|insured|claimant|policyholder|payee|sender|caller|student|child|baby|groom|bride|driver)(?:'s)?\s*\?\s*$"
    r"|\byour (?:wife|husband|son|daughter|partner|mother|father|spouse|doctor|gp|vet|dentist)(?:'s)?\s*\?\s*$"
    r"|^\W*(?:(?:and|ok|okay|so) )*(?:your (?:wife|husband|son|daughter|partner|spouse)(?:'?s)?|emergency contact|next of kin|beneficiary)\W*$"
    r"|\b(?:first|last|middle|family|given)\s*\?\s*$"
    r"|^\W*(?:(?:and|ok|okay|so|the|your|his|her) )*(?:first|last|middle|family|given)\W*$"
    r"|\b(?:and|sorry|so|again)(?:\W+(?:um|uh|er|then))*\W+you(?: are|'re)\b(?:[^a-z]*\b(?:mr|mrs|ms|miss|dr|um|uh|er)\b)?[^a-z]*$|\b(?:placed|booked|ordered|called in) by\b",
    re.IGNORECASE,
)
"""What asks for the name of a person."""
OTHER_QUESTION: Final = re.compile(
    rf"\b(?:my|{'|'.join(sorted(OTHERS))})(?:'s)? names?\b"
    r"|\bwho(?:'s| is| was) (?:the|your|their|a) (?:[a-z]+ )?(?:manufacturer|provider|carrier|supplier|vendor|insurer"
    r"|employer|operator|maker|brand|courier|network|seller|retailer|bank)\b"
    r"|\bwho (?:do|did|are|were) (?:you|they|we) (?:bank|fly|insure|book|ship|order|buy|pay|switch|get|use|go)"
    rf"|\bnames? (?:of|for) (?:the|your|that) (?:{'|'.join(sorted(OTHERS))})\b",
    re.IGNORECASE,
)
"""What asks for the name of something else, or does not ask."""
NOT_NAMES: Final = frozenset(
    """
    i i'm i've i'll i'd a an the is it it's and or but so not no yes yeah yep sure okay ok please
    thank thanks thankyou hello hi hey good morning afternoon evening night day today tomorrow
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december mister miss mrs mr ms sir madam ma'am doctor
    calling here there from with for about at on in of to this that these those my your his her our
    their its we you they he she what when where why who how which can could would will shall do
    does did have has had was were are am be been being just also very really only well right
    alright
    sorry happy afraid glad trying looking going having getting wondering interested customer agent
    service support team department billing sales manager supervisor representative account card
    number name first last full address email phone credit debit bank insurance internet visa
    mastercard english american great perfect excellent wonderful awesome correct exactly absolutely
    definitely certainly let me see one two three four five six seven eight nine ten zero oh
    spelled spelling speaking again back still already now then next later soon ready waiting
    calling
    because if as by up out over all any some much many more most other another same new old fine
    under it'll that's there's what's everything anything nothing something someone everyone nobody
    dollar dollars percent street avenue road drive lane court mom dad mother father wife husband
    son daughter sister brother friend god jesus christ online website app google apple amazon
    windows android iphone microsoft chrome facebook whatsapp netflix spotify wifi gmail yahoo
    hotmail
    outlook paypal medicare medicaid social security technical premium basic plan plus pro go ahead
    bye goodbye welcome congratulations unfortunately however actually basically literally honestly
    of course upset angry frustrated disappointed pleased excited concerned worried confused unable
    able home work office mine yours ours calling's guys everybody folks thing ridiculous since
    last week month year bill order before after until while first uh um hmm mm mhm ah ha too
    you're you've you'll they're they've he's she's we're we've where's who's let's don't doesn't
    didn't can't won't isn't wasn't that'd it'd
    ooh oooh oh er erm eh ugh wow whoa oops blimey crikey aww aw huh phew yikes gosh yup nope nah call cpa per
    theres thats youre hes shes whats wheres heres lets dont doesnt didnt cant wont isnt wasnt im ive
    merry christmas easter happy got cool spell put born haha lovely nice fair brilliant cheers hold pretty fit
    wrong misspelled incorrect different listed registered under showing should kindly y'all yall brill itll thatll theyll
    youll weve youve theyve arent couldnt wouldnt shouldnt havent hasnt hadnt werent aint gonna gotta
    wanna lemme dunno kinda whos dob
    spanish french german british irish scottish welsh dutch italian portuguese polish turkish indian
    chinese japanese korean russian hebrew arabic canadian australian european jewish catholic muslim
    belgian swiss austrian swedish danish norwegian finnish greek czech hungarian romanian mexican
    brazilian nigerian filipino vietnamese thai ukrainian
    alabama alaska arizona arkansas california colorado connecticut delaware hawaii idaho illinois
    iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi
    missouri nebraska nevada ohio oklahoma oregon pennsylvania texas utah vermont wisconsin wyoming
    holder policyholder cardholder accountholder owner tenant carer caretaker neighbour neighbor
    patient driver renter subscriber member
    darling darlin hon luv g'day luck honey sweetheart sweetie mate dude bro boss hun babe
    verizon comcast xfinity vodafone centurylink tmobile vanguard venmo zelle klarna revolut monzo
    barclays natwest lloyds hsbc santander nationwide geico allstate aetna cigna humana kaiser usaa
    fedex usps dhl hermes evri hulu tinder uber lyft airbnb expedia ryanair easyjet lufthansa
    emirates ikea costco walmart walgreens tesco sainsburys asda aldi lidl argos samsung sony
    toshiba lenovo huawei xiaomi nintendo xbox playstation alexa siri zoom hotmail icloud linkedin
    instagram twitter tiktok youtube snapchat telegram skype toyota honda hyundai nissan volkswagen
    mercedes bmw audi tesla volvo skoda renault peugeot citroen suzuki subaru mazda kia jeep
    bonjour hola buenos buenas dias hallo guten tag salam namaste ciao shalom merci gracias danke
    grandma grandpa granny gran nan nana papa mama momma mommy daddy auntie gramps grandad
    """.split()
) | set(lex.DIGITS) | set(lex.TENS) | set(lex.TEENS) | {lex.REMOVED, "dot"}  # fmt: skip


def bare(token: Token) -> str:
    """Its word without a genitive or a verb ("Corey'll")."""
    if "'" not in token.text:
        return token.text
    return token.text.removesuffix("'s").removesuffix("'ll").removesuffix("'d")


def can_be_name(token: Token, cased: bool) -> bool:
    """Whether a word can be a (part of a) name at all."""
    if token.case == "9" or (cased and token.case == "x"):
        return False
    if len(token.text) < 2 or bare(token) in NOT_NAMES:
        return False
    if token.text in ANY_TITLES or token.gap.endswith("'"):
        return False  # "'Kay"
    if cased:
        return token.case == "X" or (token.case == "XX" and token.text not in lex.ACRONYMS)
    return True


SYLLABLES: Final = frozenset(
    "sun sung seung soo su mi ji jin joo ju jung hyun hye hee ho hwa hwan hoon jae kyung ki eun "
    "young yong yoon yeon won woo seo seok sang dong chul mei ling xiao ming wei lin hua yan fang "
    "jian guo hong ying yu ting kai hao tze wen shu min jun".split()
)
"""Parts of hyphenated given names of Korea and China: "Sun-hee", "Mei-ling"."""


def is_hyphenated(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` and the one behind its hyphen are a given name: "Sun-hee"."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return (
        following is not None
        and following.gap == "-"
        and tokens[i].text in SYLLABLES
        and bare(following) in SYLLABLES
    )


def is_initial(token: Token) -> bool:
    """Whether a token is an initial ("H. Q. Lovelace")."""
    return len(token.text) == 1 and token.case == "XX" and token.text not in "ia"


def value(tokens: Sequence[Token], first: int, last: int) -> str:
    """What a name is known by."""
    return " ".join(bare(token) for token in tokens[first : last + 1])
