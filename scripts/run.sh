#!/usr/bin/env bash
# Sets up what is missing, builds what has changed, and becomes the product.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
scripts/build.sh
scripts/fetch_models.sh & # ends with the product
exec .venv/bin/cuedeck up --tied
