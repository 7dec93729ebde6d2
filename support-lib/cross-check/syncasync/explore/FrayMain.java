package syncasync.explore;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.pastalab.fray.core.TestRunner;
import org.pastalab.fray.core.command.Configuration;
import org.pastalab.fray.core.command.ExecutionInfo;
import org.pastalab.fray.core.command.MethodExecutor;
import org.pastalab.fray.core.command.NetworkDelegateType;
import org.pastalab.fray.core.command.SystemTimeDelegateType;
import org.pastalab.fray.core.observers.TimelineCoverageType;
import org.pastalab.fray.core.randomness.ControlledRandom;
import org.pastalab.fray.core.randomness.Randomness;
import org.pastalab.fray.core.scheduler.RandomScheduler;
import org.pastalab.fray.instrumentation.base.ApplicationCodeTransformer;

/**
 * Lets Fray run a program of the zoo under random schedules, always the same ones: the main class of a JVM on Fray's
 * instrumented JDK, and its agent. Fray's own agent lets threads switch at volatile fields alone; this one at all.
 */
public final class FrayMain {
    static final String FOUND = "Fray found ";
    static final String NOTHING = "nothing";

    private FrayMain() {}

    public static void premain(String unused, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ApplicationCodeTransformer(true, List.of()));
    }

    /** Arguments: a class, its static method, how often to run it, where to write, and the class path of the program. */
    public static void main(String[] arguments) {
        var program = new MethodExecutor(
                arguments[0], arguments[1], List.of(), List.of(arguments[4].split(File.pathSeparator)), Map.of());
        int[] seed = {7};
        var configuration = new Configuration(
                new ExecutionInfo(program, false, true, 20_000),
                Path.of(arguments[3]),
                Integer.parseInt(arguments[2]),
                120, // seconds at most
                new RandomScheduler(dice(seed[0])),
                () -> dice(++seed[0]),
                false, // the full schedule
                false, // explore
                true, // no exit when something is found
                false, // replay
                false, // no Fray
                false, // a dummy run
                NetworkDelegateType.PROACTIVE,
                SystemTimeDelegateType.MOCK,
                1_000,
                true, // timed waits end at once
                true, // a sleep is a yield
                true, // fresh classes for each run
                false, // redirect the output
                false, // end threads with main
                true,
                TimelineCoverageType.NONE);
        Throwable found = new TestRunner(configuration).run();
        System.err.println();
        System.err.println(FOUND + (found == null ? NOTHING : found));
        Runtime.getRuntime().halt(0);
    }

    private static Randomness dice(int seed) {
        return new ControlledRandom(new ArrayList<>(), new ArrayList<>(), new Random(seed));
    }
}
