"""The figures of an installation as Prometheus reads them: counts and ages, never who or what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from callassist.work.health import Health, health
from callassist.work.house import House

WAITS = {
    "due": "texts whose time has come",
    "leased": "texts being handed over",
    "undecided": "texts of which nobody knows whether they went",
    "callbacks": "callbacks of the network not yet worked",
    "cases": "cases due to be looked at",
    "people": "participants whose windows are due to be worked out",
}


def metrics(house: House) -> Callable[..., Iterable[bytes]]:
    """A WSGI application that answers with the figures of a house, read anew each time."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(house))
    figures: Callable[..., Iterable[bytes]] = make_wsgi_app(registry)

    def answer(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not _near(environ):
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"only for this machine's own network\n"]
        return figures(environ, start_response)

    return answer


def _near(environ: Mapping[str, Any]) -> bool:
    """Whether a request comes straight from this machine or its private network, not through a proxy."""
    try:
        return "HTTP_X_FORWARDED_FOR" not in environ and ip_address(environ.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return False


class _Figures(Collector):
    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = health(self._house)
        yield from _waits(found)
        yield _network(found)
        yield from _ticks(found)
        stopped = _gauge("callassist_paused", "Pauses that hold now.", ["study", "scope"])
        for pause in sorted(set(found.stopped)):
            stopped.add_metric(list(pause), found.stopped.count(pause))
        yield stopped


def _waits(found: Health) -> Iterator[GaugeMetricFamily]:
    """How many wait of each kind, and how old the oldest is in seconds (0 where none waits)."""
    number = _gauge("callassist_waiting", f"What waits: {'; '.join(WAITS.values())}.", ["kind"])
    age = _gauge("callassist_waiting_oldest_seconds", "How long the oldest has been waiting.", ["kind"])
    for kind in WAITS:
        waiting = getattr(found.waits, kind)
        number.add_metric([kind], waiting.number)
        age.add_metric([kind], _seconds(waiting.since, found.now))
    yield number
    yield age


def _network(found: Health) -> GaugeMetricFamily:
    """What became of the texts of the last quarter of an hour: by it, the health of the network is seen."""
    said = "Texts due in the last quarter of an hour, by what became of them."
    became = _gauge("callassist_network_texts", said, ["became"])
    for one in fields(found.lately):
        became.add_metric([one.name], getattr(found.lately, one.name))
    return became


def _ticks(found: Health) -> Iterator[GaugeMetricFamily]:
    since = _gauge("callassist_job_last_tick_seconds", "Since each job was last worked.", ["job"])
    took = _gauge("callassist_job_seconds", "How long its last working took.", ["job"])
    failed = _gauge("callassist_job_failed", "1 when its last working failed.", ["job"])
    for tick in found.ticks:
        since.add_metric([tick.job], _seconds(tick.worked_at, found.machine))
        took.add_metric([tick.job], tick.milliseconds / 1000)
        failed.add_metric([tick.job], float(tick.failed))
    yield from (since, took, failed)


def _seconds(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def _gauge(name: str, says: str, labels: list[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, labels=labels)
