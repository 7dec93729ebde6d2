package syncasync.kernel;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.TypeDeclSnippet;

/** The parts that JShell compiles a snippet with, by reflection: its own entry takes one snippet at a time. */
final class JShellTasks {

    /** JShell refused, or the compiler gave up. */
    static final class Failed extends RuntimeException {
        Failed(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    private final Field eval = field(JShell.class, "eval");
    private final Field tasks = field(JShell.class, "taskFactory");
    private final Field outers = field(JShell.class, "outerMap");
    private final Field keys = field(JShell.class, "keyMap");
    private final Field maps = field(JShell.class, "maps");

    private final Class<?> wrap = type("Wrap");
    private final Class<?> worker = type("TaskFactory$Worker");
    private final Class<?> diagnostics = type("DiagList");

    private final Constructor<?> mask = constructor(type("MaskCommentsAndModifiers"), String.class, boolean.class);
    private final Method cleared = method(type("MaskCommentsAndModifiers"), "cleared");
    private final Method parse = method(type("TaskFactory"), "parse", String.class, worker);
    private final Method units = method(type("TaskFactory$ParseTask"), "units");
    private final Method parsedFiles = method(type("TaskFactory$ParseTask"), "cuTrees");
    private final Method problems = method(type("TaskFactory$BaseTask"), "getDiagnostics");
    private final Method hasErrors = method(diagnostics, "hasOtherThanNotStatementErrors");
    private final Method anyError = method(diagnostics, "hasErrors");
    private final Method analyze = method(type("TaskFactory"), "analyze", type("OuterWrap"), worker);
    private final Method unitsOfFile = method(type("TaskFactory$AnalyzeTask"), "cuTrees");
    private final Method trees = method(type("TaskFactory$BaseTask"), "trees");
    private final Method member = method(wrap, "identityWrap", String.class);
    private final Method trial = method(type("OuterWrapMap"), "wrapInTrialClass", wrap);
    private final Method part = method(wrap, "rangeWrap", String.class, type("Wrap$Range"));
    private final Constructor<?> range = constructor(type("Wrap$Range"), int.class, int.class);
    private final Constructor<?> compound = constructor(type("Wrap$CompoundWrap"), Object[].class);
    private final Method keyForStatement = method(type("KeyMap"), "keyForStatement");
    private final Constructor<?> statementSnippet =
            constructor(type("StatementSnippet"), type("Key$StatementKey"), String.class, wrap);
    private final Method snippets = method(type("Eval"), "sourceToSnippets", String.class);
    private final Method synthetic = method(Snippet.class, "syntheticDiags");
    private final Method dependents = method(type("SnippetMaps"), "getDependents", Snippet.class);
    private final Method current = method(type("SnippetMaps"), "getSnippet", type("Key"));
    private final Method declareReferences = method(Snippet.class, "declareReferences");
    private final Method install = method(type("SnippetMaps"), "installSnippet", Snippet.class);
    private final Method key = method(Snippet.class, "key");
    private final Method index = method(type("Key"), "index");
    private final Method className = method(Snippet.class, "className");
    private final Field dependencies = field(type("SnippetMaps"), "dependencies");
    private final Method outer = method(Snippet.class, "outerWrap");
    private final Method setOuter = method(Snippet.class, "setOuterWrap", type("OuterWrap"));
    private final Method setOverwritten = method(Snippet.class, "setOverwritten");
    private final Method setStatus =
            method(Snippet.class, "setCompilationStatus", Snippet.Status.class, List.class, diagnostics);
    private final Method guts = method(Snippet.class, "guts");
    private final Method wrapInClass =
            method(type("OuterWrapMap"), "wrapInClass", Set.class, Collection.class, List.class, List.class);
    private final Method compile = method(type("TaskFactory"), "compile", Collection.class, worker);
    private final Method generate = method(type("TaskFactory$CompileTask"), "compile");
    private final Method generated = method(type("TaskFactory$CompileTask"), "classList", type("OuterWrap"));
    private final Field classes = field(JShell.class, "classTracker");
    private final Method byName = method(type("ClassTracker"), "get", String.class);
    private final Method bytes = method(type("ClassTracker$ClassInfo"), "toClassBytecodes");
    private final Method load = method(type("Eval"), "load", Collection.class);

    private JShellTasks() {}

    /** Empty where JShell is built otherwise. */
    static Optional<JShellTasks> find() {
        try {
            return Optional.of(new JShellTasks());
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    /** The same code, every character at its place, without comments. */
    String withoutComments(String source) {
        return ((String) call(cleared, make(mask, source, false))).stripTrailing();
    }

    /** @param use is given the first declarations or statements, none if there is an error */
    <T> T parse(JShell shell, String code, BiFunction<List<? extends Tree>, Function<Tree, Part>, T> use) {
        return inTask(parse, get(tasks, shell), code, task -> {
            boolean wrong = (boolean) call(hasErrors, call(problems, task));
            Iterable<CompilationUnitTree> files = cast(call(parsedFiles, task));
            SourcePositions positions = ((Trees) call(trees, task)).getSourcePositions();
            return use.apply(wrong ? List.of() : cast(call(units, task)), tree -> {
                CompilationUnitTree file = files.iterator().next();
                return new Part(
                        (int) positions.getStartPosition(file, tree), (int) positions.getEndPosition(file, tree));
            });
        });
    }

    /** Has the compiler find the types in members of a class. */
    <T> T analyze(JShell shell, String members, BiFunction<CompilationUnitTree, Trees, T> use) {
        Object file = call(trial, get(outers, shell), call(member, null, members));
        return inTask(analyze, get(tasks, shell), file, task -> {
            Iterable<CompilationUnitTree> files = cast(call(unitsOfFile, task));
            return use.apply(files.iterator().next(), (Trees) call(trees, task));
        });
    }

    /** Whether the compiler has nothing against these members of a class. */
    boolean isValid(JShell shell, String members) {
        Object file = call(trial, get(outers, shell), call(member, null, members));
        return inTask(analyze, get(tasks, shell), file, task -> !(boolean) call(anyError, call(problems, task)));
    }

    /**
     * One snippet of several pieces of a cell, in one class.
     *
     * @param members of that class: the text, in which a {@link Part} of the source stands for itself
     */
    Snippet snippet(JShell shell, String source, List<Object> members) {
        Object[] parts = members.stream()
                .map(each ->
                        each instanceof Part of ? call(part, null, source, make(range, of.begin(), of.end())) : each)
                .toArray();
        Object wrapped = make(compound, (Object) parts);
        return (Snippet) make(statementSnippet, call(keyForStatement, get(keys, shell)), source, wrapped);
    }

    /** A part of the source of a snippet, so that positions in the one are found in the other. */
    record Part(int begin, int end) {}

    /** Whatever JShell makes of that source; it installs nothing. */
    List<Snippet> snippets(JShell shell, String source) {
        return cast(call(snippets, get(eval, shell), source));
    }

    /** Those that were compiled with what this one declares, or could not be compiled without. */
    List<Snippet> dependents(JShell shell, Snippet snippet) {
        return cast(call(dependents, get(maps, shell), snippet));
    }

    /**
     * Compiles, loads and installs a snippet that nothing depends on; nothing is invoked. JShell would have the
     * compiler look for errors first, in a task of its own, since it can use some declarations that have any.
     *
     * @return whether there is no error
     */
    boolean compile(JShell shell, Snippet snippet) {
        Object file = call(wrapInClass, get(outers, shell), Set.of(), List.of(), List.of(snippet), List.of((Object)
                call(guts, snippet)));
        call(setOuter, snippet, file);
        boolean compiled = inTask(compile, get(tasks, shell), List.of(file), task -> {
            if (!(boolean) call(generate, task)) {
                return false;
            }
            List<String> names = cast(call(generated, task, file));
            Object loaded = get(classes, shell);
            call(
                    load,
                    get(eval, shell),
                    names.stream()
                            .map(name -> call(bytes, call(byName, loaded, name)))
                            .toList());
            return true;
        });
        if (compiled) {
            call(setStatus, snippet, Snippet.Status.VALID, List.of(), call(synthetic, snippet));
            call(install, get(maps, shell), snippet);
        }
        return compiled;
    }

    /** Installs a variable that is a member of the class of a compiled snippet. */
    void install(JShell shell, Snippet variable, Snippet in) {
        Object old = call(current, get(maps, shell), call(key, variable));
        if (old != null) {
            call(setOverwritten, old);
        }
        call(setOuter, variable, call(outer, in));
        call(setStatus, variable, Snippet.Status.VALID, List.of(), call(synthetic, variable));
        call(install, get(maps, shell), variable);
        dependOnTypes(shell, variable);
    }

    /** JShell goes by all names in its type, packages too, and by imports: what those mean now, they go on meaning. */
    private void dependOnTypes(JShell shell, Snippet variable) {
        Collection<String> named = cast(call(declareReferences, variable));
        Map<String, Set<Integer>> all = cast(get(dependencies, get(maps, shell)));
        shell.types()
                .map(TypeDeclSnippet::name)
                .filter(named::contains)
                .forEach(type -> all.computeIfAbsent(type, _ -> new HashSet<>())
                        .add((Integer) call(index, call(key, variable))));
    }

    /** Does this while JShell takes these variables for such that depend on nothing, so that it leaves them alone. */
    <T> T leavingAlone(JShell shell, List<? extends Snippet> variables, Supplier<T> work) {
        Map<String, Set<Integer>> all = cast(get(dependencies, get(maps, shell)));
        variables.forEach(each -> all.values().forEach(of -> of.remove((Integer) call(index, call(key, each)))));
        try {
            return work.get();
        } finally {
            variables.forEach(each -> dependOnTypes(shell, each));
        }
    }

    /** Whether JShell itself has compiled it: into a class with its number, and letters if not the first of it. */
    boolean isInOwnClass(Snippet snippet) {
        String name = (String) call(className, snippet);
        return name.matches("\\$JShell\\$" + call(index, call(key, snippet)) + "[A-Z]*");
    }

    private <T> T inTask(Method start, Object factory, Object input, Function<Object, T> use) {
        Object work = Proxy.newProxyInstance(worker.getClassLoader(), new Class<?>[] {worker}, (_, method, args) -> {
            if (method.getDeclaringClass() == Object.class) {
                throw new UnsupportedOperationException(method.getName());
            }
            return use.apply(args[0]);
        });
        return cast(call(start, factory, input, work));
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object found) {
        return (T) found;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("jdk.jshell." + name);
        } catch (ClassNotFoundException e) {
            throw new Failed(e);
        }
    }

    private static Field field(Class<?> of, String name) {
        try {
            Field field = of.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new Failed(e);
        }
    }

    private static Method method(Class<?> of, String name, Class<?>... parameters) {
        try {
            Method method = of.getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException e) {
            throw new Failed(e);
        }
    }

    private static Constructor<?> constructor(Class<?> of, Class<?>... parameters) {
        try {
            Constructor<?> constructor = of.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new Failed(e);
        }
    }

    private static Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new Failed(e);
        }
    }

    private static Object call(Method method, Object on, Object... arguments) {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw new Failed(e.getCause());
        } catch (IllegalAccessException e) {
            throw new Failed(e);
        }
    }

    private static Object make(Constructor<?> constructor, Object... arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new Failed(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new Failed(e);
        }
    }
}
