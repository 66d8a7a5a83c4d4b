"""One step as a pod runs it: its handler, parameters and environment, and nothing else.

python pod_step.py STEP WORKFLOW_ID ARTIFACTS_URL PARAMETERS_AS_JSON
"""

import importlib
import json
import sys

import mlrun

if __name__ == "__main__":
    step, workflow, artifacts, parameters = sys.argv[1:]
    context = mlrun.get_or_create_ctx(step, project="callsight")
    context.set_label("workflow", workflow)
    context.artifact_path = artifacts
    getattr(importlib.import_module(step), step)(context, **json.loads(parameters))
    print("RESULT " + json.dumps(context.results))
