"""What the printed agreement of a renovation says (改造协议书); before it is signed, blanks stand where the three have to agree.

The wording is ours, after the duties that the public rules name: notice, floor limit, inspections, acceptance, subsidy to the
household's own card. A county with a text of its own uses that, and says so by not printing this one.
"""

from fractions import Fraction

from services.housing.rules.floor_area import floor_limit
from services.housing.rules.help_policy import SOURCE_NAMES
from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.rules.renovation import RenovationState
from services.housing.rules.subsidy import Subsidy
from services.housing.rules.works import STAGE_NAMES, STAGES_OF
from services.housing.schemas.renovation_sheet import DAY_TO_WRITE, TO_WRITE, Code, Told, day, floor, money
from shared.money import half_up
from shared.regions import name_of

NOTE = "本协议文本由平台按公开规定拟定；县区另有示范文本的，以示范文本为准。"
_UNFINISHED = (RenovationState.APPLIED, RenovationState.VILLAGE_AGREED, RenovationState.TOWN_AGREED)


def agreement_of(told: Told, promised: Subsidy, code: Code, *, copies: int | None) -> dict[str, object]:
    """`copies`: how many are printed; None: one for each who signs, and one for the file."""
    one = told.one
    is_open = one.state in _UNFINISHED or (one.state is RenovationState.COUNTY_AGREED and not one.has_stood)
    has_builder = told.builds and not (one.signed_on and one.contractor_id is None)
    holders = ["户主留存", *(["施工方留存"] if has_builder else []), "镇街留存", "农户档案"]
    wanted = copies or len(holders)
    town = name_of(one.region[:9])
    parties = [
        {"role": "甲方（户主）", "name": "", "told": f"户编号 {told.household or '尚无编号'}，{one.persons}人，{told.groups}"},
        *([_builder(told)] if has_builder else []),
        {"role": f"{'丙' if has_builder else '乙'}方（镇街）", "name": town, "told": "村镇建设管理"},
    ]
    clauses = _building(told, promised, has_builder=has_builder) if told.builds else _moving(told)
    ends = [
        f"本协议一式{wanted}份，各方各执一份，一份存入农户档案，自签字之日起生效。",
        "未尽事宜由各方协商；协商不成的，可以请村（社区）、镇街调解，或依法解决。",
    ]
    clauses.append(("其他", ends))
    return told.common(code, mark="审批和公示尚未完成，暂不签订" if is_open else "") | {
        "copies": [holders[at] if at < len(holders) else "备用" for at in range(wanted)],
        "parties": parties,
        "clauses": [{"title": f"{_ordinal(at)}、{title}", "says": says} for at, (title, says) in enumerate(clauses, start=1)],
        "signers": [
            "甲方（户主）签字",
            *(["乙方（施工方）签章"] if has_builder else []),
            f"{'丙' if has_builder else '乙'}方（镇街）签章",
            "见证人（村、社区）签字",
        ],
        "note": NOTE,
    }


def _builder(told: Told) -> dict[str, str]:
    return {"role": "乙方（施工方）", "name": told.builder or TO_WRITE, "told": told.builder_told or f"证号 {TO_WRITE}"}


def _building(told: Told, promised: Subsidy, *, has_builder: bool) -> list[tuple[str, list[str]]]:
    one = told.one
    builder, town = ("乙方", "丙方") if has_builder else ("甲方", "乙方")
    floors = [f"采用{MODE_NAMES[one.mode]}的方式。"]
    if one.mode is Mode.REBUILD:
        limit = floor_limit(told.policy, one.persons)
        floors.append(
            f"建筑面积{floor(one.planned_area_m2, blank=f'{TO_WRITE}平方米')}，辅助用房不计；不得低于{floor(limit.least_m2)}、"
            f"不得超过{floor(limit.most_m2)}，超过上限的不予验收和补助。（{limit.reason}）"
        )
    term = [
        f"自{day(one.starts_on, blank=DAY_TO_WRITE)}至{day(one.ends_on, blank=DAY_TO_WRITE)}。",
        "因冬季、汛期等停工的，由村（社区）、镇街登记停工和复工。",
    ]
    price = [
        f"约定造价{money(one.planned_cost_fen, blank=f'{TO_WRITE}元')}" + ("。" if has_builder else "，由甲方自行组织施工。")
    ]
    if has_builder:
        price.append(_retention(told))
    does = "按约付款，" if has_builder else "自行组织有能力的工匠施工，"
    stages = "、".join(STAGE_NAMES[stage] for stage in STAGES_OF[one.mode])
    return [
        ("改造的住房", [_house(told)]),
        ("改造方式和面积", floors),
        ("工期", term),
        ("造价和付款", price),
        ("补助", _subsidy(told, promised)),
        (
            "质量和检查",
            [
                "按农村危房改造建设标准和抗震要求施工，砖、水泥、钢材等材料合格并有凭证。",
                f"{town}在{stages}各阶段检查质量、安全、稳定、进度、脱贫、规范“六个确保”以及抗震和材料；不合格的，{builder}在期限内整改。",
                "改造前、各施工阶段和改造后留存照片。整改完成、照片齐全、面积不超限，验收达到A级或B级的为合格。",
            ],
        ),
        (
            "各方的责任",
            [
                f"甲方：如实申报家庭和住房情况，{does}配合检查和验收，不因建房举借难以偿还的债务。",
                *(["乙方：按图按约施工，保证质量和安全，对工程质量终身负责。"] if has_builder else []),
                f"{town}：指导施工、组织检查，及时报请验收，帮助办理补助，公开办理结果。",
            ],
        ),
        ("变更和解除", [f"户主去世、迁移、分户或自愿放弃的，由{town}登记后变更或解除本协议，已完成的工程据实结算。"]),
    ]


def _house(told: Told) -> str:
    where = "，".join(filter(None, (told.place, told.address)))
    return f"坐落于{where}，住房编号{told.house}，{told.structure}，评为{told.one.grade}级。"


def _retention(told: Told) -> str:
    one = told.one
    if one.retention_percent is None or one.planned_cost_fen is None:
        return f"甲方从造价中留存{TO_WRITE}%作为质保金，完工满一年无质量问题后付给乙方。"
    if not one.retention_percent:
        return "不留质保金。"
    kept = half_up(Fraction(one.planned_cost_fen) * Fraction(one.retention_percent) / 100)
    return (
        f"甲方从造价中留存{one.retention_percent.normalize():f}%，即{money(kept)}，作为质保金，完工满一年无质量问题后付给乙方。"
    )


def _subsidy(told: Told, promised: Subsidy) -> list[str]:
    if not told.one.standard_fen:
        return ["当地没有公布这种方式的补助标准，补助以县区审批为准。"]
    shares = "，".join(f"{SOURCE_NAMES[share.source]}{money(share.amount_fen)}" for share in promised.shares)
    paid = "；".join(f"{stage.title}（{stage.spoken}）" for stage in told.policy.stages)
    return [
        f"申请时的补助标准为{money(told.one.standard_fen)}" + (f"（{shares}）" if shares else "") + f"。{paid}。",
        "补助通过一卡通直接发给甲方，任何单位和个人不得截留；实际支出低于标准的，按实际支出补助。",
    ]


def _moving(told: Told) -> list[tuple[str, list[str]]]:
    one = told.one
    return [
        ("原住房", [_house(told), "这处住房不再改造。"]),
        ("改造方式", [f"甲方自愿选择{MODE_NAMES[one.mode]}，由乙方落实{_WHERE[one.mode]}。"]),
        ("入住", [f"甲方于{day(one.ends_on, blank=DAY_TO_WRITE)}前入住，由乙方登记；入住后不再住回原住房。"]),
        ("补助", ["这种方式不发建房补助；有其他补助的，按当地规定办理。"]),
        ("各方的责任", ["甲方：如实申报家庭和住房情况，按期搬入。", "乙方：保证所落实的住房安全，每年查看，公开办理结果。"]),
        ("变更和解除", ["户主去世、迁移、分户或自愿放弃的，由乙方登记后变更或解除本协议。"]),
    ]


_WHERE = {
    Mode.COLLECTIVE_CARE: "敬老院等供养机构的床位",
    Mode.RENT: "可以安全居住的租赁住房",
    Mode.SHELTERED: "置换或保障安置的住房",
}


def _ordinal(at: int) -> str:
    return "一二三四五六七八九十"[at - 1]
