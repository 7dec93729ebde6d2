package syncasync.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/**
 * The declarations that a JShell knows at one moment, to go back to: a cell that fails half-way leaves nothing behind
 * of what did not run. JShell has no transaction of its own, and to drop a snippet does not bring back the one that it
 * replaced; the values of variables are in classes that stay loaded, so they come back with their snippets.
 */
public final class ShellSnapshot {

    private static final Handles HANDLES = Handles.find();

    private final Collection<Snippet> byKey;
    private final Collection<Snippet> all;
    private final List<Object[]> states;
    private final Map<Object, Object> classes;

    private ShellSnapshot(
            Collection<Snippet> byKey, Collection<Snippet> all, List<Object[]> states, Map<Object, Object> classes) {
        this.byKey = byKey;
        this.all = all;
        this.states = states;
        this.classes = classes;
    }

    /** Where JShell is built otherwise, nothing is taken back. */
    public static ShellSnapshot of(JShell shell) {
        if (HANDLES == null) {
            return new ShellSnapshot(List.of(), List.of(), List.of(), Map.of());
        }
        var all = List.copyOf(HANDLES.all(shell));
        return new ShellSnapshot(
                new ArrayList<>(HANDLES.byKey(shell)),
                all,
                all.stream().map(HANDLES::state).toList(),
                Map.copyOf(HANDLES.classes(shell)));
    }

    /** Goes back to it. */
    public void restore(JShell shell) {
        if (HANDLES == null) {
            return;
        }
        Collection<Snippet> keys = HANDLES.byKey(shell);
        keys.clear();
        keys.addAll(byKey);
        Collection<Snippet> snippets = HANDLES.all(shell);
        snippets.clear();
        snippets.addAll(all);
        Map<Object, Object> compiled = HANDLES.classes(shell);
        compiled.clear();
        compiled.putAll(classes);
        int at = 0;
        for (Snippet snippet : all) {
            HANDLES.restore(snippet, states.get(at++));
        }
    }

    /** @param kept what was declared since, and is to stay declared: nothing depends on it */
    void restore(JShell shell, List<Snippet> kept) {
        if (HANDLES == null || kept.isEmpty()) {
            restore(shell);
            return;
        }
        List<Snippet> keys = new ArrayList<>(HANDLES.byKey(shell));
        Map<Object, Object> compiled = Map.copyOf(HANDLES.classes(shell));
        restore(shell);
        compiled.forEach(HANDLES.classes(shell)::putIfAbsent);
        for (Snippet snippet : kept) {
            HANDLES.replace(shell, keys.indexOf(snippet), snippet);
        }
    }

    /** JShell's private fields that compiling a snippet changes. */
    private record Handles(
            VarHandle maps,
            VarHandle keys,
            VarHandle snippets,
            VarHandle tasks,
            VarHandle files,
            VarHandle classes,
            List<VarHandle> state) {

        private static final List<String> CHANGED = List.of("seq", "outer", "status", "unresolved", "diagnostics");

        static Handles find() {
            try {
                Class<?> maps = Class.forName("jdk.jshell.SnippetMaps");
                Class<?> tasks = Class.forName("jdk.jshell.TaskFactory");
                Class<?> files = Class.forName("jdk.jshell.MemoryFileManager");
                return new Handles(
                        handle(JShell.class, "maps"),
                        handle(maps, "keyIndexToSnippet"),
                        handle(maps, "snippets"),
                        handle(JShell.class, "taskFactory"),
                        handle(tasks, "fileManager"),
                        handle(files, "classObjects"),
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

        /**
         * What was compiled, by the names of the classes. A variable that is declared anew is compiled first under the
         * name that it has, and only then, since that class is loaded, under another.
         */
        @SuppressWarnings("unchecked")
        Map<Object, Object> classes(JShell shell) {
            return (Map<Object, Object>) classes.get(files.get(tasks.get(shell)));
        }

        /** Has the snippet stand where another of the same name and kind may stand. */
        void replace(JShell shell, int key, Snippet snippet) {
            var current = (List<Snippet>) byKey(shell);
            while (current.size() <= key) {
                current.add(null);
            }
            Snippet old = current.set(key, snippet);
            if (old != null) {
                state.get(CHANGED.indexOf("status")).set(old, Snippet.Status.OVERWRITTEN);
            }
            all(shell).add(snippet);
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
