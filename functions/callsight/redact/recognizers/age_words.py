"""The words by which an age is told from other numbers: people, things, and what stands beside it."""

from __future__ import annotations

import re
from typing import Final

from callsight.redact import lexicon as lex

ONE: Final = frozenset("he she he's she's he'll she'll he'd she'd hes shes".split())
SUBJECTS: Final = ONE | frozenset(
    "i i'm im i'll ill i'd we we're they they're theyre you're youre you'd you'll who who's whos".split()
)
FAMILY: Final = frozenset(
    "son daughter mother father mom dad wife husband brother sister grandmother grandfather "
    "grandson granddaughter child baby patient kid girl boy grandma grandpa uncle aunt nephew niece "
    "partner driver man woman kids children twins mum parents eldest youngest oldest grandad granddad "
    "granny nan nana gran toddler infant newborn insured passenger lady gentleman guy male female "
    "teenager pensioner widow widower boyfriend girlfriend fiance stepson stepdaughter cousin "
    "lad lads lass lasses kiddos bairns dependants dependents sons daughters grandchildren grandkids siblings brothers sisters girls boys "
    "neighbor neighbour tenant student pupil caller person cardholder beneficiary boys girls".split()
)
VERBS: Final = frozenset(
    "is am are was turned turning turns turn be being i'm he's she's we're they're just now almost "
    "about over nearly only already 're 's around who's will gonna have been would both each not going "
    "to barely still pushing approaching nearing must might would've could've should've getting gonna".split()
)
THINGS: Final = frozenset(
    "house car phone computer laptop router modem heater roof contract unit appliance policy account bill building "
    "system machine furnace tv device it it's company boiler van bike vehicle".split()
)
THING: Final = re.compile(rf"\b(?:{'|'.join(sorted(t for t in THINGS if t[:2] != 'it'))})s?\b")
PET: Final = re.compile(
    r"\b(?:cat|dog|pup|puppy|kitten|pet|horse|pony|rabbit|hamster|parrot|terrier|spaniel|labrador"
    r"|animal|retriever|shepherd|poodle|collie|beagle|bulldog|tabby|mare|foal|tortoise)s?\b"
    r"|\b(?:the|our|my) (?:\w+ )?vet(?:'?s)?\b|\b(?:my|our|black|yellow|chocolate) lab\b(?! (?:work|test|result|report))"
)
ASKED: Final = re.compile(
    r"\b(?:how old|ages?\b(?! (?:limit|group|range|restriction|requirement)))"
    r"|\bso (?:she|he|you|they|that makes (?:you|her|him))(?:'s|'re| is| are| would be)?\W*$"
)
ASKED_LIMIT: Final = re.compile(
    r"\b(?:be|are you|be aged|is she|is he) (?:over|at least|under) \w+"
)
"""Asks whether somebody has an age: "you need to be over 25"."""
ASKED_OF_THING: Final = re.compile(
    r"\bhow old(?: is|'s|s| are|'re| was)? (?:it\b|(?:the|this|that|these|those|your)\b"
    rf"(?!,? (?:\w+,? ){{0,2}}(?:{'|'.join(sorted(FAMILY))}|you|other|ones?|policy ?holder|claimant)\b))"
)
"""Asks for the age of the boiler, or of a dog."""
BEFORE_ONE: Final = frozenset(
    "little youngest oldest eldest older younger that this which the other first".split()
)
NEXT_YEAR: Final = 5
"""Most words from an age to that of the next birthday."""
IT: Final = re.compile(r"\b(?:it|it's|its|is it|that one)\b")
RELATIVE: Final = re.compile(rf"\b(?:{'|'.join(sorted(FAMILY))})\b")
PERSON: Final = re.compile(
    rf"\b(?:{'|'.join(sorted(FAMILY | ONE))}|how old|who|adult|for you|myself|i'm)\b"
)
PETS_BACK: Final = 9
"""Turns back in which a pet was spoken of whose age is told."""
OLDEST_PET: Final = 25
ANSWER: Final = 8
"""Most words of a turn that answers "how old?" with a bare number."""
GROWN: Final = 16
"""Years from which a bare number after "I'm" or "you're" is an age though the sentence goes on."""
OLDEST: Final = 115
LINKED: Final = frozenset("in on of to at for with from off over under up down more one".split())
"""Words after which the number before them is no age: "I'm twenty off"."""
BEFORE_GOING_ON: Final = frozenset("and but so now today this next in already".split())
CHILD_GOES_ON: Final = frozenset(
    "turning going right bless soon tomorrow last yes yeah no then he she they born he's she's i'm i it's her his mate love you bless".split()
)
"""Words behind an age of one digit, said of a person: "he is six turning seven"."""
TURNS: Final = frozenset("turning turned turns".split())
BABIES: Final = frozenset("baby newborn toddler infant".split())
"""Whose age is told in months, some words before it."""
OF_AGE: Final = BABIES | frozenset(
    "son daughter girl boy lad lass child kid youngster lady".split()
)
"""Before "of nine"."""
GOING_ON_OF: Final = frozenset("here who with at in".split())
LEADS_TO_AGE: Final = frozenset(
    "so okay ok right great thanks thank and that's makes you her him that gosh oh wow uh um".split()
)
"""Words before an age that is worked out of a date of birth."""
HESITATIONS: Final = frozenset("uh um er erm ah what like".split())
RESUMING: Final = HESITATIONS | frozenset(
    "sorry no i mean i'll be i'm he's she's well almost nearly".split()
)
HESITATED: Final = 3
"""Most words between an age and its correction."""
BLESSED: Final = frozenset("bless thank god years mate love darling".split())
"""Words behind the age of a grown-up: "she is ninety bless her"."""
VAGUE: Final = frozenset("something odd ish".split())
SEVERAL: Final = frozenset("they we".split())
CHILDREN: Final = frozenset(("person", "people"))
"""Subjects of whom several ages may be said."""
ASKED_OF_CHILDREN: Final = re.compile(
    r"\b(?:children|kids|sons|daughters|twins|triplets|grandchildren|grandkids|little ones|boys|girls"
    r"|dependants|dependents|siblings|brothers|sisters)\b"
)
COUNTED: Final = re.compile(r"\bhow many\b|\bnumber of\b")
NOT_OF_AGES: Final = re.compile(
    r"\b(?:sizes?|meals?|menus?|tickets?|grades?|seats?|rooms?|times?|boxes|years? (?:group|school)|when"
    r"|days?|book(?:ing)?s?|pages?|units?)\b"
)
"""Of what else a number may be asked in a question about children."""
BETWEEN_AGES: Final = frozenset("and uh um er erm then".split())
LONGEST_LIST: Final = 6
THEY: Final = frozenset("who they they're theyre who's whos who're that's".split())
ANTECEDENT: Final = 8
"""Words before "they're" among which the people are that it stands for."""
FIRST_LIMIT: Final = frozenset(("till", "until", "til", "when", "once", "before"))
"""Before "he's thirty" it says when, not how old."""
RECEIVERS: Final = frozenset("i'm im we're you're they're i we you they".split())
"""Who is "getting" something that is counted."""
OR_MORE: Final = frozenset("over under older younger above below up".split())
"""Behind "and" or "or" after an age that is a limit: "fifty or over", "five and under"."""
FROM_AGE: Final = frozenset("over under above below until till to from past after before".split())
"""Before "age nine" where that is a limit."""
EVERYBODYS: Final = frozenset(("18", "21", "16", "65"))
"""Ages that "are you 18?" asks everybody for."""
LIMITS: Final = frozenset("over under above below least".split())
"""Before a number that is asked of everybody: "you're over eighteen"."""
TALKERS: Final = frozenset("i you he she i'm you're he's she's im".split())
OWNERS: Final = frozenset("his her my their your".split())
DECADES: Final = frozenset(f"{tens[:-1]}ies" for tens in lex.TENS)
PARTS_OF_DECADES: Final = frozenset("early mid middle late".split())
REPLY: Final = 8
"""Most words of a turn that confirms or corrects an age."""
BACK: Final = 7
"""Words between "he's a postman" and the age behind it."""
