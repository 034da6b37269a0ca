"""What every schema of the API stands on: fields are described by the text below them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from app.core import strict_json

SIDE = "Sandbox (true) or live (false). With a key always what the key is; the page's default is live."


class Answer(BaseModel):
    """Base of the answers. It only describes them: answers are not validated before they are sent."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Given(BaseModel):
    """Base of the request bodies."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _keepable(cls, value: Any) -> Any:
        if problem := strict_json.find_unstorable(value):
            raise ValueError(f"must not have {problem}")
        return value
