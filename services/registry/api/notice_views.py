"""From a notice and its objections to what anyone may read."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from services.registry.rules.judging import OFFICER_NAMES
from services.registry.rules.poverty import PROPOSED_NAMES
from services.registry.schemas.notice import NoticeLineOfList, NoticeLineView, NoticeView, ObjectionLine
from services.registry.store import judging
from services.registry.store import notice as store
from services.registry.tables import Notice, NoticeLine, Objection, ObjectionLetter
from shared import regions
from shared.notices.letterbox import shown


def notice_view(notice: Notice, lines: Sequence[NoticeLine], objections: Sequence[Objection]) -> NoticeView:
    policy, rule = judging.get_notice_rule(notice.policy, notice.procedure_kind, notice.stage)
    title, procedure_title = _titles(notice)
    return NoticeView(
        notice_id=notice.id,
        kind=notice.kind.value,
        title=title,
        procedure_title=procedure_title,
        region=notice.region,
        region_name=regions.name_of(notice.region),
        place=notice.place,
        posted_on=notice.posted_on,
        begun_on=notice.begun_on,
        term=rule.term.spoken,
        basis=policy.source(rule).spoken,
        investigators=[OFFICER_NAMES[each] for each in rule.investigators],
        is_over=all(line.ended_on for line in lines),
        lines=[_line(line, objections) for line in lines],
    )


def _line(line: NoticeLine, objections: Sequence[Objection]) -> NoticeLineView:
    return NoticeLineView(
        line_id=line.id,
        shown_as=line.shown_as,
        village_name=regions.short_name_of(line.region),
        members=line.members,
        target_name=PROPOSED_NAMES[line.target],
        until_on=line.until_on,
        is_held=line.ended_on is None and store.as_judged(line, objections).open_objections > 0,
        ended_on=line.ended_on,
        is_stopped=line.is_stopped,
    )


def notice_line(notice: Notice, lines: Sequence[NoticeLine], objections: Sequence[Objection]) -> NoticeLineOfList:
    title, procedure_title = _titles(notice)
    mine = [line for line in lines if line.notice_id == notice.id]
    return NoticeLineOfList(
        notice_id=notice.id,
        title=title,
        procedure_title=procedure_title,
        region=notice.region,
        region_name=regions.name_of(notice.region),
        posted_on=notice.posted_on,
        until_on=max(line.until_on for line in mine),
        households=len(mine),
        is_held=any(line.ended_on is None and store.as_judged(line, objections).open_objections for line in mine),
        is_over=all(line.ended_on for line in mine),
    )


def _titles(notice: Notice) -> tuple[str, str]:
    rule = judging.get_policy_named(notice.policy).find_rule(notice.procedure_kind)
    stages = rule.stages if rule else ()
    title = next((stage.title for stage in stages if stage.stage == notice.stage), notice.stage)
    return title, rule.title if rule else notice.procedure_kind.value


def objection_line(objection: Objection, notice: Notice, letters: Mapping[UUID, ObjectionLetter], *, on: date) -> ObjectionLine:
    _, rule = judging.get_notice_rule(notice.policy, notice.procedure_kind, notice.stage)
    investigators = [OFFICER_NAMES[each] for each in rule.investigators]
    return ObjectionLine(**shown(objection, letters, on=on), investigators=investigators)
