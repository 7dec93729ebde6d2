package syncasync.kernel;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;

/**
 * Several snippets in one task of the compiler. JShell starts two to five tasks for each snippet, and each of them
 * reads all imports anew, which takes nearly all of its time, however much there is to compile. So statements and variables
 * that follow each other are compiled together. What does not go so, or has an error, is left to JShell, one by one:
 * what is said of an error is said there.
 */
final class SnippetBatch {

    /** A piece of a cell, which begins on that line. */
    record Source(String code, int line) {}

    /**
     * A piece of a cell when it is compiled.
     *
     * @param methods what executes it, one after the other
     * @param hasValue whether what the last of them returns is a value to show
     */
    record Piece(List<Snippet> variables, List<String> methods, boolean hasValue) {}

    /**
     * @param tried how many pieces were tried
     * @param snippet of all pieces in one class; {@code null} if there is an error, and JShell has to be put back
     */
    record Result(int tried, Snippet snippet, List<Piece> pieces) {
        static final Result NONE = new Result(0, null, List.of());
    }

    private enum Kind {
        STATEMENT, // also an expression whose value is never shown
        VALUE, // an expression
        CALL, // an expression, perhaps without a value
        VARIABLES,
        INFERRED, // a variable declared with var
        OTHER
    }

    /** @param initial where its initial value stands in the piece; {@code null} if there is none */
    private record Variable(String name, String type, JShellTasks.Part initial) {}

    private record Code(String text, int line, Kind kind, List<Variable> variables) {

        Code as(Kind another) {
            return new Code(text, line, another, variables);
        }
    }

    private static final JShellTasks TASKS = JShellTasks.find().orElse(null);
    private static final Pattern WORD = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");
    private static final Pattern PLAIN_TYPE = Pattern.compile("[\\w$.<>\\[\\], ?]+");

    private static final Set<Tree.Kind> STATEMENTS = Set.of(
            Tree.Kind.BLOCK,
            Tree.Kind.IF,
            Tree.Kind.ENHANCED_FOR_LOOP,
            Tree.Kind.TRY,
            Tree.Kind.SYNCHRONIZED,
            Tree.Kind.ASSERT);
    private static final Set<Tree.Kind> VALUES = Set.of( // that are the same whatever they are wanted for
            Tree.Kind.IDENTIFIER,
            Tree.Kind.MEMBER_SELECT,
            Tree.Kind.ARRAY_ACCESS,
            Tree.Kind.PLUS,
            Tree.Kind.MINUS,
            Tree.Kind.MULTIPLY,
            Tree.Kind.DIVIDE,
            Tree.Kind.REMAINDER,
            Tree.Kind.EQUAL_TO,
            Tree.Kind.NOT_EQUAL_TO,
            Tree.Kind.LESS_THAN,
            Tree.Kind.GREATER_THAN,
            Tree.Kind.LESS_THAN_EQUAL,
            Tree.Kind.GREATER_THAN_EQUAL,
            Tree.Kind.CONDITIONAL_AND,
            Tree.Kind.CONDITIONAL_OR,
            Tree.Kind.LOGICAL_COMPLEMENT,
            Tree.Kind.UNARY_MINUS,
            Tree.Kind.INSTANCE_OF,
            Tree.Kind.POSTFIX_INCREMENT,
            Tree.Kind.POSTFIX_DECREMENT,
            Tree.Kind.PREFIX_INCREMENT,
            Tree.Kind.PREFIX_DECREMENT,
            Tree.Kind.NEW_CLASS);

    /**
     * Compiles and loads together what goes together, of that code from its beginning.
     *
     * @param code the rest of a cell
     */
    static Result of(JShell shell, List<Source> code) {
        if (TASKS == null) {
            return Result.NONE;
        }
        List<Code> together = List.of();
        try {
            together = together(shell, code);
            return together.isEmpty() ? Result.NONE : new SnippetBatch(shell, together).compiled();
        } catch (JShellTasks.Failed _) {
            return new Result(together.size(), null, List.of());
        }
    }

    /**
     * Has JShell evaluate an import. It compiles anew whatever could mean something else now, each in its own class; a
     * variable that is in a class with others would lose its value, and means what it meant.
     */
    static List<SnippetEvent> importing(JShell shell, String code) {
        return TASKS == null ? shell.eval(code) : TASKS.leavingAlone(shell, variables(shell), () -> shell.eval(code));
    }

    /** Whether the types of these variables still mean one thing each. */
    static boolean areTypesKnown(JShell shell) {
        List<VarSnippet> variables = TASKS == null ? List.of() : variables(shell);
        String members = IntStream.range(0, variables.size())
                .mapToObj(i -> "static %s v%d;%n".formatted(variables.get(i).typeName(), i))
                .collect(Collectors.joining());
        return members.isEmpty() || TASKS.isValid(shell, members);
    }

    private static List<VarSnippet> variables(JShell shell) {
        return shell.variables()
                .filter(each -> shell.status(each) == Snippet.Status.VALID && !TASKS.isInOwnClass(each))
                .toList();
    }

    private static List<Code> together(JShell shell, List<Source> code) {
        List<Code> together = new ArrayList<>();
        Set<String> mentioned = new HashSet<>();
        for (Source each : code) {
            Code parsed = parsed(shell, each);
            boolean meansAnother = parsed.variables().stream()
                    .map(Variable::name)
                    .anyMatch(mentioned::contains); // of that name, before it
            if (parsed.kind() == Kind.OTHER || meansAnother) {
                break;
            }
            together.add(parsed);
            WORD.matcher(new CellText(each.code()).code()).results().forEach(word -> mentioned.add(word.group()));
        }
        if (together.size() < code.size()) {
            together.replaceAll(SnippetBatch::withoutValue);
        } else {
            together.subList(0, together.size() - 1).replaceAll(SnippetBatch::withoutValue);
        }
        return typed(shell, together);
    }

    private static Code parsed(JShell shell, Source source) {
        String code = TASKS.withoutComments(source.code().strip());
        if (code.isEmpty()) {
            return new Code(source.code(), source.line(), Kind.OTHER, List.of());
        }
        return TASKS.parse(shell, code, (trees, places) -> {
            Kind kind = trees.isEmpty() ? Kind.OTHER : kind(trees.getFirst());
            boolean declares = kind == Kind.VARIABLES || kind == Kind.INFERRED;
            List<Variable> variables = declares
                    ? trees.stream()
                            .map(each -> variable((VariableTree) each, places))
                            .toList()
                    : List.of();
            boolean named = variables.stream()
                    .allMatch(each -> code.contains(each.name()) && !each.name().isEmpty());
            return new Code(source.code().strip(), source.line(), named ? kind : Kind.OTHER, variables);
        });
    }

    private static Variable variable(VariableTree tree, Function<Tree, JShellTasks.Part> places) {
        return new Variable(
                tree.getName().toString(),
                String.valueOf(tree.getType()),
                tree.getInitializer() == null ? null : places.apply(tree.getInitializer()));
    }

    private static Kind kind(Tree tree) {
        return switch (tree) {
            case VariableTree variable when !isLocal(variable.getModifiers()) -> Kind.OTHER;
            case VariableTree variable when variable.getType() != null -> Kind.VARIABLES;
            case VariableTree variable -> variable.getInitializer() != null ? Kind.INFERRED : Kind.OTHER;
            case ExpressionStatementTree statement -> kindOfExpression(statement.getExpression());
            case ForLoopTree loop when loop.getCondition() != null -> Kind.STATEMENT;
            case WhileLoopTree loop when !loop.getCondition().toString().contains("true") -> Kind.STATEMENT;
            default -> STATEMENTS.contains(tree.getKind()) ? Kind.STATEMENT : Kind.OTHER;
        };
    }

    /** Whether a variable of a method may have them, too. */
    private static boolean isLocal(ModifiersTree modifiers) {
        return modifiers.getAnnotations().isEmpty() && Set.of(Modifier.FINAL).containsAll(modifiers.getFlags());
    }

    private static Kind kindOfExpression(Tree tree) {
        return switch (tree) {
            case AssignmentTree assignment when assignment.getVariable() instanceof IdentifierTree -> Kind.STATEMENT;
            case AssignmentTree _, CompoundAssignmentTree _, LiteralTree _ -> Kind.VALUE;
            default -> {
                Kind value = VALUES.contains(tree.getKind()) ? Kind.VALUE : Kind.OTHER;
                yield tree.getKind() == Tree.Kind.METHOD_INVOCATION ? Kind.CALL : value;
            }
        };
    }

    private static Code withoutValue(Code code) {
        return code.kind() == Kind.CALL ? code.as(Kind.STATEMENT) : code;
    }

    /** Asks the compiler once what it makes of each {@code var}, and whether a call has a value. */
    private static List<Code> typed(JShell shell, List<Code> code) {
        if (code.stream().noneMatch(each -> each.kind() == Kind.INFERRED || each.kind() == Kind.CALL)) {
            return code;
        }
        List<Code> asked = code.stream()
                .filter(each -> !each.variables().isEmpty() || each.kind() == Kind.CALL)
                .toList();
        String method = asked.stream()
                .map(Code::text)
                .collect(Collectors.joining("\n", "static void types() throws Throwable {\n", "\n}\n"));
        List<Code> known = TASKS.analyze(shell, method, (file, trees) -> new Types(file, trees).of(asked));
        List<Code> typed = new ArrayList<>();
        for (Code each : code) {
            int at = asked.indexOf(each);
            if (at >= known.size()) {
                break;
            }
            typed.add(at < 0 ? each : known.get(at));
        }
        return typed;
    }

    /** The types in the statements of a method. */
    private static final class Types {

        private final Trees trees;
        private final TreePath body;
        private final List<? extends StatementTree> statements;

        Types(CompilationUnitTree file, Trees trees) {
            this.trees = trees;
            var type = (ClassTree) file.getTypeDecls().getFirst();
            var method = (MethodTree) type.getMembers().stream()
                    .filter(each ->
                            each instanceof MethodTree named && named.getName().contentEquals("types"))
                    .findFirst()
                    .orElseThrow();
            statements = method.getBody().getStatements();
            body = new TreePath(new TreePath(new TreePath(new TreePath(file), type), method), method.getBody());
        }

        /** As many as can be told, in words of the language. */
        List<Code> of(List<Code> code) {
            List<Code> typed = new ArrayList<>();
            int at = 0;
            for (Code each : code) {
                int next = at + Math.max(1, each.variables().size());
                if (next > statements.size()) {
                    break;
                }
                Optional<Code> known = switch (each.kind()) {
                    case INFERRED -> explicit(each, statements.get(at));
                    case CALL -> call(each, statements.get(at));
                    default -> Optional.of(each);
                };
                if (known.isEmpty()) {
                    break;
                }
                typed.add(known.get());
                at = next;
            }
            return typed;
        }

        private Optional<Code> explicit(Code code, StatementTree variable) {
            TypeMirror type = trees.getTypeMirror(new TreePath(body, variable));
            String name = String.valueOf(type);
            boolean plain = (type != null && (type.getKind().isPrimitive() || isDeclared(type)))
                    && PLAIN_TYPE.matcher(name).matches()
                    && !name.contains("<anonymous");
            if (!plain) {
                return Optional.empty();
            }
            Variable known = code.variables().getFirst();
            return Optional.of(new Code(
                    code.text(),
                    code.line(),
                    Kind.VARIABLES,
                    List.of(new Variable(known.name(), name, known.initial()))));
        }

        private static boolean isDeclared(TypeMirror type) {
            return type.getKind() == TypeKind.DECLARED || type.getKind() == TypeKind.ARRAY;
        }

        private Optional<Code> call(Code code, StatementTree statement) {
            if (!(statement instanceof ExpressionStatementTree expression)) {
                return Optional.empty();
            }
            TypeMirror type =
                    trees.getTypeMirror(new TreePath(new TreePath(body, statement), expression.getExpression()));
            return switch (type == null ? TypeKind.ERROR : type.getKind()) {
                case ERROR -> Optional.empty();
                case VOID -> Optional.of(withoutValue(code));
                default -> Optional.of(code.as(Kind.VALUE));
            };
        }
    }

    private final JShell shell;
    private final List<Code> code;
    private final StringBuilder source = new StringBuilder(); // as it stands in the cell, without comments
    private final List<Object> members = new ArrayList<>();
    private int methods;

    private SnippetBatch(JShell shell, List<Code> code) {
        this.shell = shell;
        this.code = code;
    }

    private Result compiled() {
        List<Piece> pieces = new ArrayList<>();
        int line = code.getFirst().line();
        for (Code each : code) {
            List<Snippet> variables = each.variables().stream()
                    .flatMap(variable -> TASKS.snippets(shell, declaration(each, variable)).stream())
                    .toList();
            if (!variables.stream().allMatch(this::goesTogether)) {
                break;
            }
            source.append("\n".repeat(each.line() - line));
            int begin = source.length();
            source.append(TASKS.withoutComments(each.text()));
            line = each.line()
                    + CellText.linesBefore(source.substring(begin), each.text().length());
            List<String> calls = each.variables().isEmpty()
                    ? List.of(statement(each, begin))
                    : each.variables().stream()
                            .filter(variable -> variable.initial() != null)
                            .map(variable -> variable(variable, begin))
                            .toList();
            each.variables()
                    .forEach(variable ->
                            members.addFirst("    public static %s %s;\n".formatted(variable.type(), variable.name())));
            pieces.add(new Piece(variables, calls, each.kind() == Kind.VALUE));
        }
        if (pieces.isEmpty()) {
            return Result.NONE;
        }
        Snippet snippet = TASKS.snippet(shell, source.toString(), members);
        if (!TASKS.compile(shell, snippet)) {
            return new Result(pieces.size(), null, List.of());
        }
        pieces.forEach(piece -> piece.variables().forEach(each -> TASKS.install(shell, each, snippet)));
        return new Result(pieces.size(), snippet, pieces);
    }

    private static String declaration(Code code, Variable variable) {
        String initial = variable.initial() == null
                ? ""
                : " = "
                        + code.text()
                                .substring(
                                        variable.initial().begin(),
                                        variable.initial().end());
        return variable.type() + " " + variable.name() + initial + ";";
    }

    /** What others depend on does not: they are compiled anew with it. */
    private boolean goesTogether(Snippet variable) {
        return variable.kind() == Snippet.Kind.VAR
                && TASKS.dependents(shell, variable).isEmpty();
    }

    private String statement(Code statement, int begin) {
        boolean isValue = statement.kind() == Kind.VALUE;
        boolean ends = source.charAt(source.length() - 1) == ';';
        return method(List.of(
                isValue ? "return " : "",
                new JShellTasks.Part(begin, source.length()),
                (ends ? "\n" : ";\n") + (isValue ? "" : "        return null;\n")));
    }

    private String variable(Variable variable, int begin) {
        int from = begin + variable.initial().begin();
        int name = source.lastIndexOf(variable.name(), from - 1);
        return method(List.of(
                variable.type() + " ",
                new JShellTasks.Part(name, name + variable.name().length()),
                "_ =\n        ",
                new JShellTasks.Part(from, begin + variable.initial().end()),
                ";\n        return %1$s = %1$s_;\n".formatted(variable.name())));
    }

    /** Each piece is a method, as in a class of its own: none is unreachable, and it can be stopped between them. */
    private String method(List<Object> body) {
        String name = methods == 0 ? "do_it$" : "do_it$" + methods;
        methods++;
        members.add("    public static java.lang.Object " + name + "() throws java.lang.Throwable {\n        ");
        members.addAll(body);
        members.add("    }\n");
        return name;
    }
}
