"""The shape of a policy of public notice: who publishes what, where, by when and for how long, and how long a notice stands.

The outer shape is that of every policy file (`shared.policy.document`).
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.notice import NoticeAbout
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.term import Calendar, DayOff, Term, last_day
from shared.policy.written import Text


class Level(StrEnum):
    """Who has to publish."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


LEVEL_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9, Level.VILLAGE: 12}
LEVEL_NAMES = {Level.PROVINCE: "省", Level.CITY: "市", Level.COUNTY: "县区", Level.TOWN: "镇街", Level.VILLAGE: "村（社区）"}


class Outlet(StrEnum):
    """Where it is published."""

    PORTAL = "portal"
    """Our own public pages: done by the entry itself."""
    SITE = "site"
    """A government's own web site: proved by the address."""
    BOARD = "board"
    """A board in the open: proved by place and photo."""


OUTLET_NAMES = {Outlet.PORTAL: "本平台公开页", Outlet.SITE: "政府门户网站", Outlet.BOARD: "固定公开栏"}


class Bundle(StrEnum):
    """What is published together."""

    EACH = "each"
    MONTH = "month"
    """A month's entries of one place, once: nobody posts two thousand grants one by one."""


class Investigator(StrEnum):
    """Which officers look into objections; as roles name them."""

    TOWN = "town"
    COUNTY = "county"


INVESTIGATOR_NAMES = {Investigator.TOWN: "镇街", Investigator.COUNTY: "县区"}


class Begins(StrEnum):
    """When the days of a notice begin to count."""

    OPENED = "opened"
    POSTED = "posted"
    """When its posting on the board was written down."""


class NoticeRule(Value):
    """How a notice about one kind of matter stands. Without a rule of its own a matter goes by `about: any`."""

    about: NoticeAbout | None = Field(default=None)
    term: Term
    begins: Begins = Begins.OPENED
    holds: bool = True
    """Whether an open objection holds what the notice is about."""
    restarts: bool = False
    """Whether the whole term runs anew after a hold."""
    investigators: tuple[Investigator, ...] = Field(min_length=1)
    answer: Term
    """By when an objection is answered."""


class OutletRule(Value):
    """At one level: where, by when, how long. Without `stands` for ever."""

    level: Level
    outlet: Outlet
    due: Term
    stands: Term | None = None


class ContentRule(Draft):
    """One kind of content: what gives rise to it, and who publishes it where."""

    content: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]
    title: Text
    entries: tuple[DisclosureKind, ...] = ()
    notices: tuple[NoticeAbout, ...] = ()
    bundle: Bundle = Bundle.EACH
    outlets: tuple[OutletRule, ...] = Field(min_length=1)


class Urging(Value):
    """How many working days after a missed deadline the level above is told."""

    working_days: Annotated[int, Field(gt=0, le=60)]


class Expected(Draft):
    owner: str
    outlet: Outlet
    due_on: date


class Example(Draft):
    """A worked case that the policy must reproduce: a public entry there and then, and what has to be published."""

    name: Text
    entry: DisclosureKind | None = None
    notice: NoticeAbout | None = None
    region: str
    arose_on: date
    expected: tuple[Expected, ...]
    until_on: date | None = None
    """Of a notice: the last day of its term."""


class DaysOff(Draft):
    closed: tuple[DayOff, ...] = ()
    open: tuple[DayOff, ...] = ()


class PublishingPolicy(Document):
    """One place's rules of public notice between two dates."""

    days_off: DaysOff = DaysOff()
    notices: tuple[NoticeRule, ...] = Field(min_length=1)
    contents: tuple[ContentRule, ...] = Field(min_length=1)
    escalation: Urging
    hotline: Text
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        abouts = [rule.about for rule in self.notices]
        if len(abouts) != len(set(abouts)) or None not in abouts:
            raise ValueError("notices 对每一种事项至多一条，且须有一条不写 about（适用于其余事项）")
        for what in ([k for c in self.contents for k in c.entries], [n for c in self.contents for n in c.notices]):
            if len(what) != len(set(what)):
                raise ValueError("同一种条目或公示只能属于一种公开内容")
        if unread := set(DisclosureKind) - {kind for content in self.contents for kind in content.entries}:
            raise ValueError(f"contents 没有说明这些公示条目由谁公开：{'、'.join(sorted(unread))}")
        used = [rule.reference for rule in self.notices] + [self.escalation.reference]
        used += [term.reference for rule in self.notices for term in (rule.term, rule.answer)]
        for outlet in (outlet for content in self.contents for outlet in content.outlets):
            used += [outlet.reference, outlet.due.reference, *([outlet.stands.reference] if outlet.stands else [])]
        self.must_know(used + [day.reference for day in (*self.days_off.closed, *self.days_off.open)])
        return self

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.days_off.closed, self.days_off.open)

    def rule_of(self, about: NoticeAbout) -> NoticeRule:
        """The matter's own rule, or the one for all others."""
        return next((r for r in self.notices if r.about is about), next(r for r in self.notices if r.about is None))

    def content_of_entry(self, kind: DisclosureKind) -> ContentRule:
        return next(content for content in self.contents if kind in content.entries)

    def content_of_notice(self, about: NoticeAbout) -> ContentRule | None:
        """None where nothing but the notice itself is asked for."""
        return next((content for content in self.contents if about in content.notices), None)

    def ends_on(self, term: Term, on: date) -> date:
        return last_day(on, term, self.calendar)

    def escalates_on(self, due_on: date) -> date:
        """The first day on which the county is told of what was due then."""
        wait = Term(working_days=self.escalation.working_days, reference=self.escalation.reference)
        return last_day(due_on, wait, self.calendar) + timedelta(days=1)
