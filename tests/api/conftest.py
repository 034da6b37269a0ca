import pytest


@pytest.fixture(autouse=True)
def known_names(example_names: None) -> None:
    """No test of the API asks a resolver for the names of examples."""
