# ministack with both of its servers on 127.0.0.1: its broker listens everywhere, and has no setting for it.
import asyncio
import os
import sys

http_port, mqtt_port = sys.argv[1:]
os.environ.update(BIND_HOST="127.0.0.1", GATEWAY_PORT=http_port, IOT_MTLS_PORT=mqtt_port, LAMBDA_EXECUTOR="local")
listen = asyncio.base_events.BaseEventLoop.create_server


async def listen_here(self, protocol_factory, host=None, port=None, **options):
    return await listen(self, protocol_factory, host if options.get("sock") else "127.0.0.1", port, **options)


asyncio.base_events.BaseEventLoop.create_server = listen_here
sys.argv = ["ministack"]
from ministack.app import main  # noqa: E402

main()
