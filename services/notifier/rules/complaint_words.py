"""What is said of complaints to officers: that there is one to look into, or one that is late. Never what it says, or who."""

from datetime import date

from services.notifier.rules.message import Text


def task_given(*, place: str, due_on: date, link: str) -> Text:
    """To the town, the county or the department that is to look into it."""
    return Text(
        subject=f"【及时雨】监督举报转办件：{place}",
        body="\n".join(
            (
                f"收到一件反映{place}情况的监督举报，转请调查。",
                f"请在 {due_on.isoformat()} 前反馈调查结果。不得打听、泄露举报人。",
                "",
                f"查看和反馈：{link}",
            )
        ),
    )


def complaint_late(*, place: str, due_on: date, is_accepted: bool, link: str) -> Text:
    """To the county, which answers for its desk."""
    owed = "答复" if is_accepted else "决定是否受理"
    return Text(
        subject=f"【及时雨】监督举报逾期：{place}",
        body="\n".join(
            (
                f"一件反映{place}情况的监督举报应在 {due_on.isoformat()} 前{owed}，现已逾期。",
                "请督促监督举报受理人员办理；内容只有受理人员能看到。",
                "",
                f"统计：{link}",
            )
        ),
    )
