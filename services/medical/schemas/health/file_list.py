"""A programme's list as a sheet: as it goes out, and as one comes in, row by row."""

from collections.abc import Mapping, Sequence

from pydantic import Field, ValidationError

from services.medical.rules.health.file import OUTCOME_TITLES, Screening
from services.medical.rules.health.programme import KIND_TITLES, TreatmentClass
from services.medical.schemas.health.contract import ContractView, DueView
from services.medical.schemas.health.file import FileLine, OpenFile
from services.medical.schemas.health.sheet import Line, write_sheet
from shared.errors import Refusal
from shared.faults import in_chinese
from shared.schemas import View

CLASS_TITLES = {
    TreatmentClass.CURED_AT_ONCE: "一次治愈",
    TreatmentClass.KEPT_IN_HOSPITAL: "住院维持",
    TreatmentClass.LONG_REHABILITATION: "长期康复",
}
_CLASSES = {title: treatment_class for treatment_class, title in CLASS_TITLES.items()}
_FIT = {Screening.FIT: "合格", Screening.UNFIT: "不宜"}
NEEDED = ("姓名", "公民身份号码", "村（社区）代码", "项目", "诊断日期")
_FIELDS = {
    "name": "姓名",
    "id_number": "公民身份号码",
    "region": "村（社区）代码",
    "programme": "项目",
    "diagnosed_on": "诊断日期",
    "opened_on": "纳入日期",
    "hospital": "定点医院编号",
    "treatment_class": "救治分类",
    "doctor": "负责医生",
}
"""The columns of a list that comes in, by the field that each fills."""


class FaultView(View):
    """名单中一处错误"""

    row: int = Field(title="行号", description="表头为第 1 行")
    column: str = Field(title="列")
    code: str = Field(title="代码")
    reason: str = Field(title="原因")
    mend: str = Field(title="如何更正")


class FilesImported(View):
    """名单导入结果"""

    rows: int = Field(title="数据行数")
    opened: int = Field(title="已建档人数")
    refused: int = Field(title="退回人数")
    faults: list[FaultView] = Field(title="退回的行", description="更正后只交这些行即可；已建档的行再交会被退回，不会重复建档")


def form_of(line: Line, programmes: Mapping[str, str]) -> OpenFile | list[FaultView]:
    """A row as the form it stands for, or everything that is wrong with it. `programmes`: codes by title."""
    told = {field: line.day(column) if field.endswith("_on") else line.text(column) for field, column in _FIELDS.items()}
    told["programme"] = programmes.get(told["programme"], told["programme"])
    told["treatment_class"] = _CLASSES.get(told["treatment_class"], told["treatment_class"])
    try:
        return OpenFile.model_validate({field: value for field, value in told.items() if value})
    except ValidationError as wrong:
        return [
            FaultView(
                row=line.number,
                column=_column(error["pointer"]),
                code=error["code"],
                reason=error["detail"],
                mend="请更正这一格后重新提交本行",
            )
            for error in in_chinese(wrong.errors())
        ]


def fault_of(line: Line, refusal: Refusal) -> FaultView:
    """Why a row that could be read was not taken in."""
    said = refusal.facts.get("detail") or refusal.facts.get("reason")
    return FaultView(
        row=line.number,
        column=_column(refusal.pointer),
        code=refusal.code,
        reason=f"{refusal.title}：{said}" if said else refusal.title,
        mend=refusal.mend,
    )


def _column(pointer: str | None) -> str:
    return _FIELDS.get((pointer or "").strip("/"), "整行")


def write_files(lines: Sequence[FileLine]) -> bytes:
    headings = (
        "姓名", "公民身份号码", "居住地", "村（社区）代码", "项目类别", "项目", "诊断日期", "纳入日期", "定点医院编号",
        "负责医生", "救治分类", "危险性等级", "下次随访日期", "是否逾期", "筛查结果", "是否免费救治", "开始救治日期",
        "转归", "结案日期", "清单未完成项数",
    )  # fmt: skip
    return write_sheet("健康档案", headings, map(_file_row, lines))


def _file_row(line: FileLine) -> Sequence[str | int | None]:
    cells = (
        line.name,
        line.id_number_masked,
        line.region_name,
        line.region,
        KIND_TITLES[line.kind],
        line.programme_title,
        line.diagnosed_on,
        line.opened_on,
        line.hospital,
        line.doctor,
        CLASS_TITLES[line.treatment_class] if line.treatment_class else None,
        line.level,
        line.next_due_on,
        "逾期" if line.is_overdue else None,
        _FIT[Screening(line.screening)] if line.screening else None,
        "是" if line.is_treated_free else "否",
        line.treated_on,
        OUTCOME_TITLES[line.outcome] if line.outcome else None,
        line.closed_on,
        len(line.lacking),
    )
    return tuple(cell if cell is None or isinstance(cell, int) else str(cell) for cell in cells)


def write_due(due: Sequence[DueView], *, year: int) -> bytes:
    """Whoever has still to be examined this year."""
    rows = [(one.name, one.id_number_masked, one.region_name, one.region, str(one.person_id)) for one in due]
    return write_sheet(f"{year}年待查体", ("姓名", "公民身份号码", "居住地", "村（社区）代码", "人员编号"), rows)


def write_contracts(contracts: Sequence[ContractView]) -> bytes:
    headings = ("姓名", "公民身份号码", "居住地", "家庭医生", "团队", "服务包", "起始日期", "终止日期", "解约日期")
    rows = [
        (
            one.name,
            one.id_number_masked,
            one.region_name,
            one.doctor,
            one.team,
            one.package,
            one.starts_on,
            one.ends_on,
            one.ended_on,
        )
        for one in contracts
    ]
    return write_sheet("家庭医生签约", headings, rows)
