"""Servers on loopback that do what no server should, each a function of the connection that it has accepted."""

import contextlib
import functools
import socket
import threading
import time
import zlib

MIB = 1 << 20


class Server:
    """Keeps the head of every request, then lets `talk` do as it likes; `accepts` False: nobody ever answers."""

    def __init__(self, talk=None, *, tls=None, accepts=True):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.talk, self.tls, self.heads, self.open = talk, tls, [], []
        self.threads = [threading.Thread(target=self._accept)] if accepts else []
        for thread in self.threads:
            thread.start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection = self.listener.accept()[0]
                self.open.append(connection)
                self.threads.append(threading.Thread(target=self._converse, args=[connection]))
                self.threads[-1].start()

    def _converse(self, connection):
        with contextlib.suppress(OSError), connection:
            line = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            with line:
                head = b""
                while b"\r\n\r\n" not in head and (piece := line.recv(65_536)):
                    head += piece
                self.heads.append(head.decode("latin-1"))
                self.talk(line)

    def close(self):
        """End every conversation."""
        for one in (self.listener, *self.open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(10)
            assert not thread.is_alive()


def answer(body, status="200 OK", **headers):
    """Answer with a whole body."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    data = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda line: line.sendall(data)


def silence(line):
    """Say nothing until the other side has had enough."""
    while line.recv(65_536):
        pass


def hang_up(_line):
    """Close the connection without a word."""


def drip(head, pause, line):
    """Send a byte at a time, without an end."""
    line.sendall(head)
    while True:
        line.sendall(b" ")
        time.sleep(pause)


def endless(head, piece, line):
    """Send as fast as the other side reads, without an end."""
    line.sendall(head)
    while True:
        line.sendall(piece)


@functools.cache
def bomb(mib=32):
    """Return gzip of so many MiB of spaces."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return b"".join([*(packer.compress(b" " * MIB) for _ in range(mib)), packer.flush()])
