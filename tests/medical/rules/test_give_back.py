"""However often a stay is settled in between, by whatever policies and classes: in the end it is as if settled once."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from services.medical.rules.counters import Accounts, added, restored
from services.medical.rules.drawn import DrawnBefore, divided_by_account, drawn_on
from services.medical.rules.line import CatalogueClass, LineCost
from services.medical.rules.portion import Settled, read_settled, returned_by, settle_portion
from services.medical.rules.tally import EMPTY, tally
from services.medical.store.policies import shelf
from shared.policy.clauses import Stay
from shared.policy.counters import CounterScope
from shared.policy.evaluate import settle
from shared.policy.explain import explained

PERSON, LIFE, FAMILY = CounterScope.PERSON_YEAR, CounterScope.PERSON_LIFE, CounterScope.FAMILY_YEAR
POLICIES = {policy.name: policy for policy in shelf().policies}


class Book:
    """The accounts of a person and of two families over some years, as the tables keep them."""

    def __init__(self):
        self.counters = {}

    def of(self, year, family):
        return Accounts(*(self.counters.get(self.key(scope, year, family), {}) for scope in (PERSON, LIFE, FAMILY)))

    @staticmethod
    def key(scope, year, family):
        return (scope, *{PERSON: (year,), LIFE: (), FAMILY: (year, family)}[scope])

    def draw(self, drawn, year, family, book=added):
        for scope, counters in drawn.items():
            key = self.key(scope, year, family)
            self.counters[key] = {name: by for name, by in book(self.counters.get(key, {}), counters).items() if by}
            assert all(by >= 0 for by in self.counters[key].values()), "an account is left with less than nothing"

    def snapshot(self):
        return {key: dict(counters) for key, counters in self.counters.items() if counters}


@st.composite
def goes(draw):
    """One settlement of a course: what has come since, by which policy, of which class, on which accounts."""
    name = draw(st.sampled_from([*POLICIES]))
    policy = POLICIES[name]
    lines = draw(
        st.lists(
            st.tuples(st.sampled_from([*CatalogueClass]), st.integers(0, 9_000_000), st.integers(0, 500_000)),
            min_size=0,
            max_size=3,
        )
    )
    cost = tally([(kind.value, None, LineCost(inside, 0, 0, outside)) for kind, inside, outside in lines])
    classes = [*policy.words.persons]  # a file for employees knows none
    persons = draw(st.frozensets(st.sampled_from(classes), max_size=2)) if classes else frozenset()
    return name, cost, persons, draw(st.sampled_from([2019, 2020])), draw(st.sampled_from(["f", "g"]))


def facts(policy, whole, persons, so_far):
    region = (policy.region + "001001001001")[:12]
    level = next(iter(policy.words.levels))
    total_fen, in_policy_fen, scheme = whole.cost.total_fen, whole.cost.in_policy_fen, next(iter(policy.words.schemes))
    return Stay(region, level, persons, total_fen, in_policy_fen, so_far, scheme=scheme, classes=whole.classes, items=whole.items)


@settings(max_examples=150)
@given(st.lists(goes(), min_size=2, max_size=4))
def test_a_stay_settled_often_ends_as_if_it_had_been_settled_once(course):
    book, before, whole, payers, steps = Book(), Settled(), EMPTY, Counter(), []
    for name, cost, persons, year, family in course:
        policy = POLICIES[name]
        whole = whole + cost
        met = before.taken_out_of(book.of(year, family), year=year, family=family)
        stay = facts(policy, whole, persons, met.so_far)
        kept = book.snapshot()
        portion = settle_portion(policy, stay, whole, before, year=year, family=family)
        after = read_settled(portion.settled(year=year, family=family).as_json())
        book.draw(portion.drawn, year, family)
        for one in portion.returned:
            book.draw(one.drawn, one.year, one.family)
        shares = portion.result["shares"]
        for share in shares:
            assert share["paid_fen"] == portion.paid[share["layer"]] == sum(one["paid_fen"] for one in share["payers"])
            payers.update({(share["layer"], one["payer"]): one["paid_fen"] for one in share["payers"]})
        assert sum(share["paid_fen"] for share in shares) + portion.patient_fen == portion.total_fen == cost.cost.total_fen
        assert returned_by(before, after) == portion.returned
        steps.append((before, portion, year, family, kept))
        before = after

    once = settle(policy, stay)
    assert sum(one.patient_fen for _, one, *_ in steps) == once.patient_fen == before.patient_fen
    assert {layer: fen for layer, fen in before.paid.items() if fen} == {
        share.layer.name: share.paid_fen for share in once.shares if share.paid_fen
    }
    due = {
        (share["layer"], one["payer"]): one["paid_fen"] for share in explained(policy, once)["shares"] for one in share["payers"]
    }
    assert {key: fen for key, fen in payers.items() if fen} == {key: fen for key, fen in due.items() if fen}
    assert _summed(book.counters.values()) == _summed([once.drawn])
    assert sum(one.patient_fen for one in before.drawn) == once.patient_fen
    years = Counter()
    for one in before.drawn:
        years[one.year] += one.patient_fen
    assert min(years.values()) >= 0

    for _, portion, year, family, kept in reversed(steps):
        for one in portion.returned:
            again = one.negated()
            book.draw(again.drawn, again.year, again.family)
        book.draw(portion.drawn, year, family, restored)
        assert book.snapshot() == kept


def _summed(accounts):
    total = Counter()
    for counters in accounts:
        total.update(counters)
    return {name: amount for name, amount in total.items() if amount}


def test_what_was_drawn_last_year_goes_back_to_last_year():
    before = [DrawnBefore(2019, "f", {PERSON: {"year": 500}}, 300), DrawnBefore(2020, "f", {PERSON: {"year": 100}}, 50)]

    now, returned = divided_by_account({PERSON: {"year": 200}}, -120, before, year=2020, family="f")

    assert now == {PERSON: {"year": -100}}
    assert returned == (DrawnBefore(2019, "f", {PERSON: {"year": -300}}, -70),)
    assert drawn_on([*before, *returned], year=2019, family="f") == {PERSON: {"year": 200}}


def test_a_life_and_a_family_get_back_what_is_theirs():
    before = [DrawnBefore(2019, "f", {LIFE: {"life": 9}, FAMILY: {"joint": 8}})]

    now, returned = divided_by_account({LIFE: {"life": 2}}, 0, before, year=2020, family="f")

    assert now == {LIFE: {"life": -7}}
    assert returned == (DrawnBefore(2019, "f", {FAMILY: {"joint": -8}}),)
