package syncasync.explore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import syncasync.json.Json;

/**
 * The whole zoo, in one table, or ten times. Only when it is asked for:
 *
 * <pre>{@code
 * ./mvnw -q test -pl support-lib -Dtest=ZooReport#table
 * ./mvnw -q test -pl support-lib -Dtest=ZooReport#ten_runs_are_alike_to_the_byte
 * }</pre>
 *
 * With {@code -Dzoo.only=TEXT} it is the programs that have the text in their names; with {@code -Dzoo.stories=true} the
 * table has each one's story below it.
 */
class ZooReport {

    private static List<String> programs() {
        String only = System.getProperty("zoo.only", "");
        return new ArrayList<>(
                ZooTest.programs().filter(name -> name.contains(only)).toList());
    }

    private static Exploration explored(String program) throws Exception {
        Class<?> zoo = Class.forName("syncasync.explore." + program.substring(0, program.indexOf('.')));
        return new Explorer().explore(zoo, program.substring(program.indexOf('.') + 1));
    }

    /** Time, and what was allocated in it; most of that is garbage at once. */
    @Test
    void table() throws Exception {
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (String each : List.of("Zoo.lostUpdate", "Zoo.lockedCounter")) explored(each); // the classes get loaded
        System.out.printf("%-62s %-12s %9s %8s %10s%n", "program", "answer", "schedules", "ms", "allocated");
        for (String program : programs()) {
            long start = System.nanoTime();
            long before = memory.getCurrentThreadAllocatedBytes();
            Exploration tried = explored(program);
            long bytes = memory.getCurrentThreadAllocatedBytes() - before;
            long millis = (System.nanoTime() - start) / 1_000_000;
            System.out.printf(
                    "%-62s %-12s %,9d %,8d %,7d MB%n",
                    program, tried.answer(), tried.schedules(), millis, bytes / 1_000_000);
            if (Boolean.getBoolean("zoo.stories"))
                System.out.println(tried.toString().indent(4));
        }
    }

    @Test
    void ten_runs_are_alike_to_the_byte() throws Exception {
        Map<String, String> first = new TreeMap<>();
        int same = 0;
        for (int run = 0; run < 10; run++) {
            List<String> programs = programs();
            Collections.shuffle(programs, new Random(run));
            for (String program : programs) {
                Exploration tried = explored(program);
                String told = Json.write(AnswerData.of(tried)) + "\n" + tried;
                assertThat(told).isEqualTo(first.computeIfAbsent(program, _ -> told));
                same++;
            }
        }
        System.out.println(first.size() + " programs, " + same + " explorations, each program's all alike");
    }
}
