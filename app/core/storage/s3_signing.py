"""Signed addresses of a bucket: AWS Signature Version 4 in the query.

obstore signs plain reads and writes only. What it cannot sign is made here: a file name and media type for a
redirected download, and what is asked about multipart uploads.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote, urlencode, urlsplit

from app.core import clock
from app.core.settings.s3 import S3

_ALGORITHM = "AWS4-HMAC-SHA256"


def signed_url(
    settings: S3,
    method: str,
    key: str,
    seconds: int,
    query: Mapping[str, str],
    *,
    public: bool = False,
    signed: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """An address that allows one method on one key of the bucket ("" is the bucket itself) for some seconds.

    `public` takes the server's address for browsers; `signed` are headers that the request must have.
    """
    host, path = _place(settings, key, public=public)
    headers = sorted({**signed, "host": urlsplit(host).netloc}.items())
    names = ";".join(name for name, _ in headers)
    at = clock.now().strftime("%Y%m%dT%H%M%SZ")
    scope = f"{at[:8]}/{settings.region}/s3/aws4_request"
    asked = {
        **query,
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{settings.access_key_id}/{scope}",
        "X-Amz-Date": at,
        "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": names,
    }
    ordered = urlencode(sorted(asked.items()), quote_via=quote, safe="-_.~")
    lines = "".join(f"{name}:{value}\n" for name, value in headers)
    request = f"{method}\n{path}\n{ordered}\n{lines}\n{names}\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(request.encode()).hexdigest()
    signature = hmac.new(_key(settings, scope), f"{_ALGORITHM}\n{at}\n{scope}\n{digest}".encode(), "sha256")
    return f"{host}{path}?{ordered}&X-Amz-Signature={signature.hexdigest()}"


def _place(settings: S3, key: str, *, public: bool) -> tuple[str, str]:
    """Scheme and host, and the path, of a key."""
    base = (public and settings.public_endpoint) or settings.endpoint
    parts = urlsplit(base or f"https://s3.{settings.region}.amazonaws.com")
    path = parts.path.rstrip("/")
    if settings.virtual_hosts:
        return f"{parts.scheme}://{settings.bucket}.{parts.netloc}", f"{path}/{quote(key)}"
    bucket = f"{path}/{quote(settings.bucket)}"
    return f"{parts.scheme}://{parts.netloc}", f"{bucket}/{quote(key)}" if key else bucket


def _key(settings: S3, scope: str) -> bytes:
    key = f"AWS4{settings.secret_access_key}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    return key
