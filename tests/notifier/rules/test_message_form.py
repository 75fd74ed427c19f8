"""Which channel carries which form, and how an SMS is counted."""

import pytest

from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.message_form import Form, form_of, is_silent, parts, units


@pytest.mark.parametrize(("length", "many"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
def test_an_sms_is_counted_as_the_network_counts(length: int, many: int) -> None:
    assert parts("某" * length) == many


def test_a_character_outside_the_basic_plane_counts_twice() -> None:
    assert units("\U00020000村") == 3


def test_a_telephone_gets_the_short_text_and_what_is_not_named_the_whole() -> None:
    assert form_of(ChannelName.SMS) is Form.SHORT
    assert {form_of(channel) for channel in (ChannelName.EMAIL, ChannelName.LOG, ChannelName.WEBHOOK)} == {Form.FULL}
    assert is_silent(ChannelName.LOG) and not is_silent(ChannelName.SMS)
