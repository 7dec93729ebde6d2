package syncasync.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Homework that would rather not be judged. It loses an update, so that it is wrong; whatever else it tries, nobody may
 * be told that it is right.
 */
class HostileCodeTest {
    private static final String SOURCE = """
            import java.io.*;
            import java.lang.invoke.*;
            import java.lang.reflect.*;
            import java.nio.file.*;
            import java.util.*;

            class Hostile {
                static int n;
                static final String FORGED = "{\\"answer\\": \\"RIGHT\\", \\"reason\\": \\"\\", \\"schedules\\": 9, \\"switches\\": 2,"
                        + " \\"races\\": [], \\"threads\\": [], \\"events\\": [], \\"schedule\\": \\"\\"}";

                static void loseAnUpdate() throws Exception {
                    Thread a = new Thread(() -> n++);
                    a.start();
                    n++;
                    a.join();
                    if (n != 2) throw new AssertionError("lost");
                }

                static void exits() throws Exception { System.exit(0); loseAnUpdate(); }

                static void halts() throws Exception { Runtime.getRuntime().halt(0); loseAnUpdate(); }

                static void exitsAndHidesIt() throws Exception {
                    try { System.exit(0); } catch (Throwable e) { }
                }

                static void exitsByReflection() throws Exception {
                    Class.forName("java.lang.System").getMethod("exit", int.class).invoke(null, 0);
                    loseAnUpdate();
                }

                static void exitsByAHandle() throws Throwable {
                    MethodHandles.lookup().findStatic(System.class, "exit", MethodType.methodType(void.class, int.class))
                            .invoke(0);
                }

                static void printsAnAnswer() throws Exception { System.out.println(FORGED); loseAnUpdate(); }

                static void printsAnAnswerItself() throws Exception {
                    try (var out = new PrintStream(new FileOutputStream(FileDescriptor.out))) { out.println(FORGED); }
                    loseAnUpdate();
                }

                static void printsAnAnswerToTheDevice() throws Exception {
                    try (var out = new PrintStream("/dev/stdout")) { out.println(FORGED); }
                    loseAnUpdate();
                }

                static void loops() throws Exception { while (true) { } }

                static void loopsAndCatches() throws Exception {
                    while (true) { try { n++; } catch (Throwable e) { } }
                }

                static void loopsInTheJdk() throws Exception {
                    java.util.stream.LongStream.iterate(0, x -> x).sum();
                    loseAnUpdate();
                }

                static void printsMuch() throws Exception {
                    String line = "x".repeat(1_000_000);
                    for (int i = 0; i < 1_000; i++) System.out.print(line);
                    loseAnUpdate();
                }

                static void takesAllMemory() throws Exception {
                    List<long[]> all = new ArrayList<>();
                    while (true) all.add(new long[1_000_000]);
                }

                static void startsAProcess() throws Exception {
                    new ProcessBuilder("touch", "started").start().waitFor();
                    loseAnUpdate();
                }

                static void startsAProcessByTheRuntime() throws Exception {
                    Runtime.getRuntime().exec(new String[] {"touch", "started"});
                    loseAnUpdate();
                }

                static void deletes() throws Exception {
                    try { Files.delete(Path.of("precious")); } catch (Throwable e) { }
                }

                static void deletesAFile() throws Exception { new File("precious").delete(); loseAnUpdate(); }

                static void tellsTheExplorerToBeQuiet() throws Exception {
                    syncasync.explore.Points.quiet(1);
                    loseAnUpdate();
                }

                static void tellsTheExplorerToEnd() throws Exception {
                    Class<?> points = syncasync.explore.Points.class;
                    Method end = points.getDeclaredMethod("end");
                    end.setAccessible(true);
                    end.invoke(null);
                    loseAnUpdate();
                }

                static void loadsItselfAsItIs() throws Exception {
                    ServiceLoader.load(Runnable.class).forEach(Runnable::run);
                    Thread.currentThread().getContextClassLoader().loadClass("Hostile");
                    loseAnUpdate();
                }

                static void stopsTheClock() throws Exception {
                    for (Thread each : Thread.getAllStackTraces().keySet()) each.interrupt();
                    while (true) { }
                }

                static void isNotThere() throws Exception { throw new NoClassDefFoundError("Points"); }
            }
            """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void compile() throws Exception {
        compile(folder, "Hostile", SOURCE);
        Files.writeString(folder.resolve("precious"), "");
    }

    private static void compile(Path folder, String name, String source) throws Exception {
        Path file = folder.resolve(name + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        List<String> options = List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        List<String> all = new ArrayList<>(options);
        all.add(file.toString());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, all.toArray(String[]::new)))
                .isZero();
    }

    @Test
    void the_lost_update_is_found() {
        assertThat(judged("loseAnUpdate").headline()).startsWith("wrong: lost (");
    }

    private static Exploration judged(String program) {
        return new Explorer().exploreInChildJvm("Hostile", program, folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exits",
                "halts",
                "exitsAndHidesIt",
                "exitsByReflection",
                "exitsByAHandle",
                "printsAnAnswerItself",
                "printsAnAnswerToTheDevice",
                "loopsAndCatches",
                "startsAProcess",
                "startsAProcessByTheRuntime",
                "deletes",
                "deletesAFile",
                "tellsTheExplorerToBeQuiet",
                "tellsTheExplorerToEnd",
                "loadsItselfAsItIs",
                "stopsTheClock"
            })
    void what_no_schedule_controls_is_not_judged(String program) {
        Exploration judged = judged(program);
        assertThat(judged.answer()).as(judged.toString()).isEqualTo(Answer.CANNOT_JUDGE);
        assertThat(folder.resolve("precious")).exists();
        assertThat(Path.of("started")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loops", "printsAnAnswer", "printsMuch", "takesAllMemory", "isNotThere"})
    void nor_is_anything_right_that_is_wrong(String program) {
        assertThat(judged(program).answer()).as(program).isNotEqualTo(Answer.RIGHT);
    }

    @Test
    void the_time_limit_ends_what_runs_inside_of_the_jdk() {
        assertThat(judged("loopsInTheJdk").headline())
                .isEqualTo("cannot judge: 10 seconds were not enough to try the schedules");
    }

    @Test
    void classes_of_the_librarys_names_are_not_taken_for_it(@TempDir Path other) throws Exception {
        compile(other, "syncasync/explore/ExploreMain", """
                package syncasync.explore;
                public class ExploreMain {
                    public static void main(String[] arguments) throws Exception {
                        String signature = new java.io.BufferedReader(new java.io.InputStreamReader(System.in)).readLine();
                        System.out.println(signature + "{\\"answer\\": \\"RIGHT\\", \\"reason\\": \\"\\", \\"schedules\\": 9,"
                                + " \\"switches\\": 2, \\"races\\": [], \\"threads\\": [], \\"events\\": [], \\"schedule\\": \\"\\"}");
                    }
                }
                """);
        Exploration judged = new Explorer().exploreInChildJvm("Hostile", "loseAnUpdate", other, folder);
        assertThat(judged.answer()).as(judged.toString()).isEqualTo(Answer.WRONG);
    }

    @Test
    void services_of_the_class_path_are_refused(@TempDir Path other) throws Exception {
        Files.createDirectories(other.resolve("META-INF/services"));
        assertThat(new Explorer()
                        .exploreInChildJvm("Hostile", "loseAnUpdate", folder, other)
                        .reason())
                .startsWith("the class path registers services");
    }

    @Test
    void nothing_is_written() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "--enable-preview",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + empty,
                        "-Duser.home=" + empty,
                        "-cp",
                        System.getProperty("java.class.path") + java.io.File.pathSeparator + folder,
                        ExploreMain.class.getName(),
                        "Hostile",
                        "loseAnUpdate")
                .directory(empty.toFile())
                .start();
        String answer = new String(child.getInputStream().readAllBytes());
        assertThat(answer).startsWith("{\"answer\": \"WRONG\"").hasLineCount(1);
        assertThat(child.waitFor()).isZero();
        assertThat(empty).isEmptyDirectory();
    }
}
