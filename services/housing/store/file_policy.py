"""The places' rules of household files, as their files say them."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.housing.rules.file_policy import FilePolicy
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parents[1] / "policy" / "file"


@lru_cache
def list_file_policies() -> tuple[FilePolicy, ...]:
    """Raises PolicyFileRefused with every complaint, each with file and line."""
    return tuple(read_document(FilePolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))


def get_file_policy(region: str, on: date) -> FilePolicy:
    """The rule of the day of application counts for the whole of a renovation. A day before any rule asks for nothing."""
    return in_force(list_file_policies(), region=region, on=on) or _nothing()


@lru_cache
def _nothing() -> FilePolicy:
    [national] = [policy for policy in list_file_policies() if not policy.region]
    return national.model_copy(update={"photos": (), "papers": ()})
