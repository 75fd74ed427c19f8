"""What is said of what supervision found in the money: which rule, how many, how much; never whose."""

from datetime import date

from services.notifier.rules.message import Text
from shared.money import yuan_grouped

_LEVELS = {"fault": "疑似违规", "warning": "预警", "notice": "提示"}


def findings_raised(
    *, place: str, rule_title: str, level: str, findings: int, amount_fen: int, found_on: date, link: str
) -> Text:
    """To the town or county that is responsible."""
    said = _LEVELS.get(level, level)
    much = f"，涉及 {yuan_grouped(amount_fen)} 元" if amount_fen else ""
    return Text(
        subject=f"【及时雨】资金监督{said}，请核实：{place}",
        body="\n".join(
            (
                f"{found_on.isoformat()} 的资金核查在{place}新发现 {findings} 项“{rule_title}”（{said}）{much}。",
                "",
                "请逐项核实：该整改的整改，情形不再存在的自动消除；确有原因的，在平台说明情况，由另一人认定。",
                "",
                f"逐项查看：{link}",
            )
        ),
    )
