"""From a notice, its duties and its objections to what anyone may read."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from services.funds.rules.duty import DUTY_STATE_NAMES, DutyState, shown_state
from services.funds.rules.notice import ABOUT_NAMES, state_of
from services.funds.rules.publishing import INVESTIGATOR_NAMES, OUTLET_NAMES
from services.funds.schemas.duty import DutyLine, DutyView
from services.funds.schemas.notice import NoticeLineView, NoticeOfList, NoticeView, ObjectionLine, OutcomeView, ProofView
from services.funds.store import notice as store
from services.funds.store.duty import term_of as term_of_duty
from services.funds.store.publishing import get_publishing_policy_named
from services.funds.tables import Duty, DutyProof, Notice, NoticeLine, Objection, ObjectionLetter
from shared import regions
from shared.notices.letterbox import shown


def notice_of_list(notice: Notice, objections: Sequence[Objection], *, on: date) -> NoticeOfList:
    standing = store.standing_of(notice, objections)
    return NoticeOfList(
        notice_id=notice.id,
        about=notice.about,
        about_name=ABOUT_NAMES[notice.about],
        title=notice.title,
        region=notice.region,
        region_name=regions.name_of(notice.region),
        opened_on=notice.opened_on,
        until_on=notice.until_on,
        state=state_of(standing, on=on),
        objections=standing.objections,
        open_objections=standing.open_objections,
    )


def notice_view(
    notice: Notice,
    lines: Sequence[NoticeLine],
    objections: Sequence[Objection],
    duties: Sequence[Duty],
    proofs: Sequence[DutyProof],
    *,
    on: date,
) -> NoticeView:
    policy, rule = store.policy_of(notice), store.rule_of(notice)
    amounts = [line.amount_fen for line in lines if line.amount_fen is not None]
    positions = {line.id: line.position for line in lines}
    return NoticeView(
        **notice_of_list(notice, objections, on=on).model_dump(),
        about_id=notice.about_id,
        term=store.term_of(notice).spoken,
        basis=policy.source(rule).spoken,
        hotline=policy.hotline,
        investigators=[INVESTIGATOR_NAMES[each] for each in rule.investigators],
        lines=[NoticeLineView(line_id=line.id, **line.model_dump()) for line in lines],
        total_fen=sum(amounts) if amounts else None,
        proofs=proof_views(duties, proofs),
        outcomes=[
            OutcomeView(
                received_on=each.received_on,
                line_position=positions.get(each.line_id) if each.line_id else None,
                due_on=each.due_on,
                answered_on=each.answered_on,
                verdict=each.verdict,
                answer=each.answer,
            )
            for each in objections
        ],
    )


def proof_views(duties: Sequence[Duty], proofs: Sequence[DutyProof]) -> list[ProofView]:
    """Where it was posted; never by whom."""
    by_id = {duty.id: duty for duty in duties}
    return [
        ProofView(
            region_name=regions.name_of(by_id[proof.duty_id].owner),
            outlet_name=OUTLET_NAMES[by_id[proof.duty_id].outlet],
            **proof.model_dump(include={"place", "address", "from_on", "until_on", "taken_on"}),
        )
        for proof in proofs
    ]


def duty_line(duty: Duty, *, on: date) -> DutyLine:
    return DutyLine(**_said(duty, on=on))


def duty_view(duty: Duty, proofs: Sequence[DutyProof], *, on: date) -> DutyView:
    policy = get_publishing_policy_named(duty.policy)
    content = next(content for content in policy.contents if content.content == duty.content)
    outlet = next(rule for rule in content.outlets if (rule.level, rule.outlet) == (duty.level, duty.outlet))
    basis = "；".join(dict.fromkeys(policy.source(value).spoken for value in (outlet, outlet.due)))
    return DutyView(
        **_said(duty, on=on),
        basis=basis,
        proofs=proof_views([duty], proofs),
        urged_on=duty.urged_on,
        escalated_on=duty.escalated_on,
    )


_SHOWN = {"content", "title", "owner", "level", "outlet", "arose_on", "due_on", "met_on", "until_on", "entry_id", "notice_id"}


def _said(duty: Duty, *, on: date) -> dict[str, object]:
    term = term_of_duty(duty)
    state = shown_state(duty.state, duty.until_on, on=on)
    return {
        "duty_id": duty.id,
        "owner_name": regions.name_of(duty.owner),
        "outlet_name": OUTLET_NAMES[duty.outlet],
        "stands": term.spoken if term else "长期",
        "is_late": (duty.met_on or on) > duty.due_on and not (duty.state is DutyState.OWED and on <= duty.due_on),
        **duty.model_dump(include=_SHOWN),
        "state": state,
        "state_name": DUTY_STATE_NAMES[state],
    }


def objection_line(objection: Objection, notice: Notice, letters: Mapping[UUID, ObjectionLetter], *, on: date) -> ObjectionLine:
    investigators = [INVESTIGATOR_NAMES[each] for each in store.rule_of(notice).investigators]
    return ObjectionLine(**shown(objection, letters, on=on), notice_title=notice.title, investigators=investigators)
