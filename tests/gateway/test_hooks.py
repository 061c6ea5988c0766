"""What is posted to the porch is believed only when one of our tokens signed it."""

from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from callassist.errors import Refusal
from callassist.gateway.gate import TwilioGate
from callassist.gateway.hooks import genuine, read_receipt, read_text
from callassist.messages.inbound import InboundText, NetworkKeyword, ReceiptNotice
from callassist.messages.network import Policy, Reason

URL = "https://porch.example/hooks/twilio/text?a=b"
INBOUND = {
    "MessageSid": "SM" + "1" * 32,
    "From": "+447700900214",
    "To": "+441632960100",
    "Body": "جی ہاں",
    "NumMedia": "0",
    "FromCity": "",
}
SHA256 = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"


def signed(token: str, url: str = URL, algorithm: str | None = None) -> str:
    return str(RequestValidator(token).compute_signature(url, INBOUND, algorithm))


@pytest.mark.parametrize(
    ("signature", "settings", "believed"),
    [
        (signed("new"), None, True),
        (signed("old"), None, True),
        (signed("new", algorithm="HMAC_SHA256"), SHA256, True),
        (signed("new", algorithm="HMAC_SHA256"), None, False),
        (signed("new"), SHA256, False),
        (signed("new"), "key=1,algorithm=HMAC_MD5", False),
        (signed("stolen"), None, False),
        (signed("new", "https://porch.example/hooks/twilio/text"), None, False),
        (signed("new", URL.replace("https", "http")), None, False),
        ("", None, False),
        (None, None, False),
        ("ü" * 28, None, False),
    ],
)
def test_two_tokens_are_believed_while_one_replaces_the_other(
    signature: str | None, settings: str | None, believed: bool
) -> None:
    assert genuine(signature, settings, url=URL, params=INBOUND, tokens=("new", "old")) is believed


def test_without_a_token_nothing_is_believed() -> None:
    assert genuine(signed(""), None, url=URL, params=INBOUND, tokens=()) is False


@pytest.mark.parametrize("change", [{"Body": "STOP"}, {"From": "+447700900215"}, {"Extra": ""}])
def test_a_changed_field_is_not_believed(change: dict[str, str]) -> None:
    assert genuine(signed("new"), None, url=URL, params=INBOUND | change, tokens=("new",)) is False


def test_the_gate_of_the_porch_believes_alike_and_takes_repeated_fields() -> None:
    form = MultiDict([*INBOUND.items(), ("Tag", "b"), ("Tag", "a")])
    signature = str(RequestValidator("new").compute_signature(URL, form))
    gate = TwilioGate(("new",))
    assert gate.genuine(URL, form, signature, None)
    assert not gate.genuine(URL, INBOUND, signature, None)
    assert gate.idle()


def test_a_text_from_a_phone_is_read() -> None:
    assert read_text(INBOUND) == InboundText(
        sid="SM" + "1" * 32, sender="+447700900214", to="+441632960100", body="جی ہاں"
    )


@pytest.mark.parametrize(
    ("change", "media", "keyword"),
    [
        ({"NumMedia": "2"}, 2, None),
        ({"NumMedia": "many"}, 0, None),
        ({"NumMedia": "²"}, 0, None),
        ({"OptOutType": "STOP"}, 0, NetworkKeyword.STOP),
        ({"OptOutType": "start"}, 0, NetworkKeyword.START),
        ({"OptOutType": "NEW"}, 0, None),
    ],
)
def test_pictures_and_the_networks_own_keyword_are_told(
    change: dict[str, str], media: int, keyword: NetworkKeyword | None
) -> None:
    text = read_text(INBOUND | change)
    assert (text.media, text.opt_out_type) == (media, keyword)


def test_a_text_without_words_is_still_a_text() -> None:
    assert read_text({k: v for k, v in INBOUND.items() if k != "Body"}).body == ""


def test_a_receipt_is_read_with_what_its_code_means() -> None:
    notice = {
        "MessageSid": "SM1",
        "MessageStatus": "undelivered",
        "ErrorCode": "30003",
        "To": "+447700900214",
    }
    assert read_receipt(notice) == ReceiptNotice(
        sid="SM1",
        status="undelivered",
        code=30003,
        to="+447700900214",
        reason=Reason.UNREACHABLE,
        policy=Policy.RETRY_NEXT_WINDOW,
        again=2,
    )


def test_a_stop_told_by_a_receipt_is_a_stop() -> None:
    assert (
        read_receipt({"SmsSid": "SM1", "SmsStatus": "failed", "ErrorCode": "21610"}).policy is Policy.OPT_OUT
    )


def test_a_good_receipt_has_no_reason() -> None:
    for code in ({}, {"ErrorCode": ""}, {"ErrorCode": "0"}):
        notice = read_receipt({"MessageSid": "SM1", "MessageStatus": "delivered"} | code)
        assert (notice.code, notice.reason, notice.policy) == (None, None, None)


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To"])
def test_a_text_that_does_not_say_which_or_from_whom_is_refused(missing: str) -> None:
    with pytest.raises(Refusal, match=missing):
        read_text({k: v for k, v in INBOUND.items() if k != missing})


def test_a_receipt_that_does_not_say_what_became_of_it_is_refused() -> None:
    with pytest.raises(Refusal, match="MessageStatus"):
        read_receipt({"MessageSid": "SM1"})
