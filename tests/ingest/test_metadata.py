"""Tables and file names: matched, cleaned, and one bad row costs one call."""

import datetime as dt
import json
import logging
from pathlib import Path

import pandas
import pytest

from callsight.errors import CallError, ConfigurationError, InputError
from callsight.ingest import Entry, Metadata, load_metadata
from callsight.options import IngestOptions

RECORDS = [
    {"file": "a.wav", "call_id": "c1", "agent_id": "7", "started_at": "2026-01-31T09:30:00+02:00"},
    {"file": "b.wav", "call_id": "c2", "customer_id": "+1 555 010 0234", "direction": "Incoming"},
]


def load(path: Path, content: str | bytes, **options: object) -> Metadata:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_metadata(IngestOptions(metadata=str(path), **options))  # type: ignore[arg-type]


def of(metadata: Metadata, name: str):
    return metadata.facts(Entry(name, 1))


@pytest.mark.parametrize("kind", ["csv", "semicolon", "bom", "utf-16", "json", "jsonl", "parquet"])
def test_all_kinds_of_tables(kind: str, tmp_path: Path) -> None:
    frame = pandas.DataFrame(RECORDS)
    text = frame.to_csv(index=False)
    path = tmp_path / "calls.csv"
    if kind == "semicolon":
        path.write_text(frame.to_csv(index=False, sep=";"))
    elif kind in ("bom", "utf-16"):
        path.write_bytes(text.encode("utf-8-sig" if kind == "bom" else "utf-16"))
    elif kind == "json":
        path = tmp_path / "calls.json"
        path.write_text(json.dumps(RECORDS))
    elif kind == "jsonl":
        path = tmp_path / "calls.jsonl"
        path.write_text("\n".join(map(json.dumps, RECORDS)))
    elif kind == "parquet":
        path = tmp_path / "calls.parquet"
        frame["started_at"] = pandas.to_datetime(frame["started_at"])
        frame["agent_id"] = frame["agent_id"].astype(float)
        frame.to_parquet(path)
    else:
        path.write_text(text)
    metadata = load_metadata(IngestOptions(metadata=str(path)))
    first, second = of(metadata, "a.wav"), of(metadata, "b.wav")
    assert (first.external_id, first.agent_id, first.direction) == ("c1", "7", None)
    assert first.started_at == dt.datetime(2026, 1, 31, 7, 30, tzinfo=dt.UTC)
    assert second.direction == "inbound"
    assert second.customer_id.startswith("id_")
    assert (second.agent_id, second.started_at) == (None, None)
    assert metadata.unmatched == 0


@pytest.mark.parametrize(
    ("row", "entry", "found"),
    [
        ("a.wav", "a.wav", True),
        ("a.wav", "2026/01/a.wav", True),
        ("a", "2026/a.wav", True),
        ("01/a.wav", "2026/01/a.wav", True),
        ("/recordings/2026/01/a.wav", "01/a.wav", True),
        ("C:\\recordings\\a.wav", "a.wav", True),
        ("./a.wav", "a.wav", True),
        ("02/a.wav", "01/a.wav", False),
        ("a.wav", "aa.wav", False),
        ("a.mp3", "a.wav", False),
    ],
)
def test_matching(row: str, entry: str, found: bool, tmp_path: Path) -> None:
    metadata = load(tmp_path / "calls.csv", f"Recording,Agent ID\n{row},7\n")
    assert (of(metadata, entry).agent_id == "7") is found
    assert metadata.unmatched == (0 if found else 1)


def test_call_id_alone_matches_the_stem(tmp_path: Path) -> None:
    metadata = load(tmp_path / "calls.csv", "call_id,queue\nc1,sales\n")
    assert (of(metadata, "sub/c1.mp3").external_id, of(metadata, "c1.mp3").queue) == ("c1", "sales")
    assert of(metadata, "c2.mp3").queue is None


def test_names_and_kept_columns(tmp_path: Path) -> None:
    metadata = load(
        tmp_path / "calls.csv",
        "file,customer_name,agent_name,agent_id,region,account\n"
        "a.wav,Jane Doe,Max,Max,North,4111 1111 1111 1111\n",
        keep_columns=("region", "account"),
    )
    facts = of(metadata, "a.wav")
    assert facts.names == metadata.names(Entry("a.wav", 1)) == ("Max", "Jane Doe")
    assert facts.metadata["region"] == "North"
    assert facts.metadata["account"].startswith("id_")
    assert facts.agent_id.startswith("id_")
    assert "Jane" not in repr(facts)
    assert metadata.names(Entry("unknown.wav", 1)) == ()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a.wav,c1,,\na.wav,c2,,", r"Rows 1, 2 .* describe this recording differently"),
        ("a.wav,c1,,\nb.wav,c1,,", r"Rows 1, 2 .* same `call_id`"),
        ("a.wav,c1,yesterday at 555-0100,", r"Row 1 .*`started_at` is no date"),
        ("a.wav,c1,03/04/2026,", r"`started_at` is no date.*`2026-01-31T09:30:00Z`"),
        ("a.wav,c1,,sideways", r"`direction` must be `inbound` or `outbound`"),
        ("a.wav,c1,,in,extra", r"Row 1 .* has 5 values for 4 columns"),
        ("a.wav,c1,0001-01-01T00:00:00+14:00,", r"out of range"),
    ],
)
def test_a_bad_row_costs_its_call_alone(rows: str, words: str, tmp_path: Path) -> None:
    text = f"file,call_id,started_at,direction\n{rows}\ngood.wav,c9,2026-01-31,out\n"
    metadata = load(tmp_path / "calls.csv", text)
    with pytest.raises(CallError, match=words) as caught:
        of(metadata, "a.wav")
    assert (caught.value.kind, caught.value.transient) == ("metadata", False)
    assert "555" not in str(caught.value)
    assert metadata.names(Entry("a.wav", 1)) == ()
    assert of(metadata, "good.wav").direction == "outbound"


def test_a_row_said_twice_does_no_harm(tmp_path: Path) -> None:
    metadata = load(tmp_path / "calls.csv", "file,call_id\na.wav,c1\na.wav,c1\n")
    assert of(metadata, "a.wav").external_id == "c1"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", (2026, 1, 31)),
        ("2026-01-31 09:30", (2026, 1, 31, 9, 30)),
        ("2026-01-31T09:30:00Z", (2026, 1, 31, 9, 30)),
        ("20260131-093005", (2026, 1, 31, 9, 30, 5)),
        ("20260131093005", (2026, 1, 31, 9, 30, 5)),
        ("2026-01-31_09-30-05", (2026, 1, 31, 9, 30, 5)),
    ],
)
def test_dates_of_file_names(text: str, moment: tuple[int, ...]) -> None:
    options = IngestOptions(
        file_pattern=r"^(?P<queue>\w+?)_(?P<started_at>[\d_: TZ-]+)_(?P<agent_id>\d+)"
    )
    facts = of(load_metadata(options), f"x/sales_{text}_12.wav")
    assert (facts.queue, facts.agent_id) == ("sales", "12")
    assert facts.started_at == dt.datetime(*moment, tzinfo=dt.UTC)  # type: ignore[arg-type]
    assert of(load_metadata(options), "other.wav").queue is None


def test_the_table_wins_over_the_file_name(tmp_path: Path) -> None:
    metadata = load(
        tmp_path / "t.csv",
        "file,queue\nq1_8.wav,q2\n",
        file_pattern=r"(?P<queue>\w+)_(?P<agent_id>8)",
    )
    facts = of(metadata, "q1_8.wav")
    assert (facts.queue, facts.agent_id) == ("q2", "8")


def test_a_phone_number_in_the_file_name_becomes_a_pseudonym() -> None:
    options = IngestOptions(file_pattern=r"(?P<customer_id>\d+)")
    assert of(load_metadata(options), "15550100234.wav").customer_id.startswith("id_")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(", "no regular expression"),
        ("(?P<caller>x)", "Unknown group `caller`.*call_id, agent_id"),
        ("call", "No named group"),
    ],
)
def test_wrong_patterns(pattern: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        load_metadata(IngestOptions(file_pattern=pattern))


@pytest.mark.parametrize(
    ("name", "content", "options", "words"),
    [
        ("t.csv", "agent,queue\n1,2\n", {}, r"no column `file`. It has `agent`, `queue`"),
        ("t.csv", "file\na.wav\n", {"keep_columns": ("region",)}, "no column `region`"),
        ("t.csv", "", {}, "is empty"),
        ("t.json", "{broken", {}, "no readable JSON"),
        ("t.json", "[1, 2]", {}, "no readable JSON|is empty"),
        ("t.parquet", "text", {}, "no readable PARQUET"),
        ("t.xlsx", "text", {}, "unknown extension"),
        ("t.csv", 'file\n"open', {}, "no readable CSV"),
        ("t.csv", "file,agent_name\na.wav,José\n".encode("cp1252"), {}, "save it as UTF-8"),
        ("t.csv", b"file,queue\na.wav,\x81\n", {}, "not encoded in UTF-8"),
    ],
)
def test_unusable_tables(
    name: str, content: str | bytes, options: dict, words: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=words):
        load(tmp_path / name, content, **options)


def test_a_missing_table_and_names_to_keep(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read \(FileNotFoundError\)"):
        load_metadata(IngestOptions(metadata=str(tmp_path / "none.csv")))
    with pytest.raises(ConfigurationError, match="`agent_name`"):
        load_metadata(IngestOptions(keep_columns=("Agent Name",)))


def test_windows_encoding_is_read_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        metadata = load(tmp_path / "t.csv", "file,queue\na.wav,Müller\n".encode("cp1252"))
    assert of(metadata, "a.wav").queue == "Müller"
    assert "Windows-1252" in caplog.text
    assert "ller" not in caplog.text
