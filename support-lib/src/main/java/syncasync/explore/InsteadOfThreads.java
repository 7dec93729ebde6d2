package syncasync.explore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import syncasync.host.DurationText;

/** What instrumented code calls in place of the methods of threads, monitors, clocks and dice. */
public final class InsteadOfThreads {
    private InsteadOfThreads() {}

    // ---- making threads: all are virtual, and so inherit the explorer as their scheduler

    @InPlaceOf(Thread.class)
    public static Thread _new(int site) {
        return _new((Runnable) () -> {}, site);
    }

    @InPlaceOf(Thread.class)
    public static Thread _new(Runnable body, int site) {
        return _new(body, "Thread-" + (Points.mine().register.number("Thread") - 1), site);
    }

    @InPlaceOf(Thread.class)
    public static Thread _new(String name, int site) {
        return _new(() -> {}, name, site);
    }

    @InPlaceOf(Thread.class)
    public static Thread _new(Runnable body, String name, int site) {
        Runnable whole = body == null ? () -> {} : body;
        return Points.mine().register.platform(Thread.ofVirtual().name(name).unstarted(whole), whole);
    }

    @InPlaceOf(Thread.class)
    public static Thread _new(ThreadGroup group, Runnable body, int site) {
        return _new(body, site);
    }

    @InPlaceOf(Thread.class)
    public static Thread _new(ThreadGroup group, String name, int site) {
        return _new(name, site);
    }

    @InPlaceOf(Thread.class)
    public static Thread _new(ThreadGroup group, Runnable body, String name, int site) {
        return _new(body, name, site);
    }

    @InPlaceOf(Thread.class)
    public static Thread _new(ThreadGroup group, Runnable body, String name, long stack, int site) {
        return _new(body, name, site);
    }

    @InPlaceOf(Thread.class)
    public static Thread _new(ThreadGroup group, Runnable body, String name, long stack, boolean inherit, int site) {
        return _new(body, name, site);
    }

    @InPlaceOf(Thread.class)
    public static Thread.Builder.OfVirtual ofPlatform(int site) {
        return Points.mine().register.platform(Thread.ofVirtual());
    }

    @InPlaceOf(Thread.Builder.OfPlatform.class)
    public static Thread.Builder.OfVirtual daemon(Thread.Builder.OfVirtual builder, int site) {
        return daemon(builder, true, site);
    }

    @InPlaceOf(Thread.Builder.OfPlatform.class)
    public static Thread.Builder.OfVirtual daemon(Thread.Builder.OfVirtual builder, boolean on, int site) {
        Points.mine().register.daemon(builder, on);
        return builder;
    }

    @InPlaceOf(Thread.Builder.OfPlatform.class)
    public static Thread.Builder.OfVirtual priority(Thread.Builder.OfVirtual builder, int priority, int site) {
        return builder;
    }

    @InPlaceOf(Thread.Builder.OfPlatform.class)
    public static Thread.Builder.OfVirtual stackSize(Thread.Builder.OfVirtual builder, long size, int site) {
        return builder;
    }

    @InPlaceOf(Thread.Builder.OfPlatform.class)
    public static Thread.Builder.OfVirtual group(Thread.Builder.OfVirtual builder, ThreadGroup group, int site) {
        return builder;
    }

    @InPlaceOf(Thread.Builder.class)
    public static Thread unstarted(Thread.Builder builder, Runnable body, int site) {
        return Points.mine().register.built(builder, builder.unstarted(body), body);
    }

    @InPlaceOf(Thread.Builder.class)
    public static Thread start(Thread.Builder builder, Runnable body, int site) {
        Thread thread = unstarted(builder, body, site);
        start(thread, site);
        return thread;
    }

    @InPlaceOf(Thread.Builder.class)
    public static ThreadFactory factory(Thread.Builder builder, int site) {
        ThreadRegister register = Points.mine().register;
        ThreadFactory virtual = builder.factory();
        return body -> register.built(builder, virtual.newThread(body), body);
    }

    // ---- threads

    static final String OVER = "its time is over";

    /** {@code , for 50 ms at most}. */
    static String limit(long nanos) {
        return nanos <= 0 ? "" : ", for " + DurationText.of(Duration.ofNanos(nanos)) + " at most";
    }

    @InPlaceOf(Thread.class)
    public static void start(Thread thread, int site) {
        Run run = Points.mine();
        Telling.Step told = at(run, site, "starts " + run.register.nameOf(thread));
        run.changed();
        run.start(thread);
        told.starts(run.of(thread).name);
    }

    @InPlaceOf(Thread.class)
    public static Thread startVirtualThread(Runnable body, int site) {
        Thread thread = Thread.ofVirtual().unstarted(body);
        start(thread, site);
        return thread;
    }

    /** A call like any other: no thread begins. */
    @InPlaceOf(Thread.class)
    public static void run(Thread thread, int site) {
        Points.mine().register.bodyOf(thread).run();
    }

    @InPlaceOf(Thread.class)
    public static void join(Thread thread, int site) throws InterruptedException {
        join(thread, 0L, site);
    }

    @InPlaceOf(Thread.class)
    public static void join(Thread thread, long millis, int site) throws InterruptedException {
        if (millis < 0) throw new IllegalArgumentException("timeout value is negative");
        awaitEnd(thread, millis == 0 ? -1 : millis * 1_000_000, site);
    }

    @InPlaceOf(Thread.class)
    public static void join(Thread thread, long millis, int nanos, int site) throws InterruptedException {
        join(thread, millis + (nanos > 0 ? 1 : 0), site);
    }

    @InPlaceOf(Thread.class)
    public static boolean join(Thread thread, Duration limit, int site) throws InterruptedException {
        return awaitEnd(thread, Math.max(0, limit.toNanos()), site);
    }

    private static boolean awaitEnd(Thread thread, long nanos, int number) throws InterruptedException {
        Run run = Points.mine();
        ControlledThread me = run.current();
        ControlledThread other = run.of(thread);
        if (other == null) {
            if (thread.getState() == Thread.State.NEW) return false;
            throw Points.cannotJudge("the program waits for \"" + thread.getName() + "\", which no schedule controls");
        }
        Telling.Step told = at(run, number, "waits for the end of " + other.name + limit(nanos));
        told.obvious(true);
        if (run.takeInterrupt(me)) throw new InterruptedException();
        if (!other.done && nanos != 0) {
            if (nanos > 0) run.timed(me, nanos, null);
            wait(run, "for the end of " + other.name, null, () -> other.done);
            if (nanos > 0) run.untimed(me);
            if (!other.done && run.takeInterrupt(me)) throw new InterruptedException();
        }
        if (other.done) {
            me.clock.join(other.clock);
        } else {
            told.obvious(false);
            Points.record(run, me, run.site(number), OVER);
        }
        return other.done;
    }

    private static void wait(Run run, String what, Object monitor, BooleanSupplier until) {
        run.wait(run.current(), new ControlledThread.Waiting(what, monitor, until, true));
    }

    @InPlaceOf(Thread.class)
    public static boolean isAlive(Thread thread, int number) {
        Run run = Points.mine();
        ControlledThread other = run.of(thread);
        if (other == null) return thread.isAlive();
        run.point(run.site(number), "Thread.isAlive", true);
        if (other.done) run.current().clock.join(other.clock);
        return !other.done;
    }

    @InPlaceOf(Thread.class)
    public static Thread.State getState(Thread thread, int number) {
        Run run = Points.mine();
        ControlledThread other = run.of(thread);
        if (other == null) return thread.getState();
        run.point(run.site(number), "Thread.getState", true);
        if (other.done) {
            run.current().clock.join(other.clock);
            return Thread.State.TERMINATED;
        }
        if (other.waiting == null) return other.timed ? Thread.State.TIMED_WAITING : other.thread.getState();
        return other.timed
                ? Thread.State.TIMED_WAITING
                : other.waiting.interruptible() ? Thread.State.WAITING : Thread.State.BLOCKED;
    }

    @InPlaceOf(Thread.class)
    public static Thread currentThread(int site) {
        return Points.mine().current().known();
    }

    @InPlaceOf(Thread.class)
    public static String getName(Thread thread, int site) {
        Run run = Points.mine();
        ControlledThread other = run.of(thread);
        return other != null && other.standsFor != null ? other.name : run.register.nameOf(thread);
    }

    @InPlaceOf(Thread.class)
    public static void setDaemon(Thread thread, boolean on, int site) {
        Points.mine().register.daemon(thread, on);
    }

    @InPlaceOf(Thread.class)
    public static boolean isDaemon(Thread thread, int site) {
        return Points.mine().register.isDaemon(thread);
    }

    @InPlaceOf(Thread.class)
    public static boolean isVirtual(Thread thread, int site) {
        return thread.isVirtual() && !Points.mine().register.isPlatform(thread);
    }

    @InPlaceOf(Thread.class)
    public static void setDefaultUncaughtExceptionHandler(Thread.UncaughtExceptionHandler handler, int site) {
        Points.mine().programsHandler = handler;
    }

    // ---- interrupts

    @InPlaceOf(Thread.class)
    public static void interrupt(Thread thread, int number) {
        Run run = Points.mine();
        ControlledThread other = run.of(thread);
        told(run, number, "interrupts " + (other == null ? thread.getName() : other.name));
        run.changed();
        run.order().release(run.current(), thread);
        if (other == null) thread.interrupt();
        else if (other.expired && other.waiting == null) other.interruptedMeanwhile = true;
        else other.thread.interrupt();
    }

    @InPlaceOf(Thread.class)
    public static boolean isInterrupted(Thread thread, int number) {
        Run run = Points.mine();
        run.point(run.site(number), Shared.ALWAYS, false);
        ControlledThread other = run.of(thread);
        boolean is = other == null ? thread.isInterrupted() : other.isInterrupted();
        if (is) run.order().acquire(run.current(), thread);
        return is;
    }

    @InPlaceOf(Thread.class)
    public static boolean interrupted(int number) {
        Run run = Points.mine();
        run.point(run.site(number), Shared.ALWAYS, false);
        return run.takeInterrupt(run.current());
    }

    // ---- time

    @InPlaceOf(Thread.class)
    public static void sleep(long millis, int site) throws InterruptedException {
        if (millis < 0) throw new IllegalArgumentException("timeout value is negative");
        pause(millis * 1_000_000, site);
    }

    @InPlaceOf(Thread.class)
    public static void sleep(long millis, int nanos, int site) throws InterruptedException {
        pause(millis * 1_000_000 + nanos, site);
    }

    @InPlaceOf(Thread.class)
    public static void sleep(Duration duration, int site) throws InterruptedException {
        pause(Math.max(0, duration.toNanos()), site);
    }

    @InPlaceOf(TimeUnit.class)
    public static void sleep(TimeUnit unit, long time, int site) throws InterruptedException {
        pause(Math.max(0, unit.toNanos(time)), site);
    }

    private static void pause(long nanos, int number) throws InterruptedException {
        Run run = Points.mine();
        ControlledThread me = run.current();
        at(run, number, "sleeps " + DurationText.of(Duration.ofNanos(nanos)));
        if (run.takeInterrupt(me)) throw new InterruptedException("sleep interrupted");
        run.asleep(me, nanos);
        wait(run, "until its sleep is over", null, () -> false);
        run.untimed(me);
        if (run.takeInterrupt(me)) throw new InterruptedException("sleep interrupted");
    }

    @InPlaceOf(Thread.class)
    public static void yield(int number) {
        Run run = Points.mine();
        run.point(run.site(number), "Thread.yield", true);
    }

    @InPlaceOf(Thread.class)
    public static void onSpinWait(int number) {
        InsteadOfThreads.yield(number);
    }

    @InPlaceOf(System.class)
    public static long nanoTime(int site) {
        return Points.mine().readClock();
    }

    @InPlaceOf(System.class)
    public static long currentTimeMillis(int site) {
        return Points.mine().readClock() / 1_000_000 + 1_750_000_000_000L;
    }

    @InPlaceOf(Instant.class)
    public static Instant now(int site) {
        return Instant.ofEpochMilli(1_750_000_000_000L).plusNanos(Points.mine().readClock());
    }

    // ---- dice

    @InPlaceOf(Math.class)
    public static double random(int site) {
        return random().nextDouble();
    }

    @InPlaceOf(ThreadLocalRandom.class)
    public static Random current(int site) {
        return random();
    }

    @InPlaceOf(UUID.class)
    public static UUID randomUUID(int site) {
        Random random = random();
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static Random random() {
        Run run = Points.mine();
        run.changed();
        return run.random;
    }

    // ---- monitors

    @InPlaceOf(Object.class)
    public static void wait(Object monitor, int number) throws InterruptedException {
        await(monitor, 0, number);
    }

    private static void await(Object monitor, long nanos, int number) throws InterruptedException {
        Run run = Points.mine();
        ControlledThread me = run.current();
        Site site = run.site(number);
        String lock = run.names.lock(monitor);
        at(run, number, "waits to be notified, leaving " + lock + limit(nanos));
        if (nanos > 0) run.timed(me, nanos, null);
        try {
            if (!run.monitors().await(me, monitor) && me.expired) Points.record(run, me, site, OVER);
        } finally {
            if (nanos > 0) run.untimed(me);
        }
        Points.record(run, me, site, "takes " + lock + " again");
    }

    @InPlaceOf(Object.class)
    public static void wait(Object monitor, long millis, int number) throws InterruptedException {
        if (millis == 0) {
            wait(monitor, number);
            return;
        }
        if (millis < 0) throw new IllegalArgumentException("timeout value is negative");
        await(monitor, millis * 1_000_000, number);
    }

    @InPlaceOf(Object.class)
    public static void wait(Object monitor, long millis, int nanos, int number) throws InterruptedException {
        wait(monitor, millis + (nanos > 0 ? 1 : 0), number);
    }

    @InPlaceOf(Object.class)
    public static void notify(Object monitor, int number) {
        signal(monitor, false, number);
    }

    @InPlaceOf(Object.class)
    public static void notifyAll(Object monitor, int number) {
        signal(monitor, true, number);
    }

    private static void signal(Object monitor, boolean every, int number) {
        Run run = Points.mine();
        Site site = run.site(number);
        run.point(site, site.name(), false);
        run.changed();
        List<ControlledThread> woken = run.monitors().signal(run.current(), monitor, every);
        String whom = woken.stream().map(each -> each.name).collect(Collectors.joining(" and "));
        Points.record(run, run.current(), site, "wakes " + (woken.isEmpty() ? "nobody, since nobody waits" : whom));
    }

    @InPlaceOf(Thread.class)
    public static boolean holdsLock(Object monitor, int site) {
        Run run = Points.mine();
        return run.monitors().holds(run.current(), monitor);
    }

    // ---- printing

    @InPlaceOf(IO.class)
    public static void println(Object what, int site) {
        Points.printer(site).println(what);
    }

    @InPlaceOf(IO.class)
    public static void println(int site) {
        Points.printer(site).println();
    }

    @InPlaceOf(IO.class)
    public static void print(Object what, int site) {
        Points.printer(site).print(what);
    }

    // ---- parking

    @InPlaceOf(LockSupport.class)
    public static void unpark(Thread thread, int number) {
        if (thread == null) return;
        Run run = Points.mine();
        ControlledThread other = run.of(thread);
        told(run, number, "unparks " + (other == null ? thread.getName() : other.name));
        run.changed();
        if (other != null) {
            run.order().release(run.current(), thread);
            LockSupport.unpark(other.thread);
        }
    }

    @InPlaceOf(LockSupport.class)
    public static void park(int number) {
        Run run = Points.mine();
        at(run, number, "parks");
        LockSupport.park();
        unparked();
    }

    @InPlaceOf(LockSupport.class)
    public static void park(Object blocker, int number) {
        park(number);
    }

    @InPlaceOf(LockSupport.class)
    public static void parkNanos(long nanos, int number) {
        if (nanos <= 0) return;
        Run run = Points.mine();
        ControlledThread me = run.current();
        at(run, number, "parks for a while");
        run.timed(me, nanos, () -> LockSupport.unpark(me.thread));
        LockSupport.park();
        run.untimed(me);
        unparked();
    }

    @InPlaceOf(LockSupport.class)
    public static void parkNanos(Object blocker, long nanos, int number) {
        parkNanos(nanos, number);
    }

    private static void unparked() {
        Run run = Points.mine();
        run.order().acquire(run.current(), run.current().known());
    }

    /** As {@link #at}, where a switch is always worth a try. */
    private static void told(Run run, int number, String text) {
        Site site = run.site(number);
        run.point(site, Shared.ALWAYS, false);
        Points.record(run, run.current(), site, text);
    }

    /** Tells the story of it. A switch makes no difference here that it does not make elsewhere. */
    static Telling.Step at(Run run, int number, String text) {
        Site site = run.site(number);
        run.point(site, text, false);
        return Points.record(run, run.current(), site, text);
    }
}
