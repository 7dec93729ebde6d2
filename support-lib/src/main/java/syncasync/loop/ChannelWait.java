package syncasync.loop;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectableChannel;

/** A task's wait until a channel is ready for one operation; made once and used for every such wait. */
final class ChannelWait implements Waiting, Step {
    private final EventLoop loop;
    private final SelectableChannel channel;
    private final int operation;
    private final String what;
    private Strand waiting;
    private boolean closed;

    ChannelWait(EventLoop loop, SelectableChannel channel, int operation, String what) {
        this.loop = loop;
        this.channel = channel;
        this.operation = operation;
        this.what = what;
    }

    void await() throws AsynchronousCloseException {
        Strand me = Strand.mustBeCurrent("a socket's operation");
        if (me.loop != loop) throw new IllegalStateException(what + " belongs to another loop");
        if (waiting != null) throw new IllegalStateException(waiting.title() + " waits for " + what + " already");
        if (closed) throw new AsynchronousCloseException();
        loop.watch(channel, operation, this);
        waiting = me;
        me.suspend(this);
        if (closed) throw new AsynchronousCloseException();
    }

    /** The channel is ready, says the loop. */
    @Override
    public void run() {
        Strand strand = waiting;
        if (strand == null) return;
        forget();
        strand.run();
    }

    @Override
    public void forget() {
        loop.unwatch(channel, operation); // first: it refuses other threads
        waiting = null;
    }

    /** The channel is being closed: whoever waits will not wait in vain. */
    void close() {
        Strand strand = waiting;
        if (strand != null) forget();
        closed = true;
        if (strand != null) strand.wake();
    }

    @Override
    public String toString() {
        return what;
    }
}
