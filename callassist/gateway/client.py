"""How requests reach the network: once, with a time-out, over kept connections, and without a trace."""

from __future__ import annotations

import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

import requests
from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from requests.hooks import default_hooks
from requests.structures import CaseInsensitiveDict
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from callassist.messages.network import Failure

CONNECTIONS = 64
CONNECT_SECONDS = 5.0
LIVE = "https://api.twilio.com"
_NEVER_OPENED = (
    NewConnectionError,
    ConnectTimeoutError,
    requests.ConnectTimeout,
    ssl.SSLCertVerificationError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)


class Wire:
    """What Twilio's client speaks through. It never tries twice, and logs nothing.

    It has the form of Twilio's own HttpClient and does not inherit from it, because that one writes every
    address, with the parent's number in it, to the log.
    """

    is_async = False

    def __init__(self, *, seconds: float, base: str = LIVE, connections: int = CONNECTIONS) -> None:
        """`seconds`: how long to wait for an answer; keep it under half of a message's lease."""
        self.timeout = (min(CONNECT_SECONDS, seconds), seconds)
        self._session = _session(base, connections)
        way = self._session.merge_environment_settings(base, {}, False, None, None)
        self._proxies, self._verify = way["proxies"], way["verify"] or True
        self._plain = {name: str(value) for name, value in self._session.headers.items()}
        self._heard = threading.local()

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Ask once. Raises what requests raises; `failure` tells what that proves."""
        self._heard.headers = {}
        if allow_redirects:
            raise ValueError("a request to the network is never sent on to another address")
        asked = _asked(method, url, params or {}, data or {}, {**self._plain, **(headers or {})}, auth)
        adapter = self._session.get_adapter(url)
        patience = timeout or self.timeout
        answer = adapter.send(asked, timeout=patience, verify=self._verify, proxies=self._proxies)
        self._heard.headers = answer.headers
        return Response(answer.status_code, answer.content.decode(errors="replace"), answer.headers)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of this thread's last answer; empty when none came."""
        heard: Mapping[str, str] = getattr(self._heard, "headers", {})
        return heard

    def close(self) -> None:
        """Let the kept connections go."""
        self._session.close()


def twilio_client(account_sid: str, auth_token: str, wire: Wire, *, base: str = LIVE) -> Client:
    """Twilio's own client on a wire, at Twilio's address or a rehearsal network's. Reads no environment."""
    client = Client(account_sid, auth_token, http_client=wire, environment={"TWILIO_EDGE": ""})
    client.api.base_url = base.rstrip("/")
    return client


def failure(error: BaseException) -> Failure:
    """What an exception proves: only a connection that was never opened proves that nothing was sent.

    requests gives one ConnectionError both for a refused connection and for one cut after sending; the
    difference stands in what urllib3 raised beneath it. A certificate that does not hold ends the handshake
    before anything is sent.
    """
    return "not_opened" if any(isinstance(one, _NEVER_OPENED) for one in _beneath(error)) else "lost"


def _beneath(error: object) -> Iterator[object]:
    """An exception and what it says lies beneath it, as requests and urllib3 say it; never mere context."""
    while isinstance(error, BaseException):
        yield error
        error = (
            getattr(error, "reason", None)
            or getattr(error, "original_error", None)
            or next((one for one in error.args if isinstance(one, BaseException)), None)
        )


def _asked(
    method: str,
    url: str,
    params: Mapping[str, str],
    data: Mapping[str, str],
    headers: Mapping[str, str],
    auth: tuple[str, str] | None,
) -> PreparedRequest:
    """A request as it goes over the wire.

    Twilio's client gives whole addresses and plain fields; what requests does besides to prepare one (hooks,
    cookies, the settings of the environment) takes longer than all the rest of a text.
    """
    asked = PreparedRequest()
    asked.method = method.upper()
    asked.url = f"{url}?{urlencode(params)}" if params else url
    asked.headers = CaseInsensitiveDict(headers)
    asked.hooks = default_hooks()
    if auth is not None:
        asked.headers["Authorization"] = "Basic " + b64encode(":".join(auth).encode()).decode()
    if data or asked.method == "POST":
        asked.body = urlencode(data, doseq=True)  # several values of one name stand apart
        asked.headers["Content-Type"] = "application/x-www-form-urlencoded"
        asked.headers["Content-Length"] = str(len(asked.body))
    return asked


def _session(base: str, connections: int) -> requests.Session:
    session = requests.Session()
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=connections, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.trust_env = not _on_this_machine(base)
    return session


def _on_this_machine(base: str) -> bool:
    """Whether an address is this machine's own, which no proxy of the house must come between."""
    host = urlsplit(base).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
