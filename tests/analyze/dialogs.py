"""Small hand-written calls."""

from callsight.calls import Call, Transcript, Turn

BILLING = """\
agent 0 4 Thank you for calling Summit Wireless, my name is [PERSON_1]. How can I help you today?
customer 4.5 9 Hi, I was charged twice on my last bill and I'm really upset about it.
agent 9.5 12 I'm so sorry to hear that, let me check.
customer 11.5 13 This is the third time I'm calling about this.
agent 14 17 Can I place you on a short hold while I check this?
customer 17.2 18 Sure.
agent 30 34 Thank you for holding. I have issued a refund of forty dollars.
customer 34.5 37 Oh, that is great news, thank you so much.
agent 37.5 41 We also have a family plan that would save you money, are you interested?
customer 41.5 43 No thank you, I don't need that.
agent 43.5 46 You will see it in five business days. Have a great day.
customer 46.5 47.5 Goodbye.
"""


def call(call_id: str = "call", seconds: float = 50.0) -> Call:
    """A call with nothing but an identity."""
    return Call(call_id, call_id, f"{call_id}.wav", seconds, 8000, 2, "pcm_mulaw", 1)


def transcript(
    text: str, call_id: str = "call", seconds: float = 50.0, language: str | None = "en"
) -> Transcript:
    """A transcript from lines of speaker, start, end (seconds) and words."""
    turns = []
    for index, line in enumerate(text.strip().splitlines()):
        speaker, start, end, words = line.split(" ", 3)
        channel = 0 if speaker == "agent" else 1
        turns.append(Turn(index, speaker, channel, float(start), float(end), words))  # type: ignore[arg-type]
    return Transcript(call_id, language, tuple(turns), seconds)


def item(text: str = BILLING, call_id: str = "call", seconds: float = 50.0, language: str = "en"):
    """A call and its transcript, as `analyze` takes them."""
    return call(call_id, seconds), transcript(text, call_id, seconds, language)
