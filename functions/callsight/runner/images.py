"""The two images of the project, built by the cluster with `project.build_image`.

`functions/images/*.Dockerfile` build the same ones where there is Docker.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from callsight import __version__
from callsight.errors import CallsightError
from callsight.runner.cluster import check_source, server_project

BASES = {"callsight": "python:3.11-slim", "callsight-gpu": "python:3.11-slim"}
"""Image families and what they start from; PyTorch brings CUDA, the node its driver."""


def commands(family: str, folder: Path) -> list[str]:
    """What is run in the base image, in order; the Dockerfiles hold the same."""
    text = (folder / "functions" / "images" / f"{family}.Dockerfile").read_text(encoding="utf-8")
    joined = text.replace("\\\n", " ")
    return [
        " ".join(line.removeprefix("RUN ").split())
        for line in joined.splitlines()
        if line.startswith("RUN ")
    ]


def build(registry: str, source: str | None) -> Iterator[str]:
    """Build the images on the cluster; their names, one by one.

    Raises ConfigurationError as `submit` does, CallsightError where a build failed.
    """
    from callsight.runner import project_folder

    where, project = check_source(source), server_project()
    project.set_source(where, pull_at_runtime=False)
    for family, base in BASES.items():
        image = f"{registry.rstrip('/')}/{family}:{__version__}"
        status = project.build_image(
            image=image,
            set_as_default=family == "callsight",
            base_image=base,
            commands=commands(family, project_folder()),
            with_mlrun=False,
            target_dir="/callsight",
        )
        if not status.ready:
            raise CallsightError(f"The cluster could not build `{image}`: see its builder pod.")
        yield image
