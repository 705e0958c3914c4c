"""A recording proxy between a client and a server, for one client at a time.

It records what each client sends before its first PUT, and counts the requests for some keys. The reply to a PUT is treated by the end of its key:

- `lost`: the first time, the proxy waits for the reply of the server, drops it and closes the connection to the client. The write has
  taken effect, and the client cannot know that. Later requests for the key pass, and are counted.
- `big-1` and `big-2`: the integer of the reply is replaced by 2^53+1 and 2^63-2.
"""

import socket
import threading
import time

BIG = {b"big-1": b"9007199254740993", b"big-2": b"9223372036854775806"}
REQUEST_BYTES_MAX = 1 << 20
RECORDED_MAX = 60


class Proxy:
    def __init__(self, server_port):
        self.server_port = server_port
        self.greetings = []
        self.connections = 0
        self.lost_requests = 0
        self.sent_at = []
        self._has_put = False
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.server_port))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
            Relay(self, client, server).start()

    def note(self, words):
        """Records a request, and returns what is to be done with its reply: None, "lose", or the bytes of an integer."""
        with self._lock:
            name = words[0].upper() if words else b""
            if name != b"PUT":
                if not self._has_put and len(self.greetings) < RECORDED_MAX:
                    self.greetings.append(" ".join(word.decode("utf-8", "replace") for word in words[:6]))
                return None
            self._has_put = True
            key = words[1] if len(words) > 1 else b""
            if key.endswith(b"lost"):
                self.lost_requests += 1
                self.sent_at.append(time.monotonic())
                return "lose" if self.lost_requests == 1 else None
            return BIG.get(key[-len(b"big-1") :])


class Relay:
    """One connection: a thread for each direction."""

    def __init__(self, proxy, client, server):
        self.proxy = proxy
        self.client = client
        self.server = server
        self.actions = []
        self.lock = threading.Lock()

    def start(self):
        for target in (self._requests, self._replies):
            threading.Thread(target=target, daemon=True).start()

    def _requests(self):
        parser = Requests()
        try:
            while data := self.client.recv(65536):
                for words in parser.feed(data):
                    action = self.proxy.note(words)
                    if action is not None:
                        with self.lock:
                            self.actions.append(action)
                self.server.sendall(data)
            self.server.shutdown(socket.SHUT_WR)
        except OSError:
            self._close()

    def _replies(self):
        try:
            while data := self.server.recv(65536):
                with self.lock:
                    action = self.actions.pop(0) if self.actions else None
                if action == "lose":
                    break
                if action is not None:
                    data = b":" + action + b"\r\n"
                self.client.sendall(data)
        except OSError:
            pass
        self._close()

    def _close(self):
        for end in (self.client, self.server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()


class Requests:
    """Takes requests apart: arrays of bulk strings, and inline lines."""

    def __init__(self):
        self.buffer = b""

    def feed(self, data):
        self.buffer += data
        if len(self.buffer) > REQUEST_BYTES_MAX:
            raise OSError("request is too large for the proxy")
        requests = []
        while True:
            words, rest = self._next(self.buffer)
            if words is None:
                return requests
            self.buffer = rest
            if words:
                requests.append(words)

    @staticmethod
    def _next(buffer):
        end = buffer.find(b"\r\n")
        if end < 0:
            return None, buffer
        if not buffer.startswith(b"*"):
            return buffer[:end].split(), buffer[end + 2 :]
        words = []
        at = end + 2
        for _ in range(int(buffer[1:end])):
            header = buffer.find(b"\r\n", at)
            if header < 0:
                return None, buffer
            length = int(buffer[at + 1 : header])
            at = header + 2 + length + 2
            if len(buffer) < at:
                return None, buffer
            words.append(buffer[header + 2 : header + 2 + length])
        return words, buffer[at:]
