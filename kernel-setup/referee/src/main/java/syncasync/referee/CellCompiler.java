package syncasync.referee;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import syncasync.kernel.CellText;
import syncasync.kernel.OneFile;
import syncasync.kernel.ShellSnapshot;

/**
 * A compiler of cells: JShell without its execution. It knows the cells that came before, compiles the next one whole, and
 * runs nothing; what has to be run is a {@link Program}. Not thread-safe.
 */
final class CellCompiler implements AutoCloseable {

    /** Why a cell does not compile. */
    static final class DoesNotCompile extends Exception {
        private static final long serialVersionUID = 1;

        DoesNotCompile(String message) {
            super(message);
        }
    }

    /**
     * A cell, compiled.
     *
     * @param owners whose each class is: the id of the cell that it was first declared in. An earlier cell's class comes again
     *     when something that it refers to has come to be known, or to be another
     */
    record Compiled(Program program, Map<String, String> owners, Declared declared) {}

    /** What a cell declares and imports, as the code says it: {@code static java.lang.Math.*}. */
    record Declared(Set<String> names, List<String> imports) {

        private void add(Snippet snippet) {
            if (snippet instanceof ImportSnippet imported) {
                imports.add((imported.isStatic() ? "static " : "") + imported.fullname());
            } else if (snippet instanceof DeclarationSnippet declaration) {
                names.add(declaration.name());
            }
        }
    }

    private static final int MOST_CHARACTERS = 100_000; // of a cell
    private static final int DEEPEST = 100; // brackets within brackets: javac's stack is as deep as the code

    /** What a cell may take for granted in the kernel. */
    private static final List<String> BEFORE = List.of(
            "import module java.base;",
            "String display(Object value, String... as) { System.out.println(value); return \"\"; }",
            "String render(Object value, String... as) { return String.valueOf(value); }");

    private static final String WRAPPER = "REPL.$JShell$";

    private final Recorder recorder = new Recorder();
    private final JShell shell;
    private final Program prelude;
    private final Map<Snippet, String> cells = new HashMap<>(); // which cell each was declared in
    private final Map<String, String> owners = new HashMap<>(); // the same, by the name of the outer class
    private State before; // the cell that was compiled last
    private State marked;

    /** @param classPath all that cells can refer to, besides the JDK */
    CellCompiler(List<String> classPath) {
        shell = JShell.builder()
                .executionEngine(recorder, Map.of())
                .compilerOptions(
                        "--enable-preview",
                        "--source",
                        "25",
                        "-g",
                        "-proc:none",
                        "-classpath",
                        String.join(":", classPath))
                .build();
        BEFORE.forEach(shell::eval);
        prelude = recorder.take();
    }

    /** What each program begins with. */
    Program prelude() {
        return prelude;
    }

    @Override
    public void close() {
        shell.close();
    }

    /**
     * Cuts a cell into snippets.
     *
     * @throws DoesNotCompile if it ends too early, or is beyond measure
     */
    private List<Piece> pieces(String code) throws DoesNotCompile {
        if (code.length() > MOST_CHARACTERS) {
            throw new DoesNotCompile("The cell has more than " + MOST_CHARACTERS + " characters.");
        }
        if (isTooDeep(new CellText(code).code())) {
            throw new DoesNotCompile("The cell has more than " + DEEPEST + " brackets within each other.");
        }
        SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
        List<Piece> pieces = new ArrayList<>();
        String rest = code;
        CompletionInfo info = analysis.analyzeCompletion(rest);
        while (info.completeness().isComplete()) {
            int from = code.length() - rest.length();
            from += rest.length() - rest.stripLeading().length();
            pieces.add(new Piece(info.source(), 1 + CellText.linesBefore(code, from)));
            rest = info.remaining();
            info = analysis.analyzeCompletion(rest);
        }
        if (info.completeness() != SourceCodeAnalysis.Completeness.EMPTY) {
            throw new DoesNotCompile("The cell ends too early: " + shortened(rest.strip()));
        }
        List<String> alone = OneFile.of(pieces.stream().map(Piece::code).toList());
        for (int i = 0; i < alone.size(); i++) {
            pieces.set(i, new Piece(alone.get(i), pieces.get(i).line()));
        }
        return pieces;
    }

    private record Piece(String code, int line) {}

    /** Whether brackets, or operators in a row, nest more than anybody writes; {@code <} may be either. */
    private static boolean isTooDeep(String code) {
        int brackets = 0;
        int angles = 0;
        int operators = 0;
        for (int i = 0; i < code.length(); i++) {
            switch (code.charAt(i)) {
                case '(', '[', '{' -> brackets++;
                case ')', ']', '}' -> brackets--;
                case '<' -> angles++;
                case '+', '-', '*', '/', '%', '&', '|', '^', '!', '~', '?', '.' -> operators++;
                case ';' -> {
                    angles = 0;
                    operators = 0;
                }
                default -> {}
            }
            if (brackets > DEEPEST || angles > DEEPEST || operators > 20 * DEEPEST) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a cell declares, as far as it can be read without its being compiled.
     *
     * @throws DoesNotCompile if it ends too early, or is beyond measure
     */
    Declared declared(String code) throws DoesNotCompile {
        var declared = new Declared(new LinkedHashSet<>(), new ArrayList<>());
        for (Piece piece : pieces(code)) {
            shell.sourceCodeAnalysis().sourceToSnippets(piece.code()).forEach(declared::add);
        }
        return declared;
    }

    /**
     * Compiles the next cell. One that does not compile leaves no declaration behind.
     *
     * @throws DoesNotCompile with the compiler's words
     * @throws OutOfMemoryError if it takes more than there is; this compiler is of no more use then
     */
    Compiled compile(String cell, String code) throws DoesNotCompile {
        before = state();
        try {
            var declared = new Declared(new LinkedHashSet<>(), new ArrayList<>());
            List<Piece> pieces = pieces(code);
            for (int i = 0; i < pieces.size(); ) {
                int together = observations(pieces.subList(i, pieces.size()), cell);
                if (together == 0) {
                    compile(pieces.get(i), cell, declared);
                }
                i += Math.max(1, together);
            }
            Program program = recorder.take();
            Map<String, String> whose = new LinkedHashMap<>();
            program.classes().keySet().forEach(name -> whose.put(name, owners.getOrDefault(outer(name), cell)));
            return new Compiled(program, whose, declared);
        } catch (DoesNotCompile e) {
            takeBack();
            throw e;
        } catch (RuntimeException | Error e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof OutOfMemoryError full) {
                    throw full;
                }
            }
            takeBack();
            throw new DoesNotCompile("The compiler gives up: " + e.getClass().getSimpleName());
        }
    }

    private void compile(Piece piece, String cell, Declared declared) throws DoesNotCompile {
        List<SnippetEvent> events = shell.eval(piece.code().strip());
        for (SnippetEvent event : events) {
            own(event.snippet(), cell);
        }
        for (SnippetEvent event : events) {
            if (event.causeSnippet() == null) {
                declared.add(event.snippet());
                if (!event.status().isDefined() && event.status() != Snippet.Status.RECOVERABLE_NOT_DEFINED) {
                    throw new DoesNotCompile(problem(piece, event.snippet()));
                }
            }
        }
    }

    /**
     * Compiles observations that follow each other at once, since JShell takes nearly as long for each snippet as for all of
     * them. What is wrong with one is said when they are compiled one by one.
     *
     * @return how many
     */
    private int observations(List<Piece> pieces, String cell) {
        List<String> codes = pieces.stream()
                .map(each -> each.code().strip())
                .takeWhile(each -> each.startsWith("observe(") && each.endsWith(";"))
                .toList();
        if (codes.size() < 2) {
            return 0;
        }
        var all = new Piece(
                "{\n" + String.join("\n", codes) + "\n}", pieces.getFirst().line());
        try {
            compile(all, cell, new Declared(new LinkedHashSet<>(), new ArrayList<>()));
            return codes.size();
        } catch (DoesNotCompile _) {
            return 0;
        }
    }

    /** Takes back the cell that was compiled last. */
    void takeBack() {
        goBackTo(before);
    }

    /** Marks this state, to {@link #goBack} to. */
    void mark() {
        marked = state();
    }

    /** Knows again what it knew when it was marked, and no more. */
    void goBack() {
        goBackTo(marked);
    }

    /**
     * All that it knows.
     *
     * @param loaded names of classes that JShell takes for loaded, and will not load again
     */
    private record State(
            ShellSnapshot shell, Set<Object> loaded, Map<Snippet, String> cells, Map<String, String> owners) {}

    private State state() {
        return new State(
                ShellSnapshot.of(shell), Set.copyOf(loaded(shell).keySet()), Map.copyOf(cells), Map.copyOf(owners));
    }

    private void goBackTo(State state) {
        state.shell.restore(shell);
        loaded(shell).keySet().retainAll(state.loaded);
        cells.clear();
        cells.putAll(state.cells);
        owners.clear();
        owners.putAll(state.owners);
        recorder.take();
    }

    /** JShell's own table of loaded classes. */
    private static Map<?, ?> loaded(JShell shell) {
        try {
            Field tracker = JShell.class.getDeclaredField("classTracker");
            tracker.setAccessible(true);
            Field map = tracker.getType().getDeclaredField("map");
            map.setAccessible(true);
            return (Map<?, ?>) map.get(tracker.get(shell));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JShell is built otherwise: " + e.getMessage(), e);
        }
    }

    /** One sentence for each declaration of a cell that refers to something nobody knows: it cannot be run. */
    List<String> unresolved(String cell) {
        return cells.entrySet().stream()
                .filter(each -> each.getValue().equals(cell))
                .map(Map.Entry::getKey)
                .filter(DeclarationSnippet.class::isInstance)
                .map(DeclarationSnippet.class::cast)
                .filter(each -> shell.status(each) == Snippet.Status.RECOVERABLE_DEFINED
                        || shell.status(each) == Snippet.Status.RECOVERABLE_NOT_DEFINED)
                .map(each -> each.name() + " refers to "
                        + shell.unresolvedDependencies(each).collect(Collectors.joining(" and "))
                        + ", which is not known")
                .sorted()
                .toList();
    }

    private void own(Snippet snippet, String cell) {
        String whose = cells.computeIfAbsent(snippet, _ -> cell);
        if (!(snippet instanceof ImportSnippet)) {
            String wrapper = shell.sourceCodeAnalysis().wrapper(snippet).fullClassName();
            owners.putIfAbsent(wrapper, whose);
        }
    }

    private static String outer(String className) {
        int nested = className.indexOf('$', WRAPPER.length());
        return nested < 0 ? className : className.substring(0, nested);
    }

    private String problem(Piece piece, Snippet snippet) {
        return shell.diagnostics(snippet)
                .filter(Diag::isError)
                .map(each -> "line " + line(piece, each) + ": " + readable(each.getMessage(Locale.ENGLISH)))
                .limit(5)
                .collect(Collectors.joining("\n"));
    }

    private static int line(Piece piece, Diag problem) {
        return piece.line() + CellText.linesBefore(piece.code().strip(), (int) Math.max(0, problem.getPosition()));
    }

    /** Without where it was looked for, a class that JShell has made. */
    private static String readable(String message) {
        return shortened(message.replaceAll("\\n\\s*location:.*", "").replaceAll("\\n\\s*symbol:\\s*", ": "));
    }

    private static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + " …";
    }

    /** The execution control that JShell asks to load classes and to run them: it notes them, and does neither. */
    private static final class Recorder implements ExecutionControl, ExecutionControlProvider {

        private Map<String, byte[]> classes = new LinkedHashMap<>();
        private List<Program.Call> calls = new ArrayList<>();

        Program take() {
            var program = new Program(classes, calls);
            classes = new LinkedHashMap<>();
            calls = new ArrayList<>();
            return program;
        }

        @Override
        public void load(ClassBytecodes[] loaded) {
            for (ClassBytecodes each : loaded) {
                classes.put(each.name(), each.bytecodes());
            }
        }

        @Override
        public void redefine(ClassBytecodes[] redefined) throws NotImplementedException {
            throw new NotImplementedException("JShell makes a class of another name instead");
        }

        @Override
        public String invoke(String className, String methodName) {
            calls.add(new Program.Call(className, methodName));
            return "";
        }

        @Override
        public String varValue(String className, String varName) {
            return "";
        }

        @Override
        public void addToClasspath(String path) {}

        @Override
        public void stop() {}

        @Override
        public Object extensionCommand(String command, Object argument) throws NotImplementedException {
            throw new NotImplementedException(command);
        }

        @Override
        public void close() {}

        @Override
        public String name() {
            return "recorder";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return this;
        }
    }
}
