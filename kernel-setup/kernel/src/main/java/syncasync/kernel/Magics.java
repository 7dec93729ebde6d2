package syncasync.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.LineMagic;
import org.dflib.jjava.jupyter.kernel.magic.MagicArgsParseException;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.magic.ParsedCellMagic;
import org.dflib.jjava.jupyter.kernel.magic.ParsedLineMagic;
import org.dflib.jjava.jupyter.kernel.magic.UndefinedMagicException;
import org.dflib.jjava.jupyter.kernel.util.PathsHandler;
import org.dflib.jjava.kernel.magics.ClasspathMagic;
import org.dflib.jjava.kernel.magics.JarsMagic;
import org.dflib.jjava.kernel.magics.LoadMagic;
import org.dflib.jjava.kernel.magics.TimeMagic;
import org.dflib.jjava.maven.magics.AddMavenDependencyMagic;
import org.dflib.jjava.maven.magics.LoadFromPomCellMagic;
import org.dflib.jjava.maven.magics.LoadFromPomLineMagic;
import org.dflib.jjava.maven.magics.MavenMagic;
import org.dflib.jjava.maven.magics.MavenRepoMagic;

/** The magics, {@code %name} in a line or {@code %%name} above a cell: JJava's, which say in one line what they lack. */
public final class Magics {

    /** A magic was called wrongly, or could not do what it was asked for. */
    public static final class UsageException extends RuntimeException {
        UsageException(String message) {
            super(message);
        }
    }

    private static final Map<String, String> USES = new TreeMap<>(Map.of(
            "%help NAME", "shows what is known of a class or a method, beside the notebook",
            "%classpath PATH…", "puts jars and folders on the class path",
            "%jars PATH…", "the same, as older notebooks call it",
            "%load FILE", "runs the cells of a notebook, or a file of Java",
            "%lsmagic", "lists the magics",
            "%maven GROUP:ARTIFACT:VERSION…", "fetches libraries and puts them on the class path",
            "%addMavenDependency GROUP:ARTIFACT:VERSION…", "the same, as older notebooks call it",
            "%mavenRepo NAME URL", "adds a repository that libraries are fetched from",
            "%loadFromPOM FILE", "fetches the dependencies of a POM; %%loadFromPOM those of the POM in the cell",
            "%time CODE", "runs a line and says how long it took; %%time the rest of the cell"));
    private static final List<String> LOADABLE = List.of("", ".ipynb", ".jshell", ".jsh", ".java");

    private Magics() {}

    static CellKernel.Builder register(CellKernel.Builder builder) {
        var time = new TimeMagic();
        return builder.magicTranspiler(new Calls())
                .lineMagic(
                        "load", (CellKernel kernel, List<String> args) -> new LoadMagic().eval(kernel, loadable(args)))
                .lineMagic("classpath", onPaths("%classpath", new ClasspathMagic()))
                .lineMagic("jars", onPaths("%jars", new JarsMagic()))
                .lineMagic("time", time)
                .cellMagic("time", time)
                .lineMagic("help", (CellKernel kernel, List<String> args) -> {
                    need(!args.isEmpty(), "%help needs a name, for instance %help CompletableFuture");
                    String name = String.join(" ", args);
                    need(kernel.page(name), "There is no help on " + name);
                    return null;
                })
                .lineMagic("lsmagic", (CellKernel _, List<String> _) -> {
                    System.out.print(list());
                    return null;
                })
                .lineMagic(
                        "maven",
                        onCoordinates("%maven", (kernel, args) -> new MavenMagic(Maven.RESOLVER).eval(kernel, args)))
                .lineMagic(
                        "addMavenDependency",
                        onCoordinates(
                                "%addMavenDependency",
                                (kernel, args) -> new AddMavenDependencyMagic(Maven.RESOLVER).eval(kernel, args)))
                .lineMagic(
                        "mavenRepo",
                        (CellKernel kernel, List<String> args) -> new MavenRepoMagic(Maven.RESOLVER).eval(kernel, args))
                .lineMagic("loadFromPOM", (CellKernel kernel, List<String> args) -> {
                    need(!args.isEmpty(), "%loadFromPOM needs a file, for instance %loadFromPOM pom.xml");
                    need(Files.isRegularFile(Path.of(args.getFirst())), "%loadFromPOM: there is no " + args.getFirst());
                    return resolving("%loadFromPOM", () -> new LoadFromPomLineMagic(Maven.RESOLVER).eval(kernel, args));
                })
                .cellMagic(
                        "loadFromPOM",
                        (CellKernel kernel, List<String> args, String body) -> resolving(
                                "%%loadFromPOM",
                                () -> new LoadFromPomCellMagic(Maven.RESOLVER).eval(kernel, args, body)));
    }

    /** Maven is a thousand classes that hardly any notebook needs. */
    private static final class Maven {
        static final PomDependencies RESOLVER = new PomDependencies();
    }

    private static <T> LineMagic<T, CellKernel> onPaths(String name, ClasspathMagic magic) {
        return (kernel, args) -> {
            need(!args.isEmpty(), name + " needs a jar or a folder, for instance " + name + " library.jar");
            for (String path :
                    args.stream().map(PathsHandler::split).flatMap(List::stream).toList()) {
                need(PathsHandler.resolveGlobs(path).stream().anyMatch(Files::exists), name + ": there is no " + path);
            }
            magic.eval(kernel, args);
            return null;
        };
    }

    private static <T> LineMagic<T, CellKernel> onCoordinates(String name, LineMagic<T, CellKernel> magic) {
        return (kernel, args) -> {
            need(
                    !args.isEmpty(),
                    name + " needs coordinates, for instance " + name + " org.apache.commons:commons-lang3:3.20.0");
            return resolving(name, () -> magic.eval(kernel, args));
        };
    }

    /** Maven says what is wrong five times over, in exceptions inside exceptions; the innermost of its own is clearest. */
    private static <T> T resolving(String name, Callable<T> work) throws Exception {
        try {
            return work.call();
        } catch (UsageException e) {
            throw e;
        } catch (RuntimeException e) {
            Throwable best = e;
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                boolean mavens = cause.getClass().getName().contains(".maven.")
                        || cause.getClass().getName().contains(".aether.");
                best = mavens ? cause : best;
            }
            throw new UsageException(name + ": "
                    + String.valueOf(best.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static List<String> loadable(List<String> args) {
        need(args.size() == 1, "%load needs one file, for instance %load helpers.ipynb");
        return LOADABLE.stream()
                .map(ending -> args.getFirst() + ending)
                .filter(file -> Files.isRegularFile(Path.of(file)))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> new UsageException("%load: there is no " + args.getFirst()));
    }

    private static void need(boolean holds, String otherwise) {
        if (!holds) {
            throw new UsageException(otherwise);
        }
    }

    private static String list() {
        int width = USES.keySet().stream().mapToInt(String::length).max().orElse(0);
        return USES.entrySet().stream()
                .map(use -> ("%-" + width + "s  %s%n").formatted(use.getKey(), use.getValue()))
                .collect(Collectors.joining());
    }

    // what a cell calls where it has a magic

    /** Runs a line magic. */
    public static <T> T lineMagic(String name, String... args) throws Exception {
        BaseKernel kernel = BaseKernel.notebookKernel();
        MagicsRegistry magics = kernel.getMagicsRegistry();
        return called("%" + name, magics, () -> magics.evalLineMagic(kernel, name, List.of(args)));
    }

    /** Runs a cell magic. */
    public static <T> T cellMagic(String name, String body, String... args) throws Exception {
        BaseKernel kernel = BaseKernel.notebookKernel();
        MagicsRegistry magics = kernel.getMagicsRegistry();
        return called("%%" + name, magics, () -> magics.evalCellMagic(kernel, name, List.of(args), body));
    }

    private static <T> T called(String name, MagicsRegistry magics, Callable<T> magic) throws Exception {
        try {
            return magic.call();
        } catch (UndefinedMagicException e) {
            throw unknown(name, magics);
        } catch (MagicArgsParseException e) {
            throw new UsageException(name + ": " + e.getMessage());
        }
    }

    private static UsageException unknown(String name, MagicsRegistry registry) {
        return new UsageException("There is no magic " + name + ". There are "
                + String.join(", ", named("%", registry.getLineMagicNames())) + ", and above a whole cell "
                + String.join(", ", named("%%", registry.getCellMagicNames())));
    }

    private static List<String> named(String prefix, Collection<String> names) {
        return names.stream().sorted().map(name -> prefix + name).toList();
    }

    /** Writes magics as calls of the above, by names that hardly any variable of a cell hides. */
    static final class Calls extends MagicTranspiler {

        @Override
        public String transpileLine(ParsedLineMagic magic) {
            if (super.transpileLine(magic).equals(magic.unparsedMagic)) {
                return magic.unparsedMagic; // it is in a text
            }
            return call("lineMagic", Stream.concat(Stream.of(magic.name), magic.args.stream()));
        }

        @Override
        public String transpileCell(ParsedCellMagic magic) {
            List<String> args = new ArrayList<>(List.of(magic.name, magic.cellBodyAfterMagic));
            args.addAll(magic.args);
            return call("cellMagic", args.stream());
        }

        private static String call(String method, Stream<String> args) {
            return args.map(Calls::literal)
                    .collect(Collectors.joining(", ", Magics.class.getName() + "." + method + "(", ");"));
        }

        private static String literal(String text) {
            var literal = new StringBuilder("\"");
            for (char c : text.toCharArray()) {
                switch (c) {
                    case '\n' -> literal.append("\\n");
                    case '\r' -> literal.append("\\r");
                    case '"', '\\' -> literal.append('\\').append(c);
                    default -> literal.append(c);
                }
            }
            return literal.append('"').toString();
        }
    }
}
