"""A class in hosted mode: its owner, members who agree or do not, and sets that they answer."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from httpx2 import Response

from app.db.accounts import Account
from app.db.learners import fresh_learner
from app.sessions import logins
from app.sessions.tokens import new_id
from tests.app.hosted import Hosted
from tests.app.site import Site, quiz_of, wrong

SET = {
    "title": "第 1 回",
    "topic": ["rnn"],
    "level": ["1"],
    "count": "5",
    "ordering": "mixed",
    "numbers": "own",
    "kept": "1",
}


@dataclass
class Class:
    """A class, by its address, as its owner has it."""

    hosted: Hosted
    owner: Site
    address: str
    members: dict[str, Site] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Its number."""
        return int(self.address.rsplit("/", 1)[1])

    @property
    def code(self) -> str:
        """The code of invitation, made where there is none."""
        found = re.search(r"/classes/join/([0-9A-Z-]{9})", self.owner.get(self.address).text)
        if found is None:
            assert self.owner.post(f"{self.address}/invitation").status_code == 303
            return self.code
        return found[1]

    def join(self, name: str, *, agrees: bool = False, browser: Site | None = None) -> Site:
        """A member of this name."""
        found = browser or known(self.hosted, name)
        joined = found.post(f"/classes/join/{self.code}", {"agrees": "1"} if agrees else {})
        assert joined.headers["location"] == f"{self.address}?done=joined", joined.text
        self.hosted.minute_later()
        self.members[name] = found
        return found

    def set(self, days: float = 7, **form: Any) -> str:
        """Make a set that is due in so many days; returns its address."""
        before = set(self._sets())
        due = (datetime_of(self.owner) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M+00:00")
        sent = {**SET, "due": due, **form}
        made = self.owner.post(f"{self.address}/sets/new", sent)
        if told := re.search(r'name="repeats" value="(\d+)"', made.text):  # kinds come again, and it is to be so
            made = self.owner.post(f"{self.address}/sets/new", {**sent, "repeats": told[1]})
        assert made.status_code == 303, made.text
        (fresh,) = set(self._sets()) - before
        return fresh

    def _sets(self) -> list[str]:
        return re.findall(rf'"({self.address}/sets/\d+)"', self.owner.get(self.address).text)

    def membership(self, name: str) -> int:
        """The number by which owners name a member."""
        rows = self.owner.rows(
            "SELECT m.id FROM membership m JOIN account a ON a.learner_id = m.learner_id "
            f"WHERE m.classroom_id = {self.id} AND a.name = '{name}'"
        )
        return int(rows[0][0])

    def figures(self) -> str:
        """What the page of figures says, without its marks."""
        return bare(self.owner.get(f"{self.address}/figures"))


def known(hosted: Hosted, name: str) -> Site:
    """A browser that is logged in with an account of this name, for which nobody had to hash a passphrase."""
    now = hosted.site.clock.now
    with hosted.site.services.database.write() as session:
        learner = fresh_learner(now, new_id())
        session.add(learner)
        session.flush()
        session.add(Account(learner_id=learner.id, name=name, known_as=name.casefold(), passphrase="$", created_at=now))
        return hosted.browser(logins.begin(session, learner.id, "", now))


def datetime_of(site: Site) -> datetime:
    """The time of the app."""
    return site.clock.now.astimezone(UTC)


def bare(response: Response) -> str:
    """The text of a page's main part."""
    assert response.status_code == 200, response.status_code
    main = response.text.split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def found_class(hosted: Hosted, name: str = "Owner") -> Class:
    """A class that was made just now."""
    owner = known(hosted, name)
    made = owner.post("/classes", {"name": "深層学習 A"})
    assert made.status_code == 303, made.text
    return Class(hosted, owner, made.headers["location"])


def start(member: Site, address: str) -> int:
    """Start a set; returns the quiz."""
    return quiz_of(member.post(f"{address}/start"))


def answer(member: Site, quiz: int, missed: int = 0) -> None:
    """Answer a quiz, the first so many of it wrongly."""
    for number in range(1, len(member.forms(quiz)) + 1):
        member.get(f"/practice/{quiz}/items/{number}")
        member.clock.go(10)
        sent = wrong(member.content(quiz, number)) if number <= missed else None
        assert member.answer(quiz, number, sent).status_code == 303
