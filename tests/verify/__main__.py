"""Run the proof; see ``question_bank.verify``."""

import sys

from app.web.mathml import to_mathml
from question_bank.verify import main
from tests.oracles.families import ORACLES

if __name__ == "__main__":
    sys.exit(main(ORACLES, to_mathml))
