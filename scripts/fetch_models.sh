#!/usr/bin/env bash
# Fetches the models that speech and voices need beside their packages. Runs beside the product, which
# starts without waiting, and never fails it: what is missing is greyed out there and says how to get it.
#
# CUEDECK_MODELS names the models, all below by default; CUEDECK_MODELS=none fetches nothing.
set -uo pipefail
cd "$(dirname "$0")/.."

has() { .venv/bin/python -c "import importlib.util, sys; sys.exit(importlib.util.find_spec('$1') is None)"; }

models=${CUEDECK_MODELS-whisper-base kokoro}
[ "$models" = none ] && exit 0

wanted=()
for model in $models; do
    case $model in
        whisper-*) has faster_whisper || continue ;;
        kokoro) has espeakng_loader || continue ;;
    esac
    wanted+=("$model")
done
[ "${#wanted[@]}" -eq 0 ] || exec .venv/bin/cuedeck models pull --tied "${wanted[@]}"
