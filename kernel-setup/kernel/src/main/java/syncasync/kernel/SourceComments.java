package syncasync.kernel;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import syncasync.host.Rich;

/** Javadoc comments that JShell does not find: of cells, of the support library, and of what a class of the JDK inherits. */
final class SourceComments {

    private final JShell shell;

    SourceComments(JShell shell) {
        this.shell = shell;
    }

    /**
     * The comment of what has this signature, written as JShell writes it.
     *
     * @param signature of a method ({@code void Dog.bark(int times)}), of a constructor, a field ({@code
     *     Math.PI:double}) or a type, with simple names
     */
    Optional<String> of(String signature) {
        Wanted wanted = Wanted.of(signature);
        Stream<String> cells = shell
                .snippets()
                .filter(each ->
                        each instanceof DeclarationSnippet && shell.status(each).isActive())
                .map(each -> "class $ {\n" + each.source() + "\n}")
                .toList()
                .reversed()
                .stream();
        return Stream.concat(cells, sourceOf(wanted.owner).stream())
                .filter(source -> source.contains(wanted.name.equals("<init>") ? wanted.owner : wanted.name))
                .flatMap(source -> find(source, wanted).stream())
                .findFirst();
    }

    /**
     * @param owner the class; empty for what is declared in a cell by itself
     * @param parameters {@code null} where it is not a method
     */
    private record Wanted(String owner, String name, String parameters) {

        static Wanted of(String signature) {
            int open = signature.indexOf('(');
            String declared = (open < 0 ? signature.replaceFirst(":.*", "") : signature.substring(0, open))
                    .replaceAll("<[^<>]*(<[^<>]*>)?[^<>]*>", "");
            String qualified = declared.substring(declared.lastIndexOf(' ') + 1);
            int dot = qualified.lastIndexOf('.');
            String name = qualified.substring(dot + 1);
            String before = dot < 0 ? "" : qualified.substring(0, dot);
            String owner = before.substring(before.lastIndexOf('.') + 1);
            boolean isType = open < 0 && !signature.contains(":");
            boolean isConstructor = open >= 0 && declared.indexOf(' ') < 0 && Character.isUpperCase(name.charAt(0));
            return new Wanted(
                    isType || isConstructor ? name : owner,
                    isConstructor ? "<init>" : name,
                    open < 0 ? null : parameters(signature.substring(open + 1, signature.lastIndexOf(')'))));
        }

        private static String parameters(String text) {
            return text.replaceAll("\\s+", " ").strip();
        }
    }

    private Optional<String> find(String source, Wanted wanted) {
        var file = new SimpleJavaFileObject(URI.create("string:///$.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return source;
            }
        };
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, _ -> {}, List.of("--enable-preview", "--source", "25"), null, List.of(file));
        var comments = DocTrees.instance(task);
        var found = new String[1];
        try {
            for (var unit : task.parse()) {
                new TreePathScanner<Void, String>() {
                    @Override
                    public Void visitClass(ClassTree type, String owner) {
                        String name = type.getSimpleName().toString();
                        note(wanted.parameters == null && wanted.name.equals(name));
                        return super.visitClass(type, name);
                    }

                    @Override
                    public Void visitMethod(MethodTree method, String owner) {
                        String parameters = method.getParameters().stream()
                                .map(each -> each.getType() + " " + each.getName())
                                .collect(Collectors.joining(", "));
                        note(isIn(owner)
                                && method.getName().contentEquals(wanted.name)
                                && parameters
                                        .replace("...", "[]")
                                        .equals(String.valueOf(wanted.parameters)
                                                .replace("...", "[]")));
                        return super.visitMethod(method, owner);
                    }

                    @Override
                    public Void visitVariable(VariableTree variable, String owner) {
                        note(isIn(owner)
                                && wanted.parameters == null
                                && variable.getName().contentEquals(wanted.name)
                                && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.CLASS);
                        return null;
                    }

                    private boolean isIn(String owner) {
                        return wanted.owner.isEmpty() ? owner.equals("$") : owner.equals(wanted.owner);
                    }

                    private void note(boolean isIt) {
                        if (isIt && found[0] == null) {
                            found[0] = comments.getDocComment(getCurrentPath());
                        }
                    }
                }.scan(unit, "");
            }
        } catch (IOException | RuntimeException _) {
            return Optional.empty(); // then there is no comment to show
        }
        return Optional.ofNullable(found[0]);
    }

    /** The source of a class of the support library or of the JDK, by its simple name. */
    private Optional<String> sourceOf(String type) {
        if (type.isEmpty()) {
            return Optional.empty();
        }
        URL place = Rich.class.getProtectionDomain().getCodeSource().getLocation();
        Path library = Path.of(URI.create(place.toString())); // by its URI, since a folder's name may have blanks
        Optional<String> found = in(library, "/sources", type);
        if (found.isPresent()) {
            return found;
        }
        Path jdk = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        return shell.sourceCodeAnalysis().listQualifiedNames(type, type.length()).getNames().stream()
                .map(name ->
                        name.substring(0, Math.max(0, name.lastIndexOf('.'))).replace('.', '/'))
                .flatMap(folder -> in(jdk, "/java.base/" + folder, type).stream())
                .findFirst();
    }

    /** @param archive a zip or a folder */
    private static Optional<String> in(Path archive, String folder, String type) {
        if (Files.isDirectory(archive)) {
            return below(archive.resolve(folder.substring(1)), type);
        }
        try (var files = FileSystems.newFileSystem(archive)) {
            return below(files.getPath(folder), type);
        } catch (IOException | RuntimeException _) {
            return Optional.empty(); // a JDK without sources
        }
    }

    private static Optional<String> below(Path folder, String type) {
        try (var all = Files.walk(folder)) {
            Optional<Path> file =
                    all.filter(each -> each.endsWith(type + ".java")).findFirst();
            return file.isPresent() ? Optional.of(Files.readString(file.get())) : Optional.empty();
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }
}
