"""The works on a house: what an inspection looks at, defects and their cure, stops, and when the works are over.

六个确保（质量、安全、稳定、进度、脱贫、规范）：淄博市打赢脱贫攻坚战三年行动实施意见（2018）第10条. Earthquake-resistant building:
严格执行国家农村危房改造建设标准和抗震技术要求（临淄区，2018）.
"""

import calendar
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.housing.rules.mode import BUILDS, MODE_NAMES, Mode
from shared.errors import Conflict, NotFound, Unprocessable


class Stage(StrEnum):
    """When the works are looked at."""

    FOUNDATION = "foundation"
    STRUCTURE = "structure"
    ROOF = "roof"
    FINISH = "finish"


STAGE_NAMES = {Stage.FOUNDATION: "地基基础", Stage.STRUCTURE: "主体结构", Stage.ROOF: "屋面", Stage.FINISH: "完工"}

STAGES_OF = {
    Mode.REBUILD: (Stage.FOUNDATION, Stage.STRUCTURE, Stage.ROOF, Stage.FINISH),
    Mode.REPAIR: (Stage.STRUCTURE, Stage.FINISH),
}
"""What must have been looked at before the works are over."""


class Assurance(StrEnum):
    """One of the six that are made sure, and what else an inspection answers."""

    QUALITY = "quality"
    SAFETY = "safety"
    STABILITY = "stability"
    PROGRESS = "progress"
    RELIEF = "relief"
    RULES = "rules"
    EARTHQUAKE = "earthquake"
    MATERIALS = "materials"


ASSURANCE_NAMES = {
    Assurance.QUALITY: "确保质量：施工符合设计和工艺要求",
    Assurance.SAFETY: "确保安全：施工现场和临时居住安全",
    Assurance.STABILITY: "确保稳定：没有纠纷，户主知情同意",
    Assurance.PROGRESS: "确保进度：按协议工期推进",
    Assurance.RELIEF: "确保脱贫：不因建房负债致困",
    Assurance.RULES: "确保规范：面积、程序、档案符合规定",
    Assurance.EARTHQUAKE: "抗震：圈梁、构造柱等抗震措施到位",
    Assurance.MATERIALS: "材料：砖、水泥、钢材合格，有凭证",
}


class StopWhy(StrEnum):
    """Why works stand still."""

    WINTER = "winter"
    FLOOD = "flood"
    DEFECT = "defect"
    HOUSEHOLD = "household"
    """Death, a move, a split of the household: who goes on with the house has to be settled."""
    OTHER = "other"


STOP_NAMES = {
    StopWhy.WINTER: "冬季停工",
    StopWhy.FLOOD: "汛期停工",
    StopWhy.DEFECT: "质量安全问题停工整改",
    StopWhy.HOUSEHOLD: "户主去世、迁移或分户，待明确",
    StopWhy.OTHER: "其他原因",
}


class NoSuchDefect(NotFound):
    """没有这个问题"""


class NoSuchInspection(NotFound):
    """没有这次检查"""


class DefectCuredAlready(Conflict):
    """这个问题已登记整改"""


class AnswersMissing(Unprocessable):
    """检查项目没有逐项回答"""

    mend = "请对所列的每一项回答合格或不合格"


class DefectsMissing(Unprocessable):
    """有不合格的检查项，须写明问题和整改期限"""


class FlawAnsweredWell(Unprocessable):
    """检查项答了合格，又写了它的问题"""

    mend = "有问题的检查项请答不合格；没有问题的，去掉所写的问题"


class CureDueBeforeFound(Unprocessable):
    """整改期限早于检查日期"""

    mend = "整改期限须在检查当天或以后"


class DefectsUncured(Conflict):
    """还有质量安全问题没有整改"""

    mend = "请先登记整改结果"


class StagesUninspected(Conflict):
    """还有施工阶段没有检查"""

    mend = "请先登记所列阶段的检查"


class WorksOutOfTime(Unprocessable):
    """日期须在上一步之后、今天之前（含当天）"""

    mend = "请核对日期"


class NotTheBuildersWay(Unprocessable):
    """这种改造方式没有施工环节"""

    mend = "集中供养、租赁和安置的，签协议后直接登记入住"


class BuildersWay(Unprocessable):
    """这种改造方式须经施工和验收"""

    mend = "修缮加固和拆除重建的，请登记施工、检查和验收"


class CostMissing(Unprocessable):
    """修缮加固和拆除重建的协议须写明造价"""


class EndsBeforeStart(Unprocessable):
    """约定的日期次序有误"""

    mend = "签订、开工、完工的日期须依次不早于前一个"


@dataclass(frozen=True, slots=True)
class Flaw:
    """An answer that is no, and what has to be done by when."""

    assurance: Assurance
    what: str
    due_on: date


def must_be_built(mode: Mode) -> None:
    """Raises NotTheBuildersWay."""
    if mode not in BUILDS:
        raise NotTheBuildersWay(mode=MODE_NAMES[mode])


def must_not_be_built(mode: Mode) -> None:
    """Raises BuildersWay."""
    if mode in BUILDS:
        raise BuildersWay(mode=MODE_NAMES[mode])


def must_be_priced(mode: Mode, cost_fen: int | None) -> None:
    """An agreement on works says what they cost; where nobody builds there is nothing to price. Raises CostMissing."""
    if mode in BUILDS and cost_fen is None:
        raise CostMissing(pointer="/planned_cost_yuan")


def must_run_forward(signed_on: date, starts_on: date, ends_on: date) -> None:
    """Raises EndsBeforeStart."""
    if not signed_on <= starts_on <= ends_on:
        raise EndsBeforeStart(pointer="/starts_on" if starts_on < signed_on else "/ends_on")


def must_answer(answers: Mapping[Assurance, bool], flaws: Collection[Flaw], *, on: date) -> None:
    """Every assurance is answered, every no says what is wrong, only a no does, and nothing is due before it was found.

    Raises AnswersMissing, DefectsMissing, FlawAnsweredWell, CureDueBeforeFound.
    """
    if missing := [each for each in Assurance if each not in answers]:
        raise AnswersMissing(pointer="/answers", missing=[ASSURANCE_NAMES[each] for each in missing])
    said = {flaw.assurance for flaw in flaws}
    if unsaid := [each for each in Assurance if not answers[each] and each not in said]:
        raise DefectsMissing(pointer="/defects", missing=[ASSURANCE_NAMES[each] for each in unsaid])
    for place, flaw in enumerate(flaws):
        if answers[flaw.assurance]:
            raise FlawAnsweredWell(pointer=f"/defects/{place}/assurance", assurance=ASSURANCE_NAMES[flaw.assurance])
        if flaw.due_on < on:
            raise CureDueBeforeFound(pointer=f"/defects/{place}/due_on", inspected_on=on.isoformat())


def must_be_inspected(mode: Mode, seen: Collection[Stage]) -> None:
    """Raises StagesUninspected."""
    if waiting := [stage for stage in STAGES_OF.get(mode, ()) if stage not in seen]:
        raise StagesUninspected(stages=[STAGE_NAMES[stage] for stage in waiting])


def must_be_cured(defects: Iterable[str]) -> None:
    """Raises DefectsUncured."""
    if waiting := list(defects):
        raise DefectsUncured(defects=waiting)


def must_be_between(on: date, *, since: date | None, today: date, pointer: str) -> None:
    """Raises WorksOutOfTime."""
    if on > today or (since is not None and on < since):
        raise WorksOutOfTime(pointer=pointer, since=since.isoformat() if since else "", today=today.isoformat())


def days_stood_still(record: Iterable[tuple[str, date, str]], names: Collection[str], *, until: date) -> int:
    """Days between a stop that puts an agreed day off and the next beginning or end of the works; one that lasts counts until
    that day. `record`: act, day and what was said, in order; `names`: how the lines of such stops begin."""
    days, since = 0, None
    for act, on, said in record:
        if act == "stopped":
            since = on if said.startswith(tuple(names)) else None
        elif act in ("resumed", "finished") and since is not None:
            days, since = days + max(0, (on - since).days), None
    return days + (max(0, (until - since).days) if since is not None else 0)


VISIT_EARLY = timedelta(days=30)
"""So long before its day a look is the visit that was asked for (inferred: the month counts, not the day)."""


def is_visit(on: date, due_on: date) -> bool:
    """Whether a look on that day is the visit due then. One that comes earlier is written down, and the visit stays due."""
    return on >= due_on - VISIT_EARLY


def visits_after(closed_on: date, months: Sequence[int]) -> list[date]:
    """The days of the return visits: the same day so many months later, or the month's last."""
    days = list[date]()
    for later in sorted(months):
        years, month = divmod(closed_on.month - 1 + later, 12)
        year = closed_on.year + years
        days.append(date(year, month + 1, min(closed_on.day, calendar.monthrange(year, month + 1)[1])))
    return days
