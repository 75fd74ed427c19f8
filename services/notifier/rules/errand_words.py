"""What people are told of errands: the village, what to do, by when; never whose house it is, nor why."""

from datetime import datetime

from services.notifier.rules.errand import ErrandKind, ErrandLevel
from services.notifier.rules.message import Text, moment


def errand_opened(
    title: str, *, place: str, task: str, due_at: datetime, link: str, differences: int | None = None, is_by_hand: bool = False
) -> Text:
    """To whoever is sent."""
    ending = "办完后在任务页面填写结果" if is_by_hand else "在系统中登记结果后任务自行办结，不用另外回复"
    many = f"，共 {differences} 项" if differences else ""
    return Text(
        subject=f"【及时雨】{place}新任务：{title}{many}",
        body="\n".join(
            (
                f"{place}有一件新任务：{title}{many}。",
                "",
                f"请您做：{task}。",
                f"最迟：{moment(due_at)}。",
                "",
                f"是哪一户、怎么办理，请登录查看：{link}",
                f"{ending}。如果您已不负责这里，请转告镇街值班人员。",
            )
        ),
    )


def errand_late(title: str, *, place: str, level: ErrandLevel, task: str, due_at: datetime, link: str) -> Text:
    """To the level above."""
    return Text(
        subject=f"【及时雨】逾期督办：{place}，{title}",
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
