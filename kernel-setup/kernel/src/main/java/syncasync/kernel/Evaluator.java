package syncasync.kernel;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jdk.jshell.spi.SPIResolutionException;
import org.dflib.jjava.jupyter.telemetry.TelemetryCollector;
import org.dflib.jjava.kernel.execution.CodeEvaluator;
import org.dflib.jjava.kernel.execution.CompilationException;
import org.dflib.jjava.kernel.execution.EvaluationInterruptedException;
import org.dflib.jjava.kernel.execution.EvaluationTimeoutException;

/** Evaluates cells piece by piece, and knows afterwards which of their declarations cannot be used yet. */
final class Evaluator extends CodeEvaluator {

    /** A cell that cannot go on, for a reason that is said in words of our own. */
    static final class Refused extends RuntimeException {

        private final String name;

        Refused(String name, String why) {
            super(why);
            this.name = name;
        }

        String name() {
            return name;
        }
    }

    /** A cell ends too early. */
    static final class Incomplete extends RuntimeException {

        Incomplete(String code, int from, RunningCell cell) {
            super(why(code, from, cell));
        }

        private static String why(String code, int from, RunningCell cell) {
            return new CellText(code.substring(from))
                    .unclosed()
                    .map(open -> {
                        int line = cell.linesAbove(code) + 1 + CellText.linesBefore(code, from + open.at());
                        var place = new CellPositions.Place(cell, line);
                        return switch (open.what()) {
                            case "/*" -> "*/ is missing: the comment of %s is never closed".formatted(place);
                            case "{" -> "'}' is missing: the '{' of %s is never closed".formatted(place);
                            case "(" -> "')' is missing: the '(' of %s is never closed".formatted(place);
                            case "[" -> "']' is missing: the '[' of %s is never closed".formatted(place);
                            default -> "\"\"\" is missing: the text of %s is never closed".formatted(place);
                        };
                    })
                    .orElse("The cell ends too early: " + code.substring(from).strip());
        }
    }

    /** Code of a cell threw something. */
    static final class CellFailed extends RuntimeException {
        CellFailed(Throwable thrown) {
            super(null, thrown, false, false); // asks the exception nothing: it may be a learner's
        }

        /** The failure of code that this code evaluated, with {@code %%time} for instance; {@code null} if none. */
        Throwable ofEvaluatedCode() {
            Throwable e = getCause();
            for (int depth = 0; e != null && depth < 9 && isOfJJava(e); depth++) {
                e = e.getCause();
            }
            return e instanceof CellFailed
                            || e instanceof Refused
                            || e instanceof CompilationException
                            || e instanceof Incomplete
                    ? e
                    : null;
        }

        private static boolean isOfJJava(Throwable e) {
            return e.getClass() == RuntimeException.class && e.getCause() != null;
        }
    }

    private static final Pattern COMMENT = Pattern.compile("//[^\\n]*|(?s:/\\*.*?\\*/)");
    private static final Pattern IMPORT = Pattern.compile("(?:\\s|" + COMMENT + ")*+import\\s");

    // code that may add a library or declare something: only it can help what is not known
    private static final Pattern TEACHES =
            Pattern.compile("\\b(?:libraries|addToClasspath|lineMagic|cellMagic|eval\\w*)\\s*\\(");

    private static final int SHORT = 10_000; // characters of a text that takes little room

    private final CellLoader loader = new CellLoader();
    private final CellPositions origins = new CellPositions();
    private final CellControl control;
    private final Duration limit;
    private final ReentrantLock compiling = new ReentrantLock(); // not held while code runs: that may compile, too
    private final AtomicLong evaluations = new AtomicLong();

    /** @param limit the longest that a piece of a cell may take; {@code null} is for ever */
    Evaluator(String name, Duration limit) {
        super(name, -1, TimeUnit.MILLISECONDS);
        this.limit = limit;
        this.control = new CellControl(loader, origins, limit);
    }

    CellPositions origins() {
        return origins;
    }

    CellControl control() {
        return control;
    }

    /** The cell that runs, or ran last. */
    RunningCell cell() {
        return control.cell();
    }

    /**
     * @param hasValue whether the last of the calls gives a value to show
     * @param wanting whether it refers to something that is not known
     * @param problem {@code null} if there is none
     * @param before what JShell knew until then
     * @param since what pieces that were compiled together with it have declared since, and come before it
     */
    private record Compiled(
            SnippetBatch.Source source,
            List<CellControl.Call> calls,
            boolean hasValue,
            boolean wanting,
            CompilationException problem,
            ShellSnapshot before,
            List<Snippet> since) {}

    /**
     * Compiles all of the code, then runs it. Code that does not compile runs not at all, and leaves no declaration
     * behind; neither does a statement that throws, nor what comes after it. Only where something is not known, and a statement
     * before may make it known, that runs first.
     */
    @Override
    public Object eval(JShell shell, String code) {
        RunningCell cell = cell();
        List<SnippetBatch.Source> sources = cancellable(shell, cell, () -> split(shell, cell, code));
        List<Compiled> waiting = new ArrayList<>();
        int next = 0;
        while (true) {
            int from = next;
            next = cancellable(shell, cell, () -> compile(shell, cell, sources, from, waiting));
            Object value = run(shell, cell, waiting);
            waiting.clear();
            if (next == sources.size()) {
                return value;
            }
        }
    }

    /** Has the compiler work for the cell, until the cell is interrupted. */
    private <T> T cancellable(JShell shell, RunningCell cell, Supplier<T> work) {
        compiling.lock();
        try {
            return CancellableJavac.during(shell, cell::isInterrupted, work);
        } catch (RuntimeException | Error e) {
            if (cell.isInterrupted()) { // whatever JShell made of the cancellation
                throw new EvaluationInterruptedException(cell.code());
            }
            if (e instanceof OutOfMemoryError) {
                throw new CellFailed(e);
            }
            if (isOverflow(e)) {
                throw new Refused(
                        "CompilationException",
                        "This is nested too deeply for the compiler, or too long a chain. Cut it into several statements.");
            }
            throw e;
        } finally {
            compiling.unlock();
        }
    }

    private static boolean isOverflow(Throwable e) {
        return e instanceof StackOverflowError || e != null && isOverflow(e.getCause());
    }

    /** @return how far it came: all, or up to where something must run first */
    private int compile(
            JShell shell, RunningCell cell, List<SnippetBatch.Source> sources, int from, List<Compiled> into) {
        ShellSnapshot begin = ShellSnapshot.of(shell);
        boolean done = false;
        try {
            int i = from;
            int alone = from; // up to there one by one
            while (i < sources.size()) {
                var batch = i < alone ? Batch.NONE : together(shell, cell, sources.subList(i, sources.size()));
                List<Compiled> pieces = batch.pieces();
                if (pieces.isEmpty()) {
                    alone = Math.max(alone, i + batch.tried());
                    Compiled piece = compile(shell, cell, sources.get(i));
                    if (piece.wanting() && into.stream().anyMatch(Evaluator::teaches)) {
                        piece.before().restore(shell);
                        done = true;
                        return i;
                    }
                    if (piece.problem() != null) {
                        cell.cannotUse(unresolvedIn(shell, piece.source().code()));
                        throw piece.problem();
                    }
                    pieces = List.of(piece);
                }
                stopIfInterrupted(cell);
                into.addAll(pieces);
                i += pieces.size();
            }
            done = true;
            return sources.size();
        } finally {
            if (!done) {
                control.noted(); // they will not be run
                begin.restore(shell);
            }
        }
    }

    private static void stopIfInterrupted(RunningCell cell) {
        if (cell.isInterrupted()) {
            throw new EvaluationInterruptedException(cell.code());
        }
    }

    /** @param tried how many it was tried with; if there are no pieces then, one of them has an error */
    private record Batch(int tried, List<Compiled> pieces) {
        static final Batch NONE = new Batch(0, List.of());
    }

    private Batch together(JShell shell, RunningCell cell, List<SnippetBatch.Source> sources) {
        ShellSnapshot before = ShellSnapshot.of(shell);
        cell.compiles(sources.getFirst().line());
        SnippetBatch.Result batch = SnippetBatch.of(shell, sources);
        if (batch.snippet() == null) {
            before.restore(shell);
            return new Batch(batch.tried(), List.of());
        }
        SourceCodeAnalysis.SnippetWrapper wrapper = shell.sourceCodeAnalysis().wrapper(batch.snippet());
        origins.compiled(batch.snippet(), wrapper, cell);
        List<Compiled> pieces = new ArrayList<>();
        List<Snippet> since = new ArrayList<>(List.of(batch.snippet()));
        for (SnippetBatch.Piece piece : batch.pieces()) {
            SnippetBatch.Source source = sources.get(pieces.size());
            List<CellControl.Call> calls = piece.methods().stream()
                    .map(method -> new CellControl.Call(wrapper.fullClassName(), method))
                    .toList();
            pieces.add(new Compiled(source, calls, piece.hasValue(), false, null, before, List.copyOf(since)));
            cell.compiles(source.line());
            piece.variables().forEach(variable -> origins.compiled(variable, null, cell));
            cell.declared().addAll(piece.variables());
            since.addAll(piece.variables());
        }
        return new Batch(pieces.size(), pieces);
    }

    private Compiled compile(JShell shell, RunningCell cell, SnippetBatch.Source source) {
        ShellSnapshot before = ShellSnapshot.of(shell);
        cell.compiles(source.line());
        List<SnippetEvent> events = events(shell, onOneLine(source.code().strip()));
        List<CellControl.Call> calls = control.noted();
        boolean hasValue = false;
        boolean wanting = false;
        CompilationException problem = null;
        for (SnippetEvent event : events) {
            cell.declared().add(event.snippet());
            origins.compiled(event.snippet(), shell.sourceCodeAnalysis().wrapper(event.snippet()), cell);
            noteEmptied(cell, event);
            if (event.causeSnippet() == null) {
                hasValue = switch (event.snippet().subKind()) {
                    case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND -> true;
                    default -> false;
                };
                wanting |= event.status() != Snippet.Status.VALID;
                if (problem == null
                        && event.status() != Snippet.Status.RECOVERABLE_NOT_DEFINED
                        && !event.status().isDefined()) {
                    problem = new CompilationException(event);
                }
            }
        }
        return new Compiled(source, calls, hasValue, wanting, problem, before, List.of());
    }

    /** A type that is declared anew is another type: a variable of the old one loses its value. */
    private static void noteEmptied(RunningCell cell, SnippetEvent event) {
        if (event.snippet() instanceof VarSnippet variable
                && event.previousStatus() == Snippet.Status.VALID
                && event.causeSnippet() instanceof TypeDeclSnippet type) {
            cell.emptied()
                    .computeIfAbsent(type.name(), _ -> new LinkedHashSet<>())
                    .add(variable.name());
        }
    }

    private List<SnippetEvent> events(JShell shell, String code) {
        boolean isImport = IMPORT.matcher(code).lookingAt();
        List<SnippetEvent> events;
        try {
            events = isImport ? SnippetBatch.importing(shell, code) : shell.eval(code);
        } catch (RuntimeException | Error e) { // the compiler gave up, for instance AssertionError: typeSig ERROR
            if (e instanceof OutOfMemoryError || isOverflow(e)) {
                throw e;
            }
            throw isImport
                    ? refusedImport(shell, code)
                    : new Refused(
                            "CompilationException",
                            "The compiler gives up: this does not go together with what earlier cells declared.\n"
                                    + code);
        }
        boolean spoils = isImport
                && events.stream()
                        .filter(event -> event.previousStatus() == Snippet.Status.VALID)
                        .anyMatch(event -> event.status() == Snippet.Status.REJECTED
                                || shell.diagnostics(event.snippet()).anyMatch(Diag::isError));
        if (spoils || isImport && code.contains("*") && !SnippetBatch.areTypesKnown(shell)) {
            throw ambiguous(code);
        }
        return events;
    }

    /** The compiler fails over something else that it compiles anew because of an import. */
    private Refused refusedImport(JShell shell, String code) {
        List<String> unresolved = allUnresolved(shell);
        return unresolved.isEmpty()
                ? ambiguous(code)
                : new Refused(
                        "CompilationException",
                        "The compiler gives up at " + code + "\nPerhaps because of what earlier cells declared:\n"
                                + String.join("\n", unresolved));
    }

    private static Refused ambiguous(String code) {
        return new Refused(
                "CompilationException",
                "With this import a name that earlier cells use would mean another class: " + code
                        + "\nImport by their names the classes that are needed, without *.");
    }

    private static boolean teaches(Compiled piece) {
        return TEACHES.matcher(piece.source().code()).find();
    }

    private Object run(JShell shell, RunningCell cell, List<Compiled> pieces) {
        List<CellControl.Call> calls =
                pieces.stream().flatMap(piece -> piece.calls().stream()).toList();
        if (calls.isEmpty()) {
            return null;
        }
        long evaluationsBefore = evaluations.incrementAndGet();
        try {
            Object value = control.run(cell, calls);
            if (cell.isInterrupted()) {
                throw new EvaluationInterruptedException(
                        pieces.getLast().source().code());
            }
            return pieces.getLast().hasValue() ? value : null;
        } catch (CellControl.Failed e) {
            Compiled failed = pieceOf(pieces, e.at());
            if (evaluations.get() == evaluationsBefore) { // otherwise that code has declared things itself
                failed.before().restore(shell, failed.since());
            }
            throw failure(shell, cell, e.getCause(), failed.source().code());
        }
    }

    /** Has the cell's own thread make something of a value, with the learner's code: so that it can be stopped. */
    <T> T onMain(RunningCell cell, Callable<T> work) {
        try {
            T result = control.call(cell, work);
            if (cell.isInterrupted()) {
                throw new EvaluationInterruptedException("");
            }
            return result;
        } catch (CellControl.Failed e) {
            throw failure(null, cell, e.getCause(), "");
        }
    }

    /**
     * Empties variables that may hold much, so that it is let go.
     *
     * @return their names, without those that JShell made up
     */
    List<String> empty(JShell shell, Predicate<VarSnippet> which) {
        List<String> emptied = new ArrayList<>();
        for (VarSnippet variable : shell.variables().filter(which).toList()) {
            try {
                Field field = loader.findClass(
                                shell.sourceCodeAnalysis().wrapper(variable).fullClassName())
                        .getDeclaredField(variable.name());
                field.setAccessible(true);
                if (mayHoldMuch(field.get(null))) {
                    field.set(null, null);
                    emptied.add(variable.name());
                }
            } catch (ReflectiveOperationException | LinkageError | RuntimeException _) {
                // it was never loaded, or its class failed to initialize: it holds nothing
            }
        }
        return emptied.stream().filter(name -> !name.startsWith("$")).toList();
    }

    private static boolean mayHoldMuch(Object value) {
        return switch (value) {
            case null -> false;
            case String text -> text.length() > SHORT;
            case Number _, Boolean _, Character _, Enum<?> _, Class<?> _, Thread _ -> false;
            default -> true;
        };
    }

    private static Compiled pieceOf(List<Compiled> pieces, int call) {
        int calls = 0;
        for (Compiled piece : pieces) {
            calls += piece.calls().size();
            if (call < calls) {
                return piece;
            }
        }
        return pieces.getLast();
    }

    /** Cuts a cell into what JShell calls snippets. */
    private static List<SnippetBatch.Source> split(JShell shell, RunningCell cell, String code) {
        SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
        List<SnippetBatch.Source> sources = new ArrayList<>();
        String rest = code;
        int above = cell.linesAbove(code);
        CompletionInfo info = analysis.analyzeCompletion(rest);
        while (info.completeness().isComplete()) {
            stopIfInterrupted(cell);
            int from = code.length() - rest.length() + leadingBlanks(rest);
            sources.add(new SnippetBatch.Source(info.source(), above + 1 + CellText.linesBefore(code, from)));
            cell.endsWithSemicolon(new CellText(rest.substring(
                            0, Math.max(0, rest.length() - info.remaining().length())))
                    .endsWithSemicolon());
            rest = info.remaining();
            info = analysis.analyzeCompletion(rest);
        }
        if (info.completeness() != SourceCodeAnalysis.Completeness.EMPTY) {
            throw new Incomplete(code, code.length() - rest.length(), cell);
        }
        List<String> compilable =
                OneFile.of(sources.stream().map(SnippetBatch.Source::code).toList());
        for (int i = 0; i < compilable.size(); i++) {
            sources.set(
                    i, new SnippetBatch.Source(compilable.get(i), sources.get(i).line()));
        }
        return sources;
    }

    /**
     * An import with a comment before it has several lines. JShell puts them above all the code that came before, whose
     * line numbers change; so it compiles that anew, and the values of the variables are lost.
     */
    private static String onOneLine(String code) {
        if (!IMPORT.matcher(code).lookingAt()) {
            return code;
        }
        return COMMENT.matcher(code).replaceAll(" ").replaceAll("\\s+", " ").strip();
    }

    private RuntimeException failure(JShell shell, RunningCell cell, Throwable thrown, String code) {
        if (cell.isTimedOut()) {
            return new EvaluationTimeoutException(limit.toMillis(), TimeUnit.MILLISECONDS, code.strip());
        }
        if (cell.isInterrupted()) {
            var interrupted = new EvaluationInterruptedException(code.strip());
            interrupted.initCause(thrown);
            return interrupted;
        }
        if (thrown instanceof SPIResolutionException unresolved) {
            return shell.snippets()
                    .filter(s -> s instanceof DeclarationSnippet && s.id().equals(String.valueOf(unresolved.id())))
                    .reduce((_, latest) -> latest)
                    .<RuntimeException>map(
                            s -> new Refused("UnresolvedReferenceException", sentence(shell, (DeclarationSnippet) s)))
                    .orElseGet(() -> new CellFailed(thrown));
        }
        return new CellFailed(thrown);
    }

    /** One sentence for each declaration of this cell that refers to something nobody knows. */
    List<String> unresolved(JShell shell, RunningCell cell) {
        List<String> sentences = new ArrayList<>();
        cell.emptied()
                .forEach((type, variables) -> sentences.add(type
                        + " has been declared anew. What was made of the old one is gone, so these variables are empty now: "
                        + namesInOrder(shell, variables) + ". Run the cells again that fill them."));
        Set<String> told = cell.emptied().values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        for (Snippet snippet : cell.declared()) {
            if (snippet instanceof DeclarationSnippet declaration && !told.contains(declaration.name())) {
                Snippet.Status status = shell.status(snippet);
                if (status == Snippet.Status.RECOVERABLE_DEFINED || status == Snippet.Status.RECOVERABLE_NOT_DEFINED) {
                    sentences.add(sentence(shell, declaration));
                }
            }
        }
        return sentences;
    }

    private static String namesInOrder(JShell shell, Set<String> variables) {
        return shell.variables()
                .map(VarSnippet::name)
                .filter(variables::contains)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** The same, of all cells so far. */
    List<String> allUnresolved(JShell shell) {
        return shell.snippets()
                .filter(s -> s instanceof DeclarationSnippet)
                .filter(s -> shell.status(s) == Snippet.Status.RECOVERABLE_DEFINED
                        || shell.status(s) == Snippet.Status.RECOVERABLE_NOT_DEFINED)
                .map(s -> sentence(shell, (DeclarationSnippet) s))
                .toList();
    }

    private List<String> unresolvedIn(JShell shell, String code) {
        return shell.snippets()
                .filter(s ->
                        s instanceof DeclarationSnippet && shell.status(s) == Snippet.Status.RECOVERABLE_NOT_DEFINED)
                .map(s -> (DeclarationSnippet) s)
                .filter(s -> Pattern.compile("\\b" + Pattern.quote(s.name()) + "\\b")
                        .matcher(code)
                        .find())
                .map(s -> sentence(shell, s))
                .toList();
    }

    private String sentence(JShell shell, DeclarationSnippet declaration) {
        return sentence(shell, declaration, new HashSet<>());
    }

    /** @param told of which it is said already why they cannot be used */
    private String sentence(JShell shell, DeclarationSnippet declaration, Set<String> told) {
        told.add(declaration.name());
        List<String> missing = new ArrayList<>();
        List<DeclarationSnippet> waiting = new ArrayList<>();
        shell.unresolvedDependencies(declaration)
                .map(JvmNames::clean)
                .map(Evaluator::asWritten)
                .forEach(name -> waitingType(shell, name, told)
                        .ifPresentOrElse(waiting::add, () -> missing.add(name + place(name, declaration))));
        String what = declaration instanceof MethodSnippet method
                ? "method " + method.name() + "(" + method.parameterTypes() + ") is declared, but cannot be run yet: "
                : kind(declaration) + " " + declaration.name() + " is declared, but cannot be used yet: ";
        if (!waiting.isEmpty()) {
            String unknown = missing.isEmpty() ? "" : refersTo(missing) + "; ";
            return what
                    + unknown
                    + waiting.stream()
                            .map(each -> "it refers to " + kind(each) + " " + each.name() + ". "
                                    + capital(sentence(shell, each, told)))
                            .collect(Collectors.joining(" "));
        }
        if (missing.isEmpty() && declaration instanceof VarSnippet) {
            return what + "its type was declared anew. Run the cell again that fills it.";
        }
        if (missing.isEmpty()) {
            String why = shell.diagnostics(declaration)
                    .map(d -> d.getMessage(null).lines().findFirst().orElse("")
                            + CompileError.hint(d).map(". "::concat).orElse(""))
                    .distinct()
                    .collect(Collectors.joining("; "));
            return what + (why.isEmpty() ? "something it refers to is not known." : why.replaceFirst("\\.?$", "."));
        }
        return what + refersTo(missing) + ".";
    }

    private static String refersTo(List<String> missing) {
        return "it refers to " + String.join(" and ", missing) + ", which " + (missing.size() == 1 ? "is" : "are")
                + " not known";
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    /** The declaration of that type, if there is one that cannot be used yet itself. */
    private static Optional<DeclarationSnippet> waitingType(JShell shell, String name, Set<String> told) {
        return shell.types()
                .filter(type -> name.equals("class " + type.name()) && !told.contains(type.name()))
                .filter(type -> shell.status(type) == Snippet.Status.RECOVERABLE_NOT_DEFINED)
                .map(DeclarationSnippet.class::cast)
                .findFirst();
    }

    /** Where a declaration says that name first. */
    private String place(String missing, Snippet in) {
        Matcher name = Pattern.compile("\\w+ (\\w+)").matcher(missing);
        if (!name.lookingAt()) {
            return "";
        }
        Matcher said = Pattern.compile("\\b" + name.group(1) + "\\b").matcher(new CellText(in.source()).code());
        return !said.find()
                ? ""
                : origins.of(in)
                        .map(begin -> " (" + begin.plus(CellText.linesBefore(in.source(), said.start())) + ")")
                        .orElse("");
    }

    /** JShell takes any name before a dot for a variable's. */
    private static String asWritten(String missing) {
        return missing.replaceFirst("^variable (?=[A-Z]\\w*[a-z])", "class ");
    }

    private static String kind(DeclarationSnippet declaration) {
        return switch (declaration.subKind()) {
            case CLASS_SUBKIND -> "class";
            case INTERFACE_SUBKIND -> "interface";
            case ENUM_SUBKIND -> "enum";
            case RECORD_SUBKIND -> "record";
            case ANNOTATION_TYPE_SUBKIND -> "annotation";
            default -> declaration.kind() == Snippet.Kind.VAR ? "variable" : "declaration";
        };
    }

    private static int leadingBlanks(String text) {
        return text.length() - text.stripLeading().length();
    }

    @Override
    public ExecutionControlProvider getExecControlProvider() {
        return new ExecutionControlProvider() {
            @Override
            public String name() {
                return "cells";
            }

            @Override
            public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
                return control;
            }
        };
    }

    @Override
    public void startThreadTelemetryCollection(TelemetryCollector<?> collector) {
        control.collect(collector);
    }

    @Override
    public void stopThreadTelemetryCollection() {
        TelemetryCollector<?> collector = control.collector();
        control.collect(TelemetryCollector.DO_NOTHING);
        collector.stop();
    }

    @Override
    public void interrupt() {
        control.interrupt();
    }

    @Override
    public ClassLoader getClassLoader() {
        return loader;
    }
}
