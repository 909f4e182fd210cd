"""What the pages of accounts show. No passphrase and no code that was typed comes back."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.codes import COUNT
from app.accounts.passphrases import LONGEST, SHORTEST
from app.accounts.service import Overview
from app.db.accounts import LONGEST_NAME
from question_bank.model.bilingual import Bilingual

Problems = Sequence[tuple[str, Bilingual]]

WRONG = Bilingual(ja="名前かパスフレーズが違います。", en="Name and passphrase do not match.")
NOT_YOURS = Bilingual(ja="パスフレーズが違います。", en="This is not your passphrase.")
NO_CODE = Bilingual(
    ja="名前か回復コードが違うか、そのコードはすでに使われています。",
    en="Name and recovery code do not match, or the code was used before.",
)
RENEWED = Bilingual(
    ja="回復コードは、いまほかの画面で作り直されました。新しいコードはその画面に表示されています。"
    "見ていないときは、もう一度作り直してください。",
    en="The recovery codes were renewed just now from another page, which shows the new ones. "
    "If you have not seen them, renew them once more.",
)
_MISSING = {
    "name": Bilingual(ja="名前を入力してください。", en="Enter your name."),
    "passphrase": Bilingual(ja="パスフレーズを入力してください。", en="Enter your passphrase."),
    "code": Bilingual(ja="回復コードを入力してください。", en="Enter a recovery code."),
}


def missing(**typed: str) -> Problems:
    """What was left empty, by its field."""
    return [(field, _MISSING[field]) for field, text in typed.items() if not text.strip()]


@dataclass(frozen=True)
class EntryPage:
    """A form by which one comes to be logged in, and where one goes on then.

    ``lost`` answers of this browser are not the account's.
    """

    name: str = ""
    problems: Problems = ()
    lost: int = 0
    shortest: int = SHORTEST
    longest: int = LONGEST
    longest_name: int = LONGEST_NAME
    codes: int = COUNT
    onward: str = "/"


@dataclass(frozen=True)
class ResetPage:
    """The form that a link of the operator leads to; without a name it leads nowhere any more."""

    token: str
    name: str
    problems: Problems = ()
    lost: int = 0
    shortest: int = SHORTEST
    longest: int = LONGEST


@dataclass(frozen=True)
class CodesPage:
    """The recovery codes, shown this once."""

    name: str
    codes: tuple[str, ...]
    onward: str = "/"


@dataclass(frozen=True)
class AccountPage:
    """One's own account, what was done just now, and what is wrong with what was sent."""

    account: Overview
    done: str = ""
    problems: Problems = ()
    shortest: int = SHORTEST
    longest: int = LONGEST
    of: int = COUNT


@dataclass(frozen=True)
class ClosePage:
    """What goes with the account."""

    name: str
    answers: int
    classes: Sequence[str] = ()  # that nobody else owns, and that end with it
    problems: Problems = ()


@dataclass(frozen=True)
class LeftPage:
    """That one has logged out, or that the account is gone; the device forgets what it kept."""

    closed: bool
    forget: bool
