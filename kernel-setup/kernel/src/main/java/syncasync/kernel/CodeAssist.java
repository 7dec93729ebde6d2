package syncasync.kernel;

import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** Code completion, inspection and completeness: what an editor asks about code that is not run yet. */
final class CodeAssist {

    private static final Pattern LINE_MAGIC = Pattern.compile("(?m)^\\s*%\\w.*$");
    private static final Pattern SYNTAX = Pattern.compile(
            "compiler\\.err\\."
                    + "(illegal\\..*|(.*\\.)?expected\\d?|unclosed\\..*|premature\\.eof|not\\.stmt|orphaned|.*\\.without\\..*)");

    private final JShell shell;
    private final SourceCodeAnalysis analysis;

    CodeAssist(JShell shell) {
        this.shell = shell;
        analysis = shell.sourceCodeAnalysis();
    }

    /** Whether a console should run this: one of JJava's words, or the blanks that the next line begins with. */
    String completeness(String code) {
        String rest = code.startsWith("%%") ? "" : LINE_MAGIC.matcher(code).replaceAll("");
        while (true) {
            var info = analysis.analyzeCompletion(rest);
            Completeness completeness = info.completeness();
            if (completeness == Completeness.EMPTY) {
                return BaseKernel.IS_COMPLETE_YES;
            }
            if (completeness == Completeness.UNKNOWN) {
                return BaseKernel.IS_COMPLETE_BAD;
            }
            if (!completeness.isComplete()) {
                return indent(code);
            }
            if (!isWellFormed(info.source())) {
                return BaseKernel.IS_COMPLETE_BAD;
            }
            if (completeness == Completeness.COMPLETE_WITH_SEMI) {
                return BaseKernel.IS_COMPLETE_YES;
            }
            rest = info.remaining();
        }
    }

    /** Whether the parser takes this; what it refers to may be unknown. */
    private boolean isWellFormed(String source) {
        return analysis.sourceToSnippets(source).stream()
                .filter(snippet -> snippet.kind() == Snippet.Kind.ERRONEOUS)
                .flatMap(shell::diagnostics)
                .noneMatch(problem -> SYNTAX.matcher(problem.getCode()).matches());
    }

    private static String indent(String code) {
        String last = code.lines().filter(line -> !line.isBlank()).reduce("", (_, line) -> line);
        String blanks = last.substring(0, last.length() - last.stripLeading().length());
        boolean ended = last.isBlank()
                || ";}".indexOf(last.stripTrailing().charAt(last.stripTrailing().length() - 1)) >= 0;
        return ended ? blanks : blanks + "    ";
    }
}
