"""What people are told of errands: the village, what to do, by when; never whose house it is, nor why."""

from datetime import datetime

from services.notifier.rules.errand import ErrandKind, ErrandLevel
from services.notifier.rules.message import Text, moment


def errand_opened(kind: ErrandKind, *, place: str, task: str, due_at: datetime, differences: int | None, link: str) -> Text:
    """To the village's officer."""
    many = f"，共 {differences} 项" if differences else ""
    return Text(
        subject=f"【及时雨】{place}新任务：{kind.label}{many}",
        body="\n".join(
            (
                f"{place}有一件新任务：{kind.label}{many}。",
                "",
                f"请您做：{task}。",
                f"最迟：{moment(due_at)}。",
                "",
                f"是哪一户、怎么办理，请登录查看：{link}",
                "在系统中登记结果后任务自行办结，不用另外回复。如果您已不负责这个村（社区），请转告镇街值班人员。",
            )
        ),
    )


def errand_late(kind: ErrandKind, *, place: str, level: ErrandLevel, task: str, due_at: datetime, link: str) -> Text:
    """To the level above."""
    return Text(
        subject=f"【及时雨】逾期督办：{place}，{kind.label}",
        body="\n".join(
            (
                f"{place}的一件任务已经逾期，现报{level.label}督办。",
                "",
                f"办理事项：{task}。",
                f"办理期限：{moment(due_at)}。",
                "",
                f"请督促办理：{link}",
            )
        ),
    )


def errand_moved(kind: ErrandKind, *, place: str, task: str, due_at: datetime, link: str) -> Text:
    """To the officer of the village that the household has moved to."""
    return Text(
        subject=f"【及时雨】{place}接手任务：{kind.label}",
        body="\n".join(
            (
                f"一户家庭迁到{place}，随户转来一件任务：{kind.label}。",
                "",
                f"请您做：{task}。",
                f"最迟：{moment(due_at)}。",
                "",
                f"请登录查看：{link}",
            )
        ),
    )
