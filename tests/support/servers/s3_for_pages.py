"""The S3 server of the tests with CORS rules, which it has none of itself: pages of every origin may PUT.

python -m tests.support.servers.s3_for_pages FOLDER HOST PORT
"""

from __future__ import annotations

import os
import sys

import uvicorn
from nanio.app import build_app
from starlette.middleware.cors import CORSMiddleware


def main() -> None:
    """Serve the buckets in FOLDER."""
    folder, host, port = sys.argv[1:]
    os.environ["NANIO_DATA_DIR"] = folder
    app = CORSMiddleware(build_app(), allow_origins=["*"], allow_methods=["PUT"], allow_headers=["*"])
    uvicorn.run(app, host=host, port=int(port), log_level="warning")


if __name__ == "__main__":
    main()
