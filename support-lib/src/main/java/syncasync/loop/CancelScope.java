package syncasync.loop;

import static syncasync.loop.Coroutines.given;

import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * A stretch of a task's code that can be cancelled by itself (cancel scope): to stop it means that the next wait in it
 * throws a {@link CancellationException}, which ends at the end of the scope, and the task goes on behind it. A time-out
 * is such a scope with a deadline, and the body of a {@link TaskGroup} is one, too. The idea is trio's; as in asyncio
 * each request is told once, and not at every wait from then on.
 * {@snippet :
 * CancelScope search = CancelScope.within(Duration.ofSeconds(2));
 * search.run(() -> {
 *     while (true) {
 *         Coroutines.sleep(Duration.ofMillis(100));     // look somewhere
 *         search.expireAfter(Duration.ofSeconds(2));    // found something: two more seconds
 *     }
 * });
 * System.out.println(search.wasCut());   // true: it was stopped
 * }
 *
 * <p>Scopes are nested as the code is, and the task itself is the outermost. Two rules keep requests from getting lost,
 * and clean-ups from being cut.
 *
 * <ul>
 *   <li>While code unwinds because of one scope, a request of another one around or inside of it waits: the code is on
 *       its way out already, and what it waits for now is its clean-up. Who is cancelled <em>twice</em> is told. So is,
 *       in the end, code that only seems to clean up, since it has caught the exception and goes on: a time-out that
 *       it holds up waits ten times its limit and a second.
 *   <li>A request that was not told by the end of an inner scope is told by the next wait.
 * </ul>
 */
public final class CancelScope {
    private static final int PATIENCE = 10; // times the limit

    private Strand strand; // null until it is entered
    private CancelScope outer; // null for that of the whole task
    private boolean shield; // nothing from outside of it is told inside
    private int entered; // how often the task had been told of anything by then
    private boolean stopped;
    private boolean expired; // by its deadline
    private int told; // which of those times it was, 0 if it has not been told
    private boolean again; // stopped a second time: now even a clean-up is cut
    private boolean interrupted; // was told by an interrupt, since it was blocked by something that is not the loop's
    private boolean left;
    private Throwable cutBy; // what its code was left by, if it was stopped
    private Duration limit; // null for none
    private TimerHandle timer;

    /** A scope without a deadline. */
    public CancelScope() {}

    /** A scope that is stopped when so much time has passed since it was entered. */
    public static CancelScope within(Duration limit) {
        return new CancelScope().expireAfter(limit);
    }

    static CancelScope ofTask(Strand strand) {
        CancelScope whole = new CancelScope();
        whole.strand = strand;
        return whole;
    }

    // ---- for those who use it

    /**
     * Sets its deadline: so long from now, or from when it is entered. May be called again, also inside, while it has
     * not expired. (asyncio's {@code Timeout.reschedule}.)
     */
    public CancelScope expireAfter(Duration limit) {
        if (limit == null) throw new NullPointerException("the limit is null; noLimit() says that there is none");
        if (stopped || left) throw new IllegalStateException("this scope was stopped or left already");
        this.limit = limit;
        if (strand != null) setTimer();
        return this;
    }

    /** Takes its deadline away. */
    public CancelScope noLimit() {
        limit = null;
        if (timer != null) timer.cancel();
        return this;
    }

    private void setTimer() {
        if (timer != null) timer.cancel();
        timer = limit == null ? null : strand.loop.callLater(limit, new Expiry());
    }

    /** The loop's own step: it wakes a task, no more. */
    private final class Expiry implements Step {
        @Override
        public void run() {
            if (stopped) {
                again = told == 0; // held up by the clean-up of another, for long
                strand.interruptWait();
                return;
            }
            expired = true;
            cancel();
            if (told == 0 && !isDue(strand.scope))
                timer = strand.loop.callLater(limit.multipliedBy(PATIENCE).plusSeconds(1), this);
        }
    }

    /** Stops its code; once is enough, and too late is no error. Must be called on the loop. */
    public void cancel() {
        if (stopped || left) return;
        stopped = true;
        if (strand != null) strand.interruptWait();
    }

    /** Whether it was stopped, by {@link #cancel} or since its time is over. */
    public boolean isStopped() {
        return stopped && !left || wasCut();
    }

    /** Whether its code was left by being stopped, and not by itself. (trio's {@code cancelled_caught}.) */
    public boolean wasCut() {
        return cutBy != null;
    }

    /** Runs the body in it; when it is stopped, the body is left and this returns null. A scope can be used once. */
    public <T, X extends Exception> T run(Action.Giving<? extends T, X> body) throws X {
        Strand here = Strand.mustBeCurrent("a cancel scope");
        given("body", body);
        enter(here);
        setTimer();
        T value = null;
        Throwable thrown = null;
        try {
            value = body.call();
        } catch (Throwable e) {
            thrown = e;
        }
        boolean outside = isStoppedFromOutside();
        boolean cancellation = isCancellation(thrown);
        boolean own = stopped;
        exit();
        if (cancellation && outside) outer.tell();
        else if (cancellation && own) {
            cutBy = thrown;
            return null;
        }
        if (thrown != null) throw Await.unchecked(thrown);
        return value;
    }

    /** As {@link #run(Action.Giving)}, without a result. */
    public <X extends Exception> void run(Action.Throwing<X> body) throws X {
        this.<Void, X>run(Coroutines.giving(body));
    }

    /** What its code was left by when it was stopped: it says where that was. */
    Throwable cutBy() {
        return cutBy;
    }

    // ---- for those who run code in it

    void enter(Strand here) {
        if (strand != null) throw new IllegalStateException("a cancel scope can be used once; make another");
        strand = here;
        outer = here.scope();
        entered = here.told;
        here.scope = this;
    }

    static <T, X extends Exception> T shielded(Action.Giving<? extends T, X> body) throws X {
        Strand me = Strand.mustBeCurrent("shield");
        given("body", body);
        CancelScope scope = new CancelScope();
        scope.shield = true;
        scope.enter(me);
        try {
            return body.call();
        } finally {
            scope.exit();
        }
    }

    /** The code has left it. */
    void exit() {
        left = true;
        strand.scope = outer;
        if (timer != null) timer.cancel();
        if (interrupted && Thread.interrupted()) { // it came too late to be noticed
            for (CancelScope scope = outer; scope != null; scope = scope.outer) {
                if (scope.told == told) scope.told = 0;
            }
        }
    }

    boolean isCancellation(Throwable thrown) {
        return thrown instanceof CancellationException
                || interrupted
                        && (thrown instanceof InterruptedException || thrown instanceof ClosedByInterruptException);
    }

    /** Whether a scope around this one has been stopped: told in here, and no earlier than this one, or not told yet. */
    boolean isStoppedFromOutside() {
        int since = told > 0 ? told : entered + 1;
        for (CancelScope scope = shield ? null : outer; scope != null; scope = scope.shield ? null : scope.outer) {
            if (scope.stopped && (scope.told == 0 || scope.told >= since)) return true;
        }
        return false;
    }

    /** A cancellation passes on from here to the scopes around: so they have been told. */
    void passesOn() {
        outer.tell();
    }

    /**
     * Scopes around were told in here, and that came to nothing, since something else is thrown instead: the next wait
     * tells them again.
     */
    void cameToNothing() {
        for (CancelScope scope = outer; scope != null; scope = scope.outer) {
            if (scope.told > entered) scope.told = 0;
        }
    }

    // ---- for the strand

    /** Whether the whole task was asked to stop. */
    static boolean isStopped(Strand strand) {
        return whole(strand).stopped;
    }

    private static CancelScope whole(Strand strand) {
        CancelScope whole = strand.scope();
        while (whole.outer != null) whole = whole.outer;
        return whole;
    }

    /** Stops the whole task; asked again after it was told, it is told again. */
    static void stopAll(Strand strand) {
        CancelScope whole = whole(strand);
        whole.again = whole.stopped && whole.told == 0;
        whole.stopped = true;
        whole.told = 0;
        strand.interruptWait();
    }

    /** Whether the next wait of code whose innermost scope this is has to throw. */
    static boolean isDue(CancelScope innermost) {
        int unwinding = 0;
        for (CancelScope scope = innermost; scope != null; scope = scope.outer)
            unwinding = Math.max(unwinding, scope.told);
        for (CancelScope scope = innermost; scope != null; scope = scope.shield ? null : scope.outer) {
            if (scope.stopped && scope.told == 0 && (scope.again || unwinding <= scope.entered)) return true;
        }
        return false;
    }

    /** Why the code is told to stop, in words; null if the whole task was cancelled. */
    static String howCancelled(CancelScope innermost) {
        String how = null;
        for (CancelScope scope = innermost; scope != null; scope = scope.shield ? null : scope.outer) {
            if (!scope.stopped || scope.told != 0) continue;
            if (scope.outer == null) return null;
            how = scope.expired ? "its time is over" : "its group or scope was ended";
        }
        return how;
    }

    /** The code is told, once for all who want that. */
    void tell() {
        int time = ++strand.told;
        for (CancelScope scope = this; scope != null; scope = scope.shield ? null : scope.outer) {
            if (scope.stopped && scope.told == 0) scope.told = time;
            scope.again = false;
        }
    }

    void tellByInterrupt() {
        tell();
        for (CancelScope scope = this; scope != null; scope = scope.shield ? null : scope.outer)
            if (scope.told == strand.told || scope == this) scope.interrupted = true;
        strand.thread.interrupt();
    }

    /** The interrupt was not noticed, so it is told by the next wait; false if there was none. */
    boolean tellsOnceMore() {
        boolean any = false;
        for (CancelScope scope = this; scope != null; scope = scope.outer) {
            if (!scope.interrupted || !scope.stopped) continue;
            scope.interrupted = false;
            scope.told = 0;
            any = true;
        }
        return any;
    }
}
