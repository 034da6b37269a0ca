"""The API reference at /docs, with every asset served from here.

Swagger UI's files come with the fastapi-swagger package; nothing is loaded from elsewhere, and no script
stands inline.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import FileResponse, HTMLResponse, Response

# Addresses are relative to /docs, which may lie below a base path.
_FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
_START = """window.ui = SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  filter: true,
});
"""
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cuedeck API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="docs/favicon-32x32.png"><link rel="stylesheet" href="docs/swagger-ui.css">
<style>.swagger-ui .filter .operation-filter-input { width: 100% }</style></head>
<body><main id="reference"></main><script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script></body></html>"""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def install(api: FastAPI) -> None:
    """Add /docs and its files."""
    folder = Path(str(files("fastapi_swagger") / "resources"))

    async def page() -> Response:
        return HTMLResponse(_PAGE, headers={"content-security-policy": _POLICY})

    async def start() -> Response:
        return Response(_START, media_type="text/javascript")

    def file(name: str, kind: str) -> None:
        async def answer() -> Response:
            return FileResponse(folder / name, media_type=kind)

        api.add_api_route(f"/docs/{name}", answer, methods=["GET", "HEAD"], include_in_schema=False)

    api.add_api_route("/docs", page, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/docs/start.js", start, methods=["GET", "HEAD"], include_in_schema=False)
    for name, kind in _FILES.items():
        file(name, kind)
