"""Files fetched from the network: through the proxy and the certificates that are set, checked by their sum."""

import hashlib
import http.client
import os
import ssl
import time
import urllib.error
import urllib.request

from set_up import places
from set_up.terminal import SetUpFailed

TRIES = 3
SECONDS = 60  # without a byte
PAUSE = 1
# ValueError: an address that is none
BROKEN = (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException, ValueError)
CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT")


def fetch(url, destination, checksum, terminal):
    """Fetch `url` to `destination`; raises SetUpFailed if it does not arrive or its sum is another.

    `checksum` is a SHA-256 or SHA-512 in hexadecimal; which one, its length tells.
    """
    part = destination.with_name(destination.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        whole = tried(url, lambda answer: to_file(answer, url, part, checksum, terminal))
        if whole != checksum.lower():
            raise SetUpFailed(f"{url} arrived, but is not what is expected: its checksum is {whole}.")
        part.replace(destination)
    finally:
        part.unlink(missing_ok=True)


def to_file(answer, url, part, checksum, terminal):
    """Write what arrives; returns its sum. An answer that ends too early counts as a connection that broke."""
    whole = hashlib.new("sha512" if len(checksum) == 128 else "sha256")
    arrived, total = 0, int(answer.headers.get("Content-Length") or 0)
    with open(part, "wb") as out:
        while block := answer.read(1 << 18):
            out.write(block)
            whole.update(block)
            arrived += len(block)
            terminal.busy(f"{url}: {arrived / 1e6:.0f}" + (f" of {total / 1e6:.0f} MB" if total else " MB"))
    if arrived < total:
        raise ConnectionError(f"it broke off after {arrived / 1e6:.1f} of {total / 1e6:.1f} MB")
    return whole.hexdigest()


def text(url):
    """What stands at `url`, as text."""
    return tried(url, lambda answer: answer.read().decode("utf-8", "replace"))


def tried(url, read):
    """Open `url` and read from it, again where the way there fails; raises SetUpFailed."""
    for left in reversed(range(TRIES)):
        try:
            request = urllib.request.Request(url, headers={"User-Agent": "Mozilla/5.0 (set-up of java-notebooks)"})
            with urllib.request.urlopen(request, timeout=SECONDS, context=trusted()) as answer:
                return read(answer)
        except BROKEN as broken:
            refused = isinstance(broken, urllib.error.HTTPError) and broken.code < 500
            if refused or isinstance(broken, ValueError) or not left:
                raise SetUpFailed(f"{url} could not be fetched: {broken}") from broken
        time.sleep(PAUSE)


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
