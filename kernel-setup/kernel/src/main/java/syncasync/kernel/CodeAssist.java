package syncasync.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;

/** Code completion, inspection and completeness: what an editor asks about code that is not run yet. */
final class CodeAssist {

    private static final Pattern LINE_MAGIC = Pattern.compile("(?m)^\\s*%\\w.*$");
    private static final Pattern SYNTAX = Pattern.compile(
            "compiler\\.err\\."
                    + "(illegal\\..*|(.*\\.)?expected\\d?|unclosed\\..*|premature\\.eof|not\\.stmt|orphaned|.*\\.without\\..*)");

    private static final Pattern MAGIC = Pattern.compile("^\\s*(%%?)(\\w*)$");
    // a method declared in an earlier piece of the cell: JShell's analysis takes statements only
    private static final Pattern METHOD = Pattern.compile(
            "\\s*(?!(?:if|for|while|do|switch|try|synchronized|new|return|throw|else)\\b)"
                    + "(?:[\\w<>\\[\\].,?&@]+\\s+)+\\w+\\s*\\([^()]*\\)\\s*(?:throws[\\w\\s,.]+)?\\{.*",
            Pattern.DOTALL);
    private static final Pattern RETURN = Pattern.compile("\\s*(?:return|yield)\\s");
    private static final Duration SIGNATURES = Duration.ofMillis(300); // for the signatures of what is offered

    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final SourceComments comments;
    private final MagicsRegistry magics;

    /**
     * What may stand at a place of the code.
     *
     * @param start where it stands already in part
     * @param types what each of the texts is, as JupyterLab shows it
     */
    record Completion(int start, int end, List<String> texts, List<Map<String, String>> types) {}

    CodeAssist(JShell shell, MagicsRegistry magics) {
        this.shell = shell;
        this.magics = magics;
        analysis = shell.sourceCodeAnalysis();
        comments = new SourceComments(shell);
    }

    // completion

    Completion complete(String code, int at) {
        String before = code.substring(0, at);
        Matcher magic = MAGIC.matcher(before.substring(before.lastIndexOf('\n') + 1));
        if (magic.matches()) {
            Collection<String> names =
                    magic.group(1).equals("%") ? magics.getLineMagicNames() : magics.getCellMagicNames();
            Map<String, String> offered = new LinkedHashMap<>();
            names.stream()
                    .filter(name -> name.startsWith(magic.group(2)))
                    .sorted()
                    .forEach(name -> offered.put(magic.group(1) + name, "magic"));
            return completion(at - magic.group(2).length() - magic.group(1).length(), at, offered, Map.of());
        }
        if (!isCode(before)) {
            return new Completion(at, at, List.of(), List.of());
        }
        String context = context(before);
        int word = wordBefore(context);
        boolean annotation = word > 0 && context.charAt(word - 1) == '@';
        if (annotation) { // JShell knows them only as types
            context = context.substring(0, word - 1) + " " + context.substring(word);
        }
        var anchor = new int[] {context.length()};
        List<Suggestion> suggestions = analysis.completionSuggestions(context, context.length(), anchor);
        boolean imported = context.stripLeading().startsWith("import");
        Map<String, String> offered = new LinkedHashMap<>();
        for (boolean matching : new boolean[] {true, false}) {
            suggestions.stream()
                    .filter(each -> each.matchesType() == matching)
                    .map(Suggestion::continuation)
                    .filter(text -> !annotation || Character.isUpperCase(text.charAt(0)))
                    .forEach(text -> offered.putIfAbsent(text, type(text, imported)));
        }
        return completion(
                at - (context.length() - anchor[0]), at, offered, signatures(context.substring(0, anchor[0]), offered));
    }

    private static Completion completion(
            int start, int end, Map<String, String> offered, Map<String, String> signatures) {
        List<Map<String, String>> types = new ArrayList<>();
        offered.forEach((text, type) ->
                types.add(Map.of("text", text, "type", type, "signature", signatures.getOrDefault(text, ""))));
        return new Completion(start, end, List.copyOf(offered.keySet()), types);
    }

    private static String type(String text, boolean imported) {
        if (text.indexOf('(') >= 0) {
            return Character.isUpperCase(text.charAt(0)) ? "class" : "function";
        }
        if (SourceVersion.isKeyword(text)) {
            return "keyword";
        }
        boolean isConstant = text.equals(text.toUpperCase(java.util.Locale.ROOT)) && text.length() > 1;
        return Character.isUpperCase(text.charAt(0)) && !isConstant
                ? "class"
                : imported || text.endsWith(".") ? "module" : "instance";
    }

    /** Of the methods among them, as many as there is time for. */
    private Map<String, String> signatures(String before, Map<String, String> offered) {
        Map<String, String> signatures = new LinkedHashMap<>();
        long until = System.nanoTime() + SIGNATURES.toNanos();
        for (String text : offered.keySet()) {
            int open = text.indexOf('(');
            if (open >= 0 && System.nanoTime() < until) {
                String call = before + text.substring(0, open + 1);
                List<Documentation> found = analysis.documentation(call, call.length(), false);
                if (!found.isEmpty()) {
                    String first = JvmNames.withoutPackages(found.getFirst().signature());
                    String more = found.size() > 1 ? " +" + (found.size() - 1) : "";
                    signatures.put(text, first.substring(first.indexOf('(')) + more);
                }
            }
        }
        return signatures;
    }

    // inspection

    /** What there is to say about the name at this place, or else about the call that it is in; {@code null} if nothing. */
    DisplayData inspect(String code, int at) {
        String masked = new CellText(code).code();
        int start = at;
        int end = at;
        while (start > 0 && Character.isJavaIdentifierPart(masked.charAt(start - 1))) {
            start--;
        }
        while (end < code.length() && Character.isJavaIdentifierPart(masked.charAt(end))) {
            end++;
        }
        List<Documentation> found = List.of();
        if (start < end) {
            boolean isCall = masked.substring(end).stripLeading().startsWith("(");
            found = documentation(code.substring(0, end) + (isCall ? "(" : ""));
            if (found.isEmpty()) {
                found = documentation(code.substring(0, end) + (isCall ? "" : "("));
            }
        } else if (at > 0 && masked.charAt(at - 1) == ')') {
            found = call(code, opening(masked, at - 1));
        }
        for (int open = opening(masked, at); found.isEmpty() && open >= 0; open = opening(masked, open)) {
            found = call(code, open);
        }
        return found.isEmpty() ? null : shown(found);
    }

    private List<Documentation> call(String code, int open) {
        return open <= 0 ? List.of() : documentation(code.substring(0, open + 1));
    }

    /** Where the bracket is that encloses this place, or that this one closes; negative if there is none. */
    private static int opening(String masked, int at) {
        int closed = 0;
        for (int i = at - 1; i >= 0; i--) {
            char c = masked.charAt(i);
            if (c == ')') {
                closed++;
            } else if (c == '(' && closed-- == 0) {
                return i;
            } else if (c == ';' && closed == 0 || c == '{' && closed == 0) {
                return -1;
            }
        }
        return -1;
    }

    private List<Documentation> documentation(String before) {
        String context = context(before);
        return analysis.documentation(context, context.length(), true);
    }

    private DisplayData shown(List<Documentation> found) {
        var html = new StringBuilder();
        var plain = new StringBuilder();
        for (Documentation each : found) {
            String signature = JvmNames.withoutPackages(each.signature());
            String javadoc = each.javadoc() != null
                    ? each.javadoc()
                    : comments.of(signature).orElse(null);
            String body = javadoc == null ? "" : Javadoc.html(javadoc);
            html.append(html.isEmpty() ? "" : "<hr>")
                    .append("<p><code>")
                    .append(Javadoc.escape(signature))
                    .append("</code></p>")
                    .append(body);
            plain.append(plain.isEmpty() ? "" : "\n\n").append(signature);
            Javadoc.plain(body).lines().forEach(line -> plain.append(line.isBlank() ? "\n" : "\n  " + line));
        }
        var data = new DisplayData(plain.toString());
        data.putHTML(html.toString());
        return data;
    }

    // what is before a place

    private static boolean isCode(String before) {
        String probe = new CellText(before + "x").code();
        return probe.charAt(probe.length() - 1) == 'x';
    }

    private static int wordBefore(String code) {
        int start = code.length();
        while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /**
     * The piece of the cell that ends here, after the statements before it: JShell looks at one piece at a time, but
     * what is declared above counts though it was not run yet.
     */
    private String context(String before) {
        String rest = LINE_MAGIC.matcher(before).replaceAll("");
        List<String> statements = new ArrayList<>();
        var info = analysis.analyzeCompletion(rest);
        while (info.completeness().isComplete() && !info.remaining().isBlank()) {
            if (!METHOD.matcher(info.source()).matches()
                    && !info.source().stripLeading().startsWith("import")) {
                statements.add(info.source());
            }
            rest = info.remaining();
            info = analysis.analyzeCompletion(rest);
        }
        rest = RETURN.matcher(rest).lookingAt() ? RETURN.matcher(rest).replaceFirst("Object \\$ = ") : rest;
        boolean alone = statements.isEmpty() || rest.stripLeading().startsWith("import");
        return alone ? rest : "int $0 = 0; " + String.join("\n", statements) + "\n" + rest;
    }

    // completeness

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
