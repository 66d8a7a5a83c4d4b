"""The README says what is true: generated parts are fresh, links and commands exist."""

import re
import subprocess
from pathlib import Path

from typer.testing import CliRunner

from callsight.cli.app import app
from callsight.cli.readme import filled

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_fresh() -> None:
    assert filled(README) == README, "run `make readme`"


def test_pictures_and_files_exist() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert named and named <= targets


def test_commands_exist() -> None:
    for name in set(re.findall(r"^callsight ([a-z]+)", README, re.MULTILINE)):
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0, name


def test_make_help_lists_every_target() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "demo" in done.stdout and "test" in done.stdout
