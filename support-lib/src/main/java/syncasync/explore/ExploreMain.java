package syncasync.explore;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
 * The method is static, without parameters, and throws if the result is wrong.
 */
public final class ExploreMain {
    private ExploreMain() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        System.setOut(System.err); // whatever else is printed is not the answer
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
            else if (each.equals("--races-allowed")) explorer = explorer.racesAllowed();
            else if (each.startsWith("--seconds=")) seconds = Long.parseLong(value);
            else names.add(each);
        }
        if (names.size() != 2) {
            System.err.println("What to explore? Give a class and a static method of it without parameters.");
            System.exit(2);
        }
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

    /** Only one thread answers, and the JVM ends with the answer, whatever else runs. */
    private static synchronized void answer(PrintStream out, Exploration exploration) {
        out.println(Json.write(AnswerData.of(exploration)));
        out.flush();
        Runtime.getRuntime().halt(0);
    }

    static Exploration cannotJudge(String reason, Explorer explorer) {
        return new Exploration(Answer.CANNOT_JUDGE, reason, 0, explorer.mostSwitches(), List.of(), null, explorer);
    }

    private static void endAfter(long seconds, Explorer explorer, PrintStream out) {
        Thread.ofPlatform().daemon().name("time limit").start(() -> {
            try {
                Thread.sleep(Duration.ofSeconds(seconds));
            } catch (InterruptedException e) {
                return;
            }
            answer(out, cannotJudge(timeIsUp(seconds), explorer));
        });
    }

    static String timeIsUp(long seconds) {
        return Exploration.times((int) seconds, "second", "seconds") + " were not enough to try the schedules";
    }
}
