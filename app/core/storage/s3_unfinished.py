"""Multipart uploads that nobody finishes: a killed process leaves them, and their parts cost room unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

import httpx
from defusedxml.ElementTree import fromstring

from app.core import clock
from app.core.settings.s3 import S3
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
    with httpx.Client(timeout=_PATIENCE) as client:
        for key, upload, began in _unfinished(client, settings, prefix):
            if began < before:
                answer = client.delete(signed_url(settings, "DELETE", key, _SECONDS, {"uploadId": upload}))
                ended += answer.is_success
    return ended


def _unfinished(client: httpx.Client, settings: S3, prefix: str) -> Iterator[tuple[str, str, datetime]]:
    """Key, id and begin of every upload that is not finished, at most a thousand a call."""
    query = {"uploads": "", "prefix": prefix, "max-uploads": "1000"}
    try:
        answer = client.get(signed_url(settings, "GET", "", _SECONDS, query))
    except httpx.HTTPError as error:
        raise OSError(str(error)) from error
    if not answer.is_success:  # a server that cannot list them keeps none, or ends them itself
        return
    for element in fromstring(answer.text):
        if _name(element) == "Upload":
            facts = {_name(child): child.text or "" for child in element}
            began = datetime.fromisoformat(facts["Initiated"])
            yield facts["Key"], facts["UploadId"], began


def _name(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]
