"""A server on loopback that answers with whatever bytes a test has, and notes what it was asked."""

import socket
import threading
from contextlib import contextmanager


class Raw:
    """`talk` gets the connection and the request's bearer token, and may send anything."""

    def __init__(self, listener, talk):
        self.listener, self.talk, self.requests = listener, talk, []
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection:
            try:
                request = connection.recv(65_536).decode("latin1")
                self.requests.append(request)
                self.talk(connection, request.partition("Bearer ")[2].partition("\r\n")[0])
            except OSError:
                return


@contextmanager
def serving(talk):
    """Yield a server that talks so."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Raw(listener, talk)
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
