"""A project from its proposal to the review of what became of it: its states, and every act that there is, as one table.

The six concerns of oversight (储备、立项、实施、验收、管护、分配: 罗庄区 S49) are the stages that states belong to.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.errors import Conflict, NotFound


class ProjectKind(StrEnum):
    """What a project is for, by the headings of county project libraries."""

    INDUSTRY = "industry"
    PHOTOVOLTAIC = "photovoltaic"
    INFRASTRUCTURE = "infrastructure"
    WATER = "water"
    HOUSING = "housing"
    EDUCATION = "education"
    HEALTH = "health"
    EMPLOYMENT = "employment"
    FINANCE = "finance"
    RELOCATION = "relocation"
    PUBLIC_SERVICE = "public-service"
    OTHER = "other"


PROJECT_KIND_NAMES = {
    ProjectKind.INDUSTRY: "产业发展",
    ProjectKind.PHOTOVOLTAIC: "光伏电站",
    ProjectKind.INFRASTRUCTURE: "基础设施",
    ProjectKind.WATER: "饮水安全",
    ProjectKind.HOUSING: "危房改造",
    ProjectKind.EDUCATION: "教育帮扶",
    ProjectKind.HEALTH: "健康帮扶",
    ProjectKind.EMPLOYMENT: "就业帮扶",
    ProjectKind.FINANCE: "金融帮扶",
    ProjectKind.RELOCATION: "易地搬迁后续扶持",
    ProjectKind.PUBLIC_SERVICE: "公共服务",
    ProjectKind.OTHER: "其他",
}


class ProjectState(StrEnum):
    """Where a project stands."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    SENT_BACK = "sent-back"
    REJECTED = "rejected"
    IN_LIBRARY = "in-library"
    APPROVED = "approved"
    PLANNED = "planned"
    UNDER_WAY = "under-way"
    COMPLETED = "completed"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed-over"
    REVIEWED = "reviewed"
    ABANDONED = "abandoned"


PROJECT_STATE_NAMES = {
    ProjectState.DRAFT: "草拟",
    ProjectState.IN_REVIEW: "评审中",
    ProjectState.SENT_BACK: "退回修改",
    ProjectState.REJECTED: "未通过",
    ProjectState.IN_LIBRARY: "已入库",
    ProjectState.APPROVED: "已立项",
    ProjectState.PLANNED: "已列入年度计划",
    ProjectState.UNDER_WAY: "实施中",
    ProjectState.COMPLETED: "已完工待验收",
    ProjectState.ACCEPTED: "已验收",
    ProjectState.HANDED_OVER: "已移交管护",
    ProjectState.REVIEWED: "已后评价",
    ProjectState.ABANDONED: "已终止",
}

STAGE_NAMES = {
    ProjectState.DRAFT: "储备",
    ProjectState.IN_REVIEW: "储备",
    ProjectState.SENT_BACK: "储备",
    ProjectState.REJECTED: "储备",
    ProjectState.IN_LIBRARY: "储备",
    ProjectState.APPROVED: "立项",
    ProjectState.PLANNED: "立项",
    ProjectState.UNDER_WAY: "实施",
    ProjectState.COMPLETED: "验收",
    ProjectState.ACCEPTED: "验收",
    ProjectState.HANDED_OVER: "管护与分配",
    ProjectState.REVIEWED: "管护与分配",
    ProjectState.ABANDONED: "终止",
}

OVER = frozenset({ProjectState.REJECTED, ProjectState.ABANDONED})
"""States that wait for nobody."""
IN_THE_LIBRARY = frozenset(ProjectState) - {
    ProjectState.DRAFT,
    ProjectState.IN_REVIEW,
    ProjectState.SENT_BACK,
    ProjectState.REJECTED,
}
"""States of a project that has entered the library, an abandoned one too (it says why)."""


class Act(StrEnum):
    """What can happen to a project: each is a line of its timeline."""

    PROPOSED = "proposed"
    REVISED = "revised"
    SUBMITTED = "submitted"
    STEP_PASSED = "step-passed"
    NOTICE_OPENED = "notice-opened"
    SENT_BACK = "sent-back"
    REJECTED = "rejected"
    ENTERED = "entered"
    APPROVED = "approved"
    PLANNED = "planned"
    CONTRACTED = "contracted"
    AMENDED = "amended"
    REPORTED = "reported"
    COMPLETED = "completed"
    CHECKED = "checked"
    MENDED = "mended"
    PAYMENT_ASKED = "payment-asked"
    PAID = "paid"
    PAYMENT_REFUSED = "payment-refused"
    PAYMENT_RETURNED = "payment-returned"
    NOT_ACCEPTED = "not-accepted"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed-over"
    MAINTAINED = "maintained"
    DISTRIBUTED = "distributed"
    MEASURED = "measured"
    REVIEWED = "reviewed"
    ABANDONED = "abandoned"


ACT_NAMES = {
    Act.PROPOSED: "申报",
    Act.REVISED: "修改申报",
    Act.SUBMITTED: "提交评审",
    Act.STEP_PASSED: "评审环节通过",
    Act.NOTICE_OPENED: "开始公示",
    Act.SENT_BACK: "退回修改",
    Act.REJECTED: "评审未通过",
    Act.ENTERED: "入库",
    Act.APPROVED: "批复立项",
    Act.PLANNED: "列入年度计划",
    Act.CONTRACTED: "签订合同",
    Act.AMENDED: "变更合同",
    Act.REPORTED: "进度报告",
    Act.COMPLETED: "完工",
    Act.CHECKED: "中期检查",
    Act.MENDED: "整改",
    Act.PAYMENT_ASKED: "申请付款",
    Act.PAID: "付款",
    Act.PAYMENT_REFUSED: "付款未通过",
    Act.PAYMENT_RETURNED: "付款退回",
    Act.NOT_ACCEPTED: "验收未通过",
    Act.ACCEPTED: "验收通过",
    Act.HANDED_OVER: "移交",
    Act.MAINTAINED: "管护",
    Act.DISTRIBUTED: "收益分配",
    Act.MEASURED: "绩效自评",
    Act.REVIEWED: "后评价",
    Act.ABANDONED: "终止",
}

_S = ProjectState
_WORK = frozenset({_S.UNDER_WAY, _S.COMPLETED})
_AFTER_CONTRACT = _WORK | {_S.ACCEPTED, _S.HANDED_OVER, _S.REVIEWED}
_USE = frozenset({_S.HANDED_OVER, _S.REVIEWED})


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an act may be done, and the state after it; None where it stays."""

    given: frozenset[ProjectState]
    to: ProjectState | None = None


MOVES: dict[Act, Move] = {
    Act.REVISED: Move(frozenset({_S.DRAFT, _S.SENT_BACK})),
    Act.SUBMITTED: Move(frozenset({_S.DRAFT, _S.SENT_BACK}), _S.IN_REVIEW),
    Act.STEP_PASSED: Move(frozenset({_S.IN_REVIEW, _S.IN_LIBRARY})),
    Act.NOTICE_OPENED: Move(frozenset({_S.IN_REVIEW, _S.IN_LIBRARY})),
    Act.SENT_BACK: Move(frozenset({_S.IN_REVIEW, _S.IN_LIBRARY}), _S.SENT_BACK),
    Act.REJECTED: Move(frozenset({_S.IN_REVIEW, _S.IN_LIBRARY}), _S.REJECTED),
    Act.ENTERED: Move(frozenset({_S.IN_REVIEW}), _S.IN_LIBRARY),
    Act.APPROVED: Move(frozenset({_S.IN_LIBRARY}), _S.APPROVED),
    Act.PLANNED: Move(frozenset({_S.APPROVED}), _S.PLANNED),
    Act.CONTRACTED: Move(frozenset({_S.PLANNED, _S.UNDER_WAY}), _S.UNDER_WAY),
    Act.AMENDED: Move(_WORK),
    Act.REPORTED: Move(frozenset({_S.UNDER_WAY})),
    Act.COMPLETED: Move(frozenset({_S.UNDER_WAY}), _S.COMPLETED),
    Act.CHECKED: Move(_WORK),
    Act.MENDED: Move(_AFTER_CONTRACT),
    Act.PAYMENT_ASKED: Move(_AFTER_CONTRACT),
    Act.PAID: Move(_AFTER_CONTRACT),
    Act.PAYMENT_REFUSED: Move(_AFTER_CONTRACT | {_S.ABANDONED}),
    Act.PAYMENT_RETURNED: Move(_AFTER_CONTRACT | {_S.ABANDONED}),
    Act.NOT_ACCEPTED: Move(frozenset({_S.COMPLETED})),
    Act.ACCEPTED: Move(frozenset({_S.COMPLETED}), _S.ACCEPTED),
    Act.HANDED_OVER: Move(frozenset({_S.ACCEPTED}), _S.HANDED_OVER),
    Act.MAINTAINED: Move(_USE),
    Act.DISTRIBUTED: Move(_USE),
    Act.MEASURED: Move(_AFTER_CONTRACT),
    Act.REVIEWED: Move(_USE, _S.REVIEWED),
    Act.ABANDONED: Move(frozenset({_S.DRAFT, _S.SENT_BACK, _S.IN_LIBRARY, _S.APPROVED, _S.PLANNED, _S.UNDER_WAY}), _S.ABANDONED),
}
"""Every act that there is but the first, which makes the project (`PROPOSED`). What is absent is refused."""


class NoSuchProject(NotFound):
    """没有这个项目"""


class ProjectStateForbids(Conflict):
    """项目当前的状态不允许这样办理"""

    mend = "请先查看项目页面上的当前状态和待办环节"


def act_on(state: ProjectState, act: Act) -> ProjectState:
    """The state after this act. Raises ProjectStateForbids for what is not in MOVES."""
    move = MOVES[act]
    if state not in move.given:
        raise ProjectStateForbids(state=PROJECT_STATE_NAMES[state], asked=ACT_NAMES[act])
    return move.to or state
