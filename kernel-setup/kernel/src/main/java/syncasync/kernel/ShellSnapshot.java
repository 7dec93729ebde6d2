package syncasync.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/**
 * The declarations that a JShell knows at one moment, to go back to: a cell that fails half-way leaves nothing behind
 * of what did not run. JShell has no transaction of its own, and to drop a snippet does not bring back the one that it
 * replaced; the values of variables are in classes that stay loaded, so they come back with their snippets.
 */
final class ShellSnapshot {

    private static final Handles HANDLES = Handles.find();

    private final Collection<Snippet> byKey;
    private final Collection<Snippet> all;
    private final List<Object[]> states;

    private ShellSnapshot(Collection<Snippet> byKey, Collection<Snippet> all, List<Object[]> states) {
        this.byKey = byKey;
        this.all = all;
        this.states = states;
    }

    /** Where JShell is built otherwise, nothing is taken back. */
    static ShellSnapshot of(JShell shell) {
        if (HANDLES == null) {
            return new ShellSnapshot(List.of(), List.of(), List.of());
        }
        var all = List.copyOf(HANDLES.all(shell));
        return new ShellSnapshot(
                new ArrayList<>(HANDLES.byKey(shell)),
                all,
                all.stream().map(HANDLES::state).toList());
    }

    void restore(JShell shell) {
        if (HANDLES == null) {
            return;
        }
        Collection<Snippet> keys = HANDLES.byKey(shell);
        keys.clear();
        keys.addAll(byKey);
        Collection<Snippet> snippets = HANDLES.all(shell);
        snippets.clear();
        snippets.addAll(all);
        int at = 0;
        for (Snippet snippet : all) {
            HANDLES.restore(snippet, states.get(at++));
        }
    }

    /** JShell's private fields that compiling a snippet changes. */
    private record Handles(VarHandle maps, VarHandle keys, VarHandle snippets, List<VarHandle> state) {

        private static final List<String> CHANGED = List.of("seq", "outer", "status", "unresolved", "diagnostics");

        static Handles find() {
            try {
                Class<?> maps = Class.forName("jdk.jshell.SnippetMaps");
                return new Handles(
                        handle(JShell.class, "maps"),
                        handle(maps, "keyIndexToSnippet"),
                        handle(maps, "snippets"),
                        CHANGED.stream()
                                .map(name -> handle(Snippet.class, name))
                                .toList());
            } catch (ReflectiveOperationException | RuntimeException _) {
                return null;
            }
        }

        private static VarHandle handle(Class<?> in, String field) {
            try {
                return MethodHandles.privateLookupIn(in, MethodHandles.lookup())
                        .unreflectVarHandle(in.getDeclaredField(field));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @SuppressWarnings("unchecked")
        Collection<Snippet> byKey(JShell shell) {
            return (Collection<Snippet>) keys.get(maps.get(shell));
        }

        @SuppressWarnings("unchecked")
        Collection<Snippet> all(JShell shell) {
            return (Collection<Snippet>) snippets.get(maps.get(shell));
        }

        Object[] state(Snippet snippet) {
            return state.stream().map(field -> field.get(snippet)).toArray();
        }

        void restore(Snippet snippet, Object[] values) {
            for (int i = 0; i < values.length; i++) {
                state.get(i).set(snippet, values[i]);
            }
        }
    }
}
