"""What the file of a renovation has to hold, what it holds, and what it lacks: told at once, before the act that asks for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from services.housing.rules.file_policy import FilePolicy
from services.housing.rules.house import Condition, Part
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import ACT_NAMES, Act
from services.housing.rules.renovation_paper import Phase, spoken, spoken_each
from services.housing.rules.works import STAGES_OF, Stage
from shared.errors import Conflict

Wanted = tuple[Phase | None, str]
"""When a photo was taken and what it shows; without a phase, the kind of a paper."""


class PhotosMissing(Conflict):
    """这一步要求的照片还不齐"""

    mend = "请先上传 missing 所列的照片；改造前的也可以放在这处住房或这次排查的材料中"


class FileIncomplete(Conflict):
    """档案还不完整，不能归档"""

    mend = "一户一档：请补齐 missing 所列的材料和照片后再归档"


@dataclass(frozen=True, slots=True)
class Kept:
    """A standing photo or paper; `on` is the day on which it was taken or filed."""

    phase: Phase | None
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a file's table of contents. `reference` is empty where the place does not ask for it."""

    title: str
    copies: int
    is_asked: bool
    reference: str = ""

    @property
    def is_lacking(self) -> bool:
        return self.is_asked and not self.copies


def unsafe_parts(parts: dict[str, str]) -> frozenset[Part]:
    """Of what a survey saw."""
    return frozenset(Part(part) for part, seen in parts.items() if seen in (Condition.FAILING, Condition.FAILED))


def photos_asked(
    policy: FilePolicy, act: Act, mode: Mode, *, unsafe: Collection[Part], stage: Stage | None = None
) -> dict[Wanted, str]:
    """What an act asks for, each with its reference in words. `stage`: the one that is looked at; None: all of the mode's."""
    wanted = dict[Wanted, str]()
    for ask in policy.photos:
        if ask.act is not act or mode not in ask.modes or (ask.where and not set(ask.where) & set(unsafe)):
            continue
        stages = (stage,) if stage else STAGES_OF[mode]
        shown: Sequence[str] = ask.views if ask.views else stages
        for kind in shown:
            wanted.setdefault((ask.phase, str(kind)), policy.source(ask).spoken)
    return wanted


def must_have_photos(
    policy: FilePolicy,
    act: Act,
    mode: Mode,
    kept: Collection[Kept],
    *,
    unsafe: Collection[Part] = (),
    stage: Stage | None = None,
    since: date | None = None,
) -> None:
    """`since`: older photos do not count (of a house that was finished a second time). Raises PhotosMissing."""
    there = {(each.phase, each.kind) for each in kept if since is None or each.on >= since}
    wanted = photos_asked(policy, act, mode, unsafe=unsafe, stage=stage)
    if missing := [each for each in wanted if each not in there]:
        raise PhotosMissing(act=ACT_NAMES[act], missing=spoken_each(missing))


def contents(policy: FilePolicy, mode: Mode, kept: Collection[Kept], *, unsafe: Collection[Part]) -> list[Entry]:
    """The table of contents: what is asked for, whether it is there or not, and whatever else there is."""
    asked = dict[Wanted, str]()
    for ask in policy.papers:
        if mode in ask.modes:
            asked[None, ask.kind.value] = policy.source(ask).spoken
    for act in (Act.APPLIED, Act.INSPECTED, Act.ACCEPTED):
        asked |= photos_asked(policy, act, mode, unsafe=unsafe)
    held = [(each.phase, each.kind) for each in kept]
    more = sorted({each for each in held if each not in asked}, key=lambda each: (each[0] is not None, each[0] or "", each[1]))
    return [
        *(Entry(spoken(*each), held.count(each), is_asked=True, reference=because) for each, because in asked.items()),
        *(Entry(spoken(*each), held.count(each), is_asked=False) for each in more),
    ]


def must_be_whole(entries: Collection[Entry]) -> None:
    """Raises FileIncomplete."""
    if missing := [entry.title for entry in entries if entry.is_lacking]:
        raise FileIncomplete(missing=missing)
