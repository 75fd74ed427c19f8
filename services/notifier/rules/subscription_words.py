"""What is said of another system that does not take what it is sent."""

from services.notifier.rules.message import Text


def subscription_paused(*, title: str, place: str, why: str, link: str) -> Text:
    """To whoever granted it: the system's own people do not look here."""
    return Text(
        subject=f"【及时雨】向“{title}”推送事件已暂停",
        body="\n".join(
            (
                f"{place}授权的“{title}”没有收下推送的事件，推送已自动暂停。",
                "",
                f"原因：{why}。",
                "没有送达的事件都保留着（30 天以内）。请通知该系统的维护人员修复，修复后恢复推送，从停下的地方继续。",
                "",
                f"请登录查看：{link}",
            )
        ),
    )
