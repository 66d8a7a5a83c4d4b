# CPU image of Callsight: ingest, redact, report, synthesize. Build it from the project's folder:
#   docker build -f functions/images/callsight.Dockerfile -t REGISTRY/callsight:0.1.0 .
# TORCH_INDEX: a package index of your own with PyTorch's CPU builds, where theirs cannot be reached.
FROM python:3.11-slim
ARG TORCH_INDEX
WORKDIR /callsight
COPY . /callsight
RUN apt-get update && apt-get install --yes --no-install-recommends libflite1 libespeak-ng1 git && rm -rf /var/lib/apt/lists/*
RUN python3 -m pip install --no-cache-dir --extra-index-url ${TORCH_INDEX:-https://download.pytorch.org/whl/cpu} --constraint /callsight/functions/images/constraints.txt '/callsight[postgresql,mysql,openai,stores]'
ENV CALLSIGHT_PROJECT=/callsight
