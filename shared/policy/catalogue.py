"""What a policy says of charge lines that say nothing themselves: the share paid first, the most that a unit may cost. Pure."""

from fractions import Fraction
from typing import TypeVar

from shared.policy.clauses import LineRule, Policy, Stay

T = TypeVar("T")


class LineValues:
    """The values for the lines of one bill, each looked up once."""

    __slots__ = ("_found", "_policy", "_stay")

    def __init__(self, policy: Policy, stay: Stay) -> None:
        """Of `stay` only who the person is and where they lie is asked, not its amounts."""
        self._policy, self._stay = policy, stay
        self._found: dict[tuple[str, str | None], tuple[Fraction | None, int | None]] = {}

    def of(self, class_: str, item: str | None) -> tuple[Fraction | None, int | None]:
        """The share that the patient pays first, and the fen that a unit may cost at most; None where the policy says nothing."""
        found = self._found.get((class_, item))
        if found is None:
            pre_pay = self._rule(self._policy.catalogue.pre_pay, class_, item)
            ceiling = self._rule(self._policy.catalogue.price_ceilings, class_, item)
            found = (pre_pay.value if pre_pay else None, ceiling.value if ceiling else None)
            self._found[class_, item] = found
        return found

    def _rule(self, rules: tuple[LineRule[T], ...], class_: str, item: str | None) -> LineRule[T] | None:
        return next((rule for rule in rules if rule.fits(class_, item, self._stay)), None)
