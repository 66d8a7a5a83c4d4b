"""Compiles the main workflow for Kubeflow Pipelines; run by `mlrun[kfp18]` in its own environment.

    python compile_kfp.py PROJECT_FOLDER TARGET.yaml PARAMETERS_AS_JSON ARGUMENTS_AS_JSON

`mlrun[kfp18]` forces pydantic 1, so nothing of Callsight can be imported here: as in MLRun's image.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import mlrun


def main(folder: Path, target: str, parameters: dict, arguments: dict) -> None:
    """The project without its hook, with other parameters and arguments of the workflow."""
    with tempfile.TemporaryDirectory() as copy:
        for name in ("workflows", "project.yaml"):
            (shutil.copytree if (folder / name).is_dir() else shutil.copy)(
                folder / name, Path(copy) / name
            )
        (Path(copy) / "functions").mkdir()
        for path in (folder / "functions").glob("*.py"):
            shutil.copy(path, Path(copy) / "functions")
        mlrun.mlconf.dbpath = "./"
        project = mlrun.load_project(copy, name="callsight", save=False)
        project.spec.params.update(parameters)
        spec = project.spec._workflows["analyze-calls"]
        spec.engine, spec.args = "kfp", arguments
        project.save_workflow("analyze-calls", target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]), json.loads(sys.argv[4]))
