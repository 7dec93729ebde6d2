import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import de.jplag.JPlag;
import de.jplag.JPlagComparison;
import de.jplag.Language;
import de.jplag.Match;
import de.jplag.ParsingException;
import de.jplag.Token;
import de.jplag.TokenType;
import de.jplag.exceptions.BasecodeException;
import de.jplag.exceptions.ExitException;
import de.jplag.exceptions.SubmissionException;
import de.jplag.options.JPlagOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;

/**
 * Plagiarism check: compares the answers of a class by JPlag, on this machine alone. Run as it is, by {@code java
 * Similar.java FOLDER}, where FOLDER/cells/STUDENT/*.txt are the answers and FOLDER/base/*.txt what was handed out.
 *
 * <p>JPlag reads whole classes; an answer is a cell. So its declarations become a class's members, and its statements a
 * method's. Prints a line a pair: both names, the share that is alike, and the longest piece that is, in tokens and by
 * its lines in each.
 */
public class Similar {

    private static final int SHORTEST = 12; // tokens that are alike in a row; JPlag's own 9 finds every loop

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
            write(analysis, folder.resolve("base"), folder.resolve("java-base"));
            for (Path student : list(folder.resolve("cells"))) {
                write(analysis, student, folder.resolve("java").resolve(student.getFileName()));
            }
        }
        JPlagOptions options = new JPlagOptions(
                        new Java(), Set.of(folder.resolve("java").toFile()), Set.of())
                .withMinimumTokenMatch(SHORTEST);
        for (JPlagComparison pair : compared(options, folder.resolve("java-base").toFile())) {
            Match longest = pair.matches().stream()
                    .max((a, b) -> Integer.compare(a.length(), b.length()))
                    .orElse(null);
            if (longest != null) {
                System.out.println(String.join(
                        "\t",
                        pair.firstSubmission().getName(),
                        pair.secondSubmission().getName(),
                        "%.3f".formatted(pair.similarity()),
                        String.valueOf(longest.length()),
                        places(pair.firstSubmission().getTokenList(), longest.startOfFirst(), longest.length()),
                        places(pair.secondSubmission().getTokenList(), longest.startOfSecond(), longest.length())));
            }
        }
    }

    /** Pairs of those whose answers are long enough to say anything; so has to be what was handed out. */
    private static List<JPlagComparison> compared(JPlagOptions options, File base) throws ExitException {
        try {
            return JPlag.run(options.withBaseCodeSubmissionDirectory(base)).getAllComparisons();
        } catch (BasecodeException e) {
            return JPlag.run(options).getAllComparisons();
        } catch (SubmissionException e) {
            return List.of();
        }
    }

    /** Where tokens stand: cell:line, separated by blanks. */
    private static String places(List<Token> tokens, int from, int length) {
        TreeSet<String> found = new TreeSet<>();
        for (Token token : tokens.subList(from, from + length)) {
            String cell = token.getFile().getName().replace(".java", "");
            found.add(cell + ":" + token.getLine());
        }
        return String.join(" ", found);
    }

    private static void write(SourceCodeAnalysis analysis, Path cells, Path classes) throws IOException {
        Files.createDirectories(classes);
        for (Path cell : list(cells)) {
            String name = cell.getFileName().toString().replace(".txt", "");
            Files.writeString(classes.resolve(name + ".java"), asClass(analysis, Files.readString(cell)));
        }
    }

    private static String asClass(SourceCodeAnalysis analysis, String cell) {
        List<String> members = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        String rest = cell;
        while (!rest.isBlank()) {
            SourceCodeAnalysis.CompletionInfo next = analysis.analyzeCompletion(rest);
            String source = next.source();
            if (source == null || source.isBlank()) {
                break; // it does not parse: the rest of this cell is left out
            }
            List<Snippet> snippets = analysis.sourceToSnippets(source);
            switch (snippets.isEmpty() ? Snippet.Kind.ERRONEOUS : snippets.getFirst().kind()) {
                case METHOD, TYPE_DECL -> members.add(source);
                case IMPORT, ERRONEOUS -> {}
                default -> statements.add(source + ";"); // one too many is an empty statement
            }
            rest = next.remaining();
        }
        return "class Answer {\n%s\nvoid cell() {\n%s\n}\n}\n"
                .formatted(String.join("\n", members), String.join("\n", statements));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Java as this JDK reads it. JPlag's own module asks the compiler for a release that newer JDKs no longer preview. */
    private static final class Java implements Language {

        /** What says nothing of how a program works, or is there in any. */
        private static final Set<Tree.Kind> SILENT = EnumSet.of(
                Tree.Kind.COMPILATION_UNIT,
                Tree.Kind.IDENTIFIER,
                Tree.Kind.MODIFIERS,
                Tree.Kind.PRIMITIVE_TYPE,
                Tree.Kind.PARAMETERIZED_TYPE,
                Tree.Kind.MEMBER_SELECT,
                Tree.Kind.EXPRESSION_STATEMENT,
                Tree.Kind.PARENTHESIZED,
                Tree.Kind.INT_LITERAL,
                Tree.Kind.STRING_LITERAL);

        private record Kind(String getDescription) implements TokenType {}

        @Override
        public List<Token> parse(Set<File> files, boolean normalize) throws ParsingException {
            List<Token> tokens = new ArrayList<>();
            for (File file : new TreeSet<>(files)) {
                tokens.addAll(parse(file));
                tokens.add(Token.fileEnd(file));
            }
            return tokens;
        }

        private static List<Token> parse(File file) throws ParsingException {
            var compiler = ToolProvider.getSystemJavaCompiler();
            List<Token> tokens = new ArrayList<>();
            try (var manager = compiler.getStandardFileManager(null, null, null)) {
                var options = List.of("-proc:none", "--enable-preview", "--release", "25");
                var source = manager.getJavaFileObjects(file);
                var task = (JavacTask) compiler.getTask(null, manager, problem -> {}, options, null, source);
                SourcePositions positions = Trees.instance(task).getSourcePositions();
                for (CompilationUnitTree unit : task.parse()) {
                    new TreeScanner<Void, Void>() {
                        @Override
                        public Void scan(Tree tree, Void nothing) {
                            if (tree != null && !SILENT.contains(tree.getKind())) {
                                long from = positions.getStartPosition(unit, tree);
                                if (from >= 0) {
                                    var kind = new Kind(tree.getKind().name());
                                    int line = (int) unit.getLineMap().getLineNumber(from);
                                    tokens.add(new Token(kind, file, line, 1, 1));
                                }
                            }
                            return super.scan(tree, nothing);
                        }
                    }.scan(unit, null);
                }
            } catch (IOException e) {
                throw new ParsingException(file, e.getMessage(), e);
            }
            return tokens;
        }

        @Override
        public String[] suffixes() {
            return new String[] {".java"};
        }

        @Override
        public String getName() {
            return "Java";
        }

        @Override
        public String getIdentifier() {
            return "java";
        }

        @Override
        public int minimumTokenMatch() {
            return SHORTEST;
        }
    }
}
