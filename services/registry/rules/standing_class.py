"""What the people of a household are known as when its state changes: the classes by which medical and the others decide.

建档立卡 (enrolled) from identification on, also out of poverty while policies are enjoyed (脱贫享受政策), and no longer once they
are not (脱贫不再享受政策, 淄博 2018 第4条). 监测 (monitored) while a household is watched. Low income and extreme poverty are
civil affairs' word and stay as they are.
"""

from collections.abc import Collection, Iterable, Mapping

from services.registry.rules.poverty import IN_POVERTY, WATCHED, PovertyState
from services.registry.rules.vocabulary import PersonClass

_GIVES: Mapping[PovertyState, PersonClass] = {
    **dict.fromkeys(IN_POVERTY | {PovertyState.SUPPORTED}, PersonClass.ENROLLED),
    **dict.fromkeys(WATCHED, PersonClass.MONITORED),
}
_TAKES: Mapping[PovertyState, PersonClass] = {
    PovertyState.INDEPENDENT: PersonClass.ENROLLED,
    PovertyState.RISK_REMOVED: PersonClass.MONITORED,
}

_PLACE = {each.value: place for place, each in enumerate(PersonClass)}


def classes_in(classes: Collection[str], *states: PovertyState) -> list[str]:
    """What somebody is known as whose household has entered these states; in the order of the vocabulary."""
    given = {_GIVES[state].value for state in states if state in _GIVES}
    taken = {_TAKES[state].value for state in states if state in _TAKES}
    return ordered((set(classes) | given) - taken)


def ordered(classes: Iterable[str]) -> list[str]:
    return sorted(set(classes), key=lambda each: (_PLACE.get(each, len(_PLACE)), each))
