"""`make token`: a token that could do nothing is not given out."""

import pytest

from deploy.embedded import issuer


@pytest.mark.parametrize("asked", [["hospital", "371311"], ["department", "371311", ""], ["mayor"]])
def test_a_token_that_could_do_nothing_is_refused_with_an_example(asked, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("sys.argv", ["token", *asked])
    monkeypatch.setenv("JISHIYU_STATE", str(tmp_path))

    with pytest.raises(SystemExit, match=r"make token ROLE="):
        issuer.main()
    assert capsys.readouterr().out == ""


def test_a_hospital_s_token_names_the_hospital(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("sys.argv", ["token", "hospital", "371311", "H37131100001"])
    monkeypatch.setenv("JISHIYU_STATE", str(tmp_path))

    issuer.main()
    assert capsys.readouterr().out.count(".") == 2
