"""What leaves a program, as the tests of PRIVACY.md's promises see it: a receiver that keeps every
request, over plain HTTP and over TLS, and views of bytes with what is compressed in them unpacked.
"""
import base64
import dataclasses
import http.server
import pathlib
import re
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
import zlib

GZIP = b"\x1f\x8b\x08"
BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4}){10,}(?:[A-Za-z0-9+/]{2,3})?")


def unpacked(data: bytes) -> list[bytes]:
    """What `data` holds in base64, and every gzip stream anywhere in either, as far as it goes."""
    found = [base64.b64decode(run + b"=" * (-len(run) % 4)) for run in BASE64.findall(data)]
    for packed in [data, *found]:  # as they are now: what a stream holds is not looked into again
        at = packed.find(GZIP)
        while at >= 0:
            try:
                found.append(zlib.decompressobj(wbits=31).decompress(packed[at:]))
            except zlib.error:
                pass  # these three bytes by chance
            at = packed.find(GZIP, at + 1)
    return found


@dataclasses.dataclass
class Request:
    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def plain(self) -> bytes:
        packed = self.header("content-encoding") == "gzip"
        return zlib.decompress(self.body, wbits=31) if packed else self.body

    def everything(self) -> bytes:
        """All that was sent: line, headers, body as it came."""
        lines = [f"{self.method} {self.path}", *(f"{key}: {value}" for key, value in self.headers)]
        return "\n".join(lines).encode() + b"\n\n" + self.body


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        request = Request(self.command, self.path, self.headers.items(), body)
        with self.server.lock:
            self.server.requests.append(request)
        self.server.may_answer.wait()
        status = self.server.status
        if status == 200 and self.server.relay_to and self.command == "POST":
            status = relay(request, self.server.relay_to)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # a client that gives up closes its connection


def relay(request: Request, url: str) -> int:
    """Sends the same bytes on; the status of the answer."""
    kept = {key: request.header(key) for key in ("content-type", "content-encoding")}
    headers = {key: value for key, value in kept.items() if value}
    message = urllib.request.Request(url + request.path, request.body, headers)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(message, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class Receiver:
    """Listens on 127.0.0.1 while the test runs, and answers every request with `status`."""

    def __init__(self, test, certificate: "Certificate | None" = None, relay_to: str = ""):
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.requests, self.server.lock = [], threading.Lock()
        self.server.status, self.server.relay_to = 200, relay_to
        self.server.may_answer = threading.Event()
        self.server.may_answer.set()
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.file, certificate.key)
            # The handshake belongs to the connection's thread, not to the one that accepts.
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://localhost:{self.server.server_port}"
        thread = threading.Thread(target=self.server.serve_forever, args=[0.05])  # seconds to notice the end
        thread.start()
        test.addCleanup(thread.join)
        test.addCleanup(self.server.server_close)
        test.addCleanup(self.server.shutdown)
        test.addCleanup(self.server.may_answer.set)

    def answer_with(self, status: int):
        self.server.status = status

    def hold_answers(self):
        """From now on every client waits, until the test ends."""
        self.server.may_answer.clear()

    @property
    def requests(self) -> list[Request]:
        with self.server.lock:
            return list(self.server.requests)


@dataclasses.dataclass
class Certificate:
    """For localhost, made by itself: the file is also what its clients trust."""
    file: pathlib.Path
    key: pathlib.Path


def make_certificate(folder: pathlib.Path) -> Certificate:
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", made.key, "-out", made.file],
                   check=True, capture_output=True)
    return made
