"""Server-sent events as browsers read them: a line of data for each line of text, an id only where there is one."""

from shared.event_stream import event, retry_after


def test_an_event_is_written_line_by_line() -> None:
    assert event("progress", "一\n二") == "event: progress\ndata: 一\ndata: 二\n\n"
    assert event("changed", {"new": 1}, id="7") == 'id: 7\nevent: changed\ndata: {"new": 1}\n\n'
    assert (retry_after(3000) + event("hello", {})).splitlines()[0] == "retry: 3000"
