package syncasync.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How a loop waits: for sockets, for a while, until another thread wakes it, whichever comes first. */
final class Poller {
    private static final int IN = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    private Selector selector; // opened with the first channel; most loops never need one
    private final Map<SelectableChannel, Interest> watched =
            new IdentityHashMap<>(); // those with a callback: a closed one has no key any more
    private final Set<Channel> open = Collections.newSetFromMap(new WeakHashMap<>()); // to be closed with the loop
    private Thread waiter;
    private volatile boolean waiting;
    private boolean slept; // in the selector
    private Runnable beforeSleep = () -> {};

    /** What a channel's key carries. A callback stays until it is taken back. */
    private static final class Interest {
        Runnable in; // to be called when one can read or accept
        Runnable out; // to be called when one can write or has connected
    }

    /** To be called each time before the thread sleeps in the selector. */
    void beforeSleep(Runnable call) {
        beforeSleep = call;
    }

    boolean isWatching() {
        return !watched.isEmpty();
    }

    /** Calls back whenever the channel is ready for the operation, until {@link #unwatch}. */
    void watch(SelectableChannel channel, int operation, Runnable callback) {
        try {
            if (selector == null) selector = Selector.open();
            SelectionKey key = channel.keyFor(selector);
            if (key == null) {
                channel.configureBlocking(false);
                key = channel.register(selector, 0, new Interest());
            }
            Interest watch = (Interest) key.attachment();
            boolean in = (operation & IN) != 0;
            if ((key.interestOps() & operation) == 0) key.interestOpsOr(operation);
            if (in) watch.in = callback;
            else watch.out = callback;
            watched.put(channel, watch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes the callback back. The system goes on watching until the channel is ready once more: someone who reads
     * again and again then needs no system call for each wait.
     */
    void unwatch(SelectableChannel channel, int operation) {
        Interest watch = watched.get(channel);
        if (watch == null) return;
        if ((operation & IN) != 0) watch.in = null;
        else watch.out = null;
        if (watch.in == null && watch.out == null) watched.remove(channel);
        if (operation != SelectionKey.OP_CONNECT) return;
        SelectionKey key = channel.keyFor(selector);
        if (key != null && key.isValid()) key.interestOpsAnd(~operation); // or select() would not sleep any more
    }

    /**
     * Waits up to so many nanoseconds, unless there is news from another thread; what became ready goes into the queue.
     */
    void await(long nanos, BooleanSupplier news, ArrayDeque<Runnable> ready) {
        try {
            look(ready);
            if (nanos <= 0 || !ready.isEmpty()) return;
            waiter = Thread.currentThread();
            waiting = true;
            if (news.getAsBoolean()) return;
            if (selector != null) select(nanos, ready);
            else if (nanos == Long.MAX_VALUE) LockSupport.park(this);
            else LockSupport.parkNanos(this, nanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            waiting = false;
        }
    }

    private void look(ArrayDeque<Runnable> ready) throws IOException {
        if (isWatching()) selector.selectNow(key -> fire(key, ready));
    }

    private void select(long nanos, ArrayDeque<Runnable> ready) throws IOException {
        beforeSleep.run();
        slept = true;
        selector.select(key -> fire(key, ready), nanos == Nanos.NEVER ? 0 : Nanos.inMillis(nanos));
    }

    /** Whether the thread slept in the selector since this was asked: then nobody else watches for interrupts of it. */
    boolean hasSlept() {
        boolean since = slept;
        slept = false;
        return since;
    }

    private static void fire(SelectionKey key, ArrayDeque<Runnable> ready) {
        if (!key.isValid()) return;
        Interest watch = (Interest) key.attachment();
        int now = key.readyOps();
        int unwanted = 0;
        if ((now & IN) != 0) {
            if (watch.in != null) ready.add(watch.in);
            else unwanted |= IN;
        }
        if ((now & ~IN) != 0) {
            if (watch.out != null) ready.add(watch.out);
            else unwanted |= ~IN;
        }
        if (unwanted != 0) key.interestOpsAnd(~unwanted);
    }

    /** Closes it with the loop, unless somebody has done so before. */
    void closeAtTheEnd(Channel channel) {
        open.add(channel);
    }

    /**
     * A channel was closed. One that was watched stays open for the system until the selector has looked again: so it
     * does now, or a port would not be free, and whoever connects would never be answered.
     */
    void hasClosed(Channel channel, boolean onLoop, ArrayDeque<Runnable> ready) {
        open.remove(channel);
        if (selector == null || !selector.isOpen()) return;
        try {
            if (onLoop) selector.selectNow(key -> fire(key, ready));
            else selector.wakeup();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a wait early. Safe to call from any thread. */
    void wakeUp() {
        if (!waiting) return;
        if (selector != null) selector.wakeup();
        else LockSupport.unpark(waiter);
    }

    /** Closes every channel that was ever watched or is a connection, and is still open. */
    void close() {
        try {
            for (Channel channel : open) channel.close();
            if (selector == null) return;
            for (SelectionKey key : selector.keys()) key.channel().close();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
