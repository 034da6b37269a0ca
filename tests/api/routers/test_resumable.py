"""tus 1.0 against the started product: resumed, refused, ended, and turned into a job's source."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.support.product import Product, wait_for

pytestmark = pytest.mark.server
CAPTIONS = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\nWorld\n"
TUS = {"tus-resumable": "1.0.0"}
BODY = TUS | {"content-type": "application/offset+octet-stream"}


@pytest.fixture
def api(product: Product) -> Iterator[httpx.Client]:
    with product.client() as client:
        yield client


def create(api: httpx.Client, length: int = len(CAPTIONS), name: str = "film é.srt") -> str:
    metadata = {"upload-metadata": f"filename {base64.b64encode(name.encode()).decode()},x"}
    answer = api.post("/v1/uploads/tus", headers=TUS | metadata | {"upload-length": str(length)})
    assert answer.status_code == 201, answer.text
    assert answer.headers["upload-expires"].endswith("GMT")
    return answer.headers["location"]


def patch(api: httpx.Client, address: str, offset: int, data: bytes) -> httpx.Response:
    return api.patch(address, headers=BODY | {"upload-offset": str(offset)}, content=data)


def offset(api: httpx.Client, address: str) -> int:
    answer = api.head(address, headers=TUS)
    assert (answer.status_code, answer.headers["tus-resumable"]) == (200, "1.0.0")
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


def test_what_the_server_can_do(api: httpx.Client) -> None:
    answer = api.options("/v1/uploads/tus")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    extensions = {"creation", "creation-with-upload", "termination", "expiration"}
    assert set(answer.headers["tus-extension"].split(",")) == extensions
    assert int(answer.headers["tus-max-size"]) > 1 << 30


def test_in_pieces_and_then_a_job(api: httpx.Client) -> None:
    address = create(api)
    assert offset(api, address) == 0
    assert patch(api, address, 0, CAPTIONS[:30]).headers["upload-offset"] == "30"
    assert offset(api, address) == 30
    assert patch(api, address, 30, CAPTIONS[30:]).status_code == 204
    assert offset(api, address) == len(CAPTIONS)
    upload_id = address.rpartition("/")[2]
    wanted = {"upload_id": upload_id, "target_profile": "WebVTT"}
    job = api.post("/v1/jobs?wait=30", json=wanted).json()
    assert (job["status"], job["source_name"]) == ("completed", "film é.srt")
    assert job["result_data"]["cue_count"] == 2
    assert patch(api, address, len(CAPTIONS), b"x").status_code == 404


def begin(api: httpx.Client, data: bytes) -> httpx.Response:
    """Create an upload of CAPTIONS with its first bytes in the same request."""
    headers = BODY | {"upload-length": str(len(CAPTIONS))}
    return api.post("/v1/uploads/tus", headers=headers, content=data)


def test_the_first_bytes_may_come_with_the_creation(api: httpx.Client) -> None:
    begun = begin(api, CAPTIONS[:30])
    assert (begun.status_code, begun.headers["upload-offset"]) == (201, "30")
    assert offset(api, begun.headers["location"]) == 30
    whole = begin(api, CAPTIONS)
    assert (whole.status_code, whole.headers["upload-offset"]) == (201, str(len(CAPTIONS)))
    upload_id = whole.headers["location"].rpartition("/")[2]
    assert api.post("/v1/jobs?wait=30", json={"upload_id": upload_id}).json()["status"] == "completed"
    assert begin(api, CAPTIONS + b"x").json()["code"] == "upload_too_long"


def test_a_broken_connection_keeps_what_came(product: Product, api: httpx.Client) -> None:
    address = create(api, 200_000)
    path = httpx.URL(address).path
    host, port = product.base_url.removeprefix("http://").split(":")
    lines = [f"PATCH {path} HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {product.key}"]
    lines += ["Tus-Resumable: 1.0.0", "Content-Type: application/offset+octet-stream"]
    lines += ["Upload-Offset: 0", "Content-Length: 200000", "", ""]
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall("\r\n".join(lines).encode() + b"x" * 50_000)
        wait_for(lambda: offset(api, address) == 50_000, 10, "the first bytes")
        assert patch(api, address, 50_000, b"y").status_code == 423
        assert api.delete(address, headers=TUS).status_code == 423
    wait_for(lambda: patch(api, address, 50_000, b"x" * 10).status_code == 204, 10, "the lock")
    assert offset(api, address) == 50_010


def test_a_server_that_was_ended_after_the_last_byte(product: Product, api: httpx.Client) -> None:
    address = create(api)
    upload_id = address.rpartition("/")[2]
    (product.data_dir / "resumable" / f"{upload_id}.part").write_bytes(CAPTIONS)
    assert offset(api, address) == len(CAPTIONS)
    assert api.post("/v1/jobs?wait=30", json={"upload_id": upload_id}).json()["status"] == "completed"


def test_an_empty_file_is_whole_at_once(api: httpx.Client) -> None:
    address = create(api, 0)
    assert api.head(address, headers=TUS).headers["upload-length"] == "0"
    assert patch(api, address, 0, b"").status_code == 404


def test_termination(product: Product, api: httpx.Client) -> None:
    address = create(api)
    patch(api, address, 0, CAPTIONS[:10])
    assert api.delete(address, headers=TUS).status_code == 204
    assert api.head(address, headers=TUS).status_code == 404
    assert not list((product.data_dir / "resumable").glob(f"{address.rpartition('/')[2]}*"))


def test_what_is_refused(product: Product, api: httpx.Client) -> None:
    address = create(api)

    def refusal(answer: httpx.Response) -> tuple[int, str]:
        body = answer.json()
        assert body["hint"]
        return answer.status_code, body["code"]

    assert refusal(patch(api, address, 5, b"x")) == (409, "offset_conflict")
    assert refusal(patch(api, address, 0, CAPTIONS + b"x")) == (413, "upload_too_long")
    assert refusal(api.patch(address, headers=TUS | {"upload-offset": "0"}, content=b"x"))[0] == 415
    assert refusal(api.post("/v1/uploads/tus", headers={"upload-length": "1"})) == (412, "tus_version")
    assert refusal(api.post("/v1/uploads/tus", headers=TUS)) == (400, "bad_request")
    for length in ("-1", "x", "9" * 30, "٣"):
        headers = TUS | {"upload-length": length.encode()}
        assert refusal(api.post("/v1/uploads/tus", headers=headers)) == (400, "bad_request")
    huge = api.post("/v1/uploads/tus", headers=TUS | {"upload-length": str(1 << 50)})
    assert refusal(huge) == (413, "file_too_large")
    broken = TUS | {"upload-length": "1", "upload-metadata": "filename !!"}
    assert refusal(api.post("/v1/uploads/tus", headers=broken)) == (400, "bad_request")
    for path in ("/v1/uploads/tus/none", "/v1/uploads/tus/..%2f..%2fcuedeck.db", "/v1/uploads/tus/a%00b"):
        assert api.head(path, headers=TUS).status_code == 404
    assert httpx.head(address, headers=TUS).status_code == 401
    assert offset(api, address) == 0


def test_uploads_of_others_do_not_exist(product: Product, api: httpx.Client) -> None:
    address = create(api)
    facts = product.data_dir / "resumable" / f"{address.rpartition('/')[2]}.json"
    mine = facts.read_text()
    facts.write_text(mine.replace('"account_id": "', '"account_id": "somebody-else-'))
    assert api.head(address, headers=TUS).status_code == 404
    assert patch(api, address, 0, CAPTIONS).status_code == 404
    assert api.delete(address, headers=TUS).status_code == 404


@pytest.mark.parametrize("upload_id", ["a" * 300, "é" * 100, "%00", "x%0Ay"])
@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_an_id_that_can_be_no_file(api: httpx.Client, method: str, upload_id: str) -> None:
    answer = api.request(method, f"/v1/uploads/tus/{upload_id}", headers=BODY | {"upload-offset": "0"})
    assert answer.status_code == 404
