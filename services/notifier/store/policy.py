"""The policies of this service, read once from the folder beside it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from services.notifier.rules.assignment import AssistancePolicy
from shared.errors import Unprocessable
from shared.policy.load import version_of
from shared.policy.source import PolicyFileRefused, Source

FOLDER = Path(__file__).parent.parent / "policy"


class NoAssistancePolicy(Unprocessable):
    """这一天没有生效的即时帮扶派单规则"""

    mend = "请核对发现日期；如确有规则，请联系平台运维补录"


@dataclass(frozen=True)
class InForce:
    """A policy and the version (a hash of what the file says) under which orders were given."""

    policy: AssistancePolicy
    version: str


def get_policy(on: date) -> InForce:
    """The policy of this day. Raises NoAssistancePolicy."""
    for known in shelf():
        if on in known.policy.in_force:
            return known
    raise NoAssistancePolicy(on=on.isoformat())


def load_text(text: str, *, file: str) -> InForce:
    """One policy file. Raises PolicyFileRefused with every mistake, its line and a mend."""
    source = Source(file, text)
    try:
        policy = AssistancePolicy.model_validate(source.tree)
    except ValidationError as wrong:
        complaints = [source.complaint(error["loc"], error["msg"], "对照同目录其他文件的写法更正") for error in wrong.errors()]
        raise PolicyFileRefused(complaints) from None
    return InForce(policy, version_of(source.tree))


@cache
def shelf() -> tuple[InForce, ...]:
    """Every policy of this service. Raises PolicyFileRefused."""
    return tuple(load_text(path.read_text("utf-8"), file=path.name) for path in sorted(FOLDER.glob("*.yaml")))
