"""What the benchmarks do with our loop, done with asyncio, on its own loop or on uvloop.

    python peer.py [asyncio|uvloop] [switch|timer|gather|sleepers|streams|protocol]

The first three print nanoseconds per operation, "sleepers" prints seconds and peak memory in MB, the last two serve
echoes until they are ended.
"""

import asyncio
import resource
import sys
import time

N = 100_000


async def switch():
    async def turn():
        for _ in range(N // 2):
            await asyncio.sleep(0)

    await asyncio.gather(turn(), turn())


async def timer():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    left = 10_000

    def fire():
        nonlocal left
        left -= 1
        if left == 0:
            done.set_result(None)

    for i in range(10_000):
        loop.call_later(i * 7919 % 10_000 * 1e-8, fire)
    await done


async def gather():
    async def one(i):
        await asyncio.sleep(0)
        return i

    assert len(await asyncio.gather(*(one(i) for i in range(10_000)))) == 10_000


async def sleepers():
    await asyncio.gather(*(asyncio.sleep(1) for _ in range(1_000_000)))


async def streams():
    async def echo(reader, writer):
        while data := await reader.read(1024):
            writer.write(data)
            await writer.drain()
        writer.close()

    await serve(await asyncio.start_server(echo, "127.0.0.1", 0))


async def protocol():
    class Echo(asyncio.Protocol):
        def connection_made(self, transport):
            self.transport = transport

        def data_received(self, data):
            self.transport.write(data)

    await serve(await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0))


async def serve(server):
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def run(body):
    if sys.argv[1] == "uvloop":
        import uvloop

        return uvloop.run(body())
    return asyncio.run(body())


def best(body, operations, rounds=10):
    times = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        run(body)
        times.append((time.perf_counter_ns() - start) / operations)
    print(min(times))


match sys.argv[2]:
    case "switch":
        best(switch, N)
    case "timer":
        best(timer, 10_000)
    case "gather":
        best(gather, 10_000)
    case "sleepers":
        start = time.perf_counter()
        run(sleepers)
        print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    case "streams":
        run(streams)
    case "protocol":
        run(protocol)
