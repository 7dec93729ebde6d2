package syncasync.kernel;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;
import org.assertj.core.api.Assert;
import org.dflib.jjava.distro.NotebookInitializer;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseNotebookStatics;
import org.dflib.jjava.jupyter.kernel.ExpressionValue;
import org.dflib.jjava.jupyter.kernel.HelpLink;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.dflib.jjava.jupyter.kernel.history.HistoryManager;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.magic.MagicsResolver;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.reply.CompleteReply;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.reply.InspectReply;
import org.dflib.jjava.jupyter.messages.reply.ShutdownReply;
import org.dflib.jjava.jupyter.messages.request.CompleteRequest;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.HistoryRequest;
import org.dflib.jjava.jupyter.messages.request.InspectRequest;
import org.dflib.jjava.jupyter.messages.request.ShutdownRequest;
import org.dflib.jjava.kernel.JavaKernel;
import org.dflib.jjava.kernel.JavaKernelBuilder;
import org.dflib.jjava.kernel.JavaNotebookStatics;
import org.dflib.jjava.kernel.execution.CodeEvaluator;
import org.dflib.jjava.kernel.execution.CompilationException;
import org.dflib.jjava.kernel.execution.EvaluationInterruptedException;
import org.dflib.jjava.shaded.com.google.gson.JsonObject;
import syncasync.host.Quiet;
import syncasync.host.Rich;

/** JJava, with what a learner must not meet put right. */
final class CellKernel extends JavaKernel {

    private static final String IMPORTS =
            """
            import module java.base;
            import java.util.prefs.*;
            import static %s.*;
            import static %s.*;""".formatted(BaseNotebookStatics.class.getName(), JavaNotebookStatics.class.getName());

    private final Evaluator cells;
    private final UncaughtExceptions deaths;
    private final CellIO cellIO;
    private final DeferredIndex index;
    private final CodeAssist assist;
    private final HeapGuard heap;
    private final CellHistory cellHistory = new CellHistory();
    private CellOutput output;
    private CellInput input;
    private Connection connection;

    private CellKernel(Builder with, Evaluator evaluator, JShell shell, CellIO io, DeferredIndex index) {
        super(
                with.name(),
                with.version(),
                with.language(),
                with.links(),
                with.history(),
                io,
                with.comms(),
                with.renderer(),
                with.magics(),
                with.magicsRegistry(),
                with.extensions(),
                with.styler(),
                shell,
                evaluator);
        cells = evaluator;
        cellIO = io;
        assist = new CodeAssist(shell, getMagicsRegistry());
        this.index = index;
        deaths = new UncaughtExceptions(evaluator.origins(), evaluator::cell);
        heap = new HeapGuard(
                evaluator.control(),
                () -> deaths.tellLater("What earlier cells had left running has filled the kernel's memory of "
                        + HeapGuard.size() + ", and was stopped."));
        Rendering.install(getRenderer());
    }

    /** The imports that each notebook begins with are those of Java's compact source files, and JJava's own functions. */
    @Override
    protected void installExtension(Extension extension) {
        if (extension instanceof NotebookInitializer) {
            evalRaw(IMPORTS);
        } else if (!(extension instanceof Rendering)) { // which is there from the start
            super.installExtension(extension);
        }
    }

    Evaluator cells() {
        return cells;
    }

    HeapGuard heap() {
        return heap;
    }

    UncaughtExceptions deaths() {
        return deaths;
    }

    /** From now on cells come from there, print and draw there, and ask there. */
    void use(CellOutput output, Connection connection) {
        this.output = output;
        this.connection = connection;
        input = new CellInput(output, cells::cell, connection::ask);
        becomeHandlerForConnection(connection);
        useStandardStreams();
    }

    /** A cell may have put its own in their place; that ends with the cell. */
    private void useStandardStreams() {
        output.becomeStandard();
        System.setIn(input);
    }

    @Override
    public void display(DisplayData data) {
        if (output != null) {
            output.publish(new PublishDisplayData(data));
        }
    }

    @Override
    protected synchronized void handleExecuteRequest(ShellReplyEnvironment env, Message<ExecuteRequest> message) {
        ExecuteRequest request = message.getContent();
        boolean counts = request.shouldStoreHistory() && !request.isSilent();
        int count = counts ? executionCount.getAndIncrement() : executionCount.get();
        commManager.setMessageContext(message);
        env.setStatusBusy();
        if (!request.isSilent()) {
            env.publish(new PublishExecuteInput(request.getCode(), count));
        }
        var cell = new RunningCell(count, request.getCode(), message, request.isStdinEnabled());
        output.flush();
        cells.control().begin(cell);
        cellIO.begin(env);
        deaths.tellUntold();
        String shown = null;
        Throwable error = null;
        try {
            DisplayData result = evaluate(cell);
            if (result != null && !request.isSilent()) {
                output.publish(new PublishExecuteResult(count, result));
                shown = String.valueOf(result.getData(MIMEType.TEXT_PLAIN));
            }
            Map<String, ExpressionValue> values = values(cell, request.getUserExpr());
            output.flush();
            env.reply(new PagedReply(count, values, cell.pages()));
        } catch (RuntimeException | Error e) {
            error = e instanceof Evaluator.CellFailed failed ? failed.getCause() : e;
            Failure failure = failure(e);
            output.publish(new PublishError(failure.name(), failure.message(), failure.traceback()));
            if (request.shouldStopOnError()) {
                connection.abortQueued();
            }
            var reply = new ErrorReply(failure.name(), failure.message(), failure.traceback());
            reply.setExecutionCount(count);
            env.replyError(ExecuteReply.MESSAGE_TYPE.error(), reply);
        } finally {
            useStandardStreams();
            cells.control().end();
            output.flush();
            cellIO.end(env);
            if (counts) {
                output.ended(error);
                cellHistory.add(count, request.getCode(), shown);
            }
            env.setStatusIdle();
        }
    }

    /**
     * Help on a name, or on the method of a call, beside the notebook: in what front ends call the pager. False if there
     * is none.
     */
    boolean page(String code) {
        DisplayData found = inspect(code, code.length(), false);
        return found != null && cells.cell().pages().add(found);
    }

    /** The reply to a cell, with what front ends are to show beside it. */
    private static final class PagedReply extends ExecuteReply {

        @SuppressWarnings("unused") // the protocol's name for it
        private final List<Map<String, Object>> payload;

        PagedReply(int count, Map<String, ExpressionValue> values, List<DisplayData> pages) {
            super(count, values);
            payload = pages.stream()
                    .map(page -> Map.of("source", "page", "data", bundle(page), "start", (Object) 0))
                    .toList();
        }

        private static Map<String, Object> bundle(DisplayData page) {
            Map<String, Object> bundle = new LinkedHashMap<>();
            for (MIMEType type : List.of(MIMEType.TEXT_PLAIN, MIMEType.TEXT_HTML)) {
                if (page.hasDataForType(type)) {
                    bundle.put(type.toString(), page.getData(type));
                }
            }
            return bundle;
        }
    }

    /** What a front end wants to know when a cell has run: the values of these expressions, by any names. */
    private Map<String, ExpressionValue> values(RunningCell cell, Map<String, String> expressions) {
        Map<String, ExpressionValue> values = new LinkedHashMap<>();
        if (expressions != null) {
            expressions.forEach((name, expression) -> values.put(name, value(cell.evaluating(expression))));
        }
        return values;
    }

    private ExpressionValue value(RunningCell expression) {
        try {
            DisplayData data = run(expression);
            return new ExpressionValue.Success(data == null ? new DisplayData("null") : data);
        } catch (RuntimeException | Error e) {
            Failure failure = failure(e);
            return new ExpressionValue.Error(failure.name(), failure.message(), failure.traceback());
        }
    }

    @Override
    protected void handleHistoryRequest(ShellReplyEnvironment env, Message<HistoryRequest> message) {
        env.setBusyDeferIdle();
        JsonObject content = cellHistory.lookUp(message.getContent());
        @SuppressWarnings({"rawtypes", "unchecked"}) // JJava's own content cannot hold a cell without a result
        Message<?> reply = new Message(message, MessageType.HISTORY_REPLY, content);
        env.reply(reply);
    }

    /** Runs a cell and says what to show of its value. */
    DisplayData run(RunningCell cell) {
        cells.control().begin(cell);
        try {
            return evaluate(cell);
        } finally {
            cells.control().end();
        }
    }

    private DisplayData evaluate(RunningCell cell) {
        Object value = evalBuilder(cell.code()).resolveMagics().eval();
        cells.unresolved(getJShell(), cell).forEach(System.err::println);
        if (HeapGuard.isFull()) {
            throw new Evaluator.CellFailed(new OutOfMemoryError("Java heap space"));
        }
        if (value instanceof DisplayData data) {
            return data;
        }
        return isWorthShowing(cell, value)
                ? cells.onMain(cell, () -> getRenderer().render(value))
                : null;
    }

    private static boolean isWorthShowing(RunningCell cell, Object value) {
        if (value == null || value instanceof Quiet || value instanceof PrintStream) {
            return false;
        }
        return !cell.endedWithSemicolon() || value instanceof Rich || value instanceof Assert;
    }

    /** How a cell failed, as the protocol wants it. */
    record Failure(String name, String message, List<String> traceback) {}

    Failure failure(Throwable e) {
        return switch (e) {
            case EvaluationInterruptedException interrupted
            when cells.cell().hasFilledHeap() -> heapIsFull(interrupted.getCause());
            case EvaluationInterruptedException interrupted -> {
                List<String> lines = new ArrayList<>(List.of(errorStyler.secondary("Interrupted")));
                if (interrupted.getCause() != null) {
                    lines.addAll(CellError.frames(interrupted.getCause(), cells.origins()));
                }
                if (!cells.cell().stuck().isEmpty()) {
                    lines.add(cells.cell().stuck());
                }
                yield new Failure("Interrupted", "", lines);
            }
            case CompilationException broken -> compilation(broken);
            case Evaluator.Incomplete incomplete -> incomplete(incomplete);
            case Evaluator.Refused refused ->
                new Failure(
                        refused.name(),
                        refused.getMessage(),
                        refused.getMessage().lines().map(errorStyler::secondary).toList());
            case Evaluator.CellFailed failed -> {
                Throwable inside = failed.ofEvaluatedCode();
                yield inside != null
                        ? failure(inside)
                        : HeapGuard.isCauseOf(failed.getCause())
                                ? heapIsFull(failed.getCause())
                                : thrown(failed.getCause());
            }
            case RuntimeException _ ->
                new Failure(
                        e.getClass().getSimpleName(),
                        JvmNames.clean(String.valueOf(e.getMessage())),
                        super.formatError(e));
            default -> thrown(e);
        };
    }

    /** Lets go of what the cell holds, until there is room for a next one. */
    private Failure heapIsFull(Throwable e) {
        heap.giveUp();
        RunningCell cell = cells.cell();
        cell.starts(null); // it holds its value
        Set<String> names = new LinkedHashSet<>();
        if (HeapGuard.isTight()) {
            Set<String> own = cell.declared().stream()
                    .filter(each -> each instanceof VarSnippet)
                    .map(each -> ((VarSnippet) each).name())
                    .collect(Collectors.toSet());
            names.addAll(cells.empty(getJShell(), variable -> own.contains(variable.name())));
        }
        if (HeapGuard.isTight()) {
            Set<String> mentioned = new HashSet<>(List.of(cell.code().split("[^\\p{L}\\p{N}_$]+")));
            names.addAll(cells.empty(getJShell(), variable -> mentioned.contains(variable.name())));
        }
        var message = "this cell wants more memory than the kernel has: " + HeapGuard.size();
        List<String> lines = new ArrayList<>(List.of(errorStyler.secondary("OutOfMemoryError: " + message)));
        if (e != null) {
            lines.addAll(CellError.of(e, cells.origins()).frames());
        }
        List<String> advice = new ArrayList<>();
        if (HeapGuard.isTight()) {
            advice.add("Something still holds nearly all of it. Restart the kernel.");
        } else {
            advice.add(
                    names.isEmpty()
                            ? "What only the cell held is let go; all variables are as they were."
                            : "So that there is room again, these variables are empty now: " + String.join(", ", names)
                                    + ".");
            advice.add("Hold less at once. A variable that is no longer needed lets go of it by name = null;");
        }
        advice.forEach(line -> lines.add(errorStyler.secondary(line)));
        return new Failure("OutOfMemoryError", message, lines);
    }

    private Failure thrown(Throwable e) {
        CellError problem = CellError.of(e, cells.origins());
        List<String> lines = new ArrayList<>();
        problem.title().lines().map(errorStyler::secondary).forEach(lines::add);
        lines.addAll(problem.frames());
        return new Failure(problem.name(), problem.message(), lines);
    }

    private Failure compilation(CompilationException e) {
        RunningCell cell = cells.cell();
        Snippet snippet = e.getBadSnippetCompilation().snippet();
        var error = CompileError.of(
                snippet.source(),
                getJShell().diagnostics(snippet).toList(),
                cells.origins().of(snippet).orElse(new CellPositions.Place(cell, cell.line())));
        List<String> lines = new ArrayList<>();
        error.lines().forEach(line -> lines.add(line.isMessage() ? errorStyler.secondary(line.text()) : line.text()));
        for (String name : error.missing()) {
            index.need();
            getJShell().sourceCodeAnalysis().listQualifiedNames(name, name.length()).getNames().stream()
                    .filter(known -> known.matches("javax?\\..*"))
                    .forEach(known -> lines.add(errorStyler.secondary("Perhaps: import " + known + ";")));
        }
        cell.unknown().forEach(sentence -> lines.add(errorStyler.secondary(sentence)));
        return new Failure("CompilationException", error.message(), lines);
    }

    private Failure incomplete(Evaluator.Incomplete e) {
        return new Failure("CompilationException", e.getMessage(), List.of(errorStyler.secondary(e.getMessage())));
    }

    @Override
    public ReplacementOptions complete(String code, int at) {
        CodeAssist.Completion completion = completion(code, at);
        return new ReplacementOptions(completion.texts(), completion.start(), completion.end());
    }

    private CodeAssist.Completion completion(String code, int at) {
        index.need();
        return assist.complete(code, at);
    }

    /** The protocol counts code points, Java counts chars. */
    private static int chars(String code, int codePoints) {
        return code.offsetByCodePoints(0, Math.clamp(codePoints, 0, code.codePointCount(0, code.length())));
    }

    @Override
    protected void handleCompleteRequest(ShellReplyEnvironment env, Message<CompleteRequest> message) {
        env.setBusyDeferIdle();
        String code = message.getContent().getCode();
        int at = chars(code, message.getContent().getCursorPos());
        CodeAssist.Completion completion = completion(code, at);
        int start = code.codePointCount(0, completion.start());
        int end = code.codePointCount(0, completion.end());
        List<Map<String, Object>> types = completion.types().stream()
                .map(type -> {
                    Map<String, Object> placed = new LinkedHashMap<>(type);
                    placed.put("start", start);
                    placed.put("end", end);
                    return placed;
                })
                .toList();
        env.reply(new CompleteReply(completion.texts(), start, end, Map.of("_jupyter_types_experimental", types)));
    }

    @Override
    protected void handleInspectRequest(ShellReplyEnvironment env, Message<InspectRequest> message) {
        env.setBusyDeferIdle();
        InspectRequest request = message.getContent();
        DisplayData found = inspect(
                request.getCode(), chars(request.getCode(), request.getCursorPos()), request.getDetailLevel() > 0);
        env.reply(new InspectReply(found != null, DisplayData.emptyIfNull(found)));
    }

    @Override
    public DisplayData inspect(String code, int at, boolean extraDetail) {
        index.need();
        return assist.inspect(code, at);
    }

    @Override
    public String isComplete(String code) {
        return assist.completeness(code);
    }

    @Override
    protected List<String> formatError(Throwable e) {
        return failure(e).traceback();
    }

    @Override
    public void onShutdown(boolean restart) {
        index.release();
        super.onShutdown(restart);
    }

    @Override
    protected void handleShutdownRequest(ShellReplyEnvironment env, Message<ShutdownRequest> message) {
        boolean restart = message.getContent().isRestart();
        env.setStatusBusy();
        env.reply(restart ? ShutdownReply.SHUTDOWN_AND_RESTART : ShutdownReply.SHUTDOWN);
        env.setStatusIdle();
        Shutdown.now(() -> {
            onShutdown(restart);
            connection.close();
        });
    }

    /** What of JJava's input and output stays in use: {@code display} by its own classes. */
    private static final class CellIO extends JupyterIO {

        CellIO(Charset encoding) {
            super(encoding);
        }

        void begin(ShellReplyEnvironment env) {
            setEnv(env);
        }

        void end(ShellReplyEnvironment env) {
            retractEnv(env);
        }
    }

    static Builder cellBuilder() {
        return new Builder();
    }

    static final class Builder extends JavaKernelBuilder<Builder, CellKernel> {

        private Builder() {}

        @Override
        public CellKernel build() {
            var evaluator = (Evaluator) buildCodeEvaluator(buildName());
            var index = new DeferredIndex();
            index.hold();
            return new CellKernel(this, evaluator, buildJShell(evaluator), new CellIO(buildJupyterIOEncoding()), index);
        }

        @Override
        protected CodeEvaluator buildCodeEvaluator(String name) {
            boolean limited = timeoutUnit != null && timeoutDuration > 0;
            return new Evaluator(name, limited ? Duration.of(timeoutDuration, timeoutUnit.toChronoUnit()) : null);
        }

        private String name() {
            return buildName();
        }

        private String version() {
            return buildVersion();
        }

        private LanguageInfo language() {
            return buildLanguageInfo();
        }

        private List<HelpLink> links() {
            return List.of(
                    new HelpLink("Java", "https://dev.java/learn/"),
                    new HelpLink("JJava", "https://github.com/dflib/jjava"));
        }

        private HistoryManager history() {
            return buildHistoryManager();
        }

        private CommManager comms() {
            return buildCommManager();
        }

        private Renderer renderer() {
            return buildRenderer();
        }

        private MagicsResolver magics() {
            return new CellMagics(buildMagicTranspiler());
        }

        private MagicsRegistry magicsRegistry() {
            return buildMagicsRegistry();
        }

        private boolean extensions() {
            return buildExtensionsEnabled();
        }

        private StringStyler styler() {
            return buildErrorStyler();
        }
    }
}
