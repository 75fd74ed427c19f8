"""How messages are shown."""

from collections.abc import Iterable

from services.notifier.rules import place
from services.notifier.rules.message import Text
from services.notifier.rules.message_form import Form, parts, units
from services.notifier.schemas.message import FormView, MessageView, WayView
from services.notifier.store.message import Written
from services.notifier.tables import Delivery
from shared import regions


def view_of(written: Written) -> MessageView:
    message = written.message
    return MessageView.model_validate(
        message.model_dump(exclude={"forms"})
        | {
            "kind_label": message.kind.label,
            "priority_label": message.priority.label,
            "place": _named(message.region),
            "to": _to(written),
            "forms": forms_of(written.forms.items()),
            "ways": [_way(way) for way in written.ways],
        }
    )


def forms_of(forms: Iterable[tuple[Form, Text]]) -> list[FormView]:
    return [
        FormView(
            form=form,
            form_label=form.label,
            subject=text.subject,
            body=text.body,
            characters=units(text.body),
            sms_parts=parts(text.body) if form is Form.SHORT else None,
        )
        for form, text in forms
    ]


def _way(way: Delivery) -> WayView:
    return WayView.model_validate(
        way.model_dump()
        | {
            "channel_label": way.channel.label,
            "state_label": way.state.label,
            "wait_label": way.wait.label if way.wait else "",
        }
    )


def _to(written: Written) -> str:
    if written.message.household_id:
        return "本户"
    if written.message.post_id is None:
        return "值班日志"
    if written.post is None:
        return "本辖区以外的岗位"
    return _named(written.post.region) + (f"，{written.post.department.label}" if written.post.department else "")


def _named(region: str) -> str:
    return place.spoken(region) if regions.exists(region) else "平台"
