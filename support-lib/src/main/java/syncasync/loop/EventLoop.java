package syncasync.loop;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import syncasync.host.Choices;

/**
 * An event loop: one thread that runs many tasks, each until it waits. Made, run and closed by hand, or all three by
 * {@link #run}. What coroutines call ({@code sleep}, {@code await}, {@code gather}, …) is in {@link Coroutines}.
 * {@snippet :
 * try (EventLoop loop = new EventLoop(LoopClock.virtual())) {
 *     Task<String> slow = loop.spawn("slow", () -> { Coroutines.sleep(Duration.ofMinutes(10)); return "done"; });
 *     System.out.println(loop.runUntilComplete(slow));   // at once: the clock is virtual
 * }
 * }
 */
public final class EventLoop implements Executor, AutoCloseable {
    /** The name of the task that a run is for. */
    public static final String MAIN = "main";

    private static final ThreadLocal<EventLoop> CURRENT = new ThreadLocal<>();

    final ArrayDeque<Runnable> ready = new ArrayDeque<>(); // runs in the next tick, in this order
    private final PriorityQueue<TimerHandle> timers = new PriorityQueue<>(); // becomes ready later, the earliest first
    final Poller selector = new Poller(); // becomes ready when a socket is
    final Queue<Runnable> fromOutside = new ConcurrentLinkedQueue<>(); // handed in by other threads
    private final TaskList tasks = new TaskList(); // spawned and not ended
    private final List<Task<?>> failed = new ArrayList<>(); // ended, and nobody has looked yet
    final Set<Coroutine<?>> dormant = new LinkedHashSet<>(); // made, and not awaited yet

    final Choices choices = Choices.current(); // null unless the loop's code is explored
    private final LoopClock clock;
    final boolean fast; // strands are scheduled by this loop, not handed a baton
    private Consumer<LoopProblem> problems = System.err::println;
    private long hogNanos = 100_000_000;
    private long timersSet; // equal times fire in this order
    final Turns turns; // yields of its tasks
    int outside; // waits that something outside of this loop will end
    volatile Thread thread; // that runs this loop now, or null
    private volatile boolean closed;
    LoopObserver observer; // null costs nothing
    private int manyFailed = 100; // then those that were looked at are let go
    Strand running; // whose step this is, or null
    long steps; // callbacks run; for the watchdog, as is the next
    boolean busy; // running the batch
    boolean interrupted; // while a strand was on this loop's thread
    volatile BatonStrand
            baton; // the strand whose turn it is, null if it is the loop's; for the public way, as are the next
    int batch; // callbacks of this tick that have not ended
    int ticksByStrands; // that they may begin before the loop looks whether it is done or interrupted

    /** A loop on the machine's clock; while its code is explored, on a virtual one. */
    public EventLoop() {
        this(Choices.current() == null ? LoopClock.real() : LoopClock.virtual());
    }

    /** A loop on this clock, its tasks run the fast way where the JVM is opened for it. */
    public EventLoop(LoopClock clock) {
        this(clock, SchedulerStrand.isAvailable() && Choices.current() == null);
    }

    /**
     * A loop whose tasks run the fast way (which must be {@linkplain #isFastAvailable available}), or by public API
     * alone.
     */
    public EventLoop(LoopClock clock, boolean fast) {
        if (fast && !isFastAvailable())
            throw new IllegalStateException("the fast way needs --add-opens java.base/java.lang=ALL-UNNAMED");
        this.clock = clock;
        this.fast = fast;
        this.turns = new Turns(clock);
        if (choices != null) hogNanos = 0; // nobody hogs a virtual clock
    }

    // ---- the loop itself

    private void tick() {
        takeFromOutside();
        waitForIoOrTimer();
        readyDueTimers();
        runReadyBatch();
    }

    private void takeFromOutside() {
        for (Runnable next; (next = fromOutside.poll()) != null; ) ready.add(next);
        if (choices != null) choices.takesOver();
    }

    private void waitForIoOrTimer() {
        long wait = ready.isEmpty() ? nanosToNextTimer() : 0;
        boolean expectsOthers = selector.isWatching() || outside > 0;
        if (wait == Long.MAX_VALUE && !expectsOthers && fromOutside.isEmpty())
            throw new DeadlockException(whoWaitsForWhat());
        if (clock.jumps() && !expectsOthers && wait < Long.MAX_VALUE) {
            clock.pass(wait);
        } else {
            long before = System.nanoTime();
            selector.await(wait, () -> !fromOutside.isEmpty(), ready);
            if (clock.jumps()) clock.pass(Math.min(wait, System.nanoTime() - before));
        }
        if (Thread.interrupted()) throw new CancellationException("the loop was interrupted; " + whoWaitsForWhat());
    }

    long nanosToNextTimer() {
        while (!timers.isEmpty() && timers.peek().isOver()) timers.poll();
        return timers.isEmpty() ? Long.MAX_VALUE : Math.max(0, timers.peek().at - clock.nanos());
    }

    private void readyDueTimers() {
        if (timers.isEmpty()) return;
        long now = clock.nanos();
        while (!timers.isEmpty() && timers.peek().at <= now) ready.add(timers.poll());
    }

    private void runReadyBatch() {
        if (observer != null) observer.tick(this);
        busy = true;
        ticksByStrands = 64;
        for (batch = ready.size();
                batch > 0 && !ready.isEmpty();
                batch--) { // a snapshot: what they add waits for the next tick
            steps++;
            try {
                next().run();
            } catch (Throwable e) {
                report(LoopProblem.callback(e));
            }
        }
        busy = false;
    }

    /** The first one; while the loop's code is explored, any of this tick may be. */
    private Runnable next() {
        if (choices == null || batch == 1) return ready.poll();
        List<Runnable> all = List.copyOf(ready).subList(0, Math.min(batch, ready.size()));
        Runnable next = all.get(choices.choose(all.stream()
                .map(each -> each instanceof Strand strand ? strand.toString() : "a callback")
                .toList()));
        ready.remove(next);
        return next;
    }

    // ---- callbacks

    /** Calls back in the next tick. Must be called on the loop, or before it runs. */
    public void callSoon(Runnable callback) {
        mustBeOpen();
        mustBeOnLoop();
        ready.add(callback);
    }

    /**
     * Calls back in the next tick, and wakes the loop if it sleeps. The one method, beside {@link #execute}, for other
     * threads. Throws a {@link RejectedExecutionException} when the loop is closed: the callback would wait for ever.
     */
    public void callSoonThreadSafe(Runnable callback) {
        if (closed) throw new RejectedExecutionException("the loop is closed");
        if (choices != null) choices.handsOver();
        fromOutside.add(callback);
        selector.wakeUp();
    }

    /** Calls back after a delay. Must be called on the loop, or before it runs. */
    public TimerHandle callLater(Duration delay, Runnable callback) {
        mustBeOpen();
        mustBeOnLoop();
        TimerHandle timer = new TimerHandle(clock.nanos() + Math.max(0, delay.toNanos()), timersSet++, callback);
        timers.add(timer);
        if (observer != null) observer.timerSet(timer);
        return timer;
    }

    /**
     * Runs it in a later tick, whoever calls: this makes the loop an executor for
     * {@link java.util.concurrent.CompletableFuture}.
     */
    @Override
    public void execute(Runnable callback) {
        if (closed) throw new RejectedExecutionException("the loop is closed");
        if (isOnLoop()) ready.add(callback);
        else callSoonThreadSafe(callback);
    }

    /**
     * Calls back whenever the channel is ready for the operation of {@link java.nio.channels.SelectionKey}, until
     * {@link #unwatch}. Must be called on the loop, or before it runs.
     */
    public void watch(SelectableChannel channel, int operation, Runnable callback) {
        mustBeOpen();
        mustBeOnLoop();
        selector.watch(channel, operation, callback);
    }

    /** Takes back what was asked of {@link #watch}. Must be called on the loop, or before it runs. */
    public void unwatch(SelectableChannel channel, int operation) {
        mustBeOnLoop();
        selector.unwatch(channel, operation);
    }

    // ---- tasks

    /**
     * Starts a task: it begins in the next tick, and runs beside the others. Must be called on the loop, or before it
     * runs.
     */
    public <T> Task<T> spawn(String name, Callable<? extends T> body) {
        mustBeOpen();
        mustBeOnLoop();
        Task<T> task = new Task<>(this, name, body);
        tasks.add(task);
        if (observer != null) observer.created(task);
        task.strand.wake();
        return task;
    }

    /** Starts a task without a result. */
    public Task<Void> spawn(String name, Action body) {
        return spawn(name, Coroutines.callable(body));
    }

    /** A future that somebody on this loop will complete. */
    public <T> Promise<T> promise(String name) {
        return new Promise<>(this, name);
    }

    void ended(Task<?> task, Throwable error) {
        tasks.remove(task);
        ticksByStrands = 0;
        if (error != null && !task.isCancelled()) failed.add(task);
        if (observer != null) observer.ended(task);
    }

    /**
     * Failures that somebody has looked at need not be kept. Doubling the limit makes it cheap, however many nobody
     * looks at.
     */
    void forgetSeenFailures() {
        if (failed.size() < manyFailed) return;
        failed.removeIf(task -> task.seen);
        manyFailed = Math.max(100, 2 * failed.size());
    }

    // ---- running and closing

    /**
     * Makes a loop, runs the body as its first task, closes the loop, and returns what the body returned or throws what
     * it threw.
     */
    public static <T> T run(Callable<? extends T> body) {
        try (EventLoop loop = new EventLoop()) {
            return loop.runUntilComplete(body);
        }
    }

    /** As {@link #run(Callable)}, for a body without a result. */
    public static void run(Action body) {
        run(Coroutines.callable(body));
    }

    /**
     * Runs the body as a task, and everything else beside it, until the body has ended. Throws the body's own
     * exception.
     */
    public <T> T runUntilComplete(Callable<? extends T> body) {
        mustNotRun();
        return runUntilComplete(this.<T>spawn(MAIN, body));
    }

    /** As {@link #runUntilComplete(Callable)}, for a body without a result. */
    public void runUntilComplete(Action body) {
        runUntilComplete(Coroutines.callable(body));
    }

    /**
     * Runs until the task has ended; what has not ended by then stays as it is until the loop runs again or is closed.
     */
    public <T> T runUntilComplete(Task<T> task) {
        runUntil(task::isDone);
        return Await.result(task);
    }

    /** Runs until there is nothing left to do: no callback, timer, socket or task that could go on. */
    public void runUntilIdle() {
        runUntil(() -> ready.isEmpty()
                && nanosToNextTimer() == Long.MAX_VALUE
                && fromOutside.isEmpty()
                && !selector.isWatching()
                && outside == 0);
    }

    /**
     * Runs the body to its end while this loop is running already: in a coroutine by awaiting it, in a callback by
     * turning the loop from within. Everything else goes on meanwhile.
     */
    public <T> T runNested(Callable<? extends T> body) {
        if (!isOnLoop()) return runUntilComplete(body);
        Task<T> task = spawn("nested", body);
        if (Strand.current() != null) return Coroutines.await(task);
        while (!task.isDone()) tick();
        return Await.result(task);
    }

    /** As {@link #runNested(Callable)}, for a body without a result. */
    public void runNested(Action body) {
        runNested(Coroutines.callable(body));
    }

    void runUntil(BooleanSupplier done) {
        mustNotRun();
        mustBeOpen();
        Runner.run(this, () -> {
            EventLoop before = CURRENT.get();
            CURRENT.set(this);
            thread = Thread.currentThread();
            HogDetector watchdog = HogDetector.start(this, hogNanos);
            try {
                while (!done.getAsBoolean()) tick();
            } finally {
                busy = false; // still set if who is told of problems threw
                thread = null;
                CURRENT.set(before);
                watchdog.stop(); // last: it may tell of a problem
            }
        });
    }

    /** Cancels what has not ended, lets it clean up, and reports what nobody has noticed. Closing twice is no error. */
    @Override
    public void close() {
        if (closed) return;
        mustNotRun();
        boolean callerInterrupted = Thread.interrupted(); // before: that must not keep the tasks from cleaning up
        try {
            Closing.endTasks(this);
            Closing.report(this, failed, dormant);
        } finally { // even if who is told of problems throws
            closed = true;
            selector.close();
            if (CURRENT.get() == this) CURRENT.remove();
            if (callerInterrupted) Thread.currentThread().interrupt();
        }
    }

    // ---- this and that

    /**
     * The loop that runs the calling code, or else the one {@linkplain #setCurrent set} for the calling thread; null if
     * there is none.
     */
    public static EventLoop current() {
        Strand strand = Strand.current();
        return strand != null ? strand.loop : CURRENT.get();
    }

    /** Makes it the calling thread's loop, for what is called outside of coroutines. */
    public static void setCurrent(EventLoop loop) {
        CURRENT.set(loop);
    }

    /** Watches this loop; null ends that. */
    public EventLoop observe(LoopObserver observer) {
        this.observer = observer;
        return this;
    }

    /** Where problems go that no caller can be told of. By default they are one line each on {@code System.err}. */
    public EventLoop onProblem(Consumer<LoopProblem> handler) {
        this.problems = handler;
        return this;
    }

    /**
     * How long one step may keep the loop from everybody else before it is reported; 100 ms if not set, zero for any
     * length.
     */
    public EventLoop hogThreshold(Duration limit) {
        this.hogNanos = limit.toNanos();
        return this;
    }

    /** The time on this loop's clock, since the clock was made. */
    public Duration time() {
        return Duration.ofNanos(clock.nanos());
    }

    /** The tasks that were spawned and have not ended, oldest first. */
    public List<Task<?>> tasks() {
        return tasks.toList();
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    /** What runs in the next tick, in order. */
    public List<Runnable> ready() {
        return List.copyOf(ready);
    }

    /** The timers that are set, the earliest first. */
    public List<TimerHandle> timers() {
        return timers.stream().filter(timer -> !timer.isOver()).sorted().toList();
    }

    /** Whether the calling code is run by this loop. */
    public boolean isOnLoop() {
        if (Thread.currentThread() == thread) return true;
        Strand strand = Strand.current();
        return strand != null && strand.loop == this && strand.hasTurn();
    }

    /** Whether a loop is running. */
    public boolean isRunning() {
        return thread != null;
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether this JVM lets a loop schedule virtual threads: {@code --add-opens java.base/java.lang=ALL-UNNAMED}. */
    public static boolean isFastAvailable() {
        return SchedulerStrand.isAvailable();
    }

    /** Every task and what it waits for, one a line. */
    public String whoWaitsForWhat() {
        return tasks.toList().stream()
                .map(task -> "\n  " + task.name() + " waits for " + task.waitsFor())
                .collect(Collectors.joining("", "nothing can make progress any more:", ""));
    }

    void enqueue(Runnable step) {
        ready.add(step);
    }

    void report(LoopProblem problem) {
        problems.accept(problem);
    }

    private void mustBeOpen() {
        if (closed) throw new IllegalStateException("the loop is closed");
    }

    private void mustBeOnLoop() {
        if (thread != null && !isOnLoop())
            throw new IllegalStateException(
                    "this loop runs on another thread, which must do that itself: use callSoonThreadSafe");
    }

    private void mustNotRun() {
        if (thread != null)
            throw new IllegalStateException(
                    "this loop is running already: await the task, spawn it, or ask for runNested");
    }
}
