"""What can be set, stage by stage; `callsight.config` puts the values together."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Device = Literal["auto", "cpu", "cuda"]


class Options(BaseModel):
    """Base of all option groups: immutable, unknown keys rejected."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class IngestOptions(Options):
    """How recordings are found and described."""

    metadata: str | None = Field(None, description="CSV, Parquet or JSON table of the calls")
    file_pattern: str | None = Field(
        None,
        description="Regular expression over the file name with named groups: "
        "call_id, agent_id, customer_id, started_at, queue, direction",
    )
    keep_columns: tuple[str, ...] = Field(
        (), description="Further metadata columns to store; they must hold no personal data"
    )
    name_columns: tuple[str, ...] = Field(
        ("agent_name", "customer_name"),
        description="Metadata columns with names to redact; used by the redact stage, never stored",
    )


class TranscribeOptions(Options):
    """Speech to text."""

    model: str = Field("demo", description="Whisper model: `demo`, a name, or a path")
    engine: Literal["auto", "whisper", "faster-whisper"] = Field(
        "whisper",
        description="What runs the model; `auto`: faster-whisper on a CPU if it is installed",
    )
    device: Device = Field("auto", description="Where the model runs")
    precision: Literal["auto", "float32", "float16", "bfloat16"] = Field(
        "auto",
        description="Of engine `whisper`; `auto`: float16 on a GPU, bfloat16 on a CPU with AMX "
        "(but for `demo`), else float32",
    )
    beam_size: int = Field(
        1, ge=1, le=20, description="Texts kept in search; 1: the likeliest token"
    )
    batch_size: int = Field(16, ge=1, le=1024, description="Chunks decoded together")
    language: str | None = Field(None, description="ISO 639-1 code; empty: detected per call")
    channel_roles: tuple[Literal["agent", "customer"], ...] = Field(
        ("agent", "customer"), description="Who speaks on which channel of a stereo recording"
    )
    speakers: int | None = Field(
        None, ge=1, le=8, description="Voices on a mono recording; empty: estimated per call"
    )
    diarizer: Literal["embedded", "pyannote"] = Field(
        "embedded", description="What tells the voices of a mono recording apart"
    )
    diarization_model: str = Field(
        "pyannote/speaker-diarization-3.1",
        description="Pipeline of diarizer `pyannote`: name (needs `HF_TOKEN`) or folder",
    )
    vad_threshold: float = Field(0.5, gt=0, lt=1, description="Speech probability of a frame")
    temperatures: tuple[float, ...] = Field(
        (0.0, 0.2, 0.4), description="Sampling temperatures tried in turn for doubtful chunks"
    )
    vocabulary: tuple[str, ...] = Field(
        (), description="Product and brand names to expect: the prompt of every chunk"
    )
    translate: bool = Field(
        False, description="Also translate calls in other languages to English, turn by turn"
    )


class RedactOptions(Options):
    """Removal of personal data."""

    policy: str = Field("default", description="Policy name or path of a policy file (YAML)")
    name_model: str | None = Field(
        None, description="Token-classification model (name or path) that finds names and addresses"
    )
    tagger: str = Field(
        "bundled",
        description="Model that reads the talk around what the recognizers found: `bundled`, `off` "
        "(faster, finds less), or a folder that `callsight.train.tagger` wrote",
    )
    verify_audio: bool = Field(
        False,
        description="Transcribe the redacted audio again and withhold calls in which personal data "
        "is heard; takes as long as transcription",
    )


class AnalyzeOptions(Options):
    """Questions, sentiment and call dynamics."""

    questionnaire: str = Field("default", description="Questionnaire name or path (YAML)")
    engine: Literal["lexicon", "transformers", "openai"] = Field(
        "lexicon", description="What answers the questions"
    )
    model: str | None = Field(None, description="Language model: name or path")
    base_url: str | None = Field(None, description="OpenAI-compatible server, for engine `openai`")
    device: Device = Field("auto", description="Where a `transformers` model runs")
    batch_size: int = Field(8, ge=1, le=1024, description="Calls answered together")
    quantization: Literal["none", "int8", "int4"] = Field(
        "none", description="Weights of a `transformers` model in fewer bits (bitsandbytes)"
    )
    adapter: str | None = Field(
        None, description="PEFT adapter of a `transformers` model: name or path"
    )
    sentiment_model: str | None = Field(
        None, description="Sequence-classification model (name or path); empty: lexicon"
    )
    faithfulness: bool = Field(
        False, description="Check every sentence and list item against the turns it cites"
    )
    faithfulness_model: str | None = Field(
        None, description="Language model of that check; empty: the one that answered"
    )
    prompt_price: float | None = Field(
        None, ge=0, description="Price of a million tokens read, for `answers.cost`"
    )
    answer_price: float | None = Field(
        None, ge=0, description="Price of a million tokens written, for `answers.cost`"
    )
