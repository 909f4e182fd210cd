"""The topics of the tests are there while they are wanted, and gone afterwards."""

from question_bank.bank import load_bank
from question_bank.model.catalogue import slip_texts
from tests.fields.catalogue import with_topics


def test_the_bank_is_as_it_was_when_the_topics_are_gone() -> None:
    before = set(load_bank().families), set(slip_texts())
    with with_topics() as opened:
        assert "tables.split" in opened.families
        assert "split-not-weighted" in slip_texts()
    assert (set(load_bank().families), set(slip_texts())) == before
