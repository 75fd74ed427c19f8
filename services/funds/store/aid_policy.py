"""The policies of temporary aid, of the urban dibao line and of town reserves, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.funds.rules.aid import DibaoLine, NoAidRule, NoDibaoLine
from services.funds.rules.aid_policy import AidPolicy, DibaoPolicy
from services.funds.rules.reserve import NoReserveRule
from services.funds.rules.reserve_policy import ReservePolicy
from shared.policy.shelf import Shelf

_FOLDER = Path(__file__).parent.parent / "policy"
AID = Shelf(AidPolicy, _FOLDER / "aid")
DIBAO = Shelf(DibaoPolicy, _FOLDER / "dibao")
RESERVES = Shelf(ReservePolicy, _FOLDER / "reserves")


def list_aid_policies() -> list[AidPolicy]:
    return AID.policies()


def list_reserve_policies() -> list[ReservePolicy]:
    return RESERVES.policies()


def get_aid_policy(region: str, on: date) -> tuple[AidPolicy, str]:
    """The rule in force there and then, with its version. Raises NoAidRule."""
    return AID.get(region, on, otherwise=NoAidRule)


def get_aid_policy_named(name: str) -> AidPolicy:
    """The policy that an earlier decision names; a file is never taken away."""
    return AID.named(name)


def get_dibao_line(region: str, on: date) -> DibaoLine:
    """The urban line there and then, of the narrowest place that has one. Raises NoDibaoLine."""
    policy, _ = DIBAO.get(region, on, otherwise=NoDibaoLine)
    line = policy.line_on(on)
    return DibaoLine(line.amount_fen, policy.source(line).spoken, policy.policy)


def get_reserve_policy(town: str, on: date) -> tuple[ReservePolicy, str]:
    """The rule of reserves in force there and then, with its version. Raises NoReserveRule."""
    return RESERVES.get(town, on, otherwise=NoReserveRule)


def highest_floor_fen() -> int:
    """Above this no rule, of whatever place and time, asks for a refill."""
    return max(ceiling.floor_fen for policy in list_reserve_policies() for ceiling in (policy.each_town, *policy.towns))
