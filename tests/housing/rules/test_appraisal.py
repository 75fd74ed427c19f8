"""What an appraisal's ticks, measurements and counts make of a house, exactly, and never better for being worse."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.housing.rules.appraisal import (
    CountsMissing,
    MoreDangerousThanThere,
    ReadingNotOfStructure,
    Seen,
    SignNotOfStructure,
    appraise,
    must_be_counted,
    plain,
)
from services.housing.rules.house import Condition, Grade, Part
from services.housing.rules.member import Count, Group, Member, house_memberships, leading, memberships, percent, share
from services.housing.rules.structure import APPRAISED, Structure
from services.housing.store.appraisal_policy import list_appraisal_policies
from services.housing.store.survey_policy import list_policies

[POLICY] = list_appraisal_policies()
[GRADES] = list_policies()
CASES = [(policy, example) for policy in list_appraisal_policies() for example in policy.examples]
SCALE = POLICY.memberships.scale


def seen(structure=Structure.MASONRY, signs=(), readings=None, counts=None) -> Seen:
    parts = {sign.code: sign.part for sign in POLICY.signs}
    ticked: dict[Part, list[str]] = {}
    for code in signs:
        ticked.setdefault(parts[code], []).append(code)
    return Seen(structure, ticked, readings or {}, counts or {})


@pytest.mark.parametrize(("policy", "example"), CASES, ids=[example.name for _, example in CASES])
def test_a_policy_reproduces_its_examples(policy, example):
    done = appraise(policy, GRADES, seen(example.structure, example.signs, example.readings, example.counts))

    expected = example.expected
    assert done.conditions == dict.fromkeys(Part, Condition.SOUND) | expected.conditions
    assert (done.counted, done.grade) == (expected.counted, expected.grade)
    assert expected.qualitative in (None, done.qualitative)


@st.composite
def findings(draw) -> Seen:
    structure = draw(st.sampled_from(APPRAISED))
    signs = [sign for part in Part for sign in POLICY.signs_for(structure, part)]
    ticked = draw(st.lists(st.sampled_from([sign.code for sign in signs]), unique=True, max_size=4))
    codes = [reading.code for reading in POLICY.readings_for(structure)]
    values = st.fractions(min_value=0, max_value=40, max_denominator=10)
    readings = draw(st.dictionaries(st.sampled_from(codes), values, max_size=3))
    counts = draw(st.none() | st.dictionaries(st.sampled_from(Member), st.integers(1, 12), max_size=5))
    if counts is None:
        return seen(structure, ticked, readings)
    whole = {Member.FOUNDATION: 8, Member.WALL: 10} | counts
    return seen(
        structure, ticked, readings, {member: Count(total, draw(st.integers(0, total))) for member, total in whole.items()}
    )


@settings(max_examples=50)
@given(findings(), st.data())
def test_a_worse_sign_never_makes_a_better_grade(found, data):
    part = data.draw(st.sampled_from(Part))
    sign = data.draw(st.sampled_from(POLICY.signs_for(found.structure, part)))
    more = Seen(found.structure, {**found.signs, part: [*found.signs.get(part, ()), sign.code]}, found.readings, found.counts)

    assert appraise(POLICY, GRADES, more).grade >= appraise(POLICY, GRADES, found).grade


@settings(max_examples=50)
@given(findings(), st.data())
def test_a_wider_crack_or_tilt_never_makes_a_better_grade(found, data):
    reading = data.draw(st.sampled_from(POLICY.readings_for(found.structure)))
    less, more = sorted(data.draw(st.tuples(st.integers(0, 50), st.integers(0, 50))))

    def at(value: int) -> Grade:
        readings = {**found.readings, reading.code: Fraction(value)}
        return appraise(POLICY, GRADES, Seen(found.structure, found.signs, readings, found.counts)).grade

    assert at(more) >= at(less)


@settings(max_examples=50)
@given(findings().filter(lambda found: found.counts), st.data())
def test_one_more_dangerous_member_never_makes_a_better_grade(found, data):
    member = data.draw(st.sampled_from(sorted(found.counts)))
    count = found.counts[member]
    more = {**found.counts, member: Count(count.total, min(count.total, count.dangerous + 1))}
    worse = Seen(found.structure, found.signs, found.readings, more)

    assert appraise(POLICY, GRADES, worse).counted >= appraise(POLICY, GRADES, found).counted
    assert appraise(POLICY, GRADES, worse).grade >= appraise(POLICY, GRADES, found).grade


@settings(max_examples=50)
@given(findings())
def test_every_grade_says_why_and_by_what(found):
    done = appraise(POLICY, GRADES, found)

    assert all("依据：" in reason for reason in done.reasons)
    assert done.reasons[-1].startswith(f"{done.grade}级：")


@settings(max_examples=50)
@given(findings())
def test_counting_makes_it_at_most_one_grade_better_and_says_so_where_it_differs(found):
    done = appraise(POLICY, GRADES, found)

    assert ord(done.qualitative) - ord(done.grade) <= 1
    if done.counted and done.grade is not done.qualitative:
        assert any("定性为" in reason and "定量为" in reason for reason in done.reasons)


@given(st.fractions(min_value=0, max_value=1))
def test_a_part_belongs_to_its_grades_in_whole(p):
    belongs = memberships(p, SCALE)

    assert sum(belongs.values()) == 1
    assert all(0 <= each <= 1 for each in belongs.values())


@pytest.mark.parametrize(
    ("p", "belongs"),
    [
        ("0", {"A": "1"}),
        ("1/20", {"B": "1"}),
        ("1/10", {"B": "4/5", "C": "1/5"}),
        ("7/40", {"B": "1/2", "C": "1/2"}),
        ("3/10", {"C": "1"}),
        ("13/20", {"C": "1/2", "D": "1/2"}),
        ("1", {"D": "1"}),
    ],
)
def test_the_membership_functions_at_their_corners(p, belongs):
    told = memberships(Fraction(p), SCALE)

    assert {grade: str(value) for grade, value in told.items() if value} == belongs


def test_of_equal_memberships_the_worse_leads():
    assert leading(memberships(Fraction(7, 40), SCALE)) is Grade.C


def test_members_weigh_what_the_standard_says_and_parts_count_to_their_caps():
    weights = {rule.member: rule.weight for rule in POLICY.members if rule.group is Group.SUPERSTRUCTURE}
    counts = {Member.COLUMN: Count(4, 1), Member.BEAM: Count(4, 1), Member.SLAB: Count(10, 3)}

    p = share(weights, counts)
    parts = {
        Group.FOUNDATION: memberships(Fraction(0), SCALE),
        Group.SUPERSTRUCTURE: memberships(p, SCALE),
        Group.ENCLOSURE: memberships(Fraction(1), SCALE),
    }

    assert p == Fraction(73, 272)  # (2.4 + 1.9 + 3) / (9.6 + 7.6 + 10)
    assert percent(p) == "26.84%"
    assert house_memberships(parts, SCALE) == {
        Grade.A: Fraction(3, 10),
        Grade.B: 1 - (p - Fraction(1, 20)) * 4,
        Grade.C: Fraction(3, 5),
        Grade.D: Fraction(1, 10),
    }


def test_a_house_that_looks_d_has_to_be_counted_and_a_review_always():
    whole = appraise(POLICY, GRADES, seen(signs=("masonry-bulging", "roof-sagging")))
    part = appraise(POLICY, GRADES, seen(signs=("masonry-bulging",)))

    with pytest.raises(CountsMissing):
        must_be_counted(whole)
    must_be_counted(part)
    with pytest.raises(CountsMissing):
        must_be_counted(appraise(POLICY, GRADES, seen(), is_review=True))


def test_a_landslide_is_not_counted_away_and_need_not_be_counted():
    sliding = appraise(POLICY, GRADES, seen(signs=("site-sliding",)))
    sound = {Member.FOUNDATION: Count(8, 0), Member.WALL: Count(10, 0)}
    counted = appraise(POLICY, GRADES, seen(signs=("site-sliding",), counts=sound))

    must_be_counted(sliding)
    assert (counted.counted, counted.grade) == (Grade.A, Grade.D)
    assert any("不因清点而改变" in reason for reason in counted.reasons)


def test_another_published_scale_is_told_and_not_followed():
    counts = {Member.FOUNDATION: Count(10, 5), Member.WALL: Count(10, 4)}
    done = appraise(POLICY, GRADES, seen(signs=("masonry-bulging", "roof-sagging"), counts=counts))

    assert (done.counted, done.grade) == (Grade.C, Grade.C)
    assert any("危险承重构件占45.00%，按另一种口径为D级" in reason for reason in done.reasons)


@pytest.mark.parametrize(
    ("found", "law", "pointer"),
    [
        (Seen(Structure.MASONRY, {Part.WALLS: ["earth-parted"]}, {}, {}), SignNotOfStructure, "/signs/walls/0"),
        (Seen(Structure.MASONRY, {Part.ROOF: ["masonry-bulging"]}, {}, {}), SignNotOfStructure, "/signs/roof/0"),
        (seen(readings={"earth-crack": Fraction(3)}), ReadingNotOfStructure, "/readings/earth-crack"),
        (seen(counts={Member.FOUNDATION: Count(2, 0), Member.WALL: Count(2, 3)}), MoreDangerousThanThere, "/counts/wall"),
        (seen(counts={Member.WALL: Count(2, 1)}), CountsMissing, "/counts"),
        (seen(counts={Member.FOUNDATION: Count(2, 1), Member.ENCLOSURE: Count(4, 1)}), CountsMissing, "/counts"),
    ],
)
def test_what_does_not_fit_the_house_is_refused_in_place(found, law, pointer):
    with pytest.raises(law) as refused:
        appraise(POLICY, GRADES, found)
    assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    ("value", "condition"),
    [("1", "sound"), ("1.001", "flawed"), ("2", "flawed"), ("2.5", "failing"), ("10", "failing"), ("11", "failed")],
)
def test_a_limit_itself_is_not_above_it(value, condition):
    done = appraise(POLICY, GRADES, seen(readings={"masonry-crack": Fraction(value)}))

    assert done.conditions[Part.WALLS] == condition


def test_values_are_told_as_people_write_them():
    assert [plain(Fraction(value)) for value in ("2", "2.50", "0.125", "20/3")] == ["2", "2.5", "0.125", "6.667"]
