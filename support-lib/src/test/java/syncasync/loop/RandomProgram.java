package syncasync.loop;

import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.coroutine;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.taskGroup;
import static syncasync.loop.Coroutines.timeout;
import static syncasync.loop.Coroutines.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

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

    /** What a program throws of its own accord. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        Failure(String where) {
            super(where);
        }
    }

    static RandomProgram of(long seed) {
        return new RandomProgram(ops(new Random(seed), 3));
    }

    private static List<Op> ops(Random random, int depth) {
        var ops = new ArrayList<Op>();
        for (int left = 1 + random.nextInt(4); left > 0; left--) ops.add(op(random, depth));
        return ops;
    }

    private static Op op(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 14 : 5)) {
            case 0, 1, 2 -> new Sleep(random.nextInt(100));
            case 3 -> new Yield();
            case 4 -> random.nextInt(3) == 0 ? new Fail() : new Sleep(random.nextInt(100));
            case 5, 6, 7 -> new Spawn(ops(random, depth - 1));
            case 8, 9 -> new AwaitChild(random.nextInt(3));
            case 10 -> new CancelChild(random.nextInt(3));
            case 11 -> new Gather(List.of(ops(random, depth - 1), ops(random, depth - 1)));
            case 12 -> new Timeout(random.nextInt(100), ops(random, depth - 1));
            default ->
                random.nextBoolean()
                        ? new Group(List.of(ops(random, depth - 1), ops(random, depth - 1)))
                        : new CleanUp(random.nextInt(20), ops(random, depth - 1));
        };
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
        return new Run(new EventLoop(clock, fast), scale).observed().run(main);
    }

    /** The same without an observer: then strands may hand on the baton without the loop. */
    Outcome runUnobserved(LoopClock clock, boolean fast) {
        return new Run(new EventLoop(clock, fast), 1).run(main);
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

        Run(EventLoop loop, int scale) {
            this.loop = loop;
            this.scale = scale;
            loop.onProblem(problems::add).hogThreshold(Duration.ZERO);
        }

        Run observed() {
            loop.observe(this);
            return this;
        }

        Outcome run(List<Op> ops) {
            String result;
            try {
                result = "returned " + loop.runUntilComplete(() -> body("main", ops));
            } catch (Throwable e) {
                notice(e);
                result = "threw " + e;
            }
            loop.close();
            problems.forEach(problem -> notice(problem.error()));
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
                    problems);
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
                };
            } catch (TimeoutException e) {
                log(name, "took too long");
                return 5;
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
