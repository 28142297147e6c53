"""An SMTP server on loopback that says, byte for byte, what a test tells it to say at each stage."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

STAGES = ("GREETING", "EHLO", "RSET", "MAIL", "RCPT", "DATA", "END")
_USUAL = dict.fromkeys(STAGES, b"250 ok\r\n") | {"GREETING": b"220 ready\r\n", "DATA": b"354 go ahead\r\n"}
HANG_UP = b""


@dataclass
class ScriptedServer:
    """`said[stage]`: what is answered there instead of the usual, one a time that it is reached, the last for ever.

    HANG_UP, and any bytes that do not end a line, are followed by the end of the connection. `letters`: each text whose
    end came, `connections`: how many were opened. `think`: done before the answer to a letter.
    """

    said: dict[str, list[bytes]] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    connections: int = 0
    think: Callable[[], object] = str

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def script(self, **said: bytes | list[bytes]) -> None:
        """Forget what came before and answer so."""
        self.said = {stage: [one] if isinstance(one, bytes) else list(one) for stage, one in said.items()}
        self.letters, self.connections, self.think = [], 0, str

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._speak, args=(connection,), daemon=True).start()

    def _speak(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                goes_on = self._answer(connection, "GREETING")
                while goes_on and (line := lines.readline()):
                    goes_on = self._hear(connection, lines, line[:4].upper().decode("ascii", "replace").strip())
            except OSError:
                return

    def _hear(self, connection: socket.socket, lines, command: str) -> bool:
        if command not in STAGES:
            connection.sendall(b"221 bye\r\n" if command == "QUIT" else b"502 no\r\n")
            return command != "QUIT"
        is_taken = self._answer(connection, command)
        if command != "DATA" or not is_taken:
            return is_taken
        text = []
        while (line := lines.readline()) not in (b".\r\n", b""):
            text.append(line)
        if line == b"":
            return False
        self.letters.append(b"".join(text))
        self.think()
        return self._answer(connection, "END")

    def _answer(self, connection: socket.socket, stage: str) -> bool:
        told = self.said.get(stage, [_USUAL[stage]])
        answer = told.pop(0) if len(told) > 1 else told[0]
        connection.sendall(answer)
        return answer.endswith(b"\n") and not answer.startswith(b"421")
