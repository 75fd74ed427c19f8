"""Spot checks (抽查): which visited households are looked at again by somebody else, and in what the two looks differ.

The drawing can be done again by anyone who has the list, the seed and this rule: within each helper's visited households those
with the smallest SHA-256 of `seed:household` are drawn, a share of them rounded up, so that every helper is checked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from services.registry.rules.campaign import CampaignKind
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class NothingToDraw(Unprocessable):
    """还没有可以抽查的户"""

    mend = "有完整走访、尚未抽过的户才能抽查"


class CheckedByTheHelper(Forbidden):
    """抽查不能由该户的责任人、代管人或走访登记人来做"""

    mend = "请由其他工作人员抽查"


class SpotCheckedAlready(Conflict):
    """这一户已登记抽查结果"""

    mend = "抽查结果不能改写"


class NoSuchSpotCheck(NotFound):
    """没有找到这次抽查"""


@dataclass(frozen=True)
class Visited:
    """A household that may be drawn, and whose work it is (None where it has no helper)."""

    household_id: UUID
    helper_id: UUID | None


@dataclass(frozen=True)
class Difference:
    """What the helper told of a question, and what was found."""

    question: str
    title: str
    told: str
    found: str


def rank(seed: str, household_id: UUID) -> str:
    return sha256(f"{seed}:{household_id}".encode()).hexdigest()


def drawn(seed: str, visited: Iterable[Visited], *, per_mille: int) -> list[Visited]:
    """The sample, in the order of its drawing; the same for the same seed, whatever the order of the list."""
    of_helper = defaultdict[UUID | None, list[Visited]](list)
    for each in visited:
        of_helper[each.helper_id].append(each)
    taken = [
        each
        for of_one in of_helper.values()
        for each in sorted(of_one, key=lambda one: rank(seed, one.household_id))[: -(-len(of_one) * per_mille // 1000)]
    ]
    return sorted(taken, key=lambda one: rank(seed, one.household_id))


def differences(kind: CampaignKind, told: Mapping[str, str], found: Mapping[str, str]) -> list[Difference]:
    """The questions that both were asked and answered otherwise."""
    return [
        Difference(each.question, each.title, told[each.question], found[each.question])
        for each in kind.questions
        if each.question in told and each.question in found and told[each.question] != found[each.question]
    ]
