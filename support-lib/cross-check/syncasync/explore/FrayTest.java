package syncasync.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Another opinion on the explorer: Fray runs programs of the zoo under random schedules, on a JDK that it has
 * instrumented. Only those with platform threads: with virtual ones it hangs or finds a deadlock. Run by
 * {@code ./mvnw -Pcross-check test -pl support-lib -Dtest=FrayTest} on Linux on x86-64; no mark rests on it.
 */
class FrayTest {
    private static final Path WORK = Path.of("target", "fray").toAbsolutePath();
    private static final Path JDK = WORK.resolve("jdk");

    @BeforeAll
    static void instrument() throws Exception {
        Files.createDirectories(WORK);
        if (!Files.exists(JDK.resolve("release"))) linkTheJdk();
        try (var zip = new ZipFile(jar("fray-jvmti").toFile());
                var in = zip.getInputStream(zip.getEntry("libjvmti.so"))) {
            Files.write(WORK.resolve("libjvmti.so"), in.readAllBytes());
        }
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), FrayMain.class.getName());
        String main = FrayMain.class.getName().replace('.', '/') + ".class";
        try (var agent = new JarOutputStream(Files.newOutputStream(WORK.resolve("agent.jar")), manifest);
                var in = FrayMain.class.getResourceAsStream("/" + main)) {
            agent.putNextEntry(new ZipEntry(main));
            in.transferTo(agent);
        }
    }

    /** Twenty seconds, and a hundred megabytes. */
    private static void linkTheJdk() throws Exception {
        String jars = jars();
        Path home = Path.of(System.getProperty("java.home"));
        var link = new ProcessBuilder(
                home.resolve("bin/jlink").toString(),
                "-J-javaagent:" + jar("fray-instrumentation-jdk"),
                "-J--module-path=" + jars,
                "-J--add-modules=org.pastalab.fray.instrumentation.jdk",
                "-J--class-path=" + jars,
                "--output=" + JDK,
                "--add-modules=java.se,jdk.management,jdk.unsupported",
                "--fray-instrumentation");
        Process linking = link.redirectErrorStream(true).start();
        String said = new String(linking.getInputStream().readAllBytes());
        assertThat(linking.waitFor()).as(said).isZero();
    }

    private static Stream<String> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> each.endsWith(".jar"));
    }

    private static String jars() {
        return classPath().collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jar(String name) {
        return classPath()
                .map(Path::of)
                .filter(each -> each.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    /** What Fray found in so many runs. */
    private static String found(String program, int runs) throws IOException, InterruptedException {
        int dot = program.indexOf('.');
        Path report = Files.createTempDirectory(WORK, "report");
        List<String> command = new ArrayList<>(List.of(
                JDK.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:off",
                "-ea",
                "--enable-preview",
                "--enable-native-access=ALL-UNNAMED",
                "-javaagent:" + WORK.resolve("agent.jar"),
                "-agentpath:" + WORK.resolve("libjvmti.so"),
                "-cp", // the program is not on it, so that each run has fresh classes
                jars() + File.pathSeparator + WORK.resolve("agent.jar"),
                FrayMain.class.getName(),
                "syncasync.explore." + program.substring(0, dot),
                program.substring(dot + 1),
                Integer.toString(runs),
                report.toString(),
                Path.of("target", "classes").toAbsolutePath()
                        + File.pathSeparator
                        + Path.of("target", "test-classes").toAbsolutePath()));
        Path output = report.resolveSibling(report.getFileName() + ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it hangs").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        return said.substring(said.lastIndexOf(FrayMain.FOUND) + FrayMain.FOUND.length())
                .strip();
    }

    private static boolean isRight(String program) throws ReflectiveOperationException {
        int dot = program.indexOf('.');
        return Class.forName("syncasync.explore." + program.substring(0, dot))
                        .getDeclaredMethod(program.substring(dot + 1))
                        .getAnnotation(Expected.class)
                        .value()
                == Answer.RIGHT;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoo.lostUpdate",
                "Zoo.lockedCounter",
                "Zoo.volatileIsNotAtomic",
                "Zoo.atomicButInTwoSteps",
                "Zoo.oneAfterTheOther",
                "Zoo.checkThenAct",
                "Zoo.putIfAbsent",
                "Zoo.bankInTwoSteps",
                "Zoo.deadlock",
                "Zoo.tryLockGivesUp",
                "Zoo.readersAndAWriter",
                "Zoo.volatileStopFlag",
                "Zoo.lazy",
                "Zoo.holder",
                "Zoo.synchronizedList",
                "Zoo.synchronizedListWalkedUnderItsLock",
                "Zoo.bufferWithIf",
                "Zoo.bufferWithWhile",
                "Zoo.notifiedTooEarly",
                "Zoo.conditions",
                "Zoo.barrier",
                "Zoo.semaphoreOfTwo",
                "Zoo.semaphoreOfOne",
                "Zoo.pool",
                "Zoo.poolRight",
                "Zoo.failedTask",
                "Zoo.sleepOrdersNothing",
                "Zoo.guardedByALongTimeout",
                "Zoo.futureThatIsJoinedForEver",
                "Zoo.phaserThatWaitsForEver",
                "Zoo.interrupted",
                "Zoo.interruptSwallowed",
                "Zoo.subclassOfThread",
                "ZooOfRareAnimals.anonymousSubclass",
                "ZooOfRareAnimals.threadsByReferences",
                "ZooOfRareAnimals.poolWithAFactory",
                "ZooOfRareAnimals.poolByItsConstructor",
                "ZooOfRareAnimals.threadThatWaitsForEver",
                "ZooOfRareAnimals.handledException",
                "ZooOfRareAnimals.enumSingleton",
                "ZooOfRareAnimals.lockOfTheClassAndLockOfTheObject",
                "ZooOfRareAnimals.philosophers",
                "ZooOfRareAnimals.writesUnderTheReadLock",
                "ZooOfRareAnimals.spinLock",
                "ZooOfRareAnimals.exceptionThatKeepsTheLock",
                "ZooOfRareAnimals.exceptionInASynchronizedBlock",
                "ZooOfRareAnimals.notifiesWithoutTheLock",
                "ZooOfRareAnimals.lockInterruptibly",
                "ZooOfRareAnimals.interruptedInWait",
                "ZooOfRareAnimals.vectorInTwoSteps",
                "ZooOfRareAnimals.nodesOfALockFreeStack",
                "ZooOfRareAnimals.objectsHandedOverByAQueue",
                "ZooOfRareAnimals.exchanged",
                "ZooOfRareAnimals.poison",
                "ZooOfRareAnimals.barrierThatWaitsNotLongEnough",
                "ZooOfRareAnimals.semaphoreThatHandsOver",
                "ZooOfRareAnimals.waitsWithALimit",
                "ZooOfRareAnimals.whoeverIsFirst",
                "ZooOfRareAnimals.futureTask",
                "ZooOfTools.barrierForOneMoreThanCome",
                "ZooOfTools.barrierUsedTwice",
                "ZooOfTools.writeLockThatGoesDownToRead",
                "ZooOfTools.transferred",
                "ZooOfTools.putIsNoTransfer",
                "ZooOfTools.stackByCompareAndSetOfItsSize",
                "ZooOfTools.topThatComesBack",
                "ZooOfTools.topThatComesBackWithAStamp",
                "ZooOfTools.copyOnWriteInTwoSteps",
                "ZooOfTools.computedInOneStep"
            })
    void both_judge_alike(String program) throws Exception {
        String found = found(program, 300);
        if (isRight(program)) assertThat(found).isEqualTo(FrayMain.NOTHING);
        else assertThat(found).isNotEqualTo(FrayMain.NOTHING);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Zoo.stopFlag                                 | the result is right: a race is seen by what orders, not by what comes out
            Zoo.plainList                                | the same
            ZooOfRareAnimals.doubleCheckedLocking        | the same
            ZooOfRareAnimals.plainListInAConcurrentMap   | the same
            Zoo.twoLocksForOneMap                        | it does not switch between two calls of a plain collection
            Zoo.chat                                     | the same
            Zoo.bufferWithNotify                         | it wakes who waits for no reason, so a notify that goes wrong does not matter
            Zoo.unlockedWithoutHavingIt                  | it tries no time-outs
            ZooOfRareAnimals.joinedNotLongEnough         | the same
            ZooOfRareAnimals.staticPartsThatNeedOneAnother | it does not switch in static initialisers
            """)
    void what_the_explorer_finds_and_fray_does_not(String program, String why) throws Exception {
        assertThat(isRight(program)).isFalse();
        assertThat(found(program, 300)).as(why).isEqualTo(FrayMain.NOTHING);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ZooOfRareAnimals.poolThatIsNeverShutDown     | threads of a pool that wait for work are a deadlock to it
            ZooOfRareAnimals.daemonThatWaitsForEver      | and so are daemons
            """)
    void what_fray_finds_and_the_explorer_does_not(String program, String why) throws Exception {
        assertThat(isRight(program)).isTrue();
        assertThat(found(program, 300)).as(why).contains("DeadlockException");
    }
}
