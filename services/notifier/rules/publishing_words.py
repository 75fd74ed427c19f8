"""What is said of notices and duties to publish: which place, what, by when, where to see to it; never what an objector wrote."""

from datetime import date

from services.notifier.rules.message import Text

CONTENT_NAMES = {
    "allocation-result": "资金分配结果",
    "plan": "规划、项目库与年度计划",
    "project": "项目实施与完成情况",
    "household-money": "到户资金发放情况",
    "household-list": "到户资金发放对象公示",
    "loan": "小额信贷与贴息",
    "asset-income": "帮扶资产与收益分配",
    "donation": "社会帮扶资金",
    "correction": "更正与退回",
}
"""What funds' policy calls its contents; one that is new to us is called by its code."""
OUTLET_NAMES = {"board": "固定公开栏", "site": "政府门户网站"}


def duty_late(*, place: str, content: str, outlet: str, due_on: date, is_for_county: bool, link: str) -> Text:
    """To whoever owes a publication, and later to the county."""
    named, where = CONTENT_NAMES.get(content, content), OUTLET_NAMES.get(outlet, outlet)
    ask = "请督促办理" if is_for_county else "请张贴后登记照片或网址"
    return Text(
        subject=f"【及时雨】{'逾期督办' if is_for_county else '公开任务逾期'}：{named}，{place}",
        body="\n".join(
            (
                f"{place}应在{where}公开“{named}”，期限 {due_on.isoformat()}，还没有登记张贴。",
                "",
                f"{ask}：{link}",
            )
        ),
    )


def objection_received(*, place: str, due_on: date, is_held: bool, link: str) -> Text:
    """To the town that has to look into it."""
    held = "公示和所公示的款项已经暂停。" if is_held else "公示照常进行。"
    return Text(
        subject=f"【及时雨】资金公示收到异议：{place}",
        body="\n".join(
            (
                f"{place}的一份资金公示收到异议，{held}",
                "",
                f"请安排没有经办过的人员调查，{due_on.isoformat()} 以前答复：{link}",
                "意见内容登录后可见，请勿透露是谁提的。",
            )
        ),
    )


def objection_late(*, place: str, due_on: date, is_for_county: bool, link: str) -> Text:
    """To whoever has to answer, and later to the county."""
    return Text(
        subject=f"【及时雨】{'逾期督办' if is_for_county else '异议逾期未答复'}：{place}",
        body="\n".join(
            (
                f"{place}的一份资金公示有异议没有答复，期限 {due_on.isoformat()}，已经逾期。",
                "",
                f"请{'督促' if is_for_county else '尽快'}办理：{link}",
            )
        ),
    )
