package syncasync.loop;

import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.barrier;
import static syncasync.loop.Coroutines.coroutine;
import static syncasync.loop.Coroutines.event;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.lock;
import static syncasync.loop.Coroutines.queue;
import static syncasync.loop.Coroutines.semaphore;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.taskGroup;
import static syncasync.loop.Coroutines.timeout;
import static syncasync.loop.Coroutines.yieldNow;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** A program made of everything that tasks can do to each other, the same for the same seed. */
record RandomProgram(List<Op> main) {

    sealed interface Op {}

    record Sleep(int millis) implements Op {}

    record Yield() implements Op {}

    record Spawn(List<Op> child) implements Op {}

    record AwaitChild(int which) implements Op {}

    record CancelChild(int which) implements Op {}

    record Gather(List<List<Op>> children) implements Op {}

    record Timeout(int millis, List<Op> child) implements Op {}

    record Group(List<List<Op>> children) implements Op {}

    record CleanUp(int millis, List<Op> ops) implements Op {}

    record Fail() implements Op {}

    /** A callback, which may fail, and prints, that is, takes a lock that everybody takes. */
    record Callback(int millis, boolean fails) implements Op {}

    record Print() implements Op {}

    /** Sends a line to a server on the same loop, and reads it again. */
    record Echo() implements Op {}

    record Locked(int which, List<Op> ops) implements Op {}

    record Permitted(List<Op> ops) implements Op {}

    /** Whoever gives up waiting after a while can do these without a deadlock. */
    record Wait(For what, int millis) implements Op {}

    enum For {
        ROOM,
        ITEM,
        EVENT,
        OTHERS,
        SIGNAL
    }

    record SetEvent() implements Op {}

    record Signal(int howMany) implements Op {}

    record Derived(By by, int first, int second) implements Op {}

    enum By {
        THEN_APPLY,
        HANDLE,
        THEN_COMBINE,
        ALL_OF,
        ANY_OF
    }

    /** What a program throws of its own accord. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        Failure(String where) {
            super(where);
        }
    }

    static RandomProgram of(long seed) {
        Random random = new Random(seed);
        var main = new ArrayList<Op>();
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) main.addAll(ops(random, 3));
        return new RandomProgram(main);
    }

    private static List<Op> ops(Random random, int depth) {
        var ops = new ArrayList<Op>();
        for (int left = 1 + random.nextInt(4); left > 0; left--) ops.add(op(random, depth));
        return ops;
    }

    private static Op op(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 19 : 7)) {
            case 0, 1, 2 -> new Sleep(random.nextInt(100));
            case 3 -> new Yield();
            case 4 -> random.nextInt(3) == 0 ? new Fail() : new Sleep(random.nextInt(100));
            case 5, 6 -> meeting(random);
            case 7, 8, 9 -> new Spawn(ops(random, depth - 1));
            case 10, 11 -> new AwaitChild(random.nextInt(3));
            case 12 -> new CancelChild(random.nextInt(3));
            case 13 -> new Gather(List.of(ops(random, depth - 1), ops(random, depth - 1)));
            case 14 -> new Timeout(random.nextInt(100), ops(random, depth - 1));
            case 15 -> new Derived(any(random, By.values()), random.nextInt(3), random.nextInt(3));
            case 16 -> new Group(List.of(ops(random, depth - 1), ops(random, depth - 1)));
            case 17 -> new CleanUp(random.nextInt(20), ops(random, depth - 1));
            default ->
                random.nextBoolean() // what they hold they hold while nobody in them waits for anything but time
                        ? new Locked(random.nextInt(2), pause(random))
                        : new Permitted(pause(random));
        };
    }

    /** Something by which tasks meet that do not know each other. */
    private static Op meeting(Random random) {
        return switch (random.nextInt(9)) {
            case 0, 1, 2, 3 -> new Wait(any(random, For.values()), random.nextInt(100));
            case 4 -> new SetEvent();
            case 5 -> new Signal(1 + random.nextInt(2));
            case 6 -> new Callback(random.nextInt(100), random.nextInt(3) == 0);
            case 7 -> new Print();
            default -> new Echo();
        };
    }

    private static List<Op> pause(Random random) {
        return List.of(new Sleep(random.nextInt(30)), random.nextInt(5) == 0 ? new Fail() : new Yield());
    }

    private static <E> E any(Random random, E[] among) {
        return among[random.nextInt(among.length)];
    }

    /** What came of a run. */
    record Outcome(
            List<String> trace,
            String result,
            Map<String, Integer> begun,
            Map<String, Integer> ended,
            Map<String, Integer> created,
            Map<String, Integer> observedEnds,
            Set<String> thrown,
            Set<String> noticed,
            Set<Long> firings,
            List<Task<?>> leftBehind,
            String held,
            int prints,
            int printed,
            List<LoopProblem> problems) {
        /** What does not depend on the exact order of things that happen at the same time. */
        List<String> withoutOrder() {
            return trace.stream()
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .sorted()
                    .toList();
        }
    }

    Outcome run(LoopClock clock, boolean fast, int scale) {
        return new Run(new EventLoop(clock, fast), scale, false).observed().run(main);
    }

    /** With sockets, and other threads that hold the lock of those who print. What comes first is then an accident. */
    Outcome runDisturbed(LoopClock clock, boolean fast) {
        return new Run(new EventLoop(clock, fast), 1, true).observed().run(main);
    }

    /** The same without an observer: then strands may hand on the baton without the loop. */
    Outcome runUnobserved(LoopClock clock, boolean fast) {
        return new Run(new EventLoop(clock, fast), 1, false).run(main);
    }

    private static final class Run implements LoopObserver {
        final EventLoop loop;
        final int scale;
        final List<String> trace = new ArrayList<>();
        final Map<String, Integer> begun = new LinkedHashMap<>();
        final Map<String, Integer> ended = new LinkedHashMap<>();
        final Map<String, Integer> created = new LinkedHashMap<>();
        final Map<String, Integer> observedEnds = new LinkedHashMap<>();
        final Set<String> thrown = new HashSet<>();
        final Set<String> noticed = new HashSet<>();
        final Set<Long> firings = new HashSet<>();
        final List<LoopProblem> problems = new ArrayList<>();
        final boolean disturbed;
        final Lock screen = new ReentrantLock();
        int prints; // asked for
        int printed;
        TcpServer server; // null if not disturbed
        final List<LoopLock> locks = List.of(lock("a"), lock("b"));
        final LoopSemaphore permits = semaphore("permits", 2);
        final LoopQueue<String> items = queue("items", 2);
        final LoopEvent event = event("event");
        final LoopBarrier barrier = barrier("barrier", 2);
        final LoopLock ofSignals = lock("signals");
        final LoopCondition signals = ofSignals.condition("signals");
        int put;
        int taken;
        final List<String> lost = new ArrayList<>();
        final List<Task<?>> derivedFrom = new ArrayList<>(); // whoever derives from a task has seen to its failure

        Run(EventLoop loop, int scale, boolean disturbed) {
            this.loop = loop;
            this.scale = scale;
            this.disturbed = disturbed;
            loop.onProblem(problems::add).hogThreshold(Duration.ZERO);
        }

        Run observed() {
            loop.observe(this);
            return this;
        }

        Outcome run(List<Op> ops) {
            String result;
            var over = new AtomicBoolean();
            Thread other = Thread.ofPlatform().daemon().unstarted(() -> holdTheScreen(over));
            try {
                if (disturbed) other.start();
                result = "returned "
                        + loop.runUntilComplete(() -> {
                            if (disturbed) serve();
                            return body("main", ops);
                        });
            } catch (Throwable e) {
                notice(e);
                result = "threw " + e;
            }
            loop.close();
            over.set(true);
            problems.forEach(problem -> notice(problem.error()));
            for (Task<?> task : derivedFrom) if (task.state() == Future.State.FAILED) notice(task.exceptionNow());
            return new Outcome(
                    trace,
                    result,
                    begun,
                    ended,
                    created,
                    observedEnds,
                    thrown,
                    noticed,
                    firings,
                    loop.tasks(),
                    held(),
                    prints,
                    printed,
                    problems);
        }

        /** Who has or waits for what at the end; empty if nobody does. */
        private String held() {
            var held = new ArrayList<Object>(lost);
            for (LoopLock lock : List.of(locks.get(0), locks.get(1), ofSignals)) {
                if (lock.isHeld() || lock.waiting() > 0) held.add(lock);
            }
            if (permits.available() != 2 || permits.waiting() > 0) held.add(permits);
            if (put != taken + items.size()) held.add(items + ": " + put + " put, " + taken + " taken");
            if (event.waiting() + barrier.waiting() + signals.waiting() > 0) held.add("some wait");
            return held.isEmpty() ? "" : held.toString();
        }

        private void holdTheScreen(AtomicBoolean over) {
            while (!over.get()) {
                screen.lock();
                try {
                    for (int i = 0; i < 1_000; i++) Thread.onSpinWait();
                } finally {
                    screen.unlock();
                }
                LockSupport.parkNanos(10_000);
            }
        }

        private void print() {
            screen.lock();
            try {
                printed++;
            } finally {
                screen.unlock();
            }
        }

        private void serve() throws IOException {
            server = TcpServer.listen(0);
            server.serve("echo", client -> {
                for (String line; (line = client.readLine()) != null; ) client.write(line + "\n");
            });
        }

        private int echo(String name) throws IOException {
            if (server == null) return 0;
            try (TcpConnection connection = TcpConnection.connect(server.address())) {
                connection.write(name + "\n");
                String line = connection.readLine();
                if (!name.equals(line)) lost.add("sent " + name + ", got " + line);
                return 15;
            }
        }

        private void callback(String name, boolean fails) {
            log(name, "is called back");
            prints++;
            print();
            if (!fails) return;
            thrown.add(name);
            throw Await.unchecked(new Failure(name));
        }

        @Override
        public void created(Task<?> task) {
            created.merge(task.name(), 1, Integer::sum);
        }

        @Override
        public void ended(Task<?> task) {
            observedEnds.merge(task.name(), 1, Integer::sum);
        }

        @Override
        public void timerSet(TimerHandle timer) {
            firings.add(timer.at().toMillis());
        }

        private void notice(Throwable error) {
            if (error == null) return;
            if (error instanceof Failure) noticed.add(error.getMessage());
            for (Throwable suppressed : error.getSuppressed()) notice(suppressed);
        }

        private void log(String name, Object what) {
            trace.add(loop.time().toMillis() + " " + name + ": " + what);
        }

        private Duration millis(int millis) {
            return Duration.ofMillis((long) millis * scale);
        }

        private int body(String name, List<Op> ops) throws Exception {
            begun.merge(name, 1, Integer::sum);
            try {
                int sum = run(name, ops);
                log(name, "returns " + sum);
                return sum;
            } catch (Exception e) {
                log(name, "throws " + e.getClass().getSimpleName());
                throw e;
            } finally {
                ended.merge(name, 1, Integer::sum);
            }
        }

        private int run(String name, List<Op> ops) throws Exception {
            var children = new ArrayList<Task<Integer>>();
            int sum = 1;
            for (int i = 0; i < ops.size(); i++) {
                sum = 31 * sum + step(name + "." + i, ops.get(i), children);
            }
            return sum;
        }

        private int step(String name, Op op, List<Task<Integer>> children) throws Exception {
            log(name, op.getClass().getSimpleName());
            try {
                return switch (op) {
                    case Sleep(int millis) -> {
                        sleep(millis(millis));
                        yield millis;
                    }
                    case Yield() -> {
                        yieldNow();
                        yield 1;
                    }
                    case Spawn(var child) -> {
                        children.add(spawn(name, () -> body(name, child)));
                        yield 2;
                    }
                    case AwaitChild(int which) ->
                        children.isEmpty() ? 3 : awaited(children.get(which % children.size()));
                    case CancelChild(int which) -> {
                        if (!children.isEmpty())
                            children.get(which % children.size()).cancel();
                        yield 4;
                    }
                    case Gather(var parts) ->
                        gather(
                                        coroutine(name + "a", () -> body(name + "a", parts.get(0))),
                                        coroutine(name + "b", () -> body(name + "b", parts.get(1))))
                                .hashCode();
                    case Timeout(int millis, var child) -> timeout(millis(millis), () -> body(name, child));
                    case Group(var parts) ->
                        taskGroup(group -> {
                            var a = group.spawn(name + "a", () -> body(name + "a", parts.get(0)));
                            var b = group.spawn(name + "b", () -> body(name + "b", parts.get(1)));
                            return await(a) - await(b);
                        });
                    case CleanUp(int millis, var part) -> {
                        // As try-with-resources: a plain finally that fails would itself lose the first failure.
                        try (AutoCloseable cleanUp = () -> sleep(millis(millis))) {
                            yield run(name, part);
                        }
                    }
                    case Fail() -> {
                        thrown.add(name);
                        throw new Failure(name);
                    }
                    case Callback(int millis, boolean fails) -> {
                        loop.callLater(millis(millis), () -> callback(name, fails));
                        yield 8;
                    }
                    case Print() -> {
                        prints++;
                        print();
                        yield 9;
                    }
                    case Echo() -> echo(name);
                    case Locked(int which, var part) -> {
                        try (Held held = locks.get(which).acquire()) {
                            yield run(name, part);
                        }
                    }
                    case Permitted(var part) -> {
                        try (Held permit = permits.acquire()) {
                            yield run(name, part);
                        }
                    }
                    case Wait(For what, int millis) -> timeout(millis(millis), () -> met(name, what));
                    case SetEvent() -> {
                        event.set();
                        event.clear();
                        yield 10;
                    }
                    case Signal(int howMany) -> {
                        try (Held held = ofSignals.acquire()) {
                            signals.signal(howMany);
                            yield signals.waiting();
                        }
                    }
                    case Derived(By by, int first, int second) ->
                        children.isEmpty()
                                ? 11
                                : derived(
                                        by,
                                        children.get(first % children.size()),
                                        children.get(second % children.size()));
                };
            } catch (TimeoutException e) {
                log(name, "took too long");
                return 5;
            }
        }

        private int met(String name, For what) throws Exception {
            switch (what) {
                case ROOM -> {
                    items.put(name);
                    put++;
                }
                case ITEM -> {
                    log(name, "takes " + items.take());
                    taken++;
                }
                case EVENT -> event.await();
                case OTHERS -> log(name, "came after " + barrier.await());
                case SIGNAL -> {
                    try (Held held = ofSignals.acquire()) {
                        signals.await();
                    }
                }
            }
            log(name, "has met " + what);
            return 12;
        }

        private int derived(By by, Task<Integer> first, Task<Integer> second) throws Exception {
            CompletableFuture<?> future = switch (by) {
                case THEN_APPLY -> first.thenApply(value -> 3 * value);
                case HANDLE -> first.handle((value, error) -> value);
                case THEN_COMBINE -> first.thenCombine(second, Integer::sum);
                case ALL_OF -> CompletableFuture.allOf(first, second);
                case ANY_OF -> CompletableFuture.anyOf(first, second);
            };
            derivedFrom.addAll(List.of(first, second));
            try {
                return Objects.hashCode(await(future));
            } catch (CancellationException e) {
                if (!first.isCancelled() && !second.isCancelled()) throw e;
                log(first.name(), "or " + second.name() + " was seen to be cancelled");
                return 13;
            } catch (Exception e) {
                log(first.name(), "or " + second.name() + " was seen to fail");
                return 14;
            }
        }

        private int awaited(Task<Integer> child) throws Exception {
            try {
                return await(child);
            } catch (CancellationException e) {
                if (!child.isCancelled()) throw e;
                log(child.name(), "was seen to be cancelled");
                return 6;
            } catch (Exception e) {
                notice(e);
                log(child.name(), "was seen to fail");
                return 7;
            }
        }
    }
}
