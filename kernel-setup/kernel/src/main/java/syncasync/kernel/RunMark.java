package syncasync.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells that the kernel before this one was killed, or crashed. While a kernel runs, a file lies beside its connection
 * file; an orderly end removes it. Jupyter starts a kernel that died again with the same connection file, so the next one
 * finds what is left. What killed it is said only where there is a sign of it: the system counts what it has killed for want
 * of memory.
 */
final class RunMark {

    private static final String ENDING = ".runs";
    private static final String GONE = " Its variables are gone: run the cells again, from the top.";
    private static final Pattern KILLS = Pattern.compile("(?m)^oom_kill (\\d+)$");

    private final Path mark;
    private final Supplier<OptionalLong> kills;

    /** @param kills how many processes the system has killed for want of memory, if that is known */
    RunMark(Path connectionFile, Supplier<OptionalLong> kills) {
        this.mark = connectionFile.resolveSibling(connectionFile.getFileName() + ENDING);
        this.kills = kills;
    }

    /**
     * From now on this kernel runs.
     *
     * @return a sentence on the one before, if that did not end orderly
     */
    Optional<String> begin() {
        try {
            OptionalLong before =
                    Files.exists(mark) ? number(Files.readString(mark).strip()) : null;
            OptionalLong now = kills.get();
            Files.writeString(mark, now.isPresent() ? "" + now.getAsLong() : "");
            Runtime.getRuntime().addShutdownHook(new Thread(this::end, "run-mark"));
            removeOfOthersThatAreGone();
            return Optional.ofNullable(before).map(then -> story(then, now));
        } catch (IOException | IllegalStateException _) {
            return Optional.empty(); // a folder where nothing can be kept, or the end has come already
        }
    }

    void end() {
        try {
            Files.deleteIfExists(mark);
        } catch (IOException _) {
            // then the next start tells more than happened
        }
    }

    private static String story(OptionalLong before, OptionalLong now) {
        boolean forMemory = before.isPresent() && now.isPresent() && now.getAsLong() > before.getAsLong();
        return forMemory
                ? "The kernel before this one was killed, most likely for want of memory:"
                        + " the system has killed something for that while it ran." + GONE
                : "The kernel before this one did not end orderly: it was killed, or it crashed." + GONE;
    }

    /** Jupyter removes the connection file of a kernel that it kills and does not start again. */
    private void removeOfOthersThatAreGone() throws IOException {
        try (DirectoryStream<Path> marks =
                Files.newDirectoryStream(mark.toAbsolutePath().getParent(), "*" + ENDING)) {
            for (Path each : marks) {
                String name = each.getFileName().toString();
                if (Files.notExists(each.resolveSibling(name.substring(0, name.length() - ENDING.length())))) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    /** As Linux counts it, for the container or else for the machine. */
    static OptionalLong kills() {
        for (Path file : List.of(Path.of("/sys/fs/cgroup" + group() + "/memory.events"), Path.of("/proc/vmstat"))) {
            try {
                Matcher m = KILLS.matcher(Files.readString(file));
                if (m.find()) {
                    return number(m.group(1));
                }
            } catch (IOException _) {
                // another system
            }
        }
        return OptionalLong.empty();
    }

    private static String group() {
        try {
            String name = Files.readString(Path.of("/proc/self/cgroup"))
                    .lines()
                    .filter(line -> line.startsWith("0::/"))
                    .map(line -> line.substring("0::".length()))
                    .findFirst()
                    .orElse("");
            return name.equals("/") ? "" : name;
        } catch (IOException _) {
            return "";
        }
    }

    private static OptionalLong number(String text) {
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
