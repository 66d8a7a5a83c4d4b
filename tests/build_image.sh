#!/usr/bin/env bash
# Builds the CPU image where there is no Docker and no image registry, and runs Callsight in it.
#
#   sudo apt-get install buildah debootstrap
#   sudo tests/build_image.sh [FOLDER]      # root; ten minutes and 10 GB of the folder
#
# It has run up to the installing of the Python packages so far, not to its end.
# Stands in for `python:3.11-slim`: Debian 12, which has Python 3.11. TORCH_INDEX: see the Dockerfile.
set -euo pipefail
folder=$(realpath -m "${1:-/tmp/callsight-image}")
cd "$(dirname "$0")/.."
mkdir -p "$folder/base" "$folder/context"
buildah() { command buildah --root "$folder/store" --runroot "$folder/run" --storage-driver vfs "$@"; }

if ! buildah images --quiet docker.io/library/python:3.11-slim >/dev/null 2>&1; then
  debootstrap --variant=minbase --include=python3.11,python3-pip,ca-certificates bookworm "$folder/root"
  rm -f "$folder/root/usr/lib/python3.11/EXTERNALLY-MANAGED"
  cp /etc/ssl/certs/ca-certificates.crt "$folder/root/etc/ssl/certs/"
  tar -C "$folder/root" -cf "$folder/base/root.tar" .
  printf 'FROM scratch\nADD root.tar /\nENV PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin PIP_DEFAULT_TIMEOUT=180\n' \
    > "$folder/base/Dockerfile"
  buildah build --isolation chroot --tag docker.io/library/python:3.11-slim "$folder/base"
fi
git archive HEAD | tar -x -C "$folder/context"
buildah build --isolation chroot --pull-never --layers ${TORCH_INDEX:+--build-arg TORCH_INDEX="$TORCH_INDEX"} \
  --file "$folder/context/functions/images/callsight.Dockerfile" --tag callsight:0.1.0 "$folder/context"
container=$(buildah from --pull-never callsight:0.1.0)
buildah run --isolation chroot "$container" -- callsight doctor
buildah run --isolation chroot "$container" -- callsight run samples --output /tmp/callsight-data
buildah rm "$container" >/dev/null
