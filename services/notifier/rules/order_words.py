"""What people are told of orders of every kind but a case's: the place, what to do, by when; never whose household it is, and of
a clue nothing but that there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notifier.rules.message import MessageKind, Text, moment
from services.notifier.rules.order_kind import OrderKind, StepLevel

LINES_SHOWN = 20
"""Of one message about many orders; the page has them all."""


@dataclass(frozen=True)
class Line:
    """One order as a message names it."""

    kind: OrderKind
    title: str
    place: str
    task: str
    due_at: datetime
    link: str

    @property
    def name(self) -> str:
        return self.title or self.kind.label


_OPENINGS = {
    MessageKind.ORDER_GIVEN: "{place}有一件新工单：{name}。",
    MessageKind.ORDER_HANDED_ON: "一件工单转给了您：{place}，{name}。",
    MessageKind.ORDER_ASKED: "承办人询问一件工单：{place}，{name}。答复以前办理期限照算。",
    MessageKind.ORDER_ANSWERED: "您询问的工单已有答复：{place}，{name}。",
    MessageKind.ORDER_TO_CHECK: "一件工单已办结，请检查：{place}，{name}。合格的销号，不合格的退回。",
    MessageKind.ORDER_RETURNED: "一件工单退回重办：{place}，{name}。",
    MessageKind.ORDER_DUE: "一件工单快到期了：{place}，{name}。",
}
_ENDINGS = {
    MessageKind.ORDER_GIVEN: "请先接单；不清楚的可以询问派单人",
    MessageKind.ORDER_HANDED_ON: "请先接单；不清楚的可以询问派单人",
    MessageKind.ORDER_ASKED: "请答复",
    MessageKind.ORDER_ANSWERED: "请接单办理",
    MessageKind.ORDER_TO_CHECK: "请检查",
    MessageKind.ORDER_RETURNED: "请接单重办",
    MessageKind.ORDER_DUE: "请按期办理",
}


def order_told(kind: MessageKind, line: Line) -> Text:
    """To whoever acts next. What was asked, answered or found stands on the page, not in a message: it may name people."""
    return Text(
        subject=f"【及时雨】{kind.label}：{line.place}，{line.name}",
        body="\n".join(
            (
                _OPENINGS[kind].format(place=line.place, name=line.name),
                "",
                f"办理事项：{line.task}。",
                f"办理期限：{moment(line.due_at)}。",
                "",
                f"{_ENDINGS[kind]}：{line.link}",
            )
        ),
    )


def order_changed(line: Line, *, what: str) -> Text:
    """That it was withdrawn, or has another deadline."""
    return Text(
        subject=f"【及时雨】工单{what}：{line.place}，{line.name}",
        body="\n".join(
            (f"{line.place}的一件工单{what}：{line.name}。", f"办理期限：{moment(line.due_at)}。", "", f"详情：{line.link}")
        ),
    )


def order_late(line: Line, *, level: StepLevel, at: datetime) -> Text:
    """To the person first, then upward."""
    hours = max(0, int((at - line.due_at).total_seconds())) // 3600
    past = f"{hours} 小时" if hours < 48 else f"{hours // 24} 天"
    told = "请尽快办理" if level is StepLevel.PERSON else f"现报{level.label}督办，请督促办理"
    return Text(
        subject=f"【及时雨】工单逾期：{line.place}，{line.name}",
        body="\n".join(
            (
                f"{line.place}的一件工单已经逾期：{line.name}。",
                "",
                f"办理事项：{line.task}。",
                f"办理期限：{moment(line.due_at)}，已过 {past}。",
                "",
                f"{told}：{line.link}",
            )
        ),
    )


def orders_together(kind: MessageKind, lines: Sequence[Line], *, link: str) -> Text:
    """Many orders for one person in one message, place by place: one round of visits does them all."""
    by_place: dict[str, list[Line]] = {}
    for line in lines:
        by_place.setdefault(line.place, []).append(line)
    said, left = [], LINES_SHOWN
    for place, its in sorted(by_place.items()):
        if left <= 0:
            break
        said.append(f"{place}，{len(its)} 件：")
        said += [f"· {line.name}，{moment(line.due_at)}前" for line in sorted(its, key=lambda line: line.due_at)[:left]]
        left -= len(its)
    how = {MessageKind.ORDERS_HANDED_OVER: "移交给了您", MessageKind.ORDER_DUE: "快到期了"}.get(kind, "派给了您")
    return Text(
        subject=f"【及时雨】{kind.label}：{len(lines)} 件，{len(by_place)} 处",
        body="\n".join((f"有 {len(lines)} 件工单{how}，同一处的可以一趟办完。", "", *said, "", f"全部工单：{link}")),
    )
