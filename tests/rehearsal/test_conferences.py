"""A call among several: an interviewer, a parent, an interpreter; who hears whom, on hold, put out, alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.rehearsal.box import SENDER, Network
from tests.rehearsal.porch import Porch

HANDSET, MOTHER, INTERPRETER = "+447700900140", "+447700900214", "+447700900330"
ONE_NETWORK = True
EVENTS = "start end join leave mute hold modify"


@dataclass
class Desk:
    """What callassist does for an interviewer, told to the network as it would tell it."""

    client: Client
    network: Network
    porch: Porch
    name: str = ""
    interviewer: str = ""

    def opens(self, name: str, *, wait: str = "", end: bool = True) -> None:
        """Ring the interviewer's own phone; she answers and waits in the conference."""
        self.name, room = name, self.porch
        room.says["/hooks/wait"] = wait
        room.says["/hooks/join"] = (
            f"<Dial action='/hooks/left'><Conference participantLabel='interviewer' beep='false' "
            f"endConferenceOnExit='{str(end).lower()}' waitUrl='{'/hooks/wait' if wait else ''}' "
            f"statusCallback='{room.url}/room' statusCallbackEvent='{EVENTS}'>{name}</Conference></Dial>"
        )
        room.says["/hooks/left"] = "<Hangup/>"
        asked = {"to": HANDSET, "from_": SENDER, "url": f"{room.url}/join"}
        self.interviewer = str(self.client.calls.create(**asked).sid)
        self.network.hand_when_ringing(HANDSET, "answer")

    def rings(self, number: str, label: str, *, answered: bool = True, **more: object) -> str:
        """Ring somebody into the conference, and let them answer or go on ringing."""
        told = {"status_callback": f"{self.porch.url}/leg", "status_callback_event": ["ringing", "completed"]}
        room = self.client.conferences(self.sid if more.pop("by_sid", False) else self.name)
        sid = str(room.participants.create(to=number, from_=SENDER, label=label, **told, **more).call_sid)
        assert self.network.idle()
        if answered:
            self.network.hand_when_ringing(number, "answer")
        return sid

    def room(self, label: str) -> object:
        return self.client.conferences(self.sid).participants(label)

    @property
    def sid(self) -> str:
        return str(self.client.conferences.list(friendly_name=self.name)[0].sid)

    def end(self) -> None:
        for number in (HANDSET, MOTHER, INTERPRETER):
            self.network.switch(number, on=False)
            self.network.switch(number, on=True)
            self.network.behave(number, "by hand")
        assert self.network.idle()


@pytest.fixture
def desk(client: Client, network: Network, porch: Porch) -> Desk:
    desk = Desk(client, network, porch)
    desk.end()
    porch.forget()
    return desk


def connected(network: Network, *, still: bool = True) -> set[frozenset[str]]:
    """The pairs who hear each other now, or who ever did."""
    talks = [talk for talk in network.talks() if talk["until"] is None or not still]
    return {frozenset({talk["a"], talk["b"]}) for talk in talks}


def pair(one: str, other: str) -> frozenset[str]:
    return frozenset({one, other})


def test_two_talk_a_third_joins_and_drops_and_the_parent_waits_with_words_of_her_own(desk: Desk) -> None:
    network, porch = desk.network, desk.porch
    porch.says["/hooks/held"] = "<Say language='pl-PL'>Prosimy zaczekac.</Say><Pause length='10'/><Redirect/>"
    desk.opens("case-1")
    desk.rings(MOTHER, "parent")
    network.hand(MOTHER, "speak", words="Halo?")
    assert network.heard(HANDSET) == ["Halo?"]
    desk.rings(INTERPRETER, "interpreter")
    assert connected(network) == {
        pair(HANDSET, MOTHER),
        pair(HANDSET, INTERPRETER),
        pair(MOTHER, INTERPRETER),
    }
    network.seconds_pass(30)
    network.hand(INTERPRETER, "hang-up")
    desk.room("parent").update(hold=True, hold_url=f"{porch.url}/held", hold_method="POST")
    network.seconds_pass(22)
    assert connected(network) == set()
    assert network.heard(MOTHER).count("Prosimy zaczekac.") >= 2
    network.hand(HANDSET, "speak", words="She must not hear this.")
    assert "She must not hear this." not in network.heard(MOTHER)
    desk.room("parent").update(hold=False)
    assert connected(network) == {pair(HANDSET, MOTHER)}
    network.hand(HANDSET, "hang-up")
    assert network.idle()
    assert {one["status"] for one in network.calls()[-3:]} == {"completed"}
    assert porch.events() == [
        ("participant-join", "interviewer"),
        ("participant-join", "parent"),
        ("conference-start", ""),
        ("participant-join", "interpreter"),
        ("participant-leave", "interpreter"),
        ("participant-hold", "parent"),
        ("participant-unhold", "parent"),
        ("participant-leave", "interviewer"),
        ("participant-leave", "parent"),
        ("conference-end", ""),
    ]
    told = porch.asked("/hooks/room")
    assert [form["SequenceNumber"] for form in told] == [str(n) for n in range(1, 11)]
    assert (told[4]["ReasonParticipantLeft"], told[4]["ParticipantCallStatus"]) == (
        "participant_hung_up",
        "completed",
    )
    assert told[-1]["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert all(porch.signed_right(post) for post in porch.posts)


def test_the_journal_says_who_was_connected_with_whom_from_when_to_when(desk: Desk) -> None:
    desk.opens("case-2")
    desk.network.seconds_pass(5)
    desk.rings(MOTHER, "parent")
    desk.network.seconds_pass(40)
    desk.network.hand(MOTHER, "hang-up")
    *_, talk = desk.network.talks(MOTHER)
    begun, ended = (desk.network.clock_of(talk[key]) for key in ("from", "until"))
    assert {talk["a"], talk["b"]} == {HANDSET, MOTHER}
    assert 40 <= (ended - begun).total_seconds() < 42
    assert desk.network.calls(HANDSET)[-1]["status"] == "in-progress"


def test_she_who_waits_alone_hears_what_she_is_to_hear_until_somebody_comes(desk: Desk) -> None:
    desk.opens("case-3", wait="<Say>Ringing now.</Say><Pause length='5'/><Redirect></Redirect>")
    desk.network.seconds_pass(14)
    assert desk.network.heard(HANDSET) == ["Ringing now."] * 3
    desk.rings(MOTHER, "parent")
    desk.network.seconds_pass(30)
    assert desk.network.heard(HANDSET) == ["Ringing now."] * 3
    assert desk.network.heard(MOTHER) == []


def test_a_muted_participant_hears_and_is_not_heard(desk: Desk) -> None:
    desk.opens("case-4")
    desk.rings(MOTHER, "parent", muted=True)
    desk.network.hand(MOTHER, "speak", words="Can you hear me?")
    desk.network.hand(HANDSET, "speak", words="Hello?")
    assert (desk.network.heard(HANDSET), desk.network.heard(MOTHER)) == ([], ["Hello?"])
    assert desk.room("parent").update(muted=False).muted is False
    desk.network.hand(MOTHER, "speak", words="Now you can.")
    assert desk.network.heard(HANDSET) == ["Now you can."]


def test_one_label_rings_one_phone_and_a_finished_participant_is_known_no_more(desk: Desk) -> None:
    desk.opens("case-5")
    first = desk.rings(MOTHER, "parent", answered=False)
    with pytest.raises(TwilioRestException) as refused:
        desk.rings(INTERPRETER, "parent", answered=False)
    assert refused.value.code == 16025
    assert [one["number"] for one in desk.network.journal(kind="placed")][-1] == MOTHER
    listed = desk.client.conferences(desk.sid).participants.list()
    assert [(one.label, one.status) for one in listed] == [
        ("interviewer", "connected"),
        ("parent", "ringing"),
    ]
    desk.network.hand(MOTHER, "reject")
    assert desk.network.idle()
    with pytest.raises(TwilioRestException) as gone:
        desk.room("parent").fetch()
    assert gone.value.status == 404
    assert desk.porch.told(first)[-1] == "busy"
    left = desk.porch.asked("/hooks/room")[-1]
    assert (left["ReasonParticipantLeft"], left["ParticipantCallStatus"]) == (
        "participant_add_failed",
        "busy",
    )
    desk.rings(MOTHER, "parent", by_sid=True)
    assert connected(desk.network) == {pair(HANDSET, MOTHER)}


def test_a_participant_is_put_out_or_rung_no_more(desk: Desk) -> None:
    desk.opens("case-6")
    ringing = desk.rings(INTERPRETER, "interpreter", answered=False)
    assert desk.room("interpreter").delete() is True
    assert desk.client.calls(ringing).fetch().status == "canceled"
    talking = desk.rings(MOTHER, "parent")
    assert desk.room("parent").delete() is True
    assert desk.client.calls(talking).fetch().status == "completed"
    assert connected(desk.network) == set()
    assert desk.network.calls(HANDSET)[-1]["status"] == "in-progress"


def test_a_conference_ended_for_all_ends_their_calls(desk: Desk) -> None:
    desk.opens("case-7")
    desk.rings(MOTHER, "parent")
    assert desk.client.conferences(desk.sid).update(status="completed").status == "completed"
    assert desk.network.idle()
    assert {one["status"] for one in desk.network.calls()[-2:]} == {"completed"}
    ended = desk.client.conferences.list(friendly_name="case-7", status="completed")[0]
    assert ended.reason_conference_ended == "conference-ended-via-api"
    with pytest.raises(TwilioRestException):
        desk.client.conferences(desk.sid).participants.create(to=MOTHER, from_=SENDER)


def test_a_parent_who_answers_after_the_interviewer_was_lost_is_cut_off(desk: Desk) -> None:
    desk.opens("case-8")
    desk.rings(MOTHER, "parent", answered=False)
    desk.network.hand(HANDSET, "hang-up")
    desk.network.hand(MOTHER, "answer")
    assert desk.network.idle()
    assert desk.network.calls(MOTHER)[-1]["status"] == "completed"
    assert connected(desk.network) == set()


def test_a_leg_that_goes_elsewhere_leaves_the_conference_and_hears_its_new_words(desk: Desk) -> None:
    desk.porch.says["/hooks/sorry"] = "<Say>We will ring you again.</Say>"
    desk.opens("case-9")
    parent = desk.rings(MOTHER, "parent")
    desk.client.calls(parent).update(url=f"{desk.porch.url}/sorry")
    desk.network.seconds_pass(4)
    assert desk.network.heard(MOTHER) == ["We will ring you again."]
    assert desk.porch.asked("/hooks/room")[-1]["ReasonParticipantLeft"] == "participant_updated_via_api"


def test_a_machine_is_heard_by_the_interviewer(desk: Desk) -> None:
    desk.opens("case-10")
    desk.network.behave(MOTHER, "machine", after=2, greeting=4)
    desk.rings(MOTHER, "parent", answered=False)
    desk.network.seconds_pass(8)
    assert desk.network.heard(HANDSET) == [
        "This is an answering machine. Please speak after the tone.",
        "beep",
    ]
    desk.network.hand(HANDSET, "speak", words="Please ring us back.")
    assert desk.network.heard(MOTHER) == ["Please ring us back."]


@pytest.mark.parametrize(
    "form", [{"hold": True, "hold_url": "http://127.0.0.1/x"}, {"coaching": True}, {"muted": "perhaps"}]
)
def test_a_change_that_nothing_here_would_carry_out_is_refused(desk: Desk, form: dict[str, object]) -> None:
    desk.opens("case-11")
    with pytest.raises(TwilioRestException) as refused:
        desk.room("interviewer").update(**form)
    assert refused.value.code == 20001
