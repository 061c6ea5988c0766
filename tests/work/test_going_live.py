"""A live study reaches its test list only, until nothing is lacking; and says what is, with the cure.

The numbers are those kept for fiction in North America: a live study refuses the ones kept for British drama.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callassist.clock import StandingClock
from callassist.errors import Refusal
from callassist.gateway.texts import TwilioTexts
from callassist.privacy.keys import Keyring
from callassist.privacy.sealing import Sealer
from callassist.privacy.tokens import new_id, new_token
from callassist.store import migrate, staff, studies
from callassist.store.database import Database
from callassist.work import approvals, enrol, going_live, pauses
from callassist.work.house import House, Running, Shelf
from callassist.work.plan import plan
from callassist.work.send import Sender
from callassist.work.studies import load
from tests.rehearsal.box import ACCOUNT, TOKEN, Network
from tests.web.houses import tiny_folder

OURS, HERS = "+1 202 555 0123", "+1 202 555 0145"
FAMILY = {
    "full_name": "Nobody Real",
    "role": "mother",
    "site": "luton",
    "cohort": "luton_jun26",
    "spoken": "ur",
    "reads": "ur",
    "texts_in": "ur",
    "consent_version": "consent_1",
    "consent_on": "2026-06-01",
}


STAND_IN = """
| survey |
| | type | name | label::English (en-GB) | instrument | instrument_item | salvage |
| | select_one five | w1 | Stand-in 1 | wemwbs | w1 | yes |

| choices |
| | list_name | name | label::English (en-GB) |
| | five | 1 | one |

| settings |
| | form_id | form_title | version | default_language |
| | tiny | Tiny | 2 | English (en-GB) |
"""


def live_files() -> dict[str, bytes]:
    """The tiny study with a real number and a committee's reference."""
    files = tiny_folder()
    words = files["study.toml"].decode().replace("+441632960100", "+12025550100")
    files["study.toml"] = words.replace("invented for rehearsal: 26/XX/0000", "26/LO/0000").encode()
    return files


@dataclass
class Live:
    """A live installation with one study, at 09:30 on the day that windows open."""

    house: House
    clock: StandingClock
    network: Network
    sender: Sender

    @property
    def study(self) -> Running:
        return self.house.study("together")

    def goes_live(self) -> list[str]:
        return going_live.go_live(self.house, "together", by="manager")

    def enrols(self, number: str, phone: str) -> None:
        row = {**FAMILY, "study_number": number, "phone": phone}
        enrol.enrol(self.house, self.study, [row], by="manager")

    def time_passes(self, hours: float) -> None:
        self.clock.set(self.clock.at + timedelta(hours=hours))
        plan(self.house)
        self.sender.send()

    def reached(self) -> set[str]:
        return {one["number"] for one in self.network.accepted()}

    def somebody_is_on_duty(self, days: int) -> None:
        row = {
            "id": new_id(),
            "study_id": self.study.id,
            "name": "Ruth Adeyemi",
            "number": OURS,
            "since": self.clock.at - timedelta(hours=1),
            "until": self.clock.at + timedelta(days=days),
        }
        self.house.database.keep(lambda c: staff.add_duty(c, row))

    def all_words_are_approved(self) -> None:
        tags = self.study.edition.protocol.study.text_languages
        for name in self.study.edition.messages.template:
            for tag in tags:
                approvals.approve(
                    self.house, "together", name, tag, by="manager", capacity="reads it", reference="26/1"
                )

    def pause_is_tried(self) -> None:
        told = {"by": "manager", "study_id": self.study.id, "token": new_token()}
        pause = pauses.pause(self.house, scope="study", of=None, why="to try it", **told)
        pauses.resume(self.house, pause_id=pause, **{**told, "token": new_token()})


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    journal = tmp_path_factory.mktemp("network") / "network.sqlite"
    started = Network.start("http://127.0.0.1:9", journal, senders="+12025550100")
    yield started
    started.stop()


@pytest.fixture
def live(tmp_path: Path, network: Network) -> Iterator[Live]:
    network.count_from_here()
    database = Database(f"sqlite:///{tmp_path / 'live.sqlite'}")
    migrate.up(database)
    keys = Keyring.parse(Keyring.fresh())
    clock = StandingClock(datetime(2026, 9, 28, 9, 30, tzinfo=ZoneInfo("Europe/London")))
    house = House(
        database=database,
        clock=clock,
        keys=keys,
        sealer=Sealer(keys),
        shelf=Shelf(database),
        network=TwilioTexts(ACCOUNT, TOKEN, base=network.api),
        gate=None,
        public_url="https://calls.example.org",
    )
    load(house, live_files(), by="manager", mode="live")
    sender = Sender(house)
    yield Live(house, clock, network, sender)
    sender.close()
    database.close()


def test_a_new_live_study_lacks_all_that_going_live_asks_for(live: Live) -> None:
    lacking = " ".join(live.goes_live())
    for word in ("invite", "ur", "duty lead", "key_copy", "backup_restored", "pause"):
        assert word in lacking
    assert live.study.row.live_at is None


def test_until_then_it_reaches_its_test_list_only(live: Live) -> None:
    live.all_words_are_approved()
    going_live.set_test_list(live.house, "together", [OURS], by="manager")
    live.enrols("T-901", OURS)
    live.enrols("T-902", HERS)
    live.time_passes(1)
    assert live.reached() == {"+12025550123"}


def test_words_that_nobody_approved_reach_nobody(live: Live) -> None:
    going_live.set_test_list(live.house, "together", [OURS], by="manager")
    live.enrols("T-901", OURS)
    live.time_passes(1)
    assert live.reached() == set()


def test_with_nothing_lacking_it_goes_live_and_reaches_everybody(live: Live) -> None:
    live.all_words_are_approved()
    live.somebody_is_on_duty(days=9)
    live.pause_is_tried()
    for fact in going_live.Fact:
        going_live.declare(live.house, "together", fact, by="manager", words="In the safe of the unit.")
    assert live.goes_live() == []
    live.enrols("T-902", HERS)
    live.time_passes(1)
    assert live.reached() == {"+12025550145"}
    assert live.goes_live() == []


def asks_a_licensed_scale() -> dict[str, bytes]:
    """The live study's next edition, in which a stand-in is read for a licensed question."""
    return {n: STAND_IN.encode() if n.endswith(".md") else content for n, content in live_files().items()}


def test_a_study_with_stand_ins_for_licensed_words_does_not_go_live(live: Live) -> None:
    load(live.house, asks_a_licensed_scale(), by="manager", mode="live")
    lacking = [one for one in live.goes_live() if "stand-ins" in one]
    assert lacking
    assert all("Warwick-Edinburgh" in one and "needs its own text pack" in one for one in lacking)


def test_a_study_that_is_live_takes_no_edition_with_stand_ins(live: Live) -> None:
    live.all_words_are_approved()
    live.somebody_is_on_duty(days=9)
    live.pause_is_tried()
    for fact in going_live.Fact:
        going_live.declare(live.house, "together", fact, by="manager", words="In the safe of the unit.")
    assert live.goes_live() == []
    before = live.study.edition.digest
    with pytest.raises(Refusal, match="needs its own text pack"):
        load(live.house, asks_a_licensed_scale(), by="manager", mode="live")
    assert live.study.edition.digest == before


def test_a_gap_in_the_rota_is_named_with_its_day(live: Live) -> None:
    live.somebody_is_on_duty(days=2)
    [gap] = [one for one in live.goes_live() if "duty" in one]
    assert "Wed 30 Sep" in gap


def test_an_edit_makes_a_draft_of_approved_words_again(live: Live) -> None:
    live.all_words_are_approved()
    files = dict(live.study.edition.files)
    files["messages.toml"] = files["messages.toml"].replace(b"Thank you. The time", b"Thanks. The time")
    load(live.house, files, by="manager", mode="live")
    assert [one for one in live.goes_live() if "confirmed" in one and "en-GB" in one]


def test_a_made_up_number_is_on_no_test_list_and_in_no_live_study(live: Live) -> None:
    with pytest.raises(Refusal, match="made-up"):
        going_live.set_test_list(live.house, "together", ["07700 900101"], by="manager")
    with pytest.raises(Refusal, match="made-up"):
        live.enrols("T-903", "07700 900103")


def test_a_rehearsal_never_goes_live(live: Live) -> None:
    files = tiny_folder()
    files["study.toml"] = files["study.toml"].replace(b'slug = "together"', b'slug = "practice"')
    load(live.house, files, by="manager")
    with pytest.raises(Refusal, match="born a rehearsal"):
        going_live.set_test_list(live.house, "practice", [OURS], by="manager")
    assert any("rehearsal" in one for one in going_live.go_live(live.house, "practice", by="manager"))


def test_an_approval_says_who_in_what_capacity_and_why(live: Live) -> None:
    with pytest.raises(Refusal, match="capacity"):
        approvals.approve(
            live.house, "together", "invite", "ur", by="manager", capacity=" ", reference="26/1"
        )
    with pytest.raises(Refusal, match="no words"):
        approvals.approve(live.house, "together", "invite", "cy", by="manager", capacity="x", reference="1")
    with live.house.database.read() as c:
        assert studies.approved_words(c, live.study.id) == frozenset()
