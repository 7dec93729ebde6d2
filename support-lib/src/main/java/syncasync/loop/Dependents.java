package syncasync.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Finds out whether a future that is not the loop's own hangs on promises of the loop alone: {@code allOf(a, b)}, say,
 * of two of its tasks. The JDK notes in each future what hangs on it, and does not tell; so this reads its private
 * fields, where the JVM is opened (then the loop has the fast way, too). Where it is not, such a future counts as one
 * from outside: then virtual time passes as slowly as real time while it is awaited, and no deadlock behind it is found.
 */
final class Dependents {
    private static final Fields FIELDS = Fields.find();

    private final EventLoop loop;
    private final Map<CompletableFuture<?>, List<Object>> ways = new IdentityHashMap<>(); // how a future can be ended
    private final Map<CompletableFuture<?>, Boolean> known = new IdentityHashMap<>(); // whether it is from outside

    private Dependents(EventLoop loop) {
        this.loop = loop;
        var next = new ArrayDeque<CompletableFuture<?>>(loop.openPromises());
        for (CompletableFuture<?> future; (future = next.poll()) != null; ) {
            for (Object way = FIELDS.stack.get(future); way != null; way = FIELDS.next.get(way)) {
                Object real = FIELDS.base(way);
                CompletableFuture<?> ends = FIELDS.ends(real);
                if (ends == null || FIELDS.isDone(ends)) continue;
                List<Object> all = ways.get(ends);
                if (all == null) {
                    ways.put(ends, all = new ArrayList<>(1));
                    next.add(ends);
                }
                if (!all.contains(real)) all.add(real);
            }
        }
    }

    /** Whether the future, which is open and not a promise of the loop that its tasks keep, may be ended by others. */
    static boolean comesFromOutside(CompletableFuture<?> future, EventLoop loop) {
        if (FIELDS == null) return true;
        try {
            return new Dependents(loop).isFromOutside(future);
        } catch (StackOverflowError tooLong) {
            return true;
        }
    }

    /** What the future hangs on, in words; null if it may be ended by others. */
    static String rootsOf(CompletableFuture<?> future, EventLoop loop) {
        if (comesFromOutside(future, loop)) return null;
        var roots = new LinkedHashSet<CompletableFuture<?>>();
        new Dependents(loop).addRoots(future, roots, new HashSet<>());
        return roots.stream()
                .limit(5)
                .map(root -> root instanceof Promise<?> promise ? promise.title() : root.toString())
                .collect(Collectors.joining(", "));
    }

    private void addRoots(CompletableFuture<?> future, Set<CompletableFuture<?>> roots, Set<Object> seen) {
        if (future == null || FIELDS.isDone(future) || !seen.add(future)) return;
        if (!ways.containsKey(future)) roots.add(future);
        for (Object way : ways.getOrDefault(future, List.of())) {
            for (CompletableFuture<?> source : FIELDS.sources(way)) addRoots(source, roots, seen);
        }
    }

    private boolean isFromOutside(CompletableFuture<?> future) {
        if (FIELDS.isDone(future)) return true; // just now, so somebody is at it
        if (future instanceof Promise<?> promise && !(promise instanceof Promise.Stage<?>))
            return promise.loop != loop || promise.isExpectedFromOutside();
        Boolean before = known.putIfAbsent(future, false); // it does not end itself
        if (before != null) return before;
        List<Object> all = ways.get(future);
        boolean outside = all == null || !all.stream().anyMatch(this::isOwn);
        known.put(future, outside);
        return outside;
    }

    /** Whether this way to end a future waits for something, and for nothing from outside. */
    private boolean isOwn(Object way) {
        boolean waits = false;
        for (CompletableFuture<?> source : FIELDS.sources(way)) {
            if (source == null || FIELDS.isDone(source)) continue;
            if (isFromOutside(source)) return false;
            waits = true;
        }
        return waits; // or else another thread works on it
    }

    /** The private fields of {@link CompletableFuture} and of what it notes. */
    private record Fields(
            VarHandle result,
            VarHandle stack,
            VarHandle next,
            Class<?> two,
            VarHandle base,
            Class<?> any,
            VarHandle[] ofAny,
            Class<?> uni,
            VarHandle[] ofUni,
            Class<?> bi,
            VarHandle second) {
        private static final String IN = "java.util.concurrent.CompletableFuture";

        static Fields find() {
            if (!SchedulerStrand.isAvailable()) return null;
            try {
                var open = Module.class.getDeclaredMethod("implAddOpensToAllUnnamed", String.class);
                open.setAccessible(true);
                open.invoke(Object.class.getModule(), "java.util.concurrent");
                Class<?> way = Class.forName(IN + "$Completion");
                Class<?> two = Class.forName(IN + "$CoCompletion");
                Class<?> any = Class.forName(IN + "$AnyOf");
                Class<?> uni = Class.forName(IN + "$UniCompletion");
                Class<?> bi = Class.forName(IN + "$BiCompletion");
                return new Fields(
                        field(CompletableFuture.class, "result", Object.class),
                        field(CompletableFuture.class, "stack", way),
                        field(way, "next", way),
                        two,
                        field(two, "base", bi),
                        any,
                        new VarHandle[] {
                            field(any, "dep", CompletableFuture.class), field(any, "srcs", CompletableFuture[].class)
                        },
                        uni,
                        new VarHandle[] {
                            field(uni, "dep", CompletableFuture.class), field(uni, "src", CompletableFuture.class)
                        },
                        bi,
                        field(bi, "snd", CompletableFuture.class));
            } catch (ReflectiveOperationException | RuntimeException otherJdk) {
                return null;
            }
        }

        private static VarHandle field(Class<?> in, String name, Class<?> type) throws ReflectiveOperationException {
            return MethodHandles.privateLookupIn(in, MethodHandles.lookup()).findVarHandle(in, name, type);
        }

        /** A minimal stage refuses to be asked whether it is. */
        boolean isDone(CompletableFuture<?> future) {
            return result.getVolatile(future) != null;
        }

        /** Of a way with two sources the second notes only a pointer to it. */
        Object base(Object way) {
            Object real = two.isInstance(way) ? base.get(way) : way;
            return real == null ? way : real;
        }

        /** What it ends; null if it has, or if it only wakes a thread. */
        CompletableFuture<?> ends(Object way) {
            if (any.isInstance(way)) return (CompletableFuture<?>) ofAny[0].get(way);
            return uni.isInstance(way) ? (CompletableFuture<?>) ofUni[0].get(way) : null;
        }

        CompletableFuture<?>[] sources(Object way) {
            if (any.isInstance(way)) return (CompletableFuture<?>[]) ofAny[1].get(way);
            var first = (CompletableFuture<?>) ofUni[1].get(way);
            var other = bi.isInstance(way) ? (CompletableFuture<?>) second.get(way) : null;
            return new CompletableFuture<?>[] {first, other};
        }
    }
}
