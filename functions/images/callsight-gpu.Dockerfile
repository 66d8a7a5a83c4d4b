# GPU image of Callsight: transcribe, analyze, evaluate. Build it from the project's folder:
#   docker build -f functions/images/callsight-gpu.Dockerfile -t REGISTRY/callsight-gpu:0.1.0 .
FROM python:3.11-slim
WORKDIR /callsight
COPY . /callsight
RUN apt-get update && apt-get install --yes --no-install-recommends libflite1 libespeak-ng1 git && rm -rf /var/lib/apt/lists/*
RUN python3 -m pip install --no-cache-dir --constraint /callsight/functions/images/constraints.txt '/callsight[postgresql,mysql,openai,stores]'
ENV CALLSIGHT_PROJECT=/callsight NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
