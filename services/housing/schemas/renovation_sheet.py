"""What every printed paper of a renovation says: every value is text, so that the templates reckon nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.housing.rules.help_policy import HelpPolicy
from services.housing.rules.mode import BUILDS
from services.housing.rules.renovation import RenovationState
from services.housing.schemas.renovation_view import RenovationView
from shared.money import yuan_grouped
from shared.regions import name_of

TO_WRITE = "＿＿＿＿＿＿"
DAY_TO_WRITE = "＿＿＿＿年＿＿月＿＿日"


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as an SVG, and in words where it leads and who may open that."""

    svg: str
    says: str


@dataclass(frozen=True, slots=True)
class Told:
    """A renovation with what its papers say of house, household and builder. `builder`: empty before the agreement."""

    one: RenovationView
    policy: HelpPolicy
    house: str
    address: str
    structure: str
    household: str
    builder: str
    builder_told: str

    @property
    def builds(self) -> bool:
        return self.one.mode in BUILDS

    @property
    def place(self) -> str:
        return name_of(self.one.region)

    @property
    def groups(self) -> str:
        return "、".join(group.title for group in self.policy.groups if group.code in self.one.groups) or "—"

    def common(self, code: Code, *, mark: str = "", foot: str = "") -> dict[str, object]:
        """`mark` stands in red under the title; a renovation that does not go on is marked anyway."""
        return {
            "number": self.one.number,
            "mode": self.one.mode_name,
            "mark": not_in_force(self.one.state) or mark,
            "place": self.place,
            "house": "，".join(filter(None, (self.house, self.address))),
            "household": self.household or "尚无编号",
            "contractor": self.builder or (TO_WRITE if self.builds else "没有施工环节"),
            "qr_code": code.svg,
            "qr_says": code.says,
            "foot": foot or f"政策文件 {self.one.policy} {self.one.policy_version}",
        }


def not_in_force(state: RenovationState) -> str:
    """What is written across a paper of a renovation that does not go on."""
    if state is RenovationState.REFUSED:
        return "不予改造，不作为凭据"
    return "已撤销，不作为凭据" if state is RenovationState.WITHDRAWN else ""


def day(on: date | None, *, blank: str = "") -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else blank


def money(amount_fen: int | None, *, blank: str = "") -> str:
    return f"{yuan_grouped(amount_fen)}元" if amount_fen is not None else blank


def floor(area_m2: Decimal | None, *, blank: str = "") -> str:
    return f"{area_m2.normalize():f}平方米" if area_m2 is not None else blank
