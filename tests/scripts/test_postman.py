"""The kept Postman collection is the API's."""

import re

from app.api import create_api
from scripts import postman


def test_it_is_current() -> None:
    assert postman.FILE.read_text() == postman.text(), "run: python scripts/postman.py"


def test_it_has_every_operation() -> None:
    asked = {
        (request["request"]["method"], request["request"]["url"]["raw"].removeprefix("{{base_url}}"))
        for folder in postman.collection()["item"]
        for request in folder["item"]
    }
    described = {
        (method.upper(), re.sub(r"\{(\w+)\}", r":\1", path))
        for path, operations in create_api().openapi()["paths"].items()
        for method in operations
    }
    assert asked == described
