package syncasync.loop;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Notices an interrupt of the thread that runs a loop, whatever that thread is doing.
 *
 * <p>The thread's own flag is not enough. While the thread carries coroutines, the JVM clears it whenever one of them
 * gets on or off (the flag then stands for the coroutine's), so an interrupt in such a moment leaves no trace; and
 * tasks that take turns do little else. But whoever interrupts a thread also closes the channel on which that thread is
 * said to wait. That is how blocking I/O is ended, and it is public: {@link AbstractInterruptibleChannel}. So for the
 * length of a run the thread is said to wait on this channel, which is nothing but the hook.
 */
final class InterruptWatch extends AbstractInterruptibleChannel {
    private final Turn turn;

    InterruptWatch(Turn turn) {
        this.turn = turn;
    }

    /**
     * From now on interrupts of the calling thread are noticed; one that is there already is, too. A wait in a selector
     * ends that, for a thread is said to wait on one thing at a time: then call it again.
     */
    void watch() {
        begin();
    }

    /** Ends the watch. Nothing that came in before is missed, even if it was in the middle of coming. */
    void end() {
        try {
            end(true);
        } catch (ClosedByInterruptException interrupted) {
            // It has closed the channel, so we know.
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Called by the thread that interrupts. */
    @Override
    protected void implCloseChannel() {
        turn.interrupt();
    }
}
