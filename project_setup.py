"""MLRun's own hook, run whenever the project is loaded: it works without an API server."""

import mlrun


def setup(project: mlrun.projects.MlrunProject) -> mlrun.projects.MlrunProject:
    """Without an API server: an in-process run database, and artifacts beside the results."""
    if "://" in (mlrun.mlconf.dbpath or ""):
        return project  # also in MLRun's own image, which compiles workflows without Callsight
    from callsight.runner import local_db, mlrun_folder

    folder = mlrun_folder()
    if local_db.install(folder / "db") and not project.spec.artifact_path:
        project.spec.artifact_path = str(folder / "artifacts")
    return project
