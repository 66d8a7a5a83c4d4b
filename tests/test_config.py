"""Secrets and private places of the configuration."""

import pytest

from callsight.config import hide_secrets, load_config, recorded
from callsight.errors import ConfigurationError


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:hunter2@db/calls", "postgresql://me:***@db/calls"),
        ("postgresql://me:hunt@er2@db/calls", "postgresql://me:***@db/calls"),
        ("postgresql://me:hun/ter2@db/calls", "postgresql://me:***@db/calls"),
        ("mysql://db/calls?user=me&password=hunter2", "mysql://db/calls?user=me&password=***"),
        ("https://x/y?X-Amz-Signature=hunter2#z", "https://x/y?X-Amz-Signature=***#z"),
        ("https://x/y?sslmode=require&api_key=hunter2;a=b", "https://x/y?sslmode=require&api_key=***;a=b"),
        ("no server at http://a:hunter2@b/v1, sorry", "no server at http://a:***@b/v1, sorry"),
        ("http://localhost:8000/v1", "http://localhost:8000/v1"),
        ("s3://bucket/folder", "s3://bucket/folder"),
    ],
)  # fmt: skip
def test_secrets_in_urls_are_hidden(text: str, shown: str) -> None:
    assert hide_secrets(text) == shown


def test_a_parameter_can_refer_to_the_environment() -> None:
    environment = {"MY_CALLS": "/data/calls", "DB": "postgresql://me:hunter2@db/calls"}
    config = load_config(
        {"recordings": "${MY_CALLS}", "database": "${DB}"}, environment=environment
    )
    assert config.recordings == "/data/calls"
    assert config.database_url == environment["DB"]
    with pytest.raises(ConfigurationError, match=r"`\$\{NONE\}` names an environment variable"):
        load_config({"database": "${NONE}"}, environment={})


def test_places_are_not_stored_with_the_run() -> None:
    config = load_config(
        {"recordings": "/calls of Jane Doe", "ingest.metadata": "s3://me:hunter2@store/Jane.csv"},
        environment={},
    )
    kept = recorded(config)
    assert kept["recordings"] == "a local path (not stored)"
    assert kept["ingest.metadata"] == "s3://me:***@store/…"
    assert kept["transcribe.model"] == "demo"
    assert recorded(load_config(environment={}))["recordings"] == "samples"
