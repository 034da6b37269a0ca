"""Multipart uploads whose parts somebody else sends straight to the bucket, each to a signed address.

Only with a key in the settings: a role of the machine cannot sign addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

import httpx
from defusedxml.ElementTree import fromstring

from app.core.errors import Conflict
from app.core.http_fetch.certificates import trusted
from app.core.settings.s3 import S3
from app.core.storage.base import Part, StorageAway, missing
from app.core.storage.s3_signing import signed_url

_SECONDS = 300
_PATIENCE = 30.0
_GONE = ("NoSuchUpload", "NoSuchKey")
_CHANGED = ("InvalidPart", "InvalidPartOrder", "EntityTooSmall")


class S3Multipart:
    """The multipart uploads of a bucket, below the prefix of this instance."""

    def __init__(self, settings: S3, prefix: str) -> None:
        self._settings, self._prefix = settings, prefix

    def begin(self, key: str) -> str:
        """Begin an upload; returns what the server calls it."""
        return _text(self._ask("POST", key, {"uploads": ""}), "UploadId")

    def part_url(self, key: str, upload: str, number: int, size: int, seconds: int) -> str:
        """The address that takes one part, of exactly this size, with PUT; for browsers too."""
        query = {"partNumber": str(number), "uploadId": upload}
        signed = {"content-length": str(size)}
        return signed_url(
            self._settings, "PUT", self._prefix + key, seconds, query, public=True, signed=signed
        )

    def parts(self, key: str, upload: str) -> dict[int, Part]:
        """The parts that have arrived, by their number; NotFound when there is no such upload."""
        found: dict[int, Part] = {}
        query = {"uploadId": upload, "max-parts": "1000"}
        while True:
            listed = self._ask("GET", key, query)
            for element in listed:
                if name_of(element) == "Part":
                    part = Part(int(_text(element, "Size")), _text(element, "ETag"))
                    found[int(_text(element, "PartNumber"))] = part
            if _text(listed, "IsTruncated", "false") != "true":
                return found
            query["part-number-marker"] = _text(listed, "NextPartNumberMarker")

    def complete(self, key: str, upload: str, parts: Mapping[int, Part]) -> None:
        """Make one file of the parts; Conflict `upload_changed` when one was sent again meanwhile."""
        asked = Element("CompleteMultipartUpload")
        for number in sorted(parts):
            part = SubElement(asked, "Part")
            SubElement(part, "PartNumber").text = str(number)
            SubElement(part, "ETag").text = parts[number].etag
        self._ask("POST", key, {"uploadId": upload}, tostring(asked))

    def abort(self, key: str, upload: str) -> None:
        """Forget an upload and its parts; one that is not there is fine."""
        self._ask("DELETE", key, {"uploadId": upload}, gone_is_fine=True)

    def _ask(
        self,
        method: str,
        key: str,
        query: Mapping[str, str],
        body: bytes = b"",
        *,
        gone_is_fine: bool = False,
    ) -> Element:
        address = signed_url(self._settings, method, self._prefix + key, _SECONDS, query)
        try:
            answer = httpx.request(method, address, content=body, timeout=_PATIENCE, verify=trusted())
            said = fromstring(answer.content) if answer.content else Element("Nothing")
        except (httpx.HTTPError, ParseError) as error:
            raise _away() from error
        if answer.is_success and name_of(said) != "Error":  # a server may find out after it has said 200
            return said
        code = _text(said, "Code", "")
        if code in _GONE or answer.status_code == 404:
            if gone_is_fine:
                return said
            raise missing()
        if code in _CHANGED:
            raise Conflict(
                "A part of the upload changed while it was completed.",
                code="upload_changed",
                hint="Ask which parts have arrived, send those that are missing, and complete it again.",
            )
        raise _away(code or str(answer.status_code))


def _away(code: str = "") -> StorageAway:
    return StorageAway(
        f"The S3 server cannot do what was asked{f': {code}' if code else ''}.",
        hint="Check CUEDECK_S3__ENDPOINT, its keys, and what they may do in the bucket.",
        retry_after=30,
    )


def _text(element: Element, name: str, default: str | None = None) -> str:
    """The text of a child, whatever its namespace."""
    found = next((child.text or "" for child in element if name_of(child) == name), default)
    if found is None:
        raise _away(f"no {name} in its answer")
    return found


def name_of(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]
