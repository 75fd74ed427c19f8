"""Tell the leaders of a county or town of their week: a paper that is kept as it was, and a message that leads to it."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.board import By, Figure, Period, group_label, period_of
from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.message import MessageKind, moment
from services.notifier.rules.place import called
from services.notifier.rules.spread import lateness, spoken_time
from services.notifier.rules.weekly import COURSE_WEEKS, Headline, change, course, ends_on, weeks_due
from services.notifier.store.order_board import Asked, Counted, count_orders
from services.notifier.store.waiting import count_waiting_of_offices
from services.notifier.store.weekly_report import ToMake, keep_report, list_before, list_leaders, next_to_make
from services.notifier.store.work_board import Work, count_work
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import WeeklyReport
from shared import regions, settings, sheets
from shared.ids import uuid7
from shared.security import Principal, Role

LINES = 8
"""Of a table: two pages are read, a third is not."""
_HEADLINE = {
    "open": "在办",
    "due": "三个工作日内到期",
    "late": "逾期未办结",
    "to_check": "办结待检查",
    "given": "本周派出",
    "finished": "本周办结",
    "finished_late": "其中逾期办结",
}


async def make_weekly_report(session: AsyncSession, *, at: datetime) -> bool:
    """One report that is due and was not made; whether there was one. Clues are no part of it, nor is any account or name."""
    due = await next_to_make(session, weeks_due(at))
    if due is None:
        return False
    week = period_of(due.begins_on, ends_on(due.begins_on), now=at)
    before = period_of(due.begins_on - timedelta(days=7), due.begins_on - timedelta(days=1), now=at)
    asked, earlier = _asked(due, week), _asked(due, before)
    whole, offices = await count_orders(session, asked, group=By.DEPARTMENT)
    _, places = await count_orders(session, asked, group=By.PLACE)
    last, _ = await count_orders(session, earlier, group=By.DEPARTMENT)
    waiting = await count_waiting_of_offices(session, _asked(due, period_of(due.begins_on, None, now=at)), limit=LINES)
    work = await count_work(session, week, region=due.region)
    kept = await list_before(session, due.region, due.begins_on, limit=COURSE_WEEKS - 1)

    now, then = _headline(whole), _headline(last)
    weeks = [(one.begins_on, one.figures["finished"], one.figures["late"]) for one in kept]
    said = {
        "place": regions.name_of(due.region),
        "week": f"{due.begins_on:%Y年%-m月%-d日} 至 {ends_on(due.begins_on):%Y年%-m月%-d日}",
        "made": moment(at),
        "headline": [
            {"label": label, "now": f"{getattr(now, name):,}", "then": f"{getattr(then, name):,}",
             "change": change(getattr(now, name), getattr(then, name)), "is_bad": "late" in name and getattr(now, name) > 0}
            for name, label in _HEADLINE.items()
        ],
        "times": [
            {"label": "从派出到接单", "now": whole.accept.spoken, "then": last.accept.spoken},
            {"label": "从派出到办结", "now": whole.finish.spoken, "then": last.finish.spoken},
            {"label": "从办结到检查", "now": whole.check.spoken, "then": last.check.spoken},
        ],
        "offices": _late_lines(offices, By.DEPARTMENT, week),
        "places": _late_lines(places, By.PLACE, week),
        "waiting": [
            {"why": one.why.label, "office": group_label(By.DEPARTMENT, one.office), "many": str(one.many),
             "longest": spoken_time(max(0, int((at - one.longest_since).total_seconds())))}
            for one in waiting
        ],
        "work": _work_lines(work),
        "course": [vars(bar) for bar in course([*weeks, (due.begins_on, now.finished, now.late)])],
    }  # fmt: skip
    report = WeeklyReport(
        id=uuid7(),
        region=due.region,
        begins_on=due.begins_on,
        made_at=at,
        figures=now.as_figures(),
        sha256="",
        size_bytes=0,
    )
    content = await sheets.pdf("notifier", "weekly.typ", said | {"number": str(report.id)}, at=at)

    await keep_report(session, report, content)

    await _tell(session, report, now, at)
    return True


def _asked(due: ToMake, period: Period) -> Asked:
    return Asked(Principal("", Role.COUNTY, due.region), period, due.region, no_clues=True)


def _headline(whole: Counted) -> Headline:
    counts = {name: whole.counts[Figure(name.replace("_", "-"))] for name in _HEADLINE}
    return Headline(**counts, accept_median_s=whole.accept.median_s, finish_median_s=whole.finish.median_s)


def _late_lines(lines: list[Counted], by: By, week: Period) -> dict[str, Any]:
    """Whoever has late ones, most first; what is left out is told."""
    late = [line for line in lines if line.counts[Figure.LATE]]
    rows = [
        {
            "label": called(line.key or "") if by is By.PLACE else group_label(by, line.key or ""),
            "late": f"{line.counts[Figure.LATE]:,}",
            "open": f"{line.counts[Figure.OPEN]:,}",
            "oldest": one.spoken if line.oldest_due_at and (one := lateness(line.oldest_due_at, week.as_of)) else "—",
            "finish": line.finish.spoken,
        }
        for line in late[:LINES]
    ]
    return {"rows": rows, "more": max(0, len(late) - LINES)}


def _work_lines(work: Work) -> list[str]:
    """What else was found, a sentence each."""
    errands = {name: sum(one.counts[name] for one in work.errands) for name in ("open", "late", "finished")}
    told, tasks = work.messages.counts, work.tasks.counts
    lines = [
        f"村级任务：在办 {errands['open']} 件，逾期 {errands['late']} 件，本周办结 {errands['finished']} 件。",
        f"消息：本周写出 {told['written']} 条，送到 {told['reached']} 条，正在发送 {told['under_way']} 条，"
        f"只记入值班日志 {told['logged']} 条，没有送到 {told['failed']} 条；送到用时{work.messages.took.spoken}。",
    ]
    failing = [one for one in work.channels if one.counts["failed"]]
    lines += [
        f"送不到的方式：{ChannelName(one.key).label}，放弃 {one.counts['failed']} 条，送出 {one.counts['sent']} 条。"
        "请核对联系方式和线路。"
        for one in failing
    ]
    lines.append(
        f"监督举报转办件：在办 {tasks['open']} 件，逾期 {tasks['late']} 件，本周转来 {tasks['given']} 件、"
        f"报结 {tasks['finished']} 件。"
    )
    urged = sum(one.many for one in work.urged)
    lines.append(f"逾期督办：本周 {urged} 次。")
    return lines


async def _tell(session: AsyncSession, report: WeeklyReport, now: Headline, at: datetime) -> None:
    begins_on, until = report.begins_on, ends_on(report.begins_on)
    letters = [
        letter_to(
            desk,
            MessageKind.WEEKLY_REPORT,
            About(report.region, matter_id=report.id),
            at=at,
            week=f"{begins_on.month}月{begins_on.day}日至{until.month}月{until.day}日",
            finished=now.finished,
            late=now.late,
            link=link.weekly_report(settings.current().base_url, report.id),
        )
        for desk in await list_leaders(session, report.region)
    ]
    await add_letters(session, letters)
