package syncasync.referee;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import syncasync.homework.Grading;
import syncasync.referee.CellCompiler.DoesNotCompile;

/**
 * The checks of an assignment: the second halves of its test cells, and those cells that they may use. They are the
 * instructor's, so they are compiled once, and run in this JVM. A submission brings its data.
 */
final class Judge {

    private static final Pattern IMPORTS_ONLY = Pattern.compile("(?:\\s|//[^\\n]*|(?s:/\\*.*?\\*/)|import\\s[^;]*;)*+");

    private final List<Program> before = new ArrayList<>(); // what the checks may use
    private final Map<String, Program> checks = new LinkedHashMap<>();
    private final Map<String, String> broken = new LinkedHashMap<>(); // checks that do not compile

    /** Compiles them; all of this JVM's class path is theirs to use. */
    Judge(List<Request.Cell> cells) {
        try (var compiler = new CellCompiler(List.of(System.getProperty("java.class.path")))) {
            before.add(compiler.prelude());
            for (Request.Cell each : cells) {
                if (isUsed(each)) {
                    before.add(compiler.compile(each.id(), each.source()).program());
                }
            }
            for (Request.Cell each : cells) {
                if (each.role() == Request.Role.TEST) {
                    compile(each, compiler);
                }
            }
        } catch (DoesNotCompile e) {
            throw new IllegalArgumentException("A cell that the checks use does not compile: " + e.getMessage(), e);
        }
    }

    private void compile(Request.Cell cell, CellCompiler compiler) {
        try {
            if (cell.toCheck().isBlank()) {
                throw new DoesNotCompile("there is nothing below a line /// CHECK");
            }
            checks.put(cell.id(), compiler.compile(cell.id(), cell.toCheck()).program());
        } catch (DoesNotCompile e) {
            broken.put(cell.id(), "The check of this cell does not compile: " + e.getMessage());
        }
    }

    /** What a judge of these cells is made of. */
    static List<String> key(List<Request.Cell> cells) {
        return cells.stream()
                .filter(each -> isUsed(each) || each.role() == Request.Role.TEST)
                .map(each -> each.id() + "\n" + (isUsed(each) ? each.source() : each.toCheck()))
                .toList();
    }

    private static boolean isUsed(Request.Cell cell) {
        return cell.role() == Request.Role.GIVEN
                && (cell.judge() || IMPORTS_ONLY.matcher(cell.source()).matches());
    }

    /** Begins with a submission: what the checks use is made anew. */
    Submission of(String student) {
        return new Submission(student);
    }

    final class Submission {

        private final String student;
        private final ProgramLoader loader = new ProgramLoader();

        private Submission(String student) {
            this.student = student;
            before.forEach(loader::add);
            checks.values().forEach(loader::add);
            Throwable thrown = Grading.judge(student, Map.of(), null, () -> {
                        for (Program each : before) {
                            loader.run(each);
                        }
                    })
                    .thrown();
            if (thrown != null) {
                throw new IllegalArgumentException("A cell that the checks use throws " + thrown, thrown);
            }
        }

        /**
         * Judges a test cell.
         *
         * @param missing why it did not observe more
         */
        Grading.Judgement judge(String cell, Map<String, Object> observed, String missing) {
            if (broken.containsKey(cell)) {
                return new Grading.Judgement(List.of(), new IllegalStateException(broken.get(cell)));
            }
            return Grading.judge(student, observed, missing, () -> loader.run(checks.get(cell)));
        }
    }
}
