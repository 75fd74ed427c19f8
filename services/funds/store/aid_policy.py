"""The policies of temporary aid, of the urban dibao line and of town reserves, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.aid import DibaoLine, NoAidRule, NoDibaoLine
from services.funds.rules.aid_policy import AidPolicy, DibaoPolicy
from services.funds.rules.reserve import NoReserveRule
from services.funds.rules.reserve_policy import ReservePolicy
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy"


@lru_cache
def _aid() -> dict[str, tuple[AidPolicy, str]]:
    read = (read_document(AidPolicy, path) for path in sorted((FOLDER / "aid").glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


@lru_cache
def _dibao() -> dict[str, tuple[DibaoPolicy, str]]:
    read = (read_document(DibaoPolicy, path) for path in sorted((FOLDER / "dibao").glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


@lru_cache
def _reserves() -> dict[str, tuple[ReservePolicy, str]]:
    read = (read_document(ReservePolicy, path) for path in sorted((FOLDER / "reserves").glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_aid_policies() -> list[AidPolicy]:
    return [policy for policy, _ in _aid().values()]


def list_reserve_policies() -> list[ReservePolicy]:
    return [policy for policy, _ in _reserves().values()]


def get_aid_policy(region: str, on: date) -> tuple[AidPolicy, str]:
    """The rule in force there and then, with its version. Raises NoAidRule."""
    policy = in_force(list_aid_policies(), region=region, on=on)
    if policy is None:
        raise NoAidRule(region=region, on=on.isoformat())
    return _aid()[policy.policy]


def get_aid_policy_named(name: str) -> AidPolicy:
    """The policy that an earlier decision names; a file is never taken away."""
    return _aid()[name][0]


def get_dibao_line(region: str, on: date) -> DibaoLine:
    """The urban line there and then, of the narrowest place that has one. Raises NoDibaoLine."""
    policy = in_force((one for one, _ in _dibao().values()), region=region, on=on)
    if policy is None:
        raise NoDibaoLine(region=region, on=on.isoformat())
    line = policy.line_on(on)
    return DibaoLine(line.amount_fen, policy.source(line).spoken, policy.policy)


def get_reserve_policy(town: str, on: date) -> tuple[ReservePolicy, str]:
    """The rule of reserves in force there and then, with its version. Raises NoReserveRule."""
    policy = in_force(list_reserve_policies(), region=town, on=on)
    if policy is None:
        raise NoReserveRule(town=town, on=on.isoformat())
    return _reserves()[policy.policy]


def highest_floor_fen() -> int:
    """Above this no rule, of whatever place and time, asks for a refill."""
    return max(ceiling.floor_fen for policy in list_reserve_policies() for ceiling in (policy.each_town, *policy.towns))
