package syncasync.explore;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Vector;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.StampedLock;

/**
 * What instrumented code calls, each time before it does something that others could notice. Public only so that it can
 * be called; nothing for people. A thread that no schedule controls must not come here: that is noted, and nothing is
 * said about the program then.
 */
public final class Points {
    private static volatile Run run; // the one there is

    private Points() {}

    static void begin(Run begun) {
        run = begun;
    }

    static void end() {
        run = null;
    }

    /** The run whose thread calls, or null where there is nothing to do any more. */
    static Run mine() {
        Run now = run;
        if (now == null) throw Abandoned.IT;
        if (now.isMine()) {
            if (now.isClosing()) throw Abandoned.IT;
            return now;
        }
        if (!now.isClosing()) {
            now.failed(
                    Thread.currentThread(),
                    new CannotJudge("the thread \"" + Thread.currentThread().getName()
                            + "\" got away: no schedule controls it"));
        }
        throw Abandoned.IT;
    }

    /** Notes that nothing can be said about the program: it may catch what is thrown for that. */
    static CannotJudge cannotJudge(String reason) {
        var cannot = new CannotJudge(reason);
        mine().failed(Thread.currentThread(), cannot);
        return cannot;
    }

    // ---- fields and elements

    public static void read(Object in, int number) {
        Run run = mine();
        Site site = run.site(number);
        access(run, in, site.name(), site, site.what(), false);
    }

    public static void write(Object in, int number) {
        Run run = mine();
        Site site = run.site(number);
        access(run, in, site.name(), site, site.what(), true);
    }

    public static void element(Object array, int index, int number) {
        Run run = mine();
        if (array == null) return;
        Site site = run.site(number);
        access(run, array, index, site, Wording.typeName(array.getClass()), site.kind() == Site.Kind.WRITES);
    }

    private static void access(Run run, Object in, Object field, Site site, String what, boolean write) {
        ControlledThread me = run.current();
        run.point(site, what, false);
        if (me.quiet > 0) return;
        if (write) run.changed();
        run.names.touch(in);
        if (run.isConcurrent()) run.shared.touched(me.index, what, write);
        if (run.recording && run.shared.contains(what)) {
            String named = field instanceof Integer index
                    ? "element " + index + " of " + run.names.a(in)
                    : run.names.field(in, site);
            record(run, me, site, (write ? "writes " : "reads ") + named).setsUp();
        }
        if (site.ordered()) {
            Object key = new Volatile(in, site.name());
            Object volatileField = run.volatileField(key);
            if (write) {
                run.order().publishVolatile(me);
                run.order().release(me, volatileField);
            } else {
                run.order().acquire(me, volatileField);
                run.order().acquireByHandle(me);
            }
        } else {
            run.order().access(me, in, field, site, what, write);
        }
    }

    /** A volatile field of an object. */
    record Volatile(Object in, String name) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Volatile(Object otherIn, String otherName)
                    && name.equals(otherName)
                    && in == otherIn;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(in) * 31 + name.hashCode();
        }
    }

    // ---- values, for the story

    public static void value(Object value) {
        Run now = run;
        if (now != null && now.recording && now.isMine()) now.telling.value(now.current(), Wording.of(value));
    }

    public static void value(boolean value) {
        Run now = run;
        if (now != null && now.recording) value((Object) value);
    }

    public static void value(char value) {
        Run now = run;
        if (now != null && now.recording) value((Object) value);
    }

    public static void value(int value) {
        Run now = run;
        if (now != null && now.recording) value((Object) value);
    }

    public static void value(long value) {
        Run now = run;
        if (now != null && now.recording) value((Object) value);
    }

    public static void value(float value) {
        Run now = run;
        if (now != null && now.recording) value((Object) value);
    }

    public static void value(double value) {
        Run now = run;
        if (now != null && now.recording) value((Object) value);
    }

    public static void argument(Object value) {
        Run now = run;
        if ((value instanceof Collection || value instanceof Map) && now != null && now.isMine() && !now.isClosing()) {
            reads(now, value, now.current().at);
        }
        if (now == null || !now.recording || !now.isMine()) return;
        ControlledThread.Call call = now.current().calls.peek();
        if (call != null && call.told != null) call.told.argument(Wording.of(value));
    }

    public static void argument(boolean value) {
        Run now = run;
        if (now != null && now.recording) argument((Object) value);
    }

    public static void argument(char value) {
        Run now = run;
        if (now != null && now.recording) argument((Object) value);
    }

    public static void argument(int value) {
        Run now = run;
        if (now != null && now.recording) argument((Object) value);
    }

    public static void argument(long value) {
        Run now = run;
        if (now != null && now.recording) argument((Object) value);
    }

    public static void argument(float value) {
        Run now = run;
        if (now != null && now.recording) argument((Object) value);
    }

    public static void argument(double value) {
        Run now = run;
        if (now != null && now.recording) argument((Object) value);
    }

    /** A collection is read as a whole, to be copied. */
    public static void copies(Object collection, int number) {
        before(collection, number);
        done(mine(), true, null, false);
    }

    private static void reads(Run run, Object collection, Site site) {
        Object whole = run.order().whole(collection);
        if (Family.of(whole) != Family.PLAIN || site == null) return;
        ControlledThread me = run.current();
        String what = Wording.typeName(whole.getClass());
        if (run.isConcurrent()) run.shared.touched(me.index, what, false);
        run.order().access(me, whole, "", site, what, false);
    }

    /** Tells the story of a step; a step that nobody reads if none is told. */
    static Telling.Step record(Run run, ControlledThread me, Site site, String text) {
        return run.recording && me.quiet == 0 ? run.telling.step(me, site.place(), text) : new Telling.Step(text);
    }

    /** Says of the call that the current thread is in, with what limit it waits. */
    static void limit(String text) {
        ControlledThread.Call call = mine().current().calls.peek();
        if (call.told != null) call.told.says(text);
    }

    /** The call that the current thread is in had to wait. */
    static void waits() {
        ControlledThread.Call call = mine().current().calls.peek();
        if (call.told != null) call.told.waits();
    }

    // ---- monitors

    public static void enter(Object monitor, int number) {
        Run run = mine();
        if (monitor == null) throw new NullPointerException("Cannot enter synchronized block because it is null");
        ControlledThread me = run.current();
        Site site = run.site(number);
        String what = "the lock of " + Wording.typeName(monitor instanceof Class<?> c ? c : monitor.getClass());
        run.names.touchLock(monitor, site.owner());
        run.point(site, what, false);
        if (run.isConcurrent()) run.shared.touched(me.index, what, true);
        if (run.recording
                && run.monitors().owner(monitor) != null
                && !run.monitors().holds(me, monitor)) {
            record(run, me, site, "waits for " + run.names.lock(monitor));
        }
        run.monitors().enter(me, monitor, site.name());
        record(run, me, site, "takes " + run.names.lock(monitor));
    }

    public static void exit(Object monitor) {
        Run now = run;
        if (now == null || !now.isMine() || now.isClosing()) return;
        ControlledThread me = now.current();
        if (now.monitors().holds(me, monitor)) {
            now.monitors().exit(me, monitor);
            if (now.recording && me.at != null) record(now, me, me.at, "gives back " + now.names.lock(monitor));
        }
    }

    // ---- calls of the JDK

    public static void before(Object receiver, int number) {
        Run run = mine();
        ControlledThread me = run.current();
        Order order = run.order();
        Site site = run.site(number);
        Object whole = receiver == null ? null : order.whole(receiver);
        Family family = Family.of(whole);
        boolean writes = family == Family.PLAIN || family == Family.LOCKED
                ? Verbs.writes(site.name())
                : !Verbs.onlyAcquires(site.name()) || locks(site.name());
        Object monitor = switch (family) {
            case LOCKED -> receiver instanceof Iterator ? null : whole;
            case CONCURRENT_COLLECTION -> writes ? run.monitors().inside(whole) : null;
            default -> null;
        };
        var call = new ControlledThread.Call(receiver, whole, family, site, monitor);
        me.calls.push(call);
        if (family == Family.INERT) return;
        String what = Wording.typeName(whole.getClass());
        run.names.touch(whole);
        String cursor = receiver instanceof Iterator && family == Family.PLAIN ? what + " iterator" : "";
        boolean moves = !cursor.isEmpty() && Verbs.moves(site.name());
        run.point(site, run.shared.contains(cursor) ? cursor : what, false);
        if (writes || moves) run.changed();
        if (run.isConcurrent()) {
            run.shared.touched(me.index, what, writes);
            if (!cursor.isEmpty()) run.shared.touched(me.index, cursor, moves);
        }
        if (run.recording && me.quiet == 0 && (run.shared.contains(what) || run.shared.contains(cursor))) {
            call.told = record(run, me, site, "calls " + called(run, call) + "()");
            if (!locks(site.name())) call.told.setsUp();
        }
        call.waitsBefore = me.waits;
        switch (family) {
            case PLAIN -> {
                order.access(me, whole, "", site, what, writes);
                if (!cursor.isEmpty()) order.access(me, receiver, "", site, cursor, moves);
            }
            case LOCKED -> {
                if (monitor != null) run.monitors().enter(me, monitor, "synchronized");
                if (!(whole instanceof Vector))
                    order.access(me, whole, "", site, what, writes); // its iterators lock, too
            }
            case CONCURRENT_COLLECTION -> {
                if (monitor != null) run.monitors().enter(me, monitor, "inside of a collection");
                if (writes) order.release(me, whole);
            }
            case MACHINERY -> {
                if (!Verbs.onlyAcquires(site.name())) {
                    order.release(me, whole);
                    order.publishResult(me);
                }
            }
            case CONCURRENT -> {
                if (isHandle(whole)) order.publishByHandle(me);
                if (!Verbs.onlyAcquires(site.name())) order.release(me, whole);
                if (Verbs.meets(site.name())) order.acquire(me, whole); // the last to come acts for all
                if (me.optimism != null) me.optimism = null;
            }
            default -> {}
        }
        me.receiver = receiver;
    }

    /** {@code HashMap.put}, {@code ArrayList iterator.next}. */
    static String called(Run run, ControlledThread.Call call) {
        return run.names.of(call.whole) + run.order().way(call.receiver) + "." + call.site.name();
    }

    /** Whether it is a way to volatile fields that does not tell which. */
    private static boolean isHandle(Object object) {
        return object instanceof VarHandle || object.getClass().getName().contains("FieldUpdater");
    }

    private static boolean locks(String method) {
        return method.contains("ock") || method.contains("cquire") || method.equals("take") || method.equals("join");
    }

    /** What the calling thread hands over: wrapped if another one may run it. */
    public static Object task(Object task) {
        Run run = mine();
        ControlledThread.Call call = run.current().calls.peek();
        if (task == null || call == null || call.family != Family.MACHINERY && !isStaticMachinery(call)) return task;
        return new Tasks(run, run.current().clock.copy(), call.whole instanceof CompletionStage).wrap(task);
    }

    private static boolean isStaticMachinery(ControlledThread.Call call) {
        return call.site.owner().equals("CompletableFuture");
    }

    public static void after(Object receiver, int number) {
        after(receiver, number, null, false);
    }

    public static void after(Object receiver, int number, Object result) {
        after(receiver, number, result, true);
    }

    public static void after(Object receiver, int number, boolean result) {
        after(receiver, number, (Object) result, true);
    }

    public static void after(Object receiver, int number, char result) {
        after(receiver, number, (Object) result, true);
    }

    public static void after(Object receiver, int number, int result) {
        after(receiver, number, (Object) result, true);
    }

    public static void after(Object receiver, int number, long result) {
        after(receiver, number, (Object) result, true);
    }

    public static void after(Object receiver, int number, float result) {
        after(receiver, number, (Object) result, true);
    }

    public static void after(Object receiver, int number, double result) {
        after(receiver, number, (Object) result, true);
    }

    public static void threw(Object receiver, int number) {
        Run now = run;
        if (now != null && now.isMine() && !now.isClosing()) done(now, false, null, false);
    }

    private static void after(Object receiver, int number, Object result, boolean hasResult) {
        Run run = mine();
        done(run, true, result, hasResult);
    }

    private static void done(Run run, boolean returned, Object result, boolean hasResult) {
        ControlledThread me = run.current();
        ControlledThread.Call call = me.calls.pop();
        Order order = run.order();
        Object whole = call.whole;
        String method = call.site.name();
        me.receiver = null;
        if (call.monitor != null) run.monitors().exit(me, call.monitor);
        boolean givesPart = Verbs.givesPart(method) && result != null && !(result instanceof Long);
        if (returned && givesPart && whole != null) order.part(result, call.receiver, method);
        switch (call.family) {
            case INERT -> {
                if (isStaticMachinery(call)) order.acquireResults(me);
            }
            case CONCURRENT_COLLECTION -> order.acquire(me, whole);
            case MACHINERY -> {
                order.acquire(me, whole);
                order.acquireResults(me);
            }
            case CONCURRENT -> {
                if (!Verbs.onlyReleases(method)) order.acquire(me, whole);
                if (isHandle(whole)) order.acquireVolatile(me);
                if (returned) optimism(me, whole, method);
                if (returned
                        && (call.receiver instanceof java.util.concurrent.locks.Lock || whole instanceof StampedLock)) {
                    run.locks()
                            .called(
                                    me,
                                    whole,
                                    method,
                                    Boolean.TRUE.equals(result) || result instanceof Long stamp && stamp != 0);
                }
            }
            default -> {}
        }
        if (call.told == null || !returned) return;
        if (givesPart && !method.endsWith("terator")) call.told.obvious(true); // as what is done with it shows
        Telling.Step told = me.waits > call.waitsBefore ? run.telling.returned(me, call.told) : call.told;
        boolean saysSomething = hasResult
                && !call.site.unused()
                && !givesPart
                && result != call.receiver
                && !call.site.what().contains("tamp");
        if (saysSomething) told.gives(Wording.of(result));
    }

    private static void optimism(ControlledThread me, Object whole, String method) {
        if (method.equals("tryOptimisticRead")) {
            me.optimism = new ControlledThread.Optimism(whole);
        }
    }

    // ---- static parts

    public static boolean begins(Class<?> type, int number) {
        Run run = mine();
        return run.statics().begins(run.current(), type, run.site(number));
    }

    public static void initialised(Class<?> type) {
        Run run = mine();
        run.statics().initialised(run.current(), type);
    }

    public static Error failed(Class<?> type, Throwable failure) {
        Run run = mine();
        return run.statics().failed(run.current(), type, failure);
    }

    public static void quiet(int change) {
        Run now = run;
        if (now != null && now.isMine()) now.current().quiet += change;
    }

    // ---- this and that

    /** A round of a loop that has changed something of its own. */
    public static void jump() {
        Run run = mine();
        run.changed();
        run.jump();
    }

    /** A round of a loop that is where it was. */
    public static void spin() {
        mine().spin();
    }

    public static void refuse(String reason, int number) {
        Run run = mine();
        throw cannotJudge("the program uses " + reason + " (" + run.site(number).place() + ")");
    }

    public static Executor ownThreads() {
        mine();
        return task -> Thread.ofVirtual().unstarted(task).start();
    }

    public static void setsNotebookVariable(String name) {
        throw cannotJudge(notebook(name) + "; make it inside of what is explored");
    }

    /** A variable of the notebook, read from where it is, if its value cannot change. */
    public static Object notebookVariable(Class<?> copy, String name) throws ReflectiveOperationException {
        Class<?> original =
                Class.forName(copy.getName(), false, copy.getClassLoader().getParent());
        Field field = original.getDeclaredField(name);
        field.setAccessible(true);
        Object value = field.get(null);
        if (isConstant(value)) return value;
        throw cannotJudge(notebook(name) + ", " + Wording.a(value.getClass()) + "; make it inside of what is explored");
    }

    private static String notebook(String name) {
        return "each schedule must begin afresh, but the program shares \"" + name + "\" with the notebook";
    }

    /** Whether a value is the same in every schedule. */
    static boolean isConstant(Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Number && value.getClass().getName().startsWith("java.lang.")
                || value instanceof Duration
                || value instanceof Instant
                || value instanceof Enum<?> && value.getClass().getClassLoader() == null;
    }

    /** What is printed is a part of the story, once; on the screen it would stand a thousand times. */
    public static PrintStream printer(int number) {
        Run now = mine();
        return new PrintStream(new Lines(now, now.site(number)), true, StandardCharsets.UTF_8);
    }

    private static final class Lines extends OutputStream {
        private final Run run;
        private final Site site;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(Run run, Site site) {
            this.run = run;
            this.site = site;
        }

        @Override
        public void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            if (run.isMine()) {
                record(
                        run,
                        run.current(),
                        site,
                        "prints \"" + line.toString(StandardCharsets.UTF_8).strip() + '"');
            }
            line.reset();
        }
    }
}
