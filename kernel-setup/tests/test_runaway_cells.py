"""Cells that do not end by themselves: whatever they do, Stop ends them, and the kernel goes on.

Each runs in the real kernel, for two seconds. That takes minutes, so it has a run of its own each week, with both
processors kept busy: `make unit ARGS=test_runaway_cells`.
"""

import contextlib
import time
from pathlib import Path

import pytest
from test_protocol import FrontEnd, text

from runner.execute import Lateness

pytestmark = pytest.mark.long

SPINS = "while (true) { }"
POLY = "1"  # with each level the compiler takes twice as long
for _ in range(20):
    POLY = f"same(n > 0 ? {POLY} : same(2))"
CELLS = {
    # loops
    "an empty loop": SPINS,
    "a loop that counts": "long n = 0; while (true) n++;",
    "a loop without a safepoint of its own": """
        int x = 0;
        for (int i = 0; i < 2_000_000_000; i++) for (int j = 0; j < 2_000_000_000; j++) x += i ^ j;""",
    "three loops, one in the other": """
        int y = 0;
        for (int i = 0; i < 100_000; i++) for (int j = 0; j < 100_000; j++)
            for (int k = 0; k < 100_000; k++) y += k;""",
    "a loop that catches Throwable": "while (true) { try { Math.sqrt(2); } catch (Throwable e) { } }",
    "three such, one in the other": """
        while (true) try { while (true) try { while (true) try { Math.sqrt(3); } catch (Throwable e) { } }
        catch (Throwable e) { } } catch (Throwable e) { }""",
    "a loop in finally": "try { throw new RuntimeException(); } finally { while (true) { Math.sqrt(2); } }",
    "a loop in a lambda": "Runnable r = () -> { while (true) { } };\nr.run();",
    "a loop in a constructor": "class Endless { Endless() { while (true) { } } }\nnew Endless();",
    "a loop in a static initialiser": "class Starts { static int x; static { while (x == 0) { } } }\nStarts.x",
    "a loop in a class of an earlier cell": ["class Earlier { void go() { while (true) { } } }", "new Earlier().go();"],
    "a loop in a method of an earlier cell": ["void goes() { for (;;) { } }", "goes();"],
    "a recursion that catches its overflow": """
        void deep() { try { deep(); } catch (StackOverflowError e) { deep(); } }
        while (true) deep();""",
    "a switch in a loop": "int z = 0; while (true) switch (z) { case 0 -> z = 1; default -> z = 0; }",
    "a loop that waits for a flag": "boolean flag = false;\nwhile (!flag) Thread.onSpinWait();",
    "a loop that allocates": "while (true) { var a = new byte[1_000_000]; }",
    "a text that grows": 'while (true) { String s = ""; for (int i = 0; i < 10_000; i++) s += i; }',
    "a loop that prints": 'while (true) System.out.println("x".repeat(80));',
    # waits
    "a sleep": "Thread.sleep(100_000);",
    "a sleep that swallows": "while (true) try { Thread.sleep(1_000); } catch (InterruptedException e) { }",
    "a latch": "new CountDownLatch(1).await();",
    "a monitor": "Object o = new Object(); synchronized (o) { o.wait(); }",
    "a future that nobody completes": "new CompletableFuture<String>().join();",
    "a get that nobody completes": "new CompletableFuture<String>().get();",
    "a queue that stays empty": "new ArrayBlockingQueue<String>(1).take();",
    "a park": "while (true) java.util.concurrent.locks.LockSupport.park();",
    "a lock that another thread holds": """
        var lock = new java.util.concurrent.locks.ReentrantLock();
        var locked = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> { lock.lock(); locked.countDown();
            try { Thread.sleep(100_000); } catch (InterruptedException e) { } });
        locked.await();
        lock.lock();""",
    "a deadlock of two monitors": """
        Object left = new Object(), right = new Object();
        var both = new CountDownLatch(2);
        void take(Object one, Object other) {
            synchronized (one) {
                both.countDown();
                try { both.await(); } catch (InterruptedException e) { return; }
                synchronized (other) { }
            }
        }
        Thread.ofPlatform().start(() -> take(left, right));
        take(right, left);""",
    "a semaphore": "new Semaphore(0).acquireUninterruptibly();",
    "a join of oneself": "Thread.currentThread().join();",
    "a socket that nobody calls": "new java.net.ServerSocket(0).accept();",
    "a process": 'new ProcessBuilder("sleep", "100").start().waitFor();',
    "a pipe that nobody writes": "new java.io.PipedInputStream(new java.io.PipedOutputStream()).read();",
    # other threads
    "a thread that spins": "var t = new Thread(() -> { while (true) { } });\nt.start();\nt.join();",
    "a virtual thread that spins": "Thread.startVirtualThread(() -> { while (true) { } }).join();",
    "a spinning thread beside a sleeping cell": """
        new Thread(() -> { while (true) { } }).start();
        Thread.sleep(100_000);""",
    "a spinning thread of a cell that has ended": ["new Thread(() -> { while (true) { } }).start();", None],
    "a pool of this cell": "Executors.newFixedThreadPool(2).submit(() -> { while (true) { } }).get();",
    "a pool of an earlier cell": [
        "var pool = Executors.newFixedThreadPool(1);\npool.submit(() -> 1).get();",
        "pool.submit(() -> { while (true) { } }).get();",
    ],
    "virtual threads of an earlier cell": [
        "var virtual = Executors.newVirtualThreadPerTaskExecutor();",
        "virtual.submit(() -> { while (true) { } }).get();",
    ],
    "the common pool": "CompletableFuture.supplyAsync(() -> { while (true) { } }).join();",
    "a pool that forks": """
        new ForkJoinPool(2).submit(() -> { while (true) { } }).get();""",
    "tasks that wait in a queue": """
        var queue = Executors.newFixedThreadPool(1);
        for (int i = 0; i < 100; i++) queue.submit(() -> { while (true) { } });
        queue.submit(() -> 1).get();""",
    "a timer of an earlier cell": [
        "var timer = new java.util.Timer(true);",
        """
        timer.schedule(new java.util.TimerTask() { public void run() { while (true) { } } }, 0);
        Thread.sleep(100_000);""",
    ],
    "a schedule": """
        var schedule = Executors.newScheduledThreadPool(1);
        schedule.scheduleAtFixedRate(() -> { while (true) { } }, 0, 1, TimeUnit.SECONDS).get();""",
    "a scope": """
        try (var scope = java.util.concurrent.StructuredTaskScope.open()) {
            scope.fork(() -> { while (true) { } });
            scope.join();
        }""",
    "a thread without inherited locals": """
        var plain = Thread.ofPlatform().inheritInheritableThreadLocals(false).start(() -> { while (true) { } });
        plain.join();""",
    "a web server of an earlier cell": [
        """
        var server = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", it -> { while (true) { } });
        server.start();""",
        """
        java.net.http.HttpClient.newHttpClient().send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(
            "http://127.0.0.1:" + server.getAddress().getPort())).build(),
            java.net.http.HttpResponse.BodyHandlers.ofString());""",
    ],
    "the event loop": """
        import syncasync.loop.*;
        EventLoop.run(() -> { while (true) { } });""",
    "a task of the event loop that never wakes": """
        import syncasync.loop.*;
        import static syncasync.loop.Coroutines.*;
        EventLoop.run(() -> sleep(Duration.ofDays(1)));""",
    # code of the JDK
    "a parallel stream of cell code": """
        java.util.stream.IntStream.range(0, 1_000).parallel().forEach(i -> { while (true) { } });""",
    "an endless stream": "java.util.stream.Stream.generate(() -> 1).forEach(i -> { });",
    "an endless stream of the JDK's own": "java.util.stream.Stream.generate(Math::random).forEach(Objects::hash);",
    "a sum that takes for ever": "java.util.stream.LongStream.range(0, Long.MAX_VALUE).sum()",
    "a sum in the common pool": "java.util.stream.LongStream.range(0, Long.MAX_VALUE).parallel().sum()",
    "a regular expression": '"x".repeat(40).concat("y").matches("(.*.*.*.*.*.*.*.*.*)*z");',
    "a power": 'new java.math.BigInteger("3").pow(Integer.MAX_VALUE / 8).toString().length()',
    "a sort": "var rnd = new Random(1).ints(60_000_000).toArray(); while (true) { Arrays.sort(rnd); rnd[0]++; }",
    # what is compiled, what is shown
    "an expression that takes for ever to compile": f"<T> T same(T t) {{ return t; }}\nint n = 1;\nvar v = {POLY};",
    "a long list to infer a type from": f"var all = List.of({', '.join(f'Map.of({i}, 1.5)' for i in range(250))});",
    "many statements": "".join(f'int v{i} = {i};\nString s{i} = v{i} + "s";\n' for i in range(4_000)),
    "a long method": f"int m(int x) {{ {'x += x > 1 ? Math.max(x, 7) : x; ' * 20_000} return x; }}",
    "a toString that never ends": "class Shown { public String toString() { while (true) { } } }\nnew Shown()",
    "a toString that takes long": """
        class Slow { public String toString() {
            try { Thread.sleep(500); } catch (InterruptedException e) { } return "slow"; } }
        java.util.stream.Stream.generate(Slow::new).limit(100).toList()""",
    "a hashCode that never ends": """
        class Hashed { public int hashCode() { while (true) { } } }
        new HashSet<>(List.of(new Hashed()))""",
    "a message that never comes": """
        class Mute extends RuntimeException { public String getMessage() { while (true) { } } }
        throw new Mute();""",
    "a magic": "%time while (true) { }",
}
SPIN_ON = {  # code of the JDK that looks at no flag: its thread goes on, and the cell says which
    "an endless stream of the JDK's own",
    "a sum that takes for ever",
    "a sum in the common pool",
    "a regular expression",
    "a power",
    "a sort",
}
OF_THE_JVM = ("C1 ", "C2 ", "GC ", "G1 ", "VM ", "Serial", "Sweeper", "Service", "Monitor", "Signal", "Reference")


@pytest.fixture(scope="module")
def kernels():
    """A kernel for many cells; a new one after a cell that left a thread which nothing can stop."""
    running = []

    def current(fresh=False):
        if running and fresh:
            running.pop().close()
        if not running:
            running.append(FrontEnd())
        return running[0]

    yield current
    if running:
        running[0].close()


@pytest.fixture(scope="module")
def machine():
    watch = Lateness()
    watch.start()
    return watch


@pytest.mark.parametrize("name", CELLS)
def test_stop_ends_it_and_the_kernel_goes_on(name, kernels, machine):
    kernel = kernels()
    cells = CELLS[name] if isinstance(CELLS[name], list) else [CELLS[name]]
    for cell in cells[:-1]:
        assert kernel.run(cell)[0]["status"] == "ok"
    kernel.run('String before = "still here";')
    said = ""
    began = time.monotonic()
    if cells[-1] is None:
        time.sleep(1)
        kernel.manager.interrupt_kernel()
        time.sleep(1)  # a front end has more than that between a click and the next one
    else:
        request = kernel.send(cells[-1])
        time.sleep(2)
        stopped, late = time.monotonic(), machine.seconds
        kernel.manager.interrupt_kernel()
        reply = kernel.reply(request)["content"]
        ended, late = time.monotonic() - stopped, machine.seconds - late
        said = "\n".join(reply.get("traceback", [])) + text(kernel.published(request), "stderr")
        print(f"{name}: {ended:.2f} s after Stop")
        assert reply["status"] == "error", f"it ended by itself after {time.monotonic() - began:.1f} s"
        assert ended < 1.5 + late, f"on a machine that was {late:.1f} s late"
    content, messages = kernel.run("System.out.println(before);")
    assert content["status"] == "ok"
    assert text(messages) == "still here\n"
    is_named = "cannot be stopped" in said
    for _ in range(3):  # what has just been stopped may need a moment on a busy machine
        busy = busy_threads(kernel.manager.provisioner.process.pid)
        if not busy:
            return
    kernels(fresh=True)
    assert is_named, f"{busy} go on, and nothing was said: {said}"
    assert name in SPIN_ON, f"{busy}, code of a cell, go on: {said}"


def busy_threads(pid):
    """The names of the threads that compute, but for the JVM's own."""
    before = cpu_of_threads(pid)
    time.sleep(1)
    return [
        name
        for (thread, name), ticks in cpu_of_threads(pid).items()
        if ticks - before.get((thread, name), 0) >= 5 and not name.startswith(OF_THE_JVM)
    ]


def cpu_of_threads(pid):
    """What each thread has used of a processor, in hundredths of a second."""
    used = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # it has just ended
            name, _, rest = (thread / "stat").read_text().partition("(")[2].rpartition(")")
            fields = rest.split()
            used[thread.name, name] = int(fields[11]) + int(fields[12])
    return used
