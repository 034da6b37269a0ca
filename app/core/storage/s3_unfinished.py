"""Multipart uploads that nobody finishes: a killed process leaves them, and their parts cost room unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import ParseError

import httpx
from defusedxml.ElementTree import fromstring

from app.core import clock
from app.core.http_fetch.certificates import trusted
from app.core.log import logger
from app.core.settings.s3 import S3
from app.core.storage.s3_multipart import name_of
from app.core.storage.s3_signing import signed_url

_SECONDS = 300
_PATIENCE = 30.0


def end_unfinished(settings: S3, prefix: str) -> int:
    """End the multipart uploads that began too long ago; returns how many.

    Only with a key in the settings: a role of the machine cannot sign this. A lifecycle rule of the bucket
    (AbortIncompleteMultipartUpload) does the same.
    """
    if not settings.access_key_id:
        return 0
    before = clock.now() - timedelta(hours=settings.unfinished_hours)
    ended = 0
    try:
        with httpx.Client(timeout=_PATIENCE, verify=trusted()) as client:
            for key, upload, began in _unfinished(client, settings, prefix):
                if began < before:
                    address = signed_url(settings, "DELETE", key, _SECONDS, {"uploadId": upload})
                    ended += client.delete(address).is_success
    except httpx.HTTPError as error:
        raise OSError(str(error)) from error
    return ended


def _unfinished(client: httpx.Client, settings: S3, prefix: str) -> list[tuple[str, str, datetime]]:
    """Key, id and begin of uploads that are not finished, at most a thousand.

    A server that cannot list them, or answers something else, keeps none, or ends them itself.
    """
    query = {"uploads": "", "prefix": prefix, "max-uploads": "1000"}
    answer = client.get(signed_url(settings, "GET", "", _SECONDS, query))
    try:
        return list(_listed(answer.text)) if answer.is_success else []
    except (ParseError, KeyError, ValueError) as error:
        logger().warning("unfinished_uploads_not_listed", error=str(error))
        return []


def _listed(text: str) -> Iterator[tuple[str, str, datetime]]:
    for element in fromstring(text):
        if name_of(element) == "Upload":
            facts = {name_of(child): child.text or "" for child in element}
            began = datetime.fromisoformat(facts["Initiated"]).astimezone(UTC)
            yield facts["Key"], facts["UploadId"], began
