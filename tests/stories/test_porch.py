"""The one door the internet reaches: what is forged is refused, what is replayed changes nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping

import pytest
import requests

from callassist.store.texts import inbox, reply
from tests.rehearsal.box import ACCOUNT, TOKEN
from tests.trial import Trial
from tests.web.houses import tiny_folder

NUMBER = "+447700900101"
TEXT: Mapping[str, str] = {
    "MessageSid": "SM" + "1" * 32,
    "AccountSid": ACCOUNT,
    "From": NUMBER,
    "To": "+441632960100",
    "Body": "STOP",
    "NumMedia": "0",
}


@pytest.fixture
def trial(a_trial: Callable[..., Trial], database_url: str) -> Trial:
    started = a_trial(database_url, now="2026-09-27 12:00")
    started.enrol(started.load(tiny_folder()), {})
    started.days_pass(1)
    return started


def signed(url: str, form: Mapping[str, str], token: str = TOKEN) -> str:
    """Twilio's signature: HMAC-SHA1 over the address and the sorted parameters."""
    said = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def calls(
    trial: Trial,
    path: str,
    form: Mapping[str, str],
    *,
    token: str = TOKEN,
    signature: str | None = None,
    signed_form: Mapping[str, str] | None = None,
) -> int:
    """Somebody calls the porch; the status of the answer."""
    url = trial.house.public_url + path
    said = signed(url, signed_form or form, token) if signature is None else signature
    headers = {"X-Twilio-Signature": said} if said else {}
    session = requests.Session()
    session.trust_env = False
    return session.post(url, data=dict(form), headers=headers, timeout=10).status_code


def kept(trial: Trial) -> int:
    with trial.house.database.read() as c:
        return len(c.execute(inbox.select()).all())


def replies(trial: Trial) -> int:
    trial.settle()
    with trial.house.database.read() as c:
        return len(c.execute(reply.select()).all())


def test_a_text_that_the_network_did_not_sign_is_refused_and_kept_nowhere(trial: Trial) -> None:
    before = kept(trial)
    for forged in ({"signature": ""}, {"signature": "bm90IGl0"}, {"token": "another account's token"}):
        assert calls(trial, "/twilio/text", TEXT, **forged) == 403
    assert calls(trial, "/twilio/text", {**TEXT, "Body": "START"}, signed_form=TEXT) == 403
    assert calls(trial, "/twilio/text", {**TEXT, "Extra": "1"}, signed_form=TEXT) == 403
    assert kept(trial) == before
    assert replies(trial) == 0


def test_a_genuine_text_that_comes_again_is_worked_once(trial: Trial) -> None:
    for _ in range(4):
        assert calls(trial, "/twilio/text", TEXT) == 200
    assert replies(trial) == 1
    assert len(trial.texts_to("07700 900101")) == len(
        [row for row in trial.messages() if row.state == "accepted"]
    )


def test_a_replayed_stop_does_not_undo_a_later_start(trial: Trial) -> None:
    calls(trial, "/twilio/text", TEXT)
    trial.settle()
    calls(trial, "/twilio/text", {**TEXT, "MessageSid": "SM" + "2" * 32, "Body": "START"})
    trial.settle()
    calls(trial, "/twilio/text", TEXT)
    assert replies(trial) == 2
    asked = [row.template for row in trial.messages() if row.recipient == "number"]
    assert asked == ["stopped", "started"]


def test_a_receipt_for_a_text_that_is_not_ours_changes_nothing(trial: Trial) -> None:
    before = [(row.id, row.receipt, row.state) for row in trial.messages()]
    form = {"MessageSid": "SM" + "3" * 32, "MessageStatus": "failed", "ErrorCode": "30003"}
    assert calls(trial, "/twilio/receipt/no-such-token", form) in (204, 404)
    trial.settle()
    assert [(row.id, row.receipt, row.state) for row in trial.messages()] == before


def test_a_receipt_that_comes_late_again_or_in_the_wrong_order_moves_only_forward(trial: Trial) -> None:
    (sent,) = [row for row in trial.messages() if row.state == "accepted"]
    assert sent.receipt == "delivered"
    for status in ("sent", "queued", "delivered", "sent"):
        form = {"MessageSid": sent.provider_id, "MessageStatus": status}
        assert calls(trial, f"/twilio/receipt/{sent.token}", form) == 204
    trial.settle()
    (after,) = [row for row in trial.messages() if row.id == sent.id]
    assert (after.receipt, after.state) == ("delivered", "accepted")


def test_a_receipt_signed_for_one_text_is_no_receipt_for_another(trial: Trial) -> None:
    (sent,) = [row for row in trial.messages() if row.state == "accepted"]
    form = {"MessageSid": sent.provider_id, "MessageStatus": "failed"}
    signature = signed(trial.house.public_url + "/twilio/receipt/another", form)
    assert calls(trial, f"/twilio/receipt/{sent.token}", form, signature=signature) == 403


ODD = ("\x00", "\u202eevil", "😀" * 700, "a" * 1600, "\ufeff", "<script>", "' or 1=1 --")


def test_whatever_the_words_are_they_wait_for_a_reader(trial: Trial) -> None:
    for n, body in enumerate(ODD):
        text = {**TEXT, "MessageSid": f"SM{n:032}", "Body": body}
        assert calls(trial, "/twilio/text", text) == 200, body
    assert replies(trial) == len(ODD)


def test_what_is_too_large_or_of_no_form_is_refused(trial: Trial) -> None:
    assert calls(trial, "/twilio/text", {**TEXT, "Body": "a" * 100_000}) in (403, 413)
    assert calls(trial, "/twilio/text", {}) in (200, 400, 403)
    assert replies(trial) == 0


def test_nothing_else_is_behind_the_door(trial: Trial) -> None:
    session = requests.Session()
    session.trust_env = False
    for path in ("/", "/twilio/text", "/sign-in", "/day", "/static/house.css"):
        assert session.get(trial.house.public_url + path, timeout=10).status_code in (404, 405), path
