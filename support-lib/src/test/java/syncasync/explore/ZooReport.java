package syncasync.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Explores the whole zoo and prints each story, or with {@code --table} a line for each: the answer, how many schedules,
 * and how long it took. {@code --shuffle=SEED} takes the programs in another order; what is printed must stay the same.
 */
final class ZooReport {
    private ZooReport() {}

    public static void main(String[] arguments) throws Exception {
        boolean table = false;
        List<String> programs = new ArrayList<>(ZooTest.programs().toList());
        for (String each : arguments) {
            table |= each.equals("--table");
            if (each.startsWith("--shuffle="))
                Collections.shuffle(programs, new Random(Long.parseLong(each.substring(10))));
        }
        List<String> told = new ArrayList<>();
        for (String name : programs) {
            Class<?> zoo = Class.forName("syncasync.explore." + name.substring(0, name.indexOf('.')));
            long start = System.nanoTime();
            Exploration tried = new Explorer().explore(zoo, name.substring(name.indexOf('.') + 1));
            long millis = (System.nanoTime() - start) / 1_000_000;
            told.add(
                    table
                            ? String.format(
                                    "%-60s %-13s %6d schedules %6d ms", name, tried.answer(), tried.schedules(), millis)
                            : name + "\n" + Json.write(AnswerData.of(tried)) + "\n" + tried + "\n");
        }
        Collections.sort(told);
        told.forEach(System.out::println);
    }
}
