"""The code lists, profiles and maps that lie beside this service's code, read and checked once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.medical.rules.national.book import Book, Payers, Sandbox, Terms
from services.medical.rules.national.profile import Profile

FOLDER = Path(__file__).parents[2] / "national"


@cache
def book() -> Book:
    """Raises pydantic's ValidationError for a file that does not hold together: the service then does not start."""
    first = Profile.model_validate(_read("profiles/national.yaml"))
    others = sorted(path.name for path in (FOLDER / "profiles").glob("*.yaml") if path.name != "national.yaml")
    return Book(
        codes=_read("codes.yaml"),
        payers=Payers.model_validate(_read("payers.yaml")),
        terms=Terms.model_validate(_read("terms.yaml")),
        profiles=(first, *(Profile.model_validate(_read(f"profiles/{name}")).over(first) for name in others)),
    )


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


@cache
def sandbox() -> Sandbox:
    """The people, the hospital and the catalogue with which hospitals try us."""
    return Sandbox.model_validate(_read("sandbox.yaml"))
