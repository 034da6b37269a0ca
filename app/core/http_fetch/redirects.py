"""Redirects, followed by hand: the address is checked again at every hop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message
from pathlib import PurePosixPath

import httpx

from app.core.http_fetch import errors as wrong

MAX_REDIRECTS = 8
USER_AGENT = "Cuedeck/0.1 (+guarded fetch)"
_CREDENTIALS = re.compile(r"(https?://)[^/\s\"?#]*@", re.IGNORECASE)


class Hop:
    """The request in flight, and how to take the next one when it answers with a redirect."""

    response: httpx.Response

    def __init__(self, http: httpx.Client, url: httpx.URL) -> None:
        self._http, self._urls = http, [url]
        self._open: httpx.Response | None = None

    @property
    def host(self) -> str:
        """Where the request in flight goes."""
        return self._urls[-1].host

    def send(self, method: str, body: bytes | None, headers: Mapping[str, str]) -> None:
        """Send to the current address; `response` is then open for reading."""
        sent = {"user-agent": USER_AGENT, "accept-encoding": "identity", **headers}
        request = self._http.build_request(method, self._urls[-1], content=body, headers=sent)
        self.response = self._open = self._http.send(request, stream=True)

    def follow(self) -> None:
        """Go where the redirect points; nothing but the address is carried over."""
        if len(self._urls) > MAX_REDIRECTS:
            raise wrong.unreachable(self.host, f"it redirected more than {MAX_REDIRECTS} times")
        location = self.response.headers["location"]
        self.close()
        try:
            target = self._urls[-1].join(location)
        except httpx.InvalidURL as error:
            raise wrong.invalid_url("it redirects to an address that cannot be read") from error
        self._urls.append(check_url(str(target)))
        self.send("GET", None, {})

    def file_name(self) -> str:
        """A safe file name: what the server says, else the end of the last path that has one."""
        disposition = self.response.headers.get("content-disposition", "")
        if disposition:
            message = Message()
            message["content-disposition"] = disposition
            if named := safe_name(message.get_filename() or ""):
                return named
        names = [safe_name(PurePosixPath(url.path).name) for url in reversed(self._urls)]
        names = [name for name in names if name]
        return next((name for name in names if PurePosixPath(name).suffix), (*names, "download")[0])

    def close(self) -> None:
        """Close the open answer."""
        if self._open is not None:
            self._open.close()
            self._open = None


def check_url(url: str) -> httpx.URL:
    """`url` parsed, if it is http(s) with a host; SourceError invalid_url. No name is looked up."""
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise wrong.invalid_url("it cannot be parsed") from error
    if parsed.scheme not in ("http", "https"):
        raise wrong.invalid_url(f"“{parsed.scheme or 'no scheme'}” is not http or https")
    if not parsed.host:
        raise wrong.invalid_url("it names no host")
    if re.search(r"[\s%]", parsed.host):
        raise wrong.invalid_url("its host name has characters that no host name has")
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise wrong.invalid_url("its port is out of range")
    return parsed


def without_password(text: str) -> str:
    """The same address, or text with addresses in it, without the user names and passwords in them."""
    return _CREDENTIALS.sub(r"\1***@", text)


def safe_name(name: str) -> str:
    """The last part of a file name without control characters, path separators or leading dots."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069<>:\"|?*]", "", last).strip().lstrip(".")
    stem, suffix = PurePosixPath(clean).stem, PurePosixPath(clean).suffix
    return (stem[: 150 - len(suffix)] + suffix) if len(suffix) <= 16 else clean[:150]
