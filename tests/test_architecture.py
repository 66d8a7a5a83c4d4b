"""The rules of the house that a reader would otherwise have to check by hand."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "functions" / "callsight"
STAGES = ("ingest", "transcribe", "redact", "analyze")
MODULES = sorted(LIBRARY.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module that `path` imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_never_imports_another_stage(stage: str) -> None:
    others = [f"callsight.{other}" for other in STAGES if other != stage]
    for path in (LIBRARY / stage).rglob("*.py"):
        for name in imports(path):
            assert not any(name == o or name.startswith(o + ".") for o in others), f"{path}: {name}"


def test_only_the_runner_and_the_command_line_import_mlrun() -> None:
    for path in MODULES:
        if path.relative_to(LIBRARY).parts[0] not in ("runner", "cli"):
            assert not any(re.match(r"mlrun\b", name) for name in imports(path)), path


def test_a_run_without_work_imports_no_heavy_library() -> None:
    code = (
        "import sys, callsight.pipeline;"
        "heavy = {'torch', 'whisper', 'transformers', 'presidio_analyzer', 'spacy', 'mlrun'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_callsight_is_cheap_and_its_names_are_there() -> None:
    code = (
        "import sys, callsight; before = set(sys.modules);"
        "heavy = {'numpy', 'pandas', 'pydantic', 'sqlalchemy'} & before;"
        "print(len(callsight.__all__), sorted(heavy));"
        "print([name for name in callsight.__all__ if not getattr(callsight, name).__doc__])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["10 []", "[]"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_modules_are_short_and_say_why_they_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 350
    assert not text or ast.get_docstring(ast.parse(text))


def declared() -> set[str]:
    """The packages that pyproject.toml names, extras included, in their normal form."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = (re.match(r"[\w.-]+", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name}


def test_every_import_is_declared() -> None:
    """What only another package brings along is missing on somebody's fresh machine."""
    providers = packages_distributions()
    mlruns_own = {"mlrun_pipelines", "dependency_injector"}  # parts of mlrun, pinned by it
    own = {
        "callsight",
        "tests",
        *mlruns_own,
        *(path.stem for path in (ROOT / "functions").glob("*.py")),
    }
    for folder in ("functions", "workflows", "tests", "notebooks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            near = {other.stem for other in path.parent.iterdir()}
            roots = {name.split(".")[0] for name in imports(path)}
            for root in roots - set(sys.stdlib_module_names) - own - near:
                names = {re.sub(r"[-_.]+", "-", name).lower() for name in providers.get(root, [])}
                assert not names or names & declared(), f"{path}: {root} is not in pyproject.toml"
