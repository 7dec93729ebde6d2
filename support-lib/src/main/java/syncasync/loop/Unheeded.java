package syncasync.loop;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What somebody should have looked at: failures (asyncio's "exception was never retrieved"), coroutines that were made
 * and not started. Each is told once: when nobody can look at it any more, for it was collected, or at the latest when
 * the loop is closed. Nothing is kept alive for that but its name and its exception.
 */
final class Unheeded {
    private final EventLoop loop;
    private final Set<Note> notes = new LinkedHashSet<>(); // any thread may complete a promise
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    Unheeded(EventLoop loop) {
        this.loop = loop;
    }

    final class Note extends WeakReference<Object> {
        private final Function<Object, LoopProblem> problem;

        private Note(Object about, Function<Object, LoopProblem> problem) {
            super(about, collected);
            this.problem = problem;
        }

        /** Somebody has looked. False if it was told, or somebody had looked before. */
        boolean drop() {
            synchronized (notes) {
                return notes.remove(this);
            }
        }
    }

    /** The problem is told unless the note is dropped; it is given what it is about, or null if that is gone. */
    Note note(Object about, Function<Object, LoopProblem> problem) {
        Note note = new Note(about, problem);
        synchronized (notes) {
            notes.add(note);
        }
        tellCollected();
        return note;
    }

    /** A task or a promise has failed. It is told unless somebody has looked, or does. */
    void add(Promise<?> failed) {
        failed.note(this);
    }

    /** Tells of those that nobody can look at any more. Costs next to nothing if there are none. */
    void tellCollected() {
        for (Reference<?> gone; (gone = collected.poll()) != null; ) {
            Note note = (Note) gone;
            if (note.drop()) loop.report(note.problem.apply(null));
        }
    }

    /** How many notes there are. */
    int size() {
        synchronized (notes) {
            return notes.size();
        }
    }

    /** Tells of all. */
    void tellAll() {
        List<Note> all;
        synchronized (notes) {
            all = List.copyOf(notes);
        }
        for (Note note : all) {
            if (note.drop()) loop.report(note.problem.apply(note.get()));
        }
    }
}
