package syncasync.loop;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;

/**
 * A queue between tasks of a loop, the channel from producers to consumers. Readers wait while it is empty, and writers
 * while it is full, which is called back pressure; both in line, first come, first served. A task that is cancelled in
 * the moment in which its turn comes takes nothing and adds nothing. (asyncio's {@code Queue}, trio's memory channel.)
 *
 * <p>When it is closed, readers take what is still there, and then come to an end:
 * {@snippet :
 * LoopQueue<String> pages = Coroutines.queue("pages", 10);
 * Coroutines.spawn("reader", () -> {
 *     for (String page : pages) System.out.println(page);   // waits for each; ends when the queue is closed
 * });
 * pages.put("index.html");
 * pages.close();
 * }
 *
 * @param <T> what is in it; never null
 */
public final class LoopQueue<T> extends LoopBound implements Iterable<T>, AutoCloseable {
    private final Queue<T> items;
    private final int capacity;
    private final Line readers = new Line();
    private final Line writers = new Line();
    private final Line joining = new Line();
    private int promisedItems; // to readers that were called and have not had their turn
    private int promisedRoom; // to such writers
    private long unfinished; // added, and not reported done
    private boolean closed;

    LoopQueue(String name, int capacity, Queue<T> items) {
        super(name);
        if (capacity < 1) throw new IllegalArgumentException("a queue with room for " + capacity + " items");
        this.capacity = capacity;
        this.items = items;
    }

    /** Somebody wanted to put into a queue that is closed, or to take from one that is closed and empty. */
    public static final class ClosedException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        ClosedException(LoopQueue<?> queue) {
            super(queue + " is closed");
        }
    }

    /** Adds an item; waits while the queue is full. Throws a {@link ClosedException} if it is closed, also meanwhile. */
    public void put(T item) {
        Strand me = here("put");
        Objects.requireNonNull(item, "the item is null");
        mustBeOpen();
        if (room() <= 0 || !writers.isEmpty()) {
            if (!writers.await(me, "room in " + this, this::leaveRoom)) throw new ClosedException(this);
            promisedRoom--;
            mustBeOpen();
        }
        add(item);
    }

    /** Adds an item if there is room and nobody waits for it; false otherwise, at once. */
    public boolean offer(T item) {
        mayTouch();
        Objects.requireNonNull(item, "the item is null");
        mustBeOpen();
        if (room() <= 0 || !writers.isEmpty()) return false;
        add(item);
        return true;
    }

    private void add(T item) {
        items.add(item);
        unfinished++;
        callReader();
    }

    /** Takes the first item; waits while there is none. Throws a {@link ClosedException} at the end of a closed one. */
    public T take() {
        T item = next("take");
        if (item == null) throw new ClosedException(this);
        return item;
    }

    /** The next item, or null at the end of a closed queue. */
    private T next(String call) {
        Strand me = here(call);
        if (available() <= 0 || !readers.isEmpty()) {
            if (isAtEnd() || !readers.await(me, "an item in " + this, this::leaveItem)) return null;
            promisedItems--;
        }
        return remove();
    }

    /** Takes the first item if there is one that nobody waits for; null otherwise, at once. */
    public T poll() {
        mayTouch();
        return available() <= 0 ? null : remove();
    }

    private T remove() {
        T item = items.poll(); // null if closeNow was called since this one was promised
        callWriter();
        sendReadersAway();
        return item;
    }

    /** Not while an item is promised to a reader: if that is cancelled, another one gets it. */
    private void sendReadersAway() {
        if (isAtEnd()) readers.sendAway();
    }

    private boolean isAtEnd() {
        return closed && items.isEmpty();
    }

    private int available() {
        return items.size() - promisedItems;
    }

    private int room() {
        return capacity - items.size() - promisedRoom;
    }

    private void callReader() {
        if (available() > 0 && readers.callNext() != null) promisedItems++;
    }

    private void callWriter() {
        if (room() > 0 && writers.callNext() != null) promisedRoom++;
    }

    private void leaveItem() {
        promisedItems--;
        callReader();
    }

    private void leaveRoom() {
        promisedRoom--;
        callWriter();
    }

    /** Says that an item that was taken has been worked on; see {@link #join}. (asyncio's {@code task_done}.) */
    public void done() {
        mayTouch();
        if (unfinished == 0) throw new IllegalStateException(this + ": more items done than were ever put");
        if (--unfinished == 0) joining.callAll();
    }

    /** Waits until every item that was ever put has been reported {@link #done}. */
    public void join() {
        Strand me = here("join");
        if (unfinished > 0) joining.await(me, new Words(), () -> {});
    }

    /**
     * Ends it: nobody can add any more, and who waits to is told so. Readers take what is there and are then at the end.
     * Closing twice is no error. (asyncio's {@code shutdown}.)
     */
    @Override
    public void close() {
        mayTouch();
        closed = true;
        writers.sendAway();
        sendReadersAway();
    }

    /** Closes it and drops what is in it: readers are at the end at once. */
    public void closeNow() {
        mayTouch();
        unfinished -= Math.min(unfinished, items.size());
        items.clear();
        close();
        if (unfinished == 0) joining.callAll();
    }

    private void mustBeOpen() {
        if (closed) throw new ClosedException(this);
    }

    /** Whether it was closed; there may be something in it still. */
    public boolean isClosed() {
        return closed;
    }

    /** How many items are in it. */
    public int size() {
        return items.size();
    }

    /** Whether nothing is in it. */
    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** Whether nothing can be added without waiting. */
    public boolean isFull() {
        return room() <= 0;
    }

    /** Takes item after item, waiting for each, until the queue is closed and empty. */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private T next;

            @Override
            public boolean hasNext() {
                if (next == null) next = LoopQueue.this.next("to read a queue");
                return next != null;
            }

            @Override
            public T next() {
                if (!hasNext()) throw new NoSuchElementException(LoopQueue.this + " is closed");
                T item = next;
                next = null;
                return item;
            }
        };
    }

    @Override
    String kind() {
        return "queue";
    }

    private final class Words {
        @Override
        public String toString() {
            return unfinished + " items of " + LoopQueue.this + " to be done";
        }
    }
}
