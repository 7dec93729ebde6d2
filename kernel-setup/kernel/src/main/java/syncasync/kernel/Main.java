package syncasync.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.kernel.util.PathsHandler;
import syncasync.host.Libraries;
import syncasync.host.Screen;

/**
 * Starts the kernel: {@code Main <connection file>} is what a kernelspec calls.
 *
 * <p>It heeds the same environment as JJava: {@code JJAVA_COMPILER_OPTS}, {@code JJAVA_CLASSPATH},
 * {@code JJAVA_STARTUP_SCRIPTS_PATH}, {@code JJAVA_STARTUP_SCRIPT}, {@code JJAVA_LOAD_EXTENSIONS},
 * {@code JJAVA_TIMEOUT}.
 */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            System.err.println("What to connect to? Give the connection file that Jupyter wrote.");
            System.exit(2);
        }
        Thread.currentThread().setName("kernel"); // "main" is the thread that cells run on
        if (args[0].equals("--help")) {
            System.out.println("Main <connection file>: serve a front end.");
            return;
        }
        Shutdown.withParent(System.getenv("JPY_PARENT_PID"));
        Path file = Path.of(args[0]);
        start(KernelConnectionProperties.parse(Files.readString(file)), new RunMark(file, RunMark::kills));
    }

    /** Connects, and gets the compiler ready meanwhile: front ends take a while to say hello, too. */
    static CellKernel start(KernelConnectionProperties properties, RunMark mark) throws Exception {
        var built = inBackground(Main::kernel);
        var connection = new Connection(properties);
        connection.connect();
        CellKernel kernel = built.get();
        var output = new CellOutput(
                kernel.cells()::cell,
                kernel.cells().origins(),
                connection.getIOPub()::sendMessage,
                System.out,
                System.err);
        kernel.use(output, connection);
        Thread.setDefaultUncaughtExceptionHandler(kernel.deaths());
        Screen.use(output);
        var prepared = inBackground(() -> {
            try {
                mark.begin().ifPresent(kernel.deaths()::tellLater);
                return prepare(kernel);
            } catch (Exception | Error e) { // cells run all the same
                kernel.deaths().tellLater("The kernel could not be prepared as a whole: " + e);
                return kernel;
            }
        });
        connection.serve(prepared);
        prepared.get();
        kernel.heap().start();
        Leftovers.startsHere(kernel);
        return kernel;
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        var task = new FutureTask<>(work);
        new Thread(task, "preparation").start();
        return task;
    }

    /** A kernel set up from the environment, without imports yet. */
    static CellKernel kernel() {
        CellKernel.Builder builder = CellKernel.cellBuilder()
                .name("JJava")
                .version("1.0-a8")
                .extensionsEnabled(extensions(System.getenv("JJAVA_LOAD_EXTENSIONS")))
                .compilerOpts(words(System.getenv("JJAVA_COMPILER_OPTS")));
        timeout(builder, System.getenv("JJAVA_TIMEOUT"));
        return Magics.register(builder).build();
    }

    /** What every notebook may take for granted: imports, the class path, scripts of its own. */
    static CellKernel prepare(CellKernel kernel) throws IOException {
        kernel.onStartup();
        kernel.addToClasspath(System.getenv("JJAVA_CLASSPATH"));
        Libraries.addedBy(kernel::addToClasspath);
        runScripts(kernel, System.getenv("JJAVA_STARTUP_SCRIPTS_PATH"), System.getenv("JJAVA_STARTUP_SCRIPT"));
        return kernel;
    }

    static boolean extensions(String setting) {
        String text = setting == null ? "true" : setting.strip();
        return !(text.isEmpty() || text.equals("0") || text.equalsIgnoreCase("false"));
    }

    /** Splits at blanks that are not in quotes. */
    static List<String> words(String options) {
        List<String> words = new ArrayList<>();
        Matcher m = Pattern.compile("\"([^\"]*)\"|\\S+").matcher(options == null ? "" : options);
        while (m.find()) {
            words.add(m.group(1) != null ? m.group(1) : m.group());
        }
        return words;
    }

    private static void timeout(CellKernel.Builder builder, String setting) {
        if (setting == null) {
            return;
        }
        Matcher m = Pattern.compile("\\s*(-?\\d+)\\W*([A-Za-z]+)?\\s*").matcher(setting);
        if (!m.matches()) {
            throw new IllegalArgumentException("JJAVA_TIMEOUT is not a duration such as \"30 seconds\": " + setting);
        }
        builder.timeout(
                Long.parseLong(m.group(1)),
                m.group(2) == null
                        ? TimeUnit.MILLISECONDS
                        : TimeUnit.valueOf(m.group(2).toUpperCase()));
    }

    /** The scripts of the start. What is wrong with one is told by the first cell; the others run. */
    static void runScripts(CellKernel kernel, String paths, String script) {
        for (String each : PathsHandler.split(paths == null ? "" : paths)) {
            try {
                List<Path> found = PathsHandler.splitAndResolveGlobs(each);
                for (Path path : found) {
                    runScript(kernel, path.toString(), Files.readString(path));
                }
                if (found.isEmpty()) {
                    throw new NoSuchFileException(each);
                }
            } catch (IOException | RuntimeException e) {
                kernel.deaths()
                        .tellLater("JJAVA_STARTUP_SCRIPTS_PATH names " + each + ", where no script can be read.");
            }
        }
        if (script != null) {
            runScript(kernel, "JJAVA_STARTUP_SCRIPT", script);
        }
    }

    private static void runScript(CellKernel kernel, String name, String script) {
        try {
            kernel.evalBuilder(script).resolveMagics().eval();
        } catch (RuntimeException | Error e) {
            List<String> lines = kernel.failure(e).traceback();
            kernel.deaths()
                    .tellLater("The start-up script " + name + " failed:\n"
                            + String.join("\n", lines).stripTrailing());
        }
    }
}
