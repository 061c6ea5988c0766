"""Whatever the porch listens to is signed, and a GET changes nothing there."""

from __future__ import annotations

from collections.abc import Callable

from tests.trial import Trial
from webhooks.app import create_porch


def test_every_post_on_the_porch_is_refused_without_a_signature(
    a_trial: Callable[..., Trial], tmp_path: object
) -> None:
    trial = a_trial(f"sqlite:///{tmp_path}/callassist.sqlite")
    porch = create_porch(trial.house, trial.rehearsal)
    client = porch.test_client()
    posts = [rule for rule in porch.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) >= 3
    for rule in posts:
        address = rule.rule.replace("<token>", "some-token")
        for headers in ({}, {"X-Twilio-Signature": "bm8="}):
            assert client.post(address, data={"From": "x"}, headers=headers).status_code == 403
