"""The bench measures what it says: the same year on both paths, to the fen, and the columns do the work."""

from dataclasses import replace

import numpy as np
import pytest

from deploy.bench.whatif import measure
from deploy.bench.year import a_year
from services.medical.store.policies import shelf

POLICIES = shelf().policies


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_both_paths_give_the_same_and_no_bill_of_a_shipped_file_goes_one_by_one(policy):
    measured = measure(replace(policy, plans={}), settlements=4000, sampled=400)

    assert measured.settlements == 4000
    assert measured.one_by_one == 0


def test_the_made_up_year_is_the_same_every_time_and_looks_like_one():
    one, again = (a_year(POLICIES[0], 5000) for _ in range(2))

    assert (one.total_fen == again.total_fen).all() and (one.person == again.person).all()
    assert (one.in_policy_fen <= one.total_fen).all()
    stays = np.bincount(one.person)
    assert stays.max() >= 5 and (stays == 1).sum() > (stays == 2).sum() > (stays == 3).sum()
