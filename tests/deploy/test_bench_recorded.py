"""The bench of what-if measures the command itself, on settlements that it reproduces to the fen."""

from deploy.bench.recorded import measure


def test_the_command_reproduces_what_was_settled_in_earnest_and_its_copies():
    measured = measure(settlements=180, in_earnest=60, turns=1)

    assert measured.settlements == 180
    assert len(measured.turns) == 1 and measured.packed_bytes > 0
