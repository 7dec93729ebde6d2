package syncasync.referee;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import syncasync.functions.Unchecked;
import syncasync.homework.Award;
import syncasync.homework.Grading;
import syncasync.referee.CellCompiler.DoesNotCompile;
import syncasync.referee.StudentJvm.Answer;

/**
 * An autograder: it compiles a submission's cells, has them run in a JVM apart, and judges what they observed. No code of a
 * student runs here, and nothing by which it judges leaves.
 */
final class Referee implements AutoCloseable {

    /** Something does not end, and cannot be ended. */
    private static final class TakesTooLong extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static final int COMPILER_SECONDS = 10; // of the processor's time, for one cell
    private static final String UNKNOWN = "SPIResolutionException: resolution exception"; // as JShell has it thrown
    private static final int MOST_USES = 50;
    private static final int BY_THE_CLOCK = 10;
    private static final int STACK = 64_000_000; // bytes: javac recurses as deep as the code nests
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Consumer<Map<String, Object>> progress;
    private Judge judge;
    private List<String> judgeKey;
    private Spare spare;
    private Start start;
    private final Map<String, CellCompiler.Declared> declared =
            new LinkedHashMap<>() { // by code, of cells of assignments
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, CellCompiler.Declared> eldest) {
                    return size() > 1_000;
                }
            };
    private boolean restart;

    /** @param progress is told before something that may take this JVM's breath away: {@code {"run": …, "at": cell}} */
    Referee(Consumer<Map<String, Object>> progress) {
        this.progress = progress;
    }

    /** A student's JVM that was started ahead, for whoever asks with the same words. */
    private record Spare(List<Object> words, StudentJvm jvm) {}

    /**
     * What all submissions of an assignment begin with, compiled once: the given cells before the first one of a student.
     *
     * @param uses how many submissions had it; JShell remembers a little of each
     */
    private record Start(
            List<Object> key, CellCompiler compiler, Map<String, CellCompiler.Compiled> compiled, int uses) {}

    /** Whether something in this JVM did not end, so that another should take its place. */
    boolean wantsRestart() {
        return restart;
    }

    @Override
    public void close() {
        if (spare != null) {
            spare.jvm.close();
        }
    }

    private StudentJvm jvm(Request request) {
        List<Object> words = List.of(request.sandbox(), request.java(), request.classPath());
        StudentJvm jvm = spare != null && spare.words.equals(words) && spare.jvm.isAlive() ? spare.jvm : null;
        if (jvm == null) {
            close();
            jvm = StudentJvm.start(request.sandbox(), request.java(), request.classPath());
        }
        spare = new Spare(words, StudentJvm.start(request.sandbox(), request.java(), request.classPath()));
        return jvm;
    }

    /** The marks of a submission, as the answer has them. */
    Map<String, Object> grade(Request request) {
        Set<String> without = new HashSet<>();
        while (true) {
            try {
                return new Submission(request, without).grade();
            } catch (Endless e) {
                without.add(e.cell); // once more without it, and with another compiler
                start = null;
                restart = true;
            }
        }
    }

    /** A cell that the compiler does not get through. */
    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String cell;

        Endless(String cell) {
            super(null, null, false, false);
            this.cell = cell;
        }
    }

    /**
     * Does something that may not end, on a thread of its own.
     *
     * @param seconds of the processor's time, since a machine may be busy; many times that by the clock
     */
    private static <T> T within(int seconds, Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        Thread thread = new Thread(null, task, "compiler and checks", STACK);
        thread.setDaemon(true);
        thread.start();
        long end = System.nanoTime() + BY_THE_CLOCK * TimeUnit.SECONDS.toNanos(seconds);
        while (THREADS.getThreadCpuTime(thread.threadId()) < TimeUnit.SECONDS.toNanos(seconds)
                && System.nanoTime() - end < 0) {
            try {
                return task.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // not yet
            } catch (ExecutionException e) {
                if (e.getCause() instanceof OutOfMemoryError) {
                    break;
                }
                throw Unchecked.rethrow(e.getCause());
            }
        }
        thread.interrupt();
        throw new TakesTooLong();
    }

    /** One submission on its way. */
    private final class Submission {

        private final Request request;
        private final Request.Limits limits;
        private final Set<String> without;
        private final long end;
        private final Policy policy;
        private final Set<String> given = new HashSet<>(); // classes of cells that are not the student's
        private final Set<String> assigned = new HashSet<>(); // what the model solution assigns
        private final ReservedNames reserved = new ReservedNames();
        private final List<Program> sent = new ArrayList<>(); // what another JVM has to be sent first
        private final Map<String, Answer> answers = new LinkedHashMap<>();
        private CellCompiler compiler;
        private StudentJvm jvm;
        private boolean isUsed; // a test cell has run in this JVM

        Submission(Request request, Set<String> without) {
            this.request = request;
            this.without = without;
            limits = request.limits();
            end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limits.totalSeconds());
            policy = Policy.usual().with(request.policy());
        }

        Map<String, Object> grade() {
            Judge.Submission checks = judge().of(request.student());
            if (isAnythingToRun()) {
                runCells();
            }
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("run", request.run());
            result.put(
                    "items",
                    request.cells().stream()
                            .filter(each -> each.role() == Request.Role.TEST)
                            .map(each -> item(each, checks))
                            .toList());
            result.put(
                    "cells",
                    request.cells().stream()
                            .filter(each -> answers.containsKey(each.id()))
                            .map(each -> told(each.id(), answers.get(each.id())))
                            .toList());
            if (restart) {
                result.put("restart", true);
            }
            return result;
        }

        private Judge judge() {
            List<String> key = Judge.key(request.cells());
            if (!key.equals(judgeKey)) {
                judge = new Judge(request.cells());
                judgeKey = key;
            }
            return judge;
        }

        private boolean isAnythingToRun() {
            return request.cells().stream()
                    .anyMatch(each -> each.role() == Request.Role.TEST
                            && !request.observed().containsKey(each.id()));
        }

        private void runCells() {
            try {
                List<Request.Cell> first = request.cells().stream()
                        .takeWhile(each -> each.role() == Request.Role.GIVEN && !without.contains(each.id()))
                        .toList();
                Start start = start(first);
                compiler = start.compiler;
                begin();
                reserveNames();
                for (Request.Cell each : request.cells()) {
                    if (each.role() != Request.Role.TEST || !request.observed().containsKey(each.id())) {
                        answers.put(each.id(), answer(each, start.compiled.get(each.id())));
                    }
                }
                tellWhatIsUnknown();
            } finally {
                if (jvm != null) {
                    jvm.close();
                }
            }
        }

        private Start start(List<Request.Cell> cells) {
            List<Object> key = List.of(request.compileClassPath(), cells);
            if (start != null && start.key.equals(key) && start.uses < MOST_USES) {
                start = new Start(key, start.compiler, start.compiled, start.uses + 1);
                start.compiler.goBack();
                return start;
            }
            start = null;
            var compiler = new CellCompiler(request.compileClassPath());
            Map<String, CellCompiler.Compiled> compiled = new HashMap<>();
            for (Request.Cell each : cells) {
                try {
                    progress.accept(Map.of("run", request.run(), "at", each.id()));
                    compiled.put(each.id(), within(COMPILER_SECONDS, () -> compiler.compile(each.id(), each.toRun())));
                } catch (TakesTooLong e) {
                    throw new Endless(each.id());
                } catch (Exception e) {
                    break; // it is told where it is compiled again
                }
            }
            compiler.mark();
            start = new Start(key, compiler, compiled, 1);
            return start;
        }

        private void reserveNames() {
            for (Request.Cell each : request.cells()) {
                try {
                    switch (each.role()) {
                        case GIVEN -> reserved.given(each.source(), declared(each.source()));
                        case TEST -> reserved.locked(each.source(), declared(each.toRun()));
                        case SOLUTION -> {
                            assigned.addAll(ReservedNames.assignedIn(each.model()));
                            reserved.model(declared(each.model()));
                        }
                    }
                } catch (DoesNotCompile _) {
                    // it will be told where the cell is compiled
                }
            }
        }

        private CellCompiler.Declared declared(String code) throws DoesNotCompile {
            CellCompiler.Declared known = declared.get(code);
            if (known == null) {
                known = compiler.declared(code);
                declared.put(code, known);
            }
            return known;
        }

        private Answer answer(Request.Cell cell, CellCompiler.Compiled compiled) {
            if (System.nanoTime() - end > 0) {
                return new Answer("not run", "All of it together took longer than " + limits.totalSeconds() + " s.");
            }
            if (without.contains(cell.id())) {
                return new Answer("does not compile", "The compiler does not get through it.");
            }
            progress.accept(Map.of("run", request.run(), "at", cell.id()));
            try {
                CellCompiler.Compiled code = compiled != null
                        ? compiled
                        : within(COMPILER_SECONDS, () -> compiler.compile(cell.id(), cell.toRun()));
                return run(cell, allowed(cell, code));
            } catch (TakesTooLong e) {
                throw new Endless(cell.id());
            } catch (NotAllowed e) {
                compiler.takeBack();
                return new Answer("not allowed", e.getMessage());
            } catch (Exception e) {
                return new Answer("does not compile", e.getMessage());
            }
        }

        /** The program, less classes of earlier cells that have come to refer to what is not allowed: whoever uses them fails. */
        private Program allowed(Request.Cell cell, CellCompiler.Compiled compiled) throws NotAllowed {
            List<String> violations = new ArrayList<>();
            if (cell.role() == Request.Role.SOLUTION) {
                violations.addAll(reserved.violations(compiled.declared()));
            }
            Map<String, byte[]> classes = new LinkedHashMap<>();
            Map<String, ClassModel> models = new LinkedHashMap<>();
            compiled.program()
                    .classes()
                    .forEach((name, bytes) -> models.put(name, ClassFile.of().parse(bytes)));
            models.values().forEach(policy::knows); // all of them first: one may be above another
            for (var each : compiled.program().classes().entrySet()) {
                ClassModel model = models.get(each.getKey());
                String owner = compiled.owners().get(each.getKey());
                List<String> found = isOfStudent(owner) ? policy.violations(model, given, assigned) : List.of();
                if (!isOfStudent(owner)) {
                    given.add(each.getKey());
                }
                if (found.isEmpty()) {
                    classes.put(each.getKey(), each.getValue());
                } else if (owner.equals(cell.id())) {
                    violations.addAll(found);
                }
            }
            if (!violations.isEmpty()) {
                throw new NotAllowed("This cell "
                        + violations.stream().distinct().limit(5).collect(Collectors.joining("; it ")) + ".");
            }
            return new Program(classes, compiled.program().calls());
        }

        private boolean isOfStudent(String cell) {
            return request.cells().stream()
                    .anyMatch(each -> each.id().equals(cell) && each.role() == Request.Role.SOLUTION);
        }

        private Answer run(Request.Cell cell, Program program) {
            boolean isTest = cell.role() == Request.Role.TEST;
            Answer answer = jvm.run(task(program));
            if (answer.isOver() && isTest && isUsed) { // perhaps for what an earlier one left behind
                another();
                answer = jvm.run(task(program));
            }
            if (isTest) {
                isUsed = true;
                sent.add(program.withoutCalls());
            } else {
                sent.add(answer.isOver() ? program.withoutCalls() : program);
            }
            if (answer.isOver()) {
                another();
            }
            return withWhatIsUnknown(answer);
        }

        /** What cannot be run, since it refers to what nobody knows, throws where it is called; here it is told what that is. */
        private Answer withWhatIsUnknown(Answer answer) {
            String unknown = "does not compile: " + whatIsUnknown();
            Map<String, Object> observed = new LinkedHashMap<>(answer.observed());
            observed.replaceAll((_, value) ->
                    value instanceof Map<?, ?> thrown && ("the code throws " + UNKNOWN).equals(thrown.get("$threw"))
                            ? Map.of("$threw", "the code " + unknown)
                            : value);
            String message = UNKNOWN.equals(answer.message()) ? unknown : answer.message();
            return new Answer(answer.state(), message, answer.printed(), observed);
        }

        /** What a student's cells refer to and nobody knows; or else the cells of theirs that came to nothing. */
        private String whatIsUnknown() {
            List<Request.Cell> theirs = request.cells().stream()
                    .filter(each -> each.role() == Request.Role.SOLUTION)
                    .toList();
            String names = theirs.stream()
                    .flatMap(each -> compiler.unresolved(each.id()).stream())
                    .collect(Collectors.joining("; "));
            String cells = theirs.stream()
                    .map(Request.Cell::id)
                    .filter(each -> answers.containsKey(each)
                            && List.of("does not compile", "not allowed")
                                    .contains(answers.get(each).state()))
                    .collect(Collectors.joining(", "));
            return names.isEmpty() && !cells.isEmpty() ? "it needs what stands in " + cells : names;
        }

        /** Only now it is certain that no later cell has made it known. */
        private void tellWhatIsUnknown() {
            for (Request.Cell each : request.cells()) {
                Answer answer = answers.get(each.id());
                List<String> unknown = compiler.unresolved(each.id());
                if (answer != null && each.role() == Request.Role.SOLUTION && !unknown.isEmpty()) {
                    answers.put(
                            each.id(),
                            new Answer("does not compile", String.join("\n", unknown), answer.printed(), Map.of()));
                }
            }
        }

        private Program.Task task(Program program) {
            return new Program.Task(
                    request.student(), program, limits.cellSeconds(), limits.output(), limits.observed());
        }

        /**
         * Starts a JVM.
         *
         * @throws IllegalStateException if it does not run even what is ours: that is no student's fault
         */
        private void begin() {
            for (int tries = 2; tries > 0; tries--) {
                jvm = jvm(request);
                isUsed = false;
                if (!jvm.run(task(compiler.prelude())).isOver()) {
                    return;
                }
                jvm.close();
            }
            throw new IllegalStateException("The student's JVM does not start, or not in its sandbox.");
        }

        /** Goes on in another JVM, with what had run before. What does not end this time, either, is not run again. */
        private void another() {
            jvm.close();
            begin();
            for (int i = 0; i < sent.size() && System.nanoTime() - end < 0; i++) {
                if (jvm.run(task(sent.get(i))).isOver()) {
                    jvm.close();
                    begin();
                    sent.set(i, sent.get(i).withoutCalls());
                    i = -1;
                }
            }
        }

        @SuppressWarnings("unchecked")
        private Map<String, Object> item(Request.Cell cell, Judge.Submission checks) {
            progress.accept(Map.of("run", request.run(), "at", cell.id()));
            Answer answer = answers.get(cell.id());
            Map<String, Object> observed =
                    answer == null ? (Map<String, Object>) request.observed().get(cell.id()) : answer.observed();
            String problem = answer == null || answer.state().equals("ran") ? null : answer.message();
            Grading.Judgement judgement;
            try {
                judgement = within(limits.cellSeconds(), () -> checks.judge(cell.id(), observed, problem));
            } catch (TakesTooLong e) {
                restart = true;
                judgement = new Grading.Judgement(List.of(), new IllegalStateException("The check does not end."));
            } catch (Exception e) {
                judgement = new Grading.Judgement(List.of(), e);
            }
            int points = judgement.awards().stream().mapToInt(Award::points).sum();
            int max = cell.points() > 0
                    ? cell.points()
                    : judgement.awards().stream().mapToInt(Award::max).sum();
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("id", cell.id());
            item.put("points", Math.min(points, max));
            item.put("max", max);
            item.put("awards", judgement.awards().stream().map(Referee::award).toList());
            item.put(
                    "problem",
                    judgement.thrown() == null
                            ? problem
                            : String.valueOf(judgement.thrown().getMessage()));
            item.put("observed", observed);
            return item;
        }

        private Map<String, Object> told(String cell, Answer answer) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("id", cell);
            told.put("state", answer.state());
            told.put("message", answer.message());
            told.put("printed", answer.printed());
            return told;
        }
    }

    private static final class NotAllowed extends Exception {
        private static final long serialVersionUID = 1;

        NotAllowed(String message) {
            super(message);
        }
    }

    private static Map<String, Object> award(Award award) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("points", award.points());
        told.put("max", award.max());
        told.put("behaviour", award.behaviour());
        told.put("passed", award.passed());
        told.put("message", award.message());
        told.put("read", award.read());
        return told;
    }
}
