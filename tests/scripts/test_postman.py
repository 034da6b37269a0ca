"""The kept Postman collection is the API's."""

import re

from scripts import postman
from tests.support.api.client import application


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
        for path, operations in application().openapi()["paths"].items()
        for method in operations
    }
    assert asked == described
