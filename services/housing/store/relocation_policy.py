"""The places' rules of relocation, as their files say them."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.housing.rules.programme import NoRelocationRule, NoSuchRelocationKind
from services.housing.rules.relocation_policy import RelocationKind, RelocationPolicy
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parents[1] / "policy" / "relocation"


@lru_cache
def _policies() -> dict[str, tuple[RelocationPolicy, str]]:
    read = (read_document(RelocationPolicy, path) for path in sorted(_FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_relocation_policies() -> list[RelocationPolicy]:
    """Raises PolicyFileRefused with every complaint, each with file and line."""
    return [policy for policy, _ in _policies().values()]


def get_relocation_policy(region: str, on: date) -> tuple[RelocationPolicy, str]:
    """The policy in force there and then, with its version. Raises NoRelocationRule."""
    policy = in_force(list_relocation_policies(), region=region, on=on)
    if policy is None:
        raise NoRelocationRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_kind_there(kind: str, *, region: str, on: date) -> tuple[RelocationKind, RelocationPolicy, str]:
    """A kind of programme with its file and the file's version. Raises NoRelocationRule, NoSuchRelocationKind."""
    policy, version = get_relocation_policy(region, on)
    found = policy.kind_of(kind)
    if found is None:
        raise NoSuchRelocationKind(pointer="/kind", kind=kind, kinds=[each.kind for each in policy.kinds])
    return found, policy, version


def get_rules_of(policy: str, kind: str) -> tuple[RelocationKind, RelocationPolicy]:
    """What a programme was opened by; a file and a kind are never taken away."""
    file = _policies()[policy][0]
    return next(each for each in file.kinds if each.kind == kind), file
