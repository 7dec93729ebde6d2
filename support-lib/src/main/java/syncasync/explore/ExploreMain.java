package syncasync.explore;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import syncasync.json.Json;

/**
 * Explores a method in a JVM of its own and writes the answer as one line of JSON ({@link AnswerData}): for graders, who
 * run code of others in a sandbox. It writes to its output alone, and needs no network.
 *
 * <pre>{@code
 * java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx64m --enable-preview
 *     --add-opens java.base/java.lang=ALL-UNNAMED -cp support-lib.jar:homework/
 *     syncasync.explore.ExploreMain --switches=2 --cap=5000 --seconds=10 homework.CounterCheck run
 * }</pre>
 *
 * The method is static, without parameters, and throws if the result is wrong. With {@code --signed}, the answer begins
 * with the first line of the input, so that nothing can answer in its place. Whoever asks takes an answer only from a
 * JVM that has ended by itself, with 0.
 */
public final class ExploreMain {
    private static String signed = "";

    private ExploreMain() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        System.setOut(System.err); // whatever else is printed is not the answer
        String signature = "";
        var explorer = new Explorer();
        long seconds = 10;
        List<String> names = new ArrayList<>();
        for (String each : arguments) {
            String value = each.substring(each.indexOf('=') + 1);
            if (each.startsWith("--switches=")) explorer = explorer.switches(Integer.parseInt(value));
            else if (each.startsWith("--cap=")) explorer = explorer.cap(Integer.parseInt(value));
            else if (each.startsWith("--seed=")) explorer = explorer.seed(Long.parseLong(value));
            else if (each.startsWith("--patience="))
                explorer = explorer.patience(Duration.ofMillis(Long.parseLong(value)));
            else if (each.equals("--signed")) signature = firstLine(System.in);
            else if (each.equals("--races-allowed")) explorer = explorer.racesAllowed();
            else if (each.startsWith("--seconds=")) seconds = Long.parseLong(value);
            else names.add(each);
        }
        if (names.size() != 2) {
            System.err.println("What to explore? Give a class and a static method of it without parameters.");
            System.exit(2);
        }
        signed = signature;
        endAfter(seconds, explorer, out);
        try {
            Class<?> type = Class.forName(names.get(0), false, ClassLoader.getSystemClassLoader());
            answer(out, explorer.explore(type, names.get(1)));
        } catch (ClassNotFoundException e) {
            answer(out, cannotJudge("there is no class " + names.get(0), explorer));
        } catch (IllegalArgumentException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            answer(out, cannotJudge(Wording.of(e), explorer));
        }
    }

    private static String firstLine(InputStream in) {
        try {
            var line = new StringBuilder();
            for (int c; (c = in.read()) >= 0 && c != '\n'; ) line.append((char) c);
            return line.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only one thread answers, and the JVM ends with the answer, whatever else runs. */
    private static synchronized void answer(PrintStream out, Exploration exploration) {
        out.println(signed + Json.write(AnswerData.of(exploration)));
        out.flush();
        Runtime.getRuntime().halt(0);
    }

    static Exploration cannotJudge(String reason, Explorer explorer) {
        return new Exploration(Answer.CANNOT_JUDGE, reason, 0, explorer.mostSwitches(), List.of(), null, explorer);
    }

    private static void endAfter(long seconds, Explorer explorer, PrintStream out) {
        Thread.ofPlatform().daemon().name("time limit").start(() -> {
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            for (long left; (left = end - System.nanoTime()) > 0; )
                LockSupport.parkNanos(left); // whoever interrupts it
            answer(out, cannotJudge(timeIsUp(seconds), explorer));
        });
    }

    static String timeIsUp(long seconds) {
        return Exploration.times((int) seconds, "second", "seconds") + " were not enough to try the schedules";
    }
}
