"""The places' campaigns: every file reads, every kind says by when, and a target is not over before it begins."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.housing.rules.campaign import CampaignDueOutOfTime, CampaignPolicy, HousesNotLookedAt, Meant, due_of, must_say_why
from services.housing.rules.house import PhotoView
from services.housing.store.campaign_policy import get_campaign_policy, get_kind, list_campaign_policies

TODAY = date(2020, 6, 1)


@pytest.mark.parametrize("policy", list_campaign_policies(), ids=lambda policy: policy.policy)
def test_every_place_can_open_the_same_kinds(policy: CampaignPolicy) -> None:
    assert {kind.kind for kind in policy.kinds} == {"census", "flood-season", "winter", "after-disaster", "look-back", "unsafe"}
    assert set(policy.photos.views) == set(PhotoView)


def test_the_census_means_whoever_was_enrolled_since_2014() -> None:
    kind, policy, _ = get_kind("census", region="371311", on=TODAY)
    assert (kind.meant, kind.newcomers_join, policy.enrolled.since) == (Meant.ENROLLED, True, date(2014, 1, 1))


def test_luozhuang_has_the_target_of_september_2018_and_others_have_none() -> None:
    [target] = get_campaign_policy("371311", TODAY)[0].targets
    assert (target.safe_by, get_campaign_policy("370305", TODAY)[0].targets) == (date(2018, 9, 30), ())


def test_a_target_that_ends_before_it_begins_is_no_policy() -> None:
    policy, _ = get_campaign_policy("371311", TODAY)
    told = policy.model_dump(by_alias=True)
    told["targets"][0]["safe_by"] = date(2018, 9, 29)
    with pytest.raises(ValidationError, match="safe_by"):
        CampaignPolicy.model_validate(told)


def test_a_campaign_is_due_after_its_kind_s_days_or_when_it_was_asked_for() -> None:
    kind, _, _ = get_kind("after-disaster", region="371311", on=TODAY)
    assert (due_of(kind, None, on=TODAY), due_of(kind, TODAY, on=TODAY)) == (date(2020, 6, 6), TODAY)
    for wrong in (date(2020, 5, 31), date(2021, 6, 3)):
        with pytest.raises(CampaignDueOutOfTime):
            due_of(kind, wrong, on=TODAY)


def test_who_ends_it_early_says_why() -> None:
    must_say_why(0, "")
    must_say_why(3, "转入临时排查")
    with pytest.raises(HousesNotLookedAt):
        must_say_why(3, "")
