"""Photos of a renovation, before, during and after the works, by what each shows; and the papers of its file (一户一档)."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from services.housing.rules.house import VIEW_NAMES, PhotoView
from services.housing.rules.paper import PaperAbout
from services.housing.rules.works import STAGE_NAMES, Stage
from shared.errors import Unprocessable
from shared.papers import MediaType


class Phase(StrEnum):
    """When a photo of a renovation was taken."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


PHASE_NAMES = {Phase.BEFORE: "改造前", Phase.DURING: "施工中", Phase.AFTER: "改造后"}


class PaperKind(StrEnum):
    """A paper of a household's file."""

    APPLICATION = "application"
    BOOKLET = "booklet"
    APPRAISAL = "appraisal"
    ASSEMBLY = "assembly"
    NOTICE = "notice"
    APPROVAL = "approval"
    AGREEMENT = "agreement"
    INSPECTION = "inspection"
    ACCEPTANCE = "acceptance"
    PAYMENT = "payment"


PAPER_KIND_NAMES = {
    PaperKind.APPLICATION: "农户申请书",
    PaperKind.BOOKLET: "户口簿或家庭成员身份证明",
    PaperKind.APPRAISAL: "住房鉴定表",
    PaperKind.ASSEMBLY: "村民代表会议评议记录",
    PaperKind.NOTICE: "公示照片或公示单",
    PaperKind.APPROVAL: "审核审批表",
    PaperKind.AGREEMENT: "改造协议书",
    PaperKind.INSPECTION: "施工检查记录表",
    PaperKind.ACCEPTANCE: "竣工验收表",
    PaperKind.PAYMENT: "补助发放凭证",
}

_VIEWS: dict[str, str] = {view.value: name for view, name in VIEW_NAMES.items()}
_STAGES: dict[str, str] = {stage.value: name for stage, name in STAGE_NAMES.items()}
_KINDS: dict[str, str] = {kind.value: name for kind, name in PAPER_KIND_NAMES.items()}
SHOWN: dict[Phase | None, dict[str, str]] = {Phase.BEFORE: _VIEWS, Phase.DURING: _STAGES, Phase.AFTER: _VIEWS, None: _KINDS}
"""What a renovation's papers may show: a view of the house, or a stage of the works; without a phase, a paper of its file."""

EVERY_KIND = (*PhotoView, *(kind for kind in (*Stage, *PaperKind) if kind.value not in _VIEWS))


class PaperKindAstray(Unprocessable):
    """材料的种类与所属事项不符"""

    mend = "请从 allowed 所列的种类中选择；改造的照片还须写明是改造前、施工中还是改造后"


class PhasePhotoOnly(Unprocessable):
    """改造前、施工中、改造后的须是照片"""

    mend = "请上传 JPEG、PNG 照片；协议、表格等文件不填拍摄阶段"


class PhotoOutOfTime(Unprocessable):
    """照片的拍摄日期与所填的阶段不符"""

    mend = "请核对拍摄日期：改造前的不晚于开工，施工中的在开工与完工之间，改造后的不早于完工；拍摄早于上传的须写明日期"


def must_say_what(about: PaperAbout, phase: Phase | None, kind: str, media_type: MediaType) -> None:
    """A renovation's photo says when and what, its papers say which; of a house or a survey a view of the house, or nothing.

    Raises PaperKindAstray, PhasePhotoOnly.
    """
    if about is not PaperAbout.RENOVATION:
        if phase is not None:
            raise PaperKindAstray(pointer="/phase", allowed=[])
        allowed = _VIEWS
    else:
        allowed = SHOWN[phase]
    if kind not in allowed and (kind or phase is not None):
        raise PaperKindAstray(pointer="/kind", allowed=list(allowed))
    if phase is not None and media_type is MediaType.PDF:
        raise PhasePhotoOnly(pointer="/file")


def must_be_of_its_time(phase: Phase, on: date, *, today: date, started_on: date | None, finished_on: date | None) -> None:
    """`on`: the day on which it was taken, or today where nobody says. Raises PhotoOutOfTime."""
    fits = {
        Phase.BEFORE: started_on is None or on <= started_on,
        Phase.DURING: started_on is not None and started_on <= on <= (finished_on or today),
        Phase.AFTER: finished_on is not None and finished_on <= on,
    }
    if on > today or not fits[phase]:
        raise PhotoOutOfTime(
            pointer="/taken_on",
            phase=PHASE_NAMES[phase],
            started_on=f"{started_on or ''}",
            finished_on=f"{finished_on or ''}",
        )


def spoken(phase: Phase | None, kind: str) -> str:
    """`改造前：正面`, `改造协议书`."""
    name = SHOWN[phase].get(kind, "其他材料")
    return f"{PHASE_NAMES[phase]}：{name}" if phase else name


def spoken_each(wanted: Sequence[tuple[Phase | None, str]]) -> list[str]:
    return [spoken(phase, kind) for phase, kind in wanted]
