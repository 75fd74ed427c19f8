"""Procedures of identification, exit and relapse: the forms that take them on, and what is shown of them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.registry.rules.evidence import Evidence, Paper
from services.registry.rules.poverty import Axis, PovertyState, ProcedureKind, StateOrigin
from services.registry.rules.procedure import Outcome, ProcedureState
from shared.regions import Region
from shared.schemas import Form, View

Why = Annotated[str, Field(title="理由", min_length=2, max_length=500, examples=["因病负债，家庭收入低于标准"])]
Papers = Annotated[list[Paper], Field(title="材料", description="附件编号由上传附件时得到", max_length=30)]


class Applicant(Form):
    """申请人：还没有登记为一户的"""

    id_number: str = Field(title="身份证号码", max_length=40, examples=["11010519491231002X"])
    name: str = Field(title="姓名", min_length=1, max_length=50, examples=["王小明"])
    village: Region = Field(title="所在村（社区）代码", examples=["431124001201"])


class OpenProcedure(Form):
    """受理一件程序：对一户，或对还没有登记的申请人。"""

    kind: ProcedureKind = Field(
        title="程序种类",
        description="identification 识别、relapse 返贫认定、exit 退出、independence 脱贫不再享受政策、take-in 监测纳入、"
        "risk-removal 风险消除",
    )
    household_id: UUID | None = Field(default=None, title="户标识", description="与 applicant 二者填一")
    applicant: Applicant | None = Field(default=None, title="申请人")
    target: PovertyState | None = Field(
        default=None,
        title="认定为",
        description="只有监测纳入要填：unstable 脱贫不稳定户、marginal 边缘易致贫户、stricken 突发严重困难户",
    )
    clue_on: date | None = Field(default=None, title="发现线索的日期", description="不填为今天；全程期限从次日起算")
    why: Why


class TakeStep(Form):
    """办理当前环节，登记结果。"""

    stage: str = Field(title="环节代码", max_length=40, examples=["application"])
    passes: bool = Field(default=True, title="是否通过")
    done_on: date = Field(title="办理日期", examples=["2020-09-01"])
    why: str = Field(default="", title="理由", description="不通过时必填", max_length=500)
    papers: Papers = []
    evidence: Evidence = Field(title="本环节的记录", examples=[{"kind": "application", "members": 3}])


class AttachHousehold(Form):
    """把程序挂到申请人所在的户。"""

    household_id: UUID = Field(title="户标识", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])


class WithdrawProcedure(Form):
    """撤回一件程序。"""

    why: Why


class TakeOverCase(Form):
    """把困难持续的即时帮扶台账转入监测纳入程序。"""

    target: PovertyState = Field(
        default=PovertyState.STRICKEN,
        title="认定为",
        description="unstable 脱贫不稳定户、marginal 边缘易致贫户、stricken 突发严重困难户（不填为此）",
    )
    why: Why


class RecordNationalAnswer(Form):
    """登记全国系统的结果。"""

    axis: Axis = Field(title="状态种类", description="poverty 脱贫状态、watch 监测状态")
    state: PovertyState = Field(title="状态")
    since_on: date = Field(title="从哪天起", examples=["2020-11-01"])
    national_reference: str = Field(
        title="全国系统的出处",
        description="导出批次、行号或户编号",
        min_length=2,
        max_length=120,
        examples=["2020年第9批，第12行"],
    )
    why: Why
    papers: Papers = []


class StepTakenView(View):
    """A step of a procedure, as it was recorded."""

    step_id: UUID = Field(title="记录编号")
    stage: str = Field(title="环节代码")
    title: str = Field(title="环节名称")
    outcome: Outcome = Field(title="结果")
    outcome_name: str = Field(title="结果名称")
    by: str = Field(title="办理人")
    officer_name: str = Field(title="办理级别")
    done_on: date = Field(title="办理日期")
    recorded_at: datetime = Field(title="登记时间")
    why: str = Field(title="理由")
    evidence: dict[str, Any] = Field(title="记录")
    told: list[str] = Field(title="记录（可读）")
    papers: list[Paper] = Field(title="材料")
    due_on: date | None = Field(title="期限")
    is_late: bool = Field(title="是否逾期办理")


class StageView(View):
    """A stage that a procedure has to come through."""

    stage: str = Field(title="环节代码")
    title: str = Field(title="环节名称")
    kind: str = Field(title="环节种类")
    by: list[str] = Field(title="由谁办理")
    papers: list[str] = Field(title="必须附上的材料")
    basis: str = Field(title="依据")
    is_current: bool = Field(title="是否当前环节")
    is_passed: bool = Field(title="是否已通过")


class ProcedureLine(View):
    """One procedure of a list."""

    procedure_id: UUID = Field(title="程序编号")
    household_id: UUID | None = Field(title="户标识")
    shown_as: str = Field(title="户主或申请人", description="姓名已遮盖")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    kind: ProcedureKind = Field(title="程序种类")
    kind_name: str = Field(title="程序名称")
    target: PovertyState = Field(title="拟认定为")
    target_name: str = Field(title="拟认定状态名称")
    state: ProcedureState = Field(title="进展")
    state_name: str = Field(title="进展名称")
    stage: str = Field(title="当前环节代码")
    stage_title: str = Field(title="当前环节")
    owners: list[str] = Field(title="现在由谁办")
    is_held: bool = Field(title="是否因异议暂停")
    notice_until_on: date | None = Field(title="公示到哪天", description="不在公示的为空")
    is_notice_over: bool = Field(title="公示是否已经期满", description="期满且没有未答复的异议，可以结束公示")
    due_on: date | None = Field(title="本环节期限")
    whole_due_on: date | None = Field(title="全程期限")
    is_late: bool = Field(title="是否逾期")
    opened_at: datetime = Field(title="受理时间")
    ended_at: datetime | None = Field(title="办结时间")


class ProcedureView(ProcedureLine):
    """A procedure with every stage it has and every step that was taken."""

    why: str = Field(title="受理理由")
    opened_by: str = Field(title="受理人")
    clue_on: date = Field(title="线索日期")
    case_id: UUID | None = Field(title="来自即时帮扶台账")
    policy: str = Field(title="政策文件")
    policy_title: str = Field(title="政策文件名称")
    policy_version: str = Field(title="政策文件版本")
    basis: str = Field(title="依据")
    stages: list[StageView] = Field(title="各环节")
    steps: list[StepTakenView] = Field(title="办理记录")
    notice_ids: list[UUID] = Field(title="公示编号")


class PovertyEntryView(View):
    """A state of a household, from when to when, and by what."""

    entry_id: UUID = Field(title="记录编号")
    household_id: UUID = Field(title="户标识")
    region_name: str = Field(title="所在地")
    axis: Axis = Field(title="状态种类")
    axis_name: str = Field(title="状态种类名称")
    state: PovertyState = Field(title="状态")
    state_name: str = Field(title="状态名称")
    since_on: date = Field(title="从哪天起")
    until_on: date | None = Field(title="到哪天止", description="为空表示现在如此")
    origin: StateOrigin = Field(title="依据种类")
    origin_name: str = Field(title="依据种类名称")
    procedure_id: UUID | None = Field(title="程序编号")
    national_reference: str | None = Field(title="全国系统的出处")
    by: str = Field(title="登记人")
    why: str = Field(title="理由")
    papers: list[Paper] = Field(title="材料")
    recorded_at: datetime = Field(title="登记时间")


class PovertyView(View):
    """How a household stands, and how it came to stand so."""

    household_id: UUID = Field(title="户标识")
    spoken: str = Field(title="现在的状态", examples=["脱贫享受政策，脱贫不稳定户"])
    entries: list[PovertyEntryView] = Field(title="历次状态")
