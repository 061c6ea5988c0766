"""What happens by itself, on one screen: each job works what is due of its kind and carries no truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from callassist.work.auditing import seal_audit
from callassist.work.booking_follow import follow
from callassist.work.call_settle import work_calls, work_lines
from callassist.work.escalating import escalate
from callassist.work.plan import plan
from callassist.work.pruning import prune
from callassist.work.receive import work_inbox
from callassist.work.reconcile import reconcile
from callassist.work.record import recover
from callassist.work.send import Sender


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name, what it does for a sender's house, and every how many seconds.

    `alone`: one worker at a time works it, where there are several. Sending is shared: each claims its own.
    """

    name: str
    work: Callable[[Sender], int]
    seconds: float
    alone: bool = True


JOBS: Final = (
    Job("inbox", lambda sender: work_inbox(sender.house), 1),
    Job("plan", lambda sender: plan(sender.house), 2),
    Job("bookings", lambda sender: follow(sender.house), 5),
    Job("alerts", lambda sender: escalate(sender.house), 5),
    Job("send", lambda sender: sender.send(), 1, alone=False),
    Job("calls", lambda sender: work_calls(sender.house), 1, alone=False),
    Job("lines", lambda sender: work_lines(sender.house), 5),
    Job("recover", lambda sender: recover(sender.house), 20),
    Job("reconcile", lambda sender: reconcile(sender.house), 60),
    Job("audit", lambda sender: seal_audit(sender.house), 60),
    Job("prune", lambda sender: prune(sender.house), 3600),
)


def once(sender: Sender) -> int:
    """Work everything that is due now, each thing before what it leads to, until nothing is."""
    worked = 0
    while done := _all_of_it(sender):
        worked += done
    return worked


def _all_of_it(sender: Sender) -> int:
    """Each thing once, before what it leads to; how much was worked."""
    house = sender.house
    came = work_inbox(house) + work_calls(house)
    return came + plan(house) + follow(house) + escalate(house) + sender.send()
