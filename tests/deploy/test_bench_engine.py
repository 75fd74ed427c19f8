"""The floor of the engine's bench is honest: it pays, to the fen, what the engine pays."""

from datetime import date

import pytest

from deploy.bench.engine import DAY, REGION, bills, by_engine, must_agree
from services.medical.store.policies import shelf


def test_floor_and_engine_agree_and_every_layer_has_something_to_do():
    policy, charged = shelf().find(REGION, DAY), bills(40)

    must_agree(policy, charged)
    paid = [[share.paid_fen for share in by_engine(policy, lines).shares] for lines in charged]
    assert all(any(of_layer) for of_layer in zip(*paid, strict=True))


def test_a_floor_that_pays_otherwise_is_refused():
    policy = shelf().find(REGION, date(2017, 6, 1))  # of another year

    with pytest.raises(ValueError, match="the floor does not pay"):
        must_agree(policy, bills(1))
