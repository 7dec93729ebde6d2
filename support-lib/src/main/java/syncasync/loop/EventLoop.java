package syncasync.loop;

import static syncasync.loop.Coroutines.given;

import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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
    private static final Step INTERRUPTED = () -> {}; // keeps the loop from sleeping, so that it looks
    private static final int MOST_OF_A_TICK = 10_000; // callbacks from outside: a flood of them must starve nobody
    private static final int MANY = 100; // cancelled timers that are worth being sorted out
    private static final long IN_LINE = 1_000_000_000; // nanoseconds

    private final ArrayDeque<Runnable> ready = new ArrayDeque<>(); // runs in the next tick, in this order
    private final PriorityQueue<TimerHandle> timers = new PriorityQueue<>(); // becomes ready later, the earliest first
    private final Poller selector = new Poller(); // becomes ready when a socket is
    private final Queue<Runnable> fromOutside = new ConcurrentLinkedQueue<>(); // handed in by other threads
    private final TaskList tasks = new TaskList(); // spawned and not ended
    private final Set<Promise<?>> promises = Collections.newSetFromMap(new WeakHashMap<>()); // made, and perhaps open
    final Unheeded failed = new Unheeded(this); // and nobody has looked yet
    final Unheeded dormant = new Unheeded(this); // coroutines that were made, and not awaited yet
    final Offloads offloads = new Offloads(this); // calls that block, on other threads
    final Answers answers = new Answers(this); // of others, that its tasks wait for

    final Choices choices = Choices.current(); // null unless the loop's code is explored
    private final LoopClock clock;
    final boolean fast; // strands are scheduled by this loop, not handed a baton
    final Turn turn = new Turn(() -> handIn(INTERRUPTED)); // whose it is
    final Turns turns; // yields of its tasks
    private final Callbacks callbacks; // where they run the fast way, else null: on the loop's own thread
    private Consumer<LoopProblem> problems = new Reports(this, System.err::println);
    private long hogNanos = 100_000_000;
    private Duration closeLimit = Duration.ofSeconds(30);
    boolean cancelsOnce; // it is being closed, and nobody's clean-up is to be cut
    private int taken; // from outside, in this tick
    private long lastNews; // the real time of the last tick if others had handed in something before that
    private long timersSet; // equal times fire in this order
    private int timersCancelled; // since they were last sorted out
    int outside; // waits that something outside of this loop will end
    private boolean patient; // with nothing to do, it waits for other threads
    private boolean stopping; // the run shall end after this tick
    private volatile boolean closed;
    LoopObserver observer; // null costs nothing

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
        this.clock = given("clock", clock);
        this.fast = fast;
        this.turns = new Turns(this, clock);
        this.callbacks = fast ? new Callbacks(this) : null;
        if (fast) selector.beforeSleep(turn::letInterruptsArrive);
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
        if (clock.jumps()) tellsVirtualTime(!fromOutside.isEmpty());
        for (Runnable next; (next = nextFromOutside()) != null; ) ready.add(next);
        if (choices != null) choices.takesOver();
    }

    /** A tick takes so many at most: whatever other threads hand in, timers, sockets and tasks come to their turn. */
    private Runnable nextFromOutside() {
        Runnable next = taken < MOST_OF_A_TICK ? fromOutside.poll() : null;
        taken = next == null ? 0 : taken + 1;
        return next;
    }

    /**
     * Virtual time stands still while anybody is ready. If that is since other threads hand in more before each tick, it
     * passes as real time does: or a flood of it would keep timers from firing for ever.
     */
    private void tellsVirtualTime(boolean news) {
        long untilTimer = nanosToNextTimer();
        if (news && untilTimer < Long.MAX_VALUE) {
            long now = System.nanoTime();
            if (lastNews != 0) clock.pass(Math.min(untilTimer, now - lastNews));
            lastNews = now;
        } else {
            lastNews = 0;
        }
        turns.tick(news || ready.isEmpty() && untilTimer > 0, ready, untilTimer == 0 ? timers.peek() : null);
    }

    private void waitForIoOrTimer() {
        long wait = ready.isEmpty() ? nanosToNextTimer() : 0;
        boolean expectsOthers = selector.isWatching() || outside > 0 || mayBeAnswered(wait);
        if (wait == Long.MAX_VALUE && !expectsOthers && !patient && fromOutside.isEmpty())
            throw new DeadlockException(whoWaitsForWhat());
        if (clock.jumps() && !expectsOthers && wait < Long.MAX_VALUE) {
            clock.pass(wait);
        } else {
            long before = System.nanoTime();
            selector.await(wait, () -> !fromOutside.isEmpty(), ready);
            if (clock.jumps()) clock.pass(Math.min(wait, System.nanoTime() - before));
        }
        if (wasInterrupted()) throw interrupted();
    }

    /** Whether others may end what its tasks wait for. It is asked only when that makes a difference. */
    private boolean mayBeAnswered(long wait) {
        return wait > 0 && (clock.jumps() || wait == Long.MAX_VALUE) && answers.areExpected();
    }

    private long nanosToNextTimer() {
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
        for (turn.beginBatch(ready.size());
                turn.goesOn() && !ready.isEmpty();
                turn.next()) { // a snapshot: what they add waits for the next tick
            try {
                run(next());
            } catch (Throwable e) {
                report(LoopProblem.callback(e));
            }
        }
        turn.endBatch();
    }

    /** The first one; while the loop's code is explored, any of this tick may be. */
    private Runnable next() {
        if (choices == null || !turn.hasMore()) return ready.poll();
        List<Runnable> all = List.copyOf(ready).subList(0, Math.min(turn.batch(), ready.size()));
        Runnable next = all.get(choices.choose(all.stream()
                .map(each -> each instanceof Strand strand ? strand.toString() : "a callback")
                .toList()));
        ready.remove(next);
        return next;
    }

    /** On the fast way callbacks have a thread of their own, so that they may block: see {@link Callbacks}. */
    private void run(Runnable next) {
        if (callbacks == null || Step.is(next)) next.run();
        else callbacks.run(next);
    }

    // ---- what strands do of the tick, each in its turn: go on to the next of the batch without the loop

    /**
     * Begins the next tick if there is something ready, on a strand that hands on the baton: then nothing in here waits.
     * Its batch is the strand's to go through, as far as that goes. An observer is told by the loop itself.
     */
    boolean beginsTick() {
        if (ready.isEmpty() || observer != null || choices != null || !turn.mayBegin()) return false;
        takeFromOutside();
        waitForIoOrTimer();
        readyDueTimers();
        turn.beginBatchByStrand(ready.size());
        return true;
    }

    /** What is next in the batch. */
    Runnable nextReady() {
        return ready.peek();
    }

    /** Takes it; its step begins. */
    void takeReady() {
        ready.poll();
        turn.handOn();
    }

    /** The next of the batch if it is a callback, taken; otherwise null. */
    Runnable nextCallback() {
        if (!turn.hasMore() || ready.isEmpty() || Step.is(ready.peek())) return null;
        turn.handOn();
        return ready.poll();
    }

    /** How many wait in the ready queue. */
    int readyCount() {
        return ready.size();
    }

    // ---- callbacks

    /** Calls back in the next tick, unless the handle is cancelled. Must be called on the loop, or before it runs. */
    public Handle callSoon(Runnable callback) {
        mustBeOpen();
        mustBeOnLoop();
        given("callback", callback);
        mustLetTimePass(Duration.ZERO);
        Handle handle = new Handle(callback);
        ready.add(handle);
        return handle;
    }

    /**
     * Calls back in the next tick, and wakes the loop if it sleeps. The one method, beside {@link #execute}, for other
     * threads. Throws a {@link RejectedExecutionException} when the loop is closed: the callback would wait for ever.
     */
    public void callSoonThreadSafe(Runnable callback) {
        if (closed) throw new RejectedExecutionException("the loop is closed");
        if (choices != null) choices.handsOver();
        given("callback", callback);
        fromOutside.add(callback);
        selector.wakeUp();
    }

    /**
     * Calls back after a delay; what is too long to be counted in nanoseconds means never. Must be called on the loop,
     * or before it runs.
     */
    public TimerHandle callLater(Duration delay, Runnable callback) {
        mustBeOpen();
        mustBeOnLoop();
        given("delay", delay);
        given("callback", callback);
        mustLetTimePass(delay);
        TimerHandle timer = new TimerHandle(this, Nanos.after(clock.nanos(), delay), timersSet++, callback);
        keep(timer);
        return timer;
    }

    /**
     * Calls back at a {@linkplain #time time} of this loop's clock, or in the next tick if that has passed. Must be
     * called on the loop, or before it runs.
     */
    public TimerHandle callAt(Duration time, Runnable callback) {
        mustBeOpen();
        mustBeOnLoop();
        given("time", time);
        given("callback", callback);
        mustLetTimePass(Nanos.until(time, time()));
        TimerHandle timer = new TimerHandle(this, Nanos.of(time), timersSet++, callback);
        keep(timer);
        return timer;
    }

    private void keep(TimerHandle timer) {
        if (!neverComes(timer.at)) timers.add(timer);
        if (observer != null) observer.timerSet(timer);
    }

    /** A clock that jumps must not jump to the end of time. One that runs by itself may wait for it. */
    private boolean neverComes(long at) {
        return at == Nanos.NEVER && clock.jumps();
    }

    /** Cancelled timers leave the heap when they come to its top, or all at once when half of them may be cancelled. */
    void cancelled(TimerHandle timer) {
        if (++timersCancelled < MANY || 2 * timersCancelled < timers.size() || !mayTouch()) return;
        timers.removeIf(Handle::isOver);
        timersCancelled = 0;
    }

    /**
     * Runs it in a later tick, whoever calls: this makes the loop an executor for
     * {@link java.util.concurrent.CompletableFuture}.
     */
    @Override
    public void execute(Runnable callback) {
        if (closed) throw new RejectedExecutionException("the loop is closed");
        given("callback", callback);
        mustLetTimePass(Duration.ZERO);
        if (isOnLoop()) ready.add(callback);
        else callSoonThreadSafe(callback);
    }

    /** As {@link #execute}, for the loop's own steps; a loop that is closed needs none. */
    void handIn(Step step) {
        if (isOnLoop()) {
            ready.add(step);
        } else if (!closed) {
            if (choices != null) choices.handsOver();
            fromOutside.add(step);
            selector.wakeUp();
        }
    }

    /** Calls it, and reports what it throws. */
    void call(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            report(LoopProblem.callback(e));
        }
    }

    /** Calls somebody who may block: on another thread if this one carries coroutines at the moment. */
    void offTheCarrier(Runnable call) {
        if (callbacks != null && Thread.currentThread() == turn.thread) callbacks.run(call);
        else call.run();
    }

    /**
     * Calls back whenever the channel is ready for the operation of {@link java.nio.channels.SelectionKey}, until
     * {@link #unwatch}. Must be called on the loop, or before it runs.
     */
    public void watch(SelectableChannel channel, int operation, Runnable callback) {
        mustBeOpen();
        mustBeOnLoop();
        given("channel", channel);
        given("callback", callback);
        selector.watch(channel, operation, callback);
    }

    /** Takes back what was asked of {@link #watch}. Must be called on the loop, or before it runs. */
    public void unwatch(SelectableChannel channel, int operation) {
        mustBeOnLoop();
        given("channel", channel);
        selector.unwatch(channel, operation);
    }

    /** This channel is closed with the loop, unless it has been before. */
    void closeWithLoop(Channel channel) {
        selector.closeAtTheEnd(channel);
    }

    /** A channel was closed: now the system shall know, and not when the loop looks for the next time. */
    void hasClosed(Channel channel) {
        selector.hasClosed(channel, !isRunning() || isOnLoop(), ready);
    }

    // ---- tasks

    /**
     * Starts a task: it begins in the next tick, and runs beside the others. Must be called on the loop, or before it
     * runs.
     *
     * <p>The task inherits inheritable thread locals from the calling code, and, as a child of a
     * {@code StructuredTaskScope} would, scoped values: they stay bound as long as it runs. So do all tasks, whoever
     * starts them: {@code gather}, a group, a server. Scoped values need the JVM opened as the fast way does, since Java
     * has no public way for them; where it is not, bind them again:
     * {@snippet :
     * ScopedValue<String> USER = ScopedValue.newInstance();
     * ScopedValue.where(USER, "ann").run(() -> {
     *     String user = USER.get();
     *     Coroutines.spawn("child", () -> ScopedValue.where(USER, user).call(() -> "for " + USER.get()));
     * });
     * }
     */
    public <T> Task<T> spawn(String name, Callable<? extends T> body) {
        mustBeOpen();
        mustBeOnLoop();
        given("name of a task", name);
        given("body of task '" + name + "'", body);
        Task<T> task = new Task<>(this, name, body);
        tasks.add(task);
        if (observer != null) observer.created(task);
        task.strand.wake();
        return task;
    }

    /** Starts a task without a result. */
    public Task<Void> spawn(String name, Action body) {
        given("name of a task", name);
        given("body of task '" + name + "'", body);
        return spawn(name, Coroutines.callable(body));
    }

    /** A future that somebody on this loop will complete. (asyncio's {@code create_future}.) */
    public <T> Promise<T> promise(String name) {
        given("name of a promise", name);
        return keep(new Promise<>(this, name));
    }

    /**
     * A future that another thread will complete, by {@code complete} or by {@link #callSoonThreadSafe}. As long as
     * somebody awaits it, the loop waits for that thread, and neither reports a deadlock nor lets virtual time jump.
     */
    public <T> Promise<T> promiseFromOutside(String name) {
        given("name of a promise", name);
        return keep(new Promise<>(this, name, true));
    }

    private <T> Promise<T> keep(Promise<T> promise) {
        synchronized (promises) { // whoever may make one
            promises.add(promise);
        }
        return promise;
    }

    /** Tasks and promises that have not ended, and that something else hangs on. */
    List<Promise<?>> openPromises() {
        var open = new ArrayList<Promise<?>>(tasks.toList());
        synchronized (promises) {
            promises.removeIf(CompletableFuture::isDone);
            open.addAll(promises);
        }
        open.removeIf(promise -> promise.getNumberOfDependents() == 0);
        return open;
    }

    void ended(Task<?> task, Throwable error) {
        if (closed) return;
        tasks.remove(task);
        turn.backToLoop();
        if (error != null && !task.isCancelled()) failed.add(task);
        if (observer != null) observer.ended(task);
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
        given("body", body);
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
        if (given("task", task).loop != this)
            throw new IllegalArgumentException(task.title()
                    + " belongs to another loop, which alone can run it: call runUntilComplete of that one");
        runUntil(() -> task.isDone() || stopping);
        if (!task.isDone())
            throw new IllegalStateException("the loop was stopped before " + task.title() + " had ended");
        return Await.result(task);
    }

    /**
     * Runs until {@link #stop}. With nothing to do it waits for other threads: nobody but they could know whether that
     * is a deadlock.
     */
    public void runForever() {
        mustNotRun();
        patient = true;
        try {
            runUntil(() -> stopping);
        } finally {
            patient = false;
        }
    }

    /**
     * Ends the run after this tick, or the next run after its first one if none is going on. Everything stays as it is
     * until the loop runs again. Safe to call from any thread.
     */
    public void stop() {
        if (isOnLoop()) stopping = true;
        else callSoonThreadSafe(() -> stopping = true);
    }

    /** Runs until there is nothing left to do: no callback, timer, socket or task that could go on. */
    public void runUntilIdle() {
        runUntil(() -> stopping || isIdle(null));
    }

    /** Whether nothing could go on any more, at no time but at this timer's. */
    boolean isIdle(TimerHandle but) {
        return ready.isEmpty()
                && timers.stream().allMatch(timer -> timer == but || timer.isOver())
                && fromOutside.isEmpty()
                && !selector.isWatching()
                && outside == 0
                && !answers.areExpected();
    }

    /**
     * Runs the body to its end while this loop is running already: in a coroutine by awaiting it, in a callback by
     * turning the loop from within. Everything else goes on meanwhile.
     */
    public <T> T runNested(Callable<? extends T> body) {
        given("body", body);
        if (!isOnLoop()) return runUntilComplete(body);
        Task<T> task = spawn("nested", body);
        Strand here = Strand.here();
        if (here instanceof CallbackStrand callback) callbacks.runUntilEnded(callback, task);
        else if (here != null) return Coroutines.await(task);
        else while (!task.isDone()) tick();
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
            turn.beginRun();
            HogDetector watchdog = HogDetector.start(this, hogNanos);
            try {
                while (!done.getAsBoolean()) tick();
                if (turn.hasInterruptEndedATask() && wasInterrupted()) throw interrupted();
            } finally {
                stopping = false;
                if (callbacks != null) {
                    letGoOfLocks();
                    callbacks.end();
                }
                CURRENT.set(before);
                turn.endRun();
                watchdog.stop();
            }
        });
    }

    /**
     * Whoever waits in line for a lock may hold others already: a task that prints has that of {@code System.out} while
     * it waits for the stream below. On the fast way only a run can let it go on. So a run does, before it ends, until
     * nobody stands in line any more; but not for ever, since the lock may be its caller's.
     */
    private void letGoOfLocks() {
        long end = System.nanoTime() + IN_LINE;
        while (outside > 0 && strands().stream().anyMatch(Strand::isInLine) && System.nanoTime() < end) {
            takeFromOutside();
            List<Runnable> comeBack =
                    ready.stream().filter(SchedulerStrand::comesBack).toList();
            ready.removeAll(comeBack);
            comeBack.forEach(Runnable::run);
            if (comeBack.isEmpty()) selector.await(1_000_000, () -> !fromOutside.isEmpty(), ready);
        }
    }

    /**
     * Cancels what has not ended, lets it clean up {@linkplain #closeTimeout for a while}, and reports what nobody has
     * noticed. Closing twice is no error.
     */
    @Override
    public void close() {
        if (closed) return;
        mustNotRun();
        boolean callerInterrupted = Thread.interrupted(); // before: that must not keep the tasks from cleaning up
        try {
            try {
                Closing.endTasks(this, closeLimit);
            } finally { // even if the caller is interrupted
                offloads.close(closeLimit);
                failed.tellAll();
                dormant.tellAll();
            }
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
        Strand strand = Strand.here();
        return strand != null ? strand.loop : CURRENT.get();
    }

    /** Makes it the calling thread's loop, for what is called outside of coroutines. */
    public static void setCurrent(EventLoop loop) {
        CURRENT.set(loop);
    }

    /** How many {@linkplain Coroutines#offload offloaded} calls may run at once; 40 if it is not set. */
    public EventLoop offloadLimit(int threads) {
        offloads.limit(threads);
        return this;
    }

    /** Watches this loop; null ends that. */
    public EventLoop observe(LoopObserver observer) {
        this.observer = observer == null ? null : new CarefulObserver(this, observer);
        return this;
    }

    /**
     * Where problems go that no caller can be told of. By default they are one line each on {@code System.err}. The
     * handler may block. It is called on the thread that noticed the problem, which is the watchdog's if a step takes
     * too long, but never by two at the same time.
     */
    public EventLoop onProblem(Consumer<LoopProblem> handler) {
        this.problems = new Reports(this, given("handler of problems", handler));
        return this;
    }

    /**
     * How long one step may keep the loop from everybody else before it is reported; 100 ms if not set, zero for any
     * length.
     */
    public EventLoop hogThreshold(Duration limit) {
        this.hogNanos = Nanos.of(given("limit", limit));
        return this;
    }

    /**
     * How long {@link #close} lets cancelled tasks clean up, and offloaded calls come to their end; 30 s if not set, on
     * the loop's clock. Where virtual time stands still, since somebody keeps yielding, say, real time counts, but a
     * second at least. Whoever takes longer is reported by name, and cut. What is too long to be counted in nanoseconds
     * means no limit.
     */
    public EventLoop closeTimeout(Duration limit) {
        this.closeLimit = given("limit", limit);
        return this;
    }

    /** The time on this loop's clock, since the clock was made. */
    public Duration time() {
        return Duration.ofNanos(clock.nanos());
    }

    boolean isVirtual() {
        return clock.jumps();
    }

    /** The tasks that were spawned and have not ended, oldest first. */
    public List<Task<?>> tasks() {
        return tasks.toList();
    }

    /** Everybody who has something to do and has not ended it: tasks, and callbacks that are blocked. */
    List<Strand> strands() {
        var all = new ArrayList<Strand>();
        for (Task<?> task : tasks.toList()) all.add(task.strand);
        if (callbacks != null) all.addAll(callbacks.blocked());
        return all;
    }

    boolean hasStrands() {
        return !tasks.isEmpty() || hasBlockedCallbacks();
    }

    boolean hasBlockedCallbacks() {
        return callbacks != null && callbacks.areBlocked();
    }

    /** What runs in the next tick, in order. */
    public List<Runnable> ready() {
        return List.copyOf(ready);
    }

    /** The timers that are set, the earliest first. */
    public List<TimerHandle> timers() {
        return timers.stream().filter(timer -> !timer.isOver()).sorted().toList();
    }

    /** How many timers it holds, the cancelled ones, too. */
    int timersKept() {
        return timers.size();
    }

    /** Whether the calling code is run by this loop. */
    public boolean isOnLoop() {
        if (Thread.currentThread() == turn.thread) return true;
        Strand strand = Strand.here();
        return strand != null && strand.loop == this && strand.hasTurn();
    }

    /** Whether a loop is running. */
    public boolean isRunning() {
        return turn.thread != null;
    }

    /** The thread that this loop runs on, and on the fast way its tasks and callbacks, too; null while it does not run. */
    public Thread thread() {
        return turn.thread;
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
        return strands().stream()
                .map(task -> "\n  " + task.name() + " waits for " + task.whatNext())
                .collect(Collectors.joining("", "nothing can make progress any more:", ""));
    }

    void enqueue(Runnable step) {
        ready.add(step);
    }

    void report(LoopProblem problem) {
        problems.accept(problem);
    }

    /** Whether the thread that runs the loop was interrupted, since this was last asked; no strand may ask for it. */
    private boolean wasInterrupted() {
        if (Thread.currentThread() != turn.thread) return false;
        turn.watchForInterrupts(selector.hasSlept());
        if (!turn.takeInterrupt()) return false;
        fromOutside.remove(INTERRUPTED);
        return true;
    }

    private CancellationException interrupted() {
        return new CancellationException(strands().stream()
                .map(task -> "\n  " + task.name() + " waits for " + task.whatNext())
                .collect(Collectors.joining("", "the loop was interrupted:", "")));
    }

    private boolean mayTouch() {
        return turn.thread == null || isOnLoop();
    }

    private void mustLetTimePass(Duration delay) {
        if (clock.jumps() && !delay.isPositive() && mayTouch()) turns.countCallback();
    }

    private void mustBeOpen() {
        if (closed) throw new IllegalStateException("the loop is closed");
    }

    private void mustBeOnLoop() {
        if (!mayTouch())
            throw new IllegalStateException(
                    "this loop runs on another thread, which must do that itself: use callSoonThreadSafe");
    }

    private void mustNotRun() {
        if (turn.thread != null)
            throw new IllegalStateException(
                    "this loop is running already: await the task, spawn it, or ask for runNested");
    }
}
