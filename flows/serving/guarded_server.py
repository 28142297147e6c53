"""The application that uvicorn serves: Prefect's server behind the guard."""

from flows.serving.guard import App, Guard, Reach
from flows.serving.processes import ServeFailed
from pipeline.province.environment import server_addresses
from pipeline.province.outgoing import guard_logs


def create_app() -> App:
    """Prefect's server under the addresses that the environment names as its own; raises ServeFailed without any."""
    addresses = server_addresses()
    if not addresses:
        raise ServeFailed("the server was not told its own addresses: start it by `nongsan serve`")
    guard_logs()
    from prefect.server.api.server import create_app as prefect_server

    return Guard(prefect_server(), Reach.of(addresses))
