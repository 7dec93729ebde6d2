"""Files fetched from the network: through the proxy and the certificates that are set, checked by their sum."""

import hashlib
import os
import ssl
import time
import urllib.error
import urllib.request

from set_up import places
from set_up.terminal import SetUpFailed

TRIES = 3
SECONDS = 60  # without a byte
CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT")


def fetch(url, destination, checksum, terminal):
    """Fetch `url` to `destination`; raises SetUpFailed if it does not arrive or its sum is another.

    `checksum` is a SHA-256 or SHA-512 in hexadecimal; which one, its length tells.
    """
    part = destination.with_name(destination.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    whole = hashlib.new("sha512" if len(checksum) == 128 else "sha256")
    try:
        with retried(url) as answer, open(part, "wb") as out:
            arrived, total = 0, int(answer.headers.get("Content-Length") or 0)
            while block := answer.read(1 << 18):
                out.write(block)
                whole.update(block)
                arrived += len(block)
                terminal.busy(f"{url}: {arrived / 1e6:.0f}" + (f" of {total / 1e6:.0f} MB" if total else " MB"))
        if whole.hexdigest() != checksum.lower():
            raise SetUpFailed(f"{url} arrived, but is not what is expected: its checksum is {whole.hexdigest()}.")
        part.replace(destination)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as broken:
        raise SetUpFailed(f"{url} could not be fetched: {broken}") from broken
    finally:
        part.unlink(missing_ok=True)


def text(url):
    """What stands at `url`, as text."""
    try:
        with retried(url) as answer:
            return answer.read().decode("utf-8")
    except (urllib.error.URLError, TimeoutError, ConnectionError) as broken:
        raise SetUpFailed(f"{url} could not be fetched: {broken}") from broken


def retried(url):
    request = urllib.request.Request(url, headers={"User-Agent": "Mozilla/5.0 (set-up of java-notebooks)"})
    for left in reversed(range(TRIES)):
        try:
            return urllib.request.urlopen(request, timeout=SECONDS, context=trusted())
        except urllib.error.HTTPError as refused:
            if refused.code < 500 or not left:
                raise
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            if not left:
                raise
        time.sleep(1)


def trusted():
    """The system's certificates and those that are named; pip's where there are none (python.org's Python on macOS)."""
    context = ssl.create_default_context()
    for name in CERTIFICATES:
        named = os.environ.get(name, "")
        if os.path.isfile(named):
            context.load_verify_locations(named)
    if not context.cert_store_stats()["x509_ca"] and not os.path.isdir(ssl.get_default_verify_paths().capath or ""):
        for bundle in places.VENV.glob("lib/python*/site-packages/pip/_vendor/certifi/cacert.pem"):
            context.load_verify_locations(bundle)
    return context
