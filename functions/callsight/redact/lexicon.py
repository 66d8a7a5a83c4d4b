"""The words in which numbers, letters and codes are said, and those that say it is a quantity.

Plain tables: what a word can stand for. Whether it does is decided by its neighbors in `readings`.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DIGITS: Final = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "zero nought naught zeroes",
            "one",
            "two",
            "three",
            "four",
            "five fife",
            "six",
            "seven",
            "eight",
            "nine niner",
        )  # fmt: skip
    )
    for word in words.split()
}
PLURALS = {
    "zeros": "0", "ones": "1", "twos": "2", "threes": "3", "fours": "4", "fives": "5",
    "sixes": "6", "sevens": "7", "eights": "8", "nines": "9", "ohs": "0",
}  # fmt: skip
TEENS: Final = {
    word: str(number)
    for number, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        start=10,
    )
}
TENS: Final = {
    word: str(number)
    for number, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        strict=True,
    )
} | {"fourty": "40", "ninty": "90"}  # fmt: skip
PLURALS |= {f"{word}s": number for word, number in TEENS.items()}
PLURALS |= {f"{word[:-1]}ies": number for word, number in TENS.items()}
PLURALS |= {f"{word}'s": number for word, number in (TEENS | TENS).items()}
SCALES: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
OH: Final = _words("oh o owe")
REPEATS: Final = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
HOMOPHONES: Final = {
    "to": "2", "too": "2", "tu": "2", "for": "4", "fore": "4", "won": "1", "wan": "1", "ate": "8",
    "tree": "3", "free": "3", "sex": "6", "sicks": "6", "sics": "6", "nein": "9", "sen": "7",
    "fine": "9", "line": "9", "fore's": "4", "want": "1", "wine": "9", "ade": "8", "hate": "8",
    "hive": "5", "dive": "5", "sever": "7", "heaven": "7", "mine": "9",
}  # fmt: skip
"""What a recognizer writes for a digit; read so only between digits."""
LEADING_HOMOPHONES: Final = _words("to too tu for fore won ate tree sicks sics nein")
"""Those by which a number can begin."""
SURE_HOMOPHONES: Final = _words("ate tree sicks sics nein won tu")
"""Those that are read so at the end of a number too."""

NATO: Final = {
    word: word[0]
    for word in (
        "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima "
        "mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu"
    ).split()
}
LETTER_NAMES: Final = {
    "bee": "b", "cee": "c", "dee": "d", "eff": "f", "gee": "g", "jee": "g", "aitch": "h",
    "haitch": "h", "jay": "j", "kay": "k", "ell": "l", "el": "l", "em": "m", "en": "n", "pee": "p",
    "cue": "q", "queue": "q", "ar": "r", "ess": "s", "tee": "t", "vee": "v", "ex": "x", "wye": "y",
    "zee": "z", "zed": "z",
}  # fmt: skip

SEPARATORS: Final = _words("dash hyphen slash space underscore minus plus hash comma stroke")
CORRECTIONS: Final = _words(
    "no sorry wait oops correction actually mean scratch rather pardon apologies strike wrong not "
    "mistake"
)
RESTARTS: Final = _words("over again beginning restart")
FILLERS: Final = (
    _words(
        "uh um uhm er erm ah eh hm hmm mm mhm huh okay ok yes yeah yep right alright sure and then "
        "so well like next followed by that's it's that it is i i'm the let me see then's also "
        "got you here correct please now just goes its start last first finally ends "
        "digits one's but let's look hold on think believe"
    )
    | SEPARATORS
    | CORRECTIONS
    | RESTARTS
)
"""What people say between the digits of one number; also between the letters of one name."""

CURRENCY: Final = _words(
    "dollar dollars buck bucks cent cents euro euros pound pounds pence quid usd eur gbp shekel "
    "shekels yen francs rupees"
)
UNITS: Final = CURRENCY | _words(
    "percent percentage second seconds minute minutes min mins hour hours hrs day days week weeks "
    "weekend month months year years quarter decade decades night nights time times people persons "
    "person adults adult children kids kid passengers guests customers users lines items item "
    "units "
    "pieces boxes packages orders tickets bags rooms bedrooms bathrooms beds cars accounts cards "
    "payments bills calls emails messages phones devices computers tablets routers bars lights "
    "megabits megabit megabytes megs mbps gigabits gigabit gig gigs gigabytes gb mb kb tb "
    "watts kilowatts kilowatt volts amps degrees miles mile kilometers kilometres km meters feet "
    "foot inch inches yards acres square pounds lbs kilos kilograms kg grams ounces liters gallons "
    "tons points stars steps step pages page questions options choices floors stories blocks "
    "channels brothers sisters sons daughters cats dogs stops seats tries attempts weeks' days' "
    "business working calendar more other others different separate of o'clock oclock am pm "
    "billion grand letters characters minute's hour's day's week's "
    "month's year's fold way ways copies cases employees members nodes servers reps agents "
    "technicians years' months' hours' minutes' digit digits numbers strips tablets capsules moment moments sec secs thing "
    "things of question questions"
)
"""A number before one of these counts something."""
UNIT_BRIDGES: Final = _words("or so and a half odd full whole extra additional long big short")

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),  # fmt: skip
        start=1,
    )
    for name in names.split()
}
ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        start=1,
    )
} | {
    word: 10 * tens
    for tens, word in enumerate(
        "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split(),
        start=2,
    )
}
ACRONYMS: Final = _words(
    "usa us uk eu tv pc atm usb dvd cd gps sms sim pin vip faq asap rsvp diy id ids ok pm am it hr "
    "ct ekg mmr llc inc dba irs fbi dmv ceo cfo phd md rn hd hdmi lte wifi isp ip dns url pdf ac dc led lcd "
    "suv abc aa aaa aarp hmo ppo epo hsa fsa gp er icu mri xl xxl xs btw fyi eta tba tbd po ny la "
    "dob mrn vin dni nie nif nir nino nhs pps ein tin ein npi imei nyc dc adsl dsl vpn voip apr ssn cvv cvc dob iban mfa otp"
)
SHORT_WORDS: Final = _words(
    "of to in on at is it as an or by my me we us he so no do go am be up if"
)
"""Two-letter words that are never taken for a name."""
REMOVED: Final = "ჰ"
"""Stands for a placeholder when a redacted text is scanned: a word that nothing reads across."""
COMMON_SHORT: Final = _words(
    "a an the i me my we us our you your he him his she her it its they is am are was be been do "
    "did "
    "has had can may will of to in on at by for from up out off as or and but nor so if not no yes "
    "one two six ten oh uh um er ah eh hm mm hi hey bye ok now new old all any few own two too how "
    "why "
    "who say see let get got set put pay buy use try ask add end cut age day way man men boy job "
    "car "
    "bus box bag bed red big bad lot low top hot far ago yet just also then than when what them "
    "this "
    "that well very more most only over have with like each per via vs mr mrs ms dr st ave rd apt "
    "zip "
    "max min mid non pre re ex un jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu "
    "fri "
    "sat sun am pm gen ver vol no nos fig ref vat tax fee bill sum due owe won win lost ran run "
    "sit "
    "sat fit hit did eat ate go gone went come came take took call cell text fax tel pin code card "
    "plan line unit room step page part kind sort case item size type gate row seat exit route "
    "king "
    "queen jack ace la el le de en un y et a les los das der die und il lo di da du van von que "
    "por "
    "con sin mas oui non nein ja si ist es yo tu te se ya hay mi su ill ive id im hes shes its "
    "were "
    "theyre youre dont cant wont isnt whats thats heres lets g lg hp ibm bmw vw gmc kia tv pc usb "
    "hdmi "
    "xbox ps mac ios app web net com org www http mph kmh mpg rpm kwh ghz mhz gb mb tb kb km cm mm "
    "kg "
    "lb lbs oz ft yd sq hr hrs sec secs mins yrs pct ext dial age aged born near past till about "
    "says said read paid sent says even odd half dot dash star hash pound plus and at"
)
"""Short words that are no letters of a code, when a number follows."""
