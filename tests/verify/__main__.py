"""Run the proof; see ``question_bank.proof.verify``."""

import sys

from app.web.mathml import to_mathml
from question_bank.bank import load_bank
from question_bank.proof.verify import main
from tests.oracles.found import oracles

if __name__ == "__main__":
    sys.exit(main(oracles(load_bank()), to_mathml))
