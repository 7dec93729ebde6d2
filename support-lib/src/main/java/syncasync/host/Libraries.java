package syncasync.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adds to the class path the libraries that only some notebooks need. They were put beside the others at set-up, and
 * stay out of the kernel's start until a notebook asks for them:
 * {@snippet :
 * Libraries.use("web");
 * }
 */
public final class Libraries {
    private static final Map<String, String> inUse = new LinkedHashMap<>(); // name -> class path
    private static Consumer<String> kernel; // adds to the class path of the cells

    private Libraries() {}

    /**
     * Makes a group of libraries available to the cells that follow. Asking twice does no harm.
     *
     * @param group the folder's name after {@code jars-}: {@code "web"} has Javalin, Vert.x, Jackson, the clients for
     *     SQL, H2, PostgreSQL, db-scheduler, GreenMail and Simple Java Mail
     * @throws IllegalArgumentException if there is no such group
     * @throws IllegalStateException if this code does not run in a kernel, which alone can add to its class path
     */
    public static synchronized void use(String group) {
        if (inUse.containsKey(group)) {
            return;
        }
        String jars = jarsOf(group);
        if (kernel == null) {
            throw new IllegalStateException("only a kernel can add the libraries of \"" + group
                    + "\"; here, put them on the class path from the start");
        }
        kernel.accept(jars);
        inUse.put(group, jars);
    }

    /** The class path for another JVM that is to see the same classes as the cells do. */
    public static synchronized String classPath() {
        return Stream.concat(Stream.of(System.getProperty("java.class.path")), inUse.values().stream())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** For a kernel: how to add to the class path of its cells. */
    public static synchronized void addedBy(Consumer<String> kernelsWay) {
        kernel = kernelsWay;
    }

    private static String jarsOf(String group) {
        Path folder = ownFolder().resolveSibling("jars-" + group);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "no libraries called \"" + group + "\": " + folder + " is not there; run the set-up again");
        }
        try (var files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The folder of this library's jar, beside which the other groups lie; a property says so where there is no jar.
     */
    private static Path ownFolder() {
        String told = System.getProperty("syncasync.jars");
        if (told != null) {
            return Path.of(told).toAbsolutePath();
        }
        try {
            return Path.of(Libraries.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
