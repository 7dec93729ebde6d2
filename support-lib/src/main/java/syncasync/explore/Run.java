package syncasync.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Phaser;
import java.util.concurrent.locks.LockSupport;
import syncasync.host.Choices;

/**
 * One execution of a scenario under one schedule: a scheduler of virtual threads, all of which the calling thread
 * carries.
 *
 * <p>A virtual thread asks its scheduler (an {@link Executor}) to be run whenever it can go on, and the threads that it
 * starts inherit the scheduler. So whatever the program starts comes here, and just one thread runs at any moment: until
 * it waits for something, ends, or reaches a point where {@link #choose} says that it is another one's turn; then it
 * yields. A point without a switch costs no switch.
 *
 * <p>Time is virtual. It passes when nobody can go on, or when the schedule says that a time-out is over although
 * others could go on: they were slow then.
 */
final class Run implements Executor {
    private static final int TIRED = 300; // so many points in a row, and the others must have a turn, too
    private static final int FOR_EVER = 12; // times the patience
    private static final int LONG = 250; // so many where nothing seems to be shared, too
    private static final int BUSY = 8; // so many rounds of loops that change nothing, and all that run wait busily
    private static final int ABANDON_STEPS = 200; // that a thread may take to unwind

    /** What ended a run badly: how it is told, and whether it is the program's fault or beyond the explorer. */
    record Problem(boolean cannotJudge, String text) {}

    final Limits limits;
    final Shared shared;
    final boolean recording;
    private final Plan plan;
    private final Sites sites;

    private final Thread carrier = Thread.currentThread();
    private final List<ControlledThread> all = new ArrayList<>(); // in the order of their starts
    private final Map<Runnable, ControlledThread> bySteps = new IdentityHashMap<>();
    private final Map<Thread, ControlledThread> byThread = new IdentityHashMap<>();
    private final Set<ControlledThread> ready = new LinkedHashSet<>(); // the JVM says that they can go on
    private final List<ExecutorService> pools = new ArrayList<>(); // to be shut down at the end
    final ThreadRegister register = new ThreadRegister();

    private final Monitors monitors = new Monitors(this);
    private final Statics statics = new Statics(this);
    private final Order order = new Order(this);
    private final Locks locks = new Locks();
    final Random random = new Random(42);
    final Names names = new Names();
    final Telling telling = new Telling();

    private final Map<Points.Volatile, Object> volatiles = new HashMap<>(); // what stands for volatile fields

    private Thread starting; // the thread object that is being started
    private ControlledThread current;
    private ControlledThread goal; // whose turn is next, as it was chosen at a point
    private ControlledThread last;
    private int alone; // points of the same thread in a row
    private int inARow; // points since it was let go on
    private int points;
    private long jumps;
    private int idleRounds; // of loops since the last change: whoever runs only comes back to where it was
    private int turns; // how often a thread was let go on
    private long now; // virtual nanoseconds
    private int readings; // of the clock, in a row
    private Problem problem;
    private boolean closing;
    private boolean interrupted; // the thread that explores
    Thread.UncaughtExceptionHandler programsHandler; // the default one that the program set

    Run(Limits limits, Shared shared, Plan plan, Sites sites, boolean recording) {
        this.limits = limits;
        this.shared = shared;
        this.plan = plan;
        this.sites = sites;
        this.recording = recording;
    }

    // ---- the loop

    /** Runs the program to its end, or to that of this schedule. */
    void run(Scenario body) {
        ControlledThread main;
        Points.begin(this);
        Choices.use(queues);
        try {
            Thread thread = Scheduling.virtualThread(this, "main", () -> {
                try {
                    body.run();
                } catch (Throwable e) {
                    failed(Thread.currentThread(), e);
                }
            });
            thread.start();
            main = all.getFirst();
            loop();
            end(main);
        } finally {
            closing = true;
            unwind();
            Choices.use(null);
            Points.end();
        }
    }

    private void loop() {
        while (problem == null) {
            ControlledThread next = goal != null && ready.contains(goal) ? goal : choose(null, false);
            goal = null;
            if (next == null) return;
            interrupted |= carrier.isInterrupted();
            if (interrupted) {
                carrier.interrupt();
                throw new CancellationException("the exploration was interrupted");
            }
            resume(next);
        }
    }

    private void resume(ControlledThread next) {
        ready.remove(next);
        if (next != last) alone = 0;
        inARow = 0;
        last = current = next;
        turns++;
        next.step.run();
        current = null;
        if (next.thread != null && next.thread.getState() == Thread.State.TERMINATED) next.done = true;
    }

    /** Told by the JVM: this thread can go on. */
    @Override
    public void execute(Runnable step) {
        Thread here = Thread.currentThread();
        if (here != carrier && (current == null || here != current.thread)) {
            if (closing) return;
            problem(true, "something that no schedule controls woke a thread: a timer or input");
            LockSupport.unpark(carrier);
            return;
        }
        ControlledThread thread = bySteps.get(step);
        if (thread == null) thread = adopt(step);
        if (current != thread) thread.waits++;
        if (current != null && current != thread) { // whoever wakes or starts another one happens before it
            thread.clock.join(current.clock);
            current.clock.tick(current.index);
        }
        ready.add(thread);
    }

    private ControlledThread adopt(Runnable step) {
        var thread = new ControlledThread(all.size(), step);
        thread.clock.tick(thread.index);
        thread.thread = Scheduling.threadOf(step);
        thread.standsFor = starting != null && starting != thread.thread ? starting : null;
        thread.platform = !register.isDaemon(thread.known());
        thread.name = all.isEmpty() ? "main" : register.uniqueNameOf(thread.known(), all);
        all.add(thread);
        if (all.size() == 2) telling.joinedByAnother();
        bySteps.put(step, thread);
        byThread.put(thread.thread, thread);
        byThread.put(thread.known(), thread);
        if (thread.thread.getUncaughtExceptionHandler() instanceof ThreadGroup) {
            thread.thread.setUncaughtExceptionHandler(this::failed);
        }
        return thread;
    }

    /** A thread ended by an exception. */
    void failed(Thread thread, Throwable error) {
        if (closing || error instanceof Abandoned) return;
        if (error instanceof CannotJudge reason) {
            problem(true, reason.getMessage());
            return;
        }
        ControlledThread who = byThread.get(thread);
        if (who != null && who.index != 0 && programsHandler != null) {
            programsHandler.uncaughtException(who.known(), error);
            return;
        }
        problem(false, (who == null || who.index == 0 ? "" : who.name + " fails: ") + Wording.of(error));
        if (recording && who != null) telling.step(who, placeOf(error, who), "fails: " + Wording.of(error));
    }

    /** Where an exception comes from: the innermost of the program's own lines. */
    private static String placeOf(Throwable error, ControlledThread thrower) {
        StackTraceElement[] frames = error.getStackTrace(); // of the program's own class maybe
        for (StackTraceElement frame : frames == null ? new StackTraceElement[0] : frames) {
            if (Copies.isOwn(frame)) return Site.placeOf(frame);
        }
        return thrower.at == null ? "" : thrower.at.place();
    }

    private void problem(boolean cannotJudge, String text) {
        if (problem == null || cannotJudge && !problem.cannotJudge) problem = new Problem(cannotJudge, text);
    }

    // ---- choosing

    /**
     * Who goes on: the first candidate unless the schedule says otherwise.
     *
     * @param me the thread that is at a point and could go on, or null if there is none
     * @param gives whether it wants to let others have their turn
     * @return null if nobody can go on
     */
    private ControlledThread choose(ControlledThread me, boolean gives) {
        List<ControlledThread> others = inTurn(me);
        if (me != null && idleRounds >= BUSY) return busily(me, others);
        boolean tired = me != null && ++alone > TIRED;
        boolean longAlone = me != null && inARow >= LONG;
        List<ControlledThread> late = timeouts(me, me == null && others.isEmpty());
        List<ControlledThread> candidates = new ArrayList<>(others.size() + late.size() + 1);
        boolean meLast = tired || gives;
        if (me != null && !meLast) candidates.add(me);
        candidates.addAll(others);
        boolean beforeTime = others.isEmpty() && !longAlone; // or time would never pass
        if (me != null && meLast && beforeTime) candidates.add(me);
        candidates.addAll(late);
        if (me != null && meLast && !beforeTime) candidates.add(me);
        if (tired) alone = 0;
        return candidates.isEmpty() ? null : chosen(me, candidates, late);
    }

    private ControlledThread chosen(ControlledThread me, List<ControlledThread> from, List<ControlledThread> late) {
        ControlledThread chosen =
                from.size() == 1 ? from.getFirst() : from.get(plan.choose(last, me != null ? me.at : null, from));
        if (chosen != me && late.contains(chosen)) expire(chosen);
        return chosen;
    }

    /**
     * Who goes on where all that run wait busily: whoever looks next sees what the last one saw, so there is nothing to
     * choose. When all have looked, time has to pass.
     */
    private ControlledThread busily(ControlledThread me, List<ControlledThread> others) {
        List<ControlledThread> late = timeouts(me, true);
        if (!late.isEmpty() && idleRounds > BUSY * (others.size() + 2)) {
            changed();
            return chosen(me, late, late);
        }
        return others.isEmpty() ? me : others.getFirst();
    }

    /** The others that could go on, the next in turn first. */
    private List<ControlledThread> inTurn(ControlledThread me) {
        List<ControlledThread> others = new ArrayList<>(ready.size());
        for (ControlledThread each : ready) {
            if (each != me && canGoOn(each)) others.add(each);
        }
        if (others.size() > 1) {
            int from = me != null ? me.index : last == null ? 0 : last.index;
            others.sort(Comparator.comparingInt(each -> Math.floorMod(each.index - from - 1, all.size())));
        }
        return others;
    }

    /** Which of several equals, where the program leaves it open. */
    int pick(ControlledThread me, List<ControlledThread> from) {
        return from.size() == 1 || closing ? 0 : plan.choose(me, me.at, from);
    }

    /** What is next in a queue of the library's, an event loop's for instance. */
    private final Choices queues = new Choices() {
        @Override
        protected boolean applies() {
            return isMine() && !closing;
        }

        @Override
        public int choose(List<String> among) {
            return closing ? 0 : plan.choose(current, null, among);
        }

        @Override
        public void handsOver() {
            if (applies()) order.publishResult(current);
        }

        @Override
        public void takesOver() {
            if (applies()) order.acquireResults(current);
        }
    };

    private boolean canGoOn(ControlledThread thread) {
        ControlledThread.Waiting waiting = thread.waiting;
        return waiting == null
                || waiting.until().getAsBoolean()
                || waiting.interruptible() && thread.isInterrupted()
                || thread.timed && (thread.expired || thread.deadline <= now);
    }

    /** The timed waits that could be over next, the earliest first. */
    private List<ControlledThread> timeouts(ControlledThread me, boolean guardsToo) {
        List<ControlledThread> late = new ArrayList<>(0);
        for (ControlledThread each : all) {
            if (each.timed
                    && each != me
                    && !each.done
                    && !each.expired
                    && isWaiting(each)
                    && (guardsToo || !each.guard)) {
                late.add(each);
            }
        }
        if (late.size() > 1) late.sort(Comparator.comparingLong(each -> each.deadline));
        return late;
    }

    private boolean isWaiting(ControlledThread each) {
        return each.waiting != null ? !canGoOn(each) : !ready.contains(each);
    }

    private void expire(ControlledThread thread) {
        now = Math.max(now, thread.deadline);
        thread.expired = true;
        if (thread.waiting == null) thread.expire.run();
    }

    // ---- what threads do here

    boolean isMine() {
        return current != null && Thread.currentThread() == current.thread;
    }

    boolean isClosing() {
        return closing;
    }

    ControlledThread current() {
        return current;
    }

    ControlledThread thread(int index) {
        return all.get(index);
    }

    /** The thread of this name, or null. */
    ControlledThread thread(String name) {
        return all.stream().filter(each -> each.name.equals(name)).findFirst().orElse(null);
    }

    /** The controlled thread behind a thread object, or null. */
    ControlledThread of(Thread thread) {
        return byThread.get(thread);
    }

    Monitors monitors() {
        return monitors;
    }

    Statics statics() {
        return statics;
    }

    Order order() {
        return order;
    }

    Locks locks() {
        return locks;
    }

    Site site(int number) {
        return sites.get(number);
    }

    /** The current thread is about to do what stands at this site. */
    void point(Site site, String what, boolean gives) {
        ControlledThread me = current;
        me.at = site;
        noteInterrupt(me);
        if (me.quiet > 0) return;
        if (++points > limits.points()) {
            endless(me, String.format(Locale.ROOT, "%,d steps", limits.points()));
        }
        boolean longAlone = ++inARow % LONG == 0;
        boolean waitsBusily = idleRounds >= BUSY;
        if (gives || waitsBusily || longAlone || shared.contains(what)) {
            ControlledThread next = choose(me, gives || waitsBusily || longAlone);
            if (next != me) switchTo(next);
        }
    }

    /**
     * Notes that the exploring thread is interrupted, which the JVM forgets when a virtual thread gets on or off it. An
     * interrupt of the virtual thread shows there as well.
     */
    private void noteInterrupt(ControlledThread me) {
        if (carrier.isInterrupted() && !me.thread.isInterrupted()) interrupted = true;
    }

    private void switchTo(ControlledThread next) {
        int turn = turns;
        goal = next;
        Thread.yield();
        if (turns == turn) goal = null; // it could not yield, being inside of native code
        if (closing) throw Abandoned.IT;
    }

    /** Waits as the model says. Comes back when the wait is over, interrupted or its time is. */
    void wait(ControlledThread me, ControlledThread.Waiting waiting) {
        me.waiting = waiting;
        me.waits++;
        do {
            int turn = turns;
            Thread.yield();
            if (closing) throw Abandoned.IT;
            if (turns == turn) {
                throw Points.cannotJudge(
                        me.name + " waits inside of native code or an enum's initialiser at " + me.at.place());
            }
        } while (!canGoOn(me));
        if (me.timed && me.deadline <= now) me.expired = true;
        me.waiting = null;
    }

    /** Whether the program has interrupted the current thread; that is forgotten then. */
    boolean takeInterrupt(ControlledThread me) {
        if (!me.isInterrupted()) return false;
        Thread.interrupted();
        order.acquire(me, me.known());
        return true;
    }

    void jump() {
        if ((jumps & 1023) == 0) noteInterrupt(current);
        if (++jumps > limits.jumps())
            endless(current, String.format(Locale.ROOT, "%,d rounds of a loop", limits.jumps()));
    }

    private void endless(ControlledThread me, String soMuch) {
        boolean forEver =
                idleRounds > 20 * BUSY * all.size() && all.stream().noneMatch(each -> each.timed && !each.done);
        if (recording) telling.step(me, me.at == null ? "" : me.at.place(), forEver ? "runs for ever" : "still runs");
        problem(
                !forEver,
                forEver
                        ? me.name + " runs for ever at " + (me.at == null ? "?" : me.at.place())
                        : "the program does not come to an end: " + me.name + " still runs "
                                + (me.at == null ? "" : "at " + me.at.place() + " ") + "after " + soMuch);
        closing = true;
        throw Abandoned.IT;
    }

    /** The current thread changes something that it or others could see. */
    void changed() {
        idleRounds = 0;
    }

    /** A round of a loop that is where it was, unless somebody changes something. */
    void spin() {
        idleRounds++;
        jump();
    }

    boolean isConcurrent() {
        int alive = 0;
        for (ControlledThread each : all) {
            if (!each.done && ++alive > 1) return true;
        }
        return false;
    }

    // ---- time

    long now() {
        return now;
    }

    /** The time a program reads. It passes a little with each reading, or a loop that waits for it would never end. */
    long readClock() {
        changed();
        now += 1_000L << Math.min(20, readings++ / 16);
        return now;
    }

    void timed(ControlledThread me, long nanos, Runnable expire) {
        me.timed = true;
        me.expired = false;
        me.deadline = now + Math.max(0, nanos) < now ? Long.MAX_VALUE : now + Math.max(0, nanos);
        me.expire = expire;
        me.guard = nanos >= limits.patience();
        readings = 0;
    }

    /** As {@link #timed}, for a sleep: that orders nothing, unless it is so long that it stands for "for ever". */
    void asleep(ControlledThread me, long nanos) {
        timed(me, nanos, null);
        me.guard = nanos / FOR_EVER >= limits.patience();
    }

    /** The timed wait is over. Whether its time was. */
    boolean untimed(ControlledThread me) {
        me.timed = false;
        me.expire = null;
        boolean was = me.expired;
        me.expired = false;
        if (was && me.interruptedMeanwhile) me.thread.interrupt();
        me.interruptedMeanwhile = false;
        return was;
    }

    // ---- threads and their names

    /** Starts a thread object; one of a sub class by a virtual thread that stands for it. */
    void start(Thread thread) {
        Thread before = starting;
        starting = thread;
        try {
            if (thread.isVirtual()) {
                thread.start();
            } else {
                if (byThread.containsKey(thread)) throw new IllegalThreadStateException();
                register.platform(thread);
                Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
                Thread.Builder.OfVirtual builder = Thread.ofVirtual().name(register.nameOf(thread));
                if (!(handler instanceof ThreadGroup)) {
                    builder.uncaughtExceptionHandler((_, e) -> handler.uncaughtException(thread, e));
                }
                builder.start(thread::run);
            }
        } finally {
            starting = before;
        }
    }

    void closeAtEnd(ExecutorService pool) {
        pools.add(pool);
    }

    Object volatileField(Object key) {
        return volatiles.computeIfAbsent((Points.Volatile) key, _ -> new Object());
    }

    // ---- the end

    /** Nobody can go on: all have ended, or some wait for ever. */
    private void end(ControlledThread main) {
        boolean wasFine = problem == null;
        if (wasFine) problem = new Stuck(this, all).problem(main);
        if (recording) tellWhoWaits(wasFine && problem != null);
    }

    /** Whoever is in a call of the JDK that has not come back waits there. */
    private void tellWhoWaits(boolean forEver) {
        for (ControlledThread each : all) {
            if (each.done || ready.contains(each) && each.waiting == null) continue;
            ControlledThread.Call call = each.calls.peek();
            if (forEver && each.waiting != null && telling.last(each) != null)
                telling.last(each).obvious(false);
            if (call == null || each.waiting != null) continue;
            if (call.told != null) call.told.waits();
            else if (forEver) telling.step(each, each.at.place(), "waits in " + Points.called(this, call) + "()");
        }
    }

    Problem problem() {
        return problem;
    }

    /** How many threads could not be made to end. */
    int left() {
        return (int) all.stream().filter(each -> !each.done).count();
    }

    /** The threads that took part, in the order of their starts. */
    List<String> threadNames() {
        return all.stream().map(each -> each.name).toList();
    }

    /** Lets what is left of the threads end, as well as they can. */
    private void unwind() {
        for (ExecutorService pool : pools) pool.shutdownNow();
        for (ControlledThread each : all) {
            if (each.done) continue;
            each.thread.interrupt();
            if (each.receiver instanceof CompletableFuture<?> future) future.completeExceptionally(Abandoned.IT);
            if (each.receiver instanceof Phaser phaser) phaser.forceTermination();
        }
        for (int steps = 0; !ready.isEmpty() && steps < ABANDON_STEPS; steps++) {
            resume(ready.iterator().next());
        }
    }
}
